//! What a question means: which words must be matched, which may, and which speak of a place or an age.

mod lookup;
mod place;
mod time;

use super::danger::HelpKind;
use super::index::Index;
use super::outcome::{Chip, Context, Meaning, NearPlace};
use super::thesaurus::{Concept, Thesaurus, bare};
use super::words::{Answer, Position};
use crate::filter::When;
use crate::model::Dataset;
use crate::query::Near;
use crate::text::{fold, words};

/// More words than a question has; what follows is not looked at, so that no text takes long.
pub(super) const WORDS_MAX: usize = 24;

/// A meaning that some of the words have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Meant {
    /// Its number in the thesaurus.
    pub(super) concept: u16,
    /// The words it was read from, as bits.
    pub(super) words: u32,
    /// How well it fits, per cent.
    pub(super) quality: u8,
    /// Whether a slip had to be forgiven.
    pub(super) guessed: bool,
}

/// What a word is in its question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Slot {
    /// To be matched.
    Word,
    /// To be matched if it can be.
    Optional,
    /// Says little, such as "corso" or "bambini": it puts in order, and an answer may lack it.
    Filler,
    /// Names the place to be near to.
    Place,
    /// Speaks of the age, together with its neighbours; only the first of them counts.
    Age,
    /// Speaks of the age, and has been heard.
    Heard,
    /// Speaks of a time.
    Time,
}

/// One word of a question.
pub(super) struct Unit<'a> {
    pub(super) text: &'a str,
    /// Which part of what was typed it came from.
    chunk: usize,
    pub(super) slot: Slot,
    /// Words of the data that answer it.
    pub(super) literal: Vec<Answer>,
    /// Pairs of words of the data that answer it together, when it was written in one.
    pub(super) split: Option<(u32, u32)>,
    /// Whether something answers it without a slip.
    pub(super) known: bool,
    /// Whether it is a word of the data, or a word with a meaning just as it is written.
    as_written: bool,
    /// Whether the data or a meaning answer it without a slip.
    answered: bool,
}

/// A question, understood.
#[derive(Default)]
pub(super) struct Question<'a> {
    pub(super) units: Vec<Unit<'a>>,
    pub(super) meant: Vec<Meant>,
    pub(super) place: Option<NearPlace>,
    pub(super) age: Option<(u16, u16)>,
    pub(super) when: When,
    pub(super) chips: Vec<Chip>,
    /// The kinds of danger that the words speak of.
    pub(super) danger: Vec<HelpKind>,
    /// The word that begins a telephone number, and the places that have it.
    pub(super) phone_at: Option<usize>,
    pub(super) phones: Vec<u32>,
    /// Whether nothing but help is asked for.
    pub(super) only_help: bool,
}

impl<'a> Question<'a> {
    /// Units that must be matched, as bits.
    pub(super) fn required(&self) -> u32 {
        match self.has_need() {
            true => self.bits(|slot| matches!(slot, Slot::Word | Slot::Age)),
            false => self.bits(|slot| slot == Slot::Place),
        }
    }

    /// Whether the words name more than a place.
    pub(super) fn has_need(&self) -> bool {
        self.units
            .iter()
            .any(|unit| matches!(unit.slot, Slot::Word | Slot::Age))
    }

    fn bits(&self, wanted: impl Fn(Slot) -> bool) -> u32 {
        self.units
            .iter()
            .enumerate()
            .filter(|(_, unit)| wanted(unit.slot))
            .fold(0, |bits, (at, _)| bits | 1 << at)
    }

    /// Reads a question. `folded` is room for its words.
    pub(super) fn read(
        index: &Index,
        data: &Dataset,
        text: &str,
        asked_near: Option<&Near>,
        context: &Context<'_>,
        folded: &'a mut Vec<String>,
    ) -> Self {
        match text.trim().is_empty() {
            true => Self::default(),
            false => Self::of_words(index, data, text, asked_near, context, folded),
        }
    }

