//! A journal that is folded, under every failing disk operation and after every half-done tidying, holds the same.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Arc;

use shared::model::{RecordKey, RecordKind};
use shared::sync::Cursor;

use super::*;
use crate::store::files::faults;
use crate::store::journal::JOURNAL;
use crate::store::limits::Limits;
use crate::store::memory::seconds_now;
use crate::store::{Base, Change, DiskStore, Store};

const SMALL: Limits = Limits {
    segment_bytes: 1500,
    // Only when it is asked for.
    fold_above: Some(u64::MAX),
    keep: Keep { days: 400, changes: 2 },
};

fn guide(id: &str, title: &str) -> Change {
    let json = serde_json::json!({"id": id, "title": title, "topic": "scuola", "kept": [1.50]});
    Change::put(RecordKind::Guide, &json.to_string()).expect("the guide is good")
}

fn key(id: &str) -> RecordKey {
    RecordKey {
        kind: RecordKind::Guide,
        id: id.to_owned(),
    }
}

fn write(store: &DiskStore, from: u64, count: u64) {
    for number in from..from + count {
        let id = format!("g{}", number * 5 % 17);
        let change = match number % 6 {
            5 => Change::Remove(key(&id)),
            4 => Change::Arrange {
                kind: RecordKind::Guide,
                ids: vec!["g5".to_owned(), "g3".to_owned()],
            },
            _ => guide(&id, &format!("Title {number}")),
        };
        store.commit(Base::Any, vec![change]).expect("the disk works");
    }
}

fn open(dir: &Path) -> Arc<DiskStore> {
    DiskStore::open_with(dir, SMALL).expect("the directory opens")
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the disk works");
    for entry in fs::read_dir(from).expect("it is there") {
        let entry = entry.expect("it is there");
        match entry.path().is_dir() {
            true => copy(&entry.path(), &to.join(entry.file_name())),
            false => drop(fs::copy(entry.path(), to.join(entry.file_name())).expect("the disk works")),
        }
    }
}

/// Everything a reader can tell.
fn seen(store: &DiskStore) -> (Cursor, String, Arc<shared::model::Dataset>) {
    let published = store.published();
    (published.cursor.clone(), store.export(), Arc::clone(&published.data))
}

#[test]
fn a_folded_journal_says_the_same_and_goes_on() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let mut from = 0;
    for round in 0..4 {
        let store = open(dir.path());
        write(&store, from, 60);
        from += 60;
        let before = seen(&store);
        let recent: Vec<_> = (before.0.seq - 30..=before.0.seq)
            .map(|seq| Cursor {
                seq,
                ..before.0.clone()
            })
            .map(|cursor| store.delta(&cursor))
            .collect();
        let compacted = store
            .compact()
            .expect("the disk works")
            .expect("there is something to fold");
        assert_eq!(compacted.seq, before.0.seq);
        assert_eq!(seen(&store), before, "round {round}");
        store.close();
        let store = open(dir.path());
        assert_eq!(seen(&store), before, "round {round}, after a restart");
        for (seq, delta) in (before.0.seq - 30..).zip(&recent) {
            let cursor = Cursor {
                seq,
                ..before.0.clone()
            };
            assert_eq!(
                &store.delta(&cursor),
                delta,
                "readers who are not far behind go on with deltas, from {seq}"
            );
        }
        assert!(
            store.compact().expect("the disk works").is_none(),
            "there is nothing left to fold"
        );
        let names = fs::read_dir(dir.path().join(JOURNAL)).expect("it is there").count();
        assert_eq!(names, 3, "a base, its history and the segment that goes on");
        store.close();
    }
}

