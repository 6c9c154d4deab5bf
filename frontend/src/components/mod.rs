//! Pieces of pages. They read the state and call commands; small, so that they stay cheap.
//!
//! What is drawn anew, and what is pressed, goes through the boxed closures below: every distinct closure type costs
//! 2 KB of WASM, a boxed one costs it once.

pub mod bars;
pub mod blocks;
pub mod chip_row;
pub mod filter_sheet;
pub mod footer;
pub mod header;
pub mod help;
pub mod map_part;
pub mod result_card;
pub mod results;
pub mod search_box;
pub mod when_control;

use leptos::ev::{Event, MouseEvent};
use leptos::prelude::*;

/// A part of a page that is drawn anew when what it reads changes.
pub fn part(draw: impl FnMut() -> AnyView + Send + 'static) -> AnyView {
    let draw: Box<dyn FnMut() -> AnyView + Send> = Box::new(draw);
    draw.into_any()
}

/// A text that follows what it reads.
pub fn told(tell: impl FnMut() -> String + Send + 'static) -> Box<dyn FnMut() -> String + Send> {
    Box::new(tell)
}

/// What a click does.
pub fn pressed(act: impl FnMut() + 'static) -> Box<dyn FnMut(MouseEvent)> {
    let mut act = act;
    Box::new(move |_| act())
}

/// What a new value does.
pub fn changed(act: impl FnMut(String) + 'static) -> Box<dyn FnMut(Event)> {
    let mut act = act;
    Box::new(move |event| act(event_target_value(&event)))
}

/// A sign drawn by CSS; words beside it say what it means.
pub fn icon(class: &'static str) -> AnyView {
    view! { <span class=["icon ", class].concat() aria-hidden="true"></span> }.into_any()
}

/// A short mark.
pub fn badge(badge: crate::view::page::Badge) -> AnyView {
    view! { <span class=["badge ", badge.class].concat()>{badge.text}</span> }.into_any()
}

/// A button with a sign and words.
pub fn button(class: &'static str, sign: &'static str, words: String, act: impl FnMut() + 'static) -> AnyView {
    let sign = if sign.is_empty() { ().into_any() } else { icon(sign) };
    view! {
        <button type="button" class=class on:click=pressed(act)>
            {sign}
            {words}
        </button>
    }
    .into_any()
}

/// A link with a sign and words.
pub fn link(class: &'static str, sign: &'static str, href: String, words: String) -> AnyView {
    let sign = if sign.is_empty() { ().into_any() } else { icon(sign) };
    view! {
        <a class=class href=href>
            {sign}
            {words}
        </a>
    }
    .into_any()
}

/// A paragraph.
pub fn paragraph(class: &'static str, words: String) -> AnyView {
    view! { <p class=class>{words}</p> }.into_any()
}
