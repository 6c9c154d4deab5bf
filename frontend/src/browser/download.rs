//! Files made on the device and handed to the person, without a server.

use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use super::listener::window;

/// Hands over a text as a file of that name. Where the browser refuses there is nothing more to do.
pub fn hand_over(name: &str, media_type: &str, content: &str) {
    let _ = try_to_hand_over(name, media_type, content);
}

fn try_to_hand_over(name: &str, media_type: &str, content: &str) -> Result<(), JsValue> {
    let bag = BlobPropertyBag::new();
    bag.set_type(media_type);
    let blob = Blob::new_with_str_sequence_and_options(&Array::of1(&content.into()), &bag)?;
    // Never revoked: some browsers read the file much later, and it is a few kilobytes until the page is left.
    let address = Url::create_object_url_with_blob(&blob)?;
    let document = window().document().ok_or(JsValue::NULL)?;
    let link: HtmlAnchorElement = document.create_element("a")?.unchecked_into();
    link.set_href(&address);
    link.set_download(name);
    link.click();
    Ok(())
}
