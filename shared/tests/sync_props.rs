//! The pull protocol over random histories: wherever a reader stands, the delta leads it to the very state that a
//! fresh snapshot holds, through the bytes of the wire; and bytes that are not whole lead nowhere.

use proptest::prelude::*;
use shared::model::{Dataset, Record, RecordKey, RecordKind};
use shared::sync::{Answer, Applied, Cursor, Delta, FORMAT, NextStep, Snapshot, apply, collect_delta, decode, encode};

const EPOCH: &str = "00c0ffee00c0ffee";

/// One change of one of a few records.
#[derive(Clone, Debug)]
enum Change {
    Put(RecordKind, u8, String, Vec<u8>),
    Remove(RecordKind, u8),
}

fn changes() -> impl Strategy<Value = Change> {
    let kinds = || prop::sample::select(RecordKind::ALL);
    prop_oneof![
        3 => (kinds(), 0_u8..6, ".{1,20}", prop::collection::vec(0_u8..5, 0..3))
            .prop_map(|(kind, id, name, comuni)| Change::Put(kind, id, name, comuni)),
        1 => (kinds(), 0_u8..6).prop_map(|(kind, id)| Change::Remove(kind, id)),
    ]
}

fn histories() -> impl Strategy<Value = Vec<Vec<Change>>> {
    prop::collection::vec(prop::collection::vec(changes(), 0..5), 1..14)
}

fn key(kind: RecordKind, id: u8) -> RecordKey {
    // Of different lengths, so that the order of ids is not the order of numbers.
    let id = format!("{}{id}", ["r", "record-", "R"][usize::from(id) % 3]);
    RecordKey { kind, id }
}

fn record(kind: RecordKind, id: u8, name: &str, comuni: &[u8]) -> Record {
    let id = key(kind, id).id;
    let codes: Vec<String> = comuni.iter().map(|code| format!("00000{code}")).collect();
    let json = match kind {
        RecordKind::Network => serde_json::json!({"id": id, "name": name, "comuni": codes}),
        RecordKind::Place => serde_json::json!({"id": id, "network": "n", "kind": "spoke", "name": name,
            "address": {"comune": codes.first()}, "position": {"lat": 45.123457, "lon": 9.5, "precision": "comune"}}),
        RecordKind::Activity => serde_json::json!({"id": id, "network": "n", "title": name, "category": "ascolto",
            "schedule": {"start": "2026-11-24T16:30", "minutes": 90, "exdates": ["2026-12-08"]}}),
        RecordKind::Guide => serde_json::json!({"id": id, "title": name, "topic": "scuola", "comuni": codes}),
    };
    let unreadable = "the records of this test are good";
    match kind {
        RecordKind::Network => Record::Network(serde_json::from_value(json).expect(unreadable)),
        RecordKind::Place => Record::Place(serde_json::from_value(json).expect(unreadable)),
        RecordKind::Activity => Record::Activity(serde_json::from_value(json).expect(unreadable)),
        RecordKind::Guide => Record::Guide(serde_json::from_value(json).expect(unreadable)),
    }
}

/// Comuni as a server's gazetteer would fill them in.
fn fill_comuni(data: &mut Dataset) {
    let comuni = data.comune_codes().into_iter().map(|code| {
        let json = serde_json::json!({"code": code.as_str(), "name": code.as_str(), "province": "CR", "lat": 45.0, "lon": 10.0});
        serde_json::from_value(json).expect("the comuni of this test are good")
    });
    data.comuni = comuni.collect();
}

/// A server: its state after each commit, and what each touched.
struct Server {
    states: Vec<Dataset>,
    touched: Vec<Vec<RecordKey>>,
}

impl Server {
    fn after(history: &[Vec<Change>]) -> Self {
        let mut server = Self {
            states: vec![Dataset::default()],
            touched: vec![Vec::new()],
        };
        for commit in history {
            let mut data = server.states[server.states.len() - 1].clone();
            let mut touched = Vec::new();
            for change in commit {
                match change {
                    Change::Put(kind, id, name, comuni) => {
                        data.put(record(*kind, *id, name, comuni));
                        touched.push(key(*kind, *id));
                    }
                    Change::Remove(kind, id) => {
                        data.remove(*kind, &key(*kind, *id).id);
                        touched.push(key(*kind, *id));
                    }
                }
            }
            fill_comuni(&mut data);
            server.states.push(data);
            server.touched.push(touched);
        }
        server
    }

    fn head(&self) -> usize {
        self.states.len() - 1
    }