    /// [`Self::read`] where there are words. The app fetches the code for it when its first page answers.
    #[inline(never)]
    fn of_words(
        index: &Index,
        data: &Dataset,
        text: &str,
        asked_near: Option<&Near>,
        context: &Context<'_>,
        folded: &'a mut Vec<String>,
    ) -> Self {
        let chunks: Vec<&str> = text.split_whitespace().take(WORDS_MAX * 4).collect();
        *folded = chunks.iter().map(|chunk| fold(chunk)).collect();
        let mut question = Self::default();
        for (chunk, folded) in folded.iter().enumerate() {
            for text in words(folded).take(WORDS_MAX - question.units.len()) {
                question.units.push(Unit {
                    text,
                    chunk,
                    slot: Slot::Word,
                    literal: Vec::new(),
                    split: None,
                    known: false,
                    as_written: false,
                    answered: false,
                });
            }
        }
        let thesaurus = Thesaurus::get();
        let meanings = question.look_up(index, thesaurus);
        question.read_roles(thesaurus);
        question.read_age(thesaurus);
        question.read_phone(data);
        if asked_near.is_none() {
            question.read_place(index, data, thesaurus, context, &chunks);
        }
        question.read_time(thesaurus, context.now);
        question.read_concepts(thesaurus, &meanings);
        question.danger = thesaurus.danger.kinds_of(text);
        question.ask_for_help(thesaurus);
        question.read_fillers(thesaurus);
        // A question of nothing but small words asks for help; a letter or two are the beginning of a word.
        if question.required() == 0 {
            question.count_small_words();
        }
        if question.required() == 0 {
            const BEGINNING: usize = 3;
            let timed = !question.when.is_empty();
            question.only_help = !timed && question.units.iter().any(|unit| unit.text.len() > BEGINNING);
            if !question.only_help && !timed {
                for unit in &mut question.units {
                    unit.slot = Slot::Word;
                }
            }
        }
        question.make_chips(&chunks);
        question
    }

    /// Turns a question that speaks of danger into one for what helps: no word must be there, none is guessed.
    fn ask_for_help(&mut self, thesaurus: &Thesaurus) {
        let Some(help) = self.danger.first().and_then(|&kind| thesaurus.danger.help_for(kind)) else {
            return;
        };
        // What has one of the words stays: "sos" may be the beginning of "sostegno".
        let said: Vec<Answer> = self
            .units
            .iter()
            .filter(|unit| matches!(unit.slot, Slot::Word | Slot::Filler))
            .flat_map(|unit| &unit.literal)
            .filter(|answer| !answer.guessed)
            .map(|answer| Answer {
                quality: answer.quality / 2,
                ..*answer
            })
            .collect();
        for unit in &mut self.units {
            unit.known = true;
            unit.split = None;
            unit.literal.retain(|answer| !answer.guessed);
            if unit.slot != Slot::Place {
                unit.slot = Slot::Optional;
            }
        }
        self.units.truncate(WORDS_MAX - 2);
        let (needed, beside) = (1 << self.units.len(), 1 << (self.units.len() + 1));
        // Violence at school is answered by what is there against bullying, and violence by those who speak of it: what a
        // record's own words say tells more than that it listens.
        let by_words = |meant: &Meant| !meant.guessed && thesaurus.synonyms(meant.concept).next().is_some();
        self.meant
            .retain(|meant| self.danger[0] == HelpKind::Violence && by_words(meant));
        for meant in &mut self.meant {
            meant.words = needed | beside;
        }
        self.meant.push(Meant {
            concept: help.concept,
            words: needed,
            quality: 100,
            guessed: false,
        });
        self.age = None;
        for (slot, literal) in [(Slot::Word, said), (Slot::Filler, Vec::new())] {
            self.units.push(Unit {
                text: "",
                chunk: usize::MAX,
                slot,
                literal,
                split: None,
                known: true,
                as_written: true,
                answered: true,
            });
        }
    }

