//! Sending a page to somebody: the device's own sheet where it has one, else the clipboard.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use super::listener::window;
use super::promise::settled;

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shared {
    /// The device's sheet took it, or the person closed that sheet.
    BySheet,
    /// The address is in the clipboard.
    Copied,
    /// Neither worked.
    Failed,
}

/// Offers a title and an address to other apps, or copies the address.
pub async fn share(title: &str, address: &str) -> Shared {
    let navigator = window().navigator();
    let has = |name: &str| Reflect::get(&navigator, &name.into()).is_ok_and(|value| !value.is_undefined());
    if has("share") {
        let data = web_sys::ShareData::new();
        data.set_title(title);
        data.set_url(address);
        // A rejection here nearly always means that the person changed their mind.
        let _ = settled(navigator.share_with_data(&data).into()).await;
        return Shared::BySheet;
    }
    // The clipboard exists in secure contexts only.
    let copied = match has("clipboard") {
        true => settled(navigator.clipboard().write_text(address).into()).await,
        false => Err(JsValue::NULL),
    };
    if copied.is_ok() { Shared::Copied } else { Shared::Failed }
}
