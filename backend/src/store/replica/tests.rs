//! Several nodes over one database, a line that breaks at bad moments, and journals that come and go.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use shared::sync::Cursor;

use crate::store::compaction::Keep;
use crate::store::conformance::{by, guide, holds, key};
use crate::store::database::address::Address;
use crate::store::database::test_database::{State, TestDatabase};
use crate::store::limits::Limits;
use crate::store::{Base, Change, CommitError, DiskStore, MigrateError, OpenError, Store, migrate_from, migrate_to};

const SMALL: Limits = Limits {
    segment_bytes: 4000,
    fold_above: Some(u64::MAX),
    keep: Keep { days: 400, changes: 2 },
};

fn node(dir: &Path, address: &Address) -> Arc<DiskStore> {
    DiskStore::open_copy_with(dir, SMALL, address).expect("the node starts")
}

fn dir() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary directory")
}

fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(40);
    while !holds() {
        assert!(Instant::now() < deadline, "{what}");
        std::thread::yield_now();
    }
}

fn until_at(store: &DiskStore, cursor: &Cursor) {
    until("it follows", || store.published().cursor == *cursor);
}

fn commit(store: &DiskStore, id: &str) -> Result<Cursor, CommitError> {
    store.commit(Base::Any, vec![guide(id, "Title")])
}

/// The lines of a journal directory by file.
fn lines(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(dir.join("journal")).expect("it is there");
    let files = entries.map(|entry| {
        let entry = entry.expect("it is there");
        let bytes = std::fs::read(entry.path()).expect("it can be read");
        (entry.file_name().to_string_lossy().into_owned(), bytes)
    });
    files.collect()
}

fn count(store: &DiskStore, id: &str) -> usize {
    let mut found = 0;
    let read = store.history(&mut |change| found += usize::from(change.key == key(id)));
    read.expect("it can be read");
    found
}

#[test]
fn a_store_whose_journal_is_in_a_database_conforms() {
    let (database, dir) = (TestDatabase::new(), dir());
    let store: Arc<dyn Store> = node(dir.path(), &database.address());
    holds(&store);
}

#[test]
fn three_nodes_agree_on_one_order() {
    let database = TestDatabase::new();
    let dirs = [dir(), dir(), dir()];
    let nodes: Vec<_> = dirs.iter().map(|dir| node(dir.path(), &database.address())).collect();
    let mut seqs: Vec<u64> = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..9)
            .map(|writer| {
                let node = &nodes[writer % 3];
                scope.spawn(move || {
                    let write = |number| {
                        commit(node, &format!("w{writer}-{number}"))
                            .expect("it takes changes")
                            .seq
                    };
                    (0..20).map(write).collect::<Vec<u64>>()
                })
            })
            .collect();
        let seqs = writers
            .into_iter()
            .flat_map(|writer| writer.join().expect("it does not panic"));
        seqs.collect()
    });
    seqs.sort_unstable();
    assert_eq!(seqs, (1..=180).collect::<Vec<u64>>(), "no number twice, none left out");
    let epoch = nodes[0].published().cursor.epoch.clone();
    for store in &nodes {
        let cursor = Cursor {
            epoch: epoch.clone(),
            seq: 180,
        };
        until_at(store, &cursor);
        assert_eq!(store.export(), nodes[0].export());
        store.close();
    }
    let first = lines(dirs[0].path());
    assert!(first.len() > 3, "segments begin at the same lines: {:?}", first.keys());
    for dir in &dirs[1..] {
        assert_eq!(lines(dir.path()), first, "the copies are equal to the byte");
    }
    let late = dir();
    let store = node(late.path(), &database.address());
    assert_eq!(store.export(), nodes[0].export());
    store.close();
    assert_eq!(lines(late.path()), first, "a node that comes late has all of it");
}

