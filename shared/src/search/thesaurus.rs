//! What words mean: concepts from `shared/data/thesaurus.txt`, in nine languages, as codes of the taxonomy.
//!
//! The file is plain text. A line `= topic:scuola category:laboratorio | topic:lavoro` begins a concept: what it is,
//! and after the bar what is close to it. The lines below it begin with a language and hold words or phrases apart by
//! commas. `topic`, `category`, `kind`, `stage`, `professional` and `language` take codes; `free`, `wheelchair`,
//! `walk_in` speak of access; `word:cinema` is every record that has that word, so that a word of another language, or
//! a synonym, finds what only the text says. Concepts with one word alone are for understanding questions: `optional` (may be absent
//! from an answer), `filler` (puts in order and decides no cut), `common` (a correct word that is no slip of another and
//! no comune), `years`, `months`, `over`, `near`, `at`, `here`, `number:7` and
//! `when:0` (words of time).

mod reading;

pub use reading::Lesson;

use std::sync::OnceLock;

use super::danger::Danger;
use super::document::{Attributes, category_bit, entry_bit, free_bit, kind_bit, topic_bit, wheelchair_bit};
use super::vocabulary::Vocabulary;
use super::weights::Weights;
use super::words::Answer;
use crate::filter::Free;
use crate::model::{Entry, Wheelchair};
use crate::text::words;

/// The file. It is not compiled into what a browser downloads before its first picture (20 KB after compression):
/// the app fetches it beside and teaches it ([`Lesson`]), and until then it knows nothing.
#[cfg(not(target_family = "wasm"))]
const TEXT: &str = concat!(
    include_str!("../../data/thesaurus.txt"),
    "\n",
    include_str!("../../data/danger.txt")
);

static TAUGHT: OnceLock<Thesaurus> = OnceLock::new();

/// Begins a code that is a word of the data.
const WORD: &str = "word:";

/// Codes as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Codes {
    pub(super) topics: u64,
    pub(super) categories: u32,
    stages: u16,
    professionals: u16,
    kinds: u8,
    free: u8,
    wheelchair: u8,
    entry: u8,
    /// Language tag, padded with zeros.
    language: [u8; 3],
}

impl Codes {
    /// Whether a record has one of them. Languages are bits of the index, given as `language_bits`.
    pub(super) const fn touch(&self, record: &Attributes, language_bits: u32) -> bool {
        self.topics & record.topics != 0
            || self.categories & record.categories != 0
            || self.stages & record.stages != 0
            || self.professionals & record.professionals != 0
            || self.kinds & record.kinds != 0
            || self.free & record.free != 0
            || self.wheelchair & record.wheelchair != 0
            || self.entry & record.entry != 0
            || language_bits & record.languages != 0
    }

    /// How many of its topics, categories and kinds of place a record has.
    pub(super) const fn shared_with(&self, record: &Attributes) -> u32 {
        (self.topics & record.topics).count_ones()
            + (self.categories & record.categories).count_ones()
            + (self.kinds & record.kinds).count_ones()
    }

    /// Whether a record is of one of the kinds of place.
    pub(super) const fn kinds_touch(&self, record: &Attributes) -> bool {
        self.kinds & record.kinds != 0
    }

    /// What they are about: without stages of life and professionals where they name a topic or a category too, for
    /// homework is for teenagers and not about adolescence.
    pub(super) const fn without_beside(&self) -> Self {
        let mut codes = *self;
        if codes.topics != 0 || codes.categories != 0 {
            codes.stages = 0;
            codes.professionals = 0;
        }
        codes
    }

    /// The language it speaks of, if any.
    pub(super) fn language(&self) -> Option<&str> {
        let length = self.language.iter().position(|&byte| byte == 0).unwrap_or(3);
        core::str::from_utf8(&self.language[..length])
            .ok()
            .filter(|tag| !tag.is_empty())
    }

