//! Many at once: editors at the same records, and reports whose answers are lost on the way.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use backend::service::feedback::{Feedback, NewReport};
use backend::service::staff::edit::{EditError, Expected, put};
use backend::service::staff::{Account, AccountState, Role, Scope, conflict};
use backend::store::Store;
use serde_json::{Value, json};
use shared::model::{RecordKey, RecordKind};

use crate::fixture::Server;

const EDITORS: usize = 50;
const EDITS: usize = 20;
const RECORDS: usize = 20;

fn account(at: usize) -> Account {
    Account {
        id: format!("{at:016x}"),
        name: format!("Persona {at}"),
        role: Role::Administrator,
        scope: Scope::All,
        state: AccountState::Active,
    }
}

fn place(at: usize) -> RecordKey {
    RecordKey {
        kind: RecordKind::Place,
        id: format!("prova-{at}"),
    }
}

/// Adds a service to a record as an editor does: reads it, changes it, publishes it by the revision that was read, and
/// puts together what others published meanwhile. Returns how often that was needed.
fn add(store: &dyn Store, account: &Account, key: &RecordKey, service: &str) -> usize {
    let (raw, mut rev) = store.record(key).expect("it is there");
    let mut record: Value = serde_json::from_str(&raw).expect("JSON");
    match record["services"].as_array_mut() {
        Some(list) => list.push(json!(service)),
        None => record["services"] = json!([service]),
    }
    let mut json = record.to_string();
    let seen = rev;
    for turn in 0.. {
        match put(
            store,
            account,
            key,
            &json,
            Expected::Revision(rev),
            Some(&format!("{service} {turn}")),
        ) {
            Ok(_) => return turn,
            Err(EditError::Changed { .. }) => {
                let found = conflict::of(store, key, Some(&record.to_string()), Some(seen)).expect("history");
                let merged = found.merged.expect("both are there");
                assert!(merged.conflicts.is_empty(), "elements of a list do not touch");
                json = Value::Object(merged.record).to_string();
                rev = found.rev.expect("it stands");
            }
            Err(error) => panic!("{error}"),
        }
    }
    unreachable!("it ends when it is published")
}

#[test]
fn no_edit_of_many_editors_is_lost() {
    let server = Server::new();
    let store = Arc::clone(&server.store);
    for at in 0..RECORDS {
        let record = json!({"id": place(at).id, "network": "rete-nord", "kind": "desk", "name": format!("Prova {at}")});
        let put = put(
            store.as_ref(),
            &account(0),
            &place(at),
            &record.to_string(),
            Expected::Nothing,
            None,
        );
        put.expect("a new record");
    }
    let met = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for editor in 0..EDITORS {
            let (store, met) = (&store, &met);
            scope.spawn(move || {
                let account = account(editor);
                for edit in 0..EDITS {
                    // Each in an order of their own, a few of them at a time at the same record.
                    let key = place((editor * 7 + edit * 3) % RECORDS);
                    let turns = add(store.as_ref(), &account, &key, &format!("{editor}-{edit}"));
                    met.fetch_add(turns, Ordering::Relaxed);
                }
            });
        }
    });
    let mut kept: Vec<String> = Vec::new();
    for at in 0..RECORDS {
        let (raw, _) = store.record(&place(at)).expect("it is there");
        let record: Value = serde_json::from_str(&raw).expect("JSON");
        let list = record["services"].as_array().cloned().unwrap_or_default();
        kept.extend(list.iter().filter_map(Value::as_str).map(str::to_owned));
    }
    kept.sort();
    let mut all: Vec<String> = (0..EDITORS)
        .flat_map(|editor| (0..EDITS).map(move |edit| format!("{editor}-{edit}")))
        .collect();
    all.sort();
    assert_eq!(kept, all, "{} were put together on the way", met.into_inner());
}

/// A small generator, so that a failure comes again.
struct Chance(u64);

impl Chance {
    fn percent(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % 100
    }
}

#[test]
fn a_thousand_reports_over_a_bad_network_are_a_thousand() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let today = "2026-11-24".parse().expect("a date");
    let mut feedback = Feedback::open(dir.path(), today).expect("there is none");
    let mut chance = Chance(20_261_124);
    let mut ids = std::collections::HashSet::new();
    for at in 0..1_000_u64 {
        let report = || NewReport {
            record: format!("place:p{}", at % 46),
            fact: "hours".to_owned(),
            text: format!("Segnalazione {at}"),
            ..NewReport::default()
        };
        let key = format!("chiave-{at}");
        let mut answered = None;
        while answered.is_none() {
            // The connection breaks before the request is read.
            if chance.percent() < 10 {
                continue;
            }
            let id = feedback.report(report(), &key, today, 5).expect("the disk works");
            if chance.percent() < 5 {
                // A middlebox sends it twice.
                assert_eq!(feedback.report(report(), &key, today, 5).expect("the disk works"), id);
            }
            // The answer is lost, and the device asks again with the same key.
            if chance.percent() >= 20 {
                answered = Some(id);
            }
        }
        ids.extend(answered);
        if at == 500 {
            feedback = Feedback::open(dir.path(), today).expect("it holds after a restart");
        }
    }
    assert_eq!((ids.len(), feedback.list().len()), (1_000, 1_000));
}
