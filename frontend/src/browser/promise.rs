//! Promises made and awaited in one place, so that their glue is compiled once.

use js_sys::Promise;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Awaits a value that may be a promise; anything else is its own answer.
///
/// # Errors
/// What the promise was rejected with.
pub async fn settled(value: JsValue) -> Result<JsValue, JsValue> {
    match value.dyn_into::<Promise>() {
        Ok(promise) => JsFuture::from(promise).await,
        Err(value) => Ok(value),
    }
}

/// Runs a future in the background. It must not touch a signal that can be gone: app-wide state lives as long as the page.
pub fn in_background(future: impl Future<Output = ()> + 'static) {
    wasm_bindgen_futures::spawn_local(future);
}
