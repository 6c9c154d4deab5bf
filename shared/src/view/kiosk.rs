//! What most phones never show: kiosk, board and their setup, the desk card, guided orientation and packed lists. A browser
//! fetches the code behind [`slot`], and the texts of these pages, when one of them is opened.

use super::board_page::board_page;
use super::desk_page::desk_page;
use super::kiosk_bar::kiosk_bar;
use super::kiosk_page::kiosk_page;
use super::orientation_page::orientation;
use super::packed_page::packed;
use super::setup_page::setup_page;
use super::{Context, Html, Slot};
use crate::route::Route;

/// Whether a slot of a page is drawn by [`slot`].
#[must_use]
pub fn draws(route: &Route, slot: Slot) -> bool {
    match slot {
        Slot::Page => route.is_of_kiosk(),
        Slot::Kiosk => true,
        _ => false,
    }
}

/// What belongs into a slot that [`draws`] names.
#[must_use]
pub fn slot(context: &Context<'_>, slot: Slot) -> Html {
    if slot == Slot::Kiosk {
        return kiosk_bar(context);
    }
    match context.route {
        Route::Orientation => orientation(context),
        Route::Packed => packed(context),
        Route::Board(id) => board_page(context, id),
        Route::Kiosk(id) => kiosk_page(context, id),
        Route::KioskSetup => setup_page(context),
        Route::Desk => desk_page(context),
        _ => Html::Nothing,
    }
}