#[test]
fn a_request_that_comes_again_at_another_node_is_not_done_twice() {
    let database = TestDatabase::new();
    let (one_dir, other_dir) = (dir(), dir());
    let (one, other) = (
        node(one_dir.path(), &database.address()),
        node(other_dir.path(), &database.address()),
    );
    let base = one.published().cursor.clone();
    let changes = || vec![guide("a", "A"), by("00cc")];
    let done = one
        .commit(Base::Exactly(base.clone()), changes())
        .expect("it takes changes");
    // The other node need not have heard of it.
    let again = other.commit(Base::Exactly(base.clone()), changes());
    assert_eq!(again, Ok(done.clone()));
    let late = other.commit(Base::Exactly(base), vec![guide("a", "late")]);
    assert_eq!(
        late,
        Err(CommitError::Moved(done)),
        "a state that moved elsewhere is refused here"
    );
    assert_eq!(count(&other, "a"), 1);
    // "Nothing to do" is said of what the database holds, not of an old copy.
    one.commit(Base::Any, vec![Change::Remove(key("a"))])
        .expect("it takes changes");
    let put = other
        .commit(Base::Any, vec![guide("a", "A")])
        .expect("it takes changes");
    assert_eq!(put.seq, 3);
}

#[test]
fn without_the_database_reads_go_on_and_changes_come_back_by_themselves() {
    let database = TestDatabase::new();
    let (line, address) = database.line();
    let dir = dir();
    let store = node(dir.path(), &address);
    let before = commit(&store, "a").expect("it takes changes");
    line.break_and_set(State::Cut);
    until("it notices", || store.health().read_only.is_some());
    let refused = commit(&store, "b");
    assert!(matches!(refused, Err(CommitError::ReadOnly { .. })), "{refused:?}");
    assert_eq!(store.published().cursor, before);
    store.close();
    drop(store);
    // A node that has a copy starts without the database, too.
    let store = node(dir.path(), &address);
    assert_eq!(store.published().cursor, before);
    assert!(matches!(commit(&store, "b"), Err(CommitError::ReadOnly { .. })));
    let empty = tempfile::tempdir().expect("a temporary directory");
    let refused = DiskStore::open_copy(empty.path(), Keep::default(), &address).err();
    assert!(matches!(refused, Some(OpenError::Database(_))), "{refused:?}");
    line.set(State::Whole);
    until("changes are taken again", || commit(&store, "c").is_ok());
    assert_eq!(store.health().read_only, None);
}

#[test]
fn an_answer_that_is_lost_is_found_out() {
    let database = TestDatabase::new();
    let (line, address) = database.line();
    let (near, far) = (dir(), dir());
    let store = node(near.path(), &address);
    let other = node(far.path(), &database.address());
    commit(&store, "first").expect("it takes changes");
    for (id, bad) in [("arrived", State::Mute), ("lost", State::Deaf)] {
        line.set(bad);
        let outcome = std::thread::scope(|scope| {
            let writing = scope.spawn(|| commit(&store, id));
            until("it notices", || store.health().read_only.is_some());
            // Nobody else waits for the end of the doubt.
            assert!(matches!(commit(&store, "meanwhile"), Err(CommitError::ReadOnly { .. })));
            line.break_and_set(State::Whole);
            writing.join().expect("it does not panic")
        });
        let cursor = outcome.expect("it was made, once");
        until_at(&other, &cursor);
        assert_eq!((count(&store, id), count(&other, id)), (1, 1));
    }
    // Another node comes first at the place that is in doubt.
    line.set(State::Deaf);
    let outcome = std::thread::scope(|scope| {
        let writing = scope.spawn(|| commit(&store, "second"));
        until("it notices", || store.health().read_only.is_some());
        commit(&other, "overtaking").expect("it takes changes");
        line.break_and_set(State::Whole);
        writing.join().expect("it does not panic")
    });
    let cursor = outcome.expect("it was made, behind the other");
    assert_eq!(cursor.seq, 5);
    until_at(&other, &cursor);
    assert_eq!((count(&other, "second"), count(&other, "overtaking")), (1, 1));
    assert_eq!(store.export(), other.export());
}

