//! Work put off to the next picture, so that typing is never behind the list.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::listener::window;

/// Calls `work` before the next picture is drawn.
pub fn next_frame(work: impl FnOnce() + 'static) {
    let callback = Closure::once_into_js(work);
    // A page that draws no pictures any more has nobody to show the work to.
    let _ = window().request_animation_frame(callback.unchecked_ref());
}
