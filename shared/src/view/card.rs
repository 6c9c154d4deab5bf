//! A result in the list: what it is, where, when, how sure that is.

use crate::filter::What;
use crate::model::{Activity, Guide, Mode, Place, Precision};
use crate::search::Hit;

use super::activity_page::ages;
use super::freshness::{self, Trust};
use super::household::{self, Suits};
use super::page::{Badge, OpenState};
use super::place_page::sample_badge;
use super::{Context, dates, distance, kind_class, open, taking_part, whereabouts};
use crate::i18n::Word;
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
    /// When something is on next; empty is nothing.
    pub next: String,
    /// What that is, where it is not the card's own; in the words of its record.
    pub next_title: String,
    /// Whether that is an example.
    pub next_sample: bool,
    /// Marks.
    pub badges: Vec<Badge>,
    /// Topics.
    pub topics: Vec<&'static str>,
    /// Whom of the household it suits, where there is something to say.
    pub suits: Option<Suits>,
}

/// The card of a place.
#[must_use]
pub fn place_card(context: &Context<'_>, place: &Place, metres: Option<u32>) -> Card {
    let precision = place.position.map_or(Precision::Comune, |position| position.precision);
    let freshness = freshness::of_place(context, place);
    let mut badges = Vec::new();
    if place.sample {
        badges.push(sample_badge(context));
    }
    if freshness.trust == Trust::ToCheck {
        badges.push(Badge {
            class: "badge-check",
            text: context.words.text(Word::ContactsUndated).to_owned(),
        });
    }
    let (next, next_title, next_sample) = next_of_place(context, place);
    Card {
        record: "place",
        id: place.id.to_string(),
        href: context.href(&Route::Place(place.id.clone())),
        title: place.name.clone(),
        kind_class: kind_class(place.kind),
        kind: context.words.kind(place.kind),
        place: whereabouts::town(context, place.address.as_ref()).unwrap_or_default(),
        distance: metres
            .map(|metres| distance::spoken(context, metres, precision))
            .unwrap_or_default(),
        state: Some(open::state_now(context, place)),
        next,
        next_title,
        next_sample,
        badges,
        topics: place
            .topics
            .iter()
            .take(TOPICS_SHOWN)
            .map(|&code| context.words.topic(code))
            .collect(),
        suits: for_us(context, &|| household::of_place(context, place)),
    }
}

/// The card of a result; `None` where its record is gone.
#[must_use]
pub fn hit_card(context: &Context<'_>, hit: &Hit) -> Option<Card> {
    let at = hit.at as usize;
    let mut card = match hit.what {
        What::Place => place_card(context, context.data.places.get(at)?, hit.distance_m),
        What::Activity => activity_card(context, context.data.activities.get(at)?, hit.distance_m),
        What::Guide => guide_card(context, context.data.guides.get(at)?),
    };
    if let (What::Activity, Some(activity)) = (hit.what, context.data.activities.get(at))
        && let Some(occurrence) = dates::next_asked(context, activity)
    {
        card.next = dates::line(context, &occurrence);
    }
    if hit.in_comune {
        card.distance = context.text(Word::SameComune).to_owned();
    }
    if hit.serves {
        card.badges.push(Badge {
            class: "",
            text: context.text(Word::ServesYourComune).to_owned(),
        });
    }
    Some(card)
}

/// What there is to say about a household, where one is told of. Only then the code that says it is here.
fn for_us(context: &Context<'_>, say: &dyn Fn() -> Option<Suits>) -> Option<Suits> {
    match context.household.is_empty() {
        true => None,
        false => say(),
    }
}

/// The soonest date at a place, what it is, and whether that is an example.
fn next_of_place(context: &Context<'_>, place: &Place) -> (String, String, bool) {
    let activities = context.by_place.activities(context.data, place);
    match dates::soonest(context, activities, 1).first() {
        Some((activity, occurrence)) => (
            dates::line(context, occurrence),
            activity.title.clone(),
            activity.sample,
        ),
        None => Default::default(),
    }
}

/// The card of an activity.
#[must_use]
pub fn activity_card(context: &Context<'_>, activity: &Activity, metres: Option<u32>) -> Card {
    let position = match &activity.venue {
        Some(venue) => venue.position,
        None => whereabouts::place(context, activity).and_then(|place| place.position),
    };
    let precision = position.map_or(Precision::Comune, |position| position.precision);
    let mut badges = Vec::new();
    if activity.sample {
        badges.push(sample_badge(context));
    }
    if activity.access.free == Some(true) {
        badges.push(Badge {
            class: "",
            text: context.words.text(Word::Free).to_owned(),
        });
    }
    badges.push(Badge {
        class: "",
        text: ages(context, &activity.audience),
    });
    // What decides whether to go at all: whether there is room, and that one does not have to come.
    let mut decides: Vec<String> = taking_part::room(context, activity.places_left).into_iter().collect();
    if !activity.modes.is_empty() && !activity.modes.contains(&Mode::OnSite) {
        decides.push(taking_part::modes(context, &activity.modes).join(", "));
    }
    badges.extend(decides.into_iter().map(|text| Badge { class: "", text }));
    let next = dates::next(context, activity).map(|occurrence| dates::line(context, &occurrence));
    Card {
        record: "activity",
        id: activity.id.to_string(),
        href: context.href(&Route::Activity(activity.id.clone())),
        title: activity.title.clone(),
        kind_class: "kind-activity",
        kind: context.words.category(activity.category),
        place: whereabouts::line(context, activity).unwrap_or_default(),
        distance: metres
            .map(|metres| distance::spoken(context, metres, precision))
            .unwrap_or_default(),
        state: None,
        next: next.unwrap_or_default(),
        next_title: String::new(),
        next_sample: false,
        badges,
        topics: Vec::new(),
        suits: for_us(context, &|| household::of_activity(context, activity)),
    }
}