    fn add(&mut self, code: &str) -> Option<()> {
        let (name, value) = code.split_once(':').unwrap_or((code, ""));
        match name {
            "topic" => self.topics |= topic_bit(value.parse().ok()?),
            "category" => self.categories |= category_bit(value.parse().ok()?),
            "stage" => self.stages |= 1 << value.parse::<crate::taxonomy::LifeStage>().ok()?.index(),
            "professional" => {
                self.professionals |= 1 << value.parse::<crate::taxonomy::Professional>().ok()?.index();
            }
            "kind" => self.kinds |= kind_bit(value.parse().ok()?),
            "language" if (2..=3).contains(&value.len()) => {
                self.language[..value.len()].copy_from_slice(value.as_bytes());
            }
            "free" => self.free |= free_bit(Free::Yes),
            "wheelchair" => self.wheelchair |= wheelchair_bit(Wheelchair::Yes) | wheelchair_bit(Wheelchair::Limited),
            "walk_in" => self.entry |= entry_bit(Entry::WalkIn),
            _ => return None,
        }
        Some(())
    }
}

/// What some words mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Concept {
    /// Records with these codes, or less so with those close to them.
    About(Codes, Codes),
    /// A word that says little: an answer may lack it.
    Optional,
    /// A word that says something and decides no cut.
    Filler,
    /// The number before it counts years of age.
    Years,
    /// The number before it counts months of age.
    Months,
    /// At least the age that follows.
    Over,
    /// The place that follows is where to be near to.
    Near,
    /// The word that follows is where something is: "a", "in".
    At,
    /// A common word, whatever comune bears its name and whatever word of the data is close to it.
    Common,
    /// Near to where the device stands.
    Here,
    /// A number written as a word.
    Number(u16),
    /// A word of time; the numbers are those of `understand/time.rs`.
    When(u8),
}

/// Words that mean something together: their numbers in the vocabulary.
pub(super) struct Phrase {
    pub(super) words: Vec<u32>,
    pub(super) concept: u16,
}

/// The thesaurus, read.
#[derive(Default)]
pub(super) struct Thesaurus {
    pub(super) vocabulary: Vocabulary,
    pub(super) phrases: Vec<Phrase>,
    pub(super) concepts: Vec<Concept>,
    /// For each word of the vocabulary the phrases it stands in.
    of_word: Vec<Vec<u16>>,
    /// Words of the data that say the same as a concept, by its number, ascending.
    synonyms: Vec<(u16, Box<str>)>,
    /// The rules of danger, which come in the same file.
    pub(super) danger: Danger,
}

