//! How old a fact is, in words that weaken with age.

use crate::model::{Place, Verification};
use crate::time::Date;

use super::Context;
use super::page::Badge;
use crate::i18n::Word;

/// Up to this age a confirmation is told in days.
const DAYS_TOLD: i32 = 60;
/// Beyond this age one had better call first.
const DAYS_TRUSTED: i32 = 270;

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

/// Of a place: its last confirmation, else the age of its contacts.
#[must_use]
pub fn of_place(context: &Context<'_>, place: &Place) -> Freshness {
    match &place.verified {
        Some(verified) => of_verification(context, verified),
        None => undated_or_old(context, place.contacts_as_of),
    }
}

/// Of a record without contacts of its own: its last confirmation, if there is one.
#[must_use]
pub fn of_verification(context: &Context<'_>, verified: &Verification) -> Freshness {
    let day = context.words.full_day(verified.on);
    let (words, trust) = match context.now.date.days() - verified.on.days() {
        ..=0 => (context.words.text(Word::ConfirmedToday).to_owned(), Trust::Fresh),
        1 => (context.words.text(Word::ConfirmedYesterday).to_owned(), Trust::Fresh),
        days @ 2..=DAYS_TOLD => (context.words.counted(days as usize, Word::ConfirmedDays), Trust::Fresh),
        days if days <= DAYS_TRUSTED => (context.words.filled(Word::ConfirmedOn, &[&day]), Trust::Fresh),
        _ => (context.words.filled(Word::ConfirmedLongAgo, &[&day]), Trust::ToCheck),
    };
    Freshness { words, trust }
}

fn undated_or_old(context: &Context<'_>, date: Option<Date>) -> Freshness {
    match date {
        None => Freshness {
            words: context.words.text(Word::ContactsUndated).to_owned(),
            trust: Trust::ToCheck,
        },
        Some(date) if context.now.date.days() - date.days() > DAYS_TRUSTED => Freshness {
            words: context.words.filled(Word::ContactsOfYear, &[&date.year().to_string()]),
            trust: Trust::ToCheck,
        },
        Some(date) => Freshness {
            words: context.words.filled(Word::ContactsOf, &[&context.words.full_day(date)]),
            trust: Trust::Fresh,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::tests::Fixture;

    fn date(text: &str) -> Date {
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
            of_verification(&page.at("2026-11-21T10:00"), &verified)
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
        let told = undated_or_old(&context, None);
        assert_eq!(told.trust, Trust::ToCheck);
        let told = undated_or_old(&context, Some(date("2018-03-01")));
        assert_eq!(told.words, "Contatti del 2018: chiama prima di andare");
    }
}
