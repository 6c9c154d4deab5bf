//! The records in memory as they were given, in order of arrival, and which of them each commit touched.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use shared::model::{Dataset, RecordKey, RecordKind};
use shared::sync::Cursor;

use super::Contents;
use super::change::{Change, Put, parse_record};
use super::envelope::Envelope;

/// How many touched keys are remembered for deltas; a reader further behind takes the snapshot (about 12 MB).
pub(crate) const LOG_KEYS: usize = 200_000;

/// A record as it was given.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) raw: Arc<str>,
    /// Orders the records of a kind in exports.
    pub(crate) arrival: u64,
}

/// What one commit touched.
#[derive(Clone, Debug)]
pub(crate) struct Touched {
    pub(crate) seq: u64,
    /// Hash of the journal line that holds it, where that is known.
    pub(crate) chain: Option<[u8; 32]>,
    pub(crate) keys: Vec<RecordKey>,
    /// Kinds whose records came into another order.
    pub(crate) arranged: Vec<RecordKind>,
}

/// A step as the journal holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Put { key: RecordKey, raw: Arc<str> },
    Remove(RecordKey),
    Arrange { kind: RecordKind, ids: Vec<String> },
    Surround(Envelope),
}

/// Everything that the journal says, after its last line.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) cursor: Cursor,
    /// When the last commit was made: seconds since 1970 (UTC).
    pub(crate) at: i64,
    /// Hash of the last line of the journal.
    pub(crate) chain: [u8; 32],
    pub(crate) envelope: Envelope,
    pub(crate) records: HashMap<RecordKey, Stored>,
    /// Exclusive or of the hashes of all records: equal for equal contents, kept up to date step by step.
    pub(crate) hash: [u8; 32],
    next_arrival: u64,
    /// The records hold the commits up to this one already, while the cursor comes up to it.
    held_until: u64,
    log: VecDeque<Touched>,
    log_keys: usize,
    /// Deltas can start from this seq on.
    log_base: u64,
}

impl State {
    /// Nothing yet.
    pub(crate) fn new(epoch: String) -> Self {
        Self {
            cursor: Cursor { epoch, seq: 0 },
            at: 0,
            chain: [0; 32],
            envelope: Envelope::default(),
            records: HashMap::new(),
            hash: [0; 32],
            next_arrival: 0,
            held_until: 0,
            log: VecDeque::new(),
            log_keys: 0,
            log_base: 0,
        }
    }

    /// What an index held as of the commit `held_until`, with a cursor at the beginning of the segment that holds that
    /// commit: replaying from there on leads to the present. `log` are the commits up to there that are remembered.
    pub(crate) fn of_index(
        held_until: u64,
        cursor: Cursor,
        chain: [u8; 32],
        envelope: Envelope,
        records: Vec<(RecordKey, Stored)>,
        log: Vec<Touched>,
    ) -> Self {
        let mut state = Self::new(cursor.epoch.clone());
        for (key, stored) in &records {
            xor(&mut state.hash, &record_hash(key, &stored.raw));
            state.next_arrival = state.next_arrival.max(stored.arrival + 1);
        }
        state.log_base = log.first().map_or(cursor.seq, |touched| touched.seq - 1);
        state.held_until = held_until;
        state.cursor = cursor;
        state.chain = chain;
        state.envelope = envelope;
        state.records = records.into_iter().collect();
        for touched in log {
            state.remember(touched);
        }
        state
    }

    /// A segment of the journal begins. In another epoch no delta leads over this point.
    pub(crate) fn begin_segment(&mut self, epoch: String, chain: [u8; 32]) {
        self.chain = chain;
        if self.cursor.epoch != epoch {
            self.cursor.epoch = epoch;
            self.log.clear();
            self.log_keys = 0;
            self.log_base = self.cursor.seq;
        }
    }

    /// Applies one commit.
    pub(crate) fn apply(&mut self, at: i64, chain: [u8; 32], steps: &[Step]) {
        let mut touched = Touched {
            seq: self.cursor.seq + 1,
            chain: Some(chain),
            keys: Vec::new(),
            arranged: Vec::new(),
        };
        for step in steps {
            match step {
                Step::Put { key, .. } | Step::Remove(key) => touched.keys.push(key.clone()),
                Step::Arrange { kind, .. } => touched.arranged.push(*kind),
                Step::Surround(_) => {}
            }
            if touched.seq > self.held_until {
                self.take(step);
            }
        }
        self.cursor.seq = touched.seq;
        self.at = at;
        self.chain = chain;
        self.remember(touched);
    }

    fn take(&mut self, step: &Step) {
        match step {
            Step::Put { key, raw } => self.put(key, raw),
            Step::Remove(key) => {
                if let Some(old) = self.records.remove(key) {
                    xor(&mut self.hash, &record_hash(key, &old.raw));
                }
            }
            Step::Arrange { kind, ids } => self.arrange(*kind, ids),
            Step::Surround(envelope) => self.envelope = envelope.clone(),
        }
    }

    fn put(&mut self, key: &RecordKey, raw: &Arc<str>) {
        xor(&mut self.hash, &record_hash(key, raw));
        match self.records.get_mut(key) {
            Some(stored) => {
                xor(&mut self.hash, &record_hash(key, &stored.raw));
                stored.raw = Arc::clone(raw);
            }
            None => {
                let stored = Stored {
                    raw: Arc::clone(raw),
                    arrival: self.next_arrival,
                };
                self.next_arrival += 1;
                self.records.insert(key.clone(), stored);
            }
        }
    }

