//! What the pages show, as plain data made from the data set: no leptos, no browser, tested natively.

pub mod about_page;
pub mod activity_page;
pub mod agenda_page;
pub mod by_place;
pub mod card;
pub mod chips;
pub mod dates;
pub mod distance;
pub mod facets;
pub mod freshness;
pub mod guide_page;
pub mod hand_on;
pub mod household;
pub mod map_rows;
pub mod network_page;
pub mod next_step;
pub mod open;
pub mod page;
pub mod place_page;
pub mod plan_page;
pub mod qr;
pub mod suggestions;
pub mod when;

use shared::agenda::Links;
use shared::household::Household;
use shared::model::{Dataset, PlaceKind};
use shared::time::{Date, LocalDateTime};

use crate::i18n::{Word, text};

use by_place::ByPlace;

/// How dates and names are written in the language of the page; the browser knows.
#[derive(Clone, Copy)]
pub struct Formats {
    /// `martedì 24 novembre`
    pub weekday_and_day: fn(Date) -> String,
    /// `24 novembre 2026`
    pub full_day: fn(Date) -> String,
    /// `mar 24 nov`
    pub short_day: fn(Date) -> String,
    /// `martedì`
    pub weekday: fn(Date) -> String,
    /// `arabo` for `ar`
    pub language_name: fn(&str) -> String,
}

/// What every page is made from.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The records.
    pub data: &'a Dataset,
    /// Which activities each place has.
    pub by_place: &'a ByPlace,
    /// Where each activity takes place and who offers it.
    pub links: &'a Links,
    /// The wall clock of Rome.
    pub now: LocalDateTime,
    /// How dates and names are written.
    pub formats: Formats,
    /// Who is at home.
    pub household: &'a Household,
}

/// The class that carries the shape and the colour of a kind of place.
#[must_use]
pub const fn kind_class(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Hub => "kind-hub",
        PlaceKind::Spoke => "kind-spoke",
        PlaceKind::Desk => "kind-desk",
        PlaceKind::ThemedHouse => "kind-themed-house",
        PlaceKind::Clinic => "kind-clinic",
    }
}

/// The name of a kind of place.
#[must_use]
pub fn kind_name(kind: PlaceKind) -> &'static str {
    text(match kind {
        PlaceKind::Hub => Word::KindHub,
        PlaceKind::Spoke => Word::KindSpoke,
        PlaceKind::Desk => Word::KindDesk,
        PlaceKind::ThemedHouse => Word::KindThemedHouse,
        PlaceKind::Clinic => Word::KindClinic,
    })
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Formats that need no browser.
    pub(crate) const PLAIN: Formats = Formats {
        weekday_and_day: |date| date.to_string(),
        full_day: |date| date.to_string(),
        short_day: |date| date.to_string(),
        weekday: |date| date.weekday().ical().to_owned(),
        language_name: str::to_owned,
    };
}