#[test]
fn history_keeps_the_newest_of_each_record_and_what_is_young() {
    let history = |store: &DiskStore| {
        let mut kept: BTreeMap<String, Vec<(u64, bool)>> = BTreeMap::new();
        let seen = &mut |change: PastChange| {
            kept.entry(change.key.id)
                .or_default()
                .push((change.seq, change.older_dropped));
        };
        store.history(seen).expect("the disk works");
        kept
    };
    let dir = tempfile::tempdir().expect("a temporary directory");
    let store = open(dir.path());
    for number in 0..10 {
        store
            .commit(Base::Any, vec![guide("a", &format!("{number}"))])
            .expect("the disk works");
    }
    store.commit(Base::Any, vec![guide("b", "B")]).expect("the disk works");
    store
        .commit(Base::Any, vec![guide("gone", "G")])
        .expect("the disk works");
    store
        .commit(Base::Any, vec![Change::Remove(key("gone"))])
        .expect("the disk works");
    let all = history(&store);
    store
        .compact()
        .expect("the disk works")
        .expect("there is something to fold");
    assert_eq!(history(&store), all, "all of it is young");
    store.commit(Base::Any, vec![guide("b", "B2")]).expect("the disk works");
    store.close();
    // Nothing is young any more.
    let keep = Keep { days: 0, changes: 2 };
    let parts = Parts::open(&dir.path().join(JOURNAL)).expect("it is there");
    let last = parts
        .of(Kind::Segment)
        .map(|part| part.number)
        .max()
        .expect("a segment");
    let store = open(dir.path());
    store.compact().expect("the disk works");
    store.close();
    let late = seconds_now() + 3 * DAY_S;
    let journal = dir.path().join(JOURNAL);
    let store = open(dir.path());
    write(&store, 0, 40);
    store.close();
    let parts = Parts::open(&journal).expect("it is there");
    let upto = parts
        .of(Kind::Segment)
        .map(|part| part.number)
        .max()
        .expect("a segment");
    assert!(upto > last);
    let compacted = compact(&journal, upto, keep, late, &AtomicBool::new(false)).expect("the disk works");
    let compacted = compacted.expect("there is something to fold");
    assert!(compacted.dropped > 0 && compacted.kept > 0);
    let store = open(dir.path());
    let kept = history(&store);
    assert_eq!(kept.get("a"), Some(&vec![(9, true), (10, false)]));
    assert_eq!(kept.get("b"), Some(&vec![(11, false), (14, false)]));
    assert_eq!(kept.get("gone"), None, "nothing of it is there, and it is old");
}

#[test]
fn whatever_fails_while_it_is_folded_nothing_is_lost() {
    let original = tempfile::tempdir().expect("a temporary directory");
    let store = open(original.path());
    write(&store, 0, 50);
    store.compact().expect("the disk works");
    write(&store, 50, 50);
    let expected = seen(&store);
    store.close();
    let upto = Parts::open(&original.path().join(JOURNAL)).expect("it is there");
    let upto = upto.of(Kind::Segment).map(|part| part.number).max().expect("a segment");
    let mut failed = 0;
    for step in 0.. {
        let dir = tempfile::tempdir().expect("a temporary directory");
        copy(original.path(), dir.path());
        faults::fail(step, u32::MAX - step);
        let done = compact(
            &dir.path().join(JOURNAL),
            upto,
            SMALL.keep,
            seconds_now(),
            &AtomicBool::new(false),
        );
        faults::fail(u32::MAX, 0);
        if done.is_err() {
            failed += 1;
        }
        // What a power cut leaves of a file that was being written: some of it, or none.
        for entry in fs::read_dir(dir.path().join(JOURNAL)).expect("it is there") {
            let path = entry.expect("it is there").path();
            if path.extension().is_some_and(|end| end == "new") {
                let file = fs::OpenOptions::new().write(true).open(&path).expect("it is there");
                file.set_len(u64::from(step) * 97).expect("files can be cut");
            }
        }
        let store = open(dir.path());
        assert_eq!(seen(&store), expected, "step {step}");
        write(&store, 100, 3);
        store
            .compact()
            .expect("the disk works")
            .expect("there is something to fold");
        store.close();
        if done.is_ok() {
            break;
        }
    }
    assert!(
        failed > 8,
        "the disk is asked often enough to learn from this: {failed}"
    );
}

