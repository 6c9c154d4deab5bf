//! A data directory that is closed, killed, damaged, and opened again.

use std::time::{Duration, Instant};

use shared::model::{RecordKey, RecordKind};

use super::*;
use crate::store::IndexHealth;

fn guide(id: &str, title: &str) -> Change {
    let json = serde_json::json!({"id": id, "title": title, "topic": "scuola", "body": title, "kept": [1.50]});
    Change::put(RecordKind::Guide, &json.to_string()).expect("the guide is good")
}

fn filled(dir: &Path, count: usize) -> (Cursor, String) {
    let store = DiskStore::open(dir).expect("the directory opens");
    for number in 0..count {
        let id = format!("g{number}");
        store
            .commit(Base::Any, vec![guide(&id, "Title")])
            .expect("the disk works");
    }
    // Larger than a value of the index may be.
    let long = "Lorem ipsum dolor ".repeat(3000);
    let cursor = store
        .commit(Base::Any, vec![guide("long", &long)])
        .expect("the disk works");
    wait_for_index(&store, cursor.seq);
    let export = store.export();
    store.close();
    (cursor, export)
}

fn wait_for_index(store: &DiskStore, seq: u64) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while store.health().index != IndexHealth::At(seq) {
        assert!(
            Instant::now() < deadline,
            "the index is {:?}, not at {seq}",
            store.health().index
        );
        std::thread::yield_now();
    }
}

/// Equal but for the epoch, which a torn end changes.
fn opens_with(dir: &Path, seq: u64, export: &str) {
    let store = DiskStore::open(dir).expect("the directory opens");
    assert_eq!((store.published().cursor.seq, store.export().as_str()), (seq, export));
    wait_for_index(&store, seq);
}

fn opens_equal(dir: &Path, cursor: &Cursor, export: &str) {
    let store = DiskStore::open(dir).expect("the directory opens");
    assert_eq!((&store.published().cursor, store.export().as_str()), (cursor, export));
    wait_for_index(&store, cursor.seq);
    assert!(
        fs::read_dir(dir.join("index/blobs")).is_ok_and(|mut blobs| blobs.next().is_none()),
        "no large values"
    );
}

#[test]
fn what_was_committed_is_there_again() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let (cursor, export) = filled(dir.path(), 20);
    opens_equal(dir.path(), &cursor, &export);
    let store = DiskStore::open(dir.path()).expect("the directory opens");
    let removed = Change::Remove(RecordKey {
        kind: RecordKind::Guide,
        id: "long".to_owned(),
    });
    let next = store
        .commit(Base::Exactly(cursor.clone()), vec![removed.clone()])
        .expect("nobody came first");
    assert_eq!(next.seq, cursor.seq + 1);
    let late = store.commit(Base::Exactly(cursor.clone()), vec![guide("late", "Late")]);
    assert_eq!(late, Err(CommitError::Moved(next.clone())));
    assert_eq!(
        store.commit(Base::Any, vec![removed]),
        Ok(next),
        "what changes nothing makes no new state"
    );
    let delta = store.delta(&cursor).expect("the log goes back that far");
    assert_eq!(delta.removed.guides, ["long"]);
    assert_eq!(
        store.delta(&Cursor {
            epoch: "other".to_owned(),
            seq: 1
        }),
        None
    );
}

#[test]
fn one_process_at_a_time() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let _store = DiskStore::open(dir.path()).expect("the directory opens");
    assert!(matches!(DiskStore::open(dir.path()), Err(OpenError::InUse(_))));
}

#[test]
fn commits_at_once_are_all_kept() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let store = DiskStore::open(dir.path()).expect("the directory opens");
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let store = &store;
            scope.spawn(move || {
                for number in 0..25 {
                    let change = guide(&format!("w{writer}-{number}"), "Title");
                    store.commit(Base::Any, vec![change]).expect("the disk works");
                }
            });
        }
    });
    let cursor = store.published().cursor.clone();
    assert_eq!((cursor.seq, store.published().data.guides.len()), (200, 200));
    let export = store.export();
    drop(store);
    opens_equal(dir.path(), &cursor, &export);
}

#[test]
fn an_index_that_is_deleted_cut_or_flipped_is_made_anew() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let (cursor, export) = filled(dir.path(), 30);
    let index = dir.path().join("index");
    fs::remove_dir_all(&index).expect("it was there");
    opens_equal(dir.path(), &cursor, &export);
    let db = index.join("db");
    let length = fs::metadata(&db).expect("it was made anew").len();
    for at in 0..24 {
        let mut bytes = fs::read(&db).expect("it was made anew");
        match at % 4 {
            0 => bytes.truncate((length * at / 24) as usize),
            1 => bytes
                .iter_mut()
                .skip((length * at / 24) as usize)
                .step_by(997)
                .for_each(|byte| *byte ^= 0x10),
            2 => bytes.iter_mut().take(16_384).for_each(|byte| *byte = 0),
            _ => bytes.extend_from_slice(&[0x5a; 5000]),
        }
        fs::write(&db, bytes).expect("the disk works");
        if at % 8 == 3 {
            for entry in fs::read_dir(&index).expect("it is there") {
                let path = entry.expect("it is there").path();
                if path
                    .file_name()
                    .is_some_and(|name| name.to_string_lossy().starts_with("snap."))
                {
                    fs::write(path, b"half a snapshot").expect("the disk works");
                }
            }
        }
        opens_equal(dir.path(), &cursor, &export);
    }
}

