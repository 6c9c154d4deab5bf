//! Marks of made-up places, and a screen that follows the steps.

use shared::model::PlaceKind;

use super::*;
use crate::map::frame::ITALY;

const WORDS: MapWords = MapWords {
    only_comune: "posizione indicativa",
    only_street: "nella via",
    cluster: "{n} sedi, ingrandisci",
    here: "Tu",
};

pub(crate) fn row(id: &str, lat: f64, lon: f64) -> MapRow {
    MapRow {
        id: id.to_owned(),
        name: ["Sede ", id].concat(),
        kind: PlaceKind::Hub,
        kind_name: "hub",
        at: Point::from_degrees(lat, lon).expect("on the globe"),
        precision: Precision::Address,
        parent: None,
    }
}

fn seen(rows: &[MapRow], zoom: u8, chosen: Option<&str>) -> Vec<Mark> {
    let points: Vec<Point> = rows.iter().map(|row| row.at).collect();
    let place = MapPlace { area: ITALY, zoom };
    marks(rows, &Clusters::build(&points, 16), &place, chosen, &WORDS)
}

fn by_key<'a>(marks: &'a [Mark], key: &str) -> &'a Mark {
    marks.iter().find(|mark| mark.key == key).expect("is shown")
}

#[test]
fn a_cluster_says_how_many_it_holds_and_what_opens_it() {
    let rows = [row("a", 45.5, 9.1), row("b", 45.52, 9.12), row("c", 41.1, 16.8)];
    let marks = seen(&rows, 6, None);
    assert_eq!(marks.len(), 2);
    let cluster = marks
        .iter()
        .find(|mark| mark.look.contains("cluster"))
        .expect("a cluster");
    assert_eq!(
        (cluster.label.as_str(), cluster.text.as_str()),
        ("2 sedi, ingrandisci", "2")
    );
    let (area, zoom) = cluster.opens.expect("a cluster opens");
    assert_eq!((area.south_west, area.north_east), (rows[0].at, rows[1].at));
    assert_eq!(seen(&rows, zoom.expect("at some zoom"), None).len(), 3);
    assert_eq!(by_key(&marks, "c").label, "Sede c, hub");
}

#[test]
fn a_place_of_which_only_the_comune_is_known_is_an_area_and_says_so() {
    let mut only = row("a", 45.5, 9.1);
    only.precision = Precision::Comune;
    only.kind = PlaceKind::ThemedHouse;
    let marks = seen(&[only], 12, None);
    assert_eq!(marks[0].look, "map-marker themed-house zone");
    assert_eq!(marks[0].label, "Sede a, hub, posizione indicativa");
}

#[test]
fn the_chosen_place_stands_out_of_its_cluster() {
    let rows = [row("a", 45.5, 9.1), row("b", 45.5001, 9.1001), row("c", 45.5002, 9.1)];
    let marks = seen(&rows, 6, Some("b"));
    assert_eq!(marks.len(), 2);
    assert!(by_key(&marks, "b").look.ends_with(" chosen"));
    assert!(by_key(&marks, "b").above > marks[0].above);
}

#[test]
fn a_fan_has_one_spot_and_each_place_its_own_marker() {
    let rows = [
        row("a", 45.5, 9.1),
        row("b", 45.5, 9.1),
        row("c", 45.5, 9.1),
        row("d", 44.0, 11.0),
    ];
    let marks = seen(&rows, 12, None);
    let spots = marks.iter().filter(|mark| mark.label.is_empty()).count();
    let fanned = marks.iter().filter(|mark| mark.look.contains("fanned")).count();
    assert_eq!((marks.len(), spots, fanned), (5, 1, 3));
}

#[test]
fn steps_lead_from_any_screen_to_any_other_and_touch_nothing_else() {
    let rows: Vec<MapRow> = (0..40)
        .map(|at| {
            row(
                &at.to_string(),
                44.0 + f64::from(at % 7) / 9.0,
                9.0 + f64::from(at / 7) / 8.0,
            )
        })
        .collect();
    let mut screen: Vec<Mark> = Vec::new();
    for (zoom, chosen) in [
        (5, None),
        (9, Some("3")),
        (12, Some("3")),
        (8, Some("17")),
        (8, None),
        (8, None),
    ] {
        let wanted = seen(&rows, zoom, chosen);
        let before = screen.clone();
        for step in steps(&before, &wanted) {
            match step {
                Step::Drop(key) => {
                    assert!(wanted.iter().all(|mark| mark.key != key));
                    screen.retain(|mark| mark.key != key);
                }
                Step::Put(mark) => {
                    assert!(!before.contains(mark));
                    screen.retain(|old| old.key != mark.key);
                    screen.push(mark.clone());
                }
            }
        }
        let sorted = |marks: &[Mark]| {
            let mut marks = marks.to_vec();
            marks.sort_by(|one, other| one.key.cmp(&other.key));
            marks
        };
        assert_eq!(sorted(&screen), sorted(&wanted));
    }
    assert_eq!(steps(&screen, &screen).len(), 0);
}

#[test]
fn lines_join_the_spokes_with_the_hub_of_the_chosen_place() {
    let mut rows = vec![
        row("hub", 45.5, 9.1),
        row("one", 45.6, 9.1),
        row("two", 45.4, 9.2),
        row("same", 45.5, 9.1),
    ];
    for spoke in &mut rows[1..] {
        spoke.parent = Some("hub".to_owned());
    }
    rows.push(row("alone", 41.0, 16.0));
    let hub = rows[0].at;
    for chosen in ["hub", "one", "same"] {
        assert_eq!(
            lines(&rows, Some(chosen)),
            [(rows[1].at, hub), (rows[2].at, hub)],
            "{chosen}"
        );
    }
    assert!(lines(&rows, Some("alone")).is_empty());
    assert!(lines(&rows, Some("gone")).is_empty() && lines(&rows, None).is_empty());
}
