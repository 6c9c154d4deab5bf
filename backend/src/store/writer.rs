//! The one thread that writes the journal: it gathers waiting commits into a group, makes the group durable with one
//! `fdatasync`, shows it to readers, and answers. When the disk fails it refuses commits and keeps trying by itself.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use shared::sync::Cursor;

use super::compactor::{Answer, Compactor};
use super::current::{Commit, Current};
use super::index_keeper::IndexKeeper;
use super::journal::Journal;
use super::journal::line::{chain, write_group};
use super::limits::Limits;
use super::memory::seconds_now;
use super::space::Space;
use super::state::{Step, objection, plan};
use super::witness::Witness;
use super::{Base, Change, CommitError};

/// The most commits in one group.
pub(crate) const GROUP: usize = 64;
/// How often a disk that failed is tried again, and how often the witness is written while changes keep coming.
pub(crate) const PROBE: Duration = Duration::from_secs(2);
pub(crate) const WITNESS: Duration = Duration::from_secs(60);
/// What a refused caller is told to wait: some probes long.
pub(crate) const RETRY_AFTER_S: u32 = 10;

/// A commit that waits for its answer.
pub(crate) struct Request {
    pub(crate) base: Base,
    pub(crate) changes: Vec<Change>,
    pub(crate) answer: SyncSender<Result<Cursor, CommitError>>,
}

/// What the writer is asked to do.
pub(crate) enum Message {
    Commit(Request),
    /// Fold the journal up to now.
    Compact(Answer),
    /// Look whether another node has added to the journal.
    Follow,
    /// Finish, write the witness, and end.
    Close,
}

/// What health checks may look at.
#[derive(Debug, Default)]
pub(crate) struct WriterHealth {
    pub(crate) read_only: Option<String>,
    pub(crate) journal_bytes: u64,
}

/// The writer's own things.
pub(crate) struct Writer {
    pub(crate) dir: PathBuf,
    pub(crate) current: Arc<Current>,
    pub(crate) journal: Journal,
    pub(crate) space: Space,
    pub(crate) index: IndexKeeper,
    pub(crate) compactor: Compactor,
    pub(crate) limits: Limits,
    pub(crate) health: Arc<Mutex<WriterHealth>>,
    /// The state that the witness file holds.
    pub(crate) witnessed: Option<Cursor>,
    pub(crate) read_only: Option<String>,
}

/// A commit that was planned: its answer is known once the group is safe.
pub(crate) struct Planned {
    pub(crate) request: Request,
    pub(crate) outcome: Result<Cursor, CommitError>,
}

impl Writer {
    /// Works until it is told to close, or until nobody can reach it any more.
    pub(crate) fn run(mut self, requests: &Receiver<Message>) {
        let mut last_witness = Instant::now();
        let mut last_probe = Instant::now();
        self.space.tend_ballast();
        // At once when a new epoch begins, so that its loss would be seen.
        if self.read_only.is_none() {
            self.witness();
        }
        self.fold_if_worth_it();
        loop {
            let wait = if self.read_only.is_some() {
                PROBE
            } else {
                Duration::from_secs(1)
            };
            let first = requests.recv_timeout(wait);
            // Callers who keep trying must not keep it from trying as well.
            if self.read_only.is_some() && last_probe.elapsed() >= PROBE {
                self.probe();
                last_probe = Instant::now();
            }
            let closing = match first {
                Ok(Message::Commit(first)) => self.group(first, requests),
                Ok(Message::Compact(answer)) => {
                    self.compact(answer);
                    false
                }
                Ok(Message::Follow) => false,
                Ok(Message::Close) | Err(RecvTimeoutError::Disconnected) => true,
                Err(RecvTimeoutError::Timeout) => {
                    self.space.tend_ballast();
                    self.witness();
                    last_witness = Instant::now();
                    false
                }
            };
            if last_witness.elapsed() >= WITNESS {
                self.witness();
                last_witness = Instant::now();
            }
            if closing {
                break;
            }
        }
        self.witness();
        self.compactor.close();
        self.index.close();
    }

