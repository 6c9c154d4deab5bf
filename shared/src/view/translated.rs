//! What a record says in the reader's language, where it says it: else its Italian is shown as Italian.

use super::Context;
use super::page::Badge;
use crate::i18n::{Language, Word};
use crate::model::{TranslatedBy, TranslatedField, Translation, translation_of};

/// The translation of a text of a record for whoever reads; `None` where there is none, or the text has changed since.
#[must_use]
pub fn translated<'a>(
    context: &Context<'_>,
    all: &'a [Translation],
    field: TranslatedField,
    text: &str,
) -> Option<&'a Translation> {
    match context.words.language() {
        Language::Italian => None,
        other => translation_of(all, field, other.tag(), text),
    }
}

/// How far a translation can be trusted; nothing where the source itself made it.
#[must_use]
pub fn trust(context: &Context<'_>, translation: &Translation) -> Option<Badge> {
    let words = match (translation.by, &translation.role) {
        (TranslatedBy::Source, _) => return None,
        (TranslatedBy::Machine, _) => context.text(Word::TranslatedByMachine).to_owned(),
        (TranslatedBy::Reviewed, None) => context.text(Word::TranslatedReviewed).to_owned(),
        (TranslatedBy::Reviewed, Some(role)) => {
            let words = context.text(Word::TranslatedReviewed);
            context.words.filled(Word::InBrackets, &[words, role])
        }
    };
    let class = match translation.by {
        TranslatedBy::Machine => "badge-check",
        _ => "",
    };
    Some(Badge { class, text: words })
}
