//! From a word that was typed to the words of a vocabulary that answer it.

use super::slips::Typed;
use super::vocabulary::{Vocabulary, letters, stem};
use super::weights::Weights;
use super::work::steps;

/// A word of a vocabulary that answers a word typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    /// Where it stands in the vocabulary.
    pub(super) word: u32,
    /// How well, per cent.
    pub(super) quality: u8,
    /// Whether a slip had to be forgiven.
    pub(super) guessed: bool,
}

/// Where a word stands in what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Position {
    /// More words follow: it is finished.
    Inner,
    /// It may be the beginning of a longer one.
    Last,
}

/// Of how many words a slip away the other forms are looked for.
const FORMS_OF: usize = 8;

impl Vocabulary {
    /// The words that answer one without any slip: itself, its other forms, and what begins like it.
    pub(super) fn sure(&self, typed: &str, position: Position, weights: &Weights) -> Vec<Answer> {
        let mut answers = Vec::new();
        let begins = self.beginning_with(typed);
        let mut add = |word: usize, quality: u32| {
            answers.push(Answer {
                word: word as u32,
                quality: quality as u8,
                guessed: false,
            });
        };
        if !begins.is_empty() && self.bytes(begins.start) == typed.len() {
            add(begins.start, weights.exact);
        }
        for at in self.forms(typed) {
            add(at, weights.stem);
        }
        let finished = position == Position::Inner;
        if !finished || (answers.is_empty() && typed.len() >= 3) {
            for at in self.beginning_with(typed) {
                let missing = (self.bytes(at) - typed.len()) as u32;
                if missing > 0 {
                    let quality = weights.prefix.saturating_sub(missing).max(weights.prefix_least);
                    answers.push(Answer {
                        word: at as u32,
                        quality: if finished {
                            weights.prefix_least as u8
                        } else {
                            quality as u8
                        },
                        guessed: false,
                    });
                }
            }
        }
        answers
    }

    /// The other forms of a word: those with its stem, and those that differ in the last vowels alone, for the stems
    /// of "laboratori" and "laboratorio" are two.
    fn forms(&self, word: &str) -> impl Iterator<Item = usize> {
        // Short words are all ending: "casa" and "caso" would be one.
        let wanted = (word.len() >= 4 && word.is_ascii()).then(|| stem(word));
        // Italian endings change at most the last letters of a stem.
        let beginning = (word.len() / 2).max(3);
        let range = wanted.map_or(0..0, |_| self.beginning_with(&word[..beginning]));
        let mine = without_ending(word);
        let root = derived(mine);
        range.filter(move |&at| {
            let theirs = without_ending(self.word(at));
            theirs == mine || root.is_some_and(|root| derived(theirs) == Some(root)) || Some(self.stem(at)) == wanted
        })
    }

    /// The words that answer one when slips are forgiven. `known` says that some word answers it without.
    ///
    /// One slip from five letters on, none in shorter words and acronyms; two from eight, three
    /// from twelve, and a slip in the beginning of a longer word, each only where nothing closer is found.
    pub(super) fn guesses(&self, typed: &str, position: Position, known: bool, weights: &Weights) -> Vec<Answer> {
        let mut answers = Vec::new();
        if typed.bytes().any(|byte| byte.is_ascii_digit()) {
            return answers;
        }
        let Some(word) = Typed::new(typed) else { return answers };
        let length = word.len();
        // Shorter words are one slip from too much: "slot", "ADI", "NPI" stay what they are.
        if length >= 5 {
            self.near_words(typed, &word, 1, weights.one_slip, &mut answers);
            // "Laboratroi" is one slip from "laboratori", which is a form of "laboratorio".
            for at in 0..if known { 0 } else { answers.len().min(FORMS_OF) } {
                let near = answers[at].word as usize;
                for form in self.forms(self.word(near)).filter(|&form| form != near) {
                    answers.push(Answer {
                        word: form as u32,
                        quality: weights.one_slip as u8 - 1,
                        guessed: true,
                    });
                }
            }
        }
        if known {
            return answers;
        }
        if answers.is_empty() && length >= 8 {
            self.near_words(typed, &word, 2, weights.two_slips, &mut answers);
        }
        if answers.is_empty() && length >= 5 && position == Position::Last {
            self.near_beginnings(typed, &word, weights.two_slips, &mut answers);
        }
        if answers.is_empty() && length >= 12 {
            self.near_words(typed, &word, 3, weights.two_slips, &mut answers);
        }
        answers
    }

