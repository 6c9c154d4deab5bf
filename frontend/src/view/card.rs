//! A result in the list: what it is, where, when, how sure that is.

use shared::model::{Place, Precision};

use super::freshness::{self, Trust};
use super::page::{Badge, OpenState};
use super::place_page::{comune_name, sample_badge};
use super::{Context, distance, kind_class, kind_name};
use crate::i18n::{Word, text, topic};
use crate::route::Route;

/// How many topics a card names.
const TOPICS_SHOWN: usize = 3;

/// A card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// `place`, `activity` or `guide`.
    pub record: &'static str,
    /// Id of the record.
    pub id: String,
    /// Where it leads.
    pub href: String,
    /// Name.
    pub title: String,
    /// Class that carries shape and colour.
    pub kind_class: &'static str,
    /// Name of the kind.
    pub kind: &'static str,
    /// Comune or place.
    pub place: String,
    /// How far, as people say it; empty is not known.
    pub distance: String,
    /// Whether it is open; for places.
    pub state: Option<OpenState>,
    /// What is on next; empty is nothing.
    pub next: String,
    /// Marks.
    pub badges: Vec<Badge>,
    /// Topics.
    pub topics: Vec<&'static str>,
}

/// The card of a place.
#[must_use]
pub fn place_card(context: &Context<'_>, place: &Place, metres: Option<u32>) -> Card {
    let precision = place.position.map_or(Precision::Comune, |position| position.precision);
    let freshness = freshness::of_place(place, context.now.date, context.formats);
    let mut badges = Vec::new();
    if place.sample {
        badges.push(sample_badge());
    }
    if freshness.trust == Trust::ToCheck {
        badges.push(Badge {
            class: "badge-check",
            text: text(Word::ContactsUndated).to_owned(),
        });
    }
    Card {
        record: "place",
        id: place.id.to_string(),
        href: Route::Place(place.id.clone()).path(),
        title: place.name.clone(),
        kind_class: kind_class(place.kind),
        kind: kind_name(place.kind),
        place: comune_name(context, place).unwrap_or_default(),
        distance: metres
            .map(|metres| distance::spoken(metres, precision))
            .unwrap_or_default(),
        state: Some(OpenState {
            code: "unknown",
            words: text(Word::HoursUnknownCall).to_owned(),
        }),
        next: String::new(),
        badges,
        topics: place
            .topics
            .iter()
            .take(TOPICS_SHOWN)
            .map(|&code| topic(code))
            .collect(),
    }
}
