//! Clusters against a brute force, and what must hold of them whatever the points.

use proptest::prelude::*;

use super::*;

fn italy() -> Area {
    Area {
        south_west: Point::new(35_000_000, 6_000_000).expect("on the globe"),
        north_east: Point::new(48_000_000, 19_000_000).expect("on the globe"),
    }
}

/// Points of all kinds of nearness: few towns, streets in them, and doors shared by several.
fn points() -> impl Strategy<Value = Vec<Point>> {
    let near = prop_oneof![Just(0_i32), -60..60_i32, -4_000..4_000_i32, -90_000..90_000_i32];
    let point = (0_i32..6, 0_i32..6, near.clone(), near).prop_map(|(row, column, dlat, dlon)| {
        Point::new(
            38_000_000 + row * 1_700_000 + dlat,
            8_000_000 + column * 1_900_000 + dlon,
        )
        .expect("on the globe")
    });
    prop::collection::vec(point, 0..100)
}

/// The members of every node of a level, in the order of the level.
fn groups(clusters: &Clusters, zoom: u8) -> Vec<Vec<u32>> {
    let level = &clusters.levels[usize::from(zoom - FIRST_ZOOM)];
    let mut groups: Vec<Vec<u32>> = level
        .iter()
        .map(|&id| clusters.members(ClusterId(id)).to_vec())
        .collect();
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups
}

/// The same rules, without nodes, sweeps or sharing: every level from lists of members.
fn brute_force(points: &[Point], last: u8, zoom: u8) -> Vec<Vec<u32>> {
    let middle = |group: &[u32]| {
        let sum = group.iter().fold((0, 0), |(lat, lon), &index| {
            let at = points[index as usize];
            (lat + i64::from(at.lat), lon + i64::from(at.lon))
        });
        let count = group.len() as i64;
        Point {
            lat: sum.0.div_euclid(count) as i32,
            lon: sum.1.div_euclid(count) as i32,
        }
    };
    let mut standing: Vec<(u32, Vec<u32>)> = (0..points.len() as u32).map(|index| (index, vec![index])).collect();
    let mut next = points.len() as u32;
    for level in (zoom..=last).rev() {
        let reach = f64::from(REACH) * f64::from(1_u32 << (24 - level));
        let mut left: Vec<(Spot, u32, Vec<u32>)> = standing
            .drain(..)
            .map(|(id, group)| (Spot::of(middle(&group)), id, group))
            .collect();
        left.sort_by_key(|(spot, id, _)| (spot.x, *id));
        while !left.is_empty() {
            let (here, mut id, mut group) = left.remove(0);
            let alone = group.len();
            left.retain(|(there, _, members)| {
                let (dx, dy) = (
                    f64::from(there.x) - f64::from(here.x),
                    f64::from(there.y) - f64::from(here.y),
                );
                let far = dx * dx + dy * dy > reach * reach;
                if !far {
                    group.extend(members);
                }
                far
            });
            if group.len() > alone {
                id = next;
                next += 1;
            }
            standing.push((id, group));
        }
    }
    let mut groups: Vec<Vec<u32>> = standing.into_iter().map(|(_, group)| group).collect();
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups.sort();
    groups
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_point_is_lost_and_none_counted_twice(points in points(), last in 10_u8..=LAST_ZOOM, zoom in 0_u8..=20) {
        let clusters = Clusters::build(&points, last);
        let mut seen = Vec::new();
        for shown in clusters.view(&italy(), zoom) {
            match shown {
                Shown::Single { index, .. } => seen.push(index),
                Shown::Cluster { id, count, .. } => {
                    prop_assert_eq!(clusters.members(id).len(), count as usize);
                    prop_assert!(count >= 2);
                    seen.extend(clusters.members(id));
                }
            }
        }
        seen.sort_unstable();
        prop_assert_eq!(seen, (0..points.len() as u32).collect::<Vec<_>>());
    }

    #[test]
    fn it_is_what_brute_force_makes_of_it(points in points(), zoom in FIRST_ZOOM..=14) {
        let clusters = Clusters::build(&points, 14);
        let mut got = groups(&clusters, zoom);
        got.sort();
        prop_assert_eq!(got, brute_force(&points, 14, zoom));
    }

    #[test]
    fn a_cluster_is_a_union_of_nearer_ones(points in points(), zoom in FIRST_ZOOM..16) {
        let clusters = Clusters::build(&points, 16);
        let (far, near) = (groups(&clusters, zoom), groups(&clusters, zoom + 1));
        for group in &near {
            let home = far.iter().filter(|larger| larger.contains(&group[0])).collect::<Vec<_>>();
            prop_assert_eq!(home.len(), 1);
            prop_assert!(group.iter().all(|index| home[0].contains(index)));
        }
    }

    #[test]
    fn a_cluster_opens_where_it_says(points in points(), zoom in FIRST_ZOOM..16) {
        let clusters = Clusters::build(&points, 16);
        for shown in clusters.view(&italy(), zoom) {
            if let Shown::Cluster { id, .. } = shown {
                let opens = clusters.opens_at(id).expect("fewer than a crowd");
                prop_assert!(opens > zoom && opens <= 16);
                let whole = |zoom: u8| clusters.view(&italy(), zoom).contains(&shown);
                prop_assert!(whole(opens - 1) && !whole(opens));
            }
        }
    }

    #[test]
    fn a_view_shows_what_lies_in_it(points in points(), zoom in FIRST_ZOOM..=17, lat in 36..46_i32, lon in 7..17_i32) {
        let area = Area {
            south_west: Point::new(lat * 1_000_000, lon * 1_000_000).expect("on the globe"),
            north_east: Point::new((lat + 2) * 1_000_000, (lon + 2) * 1_000_000).expect("on the globe"),
        };
        let clusters = Clusters::build(&points, 17);
        let at = |shown: &Shown| match *shown {
            Shown::Single { at, .. } | Shown::Cluster { at, .. } => at,
        };
        let inside = |at: Point| {
            let (spot, low, high) = (Spot::of(at), Spot::of(area.south_west), Spot::of(area.north_east));
            (low.x..=high.x).contains(&spot.x) && (high.y..=low.y).contains(&spot.y)
        };
        let mut all = clusters.view(&italy(), zoom);
        all.retain(|shown| inside(at(shown)));
        prop_assert_eq!(clusters.view(&area, zoom), all);
    }
}

