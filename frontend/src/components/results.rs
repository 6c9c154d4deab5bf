//! The answer: how many, the cards, and more of them on demand.

use shared::filter::What;
use shared::query::{LIMIT_DEFAULT, Order};
use shared::search::{Hit, Matched, Outcome};

use super::result_card::result_card;
use super::{button, changed, choice};
use crate::commands::{self, Step};
use crate::i18n::{Word, counted, text};
use crate::later;
use crate::state::{App, Found, LIMIT_FIRST};
use crate::tree::{Element, NOTHING, Tree, as_it_stands, el, part, put_off, words};
use crate::view::Context;
use crate::view::card::{Card, activity_card, guide_card, place_card};
use crate::view::page::Badge;

/// How many more are shown on demand.
const MORE: u32 = 40;

const ORDERS: [(Order, Word); 4] = [
    (Order::Best, Word::OrderBest),
    (Order::Near, Word::OrderNear),
    (Order::Soon, Word::OrderSoon),
    (Order::Name, Word::OrderName),
];

fn total(app: App) -> u32 {
    app.found
        .with(|found| found.as_ref().map_or(0, |found| found.outcome.total))
}

/// "46 risultati".
#[must_use]
pub fn count_words(app: App) -> String {
    match total(app) {
        0 => text(Word::NoResult).to_owned(),
        total => counted(total as usize, Word::ResultsCounted),
    }
}

/// The list of results with what stands around it.
pub fn results(app: App) -> Tree {
    let count = el("h2", "result-count")
        .attr("id", "risultati")
        .attr("data-testid", "result-count")
        .attr("aria-live", "polite")
        .child(part(move || words(count_words(app))));
    let (due, all_due) = (app.is_due(0), app.is_due(1));
    el("section", "finder-list")
        .attr("aria-labelledby", "risultati")
        .child(el("div", "result-bar").child(count).child(part(move || order(app))))
        .child(part(move || help(app)))
        .child(put_off("ul", move || due.get(), move || cards(app, all_due.get())))
        .child(part(move || more(app)))
        .child(part(move || apart(app)))
        .into()
}

/// Help where the answer is not what was hoped for.
fn help(app: App) -> Tree {
    let as_hoped = |outcome: &Outcome| {
        let wanted = outcome.total > 0 && !matches!(outcome.matched, Matched::Most(_));
        wanted && outcome.suggestion.is_none() && outcome.untold == 0 && outcome.beyond.is_empty()
    };
    if app
        .found
        .with(|found| found.as_ref().is_none_or(|found| as_hoped(&found.outcome)))
    {
        return NOTHING;
    }
    if app.later.get() {
        return later::help(app);
    }
    commands::want_later(app);
    NOTHING
}

/// Cards that are drawn before the others get their turn: more than a screen holds.
const FIRST_CARDS: usize = 6;

fn cards(app: App, all: bool) -> Tree {
    let mut list = el("ul", "cards").attr("aria-label", text(Word::Results));
    if let Some(found) = app.found.get() {
        let hits = &found.outcome.hits;
        let (first, rest) = hits.split_at(if all { hits.len() } else { hits.len().min(FIRST_CARDS) });
        put_cards(app, &found, first, &mut list);
        for _ in rest {
            list.push(as_it_stands("li"));
        }
        if all {
            put_cards(app, &found, &found.outcome.beyond, &mut list);
        }
    }
    list.into()
}

/// What may be open or on although nobody can say so for sure: told apart, never dropped.
fn apart(app: App) -> Tree {
    let Some(found) = app.found.get().filter(|found| !found.outcome.apart.is_empty()) else {
        return NOTHING;
    };
    let title = text(Word::ApartTitle);
    let mut list = el("ul", "cards").attr("aria-label", title);
    put_cards(app, &found, &found.outcome.apart, &mut list);
    el("section", "apart")
        .attr("data-testid", "apart")
        .child(el("h2", "result-count").text(title))
        .child(list)
        .into()
}

fn put_cards(app: App, found: &Found, hits: &[Hit], list: &mut Element) {
    app.in_context(&found.worked, |context| {
        for hit in hits {
            if let Some(card) = card(context, hit) {
                list.push(result_card(card));
            }
        }
    });
}

fn card(context: &Context<'_>, hit: &Hit) -> Option<Card> {
    let at = hit.at as usize;
    let mut card = match hit.what {
        What::Place => place_card(context, context.data.places.get(at)?, hit.distance_m),
        What::Activity => activity_card(context, context.data.activities.get(at)?, hit.distance_m),
        What::Guide => guide_card(context, context.data.guides.get(at)?),
    };
    if hit.serves {
        card.badges.push(Badge {
            class: "",
            text: text(Word::ServesYourComune).to_owned(),
        });
    }
    Some(card)
}

fn order(app: App) -> Tree {
    let (chosen, near) = app.query.with(|query| (query.order, query.near.is_some()));
    let choose = move |code: String| {
        commands::search(app, Step::New, &mut |query| {
            query.order = code.parse().unwrap_or(Order::Best)
        });
    };
    let mut select = el("select", "select").on("change", changed(choose));
    for (order, word) in ORDERS {
        if near || order != Order::Near {
            select = select.child(choice(order.code().to_owned(), text(word).to_owned(), order == chosen));
        }
    }
    let name = el("span", "visually-hidden").text(text(Word::OrderLabel));
    el("label", "field-inline").child(name).child(select).into()
}

fn more(app: App) -> Tree {
    let limit = match app.query.with(|query| query.limit) {
        LIMIT_DEFAULT => LIMIT_FIRST,
        limit => limit,
    };
    let total = total(app);
    if total <= limit {
        return NOTHING;
    }
    let words = counted(MORE.min(total - limit) as usize, Word::ShowMore);
    let show = move || commands::search(app, Step::Same, &mut |query| query.limit = limit + MORE);
    button("btn btn-soft", "").text(words).pressed(show).into()
}
