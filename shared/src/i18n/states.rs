//! The names of holidays, and how the parts of a sentence are put together.

use super::{Word, Words, fill, generated};
use crate::time::Holiday;

impl Words {
    /// The name of a national holiday.
    #[must_use]
    pub fn holiday(&self, holiday: Holiday) -> &str {
        self.line(generated::HOLIDAY + holiday as usize)
    }

    /// A holiday by the Italian name that the calendar of a place gives it; the patron's own name stays as it is.
    #[must_use]
    pub fn holiday_named(&self, italian: &str) -> String {
        if let Some(saint) = italian.strip_suffix(", patrono") {
            return self.filled(Word::PatronDay, &[saint]);
        }
        let known = Holiday::ALL.into_iter().find(|holiday| holiday.name() == italian);
        known.map_or(italian, |holiday| self.holiday(holiday)).to_owned()
    }

    /// "Chiuso: ferie": a statement with its reason.
    #[must_use]
    pub fn with_reason(&self, said: &str, reason: &str) -> String {
        fill::pattern(self.text(Word::WithReason), &[said, reason])
    }

    /// "Chiuso. Apre alle 10:00": two sentences.
    #[must_use]
    pub fn and_then(&self, said: &str, next: &str) -> String {
        fill::pattern(self.text(Word::AndThen), &[said, next])
    }

    /// "15:30–18:30 (su appuntamento)".
    #[must_use]
    pub fn in_brackets(&self, said: &str, inside: &str) -> String {
        fill::pattern(self.text(Word::InBrackets), &[said, inside])
    }
}
