//! Random histories: replayed, cut at every byte, with flipped bits, and with every write failing once.

use proptest::prelude::*;
use shared::model::{RecordKey, RecordKind};

use super::replay::{Damage, ReplayError, Replayed};
use super::segments::{Kind, Part, Parts, Source};
use super::*;
use crate::store::files::faults;
use crate::store::state::Step;

const EPOCH: &str = "00000000000000e0";

/// One group: its commits, each a list of steps.
type Commits = Vec<Vec<Step>>;

fn put(id: u8, text: &str) -> Step {
    let key = key(id);
    let raw = format!("{{\"id\":\"{}\",\"title\":{}}}", key.id, serde_json::Value::from(text)).into();
    Step::Put { key, raw }
}

fn key(id: u8) -> RecordKey {
    let kind = RecordKind::ALL[usize::from(id) % RecordKind::ALL.len()];
    let id = format!("r{id}");
    RecordKey { kind, id }
}

fn steps() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0_u8..12, ".{0,30}").prop_map(|(id, text)| put(id, &text)),
        2 => (0_u8..12).prop_map(|id| Step::Remove(key(id))),
        1 => (0_u8..12, 0_u8..12).prop_map(|(a, b)| Step::Arrange { kind: key(a).kind, ids: vec![key(a).id, key(b).id] }),
    ]
}

fn histories() -> impl Strategy<Value = Vec<Commits>> {
    let commits = prop::collection::vec(prop::collection::vec(steps(), 1..4), 1..3);
    prop::collection::vec(commits, 1..8)
}

/// What a state is, as far as a reader can tell.
fn seen(state: &State) -> (u64, String, [u8; 32]) {
    (state.cursor.seq, state.contents().to_file(), state.hash)
}

/// Writes a history into segments of about `segment_bytes`, and the state after each group.
fn written(history: &[Commits], segment_bytes: u64) -> (tempfile::TempDir, Vec<(u64, String, [u8; 32])>) {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let mut state = State::new(EPOCH.to_owned());
    let mut journal = Journal::begin(dir.path(), &mut state, segment_bytes).expect("the disk works");
    let mut states = vec![seen(&state)];
    for group in history {
        append(&mut journal, &mut state, group).expect("the disk works");
        states.push(seen(&state));
    }
    (dir, states)
}

fn append(journal: &mut Journal, state: &mut State, group: &Commits) -> io::Result<()> {
    if journal.is_full() {
        journal.roll(state)?;
    }
    let commits: Vec<&[Step]> = group.iter().map(Vec::as_slice).collect();
    let line = line::write_group(state.cursor.seq + 1, 7, &state.chain, &commits);
    journal.append(&line)?;
    for commit in commits {
        state.apply(7, line::chain(&line), commit);
    }
    Ok(())
}

/// A segment whose bytes can be changed.
#[derive(Clone)]
struct Segment {
    name: String,
    number: u32,
    bytes: Vec<u8>,
}

fn read_segments(dir: &Path) -> io::Result<Vec<Segment>> {
    let parts = Parts::open(dir)?;
    let segments = parts.of(Kind::Segment).map(|part| {
        Ok(Segment {
            name: part.name.clone(),
            number: part.number,
            bytes: part.source.bytes()?.into_owned(),
        })
    });
    segments.collect()
}