    /// Finds for every word what answers it, in the data and in the thesaurus.
    fn look_up(&mut self, index: &Index, thesaurus: &Thesaurus) -> Vec<Vec<Answer>> {
        let weights = &index.weights;
        let last = self.units.len().saturating_sub(1);
        let mut meanings = Vec::with_capacity(self.units.len());
        for (at, unit) in self.units.iter_mut().enumerate() {
            let position = if at == last { Position::Last } else { Position::Inner };
            unit.literal = index.vocabulary.sure(unit.text, position, weights);
            // A few letters begin too many words to say what is meant.
            let word = bare(unit.text);
            let tells = word.len() >= 4 || !word.is_ascii();
            let mut meaning = thesaurus
                .vocabulary
                .sure(word, if tells { position } else { Position::Inner }, weights);
            if !tells {
                meaning.retain(|answer| answer.quality >= weights.stem as u8);
            }
            if unit.literal.is_empty() || !word.is_ascii() {
                thesaurus.add_inflected(word, &mut meaning, weights);
            }
            // A correct word that the data lack is no slip of another: "pancione" is not "pensione".
            let common = thesaurus.role(unit.text).any(|role| role == Concept::Common);
            unit.known = common || !unit.literal.is_empty() || !meaning.is_empty();
            unit.answered = !unit.literal.is_empty() || meaning.iter().any(|answer| thesaurus.is_about(answer.word));
            unit.as_written =
                !unit.literal.is_empty() || meaning.iter().any(|answer| u32::from(answer.quality) == weights.exact);
            if !unit.known {
                let endings = || thesaurus.vocabulary.other_endings(word, weights);
                let slips = || thesaurus.vocabulary.guesses(word, position, false, weights);
                // Italian endings are known by their stems: "affito" is rather a slip of "affitto" than "affido".
                meaning = if word.is_ascii() { slips() } else { endings() };
                if meaning.is_empty() {
                    meaning = if word.is_ascii() { endings() } else { slips() };
                }
                unit.split = index.split(unit.text);
            }
            let known = unit.known || unit.split.is_some();
            if !common {
                unit.literal
                    .extend(index.vocabulary.guesses(unit.text, position, known, weights));
            }
            meanings.push(meaning);
        }
        // "neo papà" for "neopapà": two words that the data writes in one answer each other.
        for at in 1..self.units.len() {
            let joined = [self.units[at - 1].text, self.units[at].text].concat();
            for (vocabulary, literal) in [(&index.vocabulary, true), (&thesaurus.vocabulary, false)] {
                let Some(word) = vocabulary.find(&joined) else { continue };
                let answer = Answer {
                    word: word as u32,
                    quality: weights.stem as u8,
                    guessed: false,
                };
                for at in [at - 1, at] {
                    self.units[at].known = true;
                    self.units[at].as_written = true;
                    match literal {
                        true => self.units[at].literal.push(answer),
                        false => meanings[at].push(answer),
                    }
                }
            }
        }
        meanings
    }

    fn read_roles(&mut self, thesaurus: &Thesaurus) {
        for unit in &mut self.units {
            if thesaurus
                .role(unit.text)
                .any(|role| matches!(role, Concept::Optional | Concept::Near | Concept::Over))
            {
                unit.slot = Slot::Optional;
            }
        }
    }

    /// Words that many records have and that decide no cut, where another word says what is wanted.
    fn read_fillers(&mut self, thesaurus: &Thesaurus) {
        let filler = |at: &usize| self.units[*at].slot == Slot::Word && self.has_role(thesaurus, *at, Concept::Filler);
        let fillers: Vec<usize> = (0..self.units.len()).filter(filler).collect();
        let answered = |unit: &&Unit<'_>| unit.slot == Slot::Word && unit.answered;
        let words = self.units.iter().filter(answered).count();
        if words > fillers.iter().filter(|&&at| self.units[at].answered).count() {
            for at in fillers {
                self.units[at].slot = Slot::Filler;
            }
        }
    }

    /// Small words that mean something together ("sempre al telefono") are what is wanted.
    fn count_small_words(&mut self) {
        let together = self
            .meant
            .iter()
            .filter(|meant| meant.words.count_ones() > 1 && !meant.guessed)
            .fold(0, |words, meant| words | meant.words);
        for (at, unit) in self.units.iter_mut().enumerate() {
            if together & 1 << at != 0 && unit.slot == Slot::Optional {
                unit.slot = Slot::Word;
            }
        }
    }

    /// Makes words that say little count as the others do; whether there are any.
    pub(super) fn count_fillers(&mut self) -> bool {
        let mut fillers = self
            .units
            .iter_mut()
            .filter(|unit| unit.slot == Slot::Filler)
            .peekable();
        let any = fillers.peek().is_some();
        fillers.for_each(|unit| unit.slot = Slot::Word);
        any
    }

    fn has_role(&self, thesaurus: &Thesaurus, at: usize, role: Concept) -> bool {
        self.units
            .get(at)
            .is_some_and(|unit| thesaurus.role(unit.text).any(|has| has == role))
    }

    fn number(&self, thesaurus: &Thesaurus, at: usize) -> Option<u16> {
        let text = self.units.get(at)?.text;
        if text.len() <= 3 && text.bytes().all(|byte| byte.is_ascii_digit()) {
            return text.parse().ok();
        }
        thesaurus
            .number(text)
            .or_else(|| thesaurus.number_beginning_with(years_old(text)?))
    }

