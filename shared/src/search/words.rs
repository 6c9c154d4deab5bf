//! From a word that was typed to the words of the data that answer it.

use super::index::Index;
use super::scratch::{SURE, Scratch};

/// More words than a question has; what follows is not looked at, so that no text takes long.
pub(super) const WORDS_MAX: usize = 24;

/// A word of the data that answers a word typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// Where it stands in the vocabulary.
    pub(super) word: u32,
    /// How well, per cent.
    pub(super) quality: u8,
    /// Whether a slip had to be forgiven.
    pub(super) guessed: bool,
}

impl Index {
    /// The words of the data that answer one typed; the last word typed may be the beginning of one.
    pub(super) fn answers(&self, typed: &str, last: bool) -> Vec<Answer> {
        let weights = &self.weights;
        let mut answers = Vec::new();
        let begins = self.vocabulary.beginning_with(typed);
        for at in begins {
            let missing = self.vocabulary.bytes(at) - typed.len();
            if missing > 0 && !last {
                break;
            }
            let quality = match missing {
                0 => weights.exact,
                _ => weights.prefix.saturating_sub(missing as u32).max(weights.prefix_least),
            };
            answers.push(Answer {
                word: at as u32,
                quality: quality as u8,
                guessed: false,
            });
        }
        answers
    }

    /// Gives points to every record that one of the answers stands in.
    pub(super) fn score(&self, answers: &[Answer], scratch: &mut Scratch) {
        for answer in answers {
            let sure = if answer.guessed { 0 } else { SURE };
            for &entry in self.postings.of(answer.word as usize) {
                let points = self.field_weights[(entry & 0xFF) as usize] * u16::from(answer.quality);
                scratch.give(entry >> 8, points | sure);
            }
        }
        scratch.end_word();
    }
}
