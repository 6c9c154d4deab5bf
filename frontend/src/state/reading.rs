//! What a slot reads of the state, as the plain values of a page's [`Context`].

use std::sync::{Arc, OnceLock};

use shared::household::Household;
use shared::query::{Query, View};
use shared::route::Route;
use shared::search::Outcome;
use shared::view::context::{Device, Kept, Records};
use shared::view::slot::Reads;
use shared::view::{Brand, Context};

use super::finding::Worked;
use super::{App, in_rome};
use crate::browser::{document, history, roles, share};
use crate::local::prefs;

/// Values read from the state; what is read is tracked.
pub struct Reading {
    records: Option<Arc<Worked>>,
    query: Query,
    view: View,
    outcome: Option<Arc<Outcome>>,
    household: Household,
    prose: String,
    drawn: usize,
    /// Which activities the agenda shows; set by who can search them.
    pub kept: Kept,
    /// What only the device knows; the suggestions are set by who can make them.
    pub device: Device,
}

impl Reading {
    fn empty() -> Self {
        Self {
            records: None,
            query: Query::default(),
            view: View::List,
            outcome: None,
            household: Household::default(),
            prose: String::new(),
            drawn: 0,
            kept: Kept::default(),
            device: Device::default(),
        }
    }

    /// Reads these parts.
    #[must_use]
    pub fn of(app: App, reads: Reads) -> Self {
        let mut this = Self::empty();
        if reads.has(Reads::OUTCOME)
            && let Some(found) = app.found.get()
        {
            (this.records, this.outcome) = (Some(found.worked), Some(found.outcome));
        } else if reads.has(Reads::RECORDS) {
            this.records = app.indexed.with(|indexed| Some(indexed.as_ref()?.worked.clone()));
        }
        if reads.has(Reads::QUERY) {
            this.query = app.query.get();
        }
        if reads.has(Reads::VIEW) {
            this.view = app.view.get();
        }
        if reads.has(Reads::HOUSEHOLD) {
            this.household = app.household.get();
            this.device.erased = app.erased.get();
        }
        if reads.has(Reads::PROSE) {
            this.prose = app.about.get();
        }
        if reads.has(Reads::DRAWN) {
            this.drawn = app.drawn.get();
        }
        this.read_device(app, reads);
        this
    }

    fn read_device(&mut self, app: App, reads: Reads) {
        let device = &mut self.device;
        if reads.has(Reads::SUGGESTIONS) {
            device.typed = app.typed.get();
            device.reached = app.suggesting.get();
            if device.reached.is_some() && device.typed.trim().is_empty() {
                device.recent = prefs::recent_searches();
            }
        }
        if reads.has(Reads::SAVED) {
            device.saved = app.saved.get();
            device.seen = app.seen.get();
            device.origin = history::origin();
        }
        if reads.has(Reads::NETWORK) {
            device.offline = !app.online.get();
            device.checked = app.checked.get().map(in_rome);
        }
        if reads.has(Reads::NOTICES) {
            device.new_version = app.new_version.get();
            device.toast = app.toast.get();
        }
        if reads.has(Reads::GUIDED) {
            device.answers = app.answers.get();
            device.area = app.area.get();
            device.in_danger = app.in_danger.get();
            device.fragment = app.fragment.get();
            device.origin = history::origin();
        }
        if reads.has(Reads::SCREEN) {
            device.screen = app.screen.get();
            device.setup = app.setup.get();
            device.pin = app.pin.get();
            device.desk = app.desk.get();
            device.origin = history::origin();
        }
        if reads.has(Reads::MAP) {
            device.map = app.map.get();
            device.chosen = app.chosen.get();
        }
        if reads.has(Reads::DIALOG) {
            device.dialog = app.dialog.get();
            if device.dialog.is_some() {
                device.address = history::whole_address();
                device.title = document::title();
                device.can_share = share::has_sheet();
            }
        }
    }

    /// The context of a page, made from what was read. `clock` says whether the time is tracked.
    #[must_use]
    pub fn context<'a>(&'a self, app: App, route: &'a Route, clock: bool) -> Context<'a> {
        let records = match &self.records {
            Some(worked) => Records::of(&worked.applied.data, &worked.by_place, &worked.links),
            None => Records::none(),
        };
        Context {
            words: app.words.get(),
            kiosk: app.kiosk.get(),
            kiosk_italian: app.kiosk_italian.get(),
            route,
            data: records.data,
            loaded: self.records.is_some(),
            by_place: records.by_place,
            links: records.links,
            now: if clock { app.rome_now() } else { app.now_in_rome() },
            household: &self.household,
            query: &self.query,
            view: self.view,
            outcome: self.outcome.as_deref(),
            kept: &self.kept,
            prose: &self.prose,
            brand: brand(),
            device: &self.device,
            drawn: self.drawn,
        }
    }
}

/// What the operator calls the pages, as the page told when it was opened.
fn brand() -> &'static Brand {
    static BRAND: OnceLock<Brand> = OnceLock::new();
    BRAND.get_or_init(|| roles::attribute("data-brand").map_or_else(Brand::default, |code| Brand::of_code(&code)))
}

/// Makes something from these records in the language spoken, which is tracked.
pub fn in_context<T>(app: App, worked: &Arc<Worked>, make: impl FnOnce(&Context<'_>) -> T) -> T {
    let reading = Reading {
        records: Some(worked.clone()),
        ..Reading::empty()
    };
    make(&reading.context(app, &Route::Finder, false))
}
