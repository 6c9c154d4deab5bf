//! The state of the app: signals that live as long as the page. Pages and components read them; `commands` writes them.

mod finding;
mod loadable;

pub use finding::{Found, Indexed, LIMIT_FIRST, Worked, index_in_slices};
pub use loadable::Loadable;

use std::sync::Arc;

use leptos::prelude::*;
use shared::gazetteer::Gazetteer;
use shared::geo::Point;
use shared::query::Query;
use shared::search::{self, Suggestion};
use shared::sync::Applied;
use shared::time::{Instant, LocalDateTime, rome};

use crate::browser::clock;
use crate::i18n::Language;
use crate::route::Route;
use crate::view::{Context, Formats};

/// Everything the app knows, by signals. Copied freely: it is a handful of keys.
#[derive(Clone, Copy)]
pub struct App {
    /// The page shown.
    pub route: RwSignal<Route>,
    /// What is searched; the address bar follows it.
    pub query: RwSignal<Query>,
    /// The records and the cursor they belong to.
    pub data: RwSignal<Loadable<Arc<Applied>>>,
    /// The search index, with the very records it was made from.
    pub indexed: RwSignal<Option<Indexed>>,
    /// The answer to the search; follows query, records, clock and position.
    pub found: Memo<Option<Found>>,
    /// Whether there are examples among the records.
    pub has_samples: Memo<bool>,
    /// All comuni of Italy, once fetched.
    pub gazetteer: RwSignal<Option<Arc<Gazetteer>>>,
    /// "Now", by the minute.
    pub now: RwSignal<Instant>,
    /// The language spoken.
    pub language: RwSignal<Language>,
    /// Where the device is, once it was asked and answered. Stays here.
    pub position: RwSignal<Option<Point>>,
    /// Keys of what was saved on this device: `place:` or `activity:` and the id, newest first.
    pub saved: RwSignal<Vec<String>>,
    /// The prose of the page about the finder, once fetched.
    pub about: RwSignal<String>,
    /// The place chosen on the map.
    pub chosen: RwSignal<Option<String>>,
    /// Whether the server was there when it was last asked.
    pub online: RwSignal<bool>,
    /// When the server was last asked.
    pub checked: RwSignal<Option<Instant>>,
    /// Whether a new version of the app waits.
    pub new_version: RwSignal<bool>,
    /// Something to tell, calmly and for a moment.
    pub toast: RwSignal<String>,
}

impl App {
    /// The state of a page that was just opened.
    #[must_use]
    pub fn new(route: Route, query: Query, language: Language) -> Self {
        let query = RwSignal::new(query);
        let indexed = RwSignal::new(None);
        let gazetteer = RwSignal::new(None);
        let now = RwSignal::new(clock::now());
        let position = RwSignal::new(None);
        Self {
            route: RwSignal::new(route),
            query,
            data: RwSignal::new(Loadable::Loading),
            indexed,
            found: finding::found(query, indexed, gazetteer, now, position),
            has_samples: finding::has_samples(indexed),
            gazetteer,
            now,
            language: RwSignal::new(language),
            position,
            saved: RwSignal::new(Vec::new()),
            about: RwSignal::new(String::new()),
            chosen: RwSignal::new(None),
            online: RwSignal::new(true),
            checked: RwSignal::new(None),
            new_version: RwSignal::new(false),
            toast: RwSignal::new(String::new()),
        }
    }

    /// The state, inside a component.
    #[must_use]
    pub fn here() -> Self {
        expect_context()
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
            };
            index.suggest(&worked.applied.data, typed, &context)
        })
    }

    /// The wall clock of Rome, by the minute; tracked.
    #[must_use]
    pub fn rome_now(self) -> LocalDateTime {
        in_rome(self.now.get())
    }

    /// Makes something for a page from the records, the clock and the language; tracked. `None` while there are none.
    pub fn with_context<T>(self, make: impl FnOnce(&Context<'_>) -> T) -> Option<T> {
        let worked = self
            .indexed
            .with(|indexed| indexed.as_ref().map(|indexed| indexed.worked.clone()));
        worked.map(|worked| self.in_context(&worked, make))
    }

    /// Makes something from these records, the clock and the language; the latter two tracked.
    pub fn in_context<T>(self, worked: &Worked, make: impl FnOnce(&Context<'_>) -> T) -> T {
        self.language.track();
        make(&Context {
            data: &worked.applied.data,
            by_place: &worked.by_place,
            now: self.rome_now(),
            formats: FORMATS,
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
