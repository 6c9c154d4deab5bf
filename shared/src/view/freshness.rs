//! How old a fact is, in words that weaken with age.

use crate::model::{Place, Verification};
use crate::time::{Basis, Trust as HowFirm};

use super::Context;
use super::page::Badge;
use crate::i18n::Word;
use crate::reach;

/// Up to this age a confirmation is told in days.
const DAYS_TOLD: i32 = 60;
/// Whether one can rely on what is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// Confirmed not long ago.
    Fresh,
    /// Old, undated or never confirmed.
    ToCheck,
}

/// How old the contacts and hours of a record are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Freshness {
    /// In words.
    pub words: String,
    /// Whether to rely on it.
    pub trust: Trust,
}

impl Freshness {
    /// As a mark.
    #[must_use]
    pub fn badge(self) -> Badge {
        Badge {
            class: match self.trust {
                Trust::Fresh => "",
                Trust::ToCheck => "badge-check",
            },
            text: self.words,
        }
    }
}

/// Of a place: its last confirmation or the age of its contacts, whichever is newer.
#[must_use]
pub fn of_place(context: &Context<'_>, place: &Place) -> Freshness {
    let can_call = reach::can_call(context.data, place);
    of_basis(context, Basis::of_place(place, context.now.date), can_call)
}

/// The same as it stays true on paper: a confirmation by its day, not by how long ago it was.
#[must_use]
pub fn on_paper(context: &Context<'_>, place: &Place) -> String {
    let basis = Basis::of_place(place, context.now.date);
    match basis.as_of.filter(|_| basis.confirmed && basis.is_firm()) {
        Some(day) => context
            .words
            .filled(Word::ConfirmedOn, &[&context.words.partial_date(day)]),
        None => of_place(context, place).words,
    }
}

/// Of a record without contacts of its own: its last confirmation, if there is one. One is told to call only where there
/// is a number.
#[must_use]
pub fn of_verification(context: &Context<'_>, verified: &Verification, can_call: bool) -> Freshness {
    of_basis(context, Basis::of_verification(verified, context.now.date), can_call)
}

fn of_basis(context: &Context<'_>, basis: Basis, can_call: bool) -> Freshness {
    let words = context.words;
    let trust = match basis.is_firm() {
        true => Trust::Fresh,
        false => Trust::ToCheck,
    };
    let Some(of) = basis.as_of else {
        let words = words.text(Word::ContactsUndated).to_owned();
        return Freshness { words, trust };
    };
    let day = words.partial_date(of);
    let words = match (basis.confirmed, basis.trust) {
        (_, HowFirm::Doubtful) => words.filled(Word::DateDoubtful, &[&day]),
        (true, HowFirm::Firm) => match context.now.date.days() - of.last_day().days() {
            ..=0 => words.text(Word::ConfirmedToday).to_owned(),
            1 => words.text(Word::ConfirmedYesterday).to_owned(),
            days @ 2..=DAYS_TOLD => words.counted(days as usize, Word::ConfirmedDays),
            _ => words.filled(Word::ConfirmedOn, &[&day]),
        },
        (true, _) if can_call => words.filled(Word::ConfirmedLongAgo, &[&day]),
        (true, _) => words.and_then(&words.filled(Word::ConfirmedOn, &[&day]), words.text(Word::CheckBefore)),
        (false, HowFirm::Firm) if of.month().is_some() && of.date().is_none() => {
            words.filled(Word::ContactsOfMonth, &[&day])
        }
        (false, HowFirm::Firm) => words.filled(Word::ContactsOf, &[&day]),
        (false, _) => {
            let year = of.year().to_string();
            match can_call {
                true => words.filled(Word::ContactsOfYear, &[&year]),
                false => words.and_then(&words.filled(Word::ContactsOf, &[&year]), words.text(Word::CheckBefore)),
            }
        }
    };
    Freshness { words, trust }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::tests::Fixture;

    fn date(text: &str) -> crate::time::Date {
        text.parse().expect("the test names a date")
    }

    #[test]
    fn the_wording_weakens_with_age() {
        let page = Fixture::new("{}");
        let told = |on: &str| {
            let verified = Verification {
                on: date(on),
                role: String::new(),
                how: String::new(),
            };
            of_verification(&page.at("2026-11-21T10:00"), &verified, true)
        };
        assert_eq!(told("2026-11-21").words, "Confermato oggi");
        assert_eq!(told("2026-11-18").words, "Confermato 3 giorni fa");
        assert_eq!(told("2026-06-01").words, "Confermato il 1º giugno 2026");
        assert_eq!(told("2026-06-01").trust, Trust::Fresh);
        assert_eq!(told("2025-06-01").trust, Trust::ToCheck);
        // A confirmation from tomorrow is a device whose clock is behind, not news from the future.
        assert_eq!(told("2026-11-22").words, "Confermato oggi");
    }

    #[test]
    fn what_nobody_confirmed_is_to_be_checked() {
        let page = Fixture::new("{}");
        let context = page.at("2026-11-21T10:00");
        let told = |of: Option<&str>| {
            let undated = Basis {
                as_of: None,
                confirmed: false,
                trust: HowFirm::Undated,
            };
            let dated = |of: &str| Basis::new(of.parse().expect("a date"), false, context.now.date);
            of_basis(&context, of.map_or(undated, dated), true)
        };
        assert_eq!(told(None).trust, Trust::ToCheck);
        assert_eq!(
            told(Some("2018-03-01")).words,
            "Contatti del 2018: chiama prima di andare"
        );
        assert_eq!(told(Some("2026-10")).words, "Contatti di ottobre 2026");
        assert_eq!(told(Some("2026-10-08")).words, "Contatti dell’8 ottobre 2026");
        let future = told(Some("2027-03"));
        assert_eq!(
            (future.words.as_str(), future.trust),
            ("Data da verificare: marzo 2027", Trust::ToCheck)
        );
    }
}