#[test]
fn files_that_should_be_gone_do_no_harm_in_any_combination() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let store = open(dir.path());
    write(&store, 0, 30);
    store.compact().expect("the disk works");
    write(&store, 30, 30);
    store.close();
    let journal = dir.path().join(JOURNAL);
    let before: BTreeMap<_, _> = fs::read_dir(&journal)
        .expect("it is there")
        .map(|entry| entry.expect("it is there").path())
        .map(|path| (path.clone(), fs::read(&path).expect("it is there")))
        .collect();
    let store = open(dir.path());
    store
        .compact()
        .expect("the disk works")
        .expect("there is something to fold");
    let expected = seen(&store);
    store.close();
    let gone: Vec<_> = before.iter().filter(|(path, _)| !path.exists()).collect();
    assert!(gone.len() > 4);
    for subset in 0..64_usize {
        for (at, (path, bytes)) in gone.iter().enumerate() {
            match (subset * 2_654_435_761) >> at & 1 {
                1 => fs::write(path, bytes).expect("the disk works"),
                _ => drop(fs::remove_file(path)),
            }
        }
        let store = open(dir.path());
        assert_eq!(seen(&store), expected, "subset {subset}");
        store.close();
    }
}

#[test]
fn a_damaged_base_is_refused_unless_what_it_was_made_from_is_there() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let store = open(dir.path());
    write(&store, 0, 30);
    store.close();
    let whole = tempfile::tempdir().expect("a temporary directory");
    copy(&dir.path().join(JOURNAL), whole.path());
    let store = open(dir.path());
    store.compact().expect("the disk works");
    let expected = seen(&store);
    store.close();
    let journal = dir.path().join(JOURNAL);
    let base = Parts::open(&journal).expect("it is there");
    let base = journal.join(&base.of(Kind::Base).next().expect("a base").name);
    let good = fs::read(&base).expect("it is there");
    for at in (0..good.len()).step_by(61) {
        let mut bytes = good.clone();
        bytes[at] ^= 1 << (at % 8);
        fs::write(&base, &bytes).expect("the disk works");
        let refused = DiskStore::open_with(dir.path(), SMALL)
            .err()
            .expect("the base is damaged");
        assert!(refused.to_string().contains("is damaged"), "{at}: {refused}");
        fs::write(&base, &good[..at]).expect("the disk works");
        assert!(DiskStore::open_with(dir.path(), SMALL).is_err(), "cut at {at}");
    }
    copy(whole.path(), &journal);
    let store = open(dir.path());
    assert_eq!(store.export(), expected.1);
}

/// 400 imports of 20 changes over little data, as a server would see them in months.
#[test]
fn a_journal_that_grows_stays_small_by_itself() {
    const LIMITS: Limits = Limits {
        segment_bytes: 20_000,
        fold_above: Some(60_000),
        keep: Keep { days: 0, changes: 2 },
    };
    let dir = tempfile::tempdir().expect("a temporary directory");
    let store = DiskStore::open_with(dir.path(), LIMITS).expect("the directory opens");
    for round in 0..400 {
        let changes = (0..20)
            .map(|number| guide(&format!("g{number}"), &format!("Title {round}")))
            .collect();
        store.commit(Base::Any, changes).expect("the disk works");
    }
    store.compact().expect("the disk works");
    let expected = seen(&store);
    store.close();
    let bytes: u64 = fs::read_dir(dir.path().join(JOURNAL))
        .expect("it is there")
        .map(|entry| entry.and_then(|entry| entry.metadata()).map_or(0, |file| file.len()))
        .sum();
    assert!(bytes < 100_000, "{bytes} bytes");
    let store = DiskStore::open_with(dir.path(), LIMITS).expect("the directory opens");
    assert_eq!(seen(&store), expected);
}
