//! The thread that takes a node's changes and follows those of others.
//!
//! A group of commits is made on the state that the copy holds, and inserted at the position that follows it. If another
//! node was first, what it did is applied and the group is made anew. A connection that was lost behind an insert leaves
//! a doubt: the same row is inserted again, and either stands there now, or did already, or cannot any more.

use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::sync::{Arc, PoisonError};
use std::time::{Duration, Instant};

use crate::store::CommitError;
use crate::store::current::Commit;
use crate::store::database::rows::{Inserted, JournalRow, position_after};
use crate::store::database::{Database, DatabaseError};
use crate::store::journal::JOURNAL_FORMAT;
use crate::store::journal::line::{self, Line, chain};
use crate::store::writer::{GROUP, Message, PROBE, Planned, RETRY_AFTER_S, Request, WITNESS, Writer, answer};

/// How often a node looks whether there is something new. It hears of it sooner where the database can tell.
const POLL: Duration = Duration::from_secs(1);
/// How often a database that was lost is asked again, and one whose answer is in doubt.
const RETRY: Duration = Duration::from_millis(250);
/// How long a caller waits for the end of a doubt. A database that has to choose a new leader takes some ten seconds.
const PATIENCE: Duration = Duration::from_secs(20);
/// So often other nodes may come first, until a caller is told to try again.
const ATTEMPTS: usize = 64;

/// Why a node cannot follow the journal of its database.
#[derive(Debug, thiserror::Error)]
enum FollowError {
    #[error(transparent)]
    Database(#[from] DatabaseError),
    #[error("{0}")]
    Disk(#[from] std::io::Error),
    /// The database does not go on from what the copy holds.
    #[error(
        "the journal in the database is not the one this node has a copy of: it lost its end, or another one took its \
         place; start this node again, and it takes the database's"
    )]
    Parted,
}

/// A node at work.
pub(super) struct Node {
    writer: Writer,
    database: Database,
    /// The name of this process, and how many rows it has tried to insert.
    name: String,
    tries: u64,
    /// Why the database takes no changes; `None`: it does.
    away: Option<String>,
    /// The connection in which it was seen that the database goes on from the copy.
    seen_in: u64,
    doubt: Option<Doubt>,
}

/// A row whose insert was not answered.
struct Doubt {
    row: JournalRow,
    commits: Vec<Commit>,
    planned: Vec<Planned>,
    since: Instant,
}

impl Node {
    pub(super) fn new(writer: Writer, database: Database, name: String) -> Self {
        Self {
            writer,
            database,
            name,
            tries: 0,
            away: None,
            seen_in: 0,
            doubt: None,
        }
    }

    /// Works until it is told to close, or until nobody can reach it any more.
    pub(super) fn run(mut self, requests: &Receiver<Message>) {
        let (mut last_witness, mut last_probe) = (Instant::now(), Instant::now());
        let mut last_look = Instant::now();
        self.writer.space.tend_ballast();
        self.writer.witness();
        self.follow();
        loop {
            let wait = match self.doubt.is_some() || self.away.is_some() {
                true => RETRY,
                false => POLL,
            };
            let first = requests.recv_timeout(wait);
            let is_idle = matches!(first, Err(RecvTimeoutError::Timeout));
            let closing = self.take(first, requests);
            if self.writer.read_only.is_some() && last_probe.elapsed() >= PROBE {
                self.writer.probe();
                last_probe = Instant::now();
            }
            // Callers who keep trying must not keep it from trying as well.
            if is_idle || last_look.elapsed() >= wait {
                self.resolve();
                self.follow();
                last_look = Instant::now();
            }
            if last_witness.elapsed() >= WITNESS {
                self.writer.space.tend_ballast();
                self.writer.witness();
                last_witness = Instant::now();
            }
            if closing {
                break;
            }
        }
        if let Some(doubt) = self.doubt.take() {
            leave_open(doubt);
        }
        self.writer.witness();
        self.writer.compactor.close();
        self.writer.index.close();
    }

