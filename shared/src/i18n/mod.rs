//! What the product says, once for server and browser: tables of texts a language, made from `data/i18n/`.
//!
//! [`Language`], [`Word`] and [`KioskWord`] are generated from those files, so that a new key or a new language is text
//! and no code. The browser has the Italian [`Words`] compiled in and fetches the rest; natively all are compiled in.

mod basis;
mod dates;
mod easy;
mod fill;
mod names;
mod states;
mod table;
#[cfg(test)]
mod tests;

mod generated {
    //! The languages and the table of the pages.
    include!(concat!(env!("OUT_DIR"), "/words.rs"));
}

mod kiosk {
    //! The table of kiosk, board, orientation, desk card and danger.
    include!(concat!(env!("OUT_DIR"), "/kiosk.rs"));
}

pub use easy::BETWEEN;
pub use generated::{Language, Word};
pub use kiosk::KioskWord;
pub use table::{Key, OtherBuild, Table};

/// The texts of the pages, in one language.
pub type Words = Table<Word>;

/// The texts of kiosk, board, guided orientation, desk card and danger, in one language.
pub type KioskWords = Table<KioskWord>;

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
