//! Rows out and rows in.

use serde_json::json;

use super::{Cell, columns, read_date, record, row, values};
use crate::model::{Dataset, RecordKind};

fn read_back(kind: RecordKind, cells: &[Cell]) -> serde_json::Value {
    record(kind, columns(kind).iter().zip(cells)).unwrap_or_else(|fault| panic!("{fault:?}"))
}

#[test]
fn every_shipped_record_comes_back_as_it_was() {
    let data: Dataset = crate::seed::load().expect("the seed is sound");
    for kind in RecordKind::ALL.iter().copied() {
        for value in values(&data, kind) {
            let cells = row(&data, kind, &value);
            let back = read_back(kind, &cells);
            let same = match kind {
                RecordKind::Network => typed::<crate::model::Network>(&value) == typed(&back),
                RecordKind::Place => typed::<crate::model::Place>(&value) == typed(&back),
                RecordKind::Activity => typed::<crate::model::Activity>(&value) == typed(&back),
                RecordKind::Guide => typed::<crate::model::Guide>(&value) == typed(&back),
            };
            assert!(same, "{value}\n{back}");
        }
    }
}

fn typed<T: serde::de::DeserializeOwned>(value: &serde_json::Value) -> T {
    serde_json::from_value(value.clone()).unwrap_or_else(|error| panic!("{error}: {value}"))
}

#[test]
fn every_field_of_a_record_has_its_column() {
    // Each field that the schema knows is the beginning of a column's path, so that none is lost in silence.
    let schema: serde_json::Value = serde_json::from_str(crate::seed::schema()).expect("the schema is JSON");
    for kind in RecordKind::ALL.iter().copied() {
        let properties = &schema["$defs"][kind.code()]["properties"];
        for field in properties.as_object().expect("a record has properties").keys() {
            let has = columns(kind)
                .iter()
                .any(|column| column.path.split('.').next() == Some(field));
            assert!(has, "{}: {field}", kind.code());
        }
    }
}

#[test]
fn lists_come_back_whatever_stands_in_them() {
    for list in [
        json!(["uno", "due"]),
        json!(["con; punto e virgola", "due"]),
        json!([" con spazi ", "due"]),
        json!(["[strano]"]),
    ] {
        let value = json!({ "id": "a", "services": list });
        let cells = row(&Dataset::default(), RecordKind::Place, &value);
        assert_eq!(read_back(RecordKind::Place, &cells)["services"], list);
    }
}

#[test]
fn dates_are_read_as_people_write_them() {
    for (written, expected) in [
        ("2026-11-24", "2026-11-24"),
        ("24/11/2026", "2026-11-24"),
        ("24.11.26", "2026-11-24"),
        ("24-11-2026", "2026-11-24"),
        ("1 dicembre 2026", "2026-12-01"),
        ("mar 24 nov 2026 ore 16.30", "2026-11-24T16:30"),
        ("24/11/2026 16:30", "2026-11-24T16:30"),
        ("24/11/2026 16:30:00", "2026-11-24T16:30"),
        ("2026-11-24T16:30", "2026-11-24T16:30"),
        ("2026-11-24 16:30", "2026-11-24T16:30"),
    ] {
        let start = read_date(written).unwrap_or_else(|reason| panic!("{written}: {reason}"));
        assert_eq!(start.to_string(), expected, "{written}");
    }
    for bad in [
        "",
        "domani",
        "31/02/2026",
        "24/13/2026",
        "2026",
        "24/11",
        "24/11/2026 25:00",
        "novembre 24 2026",
    ] {
        assert!(read_date(bad).is_err(), "{bad}");
    }
}

#[test]
fn numbers_that_a_spreadsheet_made_of_texts_become_texts() {
    let heading = |name: &str| {
        columns(RecordKind::Place)
            .iter()
            .find(|column| column.heading == name)
            .expect("a column")
    };
    let (postal_code, yes, latitude) = (heading("cap"), heading("gratuito"), heading("latitudine"));
    let cells = [
        (postal_code, &Cell::Number(20030.0)),
        (yes, &Cell::Text("Sì".to_owned())),
        (latitude, &Cell::Text("45,576".to_owned())),
    ];
    let value = record(RecordKind::Place, cells).expect("good cells");
    assert_eq!(value["address"]["postal_code"], "20030");
    assert_eq!(value["access"]["free"], true);
    assert_eq!(value["position"]["lat"], 45.576);
}
