//! What is asked for, as chips that can be taken back, and topics to begin with.

use leptos::prelude::*;
use shared::filter::FacetName;

use super::{icon, part, pressed};
use crate::commands::{self, Step};
use crate::i18n::{Word, filled, text};
use crate::state::App;
use crate::view::chips::{Chip, chips};
use crate::view::facets::{OptionRow, rows};

/// How many topics are offered before one is chosen.
const TOPICS_OFFERED: usize = 8;

/// The row of chips.
pub fn chip_row(app: App) -> AnyView {
    let chosen = Memo::new(move |_| {
        let found = app.found.get();
        let chips = found.map(|found| {
            app.query
                .with(|query| app.in_context(&found.worked, |context| chips(context, query, &found.outcome)))
        });
        chips.unwrap_or_default()
    });
    let draw = move || {
        let mut items: Vec<AnyView> = chosen.get().into_iter().map(|chip| chosen_chip(app, chip)).collect();
        if app.query.with(|query| query.filter.topics.is_empty()) {
            items.extend(offered(app).into_iter().map(|option| topic_chip(app, option)));
        }
        view! {
            <ul class="chips chips-row" aria-label=text(Word::ChosenFilters)>
                {items}
            </ul>
        }
        .into_any()
    };
    part(draw)
}

fn offered(app: App) -> Vec<OptionRow> {
    let Some(found) = app.found.get() else {
        return Vec::new();
    };
    let topics = found
        .outcome
        .facets
        .iter()
        .filter(|facet| facet.name == FacetName::Topic);
    let topics: Vec<_> = topics.cloned().collect();
    let rows = app.in_context(&found.worked, |context| rows(context, &topics));
    let mut options: Vec<OptionRow> = rows.into_iter().flat_map(|row| row.options).collect();
    options.retain(|option| option.count > 0);
    options.truncate(TOPICS_OFFERED);
    options
}

fn chosen_chip(app: App, chip: Chip) -> AnyView {
    let name = filled(Word::RemoveChip, &[&chip.label]);
    let part = chip.part;
    view! {
        <li>
            <button
                type="button"
                class="chip is-on"
                aria-label=name
                on:click=pressed(move || commands::search(app, Step::New, |query| part.remove_from(query)))
            >
                {chip.label}
                " "
                {icon("icon-close")}
            </button>
        </li>
    }
    .into_any()
}

fn topic_chip(app: App, option: OptionRow) -> AnyView {
    let code = option.code;
    view! {
        <li>
            <button type="button" class="chip" on:click=pressed(move || commands::toggle(app, FacetName::Topic, &code))>
                {option.label}
                " "
                <span class="count">{option.count.to_string()}</span>
            </button>
        </li>
    }
    .into_any()
}
