//! Points for every record, word by word: by the words it has, by what it is about, by its place and its ages.

use super::document::{Attributes, NONE_32};
use super::index::Index;
use super::near::Nearness;
use super::scratch::{POINTS_MAX, RARITY_MAX, RARITY_MIN, SURE, Scratch, both};
use super::thesaurus::{Codes, Concept, Thesaurus};
use super::understand::{Meant, Question, Slot, Unit, WORDS_MAX};
use super::words::Position;
use super::work::steps;
use crate::filter::FacetName;

/// What it tells at least that a record is for the age asked for.
const TELLS_OF_AGE: u8 = 5;

impl Index {
    /// Scores a whole question. Returns the sum of the rarities of the words that must be there, and what having each
    /// tells.
    pub(super) fn score(
        &self,
        question: &Question<'_>,
        nearness: Option<&Nearness>,
        scratch: &mut Scratch,
    ) -> (u32, [u8; WORDS_MAX]) {
        match question.units.is_empty() {
            true => (1, [0; WORDS_MAX]),
            false => self.score_words(question, nearness, scratch),
        }
    }

    /// [`Self::score`] where there are words. As with [`Question::read`], the app has the code for it later.
    #[inline(never)]
    fn score_words(
        &self,
        question: &Question<'_>,
        nearness: Option<&Nearness>,
        scratch: &mut Scratch,
    ) -> (u32, [u8; WORDS_MAX]) {
        let (mut weight, mut tells) = (0, [0; WORDS_MAX]);
        for (at, unit) in question.units.iter().enumerate() {
            // In "fine mese" the word "fine" is no more than a part of what is meant.
            let in_phrase = question
                .meant
                .iter()
                .any(|meant| meant.words & 1 << at != 0 && meant.words.count_ones() > 1 && !meant.guessed);
            self.score_literally(unit, in_phrase, scratch);
            self.score_meanings(
                question.meant.iter().filter(|meant| meant.words & 1 << at != 0),
                scratch,
            );
            if question.phone_at == Some(at) {
                for &record in &question.phones {
                    scratch.give(record, SURE | POINTS_MAX);
                }
            }
            match (unit.slot, nearness, question.age) {
                (Slot::Place, Some(nearness), _) => self.score_nearness(nearness, scratch),
                (Slot::Age, _, Some(ages)) => self.score_age(ages, scratch),
                _ => {}
            }
            let rarity = rarity(self.len(), scratch.touched());
            match unit.slot {
                // Where a need is named it selects, and the comune only puts in order.
                Slot::Place if question.has_need() => scratch.drop_word(),
                Slot::Word | Slot::Place | Slot::Age => {
                    weight += rarity;
                    // Many are for an age, and it is asked for on purpose.
                    let age = if unit.slot == Slot::Age { TELLS_OF_AGE } else { 0 };
                    tells[at] = ((rarity - RARITY_MIN + 1) as u8).max(age);
                    scratch.end_word(Some(at as u32), rarity);
                }
                Slot::Filler => {
                    weight += rarity;
                    scratch.end_filler(rarity);
                }
                Slot::Optional | Slot::Heard | Slot::Time => scratch.end_word(None, 1),
            }
        }
        (weight.max(1), tells)
    }

    fn score_literally(&self, unit: &Unit<'_>, in_phrase: bool, scratch: &mut Scratch) {
        // A number that is an age is no part of a title: "2 anni" is not "Italiano L2".
        if unit.slot == Slot::Age {
            return;
        }
        for answer in &unit.literal {
            let sure = if answer.guessed { 0 } else { SURE };
            let entries = self.postings.of(answer.word as usize);
            steps(entries.len());
            let whole = !in_phrase && !answer.guessed && u32::from(answer.quality) >= self.weights.stem;
            let least = if whole && self.is_rare(entries.len()) {
                self.weights.rare_word as u16
            } else {
                0
            };
            for &entry in entries {
                let points = self.field_weights[usize::from(entry as u8)].max(least) * u16::from(answer.quality);
                if points > 0 {
                    scratch.give(entry >> 8, points | sure);
                }
            }
        }
        if let Some((left, right)) = unit.split {
            let (mut left, mut right) = (self.postings.of(left as usize), self.postings.of(right as usize));
            while let (Some(a), Some(b)) = (left.first(), right.first()) {
                match (a >> 8).cmp(&(b >> 8)) {
                    core::cmp::Ordering::Less => left = &left[1..],
                    core::cmp::Ordering::Greater => right = &right[1..],
                    core::cmp::Ordering::Equal => {
                        let weight = |entry: u32| self.field_weights[usize::from(entry as u8)];
                        scratch.give(a >> 8, SURE | (weight(*a).min(weight(*b)) * self.weights.stem as u16));
                        (left, right) = (&left[1..], &right[1..]);
                    }
                }
            }
        }
    }