    /// "2 anni", "18 mesi", "tra 3 e 6 anni", "over 65".
    fn read_age(&mut self, thesaurus: &Thesaurus) {
        const OLDEST: u16 = 1440;
        for at in 0..self.units.len() {
            let Some(first) = self.number(thesaurus, at) else {
                continue;
            };
            // "da 3 a 6 anni", "tra 3 e 6 anni": one small word may stand between.
            let between = usize::from(self.units.get(at + 1).is_some_and(|unit| unit.slot == Slot::Optional));
            let second = self.number(thesaurus, at + 1 + between);
            let unit_at = at + 1 + if second.is_some() { between + 1 } else { 0 };
            let over = at > 0 && self.has_role(thesaurus, at - 1, Concept::Over);
            let old = self.units[at].text.len() > 4 && years_old(self.units[at].text).is_some();
            let unit_at = if old { at } else { unit_at };
            let years = old || self.has_role(thesaurus, unit_at, Concept::Years);
            let months = self.has_role(thesaurus, unit_at, Concept::Months);
            let ages = match (over, years, months, second) {
                (true, ..) if (12..=110).contains(&first) && !months => (first * 12, OLDEST),
                (_, true, _, Some(second)) if first < second && second <= 120 => (first * 12, second * 12),
                (_, true, _, None) if first <= 120 => (first * 12, first * 12 + 11),
                (_, _, true, Some(second)) if first < second && second <= 60 => (first, second),
                (_, _, true, None) if first <= 60 => (first, first),
                _ => continue,
            };
            let end = if years || months { unit_at } else { at };
            for (heard, unit) in self.units[at..=end].iter_mut().enumerate() {
                unit.slot = if heard == 0 { Slot::Age } else { Slot::Heard };
            }
            if over {
                self.units[at - 1].slot = Slot::Heard;
            }
            self.age = Some(ages);
            break;
        }
        // "Due chiacchiere": a number in letters that is no age says little.
        for unit in &mut self.units {
            if unit.slot == Slot::Word && thesaurus.number(unit.text).is_some() {
                unit.slot = Slot::Optional;
            }
        }
    }

    /// Any part of a telephone number of four digits or more, in one or in pieces, with or without the country's.
    fn read_phone(&mut self, data: &Dataset) {
        const DIGITS_MIN: usize = 4;
        let is_number = |unit: &Unit<'_>| unit.text.bytes().all(|byte| byte.is_ascii_digit());
        let Some(start) = self.units.iter().position(is_number) else {
            return;
        };
        let run = self.units[start..].iter().take_while(|unit| is_number(unit));
        let digits: String = run.clone().map(|unit| unit.text).collect();
        let end = start + run.count();
        let digits = digits.strip_prefix("00").unwrap_or(&digits);
        let digits = match digits.strip_prefix("39") {
            Some(rest) if rest.len() >= 6 => rest,
            _ => digits,
        };
        if digits.len() < DIGITS_MIN {
            return;
        }
        let has = |phone: &crate::model::Phone| {
            let plain: String = phone.as_str().chars().filter(char::is_ascii_digit).collect();
            crate::text::find(&plain, digits).is_some()
        };
        let places = data.places.iter().zip(0..);
        self.phones = places
            .filter(|(place, _)| place.phone.iter().any(has))
            .map(|(_, at)| at)
            .collect();
        if self.phones.is_empty() {
            return;
        }
        self.phone_at = Some(start);
        self.units[start].known = true;
        for unit in &mut self.units[start + 1..end] {
            unit.slot = Slot::Optional;
        }
    }

    /// The concepts whose words are all there, longest first; what a longer phrase explains is not explained twice.
    fn read_concepts(&mut self, thesaurus: &Thesaurus, meanings: &[Vec<Answer>]) {
        let free = self.bits(|slot| slot != Slot::Place);
        let mut meant: Vec<Meant> = Vec::new();
        for (at, answers) in meanings.iter().enumerate() {
            if free & 1 << at == 0 {
                continue;
            }
            for answer in answers {
                for &phrase in thesaurus.phrases_with(answer.word) {
                    let phrase = &thesaurus.phrases[usize::from(phrase)];
                    if phrase.words.first() != Some(&answer.word)
                        || !matches!(thesaurus.concepts[usize::from(phrase.concept)], Concept::About(..))
                    {
                        continue;
                    }
                    let found = Meant {
                        concept: phrase.concept,
                        words: 1 << at,
                        quality: answer.quality,
                        guessed: answer.guessed,
                    };
                    meant.extend(complete(found, &phrase.words[1..], at, meanings, free, thesaurus));
                }
            }
        }
        let explained: Vec<u32> = meant
            .iter()
            .filter(|one| one.words.count_ones() > 1 && !one.guessed)
            .map(|one| one.words)
            .collect();
        meant.retain(|one| {
            !explained
                .iter()
                .any(|&words| words != one.words && words & one.words == one.words)
        });
        meant.sort_by_key(|one| (one.concept, one.words, core::cmp::Reverse(one.quality)));
        meant.dedup_by_key(|one| (one.concept, one.words));
        self.meant = meant;
    }

