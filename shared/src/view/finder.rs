//! The finder: search, list and map.

use super::html::el;
use super::msg::{Change, Field};
use super::page::Badge;
use super::parts::{badge, button, choice, heading, link, main};
use super::search_link::search_link_to;
use super::{Context, Element, Html, Slot};
use crate::i18n::Word;
use crate::query::{LIMIT_DEFAULT, Order, Query, View};
use crate::route::Route;
use crate::search::{Hit, Outcome};

/// How many results are drawn at first: what fills a phone several times over, and little to draw for each letter.
pub const LIMIT_FIRST: u32 = 20;
/// How many more are shown on demand.
const MORE: u32 = 40;
/// Cards that are hydrated before the others get their turn: more than a screen holds.
const FIRST_CARDS: usize = 6;

const ORDERS: [(Order, Word); 4] = [
    (Order::Best, Word::OrderBest),
    (Order::Near, Word::OrderNear),
    (Order::Soon, Word::OrderSoon),
    (Order::Name, Word::OrderName),
];

/// The finder.
#[must_use]
pub fn finder(context: &Context<'_>) -> Html {
    let hero = el("div", "hero")
        .child(heading(context.text(Word::FinderTitle)))
        .child(super::search_box::search_box(context))
        .child(super::near_row::near_row(context))
        .child(el("div", "doors").child(guided(context)).slot(Slot::Chips));
    let count = el("h2", "result-count")
        .attr("id", "risultati")
        .attr("data-testid", "result-count")
        .attr("aria-live", "polite")
        .slot(Slot::Count);
    let list = el("section", "finder-list")
        .attr("aria-labelledby", "risultati")
        .child(el("div", "result-bar").child(count).slot(Slot::Order))
        .slot(Slot::Help)
        .slot(Slot::Cards)
        .slot(Slot::More)
        .slot(Slot::Apart);
    let which = el("div", "finder")
        .attr("data-view", context.view.code())
        .child(list)
        .slot(Slot::ResultsMap);
    main()
        .attr("class", "with-switch")
        .slot(Slot::Danger)
        .child(hero)
        .child(which)
        .slot(Slot::ViewSwitch)
        .slot(Slot::FilterDialog)
        .slot(Slot::WhenDialog)
        .into()
}

/// The way for who does not know what to search for.
fn guided(context: &Context<'_>) -> Html {
    let words = context.text(Word::HelpMeChoose);
    link("chip", "icon-people", context.href(&Route::Orientation), words)
}

/// How many filters are chosen.
#[must_use]
pub fn filter_count(context: &Context<'_>) -> Html {
    // When has a button of its own.
    let filter = &context.query.filter;
    let active = filter.active() - usize::from(!filter.when.is_empty());
    let for_us = context.household.only.is_some() && !context.household.is_empty();
    match active + usize::from(for_us) {
        0 => Html::Nothing,
        count => badge(Badge {
            class: "",
            text: count.to_string(),
        }),
    }
}

/// "46 risultati".
#[must_use]
pub fn count_words(context: &Context<'_>) -> String {
    match context.outcome.map_or(0, |outcome| outcome.total) {
        0 => context.text(Word::NoResult).to_owned(),
        total => context.words.counted(total as usize, Word::ResultsCounted),
    }
}

/// The order of the results.
#[must_use]
pub fn order(context: &Context<'_>) -> Html {
    let query = context.query;
    let mut select = el("select", "select").on_change(Field::Order);
    for (order, word) in ORDERS {
        if query.near.is_some() || order != Order::Near {
            select.push(choice(
                order.code().to_owned(),
                context.text(word),
                order == query.order,
            ));
        }
    }
    let name = el("span", "visually-hidden").text(context.text(Word::OrderLabel));
    el("label", "field-inline").needs_app().child(name).child(select).into()
}

