//! The document around the app: title, language, marks on `<html>`, focus.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, Element, FocusOptions, HtmlDialogElement, HtmlElement, HtmlInputElement};

use super::listener::window;

fn document() -> Document {
    window().document().expect("a page has a document")
}

/// Sets the title of the page.
pub fn set_title(title: &str) {
    document().set_title(title);
}

/// The title of the page.
#[must_use]
pub fn title() -> String {
    document().title()
}

/// Opens the print dialogue of the browser.
pub fn print() {
    // A browser without one has nothing to print on.
    let _ = window().print();
}

/// Sets an attribute of `<html>`.
pub fn mark(name: &str, value: &str) {
    if let Some(html) = document().document_element() {
        let _ = html.set_attribute(name, value);
    }
}

/// Whether `<html>` has that attribute.
#[must_use]
pub fn is_marked(name: &str) -> bool {
    let html = document().document_element();
    html.is_some_and(|html| html.has_attribute(name))
}

/// Sets an attribute of the element that the app is drawn into.
pub fn mark_root(name: &str, value: &str) {
    if let Some(root) = root() {
        let _ = root.set_attribute(name, value);
    }
}

/// The build that wrote the page.
#[must_use]
pub fn build() -> String {
    let html = document().document_element();
    html.and_then(|html| html.get_attribute("data-build"))
        .unwrap_or_default()
}

/// The words of the page, as one reads them.
#[must_use]
pub fn page_text() -> String {
    first("main").map_or_else(String::new, |main| main.inner_text())
}

/// What stands in the field with that id; `1` or `0` for a box that is ticked or not.
#[must_use]
pub fn field(id: &str) -> Option<String> {
    let field = document().get_element_by_id(id)?;
    let get = |name: &str| js_sys::Reflect::get(&field, &name.into()).ok();
    if field.get_attribute("type").as_deref() == Some("checkbox") {
        let ticked = get("checked")?.as_bool()?;
        return Some(if ticked { "1" } else { "0" }.to_owned());
    }
    get("value")?.as_string()
}

/// The language of the page, as `<html lang>` says.
#[must_use]
pub fn language() -> String {
    let html = document().document_element();
    html.and_then(|html| html.get_attribute("lang"))
        .unwrap_or_else(|| "it".to_owned())
}

/// The element the app is drawn into.
#[must_use]
pub fn root() -> Option<Element> {
    document().get_element_by_id("app")
}

/// Whether the server wrote nothing into the element the app is drawn into.
#[must_use]
pub fn root_is_empty() -> bool {
    root().is_none_or(|root| root.first_element_child().is_none())
}

/// Tells something above whatever the page shows, without the app having to be drawn.
pub fn announce(message: &str) {
    // A page without a body shows nothing at all.
    let _ = bar(message);
}

fn bar(message: &str) -> Result<(), JsValue> {
    let document = document();
    let body = document.body().ok_or(JsValue::NULL)?;
    let bar = document.create_element("p")?;
    bar.set_class_name("bar");
    bar.set_attribute("role", "status")?;
    bar.set_text_content(Some(message));
    body.insert_before(&bar, body.first_child().as_ref())?;
    Ok(())
}

/// Writes an error to the console.
pub fn log_error(message: &str) {
    web_sys::console::error_1(&message.into());
}

fn first(selector: &str) -> Option<HtmlElement> {
    let found: Option<Element> = document().query_selector(selector).ok().flatten();
    found?.dyn_into().ok()
}

/// Whether anything of the page fits now.
#[must_use]
pub fn holds(selector: &str) -> bool {
    first(selector).is_some()
}

/// Moves the focus to the first element that fits, without scrolling to it.
pub fn focus(selector: &str) {
    if let Some(element) = first(selector) {
        let options = FocusOptions::new();
        options.set_prevent_scroll(true);
        let _ = element.focus_with_options(&options);
    }
}

/// The element with that id.
#[must_use]
pub fn by_id(id: &str) -> Option<JsValue> {
    document().get_element_by_id(id).map(Into::into)
}

/// What stands in the search field of that name, where the page has one whose answer it shows; nothing elsewhere.
#[must_use]
pub fn typed(name: &str) -> String {
    let field = first(&["input[role=combobox][name=", name, "]"].concat());
    let field = field.and_then(|field| field.dyn_into::<HtmlInputElement>().ok());
    field.map_or_else(String::new, |field| field.value())
}

/// Opens the `<dialog>` with that id above everything else. On a kiosk the bar with the end of the visit stays above it:
/// what is modal would leave nothing else to touch.
pub fn open_dialog(id: &str) {
    if let Some(dialog) = dialog(id).filter(|dialog| !dialog.open()) {
        if holds("[data-testid=kiosk-root]") {
            dialog.show();
        } else {
            let _ = dialog.show_modal();
        }
    }
}

/// Closes the `<dialog>` with that id.
pub fn close_dialog(id: &str) {
    if let Some(dialog) = dialog(id) {
        dialog.close();
    }
}

fn dialog(id: &str) -> Option<HtmlDialogElement> {
    document().get_element_by_id(id)?.dyn_into().ok()
}

/// Whether a media query holds now.
#[must_use]
pub fn matches(media: &str) -> bool {
    let list = window().match_media(media).ok().flatten();
    list.is_some_and(|list| list.matches())
}

/// Whether the page can be seen now.
#[must_use]
pub fn is_visible() -> bool {
    document().visibility_state() == web_sys::VisibilityState::Visible
}

/// Calls `handler` with whether the page can be seen whenever that changes.
#[must_use]
pub fn on_visibility(mut handler: impl FnMut(bool) + 'static) -> super::listener::Listener {
    super::listener::Listener::on(document(), "visibilitychange", Box::new(move |_| handler(is_visible())))
}

/// Calls `handler` whenever the page becomes visible again.
#[must_use]
pub fn on_visible(mut handler: impl FnMut() + 'static) -> super::listener::Listener {
    on_visibility(move |visible| {
        if visible {
            handler();
        }
    })
}
