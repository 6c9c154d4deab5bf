//! Texts of a record in other languages: what each was made from, and how far it can be trusted.

use serde::{Deserialize, Serialize};

use super::Language;
use super::codes::codes;
use crate::sync::crc32c;
use crate::time::Date;

codes! {
    /// A field of a record that can be translated.
    TranslatedField, "unknown-translated-field" {
        /// `description` of a place or an activity.
        Description = "description",
        /// `body` of a guide.
        Body = "body",
    }
}

codes! {
    /// Who made a translation.
    TranslatedBy, "unknown-translated-by" {
        /// Whoever wrote the text itself.
        Source = "source",
        /// A machine; nobody has read it over yet.
        Machine = "machine",
        /// Somebody who speaks the language has read it over.
        Reviewed = "reviewed",
    }
}

/// A text of a record in another language.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Translation {
    /// Its language.
    pub language: Language,
    /// Which text it translates.
    pub field: TranslatedField,
    /// The translation.
    pub text: String,
    /// Who made it.
    pub by: TranslatedBy,
    /// In which role somebody read it over; never a person's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// When it was made or read over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<Date>,
    /// CRC-32C of the text that it was made from, in UTF-8, as hexadecimal digits. The server adds it where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
}

impl Translation {
    /// Whether the text has changed since the translation was made.
    #[must_use]
    pub fn is_stale(&self, text: &str) -> bool {
        let made_from = self.of.as_deref().map(|of| u32::from_str_radix(of, 16));
        made_from.is_some_and(|of| of != Ok(crc32c(text.as_bytes())))
    }
}

/// The translation of a text into the language of that tag, where there is one that is not stale.
#[must_use]
pub fn translation_of<'a>(
    all: &'a [Translation],
    field: TranslatedField,
    tag: &str,
    text: &str,
) -> Option<&'a Translation> {
    let mut fitting = all.iter().filter(|one| {
        one.field == field && one.language.as_str() == tag && !one.text.trim().is_empty() && !one.is_stale(text)
    });
    fitting.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn english(of: Option<&str>) -> Translation {
        Translation {
            language: "en".parse().expect("a language"),
            field: TranslatedField::Description,
            text: "For families.".to_owned(),
            by: TranslatedBy::Machine,
            role: None,
            on: None,
            of: of.map(str::to_owned),
        }
    }

    #[test]
    fn a_translation_holds_for_the_text_it_was_made_from() {
        let of = std::format!("{:08x}", crc32c("Per famiglie.".as_bytes()));
        let all = [english(Some(&of))];
        let found = |tag, text| translation_of(&all, TranslatedField::Description, tag, text).is_some();
        assert!(found("en", "Per famiglie."));
        assert!(!found("en", "Per famiglie e nonni."), "stale");
        assert!(!found("fr", "Per famiglie."));
        assert!(translation_of(&all, TranslatedField::Body, "en", "Per famiglie.").is_none());
        // What nobody can read as a sum is of no text.
        assert!(english(Some("x")).is_stale("Per famiglie."));
        assert!(!english(None).is_stale("Per famiglie."), "it is not told");
    }
}
