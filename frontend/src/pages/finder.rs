//! The finder: search, list and map.

use leptos::prelude::*;

use crate::commands;
use crate::components::result_card::result_card;
use crate::components::search_box::SearchBox;
use crate::i18n::{Word, counted, text};
use crate::state::App;
use crate::view::card::place_card;

/// The finder.
#[component]
pub fn Finder() -> impl IntoView {
    let app = App::here();
    commands::entitle(text(Word::SiteTitle));
    let cards = Memo::new(move |_| {
        app.with_context(|context| {
            let words = app.query.with(|query| shared::text::fold(&query.words));
            let fits = |name: &str| words.split(' ').all(|word| shared::text::fold(name).contains(word));
            let places = context.data.places.iter().filter(|place| fits(&place.name));
            places.map(|place| place_card(context, place, None)).collect::<Vec<_>>()
        })
        .unwrap_or_default()
    });
    let count = move || cards.with(|cards| counted(cards.len(), Word::OneResult, Word::ManyResults));
    let list = move || cards.get().into_iter().map(result_card).collect::<Vec<_>>();
    view! {
        <main id="contenuto" class="with-switch">
            <div class="hero">
                <h1 tabindex="-1">{text(Word::FinderTitle)}</h1>
                <SearchBox />
            </div>
            <div class="finder" data-view="list">
                <section class="finder-list" aria-labelledby="risultati">
                    <div class="result-bar">
                        <h2 class="result-count" id="risultati" data-testid="result-count" aria-live="polite">
                            {count}
                        </h2>
                    </div>
                    <ul class="cards" aria-label=text(Word::Results)>
                        {list}
                    </ul>
                </section>
            </div>
        </main>
    }
}