/// The results.
#[must_use]
pub fn cards(context: &Context<'_>) -> Html {
    if context.drawn == 0 {
        return Html::Keep("ul");
    }
    let all = context.drawn > 1;
    let mut list = el("ul", "cards").attr("aria-label", context.text(Word::Results));
    if let Some(outcome) = context.outcome {
        let shown = if all {
            outcome.hits.len()
        } else {
            outcome.hits.len().min(FIRST_CARDS)
        };
        let (first, rest) = outcome.hits.split_at(shown);
        push_cards(context, first, partly_from(context, outcome), &mut list);
        for _ in rest {
            list.push(Html::Keep("li"));
        }
        if all {
            push_cards(context, &outcome.beyond, None, &mut list);
            push_cards(context, &outcome.hubs, None, &mut list);
        }
    }
    list.into()
}

/// What may be open or on although nobody can say so for sure: told apart, never dropped.
#[must_use]
pub fn apart(context: &Context<'_>) -> Html {
    let Some(outcome) = context.outcome.filter(|outcome| !outcome.apart.is_empty()) else {
        return Html::Nothing;
    };
    let title = context.text(Word::ApartTitle);
    let mut list = el("ul", "cards").attr("aria-label", title);
    push_cards(context, &outcome.apart, None, &mut list);
    el("section", "apart")
        .attr("data-testid", "apart")
        .child(el("h2", "result-count").text(title))
        .child(list)
        .into()
}

/// The first result that has only a part of what was asked for, where others have all of it.
fn partly_from(context: &Context<'_>, outcome: &Outcome) -> Option<usize> {
    let told = context.query.order == Order::Best && outcome.matched == crate::search::Matched::All;
    let first = outcome.hits.iter().position(|hit| hit.guessed)?;
    (told && first > 0).then_some(first)
}

/// Draws the results; a line stands above the one at `partly`.
fn push_cards(context: &Context<'_>, hits: &[Hit], partly: Option<usize>, list: &mut Element) {
    for (at, hit) in hits.iter().enumerate() {
        if let Some(card) = super::card::hit_card(context, hit) {
            let line = match partly == Some(at) {
                true => el("p", "result-count")
                    .attr("data-testid", "partly")
                    .text(context.text(Word::PartlyFromHere))
                    .into(),
                false => Html::Nothing,
            };
            list.push(super::result_card::result_card_under(context, card, line));
        }
    }
}

/// How many results are asked for.
#[must_use]
pub fn limit(limit: u32) -> u32 {
    match limit {
        LIMIT_DEFAULT => LIMIT_FIRST,
        limit => limit,
    }
}

/// A link to more results, which works without scripts too.
#[must_use]
pub fn more(context: &Context<'_>) -> Html {
    let limit = limit(context.query.limit);
    let total = context.outcome.map_or(0, |outcome| outcome.total);
    if total <= limit {
        return Html::Nothing;
    }
    let words = (context.words).counted(MORE.min(total - limit) as usize, Word::ShowMore);
    let more = Query {
        limit: limit + MORE,
        offset: 0,
        ..context.query.clone()
    };
    let link = search_link_to(context, "btn btn-soft", &more, Change::Limit(limit + MORE)).text(words);
    el("p", "").child(link).into()
}

/// The button that shows the map instead of the list, or the list instead of the map.
#[must_use]
pub fn view_switch(context: &Context<'_>) -> Html {
    let (sign, word, other) = match context.view {
        View::List | View::Week | View::Day => ("icon-map", Word::Map, View::Map),
        View::Map => ("icon-list", Word::List, View::List),
    };
    button("btn view-switch", sign)
        .text(context.text(word))
        .needs_app()
        .on_click(Change::View(other))
        .into()
}

/// Whether an answer needs no help.
#[must_use]
pub fn is_as_hoped(outcome: &Outcome) -> bool {
    outcome.total > 0
        && !matches!(outcome.matched, crate::search::Matched::Most(_))
        && outcome.suggestion.is_none()
        && outcome.untold == 0
        && outcome.beyond.is_empty()
        && outcome.nearest_elsewhere_m.is_none()
}
