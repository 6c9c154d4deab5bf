//! Accounts beside each other, sessions that end, and editors at one record.

use serde_json::json;
use shared::model::{RecordKey, RecordKind};

use super::edit::{EditError, Expected, history, put, read, remove, verify};
use super::group::Group;
use super::*;
use crate::service::import::{Bad, Mode, Removals, import};
use crate::store::memory::MemoryStore;
use crate::store::{DiskStore, Store};

const GOOD: &str = "quattro tazze verdi sul davanzale";
const OTHER: &str = "sette treni lenti verso il mare";

fn staff() -> (tempfile::TempDir, Staff) {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let staff = Staff::open(dir.path()).expect("there is none yet");
    (dir, staff)
}

#[test]
fn a_new_directory_has_no_account() {
    let (_dir, staff) = staff();
    assert_eq!(staff.list().expect("the disk works"), []);
    assert!(matches!(
        staff.sign_in("admin", "admin", None, 0),
        Err(StaffError::BadCredentials)
    ));
}

#[test]
fn an_invitation_is_used_once_and_in_time() {
    let (dir, staff) = staff();
    let (account, token) = staff
        .add(" Anna  Rossi ", Role::Administrator, Scope::All, 100)
        .expect("the name is free");
    assert_eq!((account.name.as_str(), account.state.word()), ("Anna Rossi", "invited"));
    let taken = staff.add("anna rossi", Role::Reader, Scope::All, 100);
    assert!(matches!(taken, Err(StaffError::NameTaken(_))));
    for bad in ["", "   ", "a\u{0}b", "a\u{200b}b", &"x".repeat(81)] {
        assert!(
            matches!(staff.add(bad, Role::Reader, Scope::All, 100), Err(StaffError::BadName)),
            "{bad:?}"
        );
    }
    assert!(matches!(
        staff.accept(token.text(), "troppo corta", 101),
        Err(StaffError::Passphrase(_))
    ));
    let late = staff.accept(token.text(), GOOD, 100 + INVITATION_S);
    assert!(matches!(late, Err(StaffError::BadInvitation)));
    let (_, newer) = staff.invite("Anna Rossi", 200).expect("she is known");
    assert!(
        matches!(staff.accept(token.text(), GOOD, 201), Err(StaffError::BadInvitation)),
        "a newer one was made"
    );
    staff
        .accept(newer.text(), GOOD, 202)
        .expect("it is the newest and in time");
    assert!(
        matches!(staff.accept(newer.text(), OTHER, 203), Err(StaffError::BadInvitation)),
        "it was used"
    );
    let file = std::fs::read_to_string(dir.path().join("staff.log")).expect("it is there");
    assert!(
        ![token.text(), newer.text(), GOOD]
            .iter()
            .any(|secret| file.contains(secret)),
        "only hashes are kept"
    );
}

#[test]
fn sessions_end_by_rest_age_sign_out_disabling_and_a_new_passphrase() {
    let (dir, staff) = staff();
    let (_, token) = staff
        .add("Anna", Role::Administrator, Scope::All, 0)
        .expect("the name is free");
    staff.accept(token.text(), GOOD, 1).expect("it holds");
    let (_, token) = staff
        .add("Bruno", Role::Verifier, Scope::Network("n".to_owned()), 0)
        .expect("the name is free");
    staff.accept(token.text(), OTHER, 1).expect("it holds");
    assert!(matches!(
        staff.sign_in("Anna", OTHER, None, 2),
        Err(StaffError::BadCredentials)
    ));
    let begin = |name: &str, passphrase: &str, now| staff.sign_in(name, passphrase, None, now).expect("it is right").1;
    let holds = |token: &Token, now| staff.session(token.text(), now).expect("the disk works").is_some();
    let resting = begin("anna", GOOD, 10);
    assert!(holds(&resting, 10 + IDLE_S - 1));
    assert!(holds(&resting, 10 + 2 * IDLE_S - 2));
    assert!(!holds(&resting, 10 + 3 * IDLE_S), "it rested for too long");
    let old = begin("Anna", GOOD, 10);
    let mut now = 10;
    while now + IDLE_S / 2 < 10 + SESSION_S {
        now += IDLE_S / 2;
        assert!(holds(&old, now), "{now}");
    }
    assert!(!holds(&old, 10 + SESSION_S));
    let left = begin("Anna", GOOD, 10);
    staff.sign_out(left.text(), 11).expect("the disk works");
    assert!(!holds(&left, 12));
    assert!(!holds(&begin("Anna", GOOD, 1000), 10), "a clock that was set back");
    let busy = begin("Anna", GOOD, 1000);
    assert!(
        holds(&busy, 1002) && holds(&busy, 1001),
        "two requests that passed each other"
    );
    assert!(
        holds(&begin("Anna", GOOD, 1000), 999),
        "one that began before the session did"
    );
    // Beside a running server.
    let command = Staff::open(dir.path()).expect("it holds");
    let bruno = begin("Bruno", OTHER, 10);
    command.disable("Bruno", 11).expect("he is known");
    assert!(!holds(&bruno, 12));
    assert!(matches!(
        staff.sign_in("Bruno", OTHER, None, 13),
        Err(StaffError::BadCredentials)
    ));
    assert!(matches!(
        command.disable("Anna", 14),
        Err(StaffError::LastAdministrator)
    ));
    let before = begin("Anna", GOOD, 20);
    let (_, token) = command.invite("Anna", 21).expect("she is known");
    assert!(holds(&before, 22));
    command.accept(token.text(), OTHER, 23).expect("it holds");
    assert!(!holds(&before, 24));
    assert!(matches!(
        staff.sign_in("Anna", GOOD, None, 25),
        Err(StaffError::BadCredentials)
    ));
    assert!(holds(&begin("Anna", OTHER, 26), 27));
}