    fn arrange(&mut self, kind: RecordKind, ids: &[String]) {
        let named: HashSet<&str> = ids.iter().map(String::as_str).collect();
        let mut others: Vec<(u64, RecordKey)> = self
            .records
            .iter()
            .filter(|(key, _)| key.kind == kind && !named.contains(key.id.as_str()))
            .map(|(key, stored)| (stored.arrival, key.clone()))
            .collect();
        others.sort_unstable();
        let order = ids.iter().map(|id| RecordKey { kind, id: id.clone() });
        for key in order.chain(others.into_iter().map(|(_, key)| key)) {
            if let Some(stored) = self.records.get_mut(&key) {
                stored.arrival = self.next_arrival;
                self.next_arrival += 1;
            }
        }
    }

    fn remember(&mut self, touched: Touched) {
        self.log_keys += touched.keys.len();
        self.log.push_back(touched);
        while self.log_keys > LOG_KEYS && self.log.len() > 1 {
            if let Some(oldest) = self.log.pop_front() {
                self.log_keys -= oldest.keys.len();
                self.log_base = oldest.seq;
            }
        }
    }

    /// What was touched after a cursor's seq; `None` when that is further back than the log.
    pub(crate) fn touched_after(&self, seq: u64) -> Option<impl Iterator<Item = &Touched>> {
        (self.log_base..=self.cursor.seq)
            .contains(&seq)
            .then(|| self.log.iter().skip_while(move |touched| touched.seq <= seq))
    }

    /// What was touched, as far back as it is remembered.
    pub(crate) fn whole_log(&self) -> impl Iterator<Item = &Touched> {
        self.log.iter()
    }

    /// The hash of the journal line that holds a commit, as far back as the log goes.
    pub(crate) fn chain_at(&self, seq: u64) -> Option<[u8; 32]> {
        let at = self.log.binary_search_by_key(&seq, |touched| touched.seq).ok()?;
        self.log.get(at)?.chain
    }

    /// Everything as it was given.
    pub(crate) fn contents(&self) -> Contents {
        let mut records: Vec<(&RecordKey, &Stored)> = self.records.iter().collect();
        records.sort_unstable_by_key(|(key, stored)| (key.kind, stored.arrival));
        Contents {
            cursor: self.cursor.clone(),
            at: self.at,
            envelope: self.envelope.clone(),
            records: records
                .into_iter()
                .map(|(key, stored)| (key.clone(), Arc::clone(&stored.raw)))
                .collect(),
        }
    }

    /// The records as the model reads them, and those that it cannot read: written by an older build, say.
    pub(crate) fn dataset(&self) -> (Dataset, Vec<shared::model::BadRecord>) {
        let mut data = Dataset::default();
        let mut unreadable = Vec::new();
        for (key, stored) in &self.records {
            match parse_record(key.kind, &stored.raw) {
                Ok(record) => super::dataset::push(&mut data, record),
                Err(bad) => unreadable.push(bad),
            }
        }
        data.sort();
        (data, unreadable)
    }
}

/// Turns the changes of one commit into the steps that make a difference; `pending` are the steps of commits before
/// it that are on their way into the journal.
pub(crate) fn plan(state: &State, pending: &[&[Step]], changes: &[Change]) -> Vec<Step> {
    let mut last: HashMap<RecordKey, usize> = HashMap::new();
    for (at, change) in changes.iter().enumerate() {
        if let Some(key) = touched_key(change) {
            last.insert(key, at);
        }
    }
    let mut steps = Vec::new();
    for (at, change) in changes.iter().enumerate() {
        let overtaken = touched_key(change).is_some_and(|key| last.get(&key) != Some(&at));
        if overtaken {
            continue;
        }
        match change {
            Change::Put(put) => {
                let key = put.key();
                if current(state, pending, &key).as_deref() != Some(&**put.raw()) {
                    let raw = Arc::clone(put.raw());
                    steps.push(Step::Put { key, raw });
                }
            }
            Change::Remove(key) => {
                if current(state, pending, key).is_some() {
                    steps.push(Step::Remove(key.clone()));
                }
            }
            Change::Arrange { kind, ids } => steps.push(Step::Arrange {
                kind: *kind,
                ids: ids.clone(),
            }),
            Change::Surround(envelope) => steps.push(Step::Surround(envelope.clone())),
        }
    }
    steps
}

fn touched_key(change: &Change) -> Option<RecordKey> {
    match change {
        Change::Put(put) => Some(Put::key(put)),
        Change::Remove(key) => Some(key.clone()),
        Change::Arrange { .. } | Change::Surround(_) => None,
    }
}

/// The text of a record after the pending steps.
fn current(state: &State, pending: &[&[Step]], key: &RecordKey) -> Option<Arc<str>> {
    for step in pending.iter().rev().flat_map(|steps| steps.iter().rev()) {
        match step {
            Step::Put { key: other, raw } if other == key => return Some(Arc::clone(raw)),
            Step::Remove(other) if other == key => return None,
            _ => {}
        }
    }
    state.records.get(key).map(|stored| Arc::clone(&stored.raw))
}

/// What one record adds to the hash of the state.
pub(crate) fn record_hash(key: &RecordKey, raw: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(key.kind.code());
    hash.update([0]);
    hash.update(&key.id);
    hash.update([0]);
    hash.update(raw);
    hash.finalize().into()
}

pub(crate) fn xor(sum: &mut [u8; 32], other: &[u8; 32]) {
    for (byte, other) in sum.iter_mut().zip(other) {
        *byte ^= other;
    }
}
