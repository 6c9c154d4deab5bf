//! The family app: finds who can help, near, now, also without a network.
//!
//! In reading order: [`startup`] from nothing to a page that answers, [`app`] the frame and the page of a route,
//! [`route`] all pages, [`state`] what the app knows, [`commands`] what one can do, `pages` and `components` what one
//! sees, [`view`] plain rows behind it, [`map`] the map, [`i18n`] what it says; below them `sync`, `local` and `browser`.
//! [`later`] is the door between what a first visit loads and what follows it.

pub mod app;
pub mod browser;
pub mod commands;
pub mod components;
pub mod i18n;
pub mod later;
pub mod local;
pub mod map;
pub mod pages;
pub use shared::route;
pub mod startup;
pub mod state;
pub mod sync;
pub mod tree;
pub mod view;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Runs the app in the page that loaded it. `early` is a promise of the answer of `/api/v1/sync`, or nothing;
/// `fetch_later` fetches the rest of the app ([`later`]) and gives a promise of its being there.
#[wasm_bindgen]
pub fn start(early: JsValue, fetch_later: JsValue) {
    #[cfg(debug_assertions)]
    browser::crash::log_panics();
    browser::rest::offered(fetch_later);
    startup::run(early);
}
