//! How old a fact is, in words that weaken with age.

use shared::model::{Place, Verification};
use shared::time::Date;

use super::page::Badge;
use super::words::full_day;

/// Up to this age a confirmation is told in days.
const DAYS_TOLD: i32 = 60;
/// Beyond this age one had better call first.
const DAYS_TRUSTED: i32 = 270;

/// The mark of a place: its last confirmation, else the age of its contacts.
pub(super) fn of_place(place: &Place, today: Date) -> Badge {
    match (&place.verified, place.contacts_as_of) {
        (Some(verified), _) => of_verification(verified, today),
        (None, None) => Badge::check("Contatti da verificare"),
        (None, Some(date)) if today.days() - date.days() > DAYS_TRUSTED => {
            Badge::check(format!("Contatti del {}: chiama prima di andare", date.year()))
        }
        (None, Some(date)) => Badge::plain(format!("Contatti del {}", full_day(date))),
    }
}

/// The mark of a confirmation.
pub(super) fn of_verification(verified: &Verification, today: Date) -> Badge {
    match today.days() - verified.on.days() {
        ..=0 => Badge::plain("Confermato oggi"),
        1 => Badge::plain("Confermato ieri"),
        days @ 2..=DAYS_TOLD => Badge::plain(format!("Confermato {days} giorni fa")),
        days if days <= DAYS_TRUSTED => Badge::plain(format!("Confermato il {}", full_day(verified.on))),
        _ => Badge::check(format!(
            "Confermato il {}: chiama prima di andare",
            full_day(verified.on)
        )),
    }
}

/// Whether its contacts are too old or undated to rely on.
pub(super) fn is_to_check(place: &Place, today: Date) -> bool {
    of_place(place, today).class != "badge"
}