fn key(kind: RecordKind, id: &str) -> RecordKey {
    RecordKey {
        kind,
        id: id.to_owned(),
    }
}

fn account(role: Role, scope: Scope) -> Account {
    Account {
        id: format!("account-of-{}", role.code()),
        name: "N".to_owned(),
        role,
        scope,
        state: AccountState::Active,
    }
}

const DATA: &str = r#"{"format": "family-hub/1",
    "networks": [{"id": "n", "name": "N"}, {"id": "m", "name": "M"}],
    "places": [{"id": "p", "network": "n", "kind": "hub", "name": "P", "kept": 1.50}, {"id": "q", "network": "m", "kind": "hub", "name": "Q"}],
    "activities": [{"id": "a", "network": "n", "place": "p", "title": "A", "category": "ascolto"}]}"#;

fn filled(store: &dyn Store) {
    import(store, DATA, Mode::Merge, Bad::Refuse, Removals::Few).expect("the file is good");
}

fn place(id: &str, network: &str, name: &str) -> String {
    json!({"id": id, "network": network, "kind": "hub", "name": name}).to_string()
}

#[test]
fn an_editor_keeps_to_their_own_part_and_to_what_they_saw() {
    let store = MemoryStore::new("e");
    filled(&store);
    let editor = account(Role::NetworkEditor, Scope::Network("n".to_owned()));
    let p = key(RecordKind::Place, "p");
    let (raw, rev) = read(&store, &editor, &p).expect("it is there");
    assert!(raw.contains("1.50") && rev == 1);
    let edited = put(
        &store,
        &editor,
        &p,
        &place("p", "n", "New"),
        Expected::Revision(1),
        None,
    )
    .expect("it is theirs");
    assert_eq!(
        (edited.rev, read(&store, &editor, &p).map(|(_, rev)| rev).ok()),
        (2, Some(2))
    );
    let late = put(
        &store,
        &editor,
        &p,
        &place("p", "n", "Late"),
        Expected::Revision(1),
        None,
    );
    assert!(matches!(late, Err(EditError::Changed { now: Some(2) })));
    let again = put(&store, &editor, &p, &place("p", "n", "Late"), Expected::Nothing, None);
    assert!(matches!(again, Err(EditError::Changed { now: Some(2) })));
    for (id, network, expected) in [
        ("q", "m", Expected::Revision(1)),
        ("q", "n", Expected::Revision(1)),
        ("p", "m", Expected::Revision(2)),
        ("x", "m", Expected::Nothing),
    ] {
        let other = put(
            &store,
            &editor,
            &key(RecordKind::Place, id),
            &place(id, network, "X"),
            expected,
            None,
        );
        assert!(matches!(other, Err(EditError::Forbidden)), "{id} in {network}");
    }
    assert!(
        matches!(remove(&store, &editor, &p, 2, None), Err(EditError::Bad(_))),
        "an activity is there"
    );
    let renamed = put(
        &store,
        &editor,
        &p,
        &place("other", "n", "X"),
        Expected::Revision(2),
        None,
    );
    assert!(matches!(renamed, Err(EditError::Bad(bad)) if bad[0].field == "id"));
    remove(&store, &editor, &key(RecordKind::Activity, "a"), 1, None).expect("it is theirs");
    let reader = account(Role::Reader, Scope::All);
    assert!(matches!(
        remove(&store, &reader, &p, 2, None),
        Err(EditError::Forbidden)
    ));
    let changes = history(&store, &reader, &p).expect("memory can be read");
    assert_eq!(changes.iter().map(|change| change.seq).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(
        changes[1].by.as_ref().map(|by| by.role.as_str()),
        Some("network-editor")
    );
}

#[test]
fn a_request_that_comes_again_is_done_once_also_after_a_restart_and_a_compaction() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let store = DiskStore::open(dir.path()).expect("the directory opens");
    filled(store.as_ref());
    let admin = account(Role::Administrator, Scope::All);
    let p = key(RecordKind::Place, "p");
    let send = |store: &DiskStore, name: &str, request| {
        put(
            store,
            &admin,
            &p,
            &place("p", "n", name),
            Expected::Revision(1),
            Some(request),
        )
    };
    let first = send(&store, "Once", "k1").expect("it is as was seen");
    assert_eq!(send(&store, "Once", "k1").ok(), Some(first));
    assert!(send(&store, "Twice", "k2").is_err(), "another request");
    store.close();
    let store = DiskStore::open(dir.path()).expect("the directory opens");
    assert_eq!(send(&store, "Once", "k1").ok(), Some(first));
    store
        .compact()
        .expect("the disk works")
        .expect("there is something to fold");
    store.close();
    let store = DiskStore::open(dir.path()).expect("the directory opens");
    assert_eq!(send(&store, "Once", "k1").ok(), Some(first));
    assert_eq!(
        (store.published().cursor.seq, store.record(&p).map(|(_, rev)| rev)),
        (2, Some(2))
    );
    let changes = history(store.as_ref(), &admin, &p).expect("it holds");
    assert_eq!(
        changes.last().and_then(|change| change.by.clone()).map(|by| by.account),
        Some(admin.id.clone())
    );
}

