//! Files between their upload and the decision to take them: in memory, for half an hour, one an account.

use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use super::Token;
use crate::service::import_formats::InFormat;
use crate::store::EventLogError;

/// Seconds that a file waits.
pub const WAITS_S: i64 = 30 * 60;
/// Most bytes of a file.
pub const MOST_BYTES: usize = 16 * 1024 * 1024;
/// Most bytes of all files that wait; the oldest goes first.
const MOST_WAITING: usize = 64 * 1024 * 1024;

/// A file that waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StagedFile {
    /// Its random name.
    pub id: String,
    /// Whose it is.
    pub account: String,
    /// As its owner calls it.
    pub name: String,
    /// What it is.
    pub format: InFormat,
    /// It is the whole list: what it does not hold is to go.
    pub whole: bool,
    /// Its bytes.
    pub bytes: Bytes,
    at: i64,
}

/// The files that wait.
#[derive(Debug, Default)]
pub struct Staged(Mutex<Vec<StagedFile>>);

impl Staged {
    fn waiting(&self, now: i64) -> MutexGuard<'_, Vec<StagedFile>> {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        waiting.retain(|file| (0..WAITS_S).contains(&(now - file.at)));
        waiting
    }

    /// Keeps a file, in place of a former one of the same account, and returns its name.
    ///
    /// # Errors
    /// The system has no random numbers.
    pub fn keep(
        &self,
        account: &str,
        (name, format, whole): (String, InFormat, bool),
        bytes: Bytes,
        now: i64,
    ) -> Result<String, EventLogError> {
        let id = Token::new()?.text()[..32].to_owned();
        let mut waiting = self.waiting(now);
        waiting.retain(|file| file.account != account);
        let size = |files: &[StagedFile]| files.iter().map(|file| file.bytes.len()).sum::<usize>();
        while !waiting.is_empty() && size(&waiting) + bytes.len() > MOST_WAITING {
            waiting.remove(0);
        }
        waiting.push(StagedFile {
            id: id.clone(),
            account: account.to_owned(),
            name,
            format,
            whole,
            bytes,
            at: now,
        });
        Ok(id)
    }

    /// The file of that name, for whoever brought it.
    #[must_use]
    pub fn find(&self, id: &str, account: &str, now: i64) -> Option<StagedFile> {
        let waiting = self.waiting(now);
        let found = waiting.iter().find(|file| file.id == id && file.account == account);
        found.cloned()
    }

    /// Forgets a file.
    pub fn forget(&self, id: &str, account: &str, now: i64) {
        self.waiting(now)
            .retain(|file| file.id != id || file.account != account);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keep(staged: &Staged, account: &str, bytes: usize, now: i64) -> String {
        let what = ("sedi.csv".to_owned(), InFormat::Csv, false);
        staged.keep(account, what, vec![0; bytes].into(), now).expect("kept")
    }

    #[test]
    fn a_file_waits_for_its_owner_and_not_for_ever() {
        let staged = Staged::default();
        let id = keep(&staged, "anna", 10, 0);
        assert!(staged.find(&id, "anna", 10).is_some());
        assert_eq!(staged.find(&id, "bruno", 10), None);
        assert_eq!(staged.find(&id, "anna", WAITS_S), None);
        let first = keep(&staged, "anna", 10, 0);
        keep(&staged, "anna", 10, 1);
        assert_eq!(staged.find(&first, "anna", 2), None, "one an account");
    }

    #[test]
    fn what_waits_is_bounded() {
        let staged = Staged::default();
        let ids: Vec<String> = (0..5).map(|at| keep(&staged, &at.to_string(), MOST_BYTES, 0)).collect();
        assert_eq!(staged.find(&ids[0], "0", 1), None, "the oldest has gone");
        assert!(staged.find(&ids[4], "4", 1).is_some());
    }
}
