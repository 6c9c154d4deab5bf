//! What keeps a visitor of a kiosk in it: nothing that a browser does by itself with touches, keys and links leads out of
//! the page. Beside it the screen is kept lit, and the page can be read aloud.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, Event, KeyboardEvent};

use super::listener::{Listener, window};
use super::promise::{in_background, settled};

/// What a browser does by itself that has no place on a kiosk.
const PREVENTED: [&str; 12] = [
    "contextmenu",
    "dragstart",
    "dragover",
    "drop",
    "auxclick",
    "dblclick",
    "gesturestart",
    "gesturechange",
    "copy",
    "cut",
    "paste",
    "selectstart",
];
/// What counts as somebody being there.
const TOUCHES: [&str; 5] = ["pointerdown", "keydown", "input", "touchmove", "wheel"];

fn document() -> Document {
    window().document().expect("a page has a document")
}

/// Keeps everything in; `touched` is called whenever somebody does something, `inside` says which addresses are shown.
pub fn keep_in(touched: impl Fn() + Clone + 'static, inside: fn(&str) -> bool) {
    for event in PREVENTED {
        let prevent = |event: Event| {
            if event.type_() != "selectstart" || !is_field(&event) {
                event.prevent_default();
            }
        };
        Listener::on(document(), event, Box::new(prevent)).keep();
    }
    for event in TOUCHES {
        let touched = touched.clone();
        Listener::on(document(), event, Box::new(move |_| touched())).keep();
    }
    Listener::on(window(), "keydown", Box::new(|event| prevent_chord(&event))).keep();
    if let Some(root) = super::document::root() {
        // Two fingers on a wheel or a touchpad zoom; browsers take what listens at the document for passive.
        let zoom = |event: Event| {
            let control = Reflect::get(&event, &"ctrlKey".into()).is_ok_and(|key| key.is_truthy());
            if control {
                event.prevent_default();
            }
        };
        Listener::on(root, "wheel", Box::new(zoom)).keep();
    }
    // A second lock: whatever link may still be in the page, it leads to no other.
    let follow = move |event: Event| {
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        let link = target.and_then(|target| target.closest("a[href], area[href]").ok().flatten());
        let Some(href) = link.and_then(|link| link.get_attribute("href")) else {
            return;
        };
        let part = href.strip_prefix('#');
        if part.is_some() || !inside(&href) || !super::events::is_plain_click(&event) {
            event.prevent_default();
            event.stop_propagation();
        }
        // A browser that follows a link to a part of the page leaves an entry in the history of the visit.
        if let Some(element) = part.and_then(|id| document().get_element_by_id(id)) {
            element.scroll_into_view();
        }
    };
    // Whatever listens to the document hears of it later.
    Listener::capture(document(), "click", Box::new(follow)).keep();
    // No window opens, whoever asks for one.
    let _ = Reflect::set(&window(), &"open".into(), &JsValue::NULL);
}

fn is_field(event: &Event) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| target.matches("input, textarea").unwrap_or(false))
}

/// Keys that do something outside the page: with a modifier but Shift, and function keys.
fn prevent_chord(event: &Event) {
    let Some(key) = event.dyn_ref::<KeyboardEvent>() else {
        return;
    };
    let name = key.key();
    let is_function = name.len() > 1 && name.starts_with('F') && name[1..].bytes().all(|byte| byte.is_ascii_digit());
    let leads_out = matches!(
        name.as_str(),
        "ContextMenu"
            | "PrintScreen"
            | "BrowserBack"
            | "BrowserForward"
            | "BrowserHome"
            | "BrowserRefresh"
            | "BrowserSearch"
            | "BrowserFavorites"
            | "LaunchMail"
            | "LaunchApplication1"
            | "LaunchApplication2"
            | "ZoomIn"
            | "ZoomOut"
            | "Help"
            | "Print"
    );
    if key.ctrl_key() || key.meta_key() || key.alt_key() || is_function || leads_out {
        event.prevent_default();
    }
}

