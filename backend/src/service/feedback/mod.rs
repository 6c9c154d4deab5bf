//! What families report: kept a file for each day beside the journal, masked before it is kept, and deleted whole when
//! its term is over. None of it is part of sync, exports or backups.

pub mod mask;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use shared::time::Date;

use crate::service::staff::{Token, hash_of};
use crate::store::{EventLog, EventLogError};

/// Days after which a report is deleted.
pub const KEPT_DAYS: i32 = 180;
/// Characters of a text at most.
pub const TEXT_CHARACTERS: usize = 1_000;

/// What has become of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Nobody has looked at it.
    New,
    /// Somebody has.
    Seen,
    /// The record was put right, or the proposal taken up.
    Done,
    /// What it says is not right.
    NotRight,
}

/// A report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Its random name.
    pub id: String,
    /// When it came: seconds since 1970 (UTC).
    pub at: i64,
    /// What it is about: a record (`place:ID`) or a page (`page:/agenda`).
    pub record: String,
    /// Which fact, or which question was answered.
    pub fact: String,
    /// What they wrote, masked.
    pub text: String,
    /// How clear a page is, 1 to 5, where that was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rating: Option<u8>,
    /// The link of a campaign it came by, by the campaign's name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign: Option<String>,
    /// What has become of it.
    pub state: State,
    /// What was answered or done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<String>,
}

/// A report as it comes in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewReport {
    /// See [`Report::record`].
    pub record: String,
    /// See [`Report::fact`].
    pub fact: String,
    /// As it was written.
    pub text: String,
    /// See [`Report::rating`].
    pub rating: Option<u8>,
    /// See [`Report::campaign`].
    pub campaign: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Event {
    Reported {
        id: String,
        /// The hash of the request's key.
        request: String,
        record: String,
        fact: String,
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rating: Option<u8>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        campaign: Option<String>,
    },
    Answered {
        id: String,
        state: State,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        answer: Option<String>,
        by: String,
    },
}

/// All reports that are kept.
pub struct Feedback {
    folder: PathBuf,
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    days: BTreeMap<Date, Day>,
}

struct Day {
    log: EventLog,
    reports: BTreeMap<String, Report>,
    requests: HashMap<String, String>,
}

impl Day {
    fn apply(&mut self, at: i64, event: &str) {
        match serde_json::from_str(event) {
            Ok(Event::Reported {
                id,
                request,
                record,
                fact,
                text,
                rating,
                campaign,
            }) => {
                self.requests.insert(request, id.clone());
                let report = Report {
                    id: id.clone(),
                    at,
                    record,
                    fact,
                    text,
                    rating,
                    campaign,
                    state: State::New,
                    answer: None,
                };
                self.reports.insert(id, report);
            }
            Ok(Event::Answered { id, state, answer, .. }) => {
                if let Some(report) = self.reports.get_mut(&id) {
                    report.state = state;
                    report.answer = answer.or_else(|| report.answer.take());
                }
            }
            Err(error) => tracing::warn!(%error, "an event of a report cannot be read by this version"),
        }
    }

    fn add(&mut self, now: i64, event: &Event) -> Result<(), EventLogError> {
        let text = serde_json::to_string(event).map_err(std::io::Error::from)?;
        // Only this process writes here, so that nothing new can have come.
        let added = self.log.append(now, |_new| Ok::<_, EventLogError>(vec![text]))?;
        for stored in added {
            self.apply(stored.at, &stored.event);
        }
        Ok(())
    }
}