/// The card of a guide.
#[must_use]
pub fn guide_card(context: &Context<'_>, guide: &Guide) -> Card {
    Card {
        record: "guide",
        id: guide.id.to_string(),
        href: context.href(&Route::Guide(guide.id.clone())),
        title: guide.title.clone(),
        kind_class: "kind-activity",
        kind: context.words.text(Word::Guide),
        place: context.words.topic(guide.topic).to_owned(),
        distance: String::new(),
        state: None,
        next: String::new(),
        next_title: String::new(),
        next_sample: false,
        badges: guide.sample.then(|| sample_badge(context)).into_iter().collect(),
        topics: Vec::new(),
        suits: for_us(context, &|| household::of_guide(context, guide)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Index;
    use crate::view::Html;
    use crate::view::tests::Fixture;

    const DATA: &str = r#"{ "format": "family-hub/1",
        "networks": [{ "id": "a", "name": "Rete", "comuni": [] }],
        "places": [],
        "activities": [
            { "id": "clay", "network": "a", "place": null, "title": "Laboratorio di argilla", "category": "laboratorio",
              "topics": ["comunita"], "description": "Per famiglie.", "audience": { "groups": [] },
              "schedule": { "start": "2026-11-02T10:00", "minutes": 60, "rrule": "FREQ=WEEKLY;BYDAY=MO,TH,SU" } },
            { "id": "paper", "network": "a", "place": null, "title": "Laboratorio di carta", "category": "laboratorio",
              "topics": ["comunita"], "description": "Per famiglie.", "audience": { "groups": [] },
              "schedule": { "start": "2026-11-02T10:00", "minutes": 60, "rrule": "FREQ=WEEKLY;BYDAY=MO" } }
        ], "guides": [] }"#;

    fn asked(words: &str) -> Fixture {
        let mut fixture = Fixture::new(DATA);
        fixture.query.words = words.to_owned();
        let context = crate::search::Context {
            now: "2026-11-24T16:30".parse().expect("a time"),
            gazetteer: None,
            position: None,
            household: None,
        };
        let outcome = Index::build(&fixture.data).search(&fixture.data, &fixture.query, &context);
        fixture.outcome = Some(outcome);
        fixture
    }

    #[test]
    fn a_card_shows_the_date_of_the_time_asked_for() {
        for (words, date) in [
            ("argilla", "giovedì 26 novembre"),
            ("argilla domenica", "domenica 29 novembre"),
            ("argilla lunedì", "lunedì 30 novembre"),
        ] {
            let fixture = asked(words);
            let context = fixture.at("2026-11-24T16:30");
            let card = hit_card(&context, &fixture.outcome.as_ref().expect("an answer").hits[0]).expect("a card");
            assert_eq!(
                (card.id.as_str(), card.next.contains(date)),
                ("clay", true),
                "{words}: {}",
                card.next
            );
        }
    }

    #[test]
    fn a_line_parts_what_has_only_a_part_of_the_words() {
        let mut fixture = asked("laboratorio argilla");
        let outcome = fixture.outcome.as_mut().expect("an answer");
        // The other one as a search gives it that lacks a word.
        let mut partly = outcome.hits[0].clone();
        partly.at = 1;
        partly.guessed = true;
        outcome.hits.truncate(1);
        outcome.hits.push(partly);
        let html = |fixture: &Fixture| {
            let mut html = String::new();
            let cards = crate::view::finder::cards(&fixture.at("2026-11-24T16:30"));
            crate::view::write::write(&cards, &|_| Html::Nothing, &mut html);
            html
        };
        let drawn = html(&fixture);
        let line = drawn.find("data-testid=\"partly\"").expect("a line");
        let ids: Vec<usize> = ["clay", "paper"]
            .iter()
            .map(|id| drawn.find(&format!("data-id=\"{id}\"")).expect("a card"))
            .collect();
        assert!(ids[0] < line && line < ids[1]);
        // Nothing is parted where all are alike.
        fixture.outcome.as_mut().expect("an answer").hits[1].guessed = false;
        assert!(!html(&fixture).contains("partly"));
    }
}
