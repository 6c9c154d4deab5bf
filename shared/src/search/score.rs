//! Points for every record, word by word: by the words it has, by what it is about, by its place and its ages.

use super::document::{Attributes, NONE_32};
use super::index::Index;
use super::near::Nearness;
use super::scratch::{POINTS_MAX, RARITY_MAX, RARITY_MIN, SURE, Said, Scratch, both};
use super::thesaurus::{Codes, Concept, Thesaurus};
use super::understand::{Meant, Question, Slot, Unit, WORDS_MAX};
use super::words::Position;
use super::work::steps;
use crate::filter::FacetName;

/// A shorter word in a text means too much else.
const TELLING_BYTES_MIN: usize = 5;
/// Per cent that it tells of an age when a record is for anybody.
const FOR_ANYBODY: u32 = 30;
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
                (Slot::Age, _, Some(ages)) => {
                    self.score_age(ages, question.required().count_ones() > 1, scratch);
                }
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
            // "Pacco alimentare" is no "disturbo alimentare": a part of a phrase says little by itself.
            let share = if in_phrase {
                self.weights.part_of_phrase as u16
            } else {
                100
            };
            for &entry in entries {
                let field = self.field_weights[usize::from(entry as u8)].max(least) * share / 100;
                let points = field * u16::from(answer.quality);
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
            let said = scratch
                .said
                .take(meant.concept)
                .unwrap_or_else(|| self.said(meant.concept));
            self.score_synonyms(meant, &said, scratch);
            self.score_in_texts(meant, &said, scratch);
            scratch.said.keep(meant.concept, said);
        }
    }

    /// A word that says the same in the text of a record is as good as the word typed in another form.
    fn score_synonyms(&self, meant: &Meant, said: &Said, scratch: &mut Scratch) {
        let sure = if meant.guessed { 0 } else { SURE };
        for answer in &said.synonyms {
            let entries = self.postings.of(answer.word as usize);
            steps(entries.len());
            let quality = (u32::from(meant.quality.min(answer.quality)) * self.weights.stem / 100) as u16;
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

    /// Whether so few records have a word that it says which of them is meant.
    fn is_rare(&self, records: usize) -> bool {
        records <= 6 + self.len() / 256
    }

    /// Records whose texts hold a rare word that means the same, or all words of a phrase that does, whatever their
    /// codes say.
    fn score_in_texts(&self, meant: &Meant, said: &Said, scratch: &mut Scratch) {
        let sure = if meant.guessed { 0 } else { SURE };
        let quality = u32::from(meant.quality) * self.weights.meaning_in_text;
        steps(said.records.len());
        for &record in &said.records {
            scratch.give_also(record, sure | quality as u16);
        }
    }

    /// How the data say a meaning.
    fn said(&self, concept: u16) -> Said {
        let thesaurus = Thesaurus::get();
        let synonyms = thesaurus
            .synonyms(concept)
            .flat_map(|synonym| self.vocabulary.sure(synonym, Position::Inner, &self.weights))
            .collect();
        let mut records = Vec::new();
        for phrase in thesaurus.phrases_of(concept) {
            let words = phrase
                .words
                .iter()
                .map(|&word| thesaurus.vocabulary.word(word as usize));
            let single = phrase.words.len() == 1;
            let Some(lists) = words
                .filter(|word| !single || word.len() >= TELLING_BYTES_MIN)
                .map(|word| Some(self.postings.of(self.vocabulary.find(word)?)))
                .collect::<Option<Vec<&[u32]>>>()
            else {
                continue;
            };
            let Some((first, others)) = lists.split_first() else {
                continue;
            };
            let has = |list: &[u32], record: u32| list.binary_search_by_key(&record, |entry| entry >> 8).is_ok();
            let having = first.iter().map(|entry| entry >> 8);
            let having: Vec<u32> = having
                .filter(|&record| others.iter().all(|list| has(list, record)))
                .collect();
            if self.is_rare(having.len()) {
                records.extend(having);
            }
        }
        records.sort_unstable();
        records.dedup();
        Said { synonyms, records }
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

    /// `beside_need` says that more than an age is asked for: then a place that does not say for whom it is, is for all.
    fn score_age(&self, (first, last): (u16, u16), beside_need: bool, scratch: &mut Scratch) {
        let most = self.weights.audience * self.weights.exact;
        for (record, attributes) in self.attributes.iter().enumerate() {
            if attributes.has_age(first, last) {
                // The narrower the ages it is for, the more it is for this one.
                let share = match attributes.ages {
                    (from, to) if from > to => 70,
                    (0, u16::MAX) => FOR_ANYBODY,
                    (from, to) if to - from <= 72 => 100,
                    (from, to) if to - from <= 240 => 85,
                    _ => 60,
                };
                scratch.give(record as u32, SURE | (most * share / 100) as u16);
            } else if beside_need && attributes.is_for_anybody() {
                scratch.give(record as u32, SURE | (most * FOR_ANYBODY / 100) as u16);
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
