//! What the page wants to tell without taking the floor: a new version, examples in the data, a passing word.

use leptos::prelude::*;

use super::{button, icon, part, pressed};
use crate::commands;
use crate::i18n::{Word, text};
use crate::state::App;

/// The bars under the header and the toast above everything.
#[component]
pub fn Bars() -> impl IntoView {
    let app = App::here();
    let new_version = move || match app.new_version.get() {
        true => new_version_bar(),
        false => ().into_any(),
    };
    let samples = move || match app.has_samples.get() {
        true => view! { <aside class="bar bar-sample">{text(Word::SampleBar)}</aside> }.into_any(),
        false => ().into_any(),
    };
    let message = move || match app.toast.get() {
        message if message.is_empty() => ().into_any(),
        message => toast(app, message),
    };
    view! {
        {part(new_version)}
        {part(samples)}
        <div role="status" aria-live="polite">
            {part(message)}
        </div>
    }
}

fn new_version_bar() -> AnyView {
    view! {
        <div class="bar" role="status">
            <span>{text(Word::NewVersion)}</span>
            {button("btn btn-soft", "", text(Word::Update).to_owned(), commands::update)}
        </div>
    }
    .into_any()
}

fn toast(app: App, message: String) -> AnyView {
    view! {
        <p class="toast">
            {message}
            <button
                type="button"
                class="btn btn-icon"
                aria-label=text(Word::Close)
                on:click=pressed(move || app.toast.set(String::new()))
            >
                {icon("icon-close")}
            </button>
        </p>
    }
    .into_any()
}
