//! Work put off: to the next picture, so that typing is never behind the list, or until others had their turn.

use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::listener::window;
use super::promise::settled;

/// Calls `work` before the next picture is drawn.
pub fn next_frame(work: impl FnOnce() + 'static) {
    let callback = Closure::once_into_js(work);
    // A page that draws no pictures any more has nobody to show the work to.
    let _ = window().request_animation_frame(callback.unchecked_ref());
}

/// Lets the browser draw and answer to touch before going on.
pub async fn breathe() {
    wait(0).await;
}

/// Waits for so many milliseconds.
pub async fn wait(milliseconds: i32) {
    let turn = Promise::new(&mut |resolve, _| {
        let _ = window().set_timeout_with_callback_and_timeout_and_arguments_0(&resolve, milliseconds);
    });
    // A timer is never refused.
    let _ = settled(turn.into()).await;
}
