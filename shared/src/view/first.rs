//! What a first visit needs: the frame around every page, and the finder without its dialogs and its help.

use super::{Context, Html, Slot, chip_row, finder, frame, near_row, search_box};
use crate::route::Route;

/// What belongs into a slot of the first code; `None` for what the lazy chunks draw.
#[must_use]
pub fn slot(context: &Context<'_>, slot: Slot) -> Option<Html> {
    Some(match slot {
        Slot::Frame => frame::frame(context),
        Slot::Navigation => frame::navigation(context),
        Slot::Languages => frame::languages(context),
        Slot::Offline => frame::offline(context),
        Slot::NewVersion => frame::new_version(context),
        Slot::Samples => frame::samples(context),
        Slot::Toast => frame::toast(context),
        Slot::DataAge => frame::data_age(context),
        Slot::Page if *context.route == Route::Finder => finder::finder(context),
        Slot::SearchField => search_box::field(context),
        Slot::SearchKept => search_box::kept(context),
        Slot::Where => near_row::where_field(context),
        Slot::FilterCount => finder::filter_count(context),
        Slot::Chips => chip_row::chip_row(context),
        Slot::Count => super::html::text(finder::count_words(context)),
        Slot::Order => finder::order(context),
        Slot::Cards => finder::cards(context),
        Slot::More => finder::more(context),
        Slot::Apart => finder::apart(context),
        Slot::ViewSwitch => finder::view_switch(context),
        _ => return None,
    })
}
