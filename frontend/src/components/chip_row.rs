//! What is asked for, as chips that can be taken back, and topics to begin with.

use shared::filter::FacetName;

use super::icon;
use crate::commands::{self, Step};
use crate::i18n::{Word, filled, text};
use crate::state::App;
use crate::tree::{Tree, el};
use crate::view::chips::{Chip, chips};
use crate::view::facets::{OptionRow, rows};

/// How many topics are offered before one is chosen.
const TOPICS_OFFERED: usize = 8;

/// The row of chips.
pub fn chip_row(app: App) -> Tree {
    let mut list = el("ul", "chips chips-row").attr("aria-label", text(Word::ChosenFilters));
    if let Some(found) = app.found.get() {
        let chosen = app
            .query
            .with(|query| app.in_context(&found.worked, |context| chips(context, query, &found.outcome)));
        for chip in chosen {
            list = list.child(chosen_chip(app, chip));
        }
        if app.query.with(|query| query.filter.topics.is_empty()) {
            let topics = found
                .outcome
                .facets
                .iter()
                .filter(|facet| facet.name == FacetName::Topic);
            let offered = app.in_context(&found.worked, |context| rows(context, topics));
            let options = offered.into_iter().flat_map(|row| row.options);
            for option in options.filter(|option| option.count > 0).take(TOPICS_OFFERED) {
                list = list.child(topic_chip(app, option));
            }
        }
    }
    list.into()
}

fn chosen_chip(app: App, chip: Chip) -> Tree {
    let part = chip.part;
    let button = el("button", "chip is-on")
        .attr("type", "button")
        .attr("aria-label", filled(Word::RemoveChip, &[&chip.label]))
        .text(chip.label)
        .text(" ")
        .child(icon("icon-close"))
        .pressed(move || commands::search(app, Step::New, &mut |query| part.remove_from(query)));
    el("li", "").child(button).into()
}

fn topic_chip(app: App, option: OptionRow) -> Tree {
    let code = option.code;
    let button = el("button", "chip")
        .attr("type", "button")
        .text(option.label)
        .text(" ")
        .child(el("span", "count").text(option.count.to_string()))
        .pressed(move || commands::toggle(app, FacetName::Topic, &code));
    el("li", "").child(button).into()
}