#[test]
fn groups_of_facts_are_confirmed_one_by_one() {
    let store = MemoryStore::new("e");
    filled(&store);
    let verifier = account(Role::Verifier, Scope::Place("p".to_owned()));
    let p = key(RecordKind::Place, "p");
    let confirm = |groups: &[Group], rev| verify(&store, &verifier, &p, (groups, "telefono", "2026-11-30"), rev, None);
    let rev = confirm(&[Group::Hours], 1).expect("it is theirs").rev;
    assert!(matches!(
        confirm(&[Group::Access], 1),
        Err(EditError::Changed { now: Some(2) })
    ));
    confirm(&[Group::Access], rev).expect("it is as was seen");
    let (raw, rev) = store.record(&p).expect("it is there");
    let record: serde_json::Value = serde_json::from_str(&raw).expect("a record is JSON");
    assert_eq!(record["verified_groups"]["hours"]["role"], "verifier");
    assert_eq!(
        (
            record["verified_groups"]["access"]["on"].as_str(),
            record.get("verified")
        ),
        (Some("2026-11-30"), None)
    );
    assert!(raw.contains("\"kept\":1.50"), "{raw}");
    confirm(&Group::ALL, rev).expect("it is as was seen");
    assert!(
        store
            .published()
            .data
            .places
            .iter()
            .any(|place| place.verified.is_some())
    );
    let other = verify(
        &store,
        &verifier,
        &key(RecordKind::Place, "q"),
        (&Group::ALL, "telefono", "2026-11-30"),
        1,
        None,
    );
    assert!(matches!(other, Err(EditError::Forbidden)));
}

/// 50 editors at 20 records: everyone reads, adds one to a number, and writes with the revision that they read.
#[test]
fn no_update_is_lost_between_many_editors() {
    const EDITORS: usize = 50;
    const EDITS: usize = 4;
    let dir = tempfile::tempdir().expect("a temporary directory");
    let store = DiskStore::open(dir.path()).expect("the directory opens");
    let places: Vec<_> = (0..20)
        .map(|number| json!({"id": format!("p{number}"), "network": "n", "kind": "hub", "name": "P", "count": 0}))
        .collect();
    let file = json!({"format": "family-hub/1", "networks": [{"id": "n", "name": "N"}], "places": places});
    import(
        store.as_ref(),
        &file.to_string(),
        Mode::Merge,
        Bad::Refuse,
        Removals::Few,
    )
    .expect("the file is good");
    let admin = account(Role::Administrator, Scope::All);
    std::thread::scope(|scope| {
        for editor in 0..EDITORS {
            let (store, admin) = (&store, &admin);
            scope.spawn(move || {
                for edit in 0..EDITS {
                    let place = key(RecordKind::Place, &format!("p{}", (editor * 7 + edit * 3) % 20));
                    let request = format!("{editor}-{edit}");
                    loop {
                        let (raw, rev) = read(store.as_ref(), admin, &place).expect("it is there");
                        let mut record: serde_json::Value = serde_json::from_str(&raw).expect("a record is JSON");
                        record["count"] = json!(record["count"].as_u64().expect("a number") + 1);
                        let expected = Expected::Revision(rev);
                        match put(
                            store.as_ref(),
                            admin,
                            &place,
                            &record.to_string(),
                            expected,
                            Some(&request),
                        ) {
                            Ok(_) => break,
                            Err(EditError::Changed { .. }) => {}
                            Err(error) => panic!("{error}"),
                        }
                    }
                }
            });
        }
    });
    let export: serde_json::Value = serde_json::from_str(&store.export()).expect("an export is JSON");
    let places = export["places"].as_array().cloned().unwrap_or_default();
    let sum: u64 = places.iter().filter_map(|place| place["count"].as_u64()).sum();
    assert_eq!(sum, (EDITORS * EDITS) as u64);
}
