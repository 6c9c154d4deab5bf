//! Reads the journal from its first line to its last and tells a write that was cut off from damage.
//!
//! Each line is one group that was written at once, and the next group was only begun when this one was safe. So after
//! a kill or a power cut only the very last line can be bad, whatever the disk did to the order of its sectors. A bad
//! line with a good one inside it or behind it is damage, and damage is never repaired by guessing: it is refused with
//! the range of commits it concerns.

use std::io;
use std::ops::{Range, RangeInclusive};

use super::line::{self, Header, Line};
use super::segments::Part;
use super::{FIRST_FORMAT, JOURNAL_FORMAT};
use crate::store::state::State;

/// Why a journal cannot be trusted.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Damage {
    /// Commits cannot be read, and later ones are there.
    #[error("the journal is damaged at byte {at} of {segment}: {} cannot be read", range(.commits))]
    Commits {
        /// The file.
        segment: String,
        /// Where it begins.
        at: usize,
        /// Which commits are concerned, as far as that can be told.
        commits: RangeInclusive<u64>,
    },
    /// A segment is not there.
    #[error("segment {number} of the journal is missing: the changes after {after} in it are lost")]
    SegmentMissing {
        /// Its number.
        number: u32,
        /// The last commit before it.
        after: u64,
    },
    /// The state that the journal goes on from cannot be read.
    #[error("{name}, which holds the records that the journal goes on from, is damaged: {reason}")]
    Base {
        /// The file.
        name: String,
        /// What does not hold.
        reason: String,
    },
    /// Two files say that they are the same segment, and both go on from what is before them.
    #[error("{0} and {1} both say that they are the next segment of the journal: one of them does not belong here")]
    Twice(String, String),
    /// The journal ends before the last commit that the witness file or the index knows of.
    #[error("the end of the journal is missing: {} were acknowledged and are not there", range(.0))]
    EndMissing(RangeInclusive<u64>),
    /// There is no journal, and what is beside it knows of one.
    #[error("the journal is missing, and {0} shows that there was one")]
    Missing(&'static str),
    /// The journal and the witness file tell different stories.
    #[error("the journal differs from what the witness file saw at change {0}")]
    Rewritten(u64),
    /// The witness file, or an index without one, saw another journal.
    #[error("the journal is another one than {witness} saw, which knew epoch {epoch} up to change {seq}")]
    Replaced {
        /// Who saw the other one.
        witness: &'static str,
        /// The epoch that the journal does not know.
        epoch: String,
        /// Where that one stood.
        seq: u64,
    },
    /// A newer build wrote it.
    #[error("the journal has format {0}, which a newer version of this program wrote")]
    Newer(u32),
}

fn range(commits: &RangeInclusive<u64>) -> String {
    match commits.start() == commits.end() {
        true => format!("change {}", commits.start()),
        false => format!("changes {} to {}", commits.start(), commits.end()),
    }
}