    fn make_chips(&mut self, chunks: &[&str]) {
        let place = self.place.clone().map(Meaning::Near);
        let age = self.age.map(|(first, last)| Meaning::Age(first, last));
        let when = (!self.when.is_empty()).then_some(Meaning::When(self.when));
        for (meaning, slots) in [
            (place, [Slot::Place, Slot::Place]),
            (age, [Slot::Age, Slot::Heard]),
            (when, [Slot::Time, Slot::Time]),
        ] {
            let Some(meaning) = meaning else { continue };
            let of_age = !matches!(meaning, Meaning::Near(..));
            let takes = |chunk: usize| {
                self.units
                    .iter()
                    .any(|unit| unit.chunk == chunk && slots.contains(&unit.slot))
                    || (!of_age && self.leads_to_place(chunk))
            };
            let (words, without) = (joined(chunks, takes), self.without(chunks, &slots, takes));
            self.chips.push(Chip {
                meaning,
                words,
                without,
            });
        }
    }

    /// What was typed without what has that meaning. Of ideographs written in one, only those that have it go.
    fn without(&self, chunks: &[&str], slots: &[Slot], takes: impl Fn(usize) -> bool) -> String {
        let rest = |(chunk, written): (usize, &&str)| {
            if !takes(chunk) {
                return Some((*written).to_owned());
            }
            let mut left = self
                .units
                .iter()
                .filter(|unit| unit.chunk == chunk && !slots.contains(&unit.slot));
            let ideographs = !written.is_ascii() && self.units.iter().filter(|unit| unit.chunk == chunk).count() > 1;
            let left: String = left.by_ref().filter(|_| ideographs).map(|unit| unit.text).collect();
            Some(left).filter(|left| !left.is_empty() && !left.is_ascii())
        };
        let rest: Vec<String> = chunks.iter().enumerate().filter_map(rest).collect();
        rest.join(" ")
    }

    /// Whether a part of what was typed is a small word right before the place: "vicino a", "in", "near".
    fn leads_to_place(&self, chunk: usize) -> bool {
        let place = self.units.iter().position(|unit| unit.slot == Slot::Place);
        let Some(place) = place else { return false };
        self.units[..place]
            .iter()
            .rev()
            .take_while(|unit| unit.slot == Slot::Optional)
            .any(|unit| unit.chunk == chunk)
    }
}

/// What stands before the ending of "quindicenne", "settantenni".
fn years_old(word: &str) -> Option<&str> {
    let number = word.strip_suffix("enne").or_else(|| word.strip_suffix("enni"));
    // "Penne" is no age.
    number.filter(|number| number.len() >= 3)
}

/// The parts of what was typed that are wanted, apart by spaces.
fn joined(chunks: &[&str], wanted: impl Fn(usize) -> bool) -> String {
    let wanted: Vec<&str> = chunks
        .iter()
        .enumerate()
        .filter(|(chunk, _)| wanted(*chunk))
        .map(|(_, chunk)| *chunk)
        .collect();
    wanted.join(" ")
}

/// The rest of a phrase found among the other words; ideographs must follow one another.
fn complete(
    begun: Meant,
    rest: &[u32],
    at: usize,
    meanings: &[Vec<Answer>],
    free: u32,
    thesaurus: &Thesaurus,
) -> Option<Meant> {
    let mut meant = begun;
    for (step, &word) in rest.iter().enumerate() {
        let in_order = !thesaurus.vocabulary.word(word as usize).is_ascii()
            && thesaurus.vocabulary.word(word as usize).chars().count() == 1;
        let answer_at = |other: usize| {
            meanings
                .get(other)?
                .iter()
                .find(|answer| answer.word == word)
                .map(|answer| (other, *answer))
        };
        let (other, answer) = match in_order {
            true => answer_at(at + step + 1),
            false => (0..meanings.len())
                .filter(|&other| (meant.words | !free) & 1 << other == 0)
                .find_map(answer_at),
        }?;
        meant.words |= 1 << other;
        meant.quality = meant.quality.min(answer.quality);
        meant.guessed |= answer.guessed;
    }
    Some(meant)
}