    /// Does what it was asked. Returns whether it is to close.
    fn take(&mut self, first: Result<Message, RecvTimeoutError>, requests: &Receiver<Message>) -> bool {
        let mut group = Vec::new();
        let mut next = first;
        let mut news = false;
        let closing = loop {
            match next {
                Ok(Message::Commit(request)) => group.push(request),
                Ok(Message::Compact(answer)) => {
                    let number = self.writer.journal.number();
                    self.writer.compactor.fold_before(number, Some(answer));
                }
                Ok(Message::Follow) => news = true,
                Ok(Message::Close) | Err(RecvTimeoutError::Disconnected) => break true,
                Err(RecvTimeoutError::Timeout) => break false,
            }
            if group.len() >= GROUP {
                break false;
            }
            next = requests.try_recv().map_err(|_| RecvTimeoutError::Timeout);
        };
        if news && group.is_empty() && self.away.is_none() {
            self.follow();
        }
        if !group.is_empty() {
            self.commit(group);
        }
        closing
    }

    fn refusal(&self) -> Option<CommitError> {
        let reason = self.writer.read_only.clone().or_else(|| self.away.clone())?;
        Some(CommitError::ReadOnly {
            retry_after_s: RETRY_AFTER_S,
            reason,
        })
    }

    fn commit(&mut self, mut group: Vec<Request>) {
        for _ in 0..ATTEMPTS {
            match self.attempt(group) {
                Some(again) => group = again,
                None => return,
            }
        }
        answer(group, |_| {
            Err(CommitError::ReadOnly {
                retry_after_s: 1,
                reason: "other servers make too many changes at once".to_owned(),
            })
        });
    }

    /// Tries to add a group. What is given back is to be made anew, on the state that there is now.
    fn attempt(&mut self, group: Vec<Request>) -> Option<Vec<Request>> {
        if let Some(refusal) = self.refusal() {
            answer(group, |_| Err(refusal.clone()));
            return None;
        }
        if let Err(error) = self.in_step().and_then(|()| self.begin_segment_if_full()) {
            self.fail(&error);
            return Some(group);
        }
        let (planned, commits) = self.writer.plan(group);
        if commits.is_empty() {
            // "Nothing to do" and "it has moved" must be true of what the database holds, too.
            match self.news() {
                Ok(false) => {
                    give(planned);
                    return None;
                }
                Ok(true) => {}
                Err(error) => self.fail(&error),
            }
            return Some(requests_of(planned));
        }
        let (line, at) = self.writer.line_of(&commits);
        match self.writer.space.has_room_for(line.len() as u64) {
            Ok(true) => {}
            full => {
                let error = full.err().unwrap_or_else(|| std::io::ErrorKind::StorageFull.into());
                self.fail(&error.into());
                return Some(requests_of(planned));
            }
        }
        let chain = chain(&line);
        let row = self.row(line, commits.len() as u64);
        let commits = commits.into_iter().map(|steps| Commit { at, chain, steps }).collect();
        match self.database.insert(&row, self.seen_in) {
            Ok(Inserted::Here) => self.keep(&row, commits, planned),
            Ok(Inserted::Taken) => {
                if let Err(error) = self.news() {
                    self.fail(&error);
                }
                return Some(requests_of(planned));
            }
            Err(DatabaseError::Refused(reason)) => {
                self.fail(&DatabaseError::Refused(reason).into());
                return Some(requests_of(planned));
            }
            Err(DatabaseError::Lost(reason)) => {
                self.fail(&DatabaseError::Lost(reason).into());
                self.doubt = Some(Doubt {
                    row,
                    commits,
                    planned,
                    since: Instant::now(),
                });
            }
        }
        None
    }

    fn row(&mut self, line: String, commits: u64) -> JournalRow {
        let state = self.writer.current.state();
        let segment = self.writer.journal.number();
        self.tries += 1;
        JournalRow {
            position: position_after(state.cursor.seq, segment),
            segment,
            seq: state.cursor.seq + commits,
            epoch: state.cursor.epoch.clone(),
            node: format!("{}-{}", self.name, self.tries),
            line: line.into_bytes(),
        }
    }

