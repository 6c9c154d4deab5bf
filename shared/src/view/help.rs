//! When the answer is not what was hoped for: what was meant, what to leave out, whom to call.

use super::chips::ChipPart;
use super::finder::is_as_hoped;
use super::html::el;
use super::msg::{Change, Msg};
use super::parts::{button, link, paragraph};
use super::search_link::search_link;
use super::{Context, Html};
use super::{distance, facets};
use crate::household::Only;
use crate::i18n::Word;
use crate::model::{Phone, Precision};
use crate::query::Near;
use crate::search::{Helper, Matched, Outcome, Part};

/// The help that the answer calls for; nothing when it is as hoped.
#[must_use]
pub fn help(context: &Context<'_>) -> Html {
    let lost = |outcome: &Outcome| outcome.near.is_none() && says_where(context);
    let Some(outcome) = context.outcome.filter(|outcome| !is_as_hoped(outcome) || lost(outcome)) else {
        return Html::Nothing;
    };
    let mut lines: Vec<Html> = Vec::new();
    if lost(outcome) {
        lines.push(paragraph("", context.text(Word::PositionUnknown)));
    }
    if outcome.total == 0 {
        let chosen =
            context.query.filter.active() > 0 || context.query.radius_km.is_some() || context.household.only.is_some();
        lines.push(match chosen || context.query.words.is_empty() {
            true => paragraph("", context.text(Word::NothingHere)),
            false => paragraph("", context.words.filled(Word::NothingFor, &[&context.query.words])),
        });
    } else if matches!(outcome.matched, Matched::Most(_)) {
        lines.push(paragraph("", context.text(Word::AlmostAll)));
    }
    if let (Some(place), Some(metres)) = (&outcome.near, outcome.nearest_elsewhere_m) {
        let away = distance::spoken(context, metres, Precision::Comune);
        lines.push(paragraph(
            "",
            context.words.filled(Word::NotInComune, &[&place.name, &away]),
        ));
    }
    if let Some(words) = &outcome.suggestion {
        let said = context.words.filled(Word::DidYouMean, &[words]);
        lines.push(way(context, "btn btn-plain", Change::Words(words.clone()), said));
    }
    for loosen in &outcome.loosen {
        lines.push(leave_out(context, loosen.part, loosen.total));
    }
    if outcome.untold > 0 {
        let said = context.words.counted(outcome.untold as usize, Word::UntoldCounted);
        let only = context.household.only.map(|only| Only { untold: true, ..only });
        let show = button("btn btn-plain", "").text(said).on_click(Msg::Narrow(only));
        lines.push(show.into());
    }
    if !outcome.beyond.is_empty() {
        lines.push(paragraph("", context.text(Word::BeyondRadius)));
    }
    lines.extend(call(context, outcome));
    if !outcome.hubs.is_empty() {
        lines.push(paragraph("", context.text(Word::HubsKnow)));
        let words = context.query.words.trim();
        let need = if words.is_empty() {
            context.text(Word::SayAnything)
        } else {
            words
        };
        let ask = context.words.filled(Word::SayForAsked, &[need]);
        lines.push(paragraph("", context.words.filled(Word::SayOnPhone, &[&ask])));
        let others = outcome
            .hubs
            .iter()
            .filter(|hub| outcome.helper != Some(Helper::Place(hub.at)));
        let calls = others.filter_map(|hub| {
            let place = context.data.places.get(hub.at as usize)?;
            call_number(context, &place.name, place.phone.first()?)
        });
        lines.extend(calls);
    }
    match lines.is_empty() {
        true => Html::Nothing,
        false => el("div", "notice notice-calm stack").children(lines).into(),
    }
}

/// Whether the search names a comune or a postal code.
fn says_where(context: &Context<'_>) -> bool {
    matches!(
        context.query.near,
        Some(Near::Name(_) | Near::Comune(_) | Near::PostalCode(_))
    )
}

/// A link that acts, with and without scripts.
fn way(context: &Context<'_>, class: &'static str, change: Change, words: String) -> Html {
    search_link(context, class, change.clone())
        .attr("role", "button")
        .on_key(" ", change)
        .text(words)
        .into()
}

fn leave_out(context: &Context<'_>, part: Part, total: u32) -> Html {
    let name = match part {
        Part::Facet(facet) => facets::title(context, facet),
        Part::Age => context.text(Word::AgeLabel),
        Part::When => context.text(Word::WhenLabel),
        Part::Words => context.query.words.as_str(),
        Part::Radius => context.text(Word::RadiusLabel),
        Part::Household => context.text(Word::ForUs),
    };
    let words = context.words.filled(Word::LoosenOne, &[name, &total.to_string()]);
    let change = match part {
        Part::Facet(facet) => Change::ClearFacet(facet),
        Part::Age => Change::Remove(ChipPart::Age),
        Part::When => Change::AnyTime,
        Part::Words => Change::Words(String::new()),
        Part::Radius => Change::Remove(ChipPart::Radius),
        Part::Household => {
            let button = button("btn btn-soft", "").text(words);
            return button.on_click(Msg::Narrow(None)).into();
        }
    };
    way(context, "btn btn-soft", change, words)
}

fn call(context: &Context<'_>, outcome: &Outcome) -> Option<Html> {
    let (name, phones) = match outcome.helper? {
        Helper::Network(at) => {
            let network = context.data.networks.get(at as usize)?;
            (&network.name, &network.phone)
        }
        Helper::Place(at) => {
            let place = context.data.places.get(at as usize)?;
            (&place.name, &place.phone)
        }
    };
    call_number(context, name, phones.first()?)
}

fn call_number(context: &Context<'_>, name: &str, phone: &Phone) -> Option<Html> {
    let whom = [name, ": ", phone.as_str()].concat();
    Some(link(
        "btn btn-primary",
        "icon-phone",
        ["tel:", &phone.dial()].concat(),
        context.words.filled(Word::CallNetwork, &[&whom]),
    ))
}
