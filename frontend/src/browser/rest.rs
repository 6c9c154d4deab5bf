//! The lazy chunks of the app: further files that the page fetches on demand (frontend/js/start.js).

use core::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};

use super::promise::settled;

/// What answers to what a person does ([`crate::input`]).
pub const INPUT: &str = "input";
/// What the finder does without ([`crate::later`]).
pub const LATER: &str = "later";
/// Kiosk, board, desk card, orientation, packed lists ([`crate::kiosk`]).
pub const KIOSK: &str = "kiosk";

thread_local! {
    static FETCH: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// How the page fetches them: a function that takes a name and gives a promise.
pub fn offered(fetch: JsValue) {
    FETCH.set(fetch.dyn_into().ok());
}

/// Begins to fetch a chunk. After a failure the next call tries again.
pub fn wanted(chunk: &str) -> Option<JsValue> {
    let fetch = FETCH.with_borrow(Clone::clone)?;
    fetch.call1(&JsValue::UNDEFINED, &chunk.into()).ok()
}

/// Fetches a chunk, once; says whether it is there.
pub async fn fetched(chunk: &str) -> bool {
    match wanted(chunk) {
        Some(promise) => settled(promise).await.is_ok(),
        None => false,
    }
}
