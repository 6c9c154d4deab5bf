//! The answer: how many, the cards, and more of them on demand.

use leptos::prelude::*;
use shared::filter::What;
use shared::query::{LIMIT_DEFAULT, Order};
use shared::search::Hit;

use super::help::help;
use super::result_card::result_card;
use super::{button, changed, part, told};
use crate::commands::{self, Step};
use crate::i18n::{Word, counted, filled, text};
use crate::state::{App, Found, LIMIT_FIRST};
use crate::view::Context;
use crate::view::card::{Card, activity_card, guide_card, place_card};

/// How many more are shown on demand.
const MORE: u32 = 40;

/// "46 risultati".
#[must_use]
pub fn count_words(app: App) -> String {
    let total = app
        .found
        .with(|found| found.as_ref().map_or(0, |found| found.outcome.total));
    match total {
        0 => text(Word::NoResult).to_owned(),
        total => counted(total as usize, Word::OneResult, Word::ManyResults),
    }
}

/// The list of results with what stands around it.
pub fn results(app: App) -> AnyView {
    let cards = Memo::new(move |_| {
        let found = app.found.get();
        found
            .map(|found| app.in_context(&found.worked, |context| cards_of(context, &found)))
            .unwrap_or_default()
    });
    let list = move || {
        let cards: Vec<AnyView> = cards.get().into_iter().map(result_card).collect();
        view! {
            <ul class="cards" aria-label=text(Word::Results)>
                {cards}
            </ul>
        }
        .into_any()
    };
    view! {
        <div class="result-bar">
            <h2 class="result-count" id="risultati" data-testid="result-count" aria-live="polite">
                {told(move || count_words(app))}
            </h2>
            {part(move || order(app))}
        </div>
        {part(move || help(app))}
        {part(list)}
        {part(move || more(app))}
    }
    .into_any()
}

fn cards_of(context: &Context<'_>, found: &Found) -> Vec<Card> {
    let hits = found.outcome.hits.iter().chain(&found.outcome.beyond);
    hits.filter_map(|hit| card(context, hit)).collect()
}

fn card(context: &Context<'_>, hit: &Hit) -> Option<Card> {
    let at = hit.at as usize;
    let mut card = match hit.what {
        What::Place => place_card(context, context.data.places.get(at)?, hit.distance_m),
        What::Activity => activity_card(context, context.data.activities.get(at)?, hit.distance_m),
        What::Guide => guide_card(context, context.data.guides.get(at)?),
    };
    if hit.serves {
        card.badges.push(crate::view::page::Badge {
            class: "",
            text: text(Word::ServesYourComune).to_owned(),
        });
    }
    Some(card)
}

fn order(app: App) -> AnyView {
    let (chosen, near) = app.query.with(|query| (query.order, query.near.is_some()));
    let options: Vec<_> = [
        (Order::Best, Word::OrderBest),
        (Order::Near, Word::OrderNear),
        (Order::Soon, Word::OrderSoon),
        (Order::Name, Word::OrderName),
    ]
    .into_iter()
    .filter(|(order, _)| near || *order != Order::Near)
    .map(|(order, word)| {
        view! {
            <option value=order.code() prop:selected=order == chosen>
                {text(word)}
            </option>
        }
    })
    .collect();
    let choose = move |code: String| {
        commands::search(app, Step::New, |query| {
            query.order = code.parse().unwrap_or(Order::Best)
        });
    };
    view! {
        <label class="field-inline">
            <span class="visually-hidden">{text(Word::OrderLabel)}</span>
            <select class="select" on:change=changed(choose)>
                {options}
            </select>
        </label>
    }
    .into_any()
}

fn more(app: App) -> AnyView {
    let limit = match app.query.with(|query| query.limit) {
        LIMIT_DEFAULT => LIMIT_FIRST,
        limit => limit,
    };
    let total = app
        .found
        .with(|found| found.as_ref().map_or(0, |found| found.outcome.total));
    if total <= limit {
        return ().into_any();
    }
    let words = filled(Word::ShowMore, &[&MORE.min(total - limit).to_string()]);
    button("btn btn-soft", "", words, move || {
        commands::search(app, Step::Same, |query| query.limit = limit + MORE);
    })
}
