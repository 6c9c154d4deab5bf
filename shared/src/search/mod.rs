//! Search: words, filters, nearness and their counts over a whole data set, in the browser and on the server alike.
//!
//! ```
//! use shared::model::Dataset;
//! use shared::query::Query;
//! use shared::search::{Context, Index};
//! use shared::time::LocalDateTime;
//!
//! let data = Dataset::default();
//! let index = Index::build(&data); // or in slices: `Builder`
//! let now: LocalDateTime = "2026-11-24T16:30".parse().expect("a time");
//! let query = Query::parse("q=spazio+gioco&near=Senago&free=true", now.date).expect("all parameters are known");
//! let context = Context { now, gazetteer: None, position: None, household: None };
//! let outcome = index.search(&data, &query, &context);
//! assert_eq!(outcome.total, 0);
//! ```
//!
//! The index holds words, postings and packed attributes, no text: it is given the same data set at every search and
//! answers with indexes into its lists. A new data set needs a new index.

mod alike;
mod alphabet;
mod build;
mod danger;
mod document;
mod facets;
mod guides;
mod help;
mod index;
mod inflection;
mod near;
mod outcome;
mod rank;
mod run;
mod score;
mod scratch;
mod sites;
mod slips;
mod standing;
mod suggest;
mod suited;
mod thesaurus;
mod understand;
mod vocabulary;
mod weights;
mod when;
mod words;
mod work;

pub use build::{Builder, SLICE};
pub use danger::{HelpKind, HelpLine, help_lines, help_lines_for, is_danger, may_be_kept};
pub(crate) use document::{stages_of_ages, stages_of_topic};
pub use index::Index;
pub use near::locate;
pub use outcome::{
    Chip, Context, Facet, FacetOption, Help, Helper, Hit, Loosen, Matched, Meaning, NearPlace, Outcome, Part,
    Suggestion, Target,
};
pub use suggest::SUGGESTIONS_MAX;
pub use thesaurus::Lesson;
pub use weights::Weights;
