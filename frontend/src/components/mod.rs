//! Pieces of pages. They read the state and call commands; small, so that they stay cheap.

pub mod bars;
pub mod blocks;
pub mod footer;
pub mod header;
pub mod result_card;
pub mod search_box;

use leptos::prelude::*;

/// A sign drawn by CSS; words beside it say what it means.
pub fn icon(class: &'static str) -> impl IntoView {
    view! { <span class=["icon ", class].concat() aria-hidden="true"></span> }
}

/// A short mark.
pub fn badge(badge: crate::view::page::Badge) -> impl IntoView {
    view! { <span class=["badge ", badge.class].concat()>{badge.text}</span> }
}