#[test]
fn an_index_from_another_time_is_caught_up_or_made_anew() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    filled(dir.path(), 5);
    let (index, old) = (dir.path().join("index"), dir.path().join("old"));
    copy(&index, &old);
    let (cursor, export) = filled(dir.path(), 9);
    // Behind the journal.
    fs::remove_dir_all(&index).expect("it was there");
    fs::rename(&old, &index).expect("it was there");
    opens_equal(dir.path(), &cursor, &export);
    // Of another journal: the witness file says that nothing of this one is missing.
    let other = tempfile::tempdir().expect("a temporary directory");
    let (shorter, short_export) = filled(other.path(), 2);
    fs::remove_dir_all(other.path().join("index")).expect("it was there");
    copy(&index, &other.path().join("index"));
    opens_equal(other.path(), &shorter, &short_export);
    fs::remove_dir_all(other.path().join("index")).expect("it was there");
    copy(&index, &other.path().join("index"));
    fs::remove_file(other.path().join("witness.json")).expect("it was there");
    let refused = DiskStore::open(other.path()).err().expect("whose journal is it?");
    assert!(
        refused.to_string().contains("another one than the index saw"),
        "{refused}"
    );
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the disk works");
    for entry in fs::read_dir(from).expect("it is there") {
        let entry = entry.expect("it is there");
        match entry.path().is_dir() {
            true => copy(&entry.path(), &to.join(entry.file_name())),
            false => fs::copy(entry.path(), to.join(entry.file_name()))
                .map(|_| ())
                .expect("the disk works"),
        }
    }
}

#[test]
fn a_journal_that_lost_its_end_is_refused() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let (cursor, _) = filled(dir.path(), 5);
    let journal = dir.path().join(JOURNAL);
    let segment = fs::read_dir(&journal)
        .expect("it is there")
        .next()
        .expect("one segment")
        .expect("it is there");
    let whole = fs::read(segment.path()).expect("it is there");
    let end = whole[..whole.len() - 1]
        .iter()
        .rposition(|byte| *byte == b'\n')
        .expect("more than one line");
    fs::write(segment.path(), &whole[..=end]).expect("the disk works");
    let refused = DiskStore::open(dir.path()).err().expect("a change is missing");
    let message = refused.to_string();
    assert!(
        message.contains(&format!("change {} was", cursor.seq)) || message.contains(&format!("change {}", cursor.seq)),
        "{message}"
    );

    let mut flipped = whole.clone();
    flipped[end / 2] ^= 1;
    fs::write(segment.path(), &flipped).expect("the disk works");
    let refused = DiskStore::open(dir.path()).err().expect("a byte is wrong");
    assert!(
        matches!(refused, OpenError::Damaged(Damage::Commits { .. })),
        "{refused}"
    );

    fs::remove_dir_all(&journal).expect("it was there");
    let refused = DiskStore::open(dir.path()).err().expect("the journal is gone");
    assert!(
        matches!(refused, OpenError::Damaged(Damage::EndMissing(_))),
        "{refused}"
    );

    fs::create_dir_all(&journal).expect("the disk works");
    fs::write(segment.path(), &whole).expect("the disk works");
    let whole_again = DiskStore::open(dir.path()).expect("nothing was changed by refusing it");
    assert_eq!(whole_again.published().cursor, cursor);
}

#[test]
fn a_write_that_was_cut_off_is_dropped_and_the_journal_goes_on() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let (cursor, export) = filled(dir.path(), 3);
    let journal = dir.path().join(JOURNAL);
    let segment = fs::read_dir(&journal)
        .expect("it is there")
        .next()
        .expect("one segment")
        .expect("it is there");
    let mut bytes = fs::read(segment.path()).expect("it is there");
    bytes.extend_from_slice(b"{\"seq\":99,\"at\":1,\"pre\0\0\0\n\0\0");
    fs::write(segment.path(), bytes).expect("the disk works");
    opens_with(dir.path(), cursor.seq, &export);
    let (next, export) = filled(dir.path(), 1);
    assert_eq!(next.seq, cursor.seq, "the same records again change nothing");
    opens_equal(dir.path(), &next, &export);
}

fn only_segment(dir: &Path) -> PathBuf {
    let mut segments = fs::read_dir(dir.join(JOURNAL)).expect("it is there");
    segments.next().expect("one segment").expect("it is there").path()
}

/// The bytes of a segment without its last line.
fn without_last_line(segment: &Path) -> Vec<u8> {
    let mut bytes = fs::read(segment).expect("it is there");
    let end = bytes[..bytes.len() - 1].iter().rposition(|byte| *byte == b'\n');
    bytes.truncate(end.expect("more than one line") + 1);
    bytes
}