impl Thesaurus {
    /// The one that was taught, else the one that is carried along, read at first use.
    pub(super) fn get() -> &'static Self {
        static CARRIED: OnceLock<Thesaurus> = OnceLock::new();
        TAUGHT.get().unwrap_or_else(|| CARRIED.get_or_init(Self::carried))
    }

    #[cfg(not(target_family = "wasm"))]
    fn carried() -> Self {
        Self::parse(TEXT)
    }

    /// Without the code that reads one: that comes with the lazy chunk.
    #[cfg(target_family = "wasm")]
    fn carried() -> Self {
        Self::default()
    }

    #[cfg(not(target_family = "wasm"))]
    fn parse(text: &str) -> Self {
        let mut reading = reading::Reading::default();
        text.lines().for_each(|line| reading.line(line));
        reading.finish()
    }

    /// The words of the data that say the same as a concept.
    pub(super) fn synonyms(&self, concept: u16) -> impl Iterator<Item = &str> {
        let start = self.synonyms.partition_point(|(of, _)| *of < concept);
        let of_concept = self.synonyms[start..].iter().take_while(move |(of, _)| *of == concept);
        of_concept.map(|(_, word)| &**word)
    }

    /// Whether a word is one that the thesaurus has, just as it is written.
    pub(super) fn knows(&self, word: &str) -> bool {
        self.vocabulary.find(bare(word)).is_some()
    }

    /// Whether a word alone names a need: `Some(true)`; whether it is a common word, the name of a language, or a part of
    /// what has a meaning: `Some(false)`.
    pub(super) fn means(&self, word: &str) -> Option<bool> {
        let at = self.vocabulary.find(bare(word))?;
        let mut alone = self.of_word[at]
            .iter()
            .map(|&phrase| &self.phrases[usize::from(phrase)]);
        Some(alone.any(|phrase| {
            let concept = self.concepts[usize::from(phrase.concept)];
            let names = matches!(&concept, Concept::About(codes, _) if codes.language().is_none());
            phrase.words.len() == 1 && names
        }))
    }

    /// The word of time that begins at the first of these words, and of how many words it is.
    pub(super) fn time_at(&self, words: &mut dyn FnMut(usize) -> Option<u32>) -> Option<(u8, usize)> {
        let first = words(0)?;
        let phrases = self.of_word[first as usize].iter();
        let phrases = phrases.map(|&phrase| &self.phrases[usize::from(phrase)]);
        let mut best = None;
        for phrase in phrases {
            let Concept::When(code) = self.concepts[usize::from(phrase.concept)] else {
                continue;
            };
            let all = (0..).zip(&phrase.words).all(|(at, &word)| words(at) == Some(word));
            if all && best.is_none_or(|(_, length)| phrase.words.len() > length) {
                best = Some((code, phrase.words.len()));
            }
        }
        best
    }

    /// Adds to what answers a word what does with another ending, where no answer means something without others.
    pub(super) fn add_inflected(&self, word: &str, answers: &mut Vec<Answer>, weights: &Weights) {
        // The code for endings is in the lazy chunk, and is there when something was taught.
        if self.phrases.is_empty() {
            return;
        }
        let alone = |phrase: &u16| self.phrases[usize::from(*phrase)].words.len() == 1;
        if !answers
            .iter()
            .any(|answer| self.of_word[answer.word as usize].iter().any(alone))
        {
            let inflected = self.vocabulary.inflected(word).into_iter();
            answers.extend(inflected.map(|word| Answer {
                word,
                quality: weights.inflected as u8,
                guessed: false,
            }));
        }
    }

    /// Whether a word stands in what means a need.
    pub(super) fn is_about(&self, word: u32) -> bool {
        let about = |phrase: &u16| {
            let phrase = &self.phrases[usize::from(*phrase)];
            matches!(self.concepts[usize::from(phrase.concept)], Concept::About(..))
        };
        self.of_word[word as usize].iter().any(about)
    }

    /// The phrases that mean a concept.
    pub(super) fn phrases_of(&self, concept: u16) -> &[Phrase] {
        let start = self.phrases.partition_point(|phrase| phrase.concept < concept);
        let end = self.phrases.partition_point(|phrase| phrase.concept <= concept);
        &self.phrases[start..end]
    }

    /// The phrases a word stands in.
    pub(super) fn phrases_with(&self, word: u32) -> &[u16] {
        &self.of_word[word as usize]
    }

    /// The number that a word is; also one put together, such as "sessantacinque".
    pub(super) fn number(&self, word: &str) -> Option<u16> {
        self.number_alone(word).or_else(|| {
            // Nobody's age is longer.
            let cuts = (4..word.len().min(20)).filter(|&cut| word.is_char_boundary(cut));
            let two = cuts.map(|cut| word.split_at(cut));
            two.filter_map(|(tens, ones)| Some((self.number_beginning_with(tens)?, self.number_alone(ones)?)))
                .find(|&(tens, ones)| tens >= 20 && (1..10).contains(&ones))
                .map(|(tens, ones)| tens + ones)
        })
    }

    fn number_alone(&self, word: &str) -> Option<u16> {
        self.role(word).find_map(|role| match role {
            Concept::Number(number) => Some(number),
            _ => None,
        })
    }

    /// The number whose word begins like that: "quindic".
    pub(super) fn number_beginning_with(&self, beginning: &str) -> Option<u16> {
        let numbers = self.vocabulary.beginning_with(beginning);
        numbers
            .into_iter()
            .find_map(|at| self.number_alone(self.vocabulary.word(at)))
    }

    /// What a single word means besides codes, exactly as it is written.
    pub(super) fn role(&self, word: &str) -> impl Iterator<Item = Concept> {
        self.vocabulary
            .find(bare(word))
            .into_iter()
            .flat_map(|at| &self.of_word[at])
            .map(|&phrase| &self.phrases[usize::from(phrase)])
            .filter(|phrase| phrase.words.len() == 1)
            .map(|phrase| self.concepts[usize::from(phrase.concept)])
            .filter(|concept| !matches!(concept, Concept::About(..)))
    }
}

