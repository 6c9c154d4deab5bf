//! How old a fact is, in words that weaken with age.

use shared::model::{Place, Verification};
use shared::time::Date;

use super::Formats;
use crate::i18n::{Word, counted, filled, text};

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

/// Of a place: its last confirmation, else the age of its contacts.
#[must_use]
pub fn of_place(place: &Place, today: Date, formats: Formats) -> Freshness {
    match &place.verified {
        Some(verified) => of_verification(verified, today, formats),
        None => undated_or_old(place.contacts_as_of, today, formats),
    }
}

/// Of a record without contacts of its own: its last confirmation, if there is one.
#[must_use]
pub fn of_verification(verified: &Verification, today: Date, formats: Formats) -> Freshness {
    let day = (formats.full_day)(verified.on);
    let (words, trust) = match today.days() - verified.on.days() {
        ..=0 => (text(Word::ConfirmedToday).to_owned(), Trust::Fresh),
        1 => (text(Word::ConfirmedYesterday).to_owned(), Trust::Fresh),
        days @ 2..=DAYS_TOLD => (counted(days as usize, Word::ConfirmedDays), Trust::Fresh),
        days if days <= DAYS_TRUSTED => (filled(Word::ConfirmedOn, &[&day]), Trust::Fresh),
        _ => (filled(Word::ConfirmedLongAgo, &[&day]), Trust::ToCheck),
    };
    Freshness { words, trust }
}

fn undated_or_old(date: Option<Date>, today: Date, formats: Formats) -> Freshness {
    match date {
        None => Freshness {
            words: text(Word::ContactsUndated).to_owned(),
            trust: Trust::ToCheck,
        },
        Some(date) if today.days() - date.days() > DAYS_TRUSTED => Freshness {
            words: filled(Word::ContactsOfYear, &[&date.year().to_string()]),
            trust: Trust::ToCheck,
        },
        Some(date) => Freshness {
            words: filled(Word::ContactsOf, &[&(formats.full_day)(date)]),
            trust: Trust::Fresh,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::tests::PLAIN;

    fn date(text: &str) -> Date {
        text.parse().expect("the test names a date")
    }

    #[test]
    fn the_wording_weakens_with_age() {
        let told = |on: &str| {
            let verified = Verification {
                on: date(on),
                role: String::new(),
                how: String::new(),
            };
            of_verification(&verified, date("2026-11-21"), PLAIN)
        };
        assert_eq!(told("2026-11-21").words, "Confermato oggi");
        assert_eq!(told("2026-11-18").words, "Confermato 3 giorni fa");
        assert_eq!(told("2026-06-01").words, "Confermato il 2026-06-01");
        assert_eq!(told("2026-06-01").trust, Trust::Fresh);
        assert_eq!(told("2025-06-01").trust, Trust::ToCheck);
        // A confirmation from tomorrow is a device whose clock is behind, not news from the future.
        assert_eq!(told("2026-11-22").words, "Confermato oggi");
    }

    #[test]
    fn what_nobody_confirmed_is_to_be_checked() {
        let told = undated_or_old(None, date("2026-11-21"), PLAIN);
        assert_eq!(told.trust, Trust::ToCheck);
        let told = undated_or_old(Some(date("2018-03-01")), date("2026-11-21"), PLAIN);
        assert_eq!(told.words, "Contatti del 2018: chiama prima di andare");
    }
}
