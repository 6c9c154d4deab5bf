//! Keys of the keyboard by their names.

use wasm_bindgen::JsCast;
use web_sys::{Event, KeyboardEvent};

/// The name of the key that was pressed, such as `Escape`; empty for any other event.
#[must_use]
pub fn name(event: &Event) -> String {
    event
        .dyn_ref::<KeyboardEvent>()
        .map(KeyboardEvent::key)
        .unwrap_or_default()
}
