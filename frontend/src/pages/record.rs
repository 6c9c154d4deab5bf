//! The pages of records: place, activity, network, guide. Each is plain data drawn by one component, and drawn anew only when
//! those data change.

use shared::model::{ActivityId, GuideId, NetworkId, PlaceId};

use super::not_found::{no_data, not_found};
use crate::browser::promise::in_background;
use crate::commands;
use crate::components::blocks::read_page;
use crate::state::{App, Derived};
use crate::tree::{Tree, el, part};
use crate::view::Context;
use crate::view::about_page::about_page;
use crate::view::activity_page::activity_page;
use crate::view::guide_page::guide_page;
use crate::view::network_page::network_page;
use crate::view::page::Page;
use crate::view::place_page::place_page;

/// The page of a place.
pub fn place(app: App, id: PlaceId) -> Tree {
    record(app, Box::new(move |context| place_page(context, &id)))
}

/// The page of an activity.
pub fn activity(app: App, id: ActivityId) -> Tree {
    record(app, Box::new(move |context| activity_page(context, &id)))
}

/// The page of a network.
pub fn network(app: App, id: NetworkId) -> Tree {
    record(app, Box::new(move |context| network_page(context, &id)))
}

/// The page of a guide.
pub fn guide(app: App, id: GuideId) -> Tree {
    record(app, Box::new(move |context| guide_page(context, &id)))
}

/// The page about the finder.
pub fn about(app: App) -> Tree {
    in_background(commands::fetch_about(app));
    record(
        app,
        Box::new(move |context| app.about.with(|prose| Some(about_page(context, prose)))),
    )
}

type MakePage = Box<dyn Fn(&Context<'_>) -> Option<Page> + Send + Sync>;

fn record(app: App, make: MakePage) -> Tree {
    let page = Derived::new(move || app.with_context(&*make));
    part(move || match page.get() {
        None => no_data(),
        Some(None) => not_found(),
        Some(Some(page)) => el("main", "")
            .attr("id", "contenuto")
            .child(read_page(app, page))
            .into(),
    })
}
