//! The state of the app: signals that live as long as the page. Pages and components read them; `commands` writes them.

mod finding;
mod live;
mod loadable;

pub use finding::{Found, Indexed, LIMIT_FIRST, Worked, index_in_slices};
pub use live::{Derived, Live, Watched, follow};
pub use loadable::Loadable;

use std::sync::Arc;

use shared::gazetteer::Gazetteer;
use shared::geo::Point;
use shared::household::Household;
use shared::query::Query;
use shared::search::{self, Suggestion};
use shared::sync::Applied;
use shared::time::{Instant, LocalDateTime, rome};

use crate::browser::clock;
use crate::i18n::Language;
use crate::route::Route;
use crate::view::{Context, Formats};

/// Which sheet of the page shown is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sheet {
    /// None.
    Closed,
    /// Sending the page to somebody.
    Share,
    /// Putting dates into a calendar.
    Calendar,
}

/// Everything the app knows, by signals. Copied freely: it is a handful of keys.
#[derive(Clone, Copy)]
pub struct App {
    /// The page shown.
    pub route: Live<Route>,
    /// What is searched; the address bar follows it.
    pub query: Live<Query>,
    /// The words as they stand in the search box; the search follows with the next picture.
    pub typed: Live<String>,
    /// The line under the search box that the arrows have reached, 0 for none; `None` while nothing is suggested.
    pub suggesting: Live<Option<usize>>,
    /// The records and the cursor they belong to.
    pub data: Live<Loadable<Arc<Applied>>>,
    /// The search index, with the very records it was made from.
    pub indexed: Live<Option<Indexed>>,
    /// The answer to the search; follows query, records, clock and position.
    pub found: &'static Derived<Option<Found>>,
    /// Whether there are examples among the records.
    pub has_samples: &'static Derived<bool>,
    /// All comuni of Italy, once fetched.
    pub gazetteer: Live<Option<Arc<Gazetteer>>>,
    /// "Now", by the minute.
    pub now: Live<Instant>,
    /// The language spoken.
    pub language: Live<Language>,
    /// Where the device is, once it was asked and answered. Stays here.
    pub position: Live<Option<Point>>,
    /// Keys of what was saved on this device: `place:` or `activity:` and the id, newest first.
    pub saved: Live<Vec<String>>,
    /// Who is at home. Stays here.
    pub household: Live<Household>,
    /// What was told of each thing saved, one line each; see `shared::plan::seen`.
    pub seen: Live<Vec<String>>,
    /// The sheet that is open above the page.
    pub sheet: Live<Sheet>,
    /// The prose of the page about the finder, once fetched.
    pub about: Live<String>,
    /// The place chosen on the map.
    pub chosen: Live<Option<String>>,
    /// Whether the server was there when it was last asked.
    pub online: Live<bool>,
    /// When the server was last asked.
    pub checked: Live<Option<Instant>>,
    /// Whether a new version of the app waits.
    pub new_version: Live<bool>,
    /// Something to tell, calmly and for a moment.
    pub toast: Live<String>,
    /// Whether the rest of the app is there (`crate::later`).
    pub later: Live<bool>,
    /// How many pieces of the first page are drawn, of those that are put off until it answers: first what the server
    /// drew already, then what stands on closed sheets. All of them when a sheet is opened.
    pub pieces: Live<usize>,
}

impl App {
    /// The state of a page that was just opened.
    #[must_use]
    pub fn new(route: Route, query: Query, language: Language) -> Self {
        let query = Watched::new(query).keep();
        let indexed = Watched::new(None).keep();
        let gazetteer = Watched::new(None).keep();
        let now = Watched::new(clock::now()).keep();
        let position = Watched::new(None).keep();
        let household = Watched::new(Household::default()).keep();
        Self {
            route: Watched::new(route).keep(),
            typed: Watched::new(query.with_untracked(|query| query.words.clone())).keep(),
            suggesting: Watched::new(None).keep(),
            query,
            data: Watched::new(Loadable::Loading).keep(),
            indexed,
            found: finding::found(query, indexed, gazetteer, now, position, household),
            has_samples: finding::has_samples(indexed),
            gazetteer,
            now,
            language: Watched::new(language).keep(),
            position,
            saved: Watched::new(Vec::new()).keep(),
            household,
            seen: Watched::new(Vec::new()).keep(),
            sheet: Watched::new(Sheet::Closed).keep(),
            about: Watched::new(String::new()).keep(),
            chosen: Watched::new(None).keep(),
            online: Watched::new(true).keep(),
            checked: Watched::new(None).keep(),
            new_version: Watched::new(false).keep(),
            toast: Watched::new(String::new()).keep(),
            later: Watched::new(false).keep(),
            pieces: Watched::new(0).keep(),
        }
    }