fn replayed(segments: &[Segment]) -> Result<Replayed, Damage> {
    let parts = segments.iter().map(|segment| Part {
        kind: Kind::Segment,
        name: segment.name.clone(),
        number: segment.number,
        source: Source::Memory(segment.bytes.as_slice().into()),
    });
    match replay::replay(State::new(EPOCH.to_owned()), parts.collect(), 1..u32::MAX) {
        Ok(replayed) => Ok(replayed),
        Err(ReplayError::Damage(damage)) => Err(damage),
        Err(ReplayError::Io(error)) => panic!("memory does not fail: {error}"),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_replay_is_the_state_in_memory(history in histories(), segment_bytes in 200_u64..3000) {
        let (dir, states) = written(&history, segment_bytes);
        let segments = read_segments(dir.path()).expect("the disk works");
        let replayed = replayed(&segments).expect("nothing is damaged");
        prop_assert_eq!(&seen(&replayed.state), states.last().expect("the state before the first group"));
        prop_assert_eq!(replayed.torn, 0);
    }

    #[test]
    fn a_journal_cut_anywhere_is_an_earlier_state(history in histories(), segment_bytes in 200_u64..3000) {
        let (dir, states) = written(&history, segment_bytes);
        let mut segments = read_segments(dir.path()).expect("the disk works");
        while let Some(last) = segments.last() {
            let whole = last.bytes.len();
            for length in (0..=whole).rev().step_by(7) {
                let at = segments.len() - 1;
                segments[at].bytes.truncate(length);
                let replayed = replayed(&segments).expect("a torn end is no damage");
                prop_assert!(states.contains(&seen(&replayed.state)), "cut at {} of segment {}", length, at);
            }
            segments.pop();
        }
    }

    #[test]
    fn a_flipped_bit_is_noticed(history in histories(), segment_bytes in 200_u64..3000, at in any::<prop::sample::Index>(), bit in 0_u8..8) {
        let (dir, states) = written(&history, segment_bytes);
        let mut segments = read_segments(dir.path()).expect("the disk works");
        let total: usize = segments.iter().map(|segment| segment.bytes.len()).sum();
        let mut at = at.index(total);
        let count = segments.len();
        let mut last_line = false;
        for (number, segment) in segments.iter_mut().enumerate() {
            if at < segment.bytes.len() {
                let end_of_line = segment.bytes[at..].iter().position(|byte| *byte == b'\n').map(|end| at + end);
                last_line = number + 1 == count && end_of_line == Some(segment.bytes.len() - 1);
                segment.bytes[at] ^= 1 << bit;
                break;
            }
            at -= segment.bytes.len();
        }
        match replayed(&segments) {
            // At the very end of the last line it may be a write that was torn, or all but its line feed is whole.
            Ok(replayed) => {
                prop_assert!(last_line && replayed.torn > 0);
                prop_assert!(states.contains(&seen(&replayed.state)));
                let whole = seen(&replayed.state) == *states.last().expect("the state before the first group");
                prop_assert_eq!(replayed.lacks_line_feed, whole);
            }
            Err(damage) => prop_assert!(matches!(damage, Damage::Commits { .. } | Damage::SegmentMissing { .. }), "{}", damage),
        }
    }
}

/// One segment with two groups of one commit each.
fn two_groups() -> Segment {
    let history: Vec<Commits> = (0..2).map(|id| vec![vec![put(id, "text")]]).collect();
    let (dir, _) = written(&history, 5000);
    let mut segments = read_segments(dir.path()).expect("the disk works");
    segments.pop().expect("the history is in one segment")
}

#[test]
fn a_damaged_line_feed_does_not_make_two_groups_one_torn_write() {
    let whole = two_groups();
    let ends = whole.bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    let ends: Vec<usize> = ends.map(|(at, _)| at).collect();
    let [header, first, last] = ends[..] else {
        panic!("{ends:?}")
    };
    // A line feed that is another byte; and with it the end of what is before, or the beginning of what is behind.
    let cases = [
        (header..header + 1, Some(1..=1)),
        (first..first + 1, Some(1..=1)),
        (first - 30..first + 1, Some(1..=1)),
        (first..first + 30, Some(1..=1)),
        (last..last + 1, Some(0..=0)),
        (last - 30..last + 1, None),
        (last - 30..last - 20, None),
        (first + 1..last + 1, None),
    ];
    for (damaged, expected) in cases {
        let mut segment = whole.clone();
        segment.bytes[damaged.clone()].fill(0);
        let found = match replayed(&[segment]) {
            // The last line counts without its line feed.
            Ok(replayed) if replayed.lacks_line_feed => {
                assert_eq!((replayed.torn, replayed.state.cursor.seq), (1, 2), "{damaged:?}");
                Some(0..=0)
            }
            Ok(replayed) => {
                assert_eq!(replayed.torn as usize, last - first, "{damaged:?}");
                None
            }
            Err(Damage::Commits { commits, .. }) => Some(commits),
            Err(other) => panic!("{damaged:?}: {other}"),
        };
        assert_eq!(found, expected, "{damaged:?}");
    }
}

#[test]
fn a_last_line_that_was_written_whole_and_does_not_hold_is_damage() {
    let whole = two_groups();
    let start = whole.bytes.iter().rev().skip(1).position(|byte| *byte == b'\n');
    let start = whole.bytes.len() - 1 - start.expect("two groups");
    for at in start..whole.bytes.len() - 1 {
        let mut segment = whole.clone();
        segment.bytes[at] ^= 0x01;
        // A byte that reads as a hole or as a line feed looks like what a power cut leaves.
        if matches!(segment.bytes[at], 0 | b'\n') {
            continue;
        }
        let damage = replayed(&[segment]).err();
        assert!(
            matches!(damage, Some(Damage::Commits { commits, .. }) if commits == (2..=2)),
            "byte {at}"
        );
    }
}

#[test]
fn files_that_only_have_the_name_of_a_segment_are_strays() {
    let history: Vec<Commits> = (0..9).map(|id| vec![vec![put(id, "text")]]).collect();
    let (dir, states) = written(&history, 300);
    let segments = read_segments(dir.path()).expect("the disk works");
    let (other_dir, _) = written(&history[..1], 5000);
    let other = read_segments(other_dir.path()).expect("the disk works");
    let strays = [
        (2, b"notes".to_vec()),
        (3, other[0].bytes.clone()),
        (99, b"x".to_vec()),
        (98, other[0].bytes.clone()),
    ];
    for (number, bytes) in strays {
        let mut with = segments.clone();
        let name = format!("aaaaaaaaaaaaaaaa-{number:06}.log");
        with.push(Segment {
            name: name.clone(),
            number,
            bytes,
        });
        let replayed = replayed(&with).expect("nothing is lost");
        assert_eq!(replayed.strays, [name], "{number}");
        assert_eq!(Some(&seen(&replayed.state)), states.last());
    }
}

#[test]
fn a_whole_last_line_that_does_not_fit_is_damage() {
    let mut segment = two_groups();
    let lines: Vec<&[u8]> = segment.bytes.split_inclusive(|byte| *byte == b'\n').collect();
    segment.bytes = [lines[0], lines[2]].concat();
    assert!(matches!(replayed(&[segment]).err(), Some(Damage::Commits { .. })));
}

#[test]
fn a_missing_segment_is_named() {
    let history: Vec<Commits> = (0..9).map(|id| vec![vec![put(id, "text")]]).collect();
    let (dir, _) = written(&history, 300);
    let mut segments = read_segments(dir.path()).expect("the disk works");
    assert!(segments.len() > 3);
    segments.remove(1);
    assert!(matches!(
        replayed(&segments).err(),
        Some(Damage::SegmentMissing { number: 2, .. })
    ));
}

#[test]
fn a_newer_format_is_left_alone() {
    let header = write_header(&Header {
        format: JOURNAL_FORMAT + 1,
        epoch: EPOCH.to_owned(),
        segment: 1,
        seq: 0,
        prev: [0; 32],
    });
    let segment = Segment {
        name: file_name(Kind::Segment, EPOCH, 1),
        number: 1,
        bytes: format!("{header}\n").into_bytes(),
    };
    assert_eq!(replayed(&[segment]).err(), Some(Damage::Newer(JOURNAL_FORMAT + 1)));
}

/// The trick of SQLite's tests: let the n-th disk operation fail, for every n until all goes well; then once more with
/// two and with five failures in a row.
#[test]
fn whatever_fails_nothing_acknowledged_is_lost_and_nothing_refused_comes_back() {
    let history: Vec<Commits> = (0..12).map(|id| vec![vec![put(id, "some text")]]).collect();
    for failures in [1, 2, 5] {
        let mut first = 0;
        loop {
            let steps = survives(&history, first, failures);
            if steps <= first {
                break;
            }
            first += 1;
        }
        assert!(first > 30, "the disk is asked often enough to learn from this: {first}");
    }
}

/// Runs a history with failures; returns how many disk operations there were.
fn survives(history: &[Commits], first: u32, failures: u32) -> u32 {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let mut state = State::new(EPOCH.to_owned());
    let mut journal = Journal::begin(dir.path(), &mut state, 700).expect("the disk works");
    faults::fail(first, failures);
    let mut acknowledged: Vec<String> = Vec::new();
    for group in history {
        for _ in 0..8 {
            let usable = !journal.is_suspect() || journal.recover(&mut state).is_ok();
            if usable && append(&mut journal, &mut state, group).is_ok() {
                let Step::Put { key, .. } = &group[0][0] else { continue };
                acknowledged.push(key.id.clone());
                break;
            }
        }
    }
    let steps = faults::steps();
    faults::fail(u32::MAX, 0);
    drop(journal);
    let segments = read_segments(dir.path()).expect("the disk works");
    let replayed = replayed(&segments).unwrap_or_else(|damage| panic!("failure {first}: {damage}"));
    assert_eq!(acknowledged.len(), history.len(), "the disk worked again in the end");
    assert_eq!(seen(&replayed.state), seen(&state), "failure {first}");
    assert_eq!(replayed.state.records.len(), acknowledged.len());
    steps
}
