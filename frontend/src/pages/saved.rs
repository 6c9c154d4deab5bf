//! What was saved on this device: what comes next first, then everything by name.

use crate::commands;
use crate::components::result_card::result_card;
use crate::components::{link, paragraph};
use crate::i18n::{Word, text};
use crate::state::App;
use crate::tree::{Tree, el, part};
use crate::view::Context;
use crate::view::card::{Card, activity_card, place_card};
use crate::view::dates;

/// The page.
pub fn saved(app: App) -> Tree {
    commands::entitle(text(Word::SavedTitle));
    let page = el("div", "page stack")
        .child(el("h1", "").attr("tabindex", "-1").text(text(Word::SavedTitle)))
        .child(part(move || list(app)));
    el("main", "").attr("id", "contenuto").child(page).into()
}

fn list(app: App) -> Tree {
    let cards = app
        .saved
        .with(|keys| app.with_context(|context| cards(context, keys)))
        .unwrap_or_default();
    let list = el("div", "stack");
    if cards.is_empty() {
        let onward = link(
            "btn btn-primary",
            "icon-search",
            "/".to_owned(),
            text(Word::ToFinder).to_owned(),
        );
        let none = paragraph("lead", text(Word::SavedNone).to_owned());
        return list.child(none).child(el("p", "").child(onward)).into();
    }
    let mut items = el("ul", "cards").attr("aria-label", text(Word::Saved));
    for card in cards {
        items.push(result_card(card));
    }
    list.child(paragraph("soft", text(Word::SavedOnlyHere).to_owned()))
        .child(items)
        .into()
}

/// Activities with a date first, the soonest on top; then the rest in the order in which it was saved.
fn cards(context: &Context<'_>, keys: &[String]) -> Vec<Card> {
    let activities = keys
        .iter()
        .filter_map(|key| context.data.activity(&key.strip_prefix("activity:")?.parse().ok()?));
    let activities: Vec<_> = activities.collect();
    let coming = dates::soonest(context, activities.iter().copied(), usize::MAX);
    let dated = coming
        .iter()
        .map(|(activity, _)| activity_card(context, activity, None));
    let undated = activities
        .iter()
        .filter(|activity| coming.iter().all(|(other, _)| other.id != activity.id));
    let undated = undated.map(|activity| activity_card(context, activity, None));
    let places = keys
        .iter()
        .filter_map(|key| context.data.place(&key.strip_prefix("place:")?.parse().ok()?));
    let places = places.map(|place| place_card(context, place, None));
    dated.chain(undated).chain(places).collect()
}
