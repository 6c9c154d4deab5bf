//! What the words of the data tell about a word that was typed.

use super::*;

impl Index {
    /// Two words of the data that make up a word written in one.
    pub(super) fn split(&self, word: &str) -> Option<(u32, u32)> {
        // Nobody writes longer words in one.
        (3..word.len().min(60).saturating_sub(2))
            .filter(|&at| word.is_char_boundary(at))
            .filter_map(|at| {
                let (left, right) = word.split_at(at);
                self.vocabulary.find(left).zip(self.vocabulary.find(right))
            })
            .map(|(left, right)| (left as u32, right as u32))
            .next()
    }

    /// The comune of the data set with that name, or the only one whose name begins with that word.
    pub(super) fn comune_named(&self, folded: &str) -> Option<u16> {
        let at = self
            .comune_names
            .binary_search_by(|(name, _)| (**name).cmp(folded))
            .ok()?;
        Some(self.comune_names[at].1)
    }
}