/// Why a replay came to no end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReplayError {
    #[error(transparent)]
    Damage(#[from] Damage),
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// What the journal says.
#[derive(Debug)]
pub(crate) struct Replayed {
    pub(crate) state: State,
    /// The segments that belong to the journal, each as long as it is good.
    pub(crate) segments: Vec<Part>,
    /// Files that have the name of a segment and are none of this journal's.
    pub(crate) strays: Vec<String>,
    /// How many bytes follow behind the last good one: a write that was never acknowledged.
    pub(crate) torn: u64,
    /// The last line is whole but for its line feed.
    pub(crate) lacks_line_feed: bool,
}

/// Replays segments onto the state before the first of `numbers`, reading one at a time.
pub(crate) fn replay(mut state: State, segments: Vec<Part>, numbers: Range<u32>) -> Result<Replayed, ReplayError> {
    let mut waiting: Vec<(Part, Option<Header>)> = Vec::new();
    for segment in segments {
        let header = header_of(&segment)?;
        waiting.push((segment, header));
    }
    let mut replayed = Vec::new();
    let mut strays = Vec::new();
    let (mut torn, mut lacks_line_feed) = (0, false);
    for number in numbers {
        let Some(next) = take_next(&mut waiting, &mut strays, number, &state)? else {
            break;
        };
        let bytes = next.source.bytes()?;
        let candidates: Vec<Header> = waiting.iter().filter_map(|(_, header)| header.clone()).collect();
        let reading = Reading {
            name: &next.name,
            number,
            bytes: &bytes,
            followers: &candidates,
        };
        let read = reading.replay(&mut state)?;
        (torn, lacks_line_feed) = (bytes.len() as u64 - read.good, read.lacks_line_feed);
        let good = next.source.cut(read.good);
        drop(bytes);
        if read.lines > 0 {
            let (kind, name) = (next.kind, next.name);
            replayed.push(Part {
                kind,
                name,
                number,
                source: good,
            });
        }
    }
    strays.extend(waiting.into_iter().map(|(part, _)| part.name));
    Ok(Replayed {
        state,
        segments: replayed,
        strays,
        torn,
        lacks_line_feed,
    })
}

/// Takes the segment of a number out of those that wait. Files that only have its name are strays: another journal's,
/// or none at all. Whatever is known to lie behind the end of this journal makes a missing segment a loss.
fn take_next(
    waiting: &mut Vec<(Part, Option<Header>)>,
    strays: &mut Vec<String>,
    number: u32,
    state: &State,
) -> Result<Option<Part>, Damage> {
    let fits =
        |header: &Header| header.number_fits(number) && header.seq == state.cursor.seq && header.prev == state.chain;
    let (mut same, others): (Vec<_>, Vec<_>) = waiting.drain(..).partition(|(part, _)| part.number == number);
    *waiting = others;
    if same.len() > 1 {
        let (fitting, rest): (Vec<_>, Vec<_>) = same
            .into_iter()
            .partition(|(_, header)| header.as_ref().is_some_and(fits));
        strays.extend(rest.into_iter().map(|(part, _)| part.name));
        same = fitting;
    }
    if let [(one, _), (other, _), ..] = same.as_slice() {
        return Err(Damage::Twice(one.name.clone(), other.name.clone()));
    }
    if let Some((part, _)) = same.pop() {
        return Ok(Some(part));
    }
    // What comes later in this journal's life goes on from more than there is; what does not is of another one.
    let after = state.cursor.seq;
    let later = waiting
        .iter()
        .any(|(part, header)| part.number > number && header.as_ref().is_some_and(|header| header.seq >= after));
    match later {
        true => Err(Damage::SegmentMissing { number, after }),
        false => Ok(None),
    }
}

/// The header of a segment; `None` when it does not hold.
pub(crate) fn header_of(segment: &Part) -> io::Result<Option<Header>> {
    use std::io::{BufRead, BufReader, Read};
    let mut line = Vec::new();
    // No header is longer than that.
    BufReader::new(segment.source.reader().take(4096)).read_until(b'\n', &mut line)?;
    let read = line.strip_suffix(b"\n").and_then(line::read);
    Ok(match read {
        Some((_, Line::Header(header))) => Some(header),
        _ => None,
    })
}

struct Read {
    good: u64,
    lines: usize,
    lacks_line_feed: bool,
}

struct Reading<'a> {
    name: &'a str,
    number: u32,
    bytes: &'a [u8],
    /// Headers of other segments.
    followers: &'a [Header],
}