    /// Takes over what stands in the database now, and says so to whoever asked for it.
    fn keep(&mut self, row: &JournalRow, commits: Vec<Commit>, planned: Vec<Planned>) {
        let line = String::from_utf8_lossy(&row.line);
        if let Err(error) = self.writer.keep(&line, &commits) {
            // It is made all the same; the copy takes it from the database when the disk works again.
            self.writer.refuse_from_now_on(&error);
            self.tell_health();
        }
        give(planned);
        self.database.notify();
    }

    /// The segments are the same on all nodes, since each begins with a line like any other.
    fn begin_segment_if_full(&mut self) -> Result<(), FollowError> {
        while self.writer.journal.is_full() {
            let line = self.writer.journal.next_header(&self.writer.current.state());
            let mut row = self.row(line, 0);
            row.segment += 1;
            match self.database.insert(&row, self.seen_in)? {
                Inserted::Here => self.follow_rows(vec![row])?,
                Inserted::Taken => {
                    self.news()?;
                }
            }
        }
        Ok(())
    }

    /// Ends a doubt, if the database answers.
    fn resolve(&mut self) {
        let Some(doubt) = self.doubt.take() else { return };
        match self.outcome(&doubt) {
            Ok(Outcome::Here) => {
                self.is_back();
                self.keep(&doubt.row, doubt.commits, doubt.planned);
            }
            Ok(Outcome::OvertakenByOthers) => {
                self.is_back();
                self.commit(requests_of(doubt.planned));
            }
            Err(_) if doubt.since.elapsed() < PATIENCE => self.doubt = Some(doubt),
            Err(error) => {
                tracing::error!(%error, seq = doubt.row.seq, "it is not known whether a change was made");
                leave_open(doubt);
            }
        }
    }

    fn outcome(&mut self, doubt: &Doubt) -> Result<Outcome, FollowError> {
        let mut first = self.database.from(doubt.row.position)?.into_iter().next();
        if first.is_none() {
            self.goes_on_from_copy()?;
            match self.database.insert(&doubt.row, self.seen_in)? {
                Inserted::Here => return Ok(Outcome::Here),
                Inserted::Taken => first = self.database.from(doubt.row.position)?.into_iter().next(),
            }
        }
        match first {
            Some(row) if row.position == doubt.row.position && row.node == doubt.row.node => {
                self.seen_in = self.database.connections();
                Ok(Outcome::Here)
            }
            Some(_) => Ok(Outcome::OvertakenByOthers),
            None => Err(FollowError::Parted),
        }
    }

    /// Makes sure that what is inserted next stands behind what the copy ends with: a database that changed its leader
    /// may have lost its end, and would take a line behind the gap.
    fn in_step(&mut self) -> Result<(), FollowError> {
        match self.seen_in == self.database.connections() && self.seen_in > 0 {
            true => Ok(()),
            false => self.news().map(|_| ()),
        }
    }

    /// Looks whether the last line of the database is the last line of the copy.
    fn goes_on_from_copy(&mut self) -> Result<(), FollowError> {
        let last = self.database.last()?;
        let chain_of_copy = self.writer.current.state().chain;
        let is_same =
            last.is_some_and(|row| std::str::from_utf8(&row.line).is_ok_and(|line| chain(line) == chain_of_copy));
        match is_same {
            true => {
                self.seen_in = self.database.connections();
                Ok(())
            }
            false => Err(FollowError::Parted),
        }
    }

    /// Looks for news, unless the end of the journal is in doubt.
    fn follow(&mut self) {
        if self.doubt.is_some() || self.writer.read_only.is_some() {
            return;
        }
        match self.news() {
            Ok(_) => self.is_back(),
            Err(error) => self.fail(&error),
        }
    }

