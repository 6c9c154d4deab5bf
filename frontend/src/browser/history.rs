//! The address bar: where we are, going there, and where the page was scrolled to.

use core::cell::Cell;

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Event, HtmlAnchorElement, Url};

use super::events::is_plain_click;
use super::listener::{Listener, window};

/// An address within this site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    /// The path, with its leading slash.
    pub path: String,
    /// The query string without `?`.
    pub query: String,
}

impl Address {
    /// As it stands in a link.
    #[must_use]
    pub fn href(&self) -> String {
        match self.query.is_empty() {
            true => self.path.clone(),
            false => [self.path.as_str(), "?", &self.query].concat(),
        }
    }
}

/// Where the address bar is now.
#[must_use]
pub fn here() -> Address {
    let location = window().location();
    let query = location.search().unwrap_or_default();
    Address {
        path: location.pathname().unwrap_or_default(),
        query: query.strip_prefix('?').unwrap_or(&query).to_owned(),
    }
}

/// What stands behind the `#` of the address.
#[must_use]
pub fn fragment() -> String {
    let hash = window().location().hash().unwrap_or_default();
    hash.strip_prefix('#').unwrap_or(&hash).to_owned()
}

/// The whole address of this view, to be sent to somebody.
#[must_use]
pub fn whole_address() -> String {
    window().location().href().unwrap_or_default()
}

/// The scheme and host of this site.
#[must_use]
pub fn origin() -> String {
    window().location().origin().unwrap_or_default()
}

/// An entry of the history keeps one number: so many marks times how far it was scrolled, and its mark.
const MARKS: u32 = 8;

thread_local! {
    /// Whether address and history stay as they are, whatever page is shown.
    static HELD: Cell<bool> = const { Cell::new(false) };
}

/// Leaves address and history as they are from now on: nothing of a visit to a kiosk stands in them.
pub fn hold() {
    HELD.set(true);
}

/// Goes to an address as a new entry of the history with that mark, 0 to 7; the entry left behind gets the same mark,
/// and remembers how far it was scrolled.
pub fn push(address: &Address, mark: u32) {
    if let Some(history) = history() {
        let scrolled = window().scroll_y().unwrap_or_default() as u32;
        let _ = history.replace_state_with_url(&number(scrolled * MARKS + mark), "", None);
        let _ = history.push_state_with_url(&number(mark), "", Some(&address.href()));
    }
}

/// Gives the entry shown another mark.
pub fn put_mark(mark: u32) {
    if let Some(history) = history() {
        let _ = history.replace_state_with_url(&number(mark), "", None);
    }
}

/// The history, unless it is held.
fn history() -> Option<web_sys::History> {
    match HELD.get() {
        true => None,
        false => window().history().ok(),
    }
}

fn number(number: u32) -> JsValue {
    JsValue::from_f64(f64::from(number))
}

/// Changes the address without a new entry of the history.
pub fn replace(address: &Address) {
    if let Some(history) = history() {
        let state = history.state().unwrap_or(JsValue::NULL);
        // Browsers refuse more than about a hundred changes in half a minute; the next one catches up.
        let _ = history.replace_state_with_url(&state, "", Some(&address.href()));
    }
}

/// Loads another page in the place of this one, in the history too; nothing of this one stays in memory.
pub fn replace_page(path: &str) {
    let _ = window().location().replace(path);
}

/// How far the entry that was just returned to had been scrolled.
#[must_use]
pub fn remembered_scroll() -> f64 {
    f64::from(remembered().unwrap_or_default() / MARKS)
}

/// The mark of the entry shown; `None` if it never got one.
#[must_use]
pub fn mark() -> Option<u32> {
    Some(remembered()? % MARKS)
}

fn remembered() -> Option<u32> {
    let state = window().history().ok()?.state().ok()?;
    Some(state.as_f64()? as u32)
}

/// Takes scrolling on back and forward into our own hands: the browser would scroll before the page is drawn.
pub fn restore_scroll_ourselves() {
    if let Ok(history) = window().history() {
        let _ = history.set_scroll_restoration(web_sys::ScrollRestoration::Manual);
    }
}

/// Scrolls the page to that many pixels from its top.
pub fn scroll_to(top: f64) {
    window().scroll_to_with_x_and_y(0.0, top);
}

/// Loads the page anew.
pub fn reload() {
    let _ = window().location().reload();
}

/// Calls `go` with the address of every plain click on a link that `ours` claims; other clicks stay with the browser.
#[must_use]
pub fn on_link(ours: fn(&str) -> bool, go: impl Fn(Address) + 'static) -> Listener {
    let document = window().document().expect("a page has a document");
    Listener::on(
        document,
        "click",
        Box::new(move |event| {
            if let Some(address) = followed_link(&event).filter(|address| ours(&address.path)) {
                event.prevent_default();
                go(address);
            }
        }),
    )
}

fn followed_link(event: &Event) -> Option<Address> {
    if event.default_prevented() || !is_plain_click(event) {
        return None;
    }
    let target = event.target()?.dyn_into::<web_sys::Element>().ok()?;
    let link = target.closest("a[href]").ok()??.dyn_into::<HtmlAnchorElement>().ok()?;
    if !link.target().is_empty() || link.has_attribute("download") {
        return None;
    }
    let url = Url::new(&link.href()).ok()?;
    let same_page = url.pathname() == here().path && !url.hash().is_empty();
    if url.origin() != origin() || same_page {
        return None;
    }
    let query = url.search();
    Some(Address {
        path: url.pathname(),
        query: query.strip_prefix('?').unwrap_or(&query).to_owned(),
    })
}
