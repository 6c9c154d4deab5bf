//! The finder: search, list and map.

use shared::query::{Query, View};

use crate::browser::document;
use crate::commands;
use crate::components::chip_row::chip_row;
use crate::components::filter_sheet::{SHEET, SHEETS, filter_sheet, once_due};
use crate::components::results::results;
use crate::components::search_box::search_box;
use crate::components::when_control::{when_button, when_sheet};
use crate::components::{badge, button};
use crate::i18n::{Word, text};
use crate::later;
use crate::state::App;
use crate::tree::{NOTHING, Tree, el, part};
use crate::view::page::Badge;

/// The finder.
pub fn finder(app: App) -> Tree {
    commands::entitle(text(Word::SiteTitle));
    let hero = el("div", "hero")
        .child(el("h1", "").attr("tabindex", "-1").text(text(Word::FinderTitle)))
        .child(search_box(app))
        .child(near_and_filters(app))
        .child(part(move || chip_row(app)));
    // The list and the map stay what they are; only which of them a phone shows is a matter of the address.
    let which = el("div", "finder")
        .live_attr("data-view", move || app.query.with(|query| query.view).code().into())
        .child(results(app))
        .child(map_beside(app));
    el("main", "with-switch")
        .attr("id", "contenuto")
        .child(hero)
        .child(which)
        .child(part(move || view_switch(app)))
        .child(once_due(app, SHEETS, move || filter_sheet(app)))
        .child(once_due(app, SHEETS, move || when_sheet(app)))
        .into()
}

/// Screens at least this wide show list and map side by side (the same as in the style sheet).
const SIDE_BY_SIDE: &str = "(min-width: 768px)";

/// The map of the results. It is made when it is first seen and stays for as long as the finder does.
fn map_beside(app: App) -> Tree {
    let mut seen = document::matches(SIDE_BY_SIDE);
    part(move || {
        // Once it is there nothing is followed any more: drawing this part anew would make another map.
        seen = seen || app.query.with(|query| query.view == View::Map);
        if seen && app.later.get() {
            return later::results_map(app);
        }
        if seen {
            commands::want_later(app);
        }
        el("div", "finder-map").into()
    })
}

pub(super) fn near_and_filters(app: App) -> Tree {
    let near = button("btn btn-soft", "icon-target")
        .text(text(Word::NearMe))
        .pressed(move || commands::near_me(app));
    let filters = button("btn btn-soft", "icon-filter")
        .text(text(Word::Filters))
        .text(" ")
        .child(part(move || chosen_count(app)))
        .pressed(move || commands::open_sheet(app, SHEET));
    el("div", "search-near")
        .child(near)
        .child(when_button(app))
        .child(filters)
        .into()
}

fn chosen_count(app: App) -> Tree {
    // When has a button of its own.
    let active = |query: &Query| query.filter.active() - usize::from(!query.filter.when.is_empty());

    let for_us = app
        .household
        .with(|household| household.only.is_some() && !household.is_empty());
    match app.query.with(active) + usize::from(for_us) {
        0 => NOTHING,
        count => badge(Badge {
            class: "",
            text: count.to_string(),
        }),
    }
}

fn view_switch(app: App) -> Tree {
    let (sign, word, other) = match app.query.with(|query| query.view) {
        View::List | View::Week | View::Day => ("icon-map", Word::Map, View::Map),
        View::Map => ("icon-list", Word::List, View::List),
    };
    button("btn view-switch", sign)
        .text(text(word))
        .pressed(move || commands::show(app, other))
        .into()
}
