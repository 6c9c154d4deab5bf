//! What can be saved of a damaged data directory, and what cannot.

use std::io;
use std::ops::RangeInclusive;
use std::path::Path;

use shared::sync::Cursor;

use super::base;
use super::envelope::Envelope;
use super::index_check::contents_of_copy;
use super::journal::JOURNAL;
use super::journal::line::{self, Line};
use super::journal::replay::header_of;
use super::journal::segments::{Kind, Part, Parts};
use super::state::State;
use super::witness::Witness;

/// The best state that a damaged directory leads to.
#[derive(Debug)]
pub(crate) struct Salvage {
    pub(crate) state: State,
    /// A segment number behind all that are there.
    pub(crate) next_segment: u32,
    /// Changes that are gone. What they did and no later change did again is undone.
    pub(crate) lost: Vec<RangeInclusive<u64>>,
    /// Changes whose lines are gone from the journal while the index holds what they did.
    pub(crate) saved_by_index: Vec<RangeInclusive<u64>>,
}

/// Reads everything that still holds: the newest good base, every line whose checksum holds whatever is missing before
/// it, and a sound index where it knows more. Needs the directory's lock; changes nothing.
pub(crate) fn salvage(dir: &Path) -> io::Result<Salvage> {
    let parts = Parts::open(&dir.join(JOURNAL))?;
    let next_segment = parts.parts.iter().map(|part| part.number).max().unwrap_or(0) + 1;
    let mut lost = Vec::new();
    let bases = parts.of(Kind::Base).rev();
    let base = bases.filter_map(|part| base::read(part).ok()).next();
    let first = base.as_ref().map_or(1, |base| base.segment);
    let mut state = base.map_or_else(|| State::new(String::new()), |base| base.state);
    for number in first..next_segment {
        let same = parts.of(Kind::Segment).filter(|part| part.number == number).cloned();
        if let Some(segment) = best(same.collect(), &state)? {
            read_lines(&segment, &mut state, &mut lost)?;
        }
    }
    let witness = Witness::read(dir)?;
    let known = |epoch: &str, state: &State| {
        state.cursor.epoch.is_empty()
            || epoch == state.cursor.epoch
            || state.past_epochs.iter().any(|past| past == epoch)
    };
    // A witness of an epoch that the journal does not know saw what came behind it.
    let mut seen = state.cursor.seq;
    if let Some(witness) = &witness {
        seen = seen.max(witness.seq);
    }
    let mut saved_by_index = Vec::new();
    if let Some((head, records)) = contents_of_copy(dir) {
        seen = seen.max(head.seq);
        let witnessed = witness.as_ref().is_some_and(|witness| witness.epoch == head.epoch);
        let knows_more = head.seq > state.cursor.seq || (head.seq == state.cursor.seq && !lost.is_empty());
        if knows_more && (known(&head.epoch, &state) || witnessed) {
            saved_by_index.clone_from(&lost);
            if head.seq > state.cursor.seq {
                saved_by_index.push(state.cursor.seq + 1..=head.seq);
            }
            lost.clear();
            let cursor = Cursor {
                epoch: head.epoch.clone(),
                seq: head.seq,
            };
            let envelope = Envelope::from_json(&head.envelope).unwrap_or_default();
            let past = std::mem::take(&mut state.past_epochs);
            let last = std::mem::take(&mut state.cursor.epoch);
            state = State::of_base(cursor, head.at, [0; 32], envelope, records, Vec::new());
            state.past_epochs = past;
            if !last.is_empty() && last != state.cursor.epoch {
                state.past_epochs.push(last);
            }
        }
    }
    if seen > state.cursor.seq {
        lost.push(state.cursor.seq + 1..=seen);
        // No number is given out twice, not even under another epoch: history and undo go by them.
        state.cursor.seq = seen;
    }
    if let Some(witness) = witness.filter(|witness| !known(&witness.epoch, &state)) {
        state.past_epochs.push(witness.epoch);
    }
    Ok(Salvage {
        state,
        next_segment,
        lost,
        saved_by_index,
    })
}

/// Of several files with one number the one that goes on from the state, else the longest that does not lie before it.
fn best(mut same: Vec<Part>, state: &State) -> io::Result<Option<Part>> {
    if same.len() > 1 {
        same.sort_by_key(|part| part.source.length());
        for part in &same {
            let header = header_of(part)?;
            if header.is_some_and(|header| header.seq == state.cursor.seq && header.prev == state.chain) {
                return Ok(Some(part.clone()));
            }
        }
    }
    Ok(same.pop())
}

fn read_lines(segment: &Part, state: &mut State, lost: &mut Vec<RangeInclusive<u64>>) -> io::Result<()> {
    let bytes = segment.source.bytes()?;
    for (_, line) in line::lines_within(&bytes) {
        match line {
            Line::Header(header) => {
                if header.seq >= state.cursor.seq {
                    state.begin_segment(header.epoch, header.prev);
                }
            }
            Line::Group(group) if group.seq > state.cursor.seq => {
                if group.seq > state.cursor.seq + 1 {
                    lost.push(state.cursor.seq + 1..=group.seq - 1);
                    state.cursor.seq = group.seq - 1;
                }
                for steps in &group.commits {
                    state.apply(group.at, [0; 32], steps);
                }
            }
            Line::Group(_) => {}
        }
    }
    Ok(())
}