    fn snapshot(&self, seq: usize) -> Answer {
        Answer::Snapshot(Box::new(Snapshot {
            format: FORMAT,
            epoch: EPOCH.to_owned(),
            seq: seq as u64,
            at: at(seq),
            data: self.states[seq].clone(),
        }))
    }

    fn delta(&self, from: usize, to: usize) -> Delta {
        let touched = self.touched[from + 1..=to].concat();
        collect_delta(from as u64, &cursor(to), at(to), touched, &self.states[to])
    }

    fn reader(&self, seq: usize) -> Applied {
        Applied {
            cursor: cursor(seq),
            at: at(seq),
            data: self.states[seq].clone(),
        }
    }
}

fn at(seq: usize) -> i64 {
    1_760_000_000 + seq as i64
}

fn cursor(seq: usize) -> Cursor {
    Cursor {
        epoch: EPOCH.to_owned(),
        seq: seq as u64,
    }
}

fn over_the_wire(answer: &Answer) -> Answer {
    let body = encode(answer).expect("answers can be written");
    decode(&body).unwrap_or_else(|error| panic!("{error}: {body}"))
}

fn kept(step: NextStep) -> Option<Applied> {
    match step {
        NextStep::Keep(applied) => Some(*applied),
        NextStep::AskForSnapshot => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn from_every_cut_the_delta_leads_to_the_newest_state(history in histories()) {
        let server = Server::after(&history);
        let head = server.head();
        let fresh = kept(apply(None, over_the_wire(&server.snapshot(head))));
        prop_assert_eq!(fresh.as_ref(), Some(&server.reader(head)));
        for from in 0..=head {
            let reader = kept(apply(None, over_the_wire(&server.snapshot(from))));
            let delta = Answer::Delta(Box::new(server.delta(from, head)));
            let next = kept(apply(reader, over_the_wire(&delta)));
            prop_assert_eq!(next.as_ref(), fresh.as_ref(), "from {}", from);
        }
    }

    #[test]
    fn many_small_deltas_are_one_large_one(history in histories(), stops in prop::collection::vec(any::<bool>(), 14)) {
        let server = Server::after(&history);
        let mut reader = server.reader(0);
        for to in 1..=server.head() {
            if stops[to - 1] || to == server.head() {
                let from = usize::try_from(reader.cursor.seq).expect("a small number");
                let delta = Answer::Delta(Box::new(server.delta(from, to)));
                let next = kept(apply(Some(reader), over_the_wire(&delta)));
                reader = next.expect("it starts where the reader stands");
            }
        }
        prop_assert_eq!(reader, server.reader(server.head()));
    }

    #[test]
    fn a_delta_for_somebody_else_is_not_applied(history in histories(), from in any::<prop::sample::Index>(), at in any::<prop::sample::Index>()) {
        let server = Server::after(&history);
        let (from, at) = (from.index(server.head() + 1), at.index(server.head() + 1));
        let delta = server.delta(from, server.head());
        let step = apply(Some(server.reader(at)), Answer::Delta(Box::new(delta.clone())));
        prop_assert_eq!(kept(step).is_some(), from == at);
        let mut restored = server.reader(from);
        restored.cursor.epoch = "another life".to_owned();
        let step = apply(Some(restored), Answer::Delta(Box::new(delta.clone())));
        prop_assert_eq!(step, NextStep::AskForSnapshot);
        prop_assert_eq!(apply(None, Answer::Delta(Box::new(delta))), NextStep::AskForSnapshot);
    }

    #[test]
    fn bytes_that_are_not_whole_are_refused(history in histories(), at in any::<prop::sample::Index>(), bit in 0_u8..8, whole in any::<bool>()) {
        let server = Server::after(&history);
        let answer = match whole {
            true => server.snapshot(server.head()),
            false => Answer::Delta(Box::new(server.delta(0, server.head()))),
        };
        let body = encode(&answer).expect("answers can be written");
        let at = at.index(body.len());
        if let Some(cut) = body.get(..at) {
            prop_assert!(decode(cut).is_err(), "cut at {}", at);
        }
        let mut bytes = body.clone().into_bytes();
        bytes[at] ^= 1 << bit;
        // Most flips that leave no text at all never come this far: the browser refuses them.
        if let Ok(flipped) = String::from_utf8(bytes) {
            prop_assert!(decode(&flipped).is_err(), "bit {} of byte {}", bit, at);
        }
        let portal = format!("<!doctype html><title>Login</title><script>let x = {body};</script>");
        prop_assert!(decode(&portal).is_err());
    }
}
