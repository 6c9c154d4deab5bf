//! What is asked for, as chips that can be taken back one by one.

use crate::filter::FacetName;
use crate::query::{Near, Query};
use crate::search::{Meaning, Outcome};

use super::age::age_words;
use super::{Context, facets};
use crate::i18n::Word;

/// A chip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// What it says.
    pub label: String,
    /// What taking it back changes.
    pub part: ChipPart,
}

/// The part of a search that a chip stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ChipPart {
    /// A choice of a filter.
    Choice(FacetName, String),
    /// Nearness.
    Near,
    /// The radius.
    Radius,
    /// The age.
    Age,
    /// When.
    When,
    /// For us; no part of the query, the household knows it.
    ForUs,
    /// Something understood in the words; what is left of them without it.
    Understood(String),
}

impl ChipPart {
    /// Takes this part out of a search.
    pub fn remove_from(&self, query: &mut Query) {
        match self {
            Self::Choice(facet, code) => {
                // It was chosen, so that its code is one the facet knows.
                let _ = query.filter.toggle(*facet, code);
            }
            Self::Near => {
                query.near = None;
                query.radius_km = None;
            }
            Self::Radius => query.radius_km = None,
            Self::Age => query.filter.age_months = None,
            Self::When => query.filter.when = Default::default(),
            Self::ForUs => {}
            Self::Understood(without) => query.words.clone_from(without),
        }
    }
}

/// The chips of a search and of what was understood in its words.
#[must_use]
pub fn chips(context: &Context<'_>, query: &Query, outcome: &Outcome) -> Vec<Chip> {
    let mut chips = Vec::new();
    let mut add = |label: String, part: ChipPart| chips.push(Chip { label, part });
    for chip in &outcome.chips {
        let label = match &chip.meaning {
            Meaning::Near(place) => context.words.filled(Word::NearTo, &[&place.name]),
            Meaning::When(when) => (context.words).filled(Word::WhenChip, &[&super::when::words(context, when)]),
            Meaning::Age(from, to) if from == to => context.words.filled(Word::AgeChip, &[&age_words(context, *from)]),
            Meaning::Age(..) => context.words.filled(Word::AgeChip, &[&chip.words]),
        };
        add(label, ChipPart::Understood(chip.without.clone()));
    }
    if let Some(only) = context.household.only.filter(|_| !context.household.is_empty()) {
        add(
            super::household::only_words(context, only.whom).to_owned(),
            ChipPart::ForUs,
        );
    }
    if let Some(near) = &query.near {
        let name = outcome
            .near
            .as_ref()
            .map(|place| place.name.as_str())
            .unwrap_or_default();
        let label = match near {
            Near::Here | Near::Point(_) => context.words.text(Word::HereNear).to_owned(),
            Near::Name(name) => context.words.filled(Word::NearTo, &[name]),
            Near::PostalCode(code) if name.is_empty() => context.words.filled(Word::NearTo, &[code.as_str()]),
            Near::Comune(_) | Near::PostalCode(_) => context.words.filled(Word::NearTo, &[name]),
        };
        add(label, ChipPart::Near);
    }
    if let Some(kilometres) = query.radius_km {
        add(
            context.words.filled(Word::RadiusChip, &[&kilometres.to_string()]),
            ChipPart::Radius,
        );
    }
    if let Some(months) = query.filter.age_months {
        add(
            context.words.filled(Word::AgeChip, &[&age_words(context, months)]),
            ChipPart::Age,
        );
    }
    if !query.filter.when.is_empty() {
        add(
            context
                .words
                .filled(Word::WhenChip, &[&super::when::words(context, &query.filter.when)]),
            ChipPart::When,
        );
    }
    for &facet in FacetName::ALL {
        for code in query.filter.chosen(facet) {
            add(
                facets::label(context, facet, code),
                ChipPart::Choice(facet, code.to_owned()),
            );
        }
    }
    chips
}
