//! When the answer is not what was hoped for: what was meant, what to leave out, whom to call.

use leptos::prelude::*;
use shared::search::{Matched, Outcome, Part};

use super::{button, link, paragraph};
use crate::commands::{self, Step};
use crate::i18n::{Word, filled, text};
use crate::state::App;
use crate::view::chips::ChipPart;
use crate::view::facets;

/// The help that the answer calls for; nothing when it is as hoped.
pub fn help(app: App) -> AnyView {
    let Some(found) = app.found.get() else {
        return ().into_any();
    };
    let outcome = &*found.outcome;
    let mut lines: Vec<AnyView> = Vec::new();
    if outcome.total == 0 {
        lines.push(paragraph("", text(Word::NothingHere).to_owned()));
    } else if matches!(outcome.matched, Matched::Most(_)) {
        lines.push(paragraph("", text(Word::AlmostAll).to_owned()));
    }
    if let Some(words) = outcome.suggestion.clone() {
        lines.push(button(
            "btn btn-plain",
            "",
            filled(Word::DidYouMean, &[&words]),
            move || {
                commands::search(app, Step::New, |query| query.words.clone_from(&words));
            },
        ));
    }
    lines.extend(
        outcome
            .loosen
            .iter()
            .map(|loosen| loosen_button(app, loosen.part, loosen.total)),
    );
    if outcome.unknown_hours > 0 {
        lines.push(paragraph(
            "soft",
            filled(Word::UnknownHoursToo, &[&outcome.unknown_hours.to_string()]),
        ));
    }
    if !outcome.beyond.is_empty() {
        lines.push(paragraph("", text(Word::BeyondRadius).to_owned()));
    }
    lines.extend(call_network(app, &found.worked.applied.data, outcome));
    match lines.is_empty() {
        true => ().into_any(),
        false => view! { <div class="notice notice-calm stack">{lines}</div> }.into_any(),
    }
}

fn loosen_button(app: App, part: Part, total: u32) -> AnyView {
    let name = match part {
        Part::Facet(facet) => facets::title(facet),
        Part::Age => text(Word::AgeLabel),
        Part::When => text(Word::WhenLabel),
        Part::Radius => text(Word::RadiusLabel),
    };
    let words = filled(Word::LoosenOne, &[name, &total.to_string()]);
    button("btn btn-soft", "", words, move || {
        commands::search(app, Step::New, |query| match part {
            Part::Facet(facet) => query.filter.clear(facet),
            Part::Age => ChipPart::Age.remove_from(query),
            Part::When => ChipPart::When.remove_from(query),
            Part::Radius => ChipPart::Radius.remove_from(query),
        });
    })
}

fn call_network(_: App, data: &shared::model::Dataset, outcome: &Outcome) -> Option<AnyView> {
    let network = data.networks.get(outcome.helper? as usize)?;
    let phone = network.phone.first()?;
    let words = filled(
        Word::CallNetwork,
        &[&[network.name.as_str(), ": ", phone.as_str()].concat()],
    );
    Some(link(
        "btn btn-primary",
        "icon-phone",
        ["tel:", &phone.dial()].concat(),
        words,
    ))
}
