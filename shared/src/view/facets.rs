//! The filters as rows: every option with its name, its count and whether it is chosen.

use std::sync::Arc;

use crate::filter::{FacetName, quarters};
use crate::model::{ComuneCode, Entry, NetworkId, PlaceKind, Status, Wheelchair};
use crate::search::Facet;
use crate::taxonomy::Topic;

use super::Context;
use super::links::comune_of;
use crate::i18n::Word;

/// A filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetRow {
    /// Which.
    pub name: FacetName,
    /// Its heading.
    pub title: &'static str,
    /// Whether it is shown open from the start.
    pub open: bool,
    /// Its options.
    pub options: Vec<OptionRow>,
}

/// An option of a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OptionRow {
    /// Code for the URL.
    pub code: Arc<str>,
    /// What it is called.
    pub label: String,
    /// How many results it would give.
    pub count: u32,
    /// Whether it is chosen.
    pub chosen: bool,
    /// Whether it stands below a topic of the first level.
    pub below: bool,
}

/// The filters in the order in which families reach for them.
pub const ORDER: [FacetName; 18] = [
    FacetName::What,
    FacetName::Kind,
    FacetName::Topic,
    FacetName::Stage,
    FacetName::Category,
    FacetName::Network,
    FacetName::Comune,
    FacetName::Quarter,
    FacetName::Free,
    FacetName::Entry,
    FacetName::Who,
    FacetName::Mode,
    FacetName::Setting,
    FacetName::Language,
    FacetName::Professional,
    FacetName::Wheelchair,
    FacetName::Baby,
    FacetName::Status,
];

/// The row of a filter. Finer topics are shown below a topic that is chosen, or that one of them is.
#[must_use]
pub fn row(context: &Context<'_>, facet: &Facet) -> FacetRow {
    FacetRow {
        name: facet.name,
        title: title(context, facet.name),
        open: matches!(
            facet.name,
            FacetName::What | FacetName::Kind | FacetName::Topic | FacetName::Network
        ),
        options: options(context, facet),
    }
}

fn options(context: &Context<'_>, facet: &Facet) -> Vec<OptionRow> {
    let row = |code: &Arc<str>, count, chosen, below| OptionRow {
        code: code.clone(),
        label: label(context, facet.name, code),
        count,
        chosen,
        below,
    };
    if facet.name != FacetName::Topic {
        let options = facet.options.iter();
        return options
            .map(|option| row(&option.code, option.count, option.chosen, false))
            .collect();
    }
    let topics: Vec<_> = facet
        .options
        .iter()
        .filter_map(|option| Some((option.code.parse::<Topic>().ok()?, option)))
        .collect();
    let mut rows = Vec::new();
    for (topic, option) in topics.iter().filter(|(topic, _)| topic.parent().is_none()) {
        rows.push(row(&option.code, option.count, option.chosen, false));
        let finer: Vec<_> = topics
            .iter()
            .filter(|(other, _)| other.parent() == Some(*topic))
            .collect();
        if option.chosen || finer.iter().any(|(_, option)| option.chosen) {
            rows.extend(
                finer
                    .iter()
                    .map(|(_, option)| row(&option.code, option.count, option.chosen, true)),
            );
        }
    }
    rows
}