    /// Applies what other nodes did. Returns whether there was anything.
    fn news(&mut self) -> Result<bool, FollowError> {
        let mut any = false;
        loop {
            let position = {
                let seq = self.writer.current.state().cursor.seq;
                position_after(seq, self.writer.journal.number())
            };
            let rows = self.database.from(position)?;
            if rows.is_empty() {
                if self.seen_in != self.database.connections() {
                    self.goes_on_from_copy()?;
                }
                return Ok(any);
            }
            self.follow_rows(rows)?;
            self.seen_in = self.database.connections();
            any = true;
        }
    }

    fn follow_rows(&mut self, rows: Vec<JournalRow>) -> Result<(), FollowError> {
        let (mut prev, mut seq) = {
            let state = self.writer.current.state();
            (state.chain, state.cursor.seq)
        };
        let (mut lines, mut commits) = (String::new(), Vec::new());
        for row in &rows {
            let (text, line) = line::read(&row.line).ok_or(FollowError::Parted)?;
            match line {
                Line::Header(header) => {
                    let follows = header.prev == prev
                        && header.seq == seq
                        && header.segment == self.writer.journal.number() + 1
                        && header.format <= JOURNAL_FORMAT;
                    if !follows {
                        return Err(FollowError::Parted);
                    }
                    self.keep_lines(&mut lines, &mut commits)?;
                    let current = Arc::clone(&self.writer.current);
                    self.writer
                        .journal
                        .follow_header(text, &header.epoch, &mut current.state())?;
                    current.announce_epoch();
                    self.writer.fold_if_worth_it();
                }
                Line::Group(group) => {
                    if group.prev != prev || group.seq != seq + 1 {
                        return Err(FollowError::Parted);
                    }
                    if !lines.is_empty() {
                        lines.push('\n');
                    }
                    lines.push_str(text);
                    seq += group.commits.len() as u64;
                    let chain = chain(text);
                    let at = group.at;
                    commits.extend(group.commits.into_iter().map(|steps| Commit { at, chain, steps }));
                }
            }
            prev = chain(text);
        }
        self.keep_lines(&mut lines, &mut commits)
    }

    fn keep_lines(&mut self, lines: &mut String, commits: &mut Vec<Commit>) -> Result<(), FollowError> {
        if !lines.is_empty() {
            self.writer.keep(&std::mem::take(lines), &std::mem::take(commits))?;
        }
        Ok(())
    }

    fn is_back(&mut self) {
        if self.away.take().is_some() {
            tracing::info!("the database takes changes again");
            self.tell_health();
        }
    }

    fn fail(&mut self, error: &FollowError) {
        match error {
            FollowError::Disk(error) => {
                self.writer.refuse_from_now_on(error);
            }
            FollowError::Parted | FollowError::Database(_) => {
                // Another host may know better; a connection that is kept would go on to say the same.
                self.database.disconnect();
                let reason = format!("the database takes no changes: {error}");
                if self.away.is_none() {
                    tracing::error!(
                        reason,
                        "reads go on from this node's copy, and changes when the database is back"
                    );
                }
                self.away = Some(reason);
            }
        }
        self.tell_health();
    }

    fn tell_health(&self) {
        self.writer.tell_health();
        let mut health = self.writer.health.lock().unwrap_or_else(PoisonError::into_inner);
        health.read_only = self.writer.read_only.clone().or_else(|| self.away.clone());
    }
}

enum Outcome {
    /// The row stands in the database.
    Here,
    /// Another one stands at its position, so that it never will.
    OvertakenByOthers,
}

fn requests_of(planned: Vec<Planned>) -> Vec<Request> {
    planned.into_iter().map(|planned| planned.request).collect()
}

fn give(planned: Vec<Planned>) {
    for planned in planned {
        // A caller that went away does not hear of its commit; it is made all the same.
        let _ = planned.request.answer.send(planned.outcome);
    }
}

fn leave_open(doubt: Doubt) {
    answer(requests_of(doubt.planned), |_| {
        Err(CommitError::Unknown {
            retry_after_s: RETRY_AFTER_S,
        })
    });
}
