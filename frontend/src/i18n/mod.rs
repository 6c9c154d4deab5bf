//! The texts of the language that the page speaks now; the tables themselves are in `shared::i18n`.

pub use shared::i18n::{Language, Word};

use core::cell::Cell;

use shared::i18n::Words;
use shared::taxonomy::{Category, LifeStage, Professional, Topic};

/// The role of the file with the texts of a language; Italian needs none.
#[must_use]
pub fn role(language: Language) -> Option<String> {
    (language != Language::Italian).then(|| ["words-", language.tag()].concat())
}

/// The language that the switch offers instead of this one.
#[must_use]
pub fn other(language: Language) -> Language {
    match language {
        Language::Italian => Language::English,
        _ => Language::Italian,
    }
}

thread_local! {
    static SPOKEN: Cell<Option<&'static Words>> = const { Cell::new(None) };
}

fn spoken() -> &'static Words {
    SPOKEN.get().unwrap_or_else(Words::italian)
}

/// Speaks Italian from now on.
pub fn speak_italian() {
    SPOKEN.set(None);
}

/// Speaks the language of a fetched file from now on. Says whether the file was complete; else nothing changes.
#[must_use]
pub fn speak(language: Language, file: String) -> bool {
    match Words::parse(language, file) {
        // Once per switch of language and a few kilobytes: kept for the life of the page.
        Ok(words) => {
            SPOKEN.set(Some(Box::leak(Box::new(words))));
            true
        }
        Err(_) => false,
    }
}

/// The text of a word in the language spoken.
#[must_use]
pub fn text(word: Word) -> &'static str {
    spoken().text(word)
}

/// A text with its gaps filled.
#[must_use]
pub fn filled(word: Word, gaps: &[&str]) -> String {
    spoken().filled(word, gaps)
}

/// The form of a text for a number.
#[must_use]
pub fn counted(number: usize, word: Word) -> String {
    spoken().counted(number, word)
}

/// The form of a text from one number to another, which rules it.
#[must_use]
pub fn counted_to(from: usize, to: usize, word: Word) -> String {
    spoken().counted_with(to, word, &[&from.to_string(), &to.to_string()])
}

/// The name of a topic in the language spoken.
#[must_use]
pub fn topic(topic: Topic) -> &'static str {
    spoken().topic(topic)
}

/// The name of a category in the language spoken.
#[must_use]
pub fn category(category: Category) -> &'static str {
    spoken().category(category)
}

/// The name of a life stage in the language spoken.
#[must_use]
pub fn life_stage(stage: LifeStage) -> &'static str {
    spoken().stage(stage)
}

/// The name of a kind of professional in the language spoken.
#[must_use]
pub fn professional(professional: Professional) -> &'static str {
    spoken().professional(professional)
}

/// Languages by name, `name` being how a code is called in the language of the page.
#[must_use]
pub fn language_names(languages: &[shared::model::Language], name: fn(&str) -> String) -> String {
    let names: Vec<String> = languages.iter().map(|language| name(language.as_str())).collect();
    names.join(", ")
}
