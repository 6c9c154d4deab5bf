//! One pure step: what a reader has, plus an answer, is what it has next.

use super::{Answer, Cursor, Delta, Snapshot};
use crate::model::{Dataset, Record, RecordKind};

/// What a reader holds after an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// Where it stands now.
    pub cursor: Cursor,
    /// When the newest change in it was made: seconds since 1970 (UTC).
    pub at: i64,
    /// The records.
    pub data: Dataset,
}

/// What to do with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NextStep {
    /// Keep this, data and cursor together.
    Keep(Box<Applied>),
    /// The answer does not fit what is here: ask again without a cursor.
    AskForSnapshot,
}

/// Applies an answer to what a reader has (`None` on a first visit).
///
/// A snapshot always replaces everything. A delta fits only its own epoch and the very cursor it starts from: one that
/// was asked for twice, or that belongs to a restored server, leads to a fresh snapshot instead of to wrong data.
#[must_use]
pub fn apply(have: Option<Applied>, answer: Answer) -> NextStep {
    match (have, answer) {
        (_, Answer::Snapshot(snapshot)) => NextStep::Keep(Box::new(begin(*snapshot))),
        (Some(have), Answer::Delta(delta)) => advance(have, *delta),
        (None, Answer::Delta(_)) => NextStep::AskForSnapshot,
    }
}

/// [`apply`] for a snapshot.
#[must_use]
pub fn begin(snapshot: Snapshot) -> Applied {
    let mut data = snapshot.data;
    data.sort();
    Applied {
        cursor: Cursor {
            epoch: snapshot.epoch,
            seq: snapshot.seq,
        },
        at: snapshot.at,
        data,
    }
}

/// [`apply`] for a delta.
#[must_use]
pub fn advance(have: Applied, delta: Delta) -> NextStep {
    match have.cursor.epoch == delta.epoch && have.cursor.seq == delta.from {
        true => NextStep::Keep(Box::new(changed(have, delta))),
        false => NextStep::AskForSnapshot,
    }
}

fn changed(have: Applied, delta: Delta) -> Applied {
    let mut data = have.data;
    for (kind, ids) in [
        (RecordKind::Network, &delta.removed.networks),
        (RecordKind::Place, &delta.removed.places),
        (RecordKind::Activity, &delta.removed.activities),
        (RecordKind::Guide, &delta.removed.guides),
    ] {
        for id in ids {
            data.remove(kind, id);
        }
    }
    for network in delta.put.networks {
        data.put(Record::Network(Box::new(network)));
    }
    for place in delta.put.places {
        data.put(Record::Place(Box::new(place)));
    }
    for activity in delta.put.activities {
        data.put(Record::Activity(Box::new(activity)));
    }
    for guide in delta.put.guides {
        data.put(Record::Guide(Box::new(guide)));
    }
    for comune in delta.put.comuni {
        match data.comuni.binary_search_by(|other| other.code.cmp(&comune.code)) {
            Ok(at) => data.comuni[at] = comune,
            Err(at) => data.comuni.insert(at, comune),
        }
    }
    // A comune that no record names any more would otherwise stay for ever, and differ from a fresh snapshot.
    let named = data.comune_codes();
    data.comuni.retain(|comune| named.binary_search(&comune.code).is_ok());
    Applied {
        cursor: Cursor {
            epoch: delta.epoch,
            seq: delta.seq,
        },
        at: delta.at,
        data,
    }
}
