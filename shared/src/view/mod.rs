//! Every page of the product, written once: a pure function from a [`Context`] to one tree of plain data ([`html`]).
//!
//! A server writes the tree as text ([`write`]), a browser draws it and takes over what the server wrote; what a person
//! does in it is a message ([`msg`]). In reading order: [`html`] the tree, [`context`] what a page is made from, [`slot`]
//! the parts that are drawn by themselves, [`frame`] what stands around every page, [`finder`] the first page, [`input`]
//! what it shows once somebody does something, [`lazy`] and [`kiosk`] all other pages; then rows, which are what pages say about records, and blocks, which are how it looks.

pub mod behind;
pub mod blocks;
pub mod brand;
pub mod by_place;
pub mod card;
pub mod change;
pub mod chip_row;
pub mod chips;
pub mod contacts;
pub mod context;
pub mod danger_card;
pub mod dates;
pub mod dialog;
// Only a server describes a page to engines.
#[cfg(not(target_arch = "wasm32"))]
pub mod describe;
pub mod distance;
pub mod facets;
pub mod filter_dialog;
pub mod finder;
pub mod first;
pub mod form;
pub mod frame;
pub mod freshness;
pub mod help;
pub mod household;
pub mod html;
pub mod input;
pub mod kiosk;
pub mod kiosk_links;
pub mod lazy;
pub mod links;
pub mod look;
pub mod map;
pub mod map_rows;
pub mod message;
pub mod msg;
pub mod next_step;
pub mod not_found;
pub mod open;
pub mod page;
pub mod parts;
pub mod qr;
pub mod result_card;
pub mod search_box;
pub mod search_link;
pub mod share_dialog;
pub mod slot;
pub mod suggestions;
pub mod taking_part;
pub mod title;
pub mod translated;
pub mod when;
pub mod when_dialog;
pub mod whereabouts;
pub mod write;

pub mod about_page;
pub mod access;
pub mod activity_page;
pub mod age;
pub mod agenda;
pub mod agenda_page;
pub mod board_page;
pub mod desk_page;
pub mod guide_page;
pub mod household_page;
pub mod kiosk_bar;
pub mod kiosk_page;
pub mod near_row;
pub mod network_page;
pub mod orientation_page;
pub mod packed_page;
pub mod place_page;
pub mod plan_page;
pub mod saved;
pub mod setup_page;

#[cfg(test)]
mod honesty;
#[cfg(test)]
mod tests;

pub use brand::Brand;
pub use context::Context;
pub use msg::Msg;
pub use slot::Slot;

use crate::model::PlaceKind;

/// A node of a page of this product.
pub type Html = html::Html<Msg, Slot>;
/// An element of a page of this product.
pub type Element = html::Element<Msg, Slot>;

/// What belongs into a slot.
#[must_use]
pub fn fill(context: &Context<'_>, slot: Slot) -> Html {
    match first::slot(context, slot) {
        Some(html) => html,
        None if input::draws(slot) => input::slot(context, slot),
        None if kiosk::draws(context.route, slot) => kiosk::slot(context, slot),
        None => lazy::slot(context, slot),
    }
}

/// The class that carries the shape and the colour of a kind of place.
#[must_use]
pub const fn kind_class(kind: PlaceKind) -> &'static str {
    match kind {
        PlaceKind::Hub => "kind-hub",
        PlaceKind::Spoke => "kind-spoke",
        PlaceKind::Desk => "kind-desk",
        PlaceKind::ThemedHouse => "kind-themed-house",
        PlaceKind::Clinic => "kind-clinic",
    }
}
