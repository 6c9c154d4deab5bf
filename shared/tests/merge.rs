//! Merging by groups of facts: what is asked for, what is not, and three devices that end alike.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Value, json};
use shared::merge::{Fields, groups, merge};
use shared::model::RecordKind;

fn fields(value: Value) -> Fields {
    match value {
        Value::Object(fields) => fields,
        other => panic!("{other} is no object"),
    }
}

fn place() -> Value {
    json!({"id": "p", "network": "n", "kind": "hub", "name": "P", "phone": ["1", "2"],
           "address": {"street": "Via A 1"}, "position": {"lat": 45.0, "lon": 9.0, "precision": "address"},
           "opening_hours": "Mo 09:00-12:00", "closures": [{"from": "2026-08-01", "to": "2026-08-31"}],
           "topics": ["scuola"], "desks": [{"name": "Uno", "note": "x"}], "own": 7})
}

/// `place()` with some fields in another way.
fn with(changes: Value) -> Fields {
    let mut place = fields(place());
    for (name, value) in fields(changes) {
        match value {
            Value::Null => drop(place.remove(&name)),
            value => drop(place.insert(name, value)),
        }
    }
    place
}

fn conflicts(mine: Value, theirs: Value) -> (Vec<&'static str>, Fields) {
    let merged = merge(RecordKind::Place, Some(&with(json!({}))), &with(mine), &with(theirs));
    (
        merged.conflicts.iter().map(|conflict| conflict.group).collect(),
        merged.record,
    )
}

#[test]
fn what_does_not_touch_is_kept_of_both() {
    for (mine, theirs, expected) in [
        (
            json!({"name": "New"}),
            json!({"own": 8}),
            json!({"name": "New", "own": 8}),
        ),
        (
            json!({"phone": ["1", "2", "3"]}),
            json!({"phone": ["2"]}),
            json!({"phone": ["2", "3"]}),
        ),
        (
            json!({"topics": ["lavoro", "scuola"]}),
            json!({"topics": null, "name": "New"}),
            json!({"topics": ["lavoro"], "name": "New"}),
        ),
        (
            json!({"desks": [{"name": "Uno", "note": "y"}]}),
            json!({"desks": [{"name": "Uno", "note": "x"}, {"name": "Due"}]}),
            json!({"desks": [{"name": "Uno", "note": "y"}, {"name": "Due"}]}),
        ),
        (
            json!({"address": {"street": "Via B 2"}, "position": null}),
            json!({"opening_hours": "Tu 09:00-12:00", "closures": []}),
            json!({"address": {"street": "Via B 2"}, "position": null, "opening_hours": "Tu 09:00-12:00", "closures": []}),
        ),
        (
            json!({"name": "Same"}),
            json!({"name": "Same"}),
            json!({"name": "Same"}),
        ),
        // Who confirmed what is not edited.
        (json!({"verified": {"on": "2026-01-01"}}), json!({}), json!({})),
    ] {
        let (asked, record) = conflicts(mine.clone(), theirs.clone());
        assert_eq!((asked, record), (Vec::new(), with(expected)), "{mine} {theirs}");
    }
}

#[test]
fn two_halves_of_a_group_are_asked_for() {
    for (mine, theirs, group) in [
        (
            json!({"address": {"street": "Via B 2"}}),
            json!({"position": {"lat": 45.1, "lon": 9.1, "precision": "address"}}),
            "address",
        ),
        (
            json!({"opening_hours": "Tu 09:00-12:00"}),
            json!({"closures": []}),
            "opening_hours",
        ),
        (
            json!({"hours_note": "x"}),
            json!({"opening_hours": null}),
            "opening_hours",
        ),
        (json!({"name": "A"}), json!({"name": "B"}), "name"),
        (
            json!({"desks": [{"name": "Uno", "note": "y"}]}),
            json!({"desks": [{"name": "Uno", "note": "z"}]}),
            "desks",
        ),
        (
            json!({"desks": [{"name": "Uno", "note": "y"}]}),
            json!({"desks": []}),
            "desks",
        ),
        (json!({"own": 8}), json!({"own": 9}), "other"),
    ] {
        let (asked, record) = conflicts(mine.clone(), theirs.clone());
        assert_eq!(asked, [group], "{mine} {theirs}");
        assert_eq!(record, with(theirs.clone()), "theirs stands until it is decided");
        assert_eq!(conflicts(theirs, mine).0, [group]);
    }
    let mut merged = merge(
        RecordKind::Activity,
        Some(&fields(json!({"id": "a", "schedule": {"start": "2026-11-24"}}))),
        &fields(json!({"id": "a", "schedule": {"start": "2026-11-25"}})),
        &fields(json!({"id": "a", "schedule": {"start": "2026-11-24", "cancelled": [{"date": "2026-11-24"}]}})),
    );
    assert_eq!(merged.conflicts.len(), 1);
    merged.take_mine("schedule");
    assert_eq!(
        (merged.conflicts.len(), &merged.record["schedule"]),
        (0, &json!({"start": "2026-11-25"}))
    );
}

#[test]
fn without_what_both_began_from_every_difference_is_asked_for() {
    let merged = merge(
        RecordKind::Place,
        None,
        &with(json!({"topics": ["lavoro"]})),
        &with(json!({"name": "B"})),
    );
    let asked: Vec<_> = merged.conflicts.iter().map(|conflict| conflict.group).collect();
    assert_eq!(asked, ["name", "topics"]);
}

