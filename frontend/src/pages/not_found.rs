//! No such page, place or activity; or nothing yet that could be shown.

use leptos::prelude::*;

use crate::commands;
use crate::i18n::{Word, text};

/// "This page is not here", and where to go instead.
pub fn not_found() -> AnyView {
    commands::entitle(text(Word::NotFoundTitle));
    view! {
        <main id="contenuto">
            <div class="page stack">
                <h1 tabindex="-1">{text(Word::NotFoundTitle)}</h1>
                <p>{text(Word::NotFoundText)}</p>
                <p>
                    <a class="btn btn-primary" href="/">
                        {text(Word::ToFinder)}
                    </a>
                </p>
            </div>
        </main>
    }
    .into_any()
}

/// There are no data at all yet.
pub fn no_data() -> AnyView {
    view! { <p class="notice">{text(Word::NoDataYet)}</p> }.into_any()
}
