//! Reads the journal from its first line to its last and tells a write that was cut off from damage.
//!
//! Each line is one group that was written at once, and the next group was only begun when this one was safe. So after
//! a kill or a power cut only the very last line can be bad, whatever the disk did to the order of its sectors. A bad
//! line with a good one inside it or behind it is damage, and damage is never repaired by guessing: it is refused with
//! the range of commits it concerns.

use std::io;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};

use super::line::{self, Header, JOURNAL_FORMAT, Line};
use crate::store::state::State;

/// A segment of the journal, whole in memory.
#[derive(Clone, Debug)]
pub(crate) struct Segment {
    /// `<epoch>-<number>.log`
    pub(crate) name: String,
    pub(crate) number: u32,
    pub(crate) bytes: Vec<u8>,
}

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
    /// The journal ends before the last commit that the witness file knows of.
    #[error("the end of the journal is missing: {} were acknowledged and are not there", range(.0))]
    EndMissing(RangeInclusive<u64>),
    /// The journal and the witness file tell different stories.
    #[error("the journal differs from what the witness file saw at change {0}")]
    Rewritten(u64),
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

/// What the journal says.
#[derive(Debug)]
pub(crate) struct Replayed {
    pub(crate) state: State,
    /// Position among the segments of the last one that holds a line, and how many good bytes it has.
    pub(crate) last: Option<(usize, u64)>,
    /// How many bytes follow there: a write that was never acknowledged.
    pub(crate) torn: u64,
}

/// Lists the segments in a journal directory by number. Files of other names are left alone.
pub(crate) fn list(dir: &Path) -> io::Result<Vec<(u32, String, PathBuf)>> {
    let mut segments = Vec::new();
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
            continue;
        };
        let number = name
            .strip_suffix(".log")
            .and_then(|name| name.rsplit_once('-'))
            .and_then(|(_, number)| number.parse().ok());
        if let Some(number) = number {
            segments.push((number, name, entry.path()));
        }
    }
    segments.sort();
    Ok(segments)
}

/// Reads all segments.
pub(crate) fn read_segments(dir: &Path) -> io::Result<Vec<Segment>> {
    list(dir)?.into_iter().map(read_segment).collect()
}

/// Reads a segment that [`list`] found.
pub(crate) fn read_segment((number, name, path): (u32, String, PathBuf)) -> io::Result<Segment> {
    let bytes = std::fs::read(path)?;
    Ok(Segment { name, number, bytes })
}

/// Replays segments onto a state: `State::new` for the whole journal, or what the index held before these segments.
pub(crate) fn replay(mut state: State, segments: &[Segment]) -> Result<Replayed, Damage> {
    let headers: Vec<Option<Header>> = segments.iter().map(header_of).collect();
    let mut last = None;
    let mut torn = 0;
    let first = match state.cursor.seq {
        0 => 1,
        _ => segments.first().map_or(1, |segment| segment.number),
    };
    for (at, (segment, number)) in segments.iter().zip(first..).enumerate() {
        if segment.number != number {
            let after = state.cursor.seq;
            return Err(Damage::SegmentMissing { number, after });
        }
        let reading = Reading {
            segment,
            follower: headers.get(at + 1).and_then(Option::as_ref),
            is_last: at + 1 == segments.len(),
        };
        let (good, lines) = reading.replay(&mut state)?;
        torn = (segment.bytes.len() - good) as u64;
        if lines > 0 {
            last = Some((at, good as u64));
        }
    }
    Ok(Replayed { state, last, torn })
}

/// The header of a segment; `None` when it does not hold.
pub(crate) fn header_of(segment: &Segment) -> Option<Header> {
    let end = segment.bytes.iter().position(|byte| *byte == b'\n')?;
    match line::read(&segment.bytes[..end])?.1 {
        Line::Header(header) => Some(header),
        Line::Group(_) => None,
    }
}

struct Reading<'a> {
    segment: &'a Segment,
    follower: Option<&'a Header>,
    is_last: bool,
}

impl Reading<'_> {
    /// Applies the lines; returns how many bytes and how many lines held.
    fn replay(&self, state: &mut State) -> Result<(usize, u64), Damage> {
        let bytes = &self.segment.bytes;
        let mut at = 0;
        let mut lines = 0;
        while at < bytes.len() {
            // A write that failed and could not be taken back is left behind when the next segment begins before it.
            let overtaken = |next: &&Header| next.seq == state.cursor.seq && next.prev == state.chain;
            if lines > 0 && self.follower.as_ref().is_some_and(overtaken) {
                break;
            }
            let end = bytes[at..].iter().position(|byte| *byte == b'\n').map(|end| at + end);
            let fits = end.is_some_and(|end| match line::read(&bytes[at..end]) {
                Some((text, line)) => apply(state, self.segment, lines == 0, text, line),
                None => false,
            });
            if let Some(newer) = end.and_then(|end| newer_format(&bytes[at..end])) {
                return Err(Damage::Newer(newer));
            }
            if !fits {
                self.refuse_damage(state, at)?;
                break;
            }
            at = end.map_or(bytes.len(), |end| end + 1);
            lines += 1;
        }
        if lines == 0 && !self.is_last {
            self.refuse_damage(state, at)?;
        }
        Ok((at, lines))
    }

    /// A bad line is the torn end of the journal only if it can be what is left of one write: no whole line is in it or
    /// behind it. They are looked for between the line feeds too, for a line feed may be what is damaged. A line that
    /// lacks nothing but its own may be a torn one.
    fn refuse_damage(&self, state: &State, at: usize) -> Result<(), Damage> {
        let first = state.cursor.seq + 1;
        let bytes = &self.segment.bytes[at..];
        let later = line::lines_within(bytes).filter(|(place, _)| {
            let behind = &bytes[place.end..];
            let lacks_line_feed = behind.len() < 2 && behind != b"\n";
            place.start > 0 || !lacks_line_feed
        });
        let last_good = later.map(|(_, line)| match line {
            // The line at fault itself may read well and not fit: then it is the range's end.
            Line::Group(group) => group.seq.max(first + 1) - 1,
            Line::Header(_) => first,
        });
        let until = last_good
            .min()
            .or_else(|| self.follower.map(|next| next.seq.max(first)));
        match (until, self.is_last) {
            (None, true) => Ok(()),
            (until, _) => Err(Damage::Commits {
                segment: self.segment.name.clone(),
                at,
                commits: first..=until.unwrap_or(first),
            }),
        }
    }
}

/// Applies a line if it is the one that has to come next.
fn apply(state: &mut State, segment: &Segment, first_line: bool, text: &str, line: Line) -> bool {
    match line {
        Line::Header(header) => {
            let fits = first_line
                && header.format == JOURNAL_FORMAT
                && header.segment == segment.number
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

fn newer_format(line: &[u8]) -> Option<u32> {
    match line::read(line)?.1 {
        Line::Header(header) if header.format > JOURNAL_FORMAT => Some(header.format),
        _ => None,
    }
}
