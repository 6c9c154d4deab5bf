//! When the answer is not what was hoped for: what was meant, what to leave out, whom to call.

use shared::household::Only;
use shared::model::Dataset;
use shared::search::{Helper, Matched, Outcome, Part};

use super::{button, link, paragraph};
use crate::commands::{self, Step};
use crate::i18n::{Word, counted, filled, text};
use crate::state::App;
use crate::tree::{NOTHING, Tree, el};
use crate::view::chips::ChipPart;
use crate::view::facets;

/// The help that the answer calls for; nothing when it is as hoped.
pub fn help(app: App) -> Tree {
    let Some(found) = app.found.get() else {
        return NOTHING;
    };
    let outcome = &*found.outcome;
    let mut lines: Vec<Tree> = Vec::new();
    if outcome.total == 0 {
        lines.push(paragraph("", text(Word::NothingHere).to_owned()));
    } else if matches!(outcome.matched, Matched::Most(_)) {
        lines.push(paragraph("", text(Word::AlmostAll).to_owned()));
    }
    if let Some(words) = outcome.suggestion.clone() {
        let said = filled(Word::DidYouMean, &[&words]);
        let take = move || commands::search(app, Step::New, &mut |query| query.words.clone_from(&words));
        lines.push(button("btn btn-plain", "").text(said).pressed(take).into());
    }
    for loosen in &outcome.loosen {
        lines.push(loosen_button(app, loosen.part, loosen.total));
    }
    if outcome.untold > 0 {
        let said = counted(outcome.untold as usize, Word::UntoldCounted);
        let show = move || {
            let only = app.household.with_untracked(|household| household.only);
            commands::narrow(app, Step::New, only.map(|only| Only { untold: true, ..only }));
        };
        lines.push(button("btn btn-plain", "").text(said).pressed(show).into());
    }
    if !outcome.beyond.is_empty() {
        lines.push(paragraph("", text(Word::BeyondRadius).to_owned()));
    }
    lines.extend(call_network(&found.worked.applied.data, outcome));
    match lines.is_empty() {
        true => NOTHING,
        false => el("div", "notice notice-calm stack").children(lines).into(),
    }
}

fn loosen_button(app: App, part: Part, total: u32) -> Tree {
    let name = match part {
        Part::Facet(facet) => facets::title(facet),
        Part::Age => text(Word::AgeLabel),
        Part::When => text(Word::WhenLabel),
        Part::Radius => text(Word::RadiusLabel),
        Part::Household => text(Word::ForUs),
    };
    let words = filled(Word::LoosenOne, &[name, &total.to_string()]);
    let loosen = move || {
        if part == Part::Household {
            return commands::narrow(app, Step::New, None);
        }
        commands::search(app, Step::New, &mut |query| match part {
            Part::Facet(facet) => query.filter.clear(facet),
            Part::Age => ChipPart::Age.remove_from(query),
            Part::When => ChipPart::When.remove_from(query),
            Part::Radius => ChipPart::Radius.remove_from(query),
            Part::Household => {}
        });
    };
    button("btn btn-soft", "").text(words).pressed(loosen).into()
}

fn call_network(data: &Dataset, outcome: &Outcome) -> Option<Tree> {
    let (name, phones) = match outcome.helper? {
        Helper::Network(at) => {
            let network = data.networks.get(at as usize)?;
            (&network.name, &network.phone)
        }
        Helper::Place(at) => {
            let place = data.places.get(at as usize)?;
            (&place.name, &place.phone)
        }
    };
    let phone = phones.first()?;
    let words = filled(Word::CallNetwork, &[&[name.as_str(), ": ", phone.as_str()].concat()]);
    Some(link(
        "btn btn-primary",
        "icon-phone",
        ["tel:", &phone.dial()].concat(),
        words,
    ))
}
