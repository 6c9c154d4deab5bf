//! Ages in words.

use super::Context;
use crate::i18n::Word;

/// "6 mesi", "1 anno", "3 anni".
#[must_use]
pub fn age_words(context: &Context<'_>, months: u16) -> String {
    match months {
        12 => context.words.counted(1, Word::AgeYears),
        months if months < 24 => context.words.counted(usize::from(months), Word::AgeMonths),
        months => context.words.counted(usize::from(months / 12), Word::AgeYears),
    }
}
