//! The pages for those who keep the data (`/redazione`), as HTML that works on any machine: sign in, what is to be looked
//! at, a record as a form beside the page that families see, two people at one record, history. Pure functions from
//! values to trees; [`crate::routes::redazione`] asks and answers.

pub mod campaign;
pub mod campaigns;
pub mod closing;
pub mod conflict;
mod controls;
pub mod duplicates;
pub mod form;
pub mod import;
pub mod pages;
pub mod record;
mod repeats;
pub mod second_step;
pub mod shown;
pub mod territory;
mod week_grid;
mod words;

use shared::i18n::Language;
use shared::view::html::el;
use shared::view::write::write;
use shared::view::{Element, Html, Slot};

use crate::head::{PlainFiles, Shell, plain_document};

pub use words::{LANGUAGES, filled, language, spawn, speaking, word};

/// What is told above a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// It is done.
    Done(String),
    /// It is not.
    Failed(String),
}

impl Notice {
    /// That it is done, by the key of its words.
    #[must_use]
    pub fn done(key: &str) -> Self {
        Self::Done(words::word(key))
    }

    /// That it is not done, by the key of its words.
    #[must_use]
    pub fn failed(key: &str) -> Self {
        Self::Failed(words::word(key))
    }

    fn html(&self) -> Html {
        let (class, words, code) = match self {
            Self::Done(words) => ("notice notice-calm", words, "done"),
            Self::Failed(words) => ("notice", words, "failed"),
        };
        let notice = el("p", class).attr("role", "status").attr("data-notice", code);
        notice.text(words.clone()).into()
    }
}

/// Where the script of these pages is: it keeps drafts, sends what was published without a network, and nothing works
/// only with it.
pub const SCRIPT: &str = "/redazione.js";

/// Where the look of these pages is.
pub const STYLE: &str = "/redazione.css";

/// Whom a page is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader<'a> {
    /// Somebody who has signed in, by the id of their account.
    Account(&'a str),
    /// Somebody who has still to sign in.
    Nobody,
    /// Somebody with a link, who needs no account.
    Guest,
}

/// The document of a page; `fill` gives what belongs into its slots.
#[must_use]
pub fn document(shell: &Shell, reader: Reader<'_>, title: &str, page: &Html, fill: &dyn Fn(Slot) -> Html) -> String {
    let mut content = String::new();
    write(page, fill, &mut content);
    let words = words::of_script();
    let files = PlainFiles {
        script: SCRIPT,
        words: &words,
        style: STYLE,
        account: match reader {
            Reader::Account(id) => Some(id),
            Reader::Nobody | Reader::Guest => None,
        },
    };
    let files = (reader != Reader::Guest).then_some(files);
    plain_document(
        shell,
        words::language(),
        (&format!("{title} - {}", words::word("title")), &content),
        files,
    )
}

/// What stands around every page.
fn page(heading: String, notice: Option<&Notice>, leave: bool) -> Element {
    let mut head = el("header", "page-head").child(el("h1", "").text(heading));
    if leave {
        head.push(other_language());
        let leave = el("form", "").attr("method", "post").attr("action", "/redazione/esci");
        head.push(leave.child(submit("", "leave", "btn btn-plain")));
    }
    let page = el("main", "page").attr("id", "contenuto").child(head);
    match notice {
        Some(notice) => page.child(notice.html()),
        None => page,
    }
}

/// The same pages in the other language.
fn other_language() -> Html {
    let other = words::LANGUAGES.into_iter().find(|other| *other != words::language());
    let other = other.unwrap_or(Language::Italian);
    let link = el("a", "btn btn-plain")
        .attr("href", ["/redazione/lingua/", other.tag()].concat())
        .attr("lang", other.tag())
        .attr("hreflang", other.tag())
        .text(other.name());
    link.into()
}

/// The way back to the first page.
fn back() -> Html {
    let link = el("a", "back-link")
        .attr("href", "/redazione")
        .text(words::word("worklist"));
    el("p", "").child(link).into()
}

/// A button that sends its form, with an action where there is one.
fn submit(action: &'static str, key: &str, class: &'static str) -> Element {
    let button = el("button", class).attr("type", "submit");
    let button = match action {
        "" => button,
        action => button.attr("name", "action").attr("value", action),
    };
    button.text(words::word(key))
}

fn hidden(name: &'static str, value: impl Into<String>) -> Html {
    let input = el("input", "").attr("type", "hidden").attr("name", name);
    input.attr("value", value.into()).into()
}

/// A page inside another one: no landmark and no first heading of its own.
#[must_use]
pub fn as_part(html: Html) -> Html {
    let Html::Element(element) = html else { return html };
    let parts = element.into_parts();
    let tag = match parts.tag {
        "main" => "div",
        "h1" => "h2",
        tag => tag,
    };
    let mut part = el(tag, "");
    for (name, value) in parts.attributes {
        if !(parts.tag == "main" && name == "id") {
            part = part.attr(name, value);
        }
    }
    for (name, value) in parts.properties {
        part = part.property(name, value);
    }
    for child in parts.children {
        part.push(as_part(child));
    }
    part.into()
}
