//! The lines under the search box: what could be meant by what was typed so far.

use crate::query::{Near, Order, Query};
use crate::search::{Suggestion, Target};

use super::Context;
use super::title::marked;
use crate::i18n::Word;
use crate::route::Route;

/// A line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SuggestionRow {
    /// What it says.
    pub text: String,
    /// What kind of thing that is.
    pub kind: &'static str,
    /// Class of its icon.
    pub icon: &'static str,
    /// What choosing it leads to.
    pub leads: Leads,
}

/// What a line leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Leads {
    /// Another search.
    Search(Box<Query>),
    /// A page.
    Page(Route),
}

/// The lines under the search box while something is suggested: searches made before, or what could be meant by what is
/// typed.
#[must_use]
#[inline(never)]
pub fn lines(context: &Context<'_>) -> Vec<SuggestionRow> {
    match context.device.typed.trim() {
        "" => recent(context.query, &context.device.recent),
        _ => rows(context, context.query, &context.device.suggestions),
    }
}

/// The lines for these suggestions.
#[must_use]
pub fn rows(context: &Context<'_>, query: &Query, suggestions: &[Suggestion]) -> Vec<SuggestionRow> {
    suggestions
        .iter()
        .filter_map(|suggestion| row(context, query, suggestion))
        .collect()
}

fn row(context: &Context<'_>, query: &Query, suggestion: &Suggestion) -> Option<SuggestionRow> {
    // What was typed becomes the choice, so that it does not have to match as words too.
    let search = |change: &dyn Fn(&mut Query)| {
        let mut query = query.clone();
        query.words.clear();
        change(&mut query);
        Leads::Search(Box::new(query))
    };
    let data = context.data;
    let (text, kind, icon, leads) = match &suggestion.target {
        Target::Topic(chosen) => (
            context.words.topic(*chosen).to_owned(),
            context.words.text(Word::FacetTopic),
            "icon-info",
            search(&|query| query.filter.topics = vec![*chosen]),
        ),
        Target::Category(chosen) => (
            context.words.category(*chosen).to_owned(),
            context.words.text(Word::Activity),
            "icon-calendar",
            search(&|query| query.filter.categories = vec![*chosen]),
        ),
        Target::Comune(code) => (
            suggestion.text.clone(),
            context.words.text(Word::FacetComune),
            "icon-near",
            search(&|query| {
                query.near = Some(Near::Comune(code.clone()));
                query.order = Order::Near;
            }),
        ),
        Target::Place(at) => {
            let place = data.places.get(*at as usize)?;
            (
                marked(context, &suggestion.text, place.sample),
                context.words.kind(place.kind),
                super::kind_class(place.kind),
                Leads::Page(Route::Place(place.id.clone())),
            )
        }
        Target::Activity(at) => {
            let activity = data.activities.get(*at as usize)?;
            (
                marked(context, &suggestion.text, activity.sample),
                context.words.text(Word::Activity),
                "icon-calendar",
                Leads::Page(Route::Activity(activity.id.clone())),
            )
        }
        Target::Words => (
            suggestion.text.clone(),
            "",
            "icon-search",
            search(&|query| query.words.clone_from(&suggestion.text)),
        ),
    };
    Some(SuggestionRow {
        text,
        kind,
        icon,
        leads,
    })
}

/// The lines for searches made before.
#[must_use]
pub fn recent(query: &Query, searches: &[String]) -> Vec<SuggestionRow> {
    let row = |words: &String| SuggestionRow {
        text: words.clone(),
        kind: "",
        icon: "icon-clock",
        leads: Leads::Search(Box::new(Query {
            words: words.clone(),
            ..query.clone()
        })),
    };
    searches.iter().map(row).collect()
}
