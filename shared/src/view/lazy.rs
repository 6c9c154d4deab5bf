//! What a first visit does without: every page but the finder, dialogs, help. A browser fetches the code behind
//! [`slot`] when the first page answers, or before where that page needs it.

use super::about_page::about_page;
use super::activity_page::activity_page;
use super::blocks::{read_page, save_button};
use super::guide_page::guide_page;
use super::network_page::network_page;
use super::not_found::not_found;
use super::place_page::place_page;
use super::{Context, Html, Slot};
use crate::route::Route;

/// What belongs into a slot whose code is fetched later; nothing for any other.
#[must_use]
pub fn slot(context: &Context<'_>, slot: Slot) -> Html {
    match slot {
        Slot::Page => page(context),
        Slot::Save => save_button(context),
        _ => Html::Nothing,
    }
}

fn page(context: &Context<'_>) -> Html {
    let page = match context.route {
        Route::Place(id) => place_page(context, id),
        Route::Activity(id) => activity_page(context, id),
        Route::Network(id) => network_page(context, id),
        Route::Guide(id) => guide_page(context, id),
        Route::About => Some(about_page(context, context.prose)),
        _ => None,
    };
    match page {
        Some(page) => read_page(context, page),
        None => not_found(context),
    }
}