impl Reading<'_> {
    /// Applies the lines; returns how many bytes and how many lines held.
    fn replay(&self, state: &mut State) -> Result<Read, Damage> {
        let bytes = self.bytes;
        let mut read = Read {
            good: 0,
            lines: 0,
            lacks_line_feed: false,
        };
        let mut at = 0;
        while at < bytes.len() {
            // A write that failed and could not be taken back is left behind when the next segment begins before it.
            if read.lines > 0 && self.is_overtaken(state) {
                break;
            }
            let end = bytes[at..].iter().position(|byte| *byte == b'\n').map(|end| at + end);
            let fits = end.is_some_and(|end| match line::read(&bytes[at..end]) {
                Some((text, line)) => self.apply(state, read.lines == 0, text, line),
                None => false,
            });
            if let Some(newer) = end.and_then(|end| newer_format(&bytes[at..end])) {
                return Err(Damage::Newer(newer));
            }
            if !fits {
                if let Some(end) = self.end_without_line_feed(state, at, read.lines) {
                    (at, read.lacks_line_feed) = (end, true);
                    read.lines += 1;
                    break;
                }
                self.refuse_damage(state, at)?;
                break;
            }
            at = end.map_or(bytes.len(), |end| end + 1);
            read.lines += 1;
        }
        if read.lines == 0 && !self.is_last() {
            self.refuse_damage(state, at)?;
        }
        read.good = at as u64;
        Ok(read)
    }

    fn is_last(&self) -> bool {
        !self.followers.iter().any(|header| header.segment > self.number)
    }

    fn follower(&self) -> Option<&Header> {
        self.followers.iter().find(|header| header.segment == self.number + 1)
    }

    fn is_overtaken(&self, state: &State) -> bool {
        let next = self.followers.iter();
        let mut next = next.filter(|header| header.segment == self.number + 1);
        next.any(|header| header.seq == state.cursor.seq && header.prev == state.chain)
    }

    /// A last line that is whole but for its line feed counts: it may have been acknowledged, and holds. Returns where
    /// it ends.
    fn end_without_line_feed(&self, state: &mut State, at: usize, lines: usize) -> Option<usize> {
        let rest = &self.bytes[at..];
        if !self.is_last() || rest.contains(&b'\n') {
            return None;
        }
        let whole = [rest.len(), rest.len().saturating_sub(1)];
        whole.into_iter().find_map(|length| {
            let (text, line) = line::read(&rest[..length])?;
            self.apply(state, lines == 0, text, line).then_some(at + length)
        })
    }

    /// A bad line is the torn end of the journal only if it can be what is left of one write: no whole line is in it or
    /// behind it, and it is not whole itself. A write that a kill cuts off lacks its end, and one that a power cut tore
    /// has holes, which read as zeros; a line from its beginning to its line feed without any was written whole.
    /// Lines are looked for between the line feeds too, for a line feed may be what is damaged.
    fn refuse_damage(&self, state: &State, at: usize) -> Result<(), Damage> {
        let first = state.cursor.seq + 1;
        let bytes = &self.bytes[at..];
        let later = line::lines_within(bytes).map(|(_, line)| match line {
            // The line at fault itself may read well and not fit: then it is the range's end.
            Line::Group(group) => group.seq.max(first + 1) - 1,
            Line::Header(_) => first,
        });
        let written_whole = bytes.ends_with(b"\n") && !bytes.contains(&0);
        let until = later
            .min()
            .or_else(|| self.follower().map(|next| next.seq.max(first)))
            .or(written_whole.then_some(first));
        match (until, self.is_last()) {
            (None, true) => Ok(()),
            (until, _) => Err(Damage::Commits {
                segment: self.name.to_owned(),
                at,
                commits: first..=until.unwrap_or(first),
            }),
        }
    }

    /// Applies a line if it is the one that has to come next.
    fn apply(&self, state: &mut State, first_line: bool, text: &str, line: Line) -> bool {
        match line {
            Line::Header(header) => {
                let fits = first_line
                    && header.number_fits(self.number)
                    && header.seq == state.cursor.seq
                    && header.prev == state.chain;
                if fits {
                    state.begin_segment(header.epoch, line::chain(text));
                }
                fits
            }
            Line::Group(group) => {
                let fits = !first_line
                    && group.seq == state.cursor.seq + 1
                    && group.prev == state.chain
                    && !group.commits.is_empty();
                if fits {
                    let chain = line::chain(text);
                    for steps in &group.commits {
                        state.apply(group.at, chain, steps);
                    }
                }
                fits
            }
        }
    }
}

impl Header {
    fn number_fits(&self, number: u32) -> bool {
        (FIRST_FORMAT..=JOURNAL_FORMAT).contains(&self.format) && self.segment == number
    }
}

fn newer_format(line: &[u8]) -> Option<u32> {
    match line::read(line)?.1 {
        Line::Header(header) if header.format > JOURNAL_FORMAT => Some(header.format),
        _ => None,
    }
}
