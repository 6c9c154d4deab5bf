//! The state of the app: signals that live as long as the page. Pages are drawn from them; `update` writes them.

mod finding;
mod live;
mod loadable;
mod reading;

pub use finding::{Found, Indexed, Worked, index_in_slices};
pub use live::{Derived, Live, Watched, follow};
pub use loadable::Loadable;
pub use reading::{Reading, in_context};

use std::sync::Arc;

use shared::gazetteer::Gazetteer;
use shared::geo::Point;
use shared::household::Household;
use shared::i18n::{KioskWords, Language, Words};
use shared::kiosk::{PinAnswer, Screen, Setup};
use shared::model::NetworkId;
use shared::orientation::Answers;
use shared::query::{Query, View};
use shared::route::Route;
use shared::sync::Applied;
use shared::time::{Date, Instant, LocalDateTime, rome};

use shared::view::context::MapState;
use shared::view::msg::{Dialog, MapControl};

use crate::browser::clock;

/// Everything the app knows, by signals. Copied freely: it is a handful of keys.
#[derive(Clone, Copy)]
pub struct App {
    /// The page shown.
    pub route: Live<Route>,
    /// What is searched; the address bar follows it. Only code of `crate::input` asks for something, so that what answers
    /// a question may be in that chunk.
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
    /// List or map, week or day; follows the query.
    pub view: &'static Derived<View>,
    /// All comuni of Italy, once fetched.
    pub gazetteer: Live<Option<Arc<Gazetteer>>>,
    /// "Now", by the minute.
    pub now: Live<Instant>,
    /// The texts of the language spoken.
    pub words: Live<&'static Words>,
    /// The texts of orientation, packed lists and kiosk in that language, once fetched.
    pub kiosk: Live<Option<&'static KioskWords>>,
    /// The same texts in Italian, once fetched.
    pub kiosk_italian: Live<Option<&'static KioskWords>>,
    /// What the kiosk shows; nothing on another device.
    pub screen: Live<Option<Screen>>,
    /// How the kiosk is set up, once staff may see it.
    pub setup: Live<Option<Setup>>,
    /// Whether another PIN was typed than the one.
    pub pin: Live<PinAnswer>,
    /// The sentence that is shown at a desk.
    pub desk: Live<Option<usize>>,
    /// What was answered in guided orientation. Stays here, and in memory alone.
    pub answers: Live<Answers>,
    /// The network in whose area a door is looked for.
    pub area: Live<Option<NetworkId>>,
    /// Whether somebody asked for help at once.
    pub in_danger: Live<bool>,
    /// What stands behind the `#` of the address: a packed list. Stays here.
    pub fragment: Live<String>,
    /// Where the device is, once it was asked and answered. Stays here.
    pub position: Live<Option<Point>>,
    /// Keys of what was saved on this device: `place:` or `activity:` and the id, newest first.
    pub saved: Live<Vec<String>>,
    /// Who is at home. Stays here.
    pub household: Live<Household>,
    /// What was told of each thing saved, one line each; see `shared::plan::seen`.
    pub seen: Live<Vec<String>>,
    /// Who was at home before everything was erased.
    pub erased: Live<Household>,
    /// The dialog for what leaves the device that is open.
    pub dialog: Live<Option<Dialog>>,
    /// The map of the page.
    pub map: Live<MapState>,
    /// What was last asked of the map by its buttons.
    pub map_control: Live<Option<MapControl>>,
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
    /// Whether the code that answers to what a person does is there (`crate::input`).
    pub input: Live<bool>,
    /// Whether the code that the finder does without is there (`crate::later`).
    pub later: Live<bool>,
    /// Whether the code of kiosk, board, desk card, orientation and packed lists is there (`crate::kiosk`).
    pub kiosk_code: Live<bool>,
    /// How many chunks of the first page are drawn ([`shared::view::filter_dialog`]): first what the server wrote, then
    /// what is in closed dialogs. All of them when a dialog is opened.
    pub drawn: Live<usize>,
}

impl App {
    /// The state of a page that was just opened.
    #[must_use]
    pub fn new(route: Route) -> Self {
        let query = Watched::new(Query::default()).keep();
        let indexed = Watched::new(None).keep();
        let gazetteer = Watched::new(None).keep();
        let now = Watched::new(clock::now()).keep();
        let position = Watched::new(None).keep();
        let household = Watched::new(Household::default()).keep();
        Self {
            route: Watched::new(route).keep(),
            typed: Watched::new(String::new()).keep(),
            suggesting: Watched::new(None).keep(),
            query,
            data: Watched::new(Loadable::Loading).keep(),
            indexed,
            found: finding::found(query, indexed, gazetteer, now, position, household),
            view: Derived::new(move || query.with(|query| query.view)).keep(),
            gazetteer,
            now,
            words: Watched::new(Words::italian()).keep(),
            kiosk: Watched::new(None).keep(),
            kiosk_italian: Watched::new(None).keep(),
            screen: Watched::new(None).keep(),
            setup: Watched::new(None).keep(),
            pin: Watched::new(PinAnswer::Fine).keep(),
            desk: Watched::new(None).keep(),
            answers: Watched::new(Answers::default()).keep(),
            area: Watched::new(None).keep(),
            in_danger: Watched::new(false).keep(),
            fragment: Watched::new(String::new()).keep(),
            position,
            saved: Watched::new(Vec::new()).keep(),
            household,
            seen: Watched::new(Vec::new()).keep(),
            erased: Watched::new(Household::default()).keep(),
            dialog: Watched::new(None).keep(),
            map: Watched::new(MapState::default()).keep(),
            map_control: Watched::new(None).keep(),
            about: Watched::new(String::new()).keep(),
            chosen: Watched::new(None).keep(),
            online: Watched::new(true).keep(),
            checked: Watched::new(None).keep(),
            new_version: Watched::new(false).keep(),
            toast: Watched::new(String::new()).keep(),
            input: Watched::new(false).keep(),
            later: Watched::new(false).keep(),
            kiosk_code: Watched::new(false).keep(),
            drawn: Watched::new(0).keep(),
        }
    }

    /// Whether the code of a page is there, not tracked.
    #[must_use]
    pub fn has_code_of(self, route: &Route) -> bool {
        match route {
            Route::Finder => true,
            route if route.is_of_kiosk() => self.kiosk_code.get_untracked(),
            _ => self.later.get_untracked(),
        }
    }

    /// The wall clock of Rome, not tracked.
    #[must_use]
    pub fn now_in_rome(self) -> LocalDateTime {
        in_rome(self.now.get_untracked())
    }

    /// Today in Rome, not tracked.
    #[must_use]
    pub fn today(self) -> Date {
        self.now_in_rome().date
    }

    /// The language spoken.
    #[must_use]
    pub fn language(self) -> Language {
        self.words.get_untracked().language()
    }

    /// The wall clock of Rome, by the minute; tracked.
    #[must_use]
    pub fn rome_now(self) -> LocalDateTime {
        in_rome(self.now.get())
    }
}

/// The wall clock of Rome at a point in time.
#[must_use]
pub fn in_rome(at: Instant) -> LocalDateTime {
    rome::local(at)
}
