//! The state of the app: signals that live as long as the page. Pages are drawn from them; `update` writes them.

mod finding;
mod loadable;
mod reactive;
mod reading;

pub use finding::{Found, Indexed, Worked, index_in_slices};
pub use loadable::Loadable;
pub use reactive::{Memo, Signal, StaticSignal, effect};
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
    pub route: StaticSignal<Route>,
    /// What is searched; the address bar follows it. Only code of `crate::input` asks for something, so that what answers
    /// a question may be in that chunk.
    pub query: StaticSignal<Query>,
    /// The words as they stand in the search box; the search follows with the next picture.
    pub typed: StaticSignal<String>,
    /// The line under the search box that the arrows have reached, 0 for none; `None` while nothing is suggested.
    pub suggesting: StaticSignal<Option<usize>>,
    /// The records and the cursor they belong to.
    pub data: StaticSignal<Loadable<Arc<Applied>>>,
    /// The search index, with the very records it was made from.
    pub indexed: StaticSignal<Option<Indexed>>,
    /// The answer to the search; follows query, records, clock and position.
    pub found: &'static Memo<Option<Found>>,
    /// List or map, week or day; follows the query.
    pub view: &'static Memo<View>,
    /// All comuni of Italy, once fetched.
    pub gazetteer: StaticSignal<Option<Arc<Gazetteer>>>,
    /// "Now", by the minute.
    pub now: StaticSignal<Instant>,
    /// The texts of the language spoken.
    pub words: StaticSignal<&'static Words>,
    /// The texts of orientation, packed lists and kiosk in that language, once fetched.
    pub kiosk: StaticSignal<Option<&'static KioskWords>>,
    /// The same texts in Italian, once fetched.
    pub kiosk_italian: StaticSignal<Option<&'static KioskWords>>,
    /// What the kiosk shows; nothing on another device.
    pub screen: StaticSignal<Option<Screen>>,
    /// How the kiosk is set up, once staff may see it.
    pub setup: StaticSignal<Option<Setup>>,
    /// Whether another PIN was typed than the one.
    pub pin: StaticSignal<PinAnswer>,
    /// The sentence that is shown at a desk.
    pub desk: StaticSignal<Option<usize>>,
    /// What was answered in guided orientation. Stays here, and in memory alone.
    pub answers: StaticSignal<Answers>,
    /// The network in whose area a door is looked for.
    pub area: StaticSignal<Option<NetworkId>>,
    /// Whether somebody asked for help at once.
    pub in_danger: StaticSignal<bool>,
    /// What stands behind the `#` of the address: a packed list. Stays here.
    pub fragment: StaticSignal<String>,
    /// Where the device is, once it was asked and answered. Stays here.
    pub position: StaticSignal<Option<Point>>,
    /// Keys of what was saved on this device: `place:` or `activity:` and the id, newest first.
    pub saved: StaticSignal<Vec<String>>,
    /// Who is at home. Stays here.
    pub household: StaticSignal<Household>,
    /// What was told of each thing saved, one line each; see `shared::plan::seen`.
    pub seen: StaticSignal<Vec<String>>,
    /// Who was at home before everything was erased.
    pub erased: StaticSignal<Household>,
    /// The dialog for what leaves the device that is open.
    pub dialog: StaticSignal<Option<Dialog>>,
    /// The map of the page.
    pub map: StaticSignal<MapState>,
    /// What was last asked of the map by its buttons.
    pub map_control: StaticSignal<Option<MapControl>>,
    /// The prose of the page about the finder, once fetched.
    pub about: StaticSignal<String>,
    /// The place chosen on the map.
    pub chosen: StaticSignal<Option<String>>,
    /// Whether the server was there when it was last asked.
    pub online: StaticSignal<bool>,
    /// When the server was last asked.
    pub checked: StaticSignal<Option<Instant>>,
    /// Whether a new version of the app waits.
    pub new_version: StaticSignal<bool>,
    /// Something to tell, calmly and for a moment.
    pub toast: StaticSignal<String>,
    /// Whether the code that answers to what a person does is there (`crate::input`).
    pub input: StaticSignal<bool>,
    /// Whether the code that the finder does without is there (`crate::later`).
    pub later: StaticSignal<bool>,
    /// Whether the code of kiosk, board, desk card, orientation and packed lists is there (`crate::kiosk`).
    pub kiosk_code: StaticSignal<bool>,
    /// How many chunks of the first page are drawn ([`shared::view::filter_dialog`]): first what the server wrote, then
    /// what is in closed dialogs. All of them when a dialog is opened.
    pub drawn: StaticSignal<usize>,
}

impl App {
    /// The state of a page that was just opened.
    #[must_use]
    pub fn new(route: Route) -> Self {
        let query = Signal::new(Query::default()).keep();
        let indexed = Signal::new(None).keep();
        let gazetteer = Signal::new(None).keep();
        let now = Signal::new(clock::now()).keep();
        let position = Signal::new(None).keep();
        let household = Signal::new(Household::default()).keep();
        Self {
            route: Signal::new(route).keep(),
            typed: Signal::new(String::new()).keep(),
            suggesting: Signal::new(None).keep(),
            query,
            data: Signal::new(Loadable::Loading).keep(),
            indexed,
            found: finding::found(query, indexed, gazetteer, now, position, household),
            view: Memo::new(move || query.with(|query| query.view)).keep(),
            gazetteer,
            now,
            words: Signal::new(Words::italian()).keep(),
            kiosk: Signal::new(None).keep(),
            kiosk_italian: Signal::new(None).keep(),
            screen: Signal::new(None).keep(),
            setup: Signal::new(None).keep(),
            pin: Signal::new(PinAnswer::Fine).keep(),
            desk: Signal::new(None).keep(),
            answers: Signal::new(Answers::default()).keep(),
            area: Signal::new(None).keep(),
            in_danger: Signal::new(false).keep(),
            fragment: Signal::new(String::new()).keep(),
            position,
            saved: Signal::new(Vec::new()).keep(),
            household,
            seen: Signal::new(Vec::new()).keep(),
            erased: Signal::new(Household::default()).keep(),
            dialog: Signal::new(None).keep(),
            map: Signal::new(MapState::default()).keep(),
            map_control: Signal::new(None).keep(),
            about: Signal::new(String::new()).keep(),
            chosen: Signal::new(None).keep(),
            online: Signal::new(true).keep(),
            checked: Signal::new(None).keep(),
            new_version: Signal::new(false).keep(),
            toast: Signal::new(String::new()).keep(),
            input: Signal::new(false).keep(),
            later: Signal::new(false).keep(),
            kiosk_code: Signal::new(false).keep(),
            drawn: Signal::new(0).keep(),
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
