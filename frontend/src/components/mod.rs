//! Pieces of pages, made of [`crate::tree`]. They read the state and call commands.

pub mod bars;
pub mod blocks;
pub mod chip_row;
pub mod filter_sheet;
pub mod footer;
pub mod hand_on;
pub mod header;
pub mod help;
pub mod map_part;
pub mod result_card;
pub mod results;
pub mod search_box;
pub mod when_control;

use leptos::ev::Event;
use leptos::prelude::event_target_value;

use crate::tree::{Element, Property, Tree, el};
use crate::view::page::Badge;

/// A sign drawn by CSS; words beside it say what it means.
#[must_use]
pub fn icon(class: &'static str) -> Tree {
    let classes = ["icon ", class].concat();
    el("span", "").attr("class", classes).attr("aria-hidden", "true").into()
}

/// A short mark.
#[must_use]
pub fn badge(badge: Badge) -> Tree {
    let classes = ["badge ", badge.class].concat();
    el("span", "").attr("class", classes).text(badge.text).into()
}

/// A button that holds a sign; words, a name or what it does are added by whoever uses it.
#[must_use]
pub fn button(class: &'static str, sign: &'static str) -> Element {
    let button = el("button", class).attr("type", "button");
    if sign.is_empty() {
        button
    } else {
        button.child(icon(sign))
    }
}

/// A link with a sign.
#[must_use]
pub fn link(class: &'static str, sign: &'static str, href: String, words: String) -> Tree {
    let link = el("a", class).attr("href", href);
    let link = if sign.is_empty() { link } else { link.child(icon(sign)) };
    link.text(words).into()
}

/// A paragraph.
#[must_use]
pub fn paragraph(class: &'static str, words: String) -> Tree {
    el("p", class).text(words).into()
}

/// An option of a `select`.
#[must_use]
pub fn choice(value: String, words: String, chosen: bool) -> Tree {
    let option = el("option", "").attr("value", value).text(words);
    option.property("selected", Property::Flag(chosen)).into()
}

/// Turns a handler of a new value into one of the event that brings it.
pub fn changed(mut act: impl FnMut(String) + Send + 'static) -> impl FnMut(Event) + Send + 'static {
    move |event| act(event_target_value(&event))
}

/// The sign of a kind: its shape on a soft ground.
#[must_use]
pub fn kind_sign(class: &'static str) -> Tree {
    let classes = ["kind-sign ", class].concat();
    el("span", "")
        .attr("class", classes)
        .attr("aria-hidden", "true")
        .child(el("span", "icon"))
        .into()
}

/// The name of a kind in its colour.
#[must_use]
pub fn kind_name(class: &'static str, name: String) -> Tree {
    el("span", "")
        .attr("class", ["kind-name ", class].concat())
        .text(name)
        .into()
}