#[test]
fn places_at_one_door_fan_out_where_no_zoom_can_part_them() {
    let door = Point::new(45_133_000, 10_022_000).expect("on the globe");
    let away = Point::new(45_533_000, 10_022_000).expect("on the globe");
    let clusters = Clusters::build(&[door, door, away, door], 16);
    let far = clusters.view(&italy(), FAN_ZOOM - 1);
    assert_eq!(far.len(), 2);
    let Some(&Shown::Cluster { id, count: 3, at }) = far.iter().find(|shown| matches!(shown, Shown::Cluster { .. }))
    else {
        panic!("{far:?}");
    };
    assert_eq!((at, clusters.opens_at(id)), (door, Some(FAN_ZOOM)));
    let near = clusters.view(&italy(), FAN_ZOOM);
    assert_eq!(near.len(), 4);
    let fanned = near
        .iter()
        .filter(|shown| matches!(shown, Shown::Single { at, fan: Some(_), .. } if *at == door));
    assert_eq!(fanned.count(), 3);
}

#[test]
fn a_crowd_at_one_door_waits_for_the_nearest_zoom() {
    let door = Point::new(45_133_000, 10_022_000).expect("on the globe");
    let clusters = Clusters::build(&[door; 40], 16);
    let shown = clusters.view(&italy(), 15);
    let [Shown::Cluster { id, count: 40, .. }] = shown[..] else {
        panic!("{shown:?}");
    };
    assert_eq!(clusters.opens_at(id), Some(16));
    assert_eq!(clusters.view(&italy(), 16).len(), 40);
}

#[test]
fn a_fair_at_one_door_stays_one_cluster() {
    let door = Point::new(45_133_000, 10_022_000).expect("on the globe");
    let clusters = Clusters::build(&[door; 400], 16);
    let shown = clusters.view(&italy(), 16);
    let [Shown::Cluster { id, count: 400, .. }] = shown[..] else {
        panic!("{shown:?}");
    };
    assert_eq!(clusters.opens_at(id), None);
}

#[test]
fn nothing_makes_an_empty_map() {
    assert_eq!(Clusters::build(&[], 16).view(&italy(), 9), []);
}
