//! What is asked for, as chips that can be taken back, and topics to begin with.

use super::chips::{Chip, ChipPart, chips};
use super::facets::{OptionRow, row};
use super::household::FOR_US;
use super::html::el;
use super::msg::{Change, Msg};
use super::parts::{button, icon};
use super::search_link::{search_link, search_link_to};
use super::{Context, Element, Html};
use crate::filter::FacetName;
use crate::i18n::Word;
use crate::query::Query;
use crate::search::Outcome;
use crate::taxonomy::Topic;

/// How many topics are offered before one is chosen.
const TOPICS_OFFERED: usize = 6;

/// The row of chips.
#[must_use]
pub fn chip_row(context: &Context<'_>) -> Html {
    let mut all = el("div", "chips chips-row");
    let Some(outcome) = context.outcome else {
        return all.into();
    };
    if *context.query != Query::default() || context.household.only.is_some() || !outcome.chips.is_empty() {
        let mut list = el("ul", "").attr("aria-label", context.text(Word::ChosenFilters));
        chosen_chips(context, outcome, &mut list);
        if !list.child_nodes().is_empty() {
            all.push(list);
        }
    }
    // What is offered is another list than what was chosen.
    let mut list = el("ul", "").attr("aria-label", context.text(Word::TopicsLabel));
    // "Per noi", once it is known who that is.
    if context.household.only.is_none() && context.household.narrows(context.now.date) {
        let narrow = button("chip", "icon-people").text(context.text(Word::ForUs));
        all.push(narrow.on_click(Msg::Narrow(Some(FOR_US))));
    }
    if context.query.filter.topics.is_empty() {
        let mut facets = outcome.facets.iter();
        let topics = facets.find(|facet| facet.name == FacetName::Topic);
        let options = topics.map(|topics| row(context, topics).options);
        let offered = options.into_iter().flatten().filter(|option| option.count > 0);
        for option in offered.take(TOPICS_OFFERED) {
            list.push(el("li", "").child(topic(context, option)));
        }
    }
    if !list.child_nodes().is_empty() {
        all.push(list);
    }
    all.into()
}

/// What is asked for. Where nothing is, the app need not have the code for it yet.
#[inline(never)]
fn chosen_chips(context: &Context<'_>, outcome: &Outcome, list: &mut Element) {
    for chip in chips(context, context.query, outcome) {
        list.push(el("li", "").child(chosen(context, chip)));
    }
}

/// A link that acts: it takes the chip back, with and without scripts.
fn chosen(context: &Context<'_>, chip: Chip) -> Html {
    let label = context.words.filled(Word::RemoveChip, &[&chip.label]);
    let link = match chip.part {
        ChipPart::ForUs => button("chip is-on", "").on_click(Msg::Narrow(None)),
        part => {
            let change = Change::Remove(part);
            search_link(context, "chip is-on", change.clone())
                .attr("role", "button")
                .on_key(" ", change)
        }
    };
    link.attr("aria-label", label)
        .text([&chip.label, " "].concat())
        .child(icon("icon-close"))
        .into()
}

fn topic(context: &Context<'_>, option: OptionRow) -> Html {
    let sign = icon(&["topic-", &option.code].concat());
    let mut query = context.query.clone();
    query.offset = 0;
    // No topic is chosen yet.
    query.filter.topics.extend(option.code.parse::<Topic>());
    search_link_to(context, "chip", &query, Change::Toggle(FacetName::Topic, option.code))
        .child(sign)
        .text([&option.label, " "].concat())
        .child(el("span", "count").text(option.count.to_string()))
        .into()
}