fn call(object: &JsValue, name: &str, arguments: &[JsValue]) -> Option<JsValue> {
    let function: Function = Reflect::get(object, &name.into()).ok()?.dyn_into().ok()?;
    function.apply(object, &arguments.iter().collect::<Array>()).ok()
}

fn of_window(name: &str) -> Option<JsValue> {
    let value = Reflect::get(&window(), &name.into()).ok()?;
    (!value.is_undefined() && !value.is_null()).then_some(value)
}

/// Keeps the screen lit, now and whenever the page is seen again (Screen Wake Lock).
pub fn keep_lit() {
    fn ask() {
        let navigator: JsValue = window().navigator().into();
        let lock = Reflect::get(&navigator, &"wakeLock".into()).unwrap_or_default();
        if let Some(promise) = call(&lock, "request", &["screen".into()]) {
            in_background(async move {
                // A battery that is low may refuse; it is asked for again when the page is seen again.
                let _ = settled(promise).await;
            });
        }
    }
    ask();
    super::document::on_visible(ask).keep();
}

/// Reads a text aloud in a language, at a volume from 0 to 100.
pub fn read_aloud(text: &str, language: &str, volume: u8) {
    let made = of_window("SpeechSynthesisUtterance").and_then(|class| {
        let class: Function = class.dyn_into().ok()?;
        Reflect::construct(&class, &Array::of1(&text.into())).ok()
    });
    let (Some(says), Some(voice)) = (made, of_window("speechSynthesis")) else {
        return;
    };
    let _ = Reflect::set(&says, &"lang".into(), &language.into());
    let _ = Reflect::set(&says, &"volume".into(), &(f64::from(volume) / 100.0).into());
    call(&voice, "cancel", &[]);
    call(&voice, "speak", &[says]);
}

/// Stops reading aloud.
pub fn hush() {
    if let Some(voice) = of_window("speechSynthesis") {
        call(&voice, "cancel", &[]);
    }
}

/// Whether something is being read aloud.
#[must_use]
pub fn is_reading() -> bool {
    let voice = of_window("speechSynthesis");
    voice.is_some_and(|voice| Reflect::get(&voice, &"speaking".into()).is_ok_and(|speaks| speaks.is_truthy()))
}

/// So many rounds make a PIN dear to guess.
const ROUNDS: f64 = 200_000.0;

/// What a PIN becomes with a salt (PBKDF2 with SHA-256, in hexadecimal); `None` where the browser has no cryptography,
/// as without TLS.
pub async fn hash_pin(pin: &str, salt: &str) -> Option<String> {
    let crypto = of_window("crypto")?;
    let subtle = Reflect::get(&crypto, &"subtle".into())
        .ok()
        .filter(|subtle| subtle.is_object())?;
    let bytes = |text: &str| JsValue::from(js_sys::Uint8Array::from(text.as_bytes()));
    let usage: JsValue = Array::of1(&"deriveBits".into()).into();
    let key = ["raw".into(), bytes(pin), "PBKDF2".into(), false.into(), usage];
    let key = settled(call(&subtle, "importKey", &key)?).await.ok()?;
    let how = js_sys::Object::new();
    for (name, value) in [
        ("name", "PBKDF2".into()),
        ("hash", "SHA-256".into()),
        ("salt", bytes(salt)),
        ("iterations", ROUNDS.into()),
    ] {
        let _ = Reflect::set(&how, &name.into(), &value);
    }
    let bits = settled(call(&subtle, "deriveBits", &[how.into(), key, 256.into()])?)
        .await
        .ok()?;
    Some(in_hexadecimal(&js_sys::Uint8Array::new(&bits).to_vec()))
}

/// A salt of 128 bits.
#[must_use]
pub fn salt() -> Option<String> {
    let bytes = js_sys::Uint8Array::new_with_length(16);
    call(&of_window("crypto")?, "getRandomValues", &[bytes.clone().into()])?;
    Some(in_hexadecimal(&bytes.to_vec()))
}

fn in_hexadecimal(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(u32::from(value), 16).unwrap_or('0');
    bytes
        .iter()
        .flat_map(|byte| [digit(byte >> 4), digit(byte & 15)])
        .collect()
}