    /// Whether the piece of that number is to be drawn; told only when that changes.
    #[must_use]
    pub fn is_due(self, piece: usize) -> Derived<bool> {
        Derived::new(move || self.pieces.get() > piece)
    }

    /// What could be meant by what was typed so far; tracked.
    #[must_use]
    pub fn suggest(self, typed: &str) -> Vec<Suggestion> {
        self.indexed.with(|indexed| {
            let Some(Indexed { worked, index }) = indexed else {
                return Vec::new();
            };
            let gazetteer = self.gazetteer.get();
            let context = search::Context {
                now: self.rome_now(),
                gazetteer: gazetteer.as_deref(),
                position: self.position.get(),
                household: None,
            };
            index.suggest(&worked.applied.data, typed, &context)
        })
    }

    /// Which activities a search finds, by their place in the list, and the name of what it asks to be near to; `None`
    /// when it asks for nothing but activities.
    #[must_use]
    pub fn activities_of(self, query: &Query) -> Option<(Vec<bool>, String)> {
        let household = self.household.get();
        let for_us = household.only.is_some() && !household.is_empty();
        let asks = query.filter.active() > 1 || query.near.is_some() || !query.words.is_empty() || for_us;
        let Indexed { worked, index } = self.indexed.get().filter(|_| asks)?;
        let gazetteer = self.gazetteer.get();
        let context = search::Context {
            now: self.rome_now(),
            gazetteer: gazetteer.as_deref(),
            position: self.position.get(),
            household: Some(&household),
        };
        let mut kept = vec![false; worked.applied.data.activities.len()];
        let outcome = index.search(&worked.applied.data, query, &context);
        for hit in outcome.hits {
            kept[hit.at as usize] = true;
        }
        Some((kept, outcome.near.map(|near| near.name).unwrap_or_default()))
    }

    /// The wall clock of Rome, by the minute; tracked.
    #[must_use]
    pub fn rome_now(self) -> LocalDateTime {
        in_rome(self.now.get())
    }

    /// Makes something for a page from the records, the clock, the language and the household; tracked. `None` while there are none.
    pub fn with_context<T>(self, make: impl FnOnce(&Context<'_>) -> T) -> Option<T> {
        let worked = self
            .indexed
            .with(|indexed| indexed.as_ref().map(|indexed| indexed.worked.clone()));
        worked.map(|worked| self.in_context(&worked, make))
    }

    /// [`Self::with_context`] for what leaves its result somewhere by itself: compiled once for all.
    pub fn look(self, look: &mut dyn FnMut(&Context<'_>)) {
        self.with_context(|context| look(context));
    }

    /// Makes something from these records, the clock, the language and the household; the latter three tracked.
    pub fn in_context<T>(self, worked: &Worked, make: impl FnOnce(&Context<'_>) -> T) -> T {
        self.language.track();
        let now = self.rome_now();
        self.household.with(|household| {
            make(&Context {
                data: &worked.applied.data,
                by_place: &worked.by_place,
                links: &worked.links,
                now,
                formats: FORMATS,
                household,
            })
        })
    }
}

/// The wall clock of Rome at a point in time.
#[must_use]
pub fn in_rome(at: Instant) -> LocalDateTime {
    rome::local(at)
}

/// Dates and names as the browser writes them.
const FORMATS: Formats = {
    use crate::browser::format;
    Formats {
        weekday_and_day: format::weekday_and_day,
        full_day: format::full_day,
        short_day: format::short_day,
        weekday: format::weekday,
        language_name: format::language_name,
    }
};
