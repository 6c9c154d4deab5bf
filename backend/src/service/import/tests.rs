//! Files that go in, come out equal, replace, merge, or are refused with a reason.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::store::list_name;
use crate::store::memory::MemoryStore;
use crate::store::{DiskStore, compact};

fn file() -> Value {
    json!({
        "licence": {"name": "CC BY 4.0"},
        "format": "family-hub/1",
        "networks": [{"id": "n2", "name": "Second", "mood": [1, 2.50]}, {"id": "n1", "name": "First", "comuni": ["019036"]}],
        "places": [{"id": "p", "network": "n1", "kind": "hub", "name": "Hub", "added by us": null}],
        "activities": [{"id": "a", "network": "n1", "place": "p", "title": "T", "category": "ascolto"}]
    })
}

pub(super) fn take_with(store: &MemoryStore, file: &Value, mode: Mode, bad: Bad) -> Result<ImportReport, ImportError> {
    import(store, &file.to_string(), mode, bad, Removals::Any)
}

fn take(store: &MemoryStore, file: &Value, mode: Mode, bad: Bad) -> Result<ImportReport, ImportError> {
    import(store, &file.to_string(), mode, bad, Removals::Any)
}

#[test]
fn a_file_comes_out_as_it_went_in() {
    let store = MemoryStore::new("e");
    let report = take(&store, &file(), Mode::Replace, Bad::Refuse).expect("the file is good");
    assert_eq!((report.cursor.seq, report.added), (1, 4));
    assert_eq!(serde_json::from_str::<Value>(&store.export()).ok(), Some(file()));
    assert_eq!(store.published().data.comuni.len(), 1);
    let again = take(&store, &file(), Mode::Replace, Bad::Refuse).expect("the file is good");
    assert_eq!(
        (again.cursor.seq, again.unchanged),
        (1, 4),
        "nothing changed, so no new state"
    );
}

#[test]
fn a_second_file_replaces_the_first_and_its_order() {
    let store = MemoryStore::new("e");
    take(&store, &file(), Mode::Replace, Bad::Refuse).expect("the file is good");
    let other = json!({"format": "family-hub/1",
        "networks": [{"id": "n0", "name": "New"}, {"id": "n1", "name": "Renamed"}, {"id": "n2", "name": "Second", "mood": [1, 2.50]}],
        "places": [], "activities": []});
    let report = take(&store, &other, Mode::Replace, Bad::Refuse).expect("the file is good");
    assert_eq!(
        (report.added, report.updated, report.removed, report.unchanged),
        (1, 1, 2, 1)
    );
    assert_eq!(serde_json::from_str::<Value>(&store.export()).ok(), Some(other));
}

#[test]
fn a_missing_list_is_left_alone_and_an_empty_one_empties() {
    let store = MemoryStore::new("e");
    take(&store, &file(), Mode::Replace, Bad::Refuse).expect("the file is good");
    let networks = json!({"format": "family-hub/1", "networks": [{"id": "n1", "name": "Only"}]});
    let report = take(&store, &networks, Mode::Replace, Bad::Refuse).expect("what stays needs n1 only");
    assert_eq!((report.updated, report.removed), (1, 1));
    let data = store.published();
    assert_eq!((data.data.places.len(), data.data.activities.len()), (1, 1));
    let none = json!({"format": "family-hub/1", "networks": [{"id": "n2", "name": "Other"}]});
    let refused = take(&store, &none, Mode::Replace, Bad::Skip);
    let Err(ImportError::LeftBehind(records)) = refused else {
        panic!("the place and the activity would have no network: {refused:?}");
    };
    assert_eq!((records.len(), records[0].id.as_str()), (2, "p"));
    assert_eq!(store.published().cursor, data.cursor);
    let emptied = json!({"format": "family-hub/1", "activities": [], "places": []});
    let report = take(&store, &emptied, Mode::Replace, Bad::Refuse).expect("nothing needs them");
    assert_eq!((report.removed, store.published().data.networks.len()), (2, 1));
}

