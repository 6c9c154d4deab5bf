//! Links and names that many pages say of a place: whom to call, which page, which comune.

use super::page::LinkTo;
use super::{Context, kind_class};
use crate::model::{Address, Phone, Place};
use crate::route::Route;

/// A link that calls a number, with these words.
#[must_use]
pub fn phone_link(phone: &Phone, text: String) -> LinkTo {
    LinkTo {
        icon: "icon-phone",
        href: ["tel:", &phone.dial()].concat(),
        text,
        ..LinkTo::default()
    }
}

/// A telephone number, written so that it is never broken over two lines.
#[must_use]
pub fn shown_phone(phone: &Phone) -> String {
    phone.as_str().replace(' ', "\u{a0}").replace('-', "\u{2011}")
}

/// A link to a place, with the sign of its kind and its comune.
#[must_use]
pub fn place_link(context: &Context<'_>, place: &Place) -> LinkTo {
    LinkTo {
        icon: kind_class(place.kind),
        href: context.href(&Route::Place(place.id.clone())),
        text: place.name.clone(),
        of_record: true,
        after: comune_name(context, place).unwrap_or_default(),
        sample: place.sample,
        ..LinkTo::default()
    }
}

/// The name of the comune a place stands in.
#[must_use]
pub fn comune_name(context: &Context<'_>, place: &Place) -> Option<String> {
    comune_of(context, place.address.as_ref())
}

/// The name of the comune of an address.
#[must_use]
pub fn comune_of(context: &Context<'_>, address: Option<&Address>) -> Option<String> {
    Some(context.data.comune(address?.comune.as_ref()?)?.name.clone())
}

/// A web address as people read it: without the scheme, and not endless.
pub(super) fn shown_address(url: &str) -> String {
    let shown = url
        .split_once("://")
        .map_or(url, |(_, rest)| rest)
        .trim_end_matches('/');
    match shown.char_indices().nth(48) {
        Some((end, _)) => [&shown[..end], "…"].concat(),
        None => shown.to_owned(),
    }
}
