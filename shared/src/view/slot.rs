//! The parts of a page that are drawn by themselves, and what each of them reads.
//!
//! A server fills a slot where it stands. A browser draws it in an effect of its own, which runs again when something of
//! what the slot reads has changed: a keystroke draws the results and not the page around them.

use core::ops::BitOr;

use crate::filter::FacetName;
use crate::route::Route;

/// A part of a page that is drawn by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slot {
    /// Everything between skip link and end of page.
    Frame,
    /// The entries of the navigation.
    Navigation,
    /// How the page looks.
    Look,
    /// The languages.
    Languages,
    /// That the server cannot be reached.
    Offline,
    /// That a new version waits.
    NewVersion,
    /// That something saved has changed.
    Changes,
    /// That there are examples among the records.
    Samples,
    /// Something to tell for a moment.
    Toast,
    /// The page of the route: the `main` element.
    Page,
    /// How old the data are.
    DataAge,
    /// The dialog for what leaves the device.
    ShareDialog,
    /// The field of the search box.
    SearchField,
    /// What the search form keeps of the address where it is sent without scripts.
    SearchKept,
    /// The lines under the search box.
    Suggestions,
    /// Where one is, and how to say it.
    Where,
    /// How many filters are chosen.
    FilterCount,
    /// What is asked for, as chips, and topics to begin with.
    Chips,
    /// How many results there are.
    Count,
    /// The same, on the button that closes a dialog.
    ShowCount,
    /// The order of the results.
    Order,
    /// Whom to call where the words speak of danger.
    Danger,
    /// Help where the answer is not what was hoped for.
    Help,
    /// The results.
    Cards,
    /// More results.
    More,
    /// What has to be asked for.
    Apart,
    /// The map beside the results.
    ResultsMap,
    /// The map with its buttons.
    MapFrame,
    /// The card of the place chosen on the map.
    MapPreview,
    /// The button that shows the map instead of the list, or the list instead of the map.
    ViewSwitch,
    /// The dialog of all filters.
    FilterDialog,
    /// For whom of the household.
    ForUs,
    /// The age asked for.
    Age,
    /// The radius.
    Radius,
    /// The options of one facet.
    Facet(FacetName),
    /// The dialog of when.
    WhenDialog,
    /// What can be chosen of times.
    WhenControl,
    /// The button that saves the record of the page.
    Save,
    /// The small map on the page of a place.
    PlaceMap,
    /// The days of the agenda to jump to.
    AgendaStrip,
    /// How many dates the agenda shows.
    AgendaCount,
    /// How the agenda is shown.
    AgendaViews,
    /// The dates of the agenda.
    AgendaDays,
    /// What a kiosk shows over and under every page.
    Kiosk,
}

/// A set of what can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reads(u32);

impl Reads {
    /// Nothing but the language, which everything reads.
    pub const NOTHING: Self = Self(0);
    /// Which page it is.
    pub const ROUTE: Self = Self(1);
    /// The records.
    pub const RECORDS: Self = Self(1 << 1);
    /// The wall clock.
    pub const CLOCK: Self = Self(1 << 2);
    /// The household.
    pub const HOUSEHOLD: Self = Self(1 << 3);
    /// What is searched.
    pub const QUERY: Self = Self(1 << 4);
    /// List or map, week or day.
    pub const VIEW: Self = Self(1 << 5);
    /// The answer.
    pub const OUTCOME: Self = Self(1 << 6);
    /// What is typed, and the suggestions for it.
    pub const SUGGESTIONS: Self = Self(1 << 7);
    /// What was saved, and what was told of it.
    pub const SAVED: Self = Self(1 << 8);
    /// Whether and when the server was reached.
    pub const NETWORK: Self = Self(1 << 9);
    /// Toast and new version.
    pub const NOTICES: Self = Self(1 << 10);
    /// How much of the first page is drawn.
    pub const DRAWN: Self = Self(1 << 11);
    /// The map.
    pub const MAP: Self = Self(1 << 12);
    /// The dialog that is open.
    pub const DIALOG: Self = Self(1 << 13);
    /// The dates of the agenda.
    pub const AGENDA: Self = Self(1 << 14);
    /// The prose of the page about the finder.
    pub const PROSE: Self = Self(1 << 15);

    /// What was answered in guided orientation, and a packed list.
    pub const GUIDED: Self = Self(1 << 16);

    /// What a kiosk shows, and how it is set up.
    pub const SCREEN: Self = Self(1 << 17);

    /// What every record on a page is told by.
    const TOLD: Self = Self(Self::RECORDS.0 | Self::CLOCK.0 | Self::HOUSEHOLD.0);