    /// Scores what a word may mean: group by group, for most meanings touch thousands of records.
    fn score_meanings<'a>(&self, meanings: impl Iterator<Item = &'a Meant> + Clone, scratch: &mut Scratch) {
        let mut points: Vec<u16> = Vec::new();
        for meant in meanings.clone() {
            let Concept::About(is, near) = &Thesaurus::get().concepts[usize::from(meant.concept)] else {
                continue;
            };
            points.resize(self.alike.groups.len(), 0);
            steps(self.alike.groups.len());
            let sure = if meant.guessed { 0 } else { SURE };
            let (is_languages, near_languages) = (self.language_bits(is), self.language_bits(near));
            let itself = is.without_beside();
            for (group, points) in self.alike.groups.iter().zip(&mut points) {
                let mut sure = sure;
                let weight = if itself.touch(group, is_languages) {
                    // Of two that are about it, the one that has more of what it is.
                    let more = (itself.shared_with(group).saturating_sub(1) + near.shared_with(group)).min(2);
                    self.weights.concept + more * self.weights.concept_more
                } else if is.touch(group, is_languages) {
                    self.weights.concept_beside
                } else if near.touch(group, near_languages) {
                    // What is only close to it does not count as having the word.
                    sure = 0;
                    self.weights.concept_near
                } else {
                    continue;
                };
                let worth = weight * u32::from(meant.quality) * focus(group) / 100;
                *points = both(*points, sure | worth as u16);
            }
        }
        if points.is_empty() {
            return;
        }
        steps(self.alike.of.len());
        for (record, &group) in self.alike.of.iter().enumerate() {
            let points = points[group as usize];
            if points != 0 {
                scratch.give_also(record as u32, points);
            }
        }
        for meant in meanings {
            self.score_synonyms(meant, scratch);
            self.score_in_texts(meant, scratch);
        }
    }

    /// A word that says the same in the text of a record is as good as the word typed in another form.
    fn score_synonyms(&self, meant: &Meant, scratch: &mut Scratch) {
        let sure = if meant.guessed { 0 } else { SURE };
        for synonym in Thesaurus::get().synonyms(meant.concept) {
            for answer in self.vocabulary.sure(synonym, Position::Inner, &self.weights) {
                steps(self.postings.of(answer.word as usize).len());
                let quality = (u32::from(meant.quality.min(answer.quality)) * self.weights.stem / 100) as u16;
                let entries = self.postings.of(answer.word as usize);
                // A rare word of a text says as much as a code.
                let least = if self.is_rare(entries.len()) {
                    self.weights.concept as u16
                } else {
                    0
                };
                for &entry in entries {
                    let points = self.field_weights[usize::from(entry as u8)].max(least) * quality;
                    scratch.give_also(entry >> 8, sure | points);
                }
            }
        }
    }

    /// Whether so few records have a word that it says which of them is meant.
    fn is_rare(&self, records: usize) -> bool {
        records <= 6 + self.len() / 256
    }

    /// Records whose texts hold a rare word that means the same, whatever their codes say.
    fn score_in_texts(&self, meant: &Meant, scratch: &mut Scratch) {
        let sure = if meant.guessed { 0 } else { SURE };
        let quality = u32::from(meant.quality) * self.weights.meaning_in_text;
        for word in Thesaurus::get().words_of(meant.concept) {
            let Some(at) = self.vocabulary.find(word) else { continue };
            let entries = self.postings.of(at);
            if self.is_rare(entries.len()) {
                steps(entries.len());
                for &entry in entries {
                    scratch.give_also(entry >> 8, sure | quality as u16);
                }
            }
        }
    }

    fn language_bits(&self, codes: &Codes) -> u32 {
        codes
            .language()
            .and_then(|language| self.bit_of(FacetName::Language, language))
            .map_or(0, |bit| 1 << bit)
    }

    fn score_nearness(&self, nearness: &Nearness, scratch: &mut Scratch) {
        let most = self.weights.comune * self.weights.exact;
        // Where nothing is that near, what is nearest answers.
        let nearest = scratch
            .away
            .places
            .iter()
            .copied()
            .min()
            .filter(|&metres| metres != NONE_32);
        let reach = (self.weights.place_reaches_km * 1000).max(nearest.unwrap_or(0) / 4 * 5);
        for record in 0..self.attributes.len() {
            let metres = self.metres(scratch, record);
            let mut points = match reach.checked_sub(metres).filter(|_| metres != NONE_32) {
                // Half for being near at all, so that a comune without a place shows its neighbours.
                Some(left) => most / 2 + (u64::from(most / 2) * u64::from(left) / u64::from(reach)) as u32,
                None => 0,
            };
            if self.serves(record, nearness) {
                points = points.max(most * 6 / 10);
            }
            if points > 0 {
                scratch.give(record as u32, SURE | points as u16);
            }
        }
    }

    fn score_age(&self, (first, last): (u16, u16), scratch: &mut Scratch) {
        let most = self.weights.audience * self.weights.exact;
        for (record, attributes) in self.attributes.iter().enumerate() {
            if attributes.has_age(first, last) {
                // The narrower the ages it is for, the more it is for this one.
                let share = match attributes.ages {
                    (from, to) if from > to => 70,
                    (0, u16::MAX) => 30,
                    (from, to) if to - from <= 72 => 100,
                    (from, to) if to - from <= 240 => 85,
                    _ => 60,
                };
                scratch.give(record as u32, SURE | (most * share / 100) as u16);
            }
        }
    }

    /// Metres to where a record is: its venue, else its place.
    pub(super) fn metres(&self, scratch: &Scratch, record: usize) -> u32 {
        let (places, venues) = (&scratch.away.places, &scratch.away.venues);
        let attributes = &self.attributes[record];
        if attributes.at_venue {
            let of = venues.binary_search_by_key(&(record as u32), |(record, _)| *record);
            return of.map_or(NONE_32, |at| venues[at].1);
        }
        places.get(attributes.place as usize).copied().unwrap_or(NONE_32)
    }
}

/// Per cent that a meaning counts for: a place with a dozen topics is about each of them a little less.
fn focus(attributes: &Attributes) -> u32 {
    100 - (attributes.topics.count_ones().saturating_sub(2) * 2).min(20)
}

/// How much a word tells: 4 where all records have it, up to 12.
fn rarity(records: usize, having: usize) -> u32 {
    RARITY_MIN + (records / having.max(1)).max(1).ilog2().min(RARITY_MAX - RARITY_MIN)
}