#[test]
fn many_removals_want_a_confirmation() {
    let guides = |ids: std::ops::Range<usize>| {
        let guides: Vec<Value> = ids
            .map(|id| json!({"id": format!("g{id}"), "title": "T", "topic": "scuola"}))
            .collect();
        json!({"format": "family-hub/1", "guides": guides}).to_string()
    };
    for (there, left, allowed) in [
        (10, 8, true),
        (10, 7, false),
        (1, 0, false),
        (400, 350, true),
        (400, 349, false),
    ] {
        let store = MemoryStore::new("e");
        import(&store, &guides(0..there), Mode::Replace, Bad::Refuse, Removals::Few).expect("nothing is removed");
        let before = store.export();
        let file = guides(0..left);
        let attempt = |removals| import(&store, &file, Mode::Replace, Bad::Refuse, removals);
        let first = attempt(Removals::Few);
        assert_eq!(first.is_ok(), allowed, "{left} of {there} left");
        if !allowed {
            let removed = there - left;
            assert_eq!(first, Err(ImportError::ManyRemovals { removed, of: there }));
            assert!(
                attempt(Removals::Confirmed(removed + 1)).is_err(),
                "another number than was seen"
            );
            assert_eq!(store.export(), before, "nothing of the file is stored");
            assert_eq!(
                attempt(Removals::Confirmed(removed)).map(|report| report.removed),
                Ok(removed)
            );
        }
        assert_eq!(store.published().data.guides.len(), left);
    }
}

#[test]
fn a_merge_adds_and_updates() {
    let store = MemoryStore::new("e");
    take(&store, &file(), Mode::Replace, Bad::Refuse).expect("the file is good");
    let more = json!({"format": "family-hub/1", "places": [{"id": "q", "network": "n2", "kind": "desk", "name": "Desk"}],
        "networks": [{"id": "n2", "name": "Renamed"}], "note": 1});
    let report = take(&store, &more, Mode::Merge, Bad::Refuse).expect("its network is known");
    assert_eq!((report.added, report.updated, report.removed), (1, 1, 0));
    let export: Value = serde_json::from_str(&store.export()).expect("an export is JSON");
    assert_eq!(
        (&export["note"], &export["licence"]["name"]),
        (&json!(1), &json!("CC BY 4.0"))
    );
    assert_eq!(
        (&export["networks"][0]["name"], &export["places"][1]["id"]),
        (&json!("Renamed"), &json!("q"))
    );
}

#[test]
fn bad_records_are_refused_by_number_field_and_reason() {
    let store = MemoryStore::new("e");
    let mut bad = file();
    bad["places"] = json!([
        {"id": "p", "network": "n1", "kind": "hub", "name": "Hub"},
        {"id": "q", "network": "n1", "kind": "castle", "name": "C"},
        {"id": "p", "network": "n1", "kind": "hub", "name": "Twice"},
        {"id": "r", "network": "nowhere", "kind": "hub", "name": "R"}
    ]);
    let Err(ImportError::BadRecords(refused)) = take(&store, &bad, Mode::Replace, Bad::Refuse) else {
        panic!("three places are bad");
    };
    let told: Vec<String> = refused.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "places 2 (record 4 of the file, id \"q\"), field kind: unknown code \"castle\"",
            "places 3 (record 5 of the file, id \"p\"), field id: the id \"p\" is used twice",
            "places 4 (record 6 of the file, id \"r\"), field network: no network has the id \"nowhere\"",
        ]
    );
    assert_eq!(store.published().cursor.seq, 0, "nothing of the file is stored");
    let report = take(&store, &bad, Mode::Replace, Bad::Skip).expect("the bad ones are left out");
    assert_eq!((report.added, report.skipped.len()), (4, 3));
}

#[test]
fn leaving_out_a_network_leaves_out_what_belongs_to_it() {
    let store = MemoryStore::new("e");
    let mut bad = file();
    bad["networks"][1]["comuni"] = json!(["Cremona"]);
    let report = take(&store, &bad, Mode::Replace, Bad::Skip).expect("the rest is good");
    assert_eq!((report.added, report.skipped.len()), (1, 3));
}

#[test]
fn other_files_are_refused() {
    let store = MemoryStore::new("e");
    for text in [
        "",
        "[]",
        "{}",
        "{\"format\":\"family-hub/2\"}",
        "<html>",
        "{\"format\":\"family-hub/1\",\"places\":{}}",
    ] {
        let refused = import(&store, text, Mode::Replace, Bad::Skip, Removals::Any);
        assert!(matches!(refused, Err(ImportError::NotADataSet(_))), "{text}");
    }
}

/// JSON of any shape, with numbers and texts spelled in several ways.
fn anything() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        Just("null".to_owned()),
        Just("true".to_owned()),
        prop::sample::select(vec!["0", "-0", "1.50", "1e3", "12345678901234567890123", "0.1000"])
            .prop_map(str::to_owned),
        ".{0,12}".prop_map(|text| Value::from(text).to_string()),
        Just("\"\\u00e0 \\/ \\\"\"".to_owned()),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| format!("[ {} ]", items.join(" , "))),
            prop::collection::vec(("[a-z]{1,5}", inner), 0..3).prop_map(|fields| {
                let mut fields: Vec<String> = fields
                    .into_iter()
                    .map(|(name, value)| format!("\"{name}\" : {value}"))
                    .collect();
                fields.sort();
                fields.dedup_by(|a, b| a.split(' ').next() == b.split(' ').next());
                format!("{{\n\t{} }}", fields.join(",\n"))
            }),
        ]
    })
}

