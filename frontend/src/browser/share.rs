//! Sending a page to somebody: the device's own sheet where it has one, else the clipboard.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use super::listener::window;
use super::promise::settled;

fn has(name: &str) -> bool {
    Reflect::get(&window().navigator(), &name.into()).is_ok_and(|value| !value.is_undefined())
}

/// Whether the device has a sheet of its own for sending things.
#[must_use]
pub fn has_sheet() -> bool {
    has("share")
}

/// Offers a message to other apps, on the device's own sheet.
pub async fn send(message: &str) {
    let data = web_sys::ShareData::new();
    data.set_text(message);
    // A rejection here nearly always means that the person changed their mind.
    let _ = settled(window().navigator().share_with_data(&data).into()).await;
}

/// Copies a text. Says whether it is in the clipboard.
pub async fn copy(words: &str) -> bool {
    // The clipboard exists in secure contexts only.
    let copied = match has("clipboard") {
        true => settled(window().navigator().clipboard().write_text(words).into()).await,
        false => Err(JsValue::NULL),
    };
    copied.is_ok()
}
