//! What every store promises, asked of each of them: one in memory, one on a disk, one whose journal is in a database.

use std::sync::Arc;

use shared::model::{RecordKey, RecordKind};
use shared::sync::Cursor;

use super::{Author, Base, Change, CommitError, DiskStore, Envelope, Store, memory::MemoryStore};

pub(crate) fn guide(id: &str, title: &str) -> Change {
    let json = serde_json::json!({"id": id, "title": title, "topic": "scuola", "body": title, "kept": [1.50]});
    Change::put(RecordKind::Guide, &json.to_string()).expect("the guide is good")
}

pub(crate) fn key(id: &str) -> RecordKey {
    RecordKey {
        kind: RecordKind::Guide,
        id: id.to_owned(),
    }
}

pub(crate) fn by(request: &str) -> Change {
    Change::By(Author {
        account: "a1".to_owned(),
        role: "verifier".to_owned(),
        request: Some(request.to_owned()),
    })
}

/// Everything that is promised of a new store.
pub(crate) fn holds(store: &Arc<dyn Store>) {
    changes_are_numbered_and_shown(store.as_ref());
    a_state_that_moved_is_refused(store.as_ref());
    a_request_is_done_once(store.as_ref());
    files_come_back_as_they_were_given(store.as_ref());
    the_past_is_kept(store.as_ref());
    commits_at_once_are_all_kept(store);
}

fn commit(store: &dyn Store, changes: Vec<Change>) -> Cursor {
    store.commit(Base::Any, changes).expect("it takes changes")
}

fn changes_are_numbered_and_shown(store: &dyn Store) {
    let watch = store.watch();
    let begun = store.published().cursor.clone();
    assert_eq!((begun.seq, store.published().data.len()), (0, 0));
    let first = commit(store, vec![guide("a", "A"), guide("b", "B")]);
    assert_eq!((first.seq, &first.epoch), (1, &begun.epoch));
    let second = commit(store, vec![Change::Remove(key("a")), guide("c", "C")]);
    assert_eq!(second.seq, 2);
    assert_eq!(store.published().cursor, second);
    assert_eq!(*watch.borrow(), second);
    let titles: Vec<&str> = store
        .published()
        .data
        .guides
        .iter()
        .map(|guide| guide.id.as_str())
        .map(|id| match id {
            "b" => "b",
            "c" => "c",
            _ => "another",
        })
        .collect();
    assert_eq!(titles, ["b", "c"]);
    assert_eq!(
        commit(store, vec![guide("b", "B")]),
        second,
        "what changes nothing makes no new state"
    );
    assert_eq!(commit(store, vec![Change::Remove(key("a"))]), second);
    let delta = store.delta(&first).expect("the log goes back that far");
    assert_eq!(delta.removed.guides, ["a"]);
    assert_eq!(delta.put.guides.len(), 1, "only what changed");
    let other = Cursor {
        epoch: "0".to_owned(),
        seq: 1,
    };
    assert_eq!(store.delta(&other), None);
    let future = Cursor {
        seq: second.seq + 1,
        ..second.clone()
    };
    assert_eq!(store.delta(&future), None);
    let health = store.health();
    assert_eq!((health.read_only, health.cursor, health.records), (None, second, 2));
}

fn a_state_that_moved_is_refused(store: &dyn Store) {
    let base = store.published().cursor.clone();
    let next = store.commit(Base::Exactly(base.clone()), vec![guide("d", "D")]);
    let next = next.expect("nobody came first");
    let late = store.commit(Base::Exactly(base), vec![guide("d", "late")]);
    assert_eq!(late, Err(CommitError::Moved(next.clone())));
    let (raw, rev) = store.record(&key("d")).expect("it is there");
    assert!(raw.contains("\"D\"") && rev == next.seq, "{raw} {rev}");
    assert_eq!(store.record(&key("nobody")), None);
}