#[test]
fn a_doubt_that_lasts_is_told_as_one() {
    let database = TestDatabase::new();
    let (line, address) = database.line();
    let dir = dir();
    let store = node(dir.path(), &address);
    line.set(State::Mute);
    let outcome = commit(&store, "a");
    assert!(matches!(outcome, Err(CommitError::Unknown { .. })), "{outcome:?}");
    line.break_and_set(State::Whole);
    until("it is there after all", || store.record(&key("a")).is_some());
}

#[test]
fn a_database_that_lost_its_end_begins_another_epoch() {
    let database = TestDatabase::new();
    let (one_dir, other_dir) = (dir(), dir());
    let one = node(one_dir.path(), &database.address());
    for id in ["a", "b", "c"] {
        commit(&one, id).expect("it takes changes");
    }
    let before = one.published().cursor.clone();
    one.close();
    drop(one);
    database.run("DELETE FROM family_hub_journal WHERE seq = 3");
    let one = node(one_dir.path(), &database.address());
    let after = one.published().cursor.clone();
    assert_eq!(after.seq, 2, "what is lost is lost");
    until("its readers take everything again", || {
        one.published().cursor.epoch != before.epoch
    });
    let other = node(other_dir.path(), &database.address());
    let next = commit(&other, "d").expect("it takes changes");
    until_at(&one, &next);
    assert_eq!((next.seq, one.export()), (3, other.export()));
}

#[test]
fn a_running_node_adds_nothing_to_a_journal_that_is_not_its_own() {
    let database = TestDatabase::new();
    let (line, address) = database.line();
    let dir = dir();
    let store = node(dir.path(), &address);
    for id in ["a", "b"] {
        commit(&store, id).expect("it takes changes");
    }
    line.break_and_set(State::Cut);
    until("it notices", || store.health().read_only.is_some());
    database.run("DELETE FROM family_hub_journal WHERE seq = 2");
    line.set(State::Whole);
    until("it says why", || {
        store
            .health()
            .read_only
            .is_some_and(|reason| reason.contains("lost its end"))
    });
    assert!(matches!(commit(&store, "c"), Err(CommitError::ReadOnly { .. })));
    assert!(store.record(&key("b")).is_some(), "reads go on");
}

#[test]
fn a_copy_that_is_damaged_is_taken_anew_and_never_changed_alone() {
    let (database, dir) = (TestDatabase::new(), dir());
    let store = node(dir.path(), &database.address());
    for number in 0..30 {
        commit(&store, &format!("g{number}")).expect("it takes changes");
    }
    let (cursor, export) = (store.published().cursor.clone(), store.export());
    store.close();
    drop(store);
    assert!(matches!(DiskStore::open(dir.path()), Err(OpenError::Copy(_))));
    let first = lines(dir.path()).into_keys().next().expect("a segment");
    let path = dir.path().join("journal").join(first);
    let mut bytes = std::fs::read(&path).expect("it can be read");
    bytes[500] ^= 1;
    std::fs::write(&path, bytes).expect("the disk works");
    let store = node(dir.path(), &database.address());
    assert_eq!((store.published().cursor.clone(), store.export()), (cursor, export));
}

#[test]
fn a_copy_that_was_cut_off_takes_the_rest_from_the_database() {
    let (database, dir) = (TestDatabase::new(), dir());
    let store = node(dir.path(), &database.address());
    for number in 0..5 {
        commit(&store, &format!("g{number}")).expect("it takes changes");
    }
    let (cursor, export) = (store.published().cursor.clone(), store.export());
    drop(store);
    let last = lines(dir.path()).into_keys().next_back().expect("a segment");
    let path = dir.path().join("journal").join(last);
    let bytes = std::fs::read(&path).expect("it can be read");
    std::fs::write(&path, &bytes[..bytes.len() - 40]).expect("the disk works");
    std::fs::remove_file(dir.path().join("witness.json")).expect("it was there");
    std::fs::remove_dir_all(dir.path().join("index")).expect("it was there");
    let store = node(dir.path(), &database.address());
    until_at(&store, &cursor);
    assert_eq!(store.export(), export);
}

