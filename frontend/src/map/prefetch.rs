//! The tiles that a device stores ahead, so that the map of its own area works without a network.

use shared::cluster::Spot;
use shared::geo::Point;

/// The first zoom of the data that is stored ahead: all of Italy in a handful of tiles.
const FIRST: u8 = 4;
/// The zooms up to this one are stored for the whole area, nearer ones around each place.
const WHOLE: u8 = 7;
/// No more tiles than this: about 1 MB of the embedded basemap, at most 3 MB of a detailed one.
pub const MOST: usize = 200;

/// Addresses of the tiles around `points`, far zooms first, at most [`MOST`]. `last` is the basemap's nearest zoom.
#[must_use]
pub fn tiles_to_prefetch(points: &[Point], last: u8) -> Vec<String> {
    let spots: Vec<Spot> = points.iter().map(|&at| Spot::of(at)).collect();
    let mut tiles: Vec<(u8, u32, u32)> = Vec::new();
    for zoom in FIRST..=last.min(10) {
        let mut level: Vec<(u32, u32)> = Vec::new();
        for spot in &spots {
            let (x, y) = spot.tile(zoom);
            // The neighbours too: a screen is wider than a tile.
            let reach = u32::from(zoom <= WHOLE || zoom == last.min(10));
            for column in x.saturating_sub(reach)..=(x + reach).min((1 << zoom) - 1) {
                for row in y.saturating_sub(reach)..=(y + reach).min((1 << zoom) - 1) {
                    level.push((column, row));
                }
            }
        }
        level.sort_unstable();
        level.dedup();
        tiles.extend(level.into_iter().map(|(x, y)| (zoom, x, y)));
    }
    tiles.truncate(MOST);
    tiles.into_iter().map(|(zoom, x, y)| address(zoom, x, y)).collect()
}

fn address(zoom: u8, x: u32, y: u32) -> String {
    let numbers = [zoom.to_string(), x.to_string(), y.to_string()];
    ["/tiles/", &numbers[0], "/", &numbers[1], "/", &numbers[2], ".mvt"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(lat: f64, lon: f64) -> Point {
        Point::from_degrees(lat, lon).expect("on the globe")
    }

    #[test]
    fn a_place_gets_its_tile_at_every_zoom_and_its_neighbours_at_the_nearest() {
        let tiles = tiles_to_prefetch(&[point(45.545, 9.118)], 10);
        for expected in [
            "/tiles/9/268/183.mvt",
            "/tiles/10/537/366.mvt",
            "/tiles/10/536/365.mvt",
            "/tiles/4/8/5.mvt",
        ] {
            assert!(tiles.iter().any(|tile| tile == expected), "{expected}");
        }
        assert!(tiles.len() < 60, "{}", tiles.len());
    }

    #[test]
    fn it_never_grows_beyond_its_bound_and_has_the_far_zooms_first() {
        let everywhere: Vec<Point> = (0..3000)
            .map(|at| point(37.0 + f64::from(at % 60) / 7.0, 7.0 + f64::from(at / 60) / 5.0))
            .collect();
        let tiles = tiles_to_prefetch(&everywhere, 10);
        assert_eq!(tiles.len(), MOST);
        assert!(tiles[0].starts_with("/tiles/4/"));
        let mut distinct = tiles.clone();
        distinct.sort();
        distinct.dedup();
        assert_eq!(distinct.len(), tiles.len());
    }

    #[test]
    fn no_places_no_tiles() {
        assert!(tiles_to_prefetch(&[], 10).is_empty());
    }
}