fn a_request_is_done_once(store: &dyn Store) {
    let done = commit(store, vec![guide("e", "E"), by("00aa")]);
    commit(store, vec![guide("f", "F")]);
    let again = store.commit(Base::Exactly(done.clone()), vec![guide("e", "another"), by("00aa")]);
    assert_eq!(again, Ok(done.clone()), "it is answered, whatever it asks for now");
    assert_eq!(store.done_by_request("00aa"), Some(done.seq));
    assert_eq!(store.done_by_request("00ab"), None);
    let (raw, _) = store.record(&key("e")).expect("it is there");
    assert!(raw.contains("\"E\""), "{raw}");
}

fn files_come_back_as_they_were_given(store: &dyn Store) {
    let envelope = r#"{"format":"family-hub/1","note":"di prova","guides":[],"places":[]}"#;
    let surround = Change::Surround(Envelope::from_json(envelope).expect("it is an object"));
    let arrange = Change::Arrange {
        kind: RecordKind::Guide,
        ids: vec!["f".to_owned(), "b".to_owned()],
    };
    commit(store, vec![arrange, surround]);
    let file = store.export();
    let order: Vec<&str> = ["f", "b", "c", "d", "e"].into_iter().collect();
    let places: Vec<usize> = order
        .iter()
        .filter_map(|id| file.find(&format!("\"id\":\"{id}\"")))
        .collect();
    assert_eq!(places.len(), order.len(), "{file}");
    assert!(places.is_sorted(), "{file}");
    assert!(
        file.contains("\"note\":\"di prova\"") && file.contains("\"kept\":[1.5]"),
        "{file}"
    );
    let contents = store.contents();
    assert_eq!(
        (contents.to_file(), contents.cursor),
        (file, store.published().cursor.clone())
    );
}

fn the_past_is_kept(store: &dyn Store) {
    let mut seen = Vec::new();
    store
        .history(&mut |change| seen.push((change.seq, change.key.id.clone(), change.raw.is_some(), change.by)))
        .expect("it can be read");
    let of_a: Vec<(u64, bool)> = seen
        .iter()
        .filter(|(_, id, ..)| id == "a")
        .map(|(seq, _, put, _)| (*seq, *put))
        .collect();
    assert_eq!(of_a, [(1, true), (2, false)]);
    let author = seen
        .iter()
        .find(|(_, id, ..)| id == "e")
        .and_then(|(.., by)| by.clone());
    assert_eq!(
        author.map(|author| (author.account, author.request)),
        Some(("a1".to_owned(), None))
    );
    let before = store.contents_before(2).expect("it can be read").expect("it is kept");
    let ids: Vec<&str> = before.records.iter().map(|(key, _)| key.id.as_str()).collect();
    assert_eq!(ids, ["a", "b"]);
    let next = store.published().cursor.seq + 1;
    assert_eq!(store.contents_before(next + 5).expect("it can be read"), None);
}

fn commits_at_once_are_all_kept(store: &Arc<dyn Store>) {
    let before = store.published().cursor.seq;
    let seqs = std::thread::scope(|scope| {
        let writers: Vec<_> = (0..8)
            .map(|writer| {
                scope.spawn(move || {
                    let write = |number| commit(store.as_ref(), vec![guide(&format!("w{writer}-{number}"), "W")]).seq;
                    (0..20).map(write).collect::<Vec<u64>>()
                })
            })
            .collect();
        let seqs = writers
            .into_iter()
            .flat_map(|writer| writer.join().expect("it does not panic"));
        let mut seqs: Vec<u64> = seqs.collect();
        seqs.sort_unstable();
        seqs
    });
    assert_eq!(
        seqs,
        (before + 1..=before + 160).collect::<Vec<u64>>(),
        "each has a number of its own"
    );
    assert_eq!(store.published().cursor.seq, before + 160);
}

#[test]
fn a_store_in_memory_conforms() {
    let store: Arc<dyn Store> = Arc::new(MemoryStore::new("00000000000000e0"));
    holds(&store);
}

#[test]
fn a_store_on_a_disk_conforms() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let store: Arc<dyn Store> = DiskStore::open(dir.path()).expect("the directory opens");
    holds(&store);
}