impl Feedback {
    /// Opens the reports of a data directory and deletes those whose term is over.
    ///
    /// # Errors
    /// A file cannot be read, or is damaged.
    pub fn open(dir: &Path, today: Date) -> Result<Self, EventLogError> {
        let folder = dir.join("feedback");
        let feedback = Self {
            folder: folder.clone(),
            inner: Mutex::default(),
        };
        let files = match std::fs::read_dir(&folder) {
            Ok(files) => files,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(feedback),
            Err(error) => return Err(error.into()),
        };
        for file in files {
            let name = file?.file_name();
            let name = name.to_string_lossy();
            if let Some(day) = name.strip_suffix(".log").and_then(|day| day.parse().ok()) {
                feedback.inner().day(&folder, day)?;
            }
        }
        feedback.inner().forget(&folder, today)?;
        Ok(feedback)
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a report, masked, and returns its id. A request that comes again with the same key is answered as before.
    ///
    /// # Errors
    /// The disk: nothing was kept then.
    pub fn report(&self, new: NewReport, request: &str, today: Date, now: i64) -> Result<String, EventLogError> {
        let request = hash_of(request);
        let mut inner = self.inner();
        inner.forget(&self.folder, today)?;
        if let Some(id) = inner.days.values().find_map(|day| day.requests.get(&request)) {
            return Ok(id.clone());
        }
        let id = Token::new()?.text()[..16].to_owned();
        std::fs::create_dir_all(&self.folder)?;
        let event = Event::Reported {
            id: id.clone(),
            request,
            record: new.record,
            fact: new.fact,
            text: mask::masked(&new.text),
            rating: new.rating,
            campaign: new.campaign,
        };
        inner.day(&self.folder, today)?.add(now, &event)?;
        Ok(id)
    }

    /// Every report that is kept, newest first.
    #[must_use]
    pub fn list(&self) -> Vec<Report> {
        let inner = self.inner();
        let mut reports: Vec<Report> = inner
            .days
            .values()
            .flat_map(|day| day.reports.values().cloned())
            .collect();
        reports.sort_by(|one, other| other.at.cmp(&one.at).then_with(|| one.id.cmp(&other.id)));
        reports
    }

    /// One report.
    #[must_use]
    pub fn get(&self, id: &str) -> Option<Report> {
        self.inner().days.values().find_map(|day| day.reports.get(id).cloned())
    }

    /// Says what has become of a report; `None` when there is none.
    ///
    /// # Errors
    /// The disk.
    pub fn answer(
        &self,
        id: &str,
        state: State,
        answer: Option<&str>,
        by: &str,
        now: i64,
    ) -> Result<Option<Report>, EventLogError> {
        let mut inner = self.inner();
        let Some(day) = inner.days.values_mut().find(|day| day.reports.contains_key(id)) else {
            return Ok(None);
        };
        let event = Event::Answered {
            id: id.to_owned(),
            state,
            answer: answer.map(mask::masked),
            by: by.to_owned(),
        };
        day.add(now, &event)?;
        Ok(day.reports.get(id).cloned())
    }
}

impl Inner {
    fn day(&mut self, folder: &Path, day: Date) -> Result<&mut Day, EventLogError> {
        match self.days.entry(day) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(place) => {
                let mut new = Day {
                    log: EventLog::feedback(folder, &day.to_string()),
                    reports: BTreeMap::new(),
                    requests: HashMap::new(),
                };
                for stored in new.log.read_new()? {
                    new.apply(stored.at, &stored.event);
                }
                Ok(place.insert(new))
            }
        }
    }

    /// Deletes the days whose term is over.
    fn forget(&mut self, folder: &Path, today: Date) -> Result<(), EventLogError> {
        while let Some((day, _)) = self
            .days
            .first_key_value()
            .filter(|(day, _)| today.days() - day.days() > KEPT_DAYS)
        {
            let day = *day;
            std::fs::remove_file(folder.join(format!("{day}.log")))?;
            self.days.remove(&day);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("the test names a date")
    }

    fn about(record: &str, text: &str) -> NewReport {
        NewReport {
            record: record.to_owned(),
            fact: "hours".to_owned(),
            text: text.to_owned(),
            ..NewReport::default()
        }
    }

    #[test]
    fn a_report_is_kept_once_also_after_a_restart_and_goes_after_its_term() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let feedback = Feedback::open(dir.path(), day("2026-01-01")).expect("there is none");
        let id = feedback
            .report(about("place:p", "Chiude alle 12"), "k1", day("2026-01-01"), 5)
            .expect("the disk works");
        let again = feedback.report(about("place:p", "Chiude alle 12"), "k1", day("2026-01-02"), 6);
        assert_eq!(again.ok(), Some(id.clone()));
        feedback
            .answer(&id, State::Done, Some("Corretto"), "a", 7)
            .expect("the disk works")
            .expect("it is there");
        drop(feedback);
        let feedback = Feedback::open(dir.path(), day("2026-06-30")).expect("it holds");
        let list = feedback.list();
        assert_eq!(
            (list.len(), list[0].state, list[0].answer.as_deref()),
            (1, State::Done, Some("Corretto"))
        );
        assert_eq!(
            feedback.report(about("place:p", "x"), "k1", day("2026-06-30"), 8).ok(),
            Some(id)
        );
        feedback
            .report(about("place:q", "y"), "k2", day("2026-07-01"), 9)
            .expect("the disk works");
        assert_eq!(feedback.list().len(), 1, "the first one's term is over");
        let files = std::fs::read_dir(dir.path().join("feedback")).expect("a folder");
        let names: Vec<String> = files
            .map(|file| file.expect("a file").file_name().to_string_lossy().into_owned())
            .collect();
        assert!(!names.iter().any(|name| name.starts_with("2026-01")), "{names:?}");
    }

    #[test]
    fn only_what_is_masked_reaches_the_disk() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let feedback = Feedback::open(dir.path(), day("2026-01-01")).expect("there is none");
        let text = "Mi chiamo Maria Rossi, 333 1234567, maria@example.org";
        feedback
            .report(about("place:p", text), "secret-key", day("2026-01-01"), 5)
            .expect("the disk works");
        let file = std::fs::read_to_string(dir.path().join("feedback/2026-01-01.log")).expect("it is there");
        for secret in ["Maria", "Rossi", "1234567", "example.org", "secret-key"] {
            assert!(!file.contains(secret), "{secret} in {file}");
        }
    }
}
