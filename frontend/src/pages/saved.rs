//! What was saved on this device: what comes next first, then everything by name.

use leptos::prelude::*;

use crate::commands;
use crate::components::result_card::result_card;
use crate::components::{link, paragraph, part};
use crate::i18n::{Word, text};
use crate::state::App;
use crate::view::Context;
use crate::view::card::{Card, activity_card, place_card};
use crate::view::dates;

/// The page.
pub fn saved() -> AnyView {
    let app = App::here();
    commands::entitle(text(Word::SavedTitle));
    let cards = Memo::new(move |_| {
        let keys = app.saved.get();
        app.with_context(|context| cards(context, &keys)).unwrap_or_default()
    });
    let draw = move || {
        let cards: Vec<AnyView> = cards.get().into_iter().map(result_card).collect();
        match cards.is_empty() {
            true => view! {
                {paragraph("lead", text(Word::SavedNone).to_owned())}
                <p>{link("btn btn-primary", "icon-search", "/".to_owned(), text(Word::ToFinder).to_owned())}</p>
            }
            .into_any(),
            false => view! {
                {paragraph("soft", text(Word::SavedOnlyHere).to_owned())}
                <ul class="cards" aria-label=text(Word::Saved)>
                    {cards}
                </ul>
            }
            .into_any(),
        }
    };
    view! {
        <main id="contenuto">
            <div class="page stack">
                <h1 tabindex="-1">{text(Word::SavedTitle)}</h1>
                {part(draw)}
            </div>
        </main>
    }
    .into_any()
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
