//! What a page is made from: plain values, the same on a server and in a browser.

use std::sync::OnceLock;

use crate::agenda::Links;
use crate::household::Household;
use crate::i18n::{KioskWords, Words};
use crate::kiosk::{PinAnswer, Screen, Setup};
use crate::model::{Dataset, NetworkId};
use crate::orientation::Answers;
use crate::query::{Query, View};
use crate::route::Route;
use crate::search::{Outcome, Suggestion};
use crate::time::LocalDateTime;

use super::brand::Brand;
use super::by_place::ByPlace;
use super::dialog::Dialog;

/// What a page is made from.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The texts of the language spoken.
    pub words: &'static Words,
    /// The texts of orientation, packed lists and kiosk in that language, once they are there.
    pub kiosk: Option<&'static KioskWords>,
    /// The same texts in Italian, for what is shown to staff; once they are there.
    pub kiosk_italian: Option<&'static KioskWords>,
    /// Which page it is.
    pub route: &'a Route,
    /// The records; empty until there are some.
    pub data: &'a Dataset,
    /// Whether there are records.
    pub loaded: bool,
    /// Which activities each place has.
    pub by_place: &'a ByPlace,
    /// Where each activity takes place and who offers it.
    pub links: &'a Links,
    /// The wall clock of Rome.
    pub now: LocalDateTime,
    /// Who is at home; nobody on a server.
    pub household: &'a Household,
    /// What is searched.
    pub query: &'a Query,
    /// List or map, week or day; the same as in the query.
    pub view: View,
    /// The answer to the search, for pages that show one, once it is there.
    pub outcome: Option<&'a Outcome>,
    /// Which activities the agenda shows.
    pub kept: &'a Kept,
    /// The prose of the page about the finder, in the language spoken.
    pub prose: &'a str,
    /// What the operator calls the pages.
    pub brand: &'a Brand,
    /// What only the device knows.
    pub device: &'a Device,
    /// How many chunks of the first page are drawn in a browser: what comes later waits. [`DRAWN`] is all of it.
    pub drawn: usize,
}

/// Records with what is worked out from them once.
#[derive(Clone, Copy)]
pub struct Records<'a> {
    /// The records.
    pub data: &'a Dataset,
    /// Which activities each place has.
    pub by_place: &'a ByPlace,
    /// Where each activity takes place and who offers it.
    pub links: &'a Links,
}

impl<'a> Records<'a> {
    /// Of a data set.
    #[must_use]
    pub const fn of(data: &'a Dataset, by_place: &'a ByPlace, links: &'a Links) -> Self {
        Self { data, by_place, links }
    }

    /// None at all.
    #[must_use]
    pub fn none() -> Self {
        static NONE: OnceLock<(Dataset, ByPlace, Links)> = OnceLock::new();
        let (data, by_place, links) = NONE.get_or_init(|| {
            let data = Dataset::default();
            let links = Links::build(&data);
            (data, ByPlace::default(), links)
        });
        Self { data, by_place, links }
    }
}

/// Everything is drawn.
pub const DRAWN: usize = usize::MAX;

/// Which activities a search finds, by their place in the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Those found; `None` when all of them are.
    pub activities: Option<Vec<bool>>,
    /// The name of what the search asks to be near to; empty when it does not.
    pub near: String,
}

impl Kept {
    /// Whether the activity at this place of the list is shown.
    #[must_use]
    pub fn has(&self, at: usize) -> bool {
        let kept = self.activities.as_ref();
        kept.is_none_or(|kept| kept.get(at) == Some(&true))
    }
}

/// What only the device knows. On a server it is empty.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Device {
    /// The words in the search box.
    pub typed: String,
    /// The line under the search box that the arrows have reached, 0 for none; `None` while nothing is suggested.
    pub reached: Option<usize>,
    /// What could be meant by what is typed.
    pub suggestions: Vec<Suggestion>,
    /// The searches made on this device, newest first.
    pub recent: Vec<String>,
    /// Keys of what was saved: `place:` or `activity:` and the id, newest first.
    pub saved: Vec<String>,
    /// What was told of each thing saved; see [`crate::plan::seen`].
    pub seen: Vec<String>,
    /// Who was at home before everything was erased.
    pub erased: Household,
    /// Whether the server was out of reach when it was last asked.
    pub offline: bool,
    /// How old the data are: when the server was last asked, or on a server when they last changed.
    pub checked: Option<LocalDateTime>,
    /// Whether a new version of the app waits.
    pub new_version: bool,
    /// Something to tell, calmly and for a moment.
    pub toast: String,
    /// The dialog for what leaves the device that is open.
    pub dialog: Option<Dialog>,
    /// The map.
    pub map: MapState,
    /// The place chosen on the map.
    pub chosen: Option<String>,
    /// The whole address of the page, and its title.
    pub address: String,
    /// The title of the page.
    pub title: String,
    /// Scheme and host of the site, such as `https://example.org`.
    pub origin: String,
    /// What was answered in guided orientation.
    pub answers: Answers,
    /// The network in whose area somebody looks for a door.
    pub area: Option<NetworkId>,
    /// Whether somebody asked for help at once.
    pub in_danger: bool,
    /// What stands behind the `#` of the address; only a packed list is read from there.
    pub fragment: String,
    /// What a kiosk shows; `None` on every other device.
    pub screen: Option<Screen>,
    /// How the kiosk is set up, once staff have shown the PIN or none was chosen yet.
    pub setup: Option<Setup>,
    /// What came of the PIN that was typed.
    pub pin: PinAnswer,
    /// The sentence that is shown at a desk, by its place in the list.
    pub desk: Option<usize>,
    /// Whether the device has a sheet to share by.
    pub can_share: bool,
}

/// How the map is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MapState {
    /// How far it has come.
    pub stage: MapStage,
    /// Whether the tiles of its ground do not come.
    pub no_ground: bool,
    /// It cannot go nearer.
    pub at_nearest: bool,
    /// It cannot go farther.
    pub at_farthest: bool,
    /// Who made the ground it draws.
    pub credit: String,
}

/// How far the map has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MapStage {
    /// Nobody has looked at it yet.
    #[default]
    Unseen,
    /// It is being loaded.
    Loading,
    /// It is there.
    Here,
    /// It cannot be had.
    Failed,
}

impl Context<'_> {
    /// The address of a page in the language spoken.
    #[must_use]
    pub fn href(&self, route: &Route) -> String {
        route.path_in(self.words.language())
    }

    /// The address of a search on the page shown where that shows one, else on the finder.
    #[must_use]
    pub fn search_href(&self, query: &Query) -> String {
        let page = match self.route {
            Route::Agenda => Route::Agenda,
            _ => Route::Finder,
        };
        let mut address = self.href(&page);
        let query = query.to_query_string();
        if !query.is_empty() {
            address.push('?');
            address.push_str(&query);
        }
        address
    }

    /// A text in the language spoken.
    #[must_use]
    pub fn text(&self, word: crate::i18n::Word) -> &'static str {
        self.words.text(word)
    }
}
