//! What is asked for, as chips that can be taken back, and topics to begin with.

use shared::filter::FacetName;

use super::{button, icon};
use crate::commands::{self, Step};
use crate::i18n::{Word, filled, text};
use crate::state::App;
use crate::tree::{Tree, el};
use crate::view::chips::{Chip, ChipPart, chips};
use crate::view::facets::{OptionRow, row};
use crate::view::household::FOR_US;

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
        if let Some(chip) = for_us_chip(app) {
            list.push(chip);
        }
        if app.query.with(|query| query.filter.topics.is_empty()) {
            let mut facets = found.outcome.facets.iter();
            let topics = facets.find(|facet| facet.name == FacetName::Topic);
            let offered = topics.map(|topics| app.in_context(&found.worked, |context| row(context, topics)));
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
        .pressed(move || match part {
            ChipPart::ForUs => commands::narrow(app, Step::New, None),
            _ => commands::search(app, Step::New, &mut |query| part.remove_from(query)),
        });
    el("li", "").child(button).into()
}

/// "Per noi", once it is known who that is.
fn for_us_chip(app: App) -> Option<Tree> {
    let today = app.rome_now().date;
    let offered = app
        .household
        .with(|household| household.only.is_none() && household.narrows(today));
    let button = button("chip", "icon-people").text(text(Word::ForUs));
    let narrow = button.pressed(move || commands::narrow(app, Step::New, Some(FOR_US)));
    offered.then(|| el("li", "").child(narrow).into())
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
