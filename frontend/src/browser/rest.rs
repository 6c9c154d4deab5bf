//! The rest of the app: a second file that the page fetches once the app answers (frontend/js/start.js).

use core::cell::RefCell;

use js_sys::Function;
use wasm_bindgen::JsValue;

use super::promise::settled;

thread_local! {
    static FETCH: RefCell<Option<Function>> = const { RefCell::new(None) };
}

/// How the page fetches it.
pub fn offered(fetch: Function) {
    FETCH.set(Some(fetch));
}

/// Fetches it, once; says whether it is there. After a failure the next call tries again.
pub async fn fetched() -> bool {
    let Some(fetch) = FETCH.with_borrow(Clone::clone) else {
        return false;
    };
    match fetch.call0(&JsValue::UNDEFINED) {
        Ok(promise) => settled(promise).await.is_ok(),
        Err(_) => false,
    }
}
