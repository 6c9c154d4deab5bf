//! One table of texts in one language: finding a text, its plural form, and filling its gaps.

use core::marker::PhantomData;
use std::borrow::Cow;

use super::{Language, fill};

/// The key of a text of a table.
pub trait Key: Copy {
    /// How many texts the table has, groups of codes included.
    const COUNT: usize;

    /// The line of the table.
    fn position(self) -> usize;
}

/// A file of texts that does not have as many lines as this build has texts: it belongs to another build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OtherBuild;

/// All texts of a table in one language.
#[derive(Clone, Debug)]
pub struct Table<K> {
    language: Language,
    /// Texts of guides in easy words; only beside the texts in easy words.
    pub(super) guides: Option<Cow<'static, str>>,
    texts: Cow<'static, str>,
    /// Where the line of each text ends in `texts`.
    ends: Vec<u32>,
    keys: PhantomData<K>,
}

impl<K: Key> Table<K> {
    pub(super) fn new(language: Language, texts: Cow<'static, str>) -> Self {
        let bytes = texts.bytes().enumerate();
        let ends = bytes
            .filter(|(_, byte)| *byte == b'\n')
            .map(|(at, _)| at as u32)
            .collect();
        Self {
            language,
            guides: None,
            texts,
            ends,
            keys: PhantomData,
        }
    }

    /// Reads a fetched file of texts in short form (one text a line, in the order of the keys).
    ///
    /// # Errors
    /// [`OtherBuild`] when the number of its lines is another one.
    pub fn parse(language: Language, file: String) -> Result<Self, OtherBuild> {
        let table = Self::new(language, Cow::Owned(file));
        match table.ends.len() == K::COUNT {
            true => Ok(table),
            false => Err(OtherBuild),
        }
    }

    /// The language of these texts.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The line at a position of the table.
    pub(super) fn line(&self, at: usize) -> &str {
        let end = |at: usize| self.ends.get(at).map_or(0, |end| *end as usize);
        let start = at.checked_sub(1).map_or(0, |before| end(before) + 1);
        self.texts.get(start..end(at)).unwrap_or_default()
    }

    /// A text without gaps. Of a text with plural forms it is the general one.
    #[must_use]
    pub fn text(&self, key: K) -> &str {
        self.line(key.position()).rsplit('\t').next().unwrap_or_default()
    }

    /// A text with its gaps `{0}`, `{1}` … filled, wherever the language has put them.
    #[must_use]
    pub fn filled(&self, key: K, gaps: &[&str]) -> String {
        fill::filled(self.language, self.text(key), gaps)
    }

    /// The form of a text for a number, which fills the gap `{0}`.
    #[must_use]
    pub fn counted(&self, number: usize, key: K) -> String {
        self.counted_with(number, key, &[&number.to_string()])
    }

    /// The form of a text for a number, with its gaps filled by `gaps`: "da {0} a {1} anni" is ruled by its second.
    #[must_use]
    pub fn counted_with(&self, number: usize, key: K, gaps: &[&str]) -> String {
        let mut forms = self.line(key.position()).split('\t');
        let form = forms.nth(self.language.plural(number)).unwrap_or_default();
        fill::filled(self.language, form, gaps)
    }
}