    pub(crate) fn fold_if_worth_it(&self) {
        let sealed = self.journal.sealed_bytes().load(Ordering::Relaxed);
        if self.read_only.is_none() && self.limits.fold(sealed, || self.current.state().live_bytes()) {
            self.compactor.fold_before(self.journal.number(), None);
        }
    }

    /// Seals the last segment, and has everything up to there folded.
    fn compact(&mut self, answer: Answer) {
        if self.read_only.is_none() && self.journal.holds_lines() {
            let rolled = self.journal.roll(&mut self.current.state());
            if let Err(error) = rolled {
                self.refuse_from_now_on(&error);
                let _ = answer.send(Err(error.into()));
                return;
            }
        }
        self.compactor.fold_before(self.journal.number(), Some(answer));
    }

    /// Takes what else is waiting, without waiting for more: while one group is on its way to the disk, the next one
    /// gathers by itself. Returns whether the writer was told to close.
    fn group(&mut self, first: Request, requests: &Receiver<Message>) -> bool {
        let mut closing = false;
        let mut group = vec![first];
        let mut compactions = Vec::new();
        while group.len() < GROUP {
            match requests.try_recv() {
                Ok(Message::Commit(request)) => group.push(request),
                Ok(Message::Compact(answer)) => {
                    compactions.push(answer);
                }
                Ok(Message::Follow) => {}
                Ok(Message::Close) => {
                    closing = true;
                    break;
                }
                Err(_) => break,
            }
        }
        self.commit(group);
        for answer in compactions {
            self.compact(answer);
        }
        closing
    }

    fn commit(&mut self, group: Vec<Request>) {
        if let Some(reason) = &self.read_only {
            let refusal = CommitError::ReadOnly {
                retry_after_s: RETRY_AFTER_S,
                reason: reason.clone(),
            };
            answer(group, |_| Err(refusal.clone()));
            return;
        }
        let (planned, commits) = self.plan(group);
        let stored = match commits.is_empty() {
            true => Ok(()),
            false => self.store(&commits),
        };
        match stored {
            Ok(()) => {
                for planned in planned {
                    // A caller that went away does not hear of its commit; it is made all the same.
                    let _ = planned.request.answer.send(planned.outcome);
                }
            }
            Err(error) => {
                let reason = self.refuse_from_now_on(&error);
                let group = planned.into_iter().map(|planned| planned.request).collect();
                answer(group, |_| {
                    Err(CommitError::ReadOnly {
                        retry_after_s: RETRY_AFTER_S,
                        reason: reason.clone(),
                    })
                });
            }
        }
    }

    pub(crate) fn plan(&self, group: Vec<Request>) -> (Vec<Planned>, Vec<Vec<Step>>) {
        let state = self.current.state();
        let mut commits: Vec<Vec<Step>> = Vec::new();
        let mut planned = Vec::new();
        for request in group {
            let mut cursor = state.cursor.clone();
            cursor.seq += commits.len() as u64;
            let pending: Vec<&[Step]> = commits.iter().map(Vec::as_slice).collect();
            let outcome = match objection(&state, &pending, &request.base, &request.changes) {
                Some(answer) => answer,
                None => {
                    let steps = plan(&state, &pending, &request.changes);
                    if !steps.is_empty() {
                        commits.push(steps);
                        cursor.seq += 1;
                    }
                    Ok(cursor)
                }
            };
            planned.push(Planned { request, outcome });
        }
        (planned, commits)
    }

    /// Makes commits durable, then visible.
    fn store(&mut self, commits: &[Vec<Step>]) -> io::Result<()> {
        if self.journal.is_full() {
            let rolled = self.journal.roll(&mut self.current.state());
            rolled?;
            self.fold_if_worth_it();
        }
        let (line, at) = self.line_of(commits);
        let chain = chain(&line);
        let commits = commits.iter().map(|steps| Commit {
            at,
            chain,
            steps: steps.clone(),
        });
        self.keep(&line, &commits.collect::<Vec<_>>())
    }

