//! The header: name, pages, offline badge, language.

use leptos::prelude::*;

use super::{icon, part, pressed};
use crate::commands;
use crate::i18n::{Word, text};
use crate::route::Route;
use crate::state::App;

const ENTRIES: [(Route, &str, Word); 4] = [
    (Route::Finder, "icon-search", Word::Find),
    (Route::Agenda, "icon-calendar", Word::Agenda),
    (Route::Saved, "icon-heart", Word::Saved),
    (Route::About, "icon-info", Word::Info),
];

/// The header of every page.
#[component]
pub fn Header() -> impl IntoView {
    let app = App::here();
    let entries = move || {
        let here = app.route.get();
        let entry = |(route, sign, word): (Route, &'static str, Word)| {
            let current = (here == route).then_some("page");
            view! {
                <li>
                    <a href=route.path() aria-current=current>
                        {icon(sign)}
                        {text(word)}
                    </a>
                </li>
            }
        };
        let entries: Vec<_> = ENTRIES.into_iter().map(entry).collect();
        view! { <ul class="nav-list">{entries}</ul> }.into_any()
    };
    let other = app.language.get_untracked().other();
    let offline = move || match app.online.get() {
        true => ().into_any(),
        false => offline_badge(),
    };
    view! {
        <header class="site-header">
            <div class="site-header-row">
                <a class="brand" href="/">
                    {icon("kind-hub")}
                    "Family Hub"
                </a>
                <nav class="site-nav" aria-label=text(Word::Pages)>
                    {part(entries)}
                </nav>
                <div class="header-tools">
                    {part(offline)}
                    <button
                        type="button"
                        class="btn btn-soft"
                        lang=other.tag()
                        aria-label=other.name()
                        on:click=pressed(move || commands::speak(app, other))
                    >
                        {icon("icon-language")}
                        <span class="wide">{other.name()}</span>
                    </button>
                </div>
            </div>
        </header>
    }
}

fn offline_badge() -> AnyView {
    view! {
        <span class="badge badge-offline" data-testid="offline-badge">
            {icon("icon-offline")}
            {text(Word::Offline)}
        </span>
    }
    .into_any()
}
