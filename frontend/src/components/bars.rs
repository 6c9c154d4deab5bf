//! What the page wants to tell without taking the floor: a new version, examples in the data, a passing word.

use leptos::prelude::*;

use super::icon;
use crate::commands;
use crate::i18n::{Word, text};
use crate::state::App;

/// The bars under the header and the toast above everything.
#[component]
pub fn Bars() -> impl IntoView {
    let app = App::here();
    let has_samples = Memo::new(move |_| {
        app.with_data(|data| data.activities.iter().any(|activity| activity.sample))
            .unwrap_or_default()
    });
    view! {
        {move || app.new_version.get().then(new_version_bar)}
        {move || has_samples.get().then(|| view! { <p class="bar bar-sample">{text(Word::SampleBar)}</p> })}
        <div role="status" aria-live="polite">
            {move || {
                let message = app.toast.get();
                (!message.is_empty()).then(|| toast(app, message))
            }}
        </div>
    }
}

fn new_version_bar() -> impl IntoView {
    view! {
        <p class="bar" role="status">
            {text(Word::NewVersion)}
            <button type="button" class="btn btn-soft" on:click=|_| commands::update()>
                {text(Word::Update)}
            </button>
        </p>
    }
}

fn toast(app: App, message: String) -> impl IntoView {
    view! {
        <p class="toast">
            {message}
            <button
                type="button"
                class="btn btn-icon"
                aria-label=text(Word::Close)
                on:click=move |_| app.toast.set(String::new())
            >
                {icon("icon-close")}
            </button>
        </p>
    }
}
