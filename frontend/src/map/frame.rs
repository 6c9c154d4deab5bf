//! Which part of the world the map shows.

use shared::cluster::Area;
use shared::geo::Point;

use super::row::MapRow;

/// What can be seen: an area a little larger than the screen, and how near.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MapPlace {
    /// The area.
    pub area: Area,
    /// The zoom.
    pub zoom: u8,
}

/// How many of the nearest places a search near a point frames.
const NEAREST: usize = 6;
/// Those beyond this many metres are not framed: the point's surroundings matter more.
const FARTHEST_M: u32 = 60_000;
/// Around a point with nothing near, micro-degrees.
const AROUND: i32 = 60_000;

/// Italy, the widest one can move.
pub const ITALY: Area = Area {
    south_west: Point {
        lat: 34_600_000,
        lon: 5_600_000,
    },
    north_east: Point {
        lat: 47_700_000,
        lon: 19_600_000,
    },
};

/// The area to begin with: all rows, or near a point that point with its nearest rows. Nothing gives Italy.
#[must_use]
pub fn frame(rows: &[MapRow], near: Option<Point>) -> Area {
    let Some(near) = near else {
        return around(rows.iter().map(|row| row.at)).unwrap_or(ITALY);
    };
    let mut by_distance: Vec<(u32, Point)> = rows
        .iter()
        .map(|row| (near.metres_to(row.at), row.at))
        .filter(|&(metres, _)| metres <= FARTHEST_M)
        .collect();
    by_distance.sort_unstable_by_key(|&(metres, at)| (metres, at.lat, at.lon));
    by_distance.truncate(NEAREST);
    let corner = |sign: i32| Point {
        lat: near.lat + sign * AROUND / 2,
        lon: near.lon + sign * AROUND / 2,
    };
    let points = by_distance.into_iter().map(|(_, at)| at);
    around(points.chain([corner(-1), corner(1)])).unwrap_or(ITALY)
}

/// The smallest area that holds all points, if there are any.
#[must_use]
pub fn around(points: impl Iterator<Item = Point>) -> Option<Area> {
    points.fold(None, |area: Option<Area>, at| {
        let Some(Area { south_west, north_east }) = area else {
            return Some(Area {
                south_west: at,
                north_east: at,
            });
        };
        Some(Area {
            south_west: Point {
                lat: south_west.lat.min(at.lat),
                lon: south_west.lon.min(at.lon),
            },
            north_east: Point {
                lat: north_east.lat.max(at.lat),
                lon: north_east.lon.max(at.lon),
            },
        })
    })
}

/// Whether a point lies in an area.
#[must_use]
pub fn holds(area: &Area, at: Point) -> bool {
    (area.south_west.lat..=area.north_east.lat).contains(&at.lat)
        && (area.south_west.lon..=area.north_east.lon).contains(&at.lon)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::map::marks::tests::row;

    fn point(lat: f64, lon: f64) -> Point {
        Point::from_degrees(lat, lon).expect("on the globe")
    }

    #[test]
    fn all_rows_are_framed() {
        let rows = [row("bari", 41.1, 16.9), row("varese", 45.8, 8.8)];
        let area = frame(&rows, None);
        assert_eq!(
            (area.south_west, area.north_east),
            (point(41.1, 8.8), point(45.8, 16.9))
        );
        assert_eq!(frame(&[], None), ITALY);
    }

    #[test]
    fn near_a_point_the_nearest_are_framed_and_the_far_ones_not() {
        let rows = [
            row("bari", 41.1, 16.9),
            row("bollate", 45.55, 9.12),
            row("senago", 45.58, 9.13),
        ];
        let area = frame(&rows, Some(point(45.5, 9.2)));
        assert!(holds(&area, rows[1].at) && holds(&area, rows[2].at) && holds(&area, point(45.5, 9.2)));
        assert!(!holds(&area, rows[0].at));
    }

    #[test]
    fn near_a_point_with_nothing_around_it_the_point_is_framed() {
        let area = frame(&[row("bari", 41.1, 16.9)], Some(point(45.5, 9.2)));
        assert!(holds(&area, point(45.5, 9.2)) && !holds(&area, point(45.6, 9.2)));
    }
}
