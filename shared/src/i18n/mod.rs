//! What the product says, once for server and browser: one table of texts a language, made from `data/i18n/*.txt`.
//!
//! [`Language`] and [`Word`] are generated from those files, so that a new key or a new language is text and no code.
//! The browser has Italian compiled in and fetches the others; natively all are compiled in ([`Words::of`]).

mod fill;
mod names;
#[cfg(test)]
mod tests;

mod generated {
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

#[cfg(not(target_arch = "wasm32"))]
pub use generated::KEYS;
pub use generated::{Language, Word};

use std::borrow::Cow;
use std::sync::OnceLock;

impl Language {
    /// The language of a tag such as `en-GB`: what stands before the first hyphen decides.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or_default();
        Self::ALL
            .into_iter()
            .find(|language| language.tag().eq_ignore_ascii_case(primary))
    }

    /// All languages, in the order in which they are offered.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter()
    }

    /// The value for `dir`: `ltr` or `rtl`.
    #[must_use]
    pub const fn dir(self) -> &'static str {
        match self.is_rtl() {
            true => "rtl",
            false => "ltr",
        }
    }
}

/// A file of texts that does not have as many lines as this build has texts: it belongs to another build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherBuild;

/// All texts of one language.
#[derive(Clone, Debug)]
pub struct Words {
    language: Language,
    texts: Cow<'static, str>,
    /// Where the line of each text ends in `texts`.
    ends: Vec<u32>,
}

impl Words {
    /// The texts of Italian.
    #[must_use]
    pub fn italian() -> &'static Self {
        static ITALIAN: OnceLock<Words> = OnceLock::new();
        ITALIAN.get_or_init(|| Self::new(Language::Italian, Cow::Borrowed(generated::ITALIAN)))
    }

    /// The texts of a language, compiled in.
    #[cfg(not(target_arch = "wasm32"))]
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        static ALL: OnceLock<Vec<Words>> = OnceLock::new();
        let all = ALL.get_or_init(|| {
            let texts = Language::ALL.into_iter().zip(generated::TEXTS);
            texts
                .map(|(language, texts)| Self::new(language, Cow::Borrowed(texts)))
                .collect()
        });
        &all[language as usize]
    }

    /// Reads a fetched file of texts in short form (one text a line, in the order of [`Word`]).
    ///
    /// # Errors
    /// [`OtherBuild`] when the number of its lines is another one.
    pub fn parse(language: Language, file: String) -> Result<Self, OtherBuild> {
        let words = Self::new(language, Cow::Owned(file));
        match words.ends.len() == generated::COUNT {
            true => Ok(words),
            false => Err(OtherBuild),
        }
    }

    fn new(language: Language, texts: Cow<'static, str>) -> Self {
        let bytes = texts.bytes().enumerate();
        let ends = bytes
            .filter(|(_, byte)| *byte == b'\n')
            .map(|(at, _)| at as u32)
            .collect();
        Self { language, texts, ends }
    }

    /// The language of these texts.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The line at a position of the table.
    fn line(&self, at: usize) -> &str {
        let end = |at: usize| self.ends.get(at).map_or(0, |end| *end as usize);
        let start = at.checked_sub(1).map_or(0, |before| end(before) + 1);
        self.texts.get(start..end(at)).unwrap_or_default()
    }

    /// A text without gaps. Of a text with plural forms it is the general one.
    #[must_use]
    pub fn text(&self, word: Word) -> &str {
        self.line(word as usize).rsplit('\t').next().unwrap_or_default()
    }

    /// A text with its gaps `{0}`, `{1}` … filled, wherever the language has put them.
    #[must_use]
    pub fn filled(&self, word: Word, gaps: &[&str]) -> String {
        fill::filled(self.language, self.text(word), gaps)
    }

    /// The form of a text for a number, which fills the gap `{0}`.
    #[must_use]
    pub fn counted(&self, number: usize, word: Word) -> String {
        self.counted_with(number, word, &[&number.to_string()])
    }

    /// The form of a text for a number, with its gaps filled by `gaps`: "da {0} a {1} anni" is ruled by its second.
    #[must_use]
    pub fn counted_with(&self, number: usize, word: Word, gaps: &[&str]) -> String {
        let mut forms = self.line(word as usize).split('\t');
        let form = forms.nth(self.language.plural(number)).unwrap_or_default();
        fill::filled(self.language, form, gaps)
    }
}
