//! The pages of records: place, activity, network, guide. Each is plain data drawn by one component, and drawn anew only when
//! those data change.

use leptos::prelude::*;
use shared::model::{ActivityId, GuideId, NetworkId, PlaceId};

use super::not_found::{no_data, not_found};
use crate::commands;
use crate::components::blocks::read_page;
use crate::components::part;
use crate::state::App;
use crate::view::Context;
use crate::view::about_page::about_page;
use crate::view::activity_page::activity_page;
use crate::view::guide_page::guide_page;
use crate::view::network_page::network_page;
use crate::view::page::Page;
use crate::view::place_page::place_page;

/// The page of a place.
pub fn place(id: PlaceId) -> AnyView {
    record(Box::new(move |context| place_page(context, &id)))
}

/// The page of an activity.
pub fn activity(id: ActivityId) -> AnyView {
    record(Box::new(move |context| activity_page(context, &id)))
}

/// The page of a network.
pub fn network(id: NetworkId) -> AnyView {
    record(Box::new(move |context| network_page(context, &id)))
}

/// The page of a guide.
pub fn guide(id: GuideId) -> AnyView {
    record(Box::new(move |context| guide_page(context, &id)))
}

/// The page about the finder.
pub fn about() -> AnyView {
    let app = App::here();
    commands::fetch_about(app);
    record(Box::new(move |context| {
        app.about.with(|prose| Some(about_page(context, prose)))
    }))
}

type MakePage = Box<dyn Fn(&Context<'_>) -> Option<Page> + Send + Sync>;

fn record(make: MakePage) -> AnyView {
    let app = App::here();
    let page = Memo::new(move |_| app.with_context(&*make));
    let draw = move || match page.get() {
        None => no_data(),
        Some(None) => not_found(),
        Some(Some(page)) => view! { <main id="contenuto">{read_page(app, page)}</main> }.into_any(),
    };
    part(draw)
}
