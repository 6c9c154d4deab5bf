//! How an import is asked for, and what becomes of it.

use shared::model::{BadRecord, RecordKey};
use shared::sync::Cursor;

use crate::store::{CommitError, list_name};

/// What happens to records that the file does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// They are removed: each list of the file is the whole list. A list that is missing leaves its records alone.
    Replace,
    /// They stay: the file adds and updates.
    Merge,
}

/// What happens when records of the file are bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bad {
    /// Nothing of the file is stored.
    Refuse,
    /// The others are stored.
    Skip,
    /// Nothing of the file is stored, also where something is likely a slip only.
    Strict,
}

/// How many records an import may remove. A file that was cut short or belongs elsewhere shows itself by that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Removals {
    /// At most 50, and at most a fifth of the data.
    Few,
    /// Exactly so many, for somebody has seen the number.
    Confirmed(usize),
    /// Any number.
    Any,
}

impl Removals {
    pub(super) fn allow(self, removed: usize, of: usize) -> bool {
        match self {
            Self::Few => removed <= 50 && removed * 5 <= of,
            Self::Confirmed(number) => removed == number || Self::Few.allow(removed, of),
            Self::Any => true,
        }
    }
}

/// A record that was refused, and where it stands in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedRecord {
    /// Its place in the list of its kind, from 1.
    pub number: usize,
    /// Its place among all records of the file, from 1.
    pub overall: usize,
    /// Which field, and why.
    pub bad: BadRecord,
    /// It is at fault only because this record of the file is.
    pub follows: Option<RecordKey>,
}

impl RefusedRecord {
    pub(super) fn key(&self) -> RecordKey {
        RecordKey {
            kind: self.bad.kind,
            id: self.bad.id.clone(),
        }
    }
}

impl std::fmt::Display for RefusedRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let BadRecord {
            kind,
            id,
            field,
            refusal,
        } = &self.bad;
        write!(
            f,
            "{} {} (record {} of the file",
            list_name(*kind),
            self.number,
            self.overall
        )?;
        if !id.is_empty() {
            write!(f, ", id \"{id}\"")?;
        }
        f.write_str(")")?;
        if !field.is_empty() {
            write!(f, ", field {field}")?;
        }
        write!(f, ": {refusal}")?;
        match &self.follows {
            Some(key) => write!(f, " (follows from the {} \"{}\" above)", key.kind.code(), key.id),
            None => Ok(()),
        }
    }
}

/// What an import did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportReport {
    /// The state that holds it.
    pub cursor: Cursor,
    /// Records that are new.
    pub added: usize,
    /// Records that were there and differ now.
    pub updated: usize,
    /// Records that are gone.
    pub removed: usize,
    /// Records of the file that were there already.
    pub unchanged: usize,
    /// Bad records that were left out. The version that was stored before, if any, stays.
    pub skipped: Vec<RefusedRecord>,
    /// What was taken and is likely a slip.
    pub warnings: Vec<RefusedRecord>,
}

/// Why an import was refused. Nothing of the file is stored then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// The text is not a data set file.
    #[error("not a data set file: {0}")]
    NotADataSet(String),
    /// Records are bad; all of them are listed.
    #[error("{} bad record{}: nothing of the file is stored", .0.len(), if .0.len() == 1 { "" } else { "s" })]
    BadRecords(Vec<RefusedRecord>),
    /// Records of lists that the file does not have would refer to records that it removes.
    #[error(
        "{} record{} that stay would refer to records that go, such as {} \"{}\": nothing of the file is stored",
        .0.len(), if .0.len() == 1 { "" } else { "s" },
        .0.first().map_or("", |bad| bad.kind.code()), .0.first().map_or("", |bad| &bad.id)
    )]
    LeftBehind(Vec<BadRecord>),
    /// It would remove more than was allowed.
    #[error("it would remove {removed} of {of} records: nothing of the file is stored without a confirmation")]
    ManyRemovals {
        /// How many records it would remove.
        removed: usize,
        /// How many there are.
        of: usize,
    },
    /// It would change records that are not for this account to change.
    #[error(
        "{count} record{} not yours to change, such as {} \"{}\": nothing of the file is stored",
        if *.count == 1 { " is" } else { "s are" }, .first.kind.code(), .first.id
    )]
    Forbidden {
        /// One of them.
        first: RecordKey,
        /// How many there are.
        count: usize,
    },
    /// The store took no changes.
    #[error(transparent)]
    Store(#[from] CommitError),
}
