//! The family app: finds who can help, near, now, also without a network.
//!
//! From the bottom up: [`browser`] what a browser can do, `local` and `sync` data on this device and from the server,
//! [`state`] what the app knows, [`map`] the map, [`input`], [`later`] and [`kiosk`] the lazy chunks, [`update`] what is done with a
//! message, [`app`] the page, [`startup`] from nothing to a page that answers. What the pages look like is in `shared::view`.

pub mod app;
pub mod browser;
pub mod input;
pub mod kiosk;
pub mod later;
pub mod local;
pub mod map;
pub mod startup;
pub mod state;
pub mod sync;
pub mod update;

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

/// Runs the app in the page that loaded it. `early` is a promise of the answer of `/api/v1/sync`, or nothing;
/// `fetch_chunk` fetches a lazy chunk ([`input`], [`later`], [`kiosk`]) by its name and gives a promise of its being there.
#[wasm_bindgen]
pub fn start(early: JsValue, fetch_chunk: JsValue) {
    #[cfg(debug_assertions)]
    browser::crash::log_panics();
    browser::rest::offered(fetch_chunk);
    startup::run(early);
}
