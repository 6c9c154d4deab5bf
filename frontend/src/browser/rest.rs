//! The rest of the app: a second file that the page fetches once the app answers (frontend/js/start.js).

use core::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::{JsCast, JsValue};

use super::promise::settled;

thread_local! {
    static FETCH: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// How the page fetches it: a function that gives a promise.
pub fn offered(fetch: JsValue) {
    FETCH.set(fetch.dyn_into().ok());
}

/// Begins to fetch it. After a failure the next call tries again.
pub fn wanted() -> Option<JsValue> {
    let fetch = FETCH.with_borrow(Clone::clone)?;
    fetch.call0(&JsValue::UNDEFINED).ok()
}

/// Fetches it, once; says whether it is there.
pub async fn fetched() -> bool {
    match wanted() {
        Some(promise) => settled(promise).await.is_ok(),
        None => false,
    }
}
