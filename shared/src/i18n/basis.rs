//! How firmly a state is said: hours that are old, undated or of a doubtful date are told as what they are.

use super::{Word, Words};
use crate::time::{Basis, PartialDate, Trust};

impl Words {
    /// A date as exactly as it is known: `5 ottobre 2025`, `ottobre 2025`, `2025`.
    #[must_use]
    pub fn partial_date(&self, date: PartialDate) -> String {
        match (date.date(), date.month()) {
            (Some(day), _) => self.full_day(day),
            (None, Some(month)) => self.month_year(date.year(), month),
            (None, None) => date.year().to_string(),
        }
    }

    /// A state as firmly as it is known: as it stands, or "Secondo gli orari di gennaio 2025: aperto fino alle 18:00.
    /// Chiama prima di andare." One can be sent to the telephone only where there is one.
    #[must_use]
    pub fn as_firmly(&self, basis: Basis, state: String, has_phone: bool) -> String {
        let of = basis.as_of.map(|date| self.partial_date(date)).unwrap_or_default();
        let head = match (basis.trust, basis.as_of) {
            (Trust::Firm, _) => return state,
            (Trust::Old, Some(date)) if date.month().is_some() && date.date().is_none() => {
                self.filled(Word::ByHoursOfMonth, &[&of])
            }
            (Trust::Old, _) => self.filled(Word::ByHoursOf, &[&of]),
            (Trust::Undated, _) => self.text(Word::ByHoursUndated).to_owned(),
            (Trust::Doubtful, _) => self.text(Word::ByHoursDoubtful).to_owned(),
        };
        let before = self.text(match has_phone {
            true => Word::CallBefore,
            false => Word::CheckBefore,
        });
        let mut state = state;
        if let Some(first) = state.get_mut(..1) {
            first.make_ascii_lowercase();
        }
        [head.as_str(), ": ", &state, ". ", before].concat()
    }
}
