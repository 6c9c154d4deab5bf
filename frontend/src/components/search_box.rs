//! The search box: results follow every letter.

use leptos::prelude::*;

use super::{changed, icon};
use crate::commands;
use crate::i18n::{Word, text};
use crate::state::App;

/// The search box.
#[component]
pub fn SearchBox() -> impl IntoView {
    let app = App::here();
    let submitted = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        commands::remember_search(app);
    };
    view! {
        <form class="search-bar" role="search" action="/" on:submit=submitted>
            {icon("icon-search")}
            <input
                type="search"
                name="q"
                autocomplete="off"
                enterkeyhint="search"
                placeholder=text(Word::SearchHint)
                aria-label=text(Word::Search)
                data-testid="search-input"
                prop:value=move || app.query.with(|query| query.words.clone())
                on:input=changed(move |words| commands::type_words(app, words))
            />
            <button class="btn btn-primary" type="submit">
                {icon("icon-search")}
                <span class="visually-hidden">{text(Word::SearchGo)}</span>
            </button>
        </form>
    }
}
