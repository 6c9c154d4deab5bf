//! What a search is asked with and what it answers.

use std::sync::Arc;

use super::danger::{HelpKind, HelpLine};
use crate::filter::{FacetName, What, When};
use crate::gazetteer::Gazetteer;
use crate::geo::Point;
use crate::household::Household;
use crate::model::ComuneCode;
use crate::taxonomy::{Category, Topic};
use crate::time::LocalDateTime;

/// What a search needs to know besides the data set and the query.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The time in Europe/Rome at which the question is asked.
    pub now: LocalDateTime,
    /// All comuni of Italy. Without it, only the comuni that the data set names are understood.
    pub gazetteer: Option<&'a Gazetteer>,
    /// Where the device stands, for [`Near::Here`](crate::query::Near::Here).
    pub position: Option<Point>,
    /// Who is at home, for what is narrowed to them. Known to the device only: a server never has one.
    pub household: Option<&'a Household>,
}

/// The answer to a search.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// When the words speak of danger: whom to call at once, above everything.
    pub help: Option<Help>,
    /// How many records match.
    pub total: u32,
    /// How many of them are examples.
    pub samples: u32,
    /// How many of them match as typed; the others, after them, need a slip of the keyboard to be forgiven.
    pub sure: u32,
    /// The records from `offset` on, at most `limit`.
    pub hits: Vec<Hit>,
    /// The places, ascending by their index in the data set, that match or hold an activity that matches.
    pub on_map: Vec<u32>,
    /// For each list of the filter its options, with how many records each would give within the other filters.
    pub facets: Vec<Facet>,
    /// What was understood as "near"; `None` when nothing was asked or the comune asked for is not known.
    pub near: Option<NearPlace>,
    /// When a comune was asked for and nothing that matches is in it: metres to the nearest that is.
    pub nearest_elsewhere_m: Option<u32>,
    /// What was understood in the words.
    pub chips: Vec<Chip>,
    /// Whether all words were matched.
    pub matched: Matched,
    /// "Forse cercavi": the words with the slips put right, in words of the data.
    pub suggestion: Option<String>,
    /// When nothing matches: what to leave out, and how many records each would give, most first.
    pub loosen: Vec<Loosen>,
    /// When nothing matches within the radius: the nearest that match the rest, at most three.
    pub beyond: Vec<Hit>,
    /// When nothing matches: the nearest hubs that can be called, at most three.
    pub hubs: Vec<Hit>,
    /// When nothing matches: whom to call.
    pub helper: Option<Helper>,
    /// What matches all but the question when and may answer it all the same: by appointment, or its hours are not
    /// known. The best of them, told apart from the hits.
    pub apart: Vec<Hit>,
    /// How many more match all but the question when, because their hours are not known.
    pub unknown_hours: u32,
    /// How many more match all but the household, because they do not say for whom they are.
    pub untold: u32,
}

/// Whom to call at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Help {
    /// What kind of danger the words speak of.
    pub kind: HelpKind,
    /// The lines to call, in order.
    pub lines: Vec<HelpLine>,
    /// The nearest clinic, anti-violence centre and listening desk, as far as the data has them.
    pub nearest: Vec<Hit>,
}

/// Who answers the telephone for a network that serves the comune asked for, or that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Helper {
    /// The network, by index.
    Network(u32),
    /// A place of it, by index, where the network has no number of its own: a hub before others, then the nearest.
    Place(u32),
}

/// One record of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Which list of the data set.
    pub what: What,
    /// Index in that list.
    pub at: u32,
    /// How well it answers; only the order means something.
    pub score: u32,
    /// Metres from what was asked to be near; `None` where it is not known how far.
    pub distance_m: Option<u32>,
    /// It is in the comune asked for, and nobody knows where in it: it has no distance.
    pub in_comune: bool,
    /// Its network serves the comune asked for, wherever it stands ("serve il tuo comune").
    pub serves: bool,
    /// It matches only because a slip was forgiven, or has only a part of the words.
    pub guessed: bool,
}

/// A list of the filter with its options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    /// Which list.
    pub name: FacetName,
    /// All its options in the order of the taxonomy; of comuni only those with a place, most results first.
    pub options: Vec<FacetOption>,
}

/// An option of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FacetOption {
    /// Its code, as in a URL; `unknown` for "non noto".
    pub code: Arc<str>,
    /// How many records match everything else and have it, examples not counted.
    pub count: u32,
    /// How many examples do.
    pub samples: u32,
    /// Whether it is chosen.
    pub chosen: bool,
}

/// A place on the ground that one can be near to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NearPlace {
    /// As people call it: the comune's name, that of a quarter with its comune, or empty for a bare point.
    pub name: String,
    /// The comune, where it is one.
    pub comune: Option<ComuneCode>,
    /// The point distances are measured from.
    pub point: Point,
    /// The folded name of a part of the comune, where one was asked for.
    pub quarter: Option<String>,
}

/// Something that was understood in the words, and can be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chip {
    /// What was understood.
    pub meaning: Meaning,
    /// The words it was read from, as typed.
    pub words: String,
    /// All the other words: what to search for when the chip is taken away.
    pub without: String,
}

/// What a [`Chip`] means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Near that comune.
    Near(NearPlace),
    /// Of that age in months, both bounds included.
    Age(u16, u16),
    /// At that time: what fits comes first.
    When(When),
}

/// Whether all words were matched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Matched {
    /// All of them.
    #[default]
    All,
    /// No record has all of them; these have most. The words are those that the first result lacks.
    Most(Vec<String>),
}

/// A part of a search that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// A list of the filter.
    Facet(FacetName),
    /// The age.
    Age,
    /// When.
    When,
    /// The words.
    Words,
    /// The radius.
    Radius,
    /// For us.
    Household,
}

/// What leaving out one part of the search would give.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loosen {
    /// The part.
    pub part: Part,
    /// How many records match the rest.
    pub total: u32,
}

/// One line under the search box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suggestion {
    /// What choosing it means.
    pub target: Target,
    /// What it says.
    pub text: String,
}

/// What a [`Suggestion`] leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// Filter by this topic.
    Topic(Topic),
    /// Filter by this category.
    Category(Category),
    /// Be near to this comune.
    Comune(ComuneCode),
    /// Open this place, by index.
    Place(u32),
    /// Open this activity, by index.
    Activity(u32),
    /// Search for these words.
    Words,
}
