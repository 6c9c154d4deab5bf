//! The header: name, pages, offline badge, language.

use leptos::prelude::*;

use super::icon;
use crate::commands;
use crate::i18n::{Word, text};
use crate::route::Route;
use crate::state::App;

/// The header of every page.
#[component]
pub fn Header() -> impl IntoView {
    let app = App::here();
    let entry = move |route: Route, class: &'static str, word: Word| {
        let href = route.path();
        let current = move || (app.route.get() == route).then_some("page");
        view! {
            <li>
                <a href=href aria-current=current>
                    {icon(class)}
                    {text(word)}
                </a>
            </li>
        }
    };
    let other = app.language.get_untracked().other();
    view! {
        <header class="site-header">
            <div class="site-header-row">
                <a class="brand" href="/">
                    {icon("kind-hub")}
                    "Family Hub"
                </a>
                <nav class="site-nav" aria-label=text(Word::Pages)>
                    <ul class="nav-list">
                        {entry(Route::Finder, "icon-search", Word::Find)}
                        {entry(Route::Agenda, "icon-calendar", Word::Agenda)}
                        {entry(Route::Saved, "icon-heart", Word::Saved)} {entry(Route::About, "icon-info", Word::Info)}
                    </ul>
                </nav>
                <div class="header-tools">
                    {move || (!app.online.get()).then(offline_badge)}
                    <button
                        type="button"
                        class="btn btn-soft"
                        lang=other.tag()
                        aria-label=other.name()
                        on:click=move |_| commands::speak(app, other)
                    >
                        {icon("icon-language")}
                        <span class="wide">{other.name()}</span>
                    </button>
                </div>
            </div>
        </header>
    }
}

fn offline_badge() -> impl IntoView {
    view! {
        <span class="badge badge-offline" data-testid="offline-badge">
            {icon("icon-offline")}
            {text(Word::Offline)}
        </span>
    }
}
