//! What the app says: one typed table of texts. Italian is compiled in; other languages are fetched as plain text files
//! in the same order (`frontend/i18n/en.txt`) and hold for the whole page.

mod words;

pub use words::Word;

use core::cell::Cell;

use shared::taxonomy::{Category, LifeStage, Professional, Topic};
use words::ITALIAN;

/// A language of the app.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Italian, compiled in.
    Italian,
    /// English, fetched.
    English,
}

impl Language {
    /// All languages, in the order in which they are offered.
    pub const ALL: [Self; 2] = [Self::Italian, Self::English];

    /// The tag for `<html lang>` (BCP 47).
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Italian => "it",
            Self::English => "en",
        }
    }

    /// Its own name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Italian => "Italiano",
            Self::English => "English",
        }
    }

    /// The role of the file with its texts; Italian needs none.
    #[must_use]
    pub const fn role(self) -> Option<&'static str> {
        match self {
            Self::Italian => None,
            Self::English => Some("words-en"),
        }
    }

    /// The language of a tag such as `en-GB`.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.tag() == primary)
    }

    /// The language that the switch offers instead of this one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::Italian => Self::English,
            Self::English => Self::Italian,
        }
    }
}

/// The texts of one language: every [`Word`], then topics, categories, life stages and professionals.
type Texts = &'static [&'static str];

const AFTER_TOPICS: usize = ITALIAN.len() + Topic::COUNT;
const AFTER_CATEGORIES: usize = AFTER_TOPICS + Category::COUNT;
const AFTER_STAGES: usize = AFTER_CATEGORIES + LifeStage::COUNT;

thread_local! {
    static SPOKEN: Cell<Option<Texts>> = const { Cell::new(None) };
}

/// Speaks Italian from now on.
pub fn speak_italian() {
    SPOKEN.set(None);
}

/// Speaks the language of a fetched file from now on. Says whether the file was complete; else nothing changes.
#[must_use]
pub fn speak(file: &str) -> bool {
    match parse(file) {
        Some(texts) => {
            SPOKEN.set(Some(Vec::leak(texts)));
            true
        }
        None => false,
    }
}

fn parse(file: &str) -> Option<Vec<&'static str>> {
    // Once per switch of language and a few kilobytes: kept for the life of the page.
    let file: &'static str = Box::leak(file.into());
    let texts: Vec<&'static str> = file
        .lines()
        .filter_map(|line| line.split_once('=')?.1.strip_prefix(' '))
        .collect();
    let complete = texts.len() == AFTER_STAGES + Professional::COUNT;
    complete.then_some(texts)
}

/// The text of a word in the language spoken.
#[must_use]
pub fn text(word: Word) -> &'static str {
    SPOKEN.get().unwrap_or(ITALIAN)[word as usize]
}

/// A text with its gaps `{}` filled, in order.
#[must_use]
pub fn filled(word: Word, gaps: &[&str]) -> String {
    let mut parts = text(word).split('{');
    let mut out = parts.next().unwrap_or_default().to_owned();
    let mut gaps = gaps.iter();
    for part in parts {
        match part.strip_prefix('}') {
            Some(part) => {
                out.push_str(gaps.next().copied().unwrap_or_default());
                out.push_str(part);
            }
            // A gap with a name is for somebody else to fill.
            None => {
                out.push('{');
                out.push_str(part);
            }
        }
    }
    out
}

/// `one` for 1, else `many` with the number in its gap.
#[must_use]
pub fn counted(number: usize, one: Word, many: Word) -> String {
    match number {
        1 => text(one).to_owned(),
        _ => filled(many, &[&number.to_string()]),
    }
}

fn named(at: usize, italian: &'static str) -> &'static str {
    SPOKEN.get().map_or(italian, |texts| texts[at])
}

/// The name of a topic in the language spoken.
#[must_use]
pub fn topic(topic: Topic) -> &'static str {
    named(ITALIAN.len() + topic.index(), topic.name())
}

/// The name of a category in the language spoken.
#[must_use]
pub fn category(category: Category) -> &'static str {
    named(AFTER_TOPICS + category.index(), category.name())
}

/// The name of a life stage in the language spoken.
#[must_use]
pub fn life_stage(stage: LifeStage) -> &'static str {
    named(AFTER_CATEGORIES + stage.index(), stage.name())
}

/// The name of a kind of professional in the language spoken.
#[must_use]
pub fn professional(professional: Professional) -> &'static str {
    named(AFTER_STAGES + professional.index(), professional.name())
}

/// Languages by name, `name` being how a code is called in the language of the page.
#[must_use]
pub fn language_names(languages: &[shared::model::Language], name: fn(&str) -> String) -> String {
    let names: Vec<String> = languages.iter().map(|language| name(language.as_str())).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::words::KEYS;
    use super::*;

    const ENGLISH: &str = include_str!("../../i18n/en.txt");

    fn expected_keys() -> Vec<String> {
        let topics = Topic::all().map(|topic| ["topic.", topic.code()].concat());
        let categories = Category::all().map(|category| ["category.", category.code()].concat());
        let stages = LifeStage::all().map(|stage| ["stage.", stage.code()].concat());
        let professionals = Professional::all().map(|who| ["professional.", who.code()].concat());
        let words = KEYS.iter().map(|&key| key.to_owned());
        words
            .chain(topics)
            .chain(categories)
            .chain(stages)
            .chain(professionals)
            .collect()
    }

    #[test]
    fn english_has_every_text_in_order() {
        let keys: Vec<String> = ENGLISH
            .lines()
            .map(|line| line.split_once(" = ").expect("a line is `key = text`").0.to_owned())
            .collect();
        for (key, expected) in keys.iter().zip(expected_keys()) {
            assert_eq!(*key, expected);
        }
        assert_eq!(keys.len(), expected_keys().len());
        assert!(parse(ENGLISH).is_some());
    }

    #[test]
    fn every_translation_keeps_the_gaps() {
        let english = parse(ENGLISH).expect("the file is complete");
        for (at, italian) in ITALIAN.iter().enumerate() {
            assert_eq!(
                italian.matches("{}").count(),
                english[at].matches("{}").count(),
                "{}",
                KEYS[at]
            );
            assert!(!english[at].trim().is_empty(), "{}", KEYS[at]);
        }
    }

    #[test]
    fn an_incomplete_file_changes_nothing() {
        assert!(!speak("search = Search"));
        assert_eq!(text(Word::Search), "Cerca…");
    }

    #[test]
    fn gaps_are_filled_in_order() {
        assert_eq!(filled(Word::AgesFromTo, &["0", "3"]), "da 0 a 3 anni");
    }
}