/// A record of a kind with fields that nobody knows among its own.
fn record(kind: RecordKind, id: u8) -> impl Strategy<Value = String> {
    let own = match kind {
        RecordKind::Network => format!("\"id\": \"n{id}\", \"name\": \"N\", \"comuni\": [\"019036\"]"),
        RecordKind::Place => format!("\"id\": \"p{id}\", \"network\": \"n0\", \"kind\": \"hub\", \"name\": \"P\""),
        RecordKind::Activity => {
            format!("\"title\": \"T\", \"category\": \"ascolto\", \"network\": \"n0\", \"id\": \"a{id}\"")
        }
        RecordKind::Guide => format!("\"id\": \"g{id}\", \"title\": \"G\", \"topic\": \"scuola\""),
    };
    prop::collection::vec(anything(), 0..3).prop_map(move |extra| {
        let mut fields = vec![own.clone()];
        fields.extend(
            extra
                .iter()
                .enumerate()
                .map(|(at, value)| format!("\"x-{at} à\": {value}")),
        );
        let by = usize::from(id) % fields.len();
        fields.rotate_left(by);
        format!("{{ {} }}", fields.join(", "))
    })
}

fn list(kind: RecordKind, always: bool) -> impl Strategy<Value = Option<String>> {
    let ids = prop::sample::subsequence((1_u8..6).collect::<Vec<_>>(), 0..5).prop_shuffle();
    let records = ids.prop_flat_map(move |mut ids| {
        if kind == RecordKind::Network {
            ids.push(0);
        }
        ids.into_iter().map(|id| record(kind, id)).collect::<Vec<_>>()
    });
    let list = records.prop_map(move |records| format!("\"{}\": [{}]", list_name(kind), records.join(",\n")));
    match kind {
        _ if always || kind == RecordKind::Network => list.prop_map(Some).boxed(),
        _ => prop::option::of(list).boxed(),
    }
}

/// A file that comes first may leave lists out. Later ones have all, for a missing list leaves its records alone.
fn sequences(later: std::ops::Range<usize>) -> impl Strategy<Value = Vec<String>> {
    (files(false), prop::collection::vec(files(true), later)).prop_map(|(first, later)| {
        let mut files = vec![first];
        files.extend(later);
        files
    })
}

/// A good data set file: any order, lists left out or all there, unknown fields everywhere.
fn files(all_lists: bool) -> impl Strategy<Value = String> {
    let kinds: Vec<_> = RecordKind::ALL.iter().map(|kind| list(*kind, all_lists)).collect();
    let extra = prop::collection::vec(anything(), 0..3);
    (kinds, extra).prop_flat_map(|(lists, extra)| {
        let mut fields: Vec<String> = lists.into_iter().flatten().collect();
        fields.push("\"format\": \"family-hub/1\"".to_owned());
        fields.extend(
            extra
                .iter()
                .enumerate()
                .map(|(at, value)| format!("\"y{at}\": {value}")),
        );
        Just(fields)
            .prop_shuffle()
            .prop_map(|fields| format!("{{{}}}\n", fields.join(" ,\n ")))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Not only equal as data: every number and text as it was spelled, every field in its place.
    #[test]
    fn any_file_comes_out_as_it_went_in(files in sequences(0..3)) {
        let store = MemoryStore::new("e");
        for file in &files {
            import(&store, file, Mode::Replace, Bad::Refuse, Removals::Any).expect("the file is good");
            prop_assert_eq!(store.export(), compact(file));
            let before = store.published().cursor.clone();
            let again = import(&store, &store.export(), Mode::Replace, Bad::Refuse, Removals::Any).expect("an export is good");
            prop_assert_eq!(again.cursor, before, "an export changes nothing");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    #[test]
    fn any_file_comes_out_of_a_directory_as_it_went_in(files in sequences(1..2)) {
        let dir = tempfile::tempdir().expect("a temporary directory");
        for file in &files {
            let store = DiskStore::open(dir.path()).expect("the directory opens");
            import(store.as_ref(), file, Mode::Replace, Bad::Refuse, Removals::Any).expect("the file is good");
            drop(store);
            let store = DiskStore::open(dir.path()).expect("the directory opens");
            prop_assert_eq!(store.export(), compact(file));
            let memory = MemoryStore::new("e");
            import(&memory, file, Mode::Replace, Bad::Refuse, Removals::Any).expect("the file is good");
            prop_assert_eq!(&store.published().data, &memory.published().data);
            prop_assert_eq!(crate::service::export::export(dir.path()).expect("a hot export"), compact(file));
        }
    }
}