#[test]
fn an_index_that_knows_more_than_the_journal_is_evidence_of_a_loss() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let (cursor, _) = filled(dir.path(), 5);
    let witness = dir.path().join("witness.json");
    let journal = dir.path().join(JOURNAL);
    let segment = only_segment(dir.path());
    let whole = fs::read(&segment).expect("it is there");
    fs::remove_file(&witness).expect("it was there");
    fs::write(&segment, without_last_line(&segment)).expect("the disk works");
    for _ in 0..2 {
        let refused = DiskStore::open(dir.path())
            .err()
            .expect("a change is missing")
            .to_string();
        assert!(
            refused.contains(&format!("change {} were acknowledged", cursor.seq)),
            "{refused}"
        );
        assert!(refused.contains("repair") && refused.lines().count() == 1, "{refused}");
    }
    fs::remove_dir_all(&journal).expect("it was there");
    let refused = DiskStore::open(dir.path())
        .err()
        .expect("the journal is gone")
        .to_string();
    assert!(refused.contains("the journal is missing, and its index"), "{refused}");
    fs::write(dir.path().join("index/db"), b"not an index").expect("the disk works");
    let refused = DiskStore::open(dir.path())
        .err()
        .expect("the journal is gone")
        .to_string();
    assert!(refused.contains("the journal is missing, and an index"), "{refused}");
    fs::remove_dir_all(dir.path().join("index")).expect("it was there");
    fs::write(&witness, b"not a witness").expect("the disk works");
    let refused = DiskStore::open(dir.path())
        .err()
        .expect("the journal is gone")
        .to_string();
    assert!(
        refused.contains("the journal is missing, and its witness file"),
        "{refused}"
    );
    fs::remove_file(&witness).expect("it was there");
    fs::create_dir_all(&journal).expect("the disk works");
    fs::write(&segment, &whole).expect("the disk works");
    assert_eq!(
        DiskStore::open(dir.path())
            .expect("nothing is missing")
            .published()
            .cursor,
        cursor
    );
}

#[test]
fn no_number_is_given_out_twice_under_one_epoch() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let (cursor, _) = filled(dir.path(), 3);
    let segment = only_segment(dir.path());
    let whole = fs::read(&segment).expect("it is there");
    let end = without_last_line(&segment).len();
    // Nothing beside the journal knows of its last line any more.
    fs::remove_file(dir.path().join("witness.json")).expect("it was there");
    fs::remove_dir_all(dir.path().join("index")).expect("it was there");
    for cut in [whole.len() - 2, (whole.len() + end) / 2, end + 1] {
        let copied = tempfile::tempdir().expect("a temporary directory");
        copy(&dir.path().join(JOURNAL), &copied.path().join(JOURNAL));
        let target = copied.path().join(JOURNAL).join(segment.file_name().expect("a name"));
        fs::write(&target, &whole[..cut]).expect("the disk works");
        let store = DiskStore::open(copied.path()).expect("the directory opens");
        let published = store.published().cursor.clone();
        assert_eq!(published.seq, cursor.seq - 1, "cut at {cut}");
        assert_ne!(
            published.epoch, cursor.epoch,
            "who saw change {} must take everything again",
            cursor.seq
        );
        assert!(store.delta(&cursor).is_none());
        let next = store
            .commit(Base::Any, vec![guide("new", "New")])
            .expect("the disk works");
        assert_eq!((next.seq, &next.epoch), (cursor.seq, &published.epoch));
        let export = store.export();
        store.close();
        opens_equal(copied.path(), &next, &export);
    }
    // All but the line feed: nothing is lost, and life goes on.
    fs::write(&segment, &whole[..whole.len() - 1]).expect("the disk works");
    let store = DiskStore::open(dir.path()).expect("the directory opens");
    assert_eq!(store.published().cursor, cursor);
    let next = store
        .commit(Base::Any, vec![guide("new", "New")])
        .expect("the disk works");
    let export = store.export();
    store.close();
    opens_equal(dir.path(), &next, &export);
}

#[test]
fn an_epoch_that_vanished_is_missed() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    filled(dir.path(), 3);
    let segment = only_segment(dir.path());
    let mut bytes = fs::read(&segment).expect("it is there");
    bytes.extend_from_slice(b"{\"seq\":99,\"at\"");
    fs::write(&segment, bytes).expect("the disk works");
    filled(dir.path(), 4);
    let names = || {
        fs::read_dir(dir.path().join(JOURNAL))
            .expect("it is there")
            .map(|entry| entry.expect("it is there").path())
    };
    let later = names()
        .find(|path| *path != segment)
        .expect("the torn end began a new epoch");
    fs::remove_file(later).expect("it was there");
    let refused = DiskStore::open(dir.path())
        .err()
        .expect("an epoch is missing")
        .to_string();
    assert!(refused.contains("another one than the witness file saw"), "{refused}");
}
