//! The card above everything for who may need help at once: whom to call, who is near, and a quick way out.

use super::card::{activity_card, place_card};
use super::html::{Event, el};
use super::msg::Msg;
use super::parts::{link, paragraph};
use super::{Context, Element, Html};
use crate::filter::What;
use crate::i18n::Word;
use crate::route::Route;
use crate::search::{HelpLine, help_lines_for};

/// The card, where the words of the search speak of danger.
#[must_use]
pub fn danger_card(context: &Context<'_>) -> Html {
    let lines = help_lines_for(&context.query.words);
    if lines.is_empty() {
        return Html::Nothing;
    }
    // The way out stands where it is seen without looking for it.
    let heading = el("div", "danger-head")
        .child(el("h2", "").text(context.text(Word::DangerTitle)))
        .child(quick_exit(context));
    let mut card = card(context, heading, &lines);
    let near = nearest(context);
    if !near.child_nodes().is_empty() {
        card.push(el("h3", "").text(context.text(Word::DangerNearest)));
        card.push(near);
    }
    card.into()
}

/// Title, lines to call, and that nothing of it is kept.
#[must_use]
pub fn card(context: &Context<'_>, heading: impl Into<Html>, lines: &[HelpLine]) -> Element {
    let mut list = el("ul", "stack plain");
    let mut line = |dial: &str, number: &str, says: &str| {
        let call = link(
            "btn btn-primary",
            "icon-phone",
            ["tel:", dial].concat(),
            number.to_owned(),
        );
        let mut item = el("li", "").child(call);
        if !says.is_empty() {
            item.push(paragraph("", says.to_owned()));
        }
        list.push(item);
    };
    for one in lines {
        line(&one.dial, &one.number, one.says(context.words.language().tag()));
    }
    if lines.is_empty() {
        // The other lines are still on their way.
        line("112", "112", "");
    }
    el("section", "notice stack")
        .attr("data-testid", "danger-card")
        .attr("aria-label", context.text(Word::DangerTitle))
        .child(heading)
        .child(list)
        .child(paragraph("soft", context.text(Word::DangerNoTrace)))
}

/// The way out: another page of the site in place of this one, in the history too.
#[must_use]
pub fn quick_exit(context: &Context<'_>) -> Html {
    el("a", "btn btn-soft")
        .attr("href", context.href(&Route::Agenda))
        .text(context.text(Word::QuickExit))
        .attr("data-testid", "quick-exit")
        .attr("rel", "nofollow")
        // The message replaces the page; the link itself would add an entry to the history.
        .on(Event::Follow, Msg::QuickExit)
        .into()
}

/// The nearest clinic, anti-violence centre and listening desk of the answer.
fn nearest(context: &Context<'_>) -> Element {
    let mut list = el("ul", "links");
    let help = context.outcome.and_then(|outcome| outcome.help.as_ref());
    for hit in help.map_or(&[][..], |help| &help.nearest) {
        let at = hit.at as usize;
        let card = match hit.what {
            What::Place => context
                .data
                .places
                .get(at)
                .map(|place| place_card(context, place, hit.distance_m)),
            What::Activity => {
                let activity = context.data.activities.get(at);
                activity.map(|activity| activity_card(context, activity, hit.distance_m))
            }
            What::Guide => None,
        };
        if let Some(card) = card {
            let mut item = el("li", "").child(link("", "", card.href, card.title));
            let beside: Vec<String> = [card.place, card.distance]
                .into_iter()
                .filter(|text| !text.is_empty())
                .collect();
            if !beside.is_empty() {
                item = item.text(" ").child(el("span", "soft").text(beside.join(" · ")));
            }
            list.push(item);
        }
    }
    list
}