    /// Whether `part` is in it.
    #[must_use]
    pub const fn has(self, part: Self) -> bool {
        self.0 & part.0 == part.0
    }

    /// Each part, for tests.
    pub const ALL: [Self; 18] = [
        Self::ROUTE,
        Self::RECORDS,
        Self::CLOCK,
        Self::HOUSEHOLD,
        Self::QUERY,
        Self::VIEW,
        Self::OUTCOME,
        Self::SUGGESTIONS,
        Self::SAVED,
        Self::NETWORK,
        Self::NOTICES,
        Self::DRAWN,
        Self::MAP,
        Self::DIALOG,
        Self::AGENDA,
        Self::PROSE,
        Self::GUIDED,
        Self::SCREEN,
    ];
}

impl BitOr for Reads {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

impl Slot {
    /// What it reads on the page of that route; the language besides.
    #[must_use]
    pub fn reads(self, route: &Route) -> Reads {
        use Reads as R;
        match self {
            Self::Frame | Self::ViewSwitch => R::VIEW,
            Self::AgendaViews => R::VIEW | R::QUERY,
            Self::Navigation | Self::Languages => R::ROUTE | R::VIEW,
            Self::Look => R::NOTHING,
            Self::Offline => R::NETWORK,
            Self::NewVersion | Self::Toast => R::NOTICES,
            Self::Changes => R::ROUTE | R::SAVED | R::RECORDS | R::CLOCK,
            Self::Samples => R::RECORDS,
            Self::DataAge => R::NETWORK | R::CLOCK,
            Self::Page => Self::reads_of_page(route),
            Self::Kiosk => R::SCREEN | R::ROUTE | R::RECORDS | R::CLOCK | R::SAVED,
            Self::ShareDialog => R::DIALOG | R::ROUTE | R::SAVED | R::TOLD,
            Self::SearchField | Self::Suggestions => R::SUGGESTIONS | R::QUERY | R::RECORDS,
            Self::Where => R::QUERY | R::ROUTE | R::RECORDS,
            Self::FilterCount => R::QUERY | R::HOUSEHOLD,
            Self::Chips => R::QUERY | R::OUTCOME | R::TOLD,
            Self::Count | Self::ShowCount => R::OUTCOME,
            Self::Order | Self::SearchKept => R::QUERY,
            Self::Danger => R::OUTCOME | R::QUERY | R::TOLD,
            Self::Help => R::OUTCOME | R::QUERY | R::RECORDS | R::CLOCK | R::HOUSEHOLD,
            Self::Cards => R::OUTCOME | R::TOLD | R::DRAWN,
            Self::More => R::OUTCOME | R::QUERY,
            Self::Apart => R::OUTCOME | R::TOLD,
            Self::ResultsMap | Self::PlaceMap | Self::MapFrame => R::MAP,
            Self::MapPreview => R::MAP | R::TOLD,
            Self::FilterDialog | Self::WhenDialog => R::DRAWN,
            Self::ForUs => R::HOUSEHOLD | R::CLOCK | R::DRAWN,
            Self::Age | Self::Radius => R::QUERY | R::DRAWN,
            Self::Facet(_) => R::OUTCOME | R::RECORDS | R::DRAWN,
            Self::WhenControl => R::QUERY | R::CLOCK | R::DRAWN,
            Self::Save => R::SAVED | R::ROUTE,
            Self::AgendaStrip | Self::AgendaCount | Self::AgendaDays => R::AGENDA | R::QUERY | R::TOLD,
        }
    }

    fn reads_of_page(route: &Route) -> Reads {
        use Reads as R;
        R::ROUTE
            | match route {
                Route::Finder => R::VIEW,
                Route::Saved => R::TOLD | R::SAVED,
                Route::Household => R::HOUSEHOLD | R::CLOCK,
                Route::Orientation => R::RECORDS | R::CLOCK | R::GUIDED | R::SCREEN,
                Route::Packed => R::RECORDS | R::CLOCK | R::GUIDED,
                Route::About => R::RECORDS | R::PROSE | R::DRAWN,
                Route::Kiosk(_) => R::RECORDS | R::CLOCK | R::NETWORK | R::SCREEN,
                Route::KioskSetup => R::RECORDS | R::SCREEN,
                Route::Desk => R::SCREEN,
                Route::Board(_) => R::RECORDS | R::CLOCK | R::NETWORK,
                Route::Agenda => R::NOTHING,
                // Without records nobody can say that a page is not there.
                Route::NotFound => R::RECORDS,
                Route::Place(_) | Route::Activity(_) | Route::Guide(_) | Route::Network(_) => R::TOLD | R::DRAWN,
            }
    }
}