    /// The words that differ from one in their last letters alone, for languages whose stems nobody works out here:
    /// "qiranë" is "qira", "роботою" is "робота". At most three letters end it otherwise, and four or more are equal.
    pub(super) fn other_endings(&self, typed: &str, weights: &Weights) -> Vec<Answer> {
        const EQUAL_LEAST: usize = 4;
        const ENDING_MAX: usize = 3;
        let letters = typed.chars().count();
        if typed.bytes().any(|byte| byte.is_ascii_digit()) {
            return Vec::new();
        }
        let cuts = typed.char_indices().rev().zip(1..=ENDING_MAX);
        for ((cut, _), missing) in cuts.take_while(|(_, missing)| letters - missing >= EQUAL_LEAST) {
            let ends_soon = |at: &usize| self.word(*at)[cut..].chars().count() <= missing;
            let found: Vec<Answer> = self
                .beginning_with(&typed[..cut])
                .filter(ends_soon)
                .map(|at| Answer {
                    word: at as u32,
                    quality: weights.one_slip as u8,
                    guessed: true,
                })
                .collect();
            if !found.is_empty() {
                return found;
            }
        }
        Vec::new()
    }

    fn near_words(&self, typed: &str, word: &Typed, most: usize, quality: u32, answers: &mut Vec<Answer>) {
        let mine = letters(typed);
        steps(self.len());
        let allowed = most as u32;
        for (at, &theirs) in self.letters().iter().enumerate() {
            if (mine & !theirs).count_ones() > allowed || (theirs & !mine).count_ones() > allowed {
                continue;
            }
            if let Some(slips) = word.slips(self.word(at), most)
                && slips > 0
            {
                answers.push(Answer {
                    word: at as u32,
                    quality: quality as u8,
                    guessed: true,
                });
            }
        }
    }

    fn near_beginnings(&self, typed: &str, word: &Typed, quality: u32, answers: &mut Vec<Answer>) {
        let mine = letters(typed);
        steps(self.len());
        for (at, &theirs) in self.letters().iter().enumerate() {
            if (mine & !theirs).count_ones() <= 1
                && self.bytes(at) > typed.len()
                && word.slips_to_beginning(self.word(at), 1).is_some()
            {
                answers.push(Answer {
                    word: at as u32,
                    quality: quality as u8,
                    guessed: true,
                });
            }
        }
    }
}

/// A word without its last vowels, and without the `h` that Italian puts before some of them.
fn without_ending(word: &str) -> &str {
    let root = word.trim_end_matches(['a', 'e', 'i', 'o']);
    let root = if root.len() < word.len() {
        root.strip_suffix('h').unwrap_or(root)
    } else {
        root
    };
    if root.len() >= 3 { root } else { word }
}

/// What is left of a word without its ending when it is also without what derives an adjective or a person from it:
/// "autistic" and "autism", "dislessic" and "disless".
fn derived(word: &str) -> Option<&str> {
    const ROOT_MIN: usize = 4;
    let root = ["istic", "ist", "ism", "ic"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending))
        .unwrap_or(word);
    (root.len() >= ROOT_MIN || (root.len() >= 3 && root.len() + 3 <= word.len())).then_some(root)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::vocabulary::Interner;

    fn answers(words: &[&str], typed: &str, position: Position) -> Vec<(String, bool)> {
        let mut interner = Interner::default();
        for word in words {
            interner.number(word);
        }
        let (vocabulary, _) = interner.sort();
        let mut all = vocabulary.sure(typed, position, &Weights::USUAL);
        all.extend(vocabulary.guesses(typed, position, !all.is_empty(), &Weights::USUAL));
        let mut found: Vec<_> = all
            .into_iter()
            .map(|answer| (vocabulary.word(answer.word as usize).to_owned(), answer.guessed))
            .collect();
        found.sort();
        found.dedup_by(|a, b| a.0 == b.0);
        found
    }

    #[test]
    fn forms_beginnings_and_slips_are_found() {
        let words = [
            "gioco",
            "giochi",
            "giocare",
            "fuoco",
            "laboratorio",
            "laboratori",
            "nonni",
            "nonna",
            "casa",
            "cassa",
        ];
        let named = |typed: &str, position| -> Vec<String> {
            answers(&words, typed, position)
                .into_iter()
                .map(|(word, _)| word)
                .collect()
        };
        assert_eq!(named("giochi", Position::Inner), ["giocare", "giochi", "gioco"]);
        assert_eq!(named("lab", Position::Last), ["laboratori", "laboratorio"]);
        assert_eq!(named("laboratroi", Position::Inner), ["laboratori", "laboratorio"]);
        assert_eq!(named("nonno", Position::Inner), ["nonna", "nonni"]);
        assert_eq!(named("casa", Position::Inner), ["casa"]);
        assert!(named("caas", Position::Inner).is_empty());
        assert_eq!(named("gioca", Position::Inner), ["giocare", "giochi", "gioco"]);
        assert_eq!(named("labroat", Position::Last), ["laboratori", "laboratorio"]);
        assert!(named("20021", Position::Inner).is_empty());
    }

    #[test]
    fn exact_words_are_not_guesses() {
        assert_eq!(
            answers(&["padre", "madre"], "padre", Position::Inner),
            [("madre".to_owned(), true), ("padre".to_owned(), false)]
        );
    }
}
