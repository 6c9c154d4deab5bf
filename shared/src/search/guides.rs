//! Where guides stand among what is near: what there is to read is no place, and has no distance.

use super::document::NONE_32;
use super::index::Index;
use super::run::Run;
use super::scratch::Scratch;

impl Index {
    /// How far away guides count, in metres: somewhat behind the nearest that has as much of the words, where that is
    /// far. Who asks for a need in a town is told who meets it before what there is to read.
    pub(super) fn guides_at(&self, run: &Run<'_>, scratch: &Scratch) -> u32 {
        let ways = scratch
            .matching
            .iter()
            .map(|&record| (record as usize, self.metres(scratch, record as usize)));
        let nearest = ways
            .filter(|(_, metres)| *metres != NONE_32)
            .map(|(record, metres)| (u32::MAX - run.eighths(scratch.tallies[record]), metres))
            .min();
        let weights = &self.weights;
        let least = weights.guide_km * 1000;
        nearest.map_or(least, |(_, metres)| {
            (metres + weights.guide_behind_km * 1000).max(least)
        })
    }
}
