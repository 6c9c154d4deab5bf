//! A result in the list: what it is, where, when, how sure that is.

use shared::filter::What;
use shared::model::{Activity, Guide, Place, Precision};
use shared::search::Hit;

use super::activity::ages_in_words;
use super::page::{Badge, StateLine};
use super::words::{comune_name, kind_class, kind_name};
use super::{Context, dates, distance, freshness, hours};

/// How many topics a card names.
const TOPICS: usize = 3;

/// A card.
pub(super) struct Card {
    /// `place`, `activity` or `guide`.
    pub(super) record: &'static str,
    pub(super) id: String,
    pub(super) href: String,
    pub(super) title: String,
    pub(super) kind_class: &'static str,
    pub(super) kind: &'static str,
    /// Comune or place; empty is not known.
    pub(super) place: String,
    /// How far, as people say it; empty is not known.
    pub(super) distance: String,
    pub(super) state: Option<StateLine>,
    /// When it is on next; empty is nothing.
    pub(super) next: String,
    pub(super) badges: Vec<Badge>,
    pub(super) topics: Vec<&'static str>,
}

/// The card of a result.
pub(super) fn card(context: &Context<'_>, hit: &Hit) -> Option<Card> {
    let at = hit.at as usize;
    let mut card = match hit.what {
        What::Place => of_place(context, context.data.places.get(at)?, hit.distance_m),
        What::Activity => of_activity(context, context.data.activities.get(at)?, hit.distance_m),
        What::Guide => of_guide(context.data.guides.get(at)?),
    };
    if hit.serves {
        card.badges.push(Badge::plain("Serve il tuo comune"));
    }
    Some(card)
}

fn of_place(context: &Context<'_>, place: &Place, metres: Option<u32>) -> Card {
    let sample = place.sample.then(Badge::sample);
    let check = freshness::is_to_check(place, context.now.date).then(|| Badge::check("Contatti da verificare"));
    Card {
        record: What::Place.code(),
        id: place.id.to_string(),
        href: format!("/sede/{}", place.id),
        title: place.name.clone(),
        kind_class: kind_class(place.kind),
        kind: kind_name(place.kind),
        place: comune_name(context, place).unwrap_or_default().to_owned(),
        distance: how_far(Some(place), metres),
        state: Some(hours::state_line(context, place)),
        next: next_of_place(context, place),
        badges: sample.into_iter().chain(check).collect(),
        topics: place.topics.iter().take(TOPICS).map(|topic| topic.name()).collect(),
    }
}

/// The soonest date at a place, with what it is.
fn next_of_place(context: &Context<'_>, place: &Place) -> String {
    let here = context
        .data
        .activities
        .iter()
        .filter(|activity| activity.place.as_ref() == Some(&place.id));
    match dates::soonest(context, here, 1).first() {
        Some((activity, date)) => {
            let sample = if activity.sample { " (esempio)" } else { "" };
            format!("{} · {}{sample}", dates::line(context, date), activity.title)
        }
        None => String::new(),
    }
}

fn of_activity(context: &Context<'_>, activity: &Activity, metres: Option<u32>) -> Card {
    let place = activity.place.as_ref().and_then(|id| context.data.place(id));
    let sample = activity.sample.then(Badge::sample);
    let free = (activity.access.free == Some(true)).then(|| Badge::plain("Gratis"));
    let ages = Badge::plain(ages_in_words(&activity.audience));
    let where_it_is = place.map(|place| match comune_name(context, place) {
        Some(comune) => format!("{}, {comune}", place.name),
        None => place.name.clone(),
    });
    Card {
        record: What::Activity.code(),
        id: activity.id.to_string(),
        href: format!("/attivita/{}", activity.id),
        title: activity.title.clone(),
        kind_class: "kind-activity",
        kind: activity.category.name(),
        place: where_it_is.unwrap_or_default(),
        distance: how_far(place, metres),
        state: None,
        next: dates::next(context, activity)
            .map(|next| dates::line(context, &next))
            .unwrap_or_default(),
        badges: sample.into_iter().chain(free).chain([ages]).collect(),
        topics: vec![],
    }
}

fn of_guide(guide: &Guide) -> Card {
    Card {
        record: What::Guide.code(),
        id: guide.id.to_string(),
        href: format!("/scheda/{}", guide.id),
        title: guide.title.clone(),
        kind_class: "kind-activity",
        kind: "Scheda",
        place: guide.topic.name().to_owned(),
        distance: String::new(),
        state: None,
        next: String::new(),
        badges: guide.sample.then(Badge::sample).into_iter().collect(),
        topics: vec![],
    }
}

fn how_far(place: Option<&Place>, metres: Option<u32>) -> String {
    let position = place.and_then(|place| place.position);
    let precision = position.map_or(Precision::Comune, |position| position.precision);
    metres
        .map(|metres| distance::spoken(metres, precision))
        .unwrap_or_default()
}
