//! A page to make contexts from, for tests.

use super::Context;
use super::by_place::ByPlace;
use super::context::{DRAWN, Device, Kept};
use super::page::Page;
use crate::agenda::Links;
use crate::household::Household;
use crate::i18n::{KioskWords, Language, Words};
use crate::model::Dataset;
use crate::query::Query;
use crate::route::Route;
use crate::search::Outcome;

/// All that a context borrows.
pub(crate) struct Fixture {
    pub(crate) data: Dataset,
    pub(crate) by_place: ByPlace,
    pub(crate) links: Links,
    pub(crate) household: Household,
    pub(crate) query: Query,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) route: Route,
    pub(crate) device: Device,
    pub(crate) kept: Kept,
    pub(crate) brand: super::Brand,
}

impl Fixture {
    /// With the records of a data set.
    pub(crate) fn new(json: &str) -> Self {
        let mut data: Dataset = serde_json::from_str(json).expect("the test's data set is sound");
        data.sort();
        Self {
            by_place: ByPlace::new(&data),
            links: Links::build(&data),
            data,
            household: Household::default(),
            query: Query::default(),
            outcome: None,
            route: Route::Finder,
            device: Device::default(),
            kept: Kept::default(),
            brand: super::Brand::default(),
        }
    }

    /// On the wall clock of Rome, in Italian.
    pub(crate) fn at(&self, now: &str) -> Context<'_> {
        Context {
            words: Words::italian(),
            kiosk: Some(KioskWords::of(Language::Italian)),
            kiosk_italian: Some(KioskWords::of(Language::Italian)),
            route: &self.route,
            data: &self.data,
            loaded: true,
            by_place: &self.by_place,
            links: &self.links,
            now: now.parse().expect("a moment"),
            household: &self.household,
            query: &self.query,
            view: self.query.view,
            outcome: self.outcome.as_ref(),
            kept: &self.kept,
            prose: "",
            brand: &self.brand,
            device: &self.device,
            drawn: DRAWN,
        }
    }
}

/// What stands in a section of a page, for comparing; empty where there is none of that id.
pub(crate) fn section(page: &Page, id: &str) -> String {
    let section = page.sections.iter().find(|section| section.id == id);
    section
        .map(|section| format!("{:?}", section.blocks))
        .unwrap_or_default()
}