#[test]
fn a_journal_goes_into_a_database_and_back() {
    let (database, home, back, elsewhere) = (TestDatabase::new(), dir(), dir(), dir());
    let address = database.address();
    let store = DiskStore::open_with(home.path(), SMALL).expect("the directory opens");
    for number in 0..40 {
        let changes = vec![
            guide(&format!("g{}", number % 9), &format!("Title {number}")),
            by(&format!("{number:04x}")),
        ];
        store.commit(Base::Any, changes).expect("the disk works");
        if number == 25 {
            store
                .compact()
                .expect("the disk works")
                .expect("there is something to fold");
        }
    }
    let (cursor, export) = (store.published().cursor.clone(), store.export());
    let in_use = migrate_to(home.path(), &address);
    assert!(
        matches!(in_use, Err(MigrateError::Directory(OpenError::InUse(_)))),
        "{in_use:?}"
    );
    store.close();
    drop(store);
    assert!(matches!(
        migrate_from(&address, back.path()),
        Err(MigrateError::NoJournal)
    ));
    let there = migrate_to(home.path(), &address).expect("the database is empty");
    assert_eq!((there.seq, &there.epoch), (cursor.seq, &cursor.epoch));
    let again = migrate_to(home.path(), &address);
    assert!(matches!(again, Err(MigrateError::NotEmpty(_))), "{again:?}");
    assert!(matches!(DiskStore::open(home.path()), Err(OpenError::Copy(_))));
    // Its own directory and an empty one are both good for a node.
    let nodes = [node(home.path(), &address), node(elsewhere.path(), &address)];
    for store in &nodes {
        assert_eq!((&store.published().cursor, store.export()), (&cursor, export.clone()));
        assert_eq!(store.done_by_request("0003"), Some(4), "requests from before are known");
    }
    assert_eq!(lines(home.path()), lines(elsewhere.path()), "base and history, too");
    let next = commit(&nodes[0], "more").expect("it takes changes");
    until_at(&nodes[1], &next);
    let export = nodes[1].export();
    drop(nodes);
    let home_again = migrate_from(&address, back.path()).expect("the directory is empty");
    assert_eq!(home_again.seq, next.seq);
    assert_ne!(home_again.epoch, next.epoch, "a server may still run on the database");
    let full = migrate_from(&address, back.path());
    assert!(matches!(full, Err(MigrateError::NotEmpty(_))), "{full:?}");
    let store = DiskStore::open(back.path()).expect("it is a directory like any other");
    assert_eq!(store.export(), export);
    assert_eq!(commit(&store, "at-home").expect("the disk works").seq, next.seq + 1);
}

#[test]
fn a_directory_with_another_journal_is_left_alone() {
    let (database, own) = (TestDatabase::new(), dir());
    let store = DiskStore::open(own.path()).expect("the directory opens");
    commit(&store, "own").expect("the disk works");
    drop(store);
    let open = || DiskStore::open_copy(own.path(), Keep::default(), &database.address()).err();
    let refused = open();
    assert!(
        matches!(&refused, Some(OpenError::Database(reason)) if reason.contains("migrate")),
        "{refused:?}"
    );
    drop(node(dir().path(), &database.address()));
    let refused = open();
    assert!(
        matches!(&refused, Some(OpenError::Database(reason)) if reason.contains("another journal")),
        "{refused:?}"
    );
    let store = DiskStore::open(own.path()).expect("it is as it was");
    assert!(store.record(&key("own")).is_some());
}