/// An edit of one field: its name and a small number that becomes a value.
fn edit() -> impl Strategy<Value = (&'static str, u8)> {
    let names = [
        "name",
        "address",
        "position",
        "opening_hours",
        "closures",
        "hours_note",
        "topics",
        "desks",
        "phone",
        "website",
    ];
    (proptest::sample::select(names.to_vec()), 0..4_u8)
}

fn apply(record: &mut Fields, (name, value): (&str, u8)) {
    let value = match name {
        "name" => json!(format!("name {value}")),
        _ if value == 0 => Value::Null,
        "address" => json!({"street": format!("Via {value}")}),
        "position" => json!({"lat": value, "lon": value, "precision": "address"}),
        "closures" => json!([{"from": format!("2026-0{value}-01"), "to": null}]),
        "topics" | "phone" => Value::Array(
            (0..4)
                .filter(|at| (value + 5) >> at & 1 == 1)
                .map(|at| json!(at.to_string()))
                .collect(),
        ),
        "desks" => json!([{"name": "Uno", "note": value / 2}, {"name": format!("Due {value}")}]),
        _ => json!(value.to_string()),
    };
    match value {
        Value::Null => drop(record.remove(name)),
        value => drop(record.insert(name.to_owned(), value)),
    }
}

/// What a device does: `None` sends what it has, `Some` types something.
type Step = (usize, Option<(&'static str, u8)>, bool);

struct Device {
    seen: usize,
    draft: Fields,
}

/// A group of a record, as it would be entered.
fn group_of(record: &Fields, group: &[&str]) -> Vec<Option<Value>> {
    group.iter().map(|field| record.get(*field).cloned()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(10_000))]

    /// Three devices type and send in any order; what is asked for is decided either way.
    #[test]
    fn three_devices_end_alike(steps in proptest::collection::vec((0..3_usize, proptest::option::weighted(0.7, edit()), any::<bool>()), 1..24)) {
        let first = fields(place());
        let mut server = vec![first.clone()];
        let mut entered: BTreeMap<usize, Vec<Vec<Option<Value>>>> = BTreeMap::new();
        let grouped = groups(RecordKind::Place);
        let note = |entered: &mut BTreeMap<usize, Vec<Vec<Option<Value>>>>, record: &Fields| {
            for (at, group) in grouped.iter().enumerate() {
                entered.entry(at).or_default().push(group_of(record, group));
            }
        };
        note(&mut entered, &first);
        let mut devices: Vec<Device> = (0..3).map(|_| Device { seen: 0, draft: first.clone() }).collect();
        let last: Vec<Step> = [0, 1, 2, 0, 1, 2].iter().map(|device| (*device, None, true)).collect();
        for (at, typed, for_mine) in steps.into_iter().chain(last) {
            let device = &mut devices[at];
            match typed {
                Some(edit) => {
                    apply(&mut device.draft, edit);
                    note(&mut entered, &device.draft);
                }
                None => {
                    let stands = server[server.len() - 1].clone();
                    let base = server[device.seen].clone();
                    let mut merged = merge(RecordKind::Place, Some(&base), &device.draft, &stands);
                    // Nothing that I typed is lost in silence: it stands, or it is asked for.
                    for (name, value) in &device.draft {
                        let is_mine = base.get(name) != Some(value) && !value.is_array();
                        let is_asked = merged.conflicts.iter().any(|conflict| conflict.fields.contains(name));
                        prop_assert!(!is_mine || is_asked || merged.record.get(name) == Some(value), "{name}");
                    }
                    if for_mine {
                        for group in merged.conflicts.iter().map(|conflict| conflict.group).collect::<Vec<_>>() {
                            merged.take_mine(group);
                        }
                        prop_assert!(merged.conflicts.is_empty());
                    }
                    if merged.record != stands {
                        server.push(merged.record);
                    }
                    device.seen = server.len() - 1;
                    device.draft = server[device.seen].clone();
                }
            }
            // No record holds a group that nobody entered as it is.
            for record in &server {
                for (at, group) in grouped.iter().enumerate() {
                    prop_assert!(entered[&at].contains(&group_of(record, group)), "{group:?} of {record:?}");
                }
            }
        }
        let end = &server[server.len() - 1];
        prop_assert!(devices.iter().all(|device| device.draft == *end));
    }

    /// Who comes first does not matter for what is kept and what is asked.
    #[test]
    fn both_orders_say_the_same(mine in proptest::collection::vec(edit(), 0..6), theirs in proptest::collection::vec(edit(), 0..6)) {
        let base = fields(place());
        let (mut one, mut other) = (base.clone(), base.clone());
        mine.into_iter().for_each(|edit| apply(&mut one, edit));
        theirs.into_iter().for_each(|edit| apply(&mut other, edit));
        let (here, there) = (merge(RecordKind::Place, Some(&base), &one, &other), merge(RecordKind::Place, Some(&base), &other, &one));
        let names = |merged: &shared::merge::Merged| merged.conflicts.iter().map(|conflict| conflict.group).collect::<Vec<_>>();
        prop_assert_eq!(names(&here), names(&there));
        let asked = |name: &String| here.conflicts.iter().any(|conflict| conflict.fields.contains(name));
        for (name, value) in here.record.iter().filter(|(name, _)| !asked(name)) {
            let sorted = |value: &Value| {
                let mut list: Vec<String> = value.as_array().into_iter().flatten().map(Value::to_string).collect();
                list.sort();
                list
            };
            match (value, there.record.get(name)) {
                (Value::Array(_), Some(other)) => prop_assert_eq!(sorted(value), sorted(other)),
                (value, other) => prop_assert_eq!(Some(value), other),
            }
        }
    }
}