/// The heading of a filter.
#[must_use]
pub fn title(context: &Context<'_>, name: FacetName) -> &'static str {
    context.words.text(match name {
        FacetName::What => Word::FacetWhat,
        FacetName::Kind => Word::FacetKind,
        FacetName::Network => Word::FacetNetwork,
        FacetName::Comune => Word::FacetComune,
        FacetName::Topic => Word::FacetTopic,
        FacetName::Category => Word::FacetCategory,
        FacetName::Stage => Word::FacetStage,
        FacetName::Language => Word::FacetLanguage,
        FacetName::Free => Word::FacetFree,
        FacetName::Entry => Word::FacetEntry,
        FacetName::Wheelchair => Word::FacetWheelchair,
        FacetName::Professional => Word::FacetProfessional,
        FacetName::Status => Word::FacetStatus,
        FacetName::Mode => Word::FacetMode,
        FacetName::Setting => Word::FacetSetting,
        FacetName::Who => Word::FacetWho,
        FacetName::Baby => Word::FacetBaby,
        FacetName::Quarter => Word::FacetQuarter,
    })
}

/// What an option is called; its code where nothing better is known.
#[must_use]
pub fn label(context: &Context<'_>, name: FacetName, code: &str) -> String {
    let known: Option<String> = match name {
        _ if code == crate::filter::UNKNOWN => Some(context.words.text(Word::NotKnown).to_owned()),
        FacetName::What => word(
            context,
            code,
            &[
                ("place", Word::WhatPlace),
                ("activity", Word::WhatActivity),
                ("guide", Word::WhatGuide),
            ],
        ),
        FacetName::Kind => code
            .parse::<PlaceKind>()
            .ok()
            .map(|kind| context.words.kind(kind).to_owned()),
        FacetName::Network => code
            .parse::<NetworkId>()
            .ok()
            .and_then(|id| Some(context.data.network(&id)?.name.clone())),
        FacetName::Comune => code
            .parse::<ComuneCode>()
            .ok()
            .and_then(|code| Some(context.data.comune(&code)?.name.clone())),
        FacetName::Topic => code.parse().ok().map(|topic| context.words.topic(topic).to_owned()),
        FacetName::Category => code
            .parse()
            .ok()
            .map(|category| context.words.category(category).to_owned()),
        FacetName::Stage => code.parse().ok().map(|stage| context.words.stage(stage).to_owned()),
        FacetName::Professional => code.parse().ok().map(|who| context.words.professional(who).to_owned()),
        FacetName::Language => Some(context.words.language_name(code)),
        FacetName::Free => word(context, code, &[("true", Word::Free), ("false", Word::NotFree)]),
        FacetName::Entry => word(
            context,
            code,
            &[
                (Entry::WalkIn.code(), Word::EntryWalkIn),
                (Entry::Booking.code(), Word::EntryBooking),
                (Entry::Referral.code(), Word::EntryReferral),
            ],
        ),
        FacetName::Mode => code.parse().ok().map(|mode| context.words.mode(mode).to_owned()),
        FacetName::Setting => code
            .parse()
            .ok()
            .map(|setting| context.words.setting(setting).to_owned()),
        FacetName::Who => code.parse().ok().map(|group| context.words.group(group).to_owned()),
        FacetName::Baby => code.parse().ok().map(|fact| context.words.baby(fact).to_owned()),
        FacetName::Quarter => quarter_name(context, code),
        FacetName::Wheelchair => word(
            context,
            code,
            &[
                (Wheelchair::Yes.code(), Word::WheelchairYesShort),
                (Wheelchair::Limited.code(), Word::WheelchairLimitedShort),
                (Wheelchair::No.code(), Word::WheelchairNoShort),
            ],
        ),
        FacetName::Status => word(
            context,
            code,
            &[
                (Status::Planned.code(), Word::StatusPlannedShort),
                (Status::Active.code(), Word::StatusActiveShort),
                (Status::Moved.code(), Word::StatusMovedShort),
                (Status::Closed.code(), Word::StatusClosedShort),
            ],
        ),
    };
    known.unwrap_or_else(|| code.to_owned())
}

/// The name of a quarter as an address writes it, with its comune: "Carbonara (Bari)".
fn quarter_name(context: &Context<'_>, code: &str) -> Option<String> {
    let places = context.data.places.iter().filter_map(|place| place.address.as_ref());
    let venues = context
        .data
        .activities
        .iter()
        .filter_map(|activity| activity.venue.as_ref());
    let mut addresses = places.chain(venues.filter_map(|venue| venue.address.as_ref()));
    addresses.find_map(|address| {
        let (_, name) = quarters(address).find(|(quarter, _)| quarter.as_str() == code)?;
        let comune = comune_of(context, Some(address))?;
        Some(context.words.in_brackets(name, &comune))
    })
}

fn word(context: &Context<'_>, code: &str, words: &[(&str, Word)]) -> Option<String> {
    let (_, word) = words.iter().find(|(known, _)| *known == code)?;
    Some(context.words.text(*word).to_owned())
}
