//! The records in memory as they were given, in order of arrival, and which of them each commit touched.

use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use shared::model::{Dataset, RecordKey, RecordKind};
use shared::sync::Cursor;

use super::author::Author;
use super::change::{Change, Put, parse_record};
use super::envelope::Envelope;
use super::{Base, CommitError, Contents};

/// How many touched keys are remembered for deltas; a reader further behind takes the snapshot (about 12 MB).
pub(crate) const LOG_KEYS: usize = 200_000;

/// So many touched keys a base remembers even if there are fewer records.
const LEAST_LOG_KEYS: usize = 4096;

/// A record as it was given.
#[derive(Clone, Debug)]
pub(crate) struct Stored {
    pub(crate) raw: Arc<str>,
    /// Orders the records of a kind in exports.
    pub(crate) arrival: u64,
    /// The commit that last changed it.
    pub(crate) rev: u64,
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
    By(Author),
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
    /// Requests that were done, by the hash of their key: the commit and when it was made.
    pub(crate) requests: HashMap<String, (u64, i64)>,
    /// The epochs before this one, oldest first.
    pub(crate) past_epochs: Vec<String>,
    next_arrival: u64,
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
            requests: HashMap::new(),
            past_epochs: Vec::new(),
            next_arrival: 0,
            log: VecDeque::new(),
            log_keys: 0,
            log_base: 0,
        }
    }

    /// What a base holds. `log` are the last commits before it, as far back as it remembers them.
    pub(crate) fn of_base(
        cursor: Cursor,
        at: i64,
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
        state.cursor = cursor;
        state.at = at;
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
            let past = std::mem::replace(&mut self.cursor.epoch, epoch);
            if !past.is_empty() {
                self.past_epochs.push(past);
            }
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
                Step::By(Author { request: Some(key), .. }) => {
                    self.requests.insert(key.clone(), (touched.seq, at));
                }
                Step::Surround(_) | Step::By(_) => {}
            }
            self.take(step, touched.seq);
        }
        self.cursor.seq = touched.seq;
        self.at = at;
        self.chain = chain;
        self.remember(touched);
    }

    fn take(&mut self, step: &Step, seq: u64) {
        match step {
            Step::Put { key, raw } => self.put(key, raw, seq),
            Step::Remove(key) => {
                if let Some(old) = self.records.remove(key) {
                    xor(&mut self.hash, &record_hash(key, &old.raw));
                }
            }
            Step::Arrange { kind, ids } => self.arrange(*kind, ids),
            Step::Surround(envelope) => self.envelope = envelope.clone(),
            Step::By(_) => {}
        }
    }

    fn put(&mut self, key: &RecordKey, raw: &Arc<str>, rev: u64) {
        xor(&mut self.hash, &record_hash(key, raw));
        match self.records.get_mut(key) {
            Some(stored) => {
                xor(&mut self.hash, &record_hash(key, &stored.raw));
                stored.raw = Arc::clone(raw);
                stored.rev = rev;
            }
            None => {
                let stored = Stored {
                    raw: Arc::clone(raw),
                    arrival: self.next_arrival,
                    rev,
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

    /// The last commits, for a base: a reader who is further back than this would get about as much as a snapshot.
    pub(crate) fn recent_log(&self) -> impl Iterator<Item = &Touched> {
        let most = self.records.len().max(LEAST_LOG_KEYS);
        let mut keys = 0;
        let newest_first = self.log.iter().rev().take_while(|touched| {
            keys += touched.keys.len().max(1);
            keys <= most
        });
        let count = newest_first.count();
        self.log.iter().skip(self.log.len() - count)
    }

    /// Requests that may still come again.
    pub(crate) fn recent_requests(&self) -> impl Iterator<Item = (&String, &(u64, i64))> {
        const KEPT_S: i64 = 40 * 24 * 60 * 60;
        let oldest = self.at.saturating_sub(KEPT_S);
        self.requests.iter().filter(move |(_, (_, at))| *at >= oldest)
    }

    /// The commit that a request made; `None` when it has not come before.
    pub(crate) fn done_by_request(&self, pending: &[&[Step]], key: &str) -> Option<u64> {
        let is_it = |step: &Step| matches!(step, Step::By(author) if author.request.as_deref() == Some(key));
        let waiting = pending.iter().position(|steps| steps.iter().any(is_it));
        let waiting = waiting.map(|at| self.cursor.seq + 1 + at as u64);
        waiting.or_else(|| self.requests.get(key).map(|(seq, _)| *seq))
    }

    /// Bytes of all records.
    pub(crate) fn live_bytes(&self) -> u64 {
        self.records.values().map(|stored| stored.raw.len() as u64).sum()
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
    let mut by = None;
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
            Change::By(author) => by = Some(author),
        }
    }
    // A request that changes nothing is remembered as well; one without a key leaves no trace then.
    if let Some(author) = by.filter(|author| !steps.is_empty() || author.request.is_some()) {
        steps.push(Step::By(author.clone()));
    }
    steps
}

/// What speaks against making a commit, or the one that was made already for the same request.
pub(crate) fn objection(
    state: &State,
    pending: &[&[Step]],
    base: &Base,
    changes: &[Change],
) -> Option<Result<Cursor, CommitError>> {
    let mut cursor = state.cursor.clone();
    cursor.seq += pending.len() as u64;
    let request = changes.iter().find_map(|change| match change {
        Change::By(author) => author.request.as_deref(),
        _ => None,
    });
    if let Some(seq) = request.and_then(|key| state.done_by_request(pending, key)) {
        cursor.seq = seq;
        return Some(Ok(cursor));
    }
    match base {
        Base::Exactly(expected) if *expected != cursor => Some(Err(CommitError::Moved(cursor))),
        Base::Any | Base::Exactly(_) => None,
    }
}

fn touched_key(change: &Change) -> Option<RecordKey> {
    match change {
        Change::Put(put) => Some(Put::key(put)),
        Change::Remove(key) => Some(key.clone()),
        Change::Arrange { .. } | Change::Surround(_) | Change::By(_) => None,
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