fn concept(head: &str) -> Concept {
    let (is, near) = head.split_once('|').unwrap_or((head, ""));
    let special = is.trim();
    match special.split_once(':').unwrap_or((special, "")) {
        ("optional", _) => Concept::Optional,
        ("filler", _) => Concept::Filler,
        ("years", _) => Concept::Years,
        ("months", _) => Concept::Months,
        ("over", _) => Concept::Over,
        ("near", _) => Concept::Near,
        ("here", _) => Concept::Here,
        ("at", _) => Concept::At,
        ("common", _) => Concept::Common,
        ("when", code) => Concept::When(code.parse().unwrap_or(u8::MAX)),
        ("number", number) => Concept::Number(number.parse().unwrap_or(0)),
        _ => Concept::About(codes(is), codes(near)),
    }
}

/// The codes of a list apart by spaces.
pub(super) fn codes(text: &str) -> Codes {
    let mut codes = Codes::default();
    for code in words(text.trim()) {
        // The tests hold every code of the file valid.
        let _ = codes.add(code);
    }
    codes
}

/// An Arabic word without the article and the particles written in one with it; any other word as it is.
pub(super) fn bare(word: &str) -> &str {
    const PARTICLES: [&str; 7] = ["وال", "بال", "كال", "فال", "لل", "ال", "و"];
    if !word.starts_with(|letter| ('\u{600}'..'\u{700}').contains(&letter)) {
        return word;
    }
    PARTICLES
        .iter()
        .filter_map(|particle| word.strip_prefix(particle))
        .find(|rest| rest.chars().count() >= 3)
        .unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn every_line_of_the_file_is_understood() {
        for (number, line) in include_str!("../../data/thesaurus.txt").lines().enumerate() {
            let number = number + 1;
            if let Some(head) = line.strip_prefix('=') {
                let special = [
                    "optional", "filler", "years", "months", "over", "near", "here", "at", "common", "number:", "when:",
                ];
                if special
                    .iter()
                    .any(|special| head.trim().starts_with(special) && !head.contains('|'))
                {
                    continue;
                }
                for code in head.split(['|', ' ']).filter(|code| !code.is_empty()) {
                    if let Some(word) = code.strip_prefix(WORD) {
                        assert_eq!(fold(word), word, "line {number}");
                        continue;
                    }
                    assert!(Codes::default().add(code).is_some(), "line {number}: {code}");
                }
            } else if !line.starts_with('#') && !line.is_empty() {
                let (language, list) = line.split_once(' ').unwrap_or((line, ""));
                assert!(
                    ["it", "en", "fr", "es", "ro", "sq", "ar", "uk", "zh"].contains(&language) && !list.is_empty(),
                    "line {number}: {line}"
                );
                assert!(
                    list.split(',').all(|phrase| !fold(phrase).is_empty()),
                    "line {number}: an empty phrase"
                );
            }
        }
    }

    #[test]
    fn a_lesson_in_pieces_teaches_all_of_the_text() {
        let mut steps = 1;
        let mut lesson = Lesson::new(TEXT.to_owned());
        while let Some(more) = lesson.step() {
            lesson = more;
            steps += 1;
        }
        // A step ends with a line.
        let longest = TEXT.lines().map(str::len).max().unwrap_or_default();
        assert!(steps >= TEXT.len() / (Lesson::STEP + longest + 1));
        let (taught, whole) = (Thesaurus::get(), Thesaurus::parse(TEXT));
        assert_eq!(taught.phrases.len(), whole.phrases.len());
        assert_eq!(taught.concepts, whole.concepts);
        assert_eq!(taught.synonyms, whole.synonyms);
        for (taught, whole) in taught.phrases.iter().zip(&whole.phrases) {
            assert_eq!((&taught.words, taught.concept), (&whole.words, whole.concept));
        }
    }

    #[test]
    fn without_the_file_no_word_has_a_meaning() {
        let empty = Thesaurus::parse("");
        assert_eq!(empty.role("anni").count(), 0);
        let weights = crate::search::Weights::default();
        for word in ["scuola", "scula", "s", "40"] {
            assert!(
                empty
                    .vocabulary
                    .guesses(word, crate::search::words::Position::Last, false, &weights)
                    .is_empty(),
                "{word}"
            );
        }
    }

    #[test]
    fn arabic_words_lose_their_article() {
        assert_eq!(bare("الواجبات"), "واجبات");
        assert_eq!(bare("والمدرسه"), "مدرسه");
        assert_eq!(bare("scuola"), "scuola");
    }
}
