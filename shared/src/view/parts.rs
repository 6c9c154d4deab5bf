//! Small elements that pages are made of.

use super::html::{Property, el};
use super::page::Badge;
use super::{Context, Element, Html};
use crate::i18n::Language;

/// An element that holds a record's own words, which are Italian: said of it where the page speaks another language, so
/// that it is read and hyphenated as Italian and keeps its direction (WCAG 2.2, 3.1.2).
#[must_use]
pub fn of_record(context: &Context<'_>, element: Element) -> Element {
    match context.words.language() {
        Language::Italian => element,
        _ => element.attr("lang", "it").attr("dir", "auto"),
    }
}

/// A sign drawn by CSS; words beside it say what it means.
#[must_use]
pub fn icon(class: &str) -> Html {
    let classes = ["icon ", class].concat();
    el("span", "").attr("class", classes).attr("aria-hidden", "true").into()
}

/// A short mark.
#[must_use]
pub fn badge(badge: Badge) -> Html {
    let element = match badge.class {
        "" => el("span", "badge"),
        class => el("span", "").attr("class", ["badge ", class].concat()),
    };
    element.text(badge.text).into()
}

/// A button that holds a sign; words, a name or what it does are added by whoever uses it.
#[must_use]
pub fn button(class: &'static str, sign: &'static str) -> Element {
    let button = el("button", class).attr("type", "button");
    if sign.is_empty() {
        button
    } else {
        button.child(icon(sign))
    }
}

/// A link with a sign.
#[must_use]
pub fn link(class: &'static str, sign: &'static str, href: String, words: impl Into<super::html::Text>) -> Html {
    let link = el("a", class).attr("href", href);
    let link = if sign.is_empty() { link } else { link.child(icon(sign)) };
    link.text(words).into()
}

/// A paragraph.
#[must_use]
pub fn paragraph(class: &'static str, words: impl Into<super::html::Text>) -> Html {
    el("p", class).text(words).into()
}

/// A heading of a page; the focus goes to it when another page is shown.
#[must_use]
pub fn heading(words: impl Into<super::html::Text>) -> Element {
    el("h1", "").attr("tabindex", "-1").text(words)
}

/// An option of a `select`.
#[must_use]
pub fn choice(value: String, words: impl Into<super::html::Text>, chosen: bool) -> Html {
    let option = el("option", "").attr("value", value).text(words);
    option.property("selected", Property::Flag(chosen)).into()
}

/// A button that is on or off.
#[must_use]
pub fn toggle(name: impl Into<super::html::Text>, on: bool) -> Element {
    el("button", if on { "chip is-on" } else { "chip" })
        .attr("type", "button")
        .attr("aria-pressed", if on { "true" } else { "false" })
        .text(name)
}

/// The sign of a kind: its shape on a soft ground.
#[must_use]
pub fn kind_sign(class: &str) -> Html {
    el("span", "")
        .attr("class", ["kind-sign ", class].concat())
        .attr("aria-hidden", "true")
        .child(el("span", "icon"))
        .into()
}

/// The name of a kind in its colour.
#[must_use]
pub fn kind_name(class: &str, name: impl Into<super::html::Text>) -> Html {
    el("span", "")
        .attr("class", ["kind-name ", class].concat())
        .text(name)
        .into()
}

/// The `main` element of a page.
#[must_use]
pub fn main() -> Element {
    el("main", "").attr("id", "contenuto")
}
