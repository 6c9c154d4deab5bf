//! The header: name, pages, offline badge, language.

use super::{button, icon};
use crate::commands;
use crate::i18n::{Word, text};
use crate::route::Route;
use crate::state::App;
use crate::tree::{NOTHING, Tree, el, part};

const ENTRIES: [(Route, &str, Word); 5] = [
    (Route::Finder, "icon-search", Word::Find),
    (Route::Agenda, "icon-calendar", Word::Agenda),
    (Route::Saved, "icon-heart", Word::Saved),
    (Route::Household, "icon-people", Word::Us),
    (Route::About, "icon-info", Word::Info),
];

/// The header of every page.
pub fn header(app: App) -> Tree {
    let other = crate::i18n::other(app.language.get_untracked());
    let language = button("btn btn-soft", "icon-language")
        .attr("lang", other.tag())
        .attr("aria-label", other.name())
        .child(el("span", "wide").text(other.name()))
        .pressed(move || commands::speak(app, other));
    let name = el("a", "brand")
        .attr("href", "/")
        .child(icon("kind-hub"))
        .text("Family Hub");
    let row = el("div", "site-header-row")
        .child(name)
        .child(
            el("nav", "site-nav")
                .attr("aria-label", text(Word::Pages))
                .child(part(move || entries(app))),
        )
        .child(
            el("div", "header-tools")
                .child(part(move || offline(app)))
                .child(language),
        );
    el("header", "site-header").child(row).into()
}

fn entries(app: App) -> Tree {
    let here = app.route.get();
    let mut list = el("ul", "nav-list");
    for (route, sign, word) in ENTRIES {
        let current = (here == route).then_some("page");
        let link = el("a", "").attr("href", route.path()).attr_if("aria-current", current);
        list = list.child(el("li", "").child(link.child(icon(sign)).text(text(word))));
    }
    list.into()
}

fn offline(app: App) -> Tree {
    if app.online.get() {
        return NOTHING;
    }
    let badge = el("span", "badge badge-offline").attr("data-testid", "offline-badge");
    badge.child(icon("icon-offline")).text(text(Word::Offline)).into()
}