    /// The line that would make commits durable, and the time in it.
    pub(crate) fn line_of(&self, commits: &[Vec<Step>]) -> (String, i64) {
        let state = self.current.state();
        let at = time_of_next(state.at, seconds_now());
        let commits: Vec<&[Step]> = commits.iter().map(Vec::as_slice).collect();
        (write_group(state.cursor.seq + 1, at, &state.chain, &commits), at)
    }

    /// Makes lines durable, and the commits in them visible.
    pub(crate) fn keep(&mut self, lines: &str, commits: &[Commit]) -> io::Result<()> {
        if !self.space.has_room_for(lines.len() as u64)? {
            return Err(io::ErrorKind::StorageFull.into());
        }
        self.journal.append(lines)?;
        self.current.apply(commits);
        self.index.wake();
        self.tell_health();
        Ok(())
    }

    pub(crate) fn refuse_from_now_on(&mut self, error: &io::Error) -> String {
        let reason = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "the disk is full".to_owned(),
            io::ErrorKind::ReadOnlyFilesystem => "the disk is read-only".to_owned(),
            _ => format!("the disk failed: {error}"),
        };
        tracing::error!(reason, "no changes are taken until the disk works again; reads go on");
        self.read_only = Some(reason.clone());
        self.space.tend_ballast();
        self.tell_health();
        reason
    }

    /// Tries whether a disk that failed works again.
    pub(crate) fn probe(&mut self) {
        self.space.tend_ballast();
        let works = self.space.has_room_for(4096).and_then(|room| match room {
            true if self.journal.is_suspect() => self.journal.recover(&mut self.current.state()).map(|()| true),
            room => Ok(room),
        });
        if let Ok(true) = works {
            tracing::info!("the disk works again: changes are taken");
            // Its recovery may have begun a new epoch.
            self.current.announce_epoch();
            self.read_only = None;
            self.tell_health();
        }
    }

    pub(crate) fn witness(&mut self) {
        let witness = Witness::of(&self.current.state());
        let cursor = Cursor {
            epoch: witness.epoch.clone(),
            seq: witness.seq,
        };
        if self.witnessed.as_ref() == Some(&cursor) {
            return;
        }
        match witness.write(&self.dir) {
            Ok(()) => self.witnessed = Some(cursor),
            Err(error) => tracing::warn!(%error, "the witness file cannot be written; it is tried again"),
        }
    }

    pub(crate) fn tell_health(&self) {
        let mut health = self.health.lock().unwrap_or_else(PoisonError::into_inner);
        health.read_only.clone_from(&self.read_only);
        health.journal_bytes = self.journal.bytes();
    }
}

/// When the next commit is made. A clock that was set back a little must not make the data look older than it was; one
/// that stood far ahead for a while must not keep the data's age in the future for ever.
fn time_of_next(last: i64, now: i64) -> i64 {
    const FAR_S: i64 = 24 * 60 * 60;
    match last - now > FAR_S {
        true => now,
        false => now.max(last),
    }
}

pub(crate) fn answer(group: Vec<Request>, outcome: impl Fn(&Request) -> Result<Cursor, CommitError>) {
    for request in group {
        let _ = request.answer.send(outcome(&request));
    }
}

#[cfg(test)]
mod tests {
    use super::time_of_next;

    #[test]
    fn a_clock_that_was_wrong_for_a_while_is_forgotten() {
        const DAY: i64 = 24 * 60 * 60;
        assert_eq!(time_of_next(1000, 1500), 1500);
        assert_eq!(time_of_next(1500, 1000), 1500, "set back a little");
        assert_eq!(time_of_next(400 * DAY, 1000), 1000, "it had been a year ahead");
        assert_eq!(time_of_next(1000, 0), 1000);
    }
}
