//! The finder: search, list and map.

use leptos::prelude::*;
use shared::query::View;

use crate::commands;
use crate::components::chip_row::chip_row;
use crate::components::filter_sheet::{SHEET, filter_sheet};
use crate::components::map_part::results_map;
use crate::components::results::results;
use crate::components::search_box::SearchBox;
use crate::components::{badge, button, icon, part, pressed, told};
use crate::i18n::{Word, text};
use crate::state::App;
use crate::view::page::Badge;

/// The finder.
#[component]
pub fn Finder() -> impl IntoView {
    let app = App::here();
    commands::entitle(text(Word::SiteTitle));
    view! {
        <main id="contenuto" class="with-switch">
            <div class="hero">
                <h1 tabindex="-1">{text(Word::FinderTitle)}</h1>
                <SearchBox />
                <div class="search-near">
                    {button(
                        "btn btn-soft",
                        "icon-target",
                        text(Word::NearMe).to_owned(),
                        move || commands::near_me(app),
                    )}
                    <button type="button" class="btn btn-soft" on:click=pressed(|| commands::open_dialog(SHEET))>
                        {icon("icon-filter")}
                        {text(Word::Filters)}
                        " "
                        {part(move || chosen_count(app))}
                    </button>
                </div>
                {chip_row(app)}
            </div>
            <div class="finder" data-view=told(move || app.query.with(|query| query.view.code().to_owned()))>
                <section class="finder-list" aria-labelledby="risultati">
                    {results(app)}
                </section>
                <div class="finder-map">{results_map(app)}</div>
            </div>
            {part(move || view_switch(app))}
            {filter_sheet(app)}
        </main>
    }
}

fn chosen_count(app: App) -> AnyView {
    match app.query.with(|query| query.filter.active()) {
        0 => ().into_any(),
        count => badge(Badge {
            class: "",
            text: count.to_string(),
        }),
    }
}

fn view_switch(app: App) -> AnyView {
    let (sign, word, other) = match app.query.with(|query| query.view) {
        View::List => ("icon-map", Word::Map, View::Map),
        View::Map => ("icon-list", Word::List, View::List),
    };
    button("btn view-switch", sign, text(word).to_owned(), move || {
        commands::show(app, other)
    })
}
