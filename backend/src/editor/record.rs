//! A record as a form beside the page that families see, with its dates, confirmation and history.

use std::collections::HashMap;

use serde_json::{Map, Value};
use shared::model::RecordKind;
use shared::view::html::{Property, el};
use shared::view::{Element, Html, Slot};

use super::form::{Control, Field, fields, to_text};
use super::words::{filled, known, word};
use super::{Notice, hidden, page, submit};

/// A change of the past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// Its number.
    pub seq: u64,
    /// When, as it is read.
    pub when: String,
    /// The code of the role of who made it; empty for an import.
    pub role: String,
    /// The fields that it changed.
    pub fields: Vec<String>,
}

/// A coming date of an activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComingDate {
    /// The day it would be.
    pub day: String,
    /// As it is read.
    pub words: String,
    /// Whether it was cancelled or moved.
    pub is_changed: bool,
}

/// What the page shows.
#[derive(Debug)]
pub struct RecordPage<'a> {
    /// The kind.
    pub kind: RecordKind,
    /// What the page is called.
    pub name: String,
    /// The record as it stands in the form.
    pub record: &'a Map<String, Value>,
    /// What was typed and cannot be read as a value, by field.
    pub typed: &'a HashMap<String, String>,
    /// What is wrong, by field.
    pub faults: HashMap<&'static str, String>,
    /// The revision that the form began from.
    pub rev: u64,
    /// The life of the server that it belongs to.
    pub epoch: String,
    /// The key that this form is published by.
    pub key: String,
    /// Whether the account may edit, confirm and take back.
    pub may: [bool; 3],
    /// Coming dates.
    pub dates: Vec<ComingDate>,
    /// The past, newest first.
    pub history: Vec<Past>,
}

/// The page; the preview stands in [`Slot::Page`].
#[must_use]
pub fn record_page(shown: &RecordPage<'_>, notice: Option<&Notice>) -> Html {
    let [may_edit, may_confirm, may_undo] = shown.may;
    let mut left = el("div", "stack");
    match may_edit {
        true => left.push(edit_form(shown)),
        false => left.push(el("p", "notice").text(word("not-yours"))),
    }
    if may_confirm {
        left.push(confirm(shown));
    }
    if may_edit && !shown.dates.is_empty() {
        left.push(dates(shown));
    }
    left.push(history(shown, may_undo));
    let preview = el("section", "stack")
        .attr("data-testid", "preview")
        .attr("aria-label", word("preview"))
        .child(el("p", "soft").text(word("preview")))
        .slot(Slot::Page);
    let back = el("p", "").child(el("a", "back-link").attr("href", "/redazione").text(word("worklist")));
    page(shown.name.clone(), notice, true)
        .child(back)
        .child(el("div", "page-columns").child(left).child(preview))
        .into()
}

fn form(class: &'static str) -> Element {
    el("form", class).attr("method", "post")
}

fn edit_form(shown: &RecordPage<'_>) -> Html {
    let mut form = form("stack")
        .attr("data-testid", "record-form")
        .child(hidden("rev", shown.rev.to_string()))
        .child(hidden("epoch", shown.epoch.clone()))
        .child(hidden("key", shown.key.clone()));
    for field in fields(shown.kind) {
        form.push(control(shown, *field));
    }
    let buttons = el("div", "cluster")
        .child(submit("publish", "publish", "btn btn-primary").attr("data-testid", "publish"))
        .child(submit("preview", "show-preview", "btn btn-soft"));
    form.child(buttons).into()
}

fn control(shown: &RecordPage<'_>, field: Field) -> Html {
    let id = format!("f-{}", field.path);
    let typed = shown.typed.get(field.path).cloned();
    let text = typed.unwrap_or_else(|| to_text(shown.record, field));
    let fault = shown.faults.get(field.path);
    let help = known(&format!("help.{}", field.path));
    let described = format!("{id}-aiuto");
    let rows = text.lines().count().clamp(2, 10) + usize::from(field.control == Control::Area);
    let mut input: Element = match field.control {
        Control::Area | Control::Lines | Control::Periods => {
            // The first line break behind the tag is not part of a text.
            let shown = if text.starts_with('\n') {
                format!("\n{text}")
            } else {
                text
            };
            el("textarea", "").attr("rows", rows.to_string()).text(shown)
        }
        Control::Choice(codes) => options(codes, &text),
        Control::Flag => options(&["true", "false"], &text),
        Control::Line | Control::Number => el("input", "").attr("type", "text").attr("value", text),
    };
    input = input
        .attr("id", id.clone())
        .attr("name", field.path)
        .attr("data-testid", format!("field-{}", field.path));
    if fault.is_some() {
        input = input.attr("aria-invalid", "true");
    }
    if fault.is_some() || help.is_some() {
        input = input.attr("aria-describedby", described.clone());
    }
    let mut row = el("div", "field");
    row.push(
        el("label", "")
            .attr("for", id)
            .text(word(&format!("field.{}", field.path))),
    );
    row.push(input);
    if let Some(fault) = fault {
        row.push(
            el("p", "notice")
                .attr("id", described)
                .attr("data-fault", field.path)
                .text(fault.clone()),
        );
    } else if let Some(help) = help {
        row.push(el("p", "soft").attr("id", described).text(help));
    }
    row.into()
}

fn options(codes: &[&'static str], chosen: &str) -> Element {
    let option = |code: &str, words: String| {
        let option = el("option", "").attr("value", code.to_owned()).text(words);
        option.property("selected", Property::Flag(code == chosen))
    };
    let mut select = el("select", "select");
    if !codes.contains(&"unknown") {
        select.push(option("", word("choice.unknown")));
    }
    for code in codes {
        select.push(option(code, word(&format!("choice.{code}"))));
    }
    if !chosen.is_empty() && !codes.contains(&chosen) {
        select.push(option(chosen, chosen.to_owned()));
    }
    select
}

fn confirm(shown: &RecordPage<'_>) -> Html {
    let mut how = el("select", "select")
        .attr("name", "how")
        .attr("aria-label", word("confirm-how"));
    for key in ["how-there", "how-phone", "how-mail"] {
        how.push(el("option", "").attr("value", word(key)).text(word(key)));
    }
    form("cluster")
        .child(hidden("rev", shown.rev.to_string()))
        .child(how)
        .child(submit("confirm", "confirm-all", "btn btn-soft").attr("data-testid", "confirm-all"))
        .into()
}

fn dates(shown: &RecordPage<'_>) -> Html {
    let mut list = el("ul", "stack");
    for date in &shown.dates {
        let row = form("cluster").child(hidden("date", date.day.clone()));
        let row = match date.is_changed {
            true => row.child(el("s", "").text(date.words.clone())).child(submit(
                "restore-date",
                "restore-date",
                "btn btn-plain",
            )),
            false => row
                .child(el("span", "").text(date.words.clone()))
                .child(
                    el("input", "")
                        .attr("name", "reason")
                        .attr("aria-label", word("reason"))
                        .attr("placeholder", word("reason")),
                )
                .child(submit("cancel-date", "cancel-date", "btn btn-plain")),
        };
        list.push(
            el("li", "")
                .attr("data-testid", "date-row")
                .attr("data-date", date.day.clone())
                .child(row),
        );
    }
    el("section", "section")
        .child(el("h2", "").text(word("dates")))
        .child(list)
        .into()
}

fn history(shown: &RecordPage<'_>, may_undo: bool) -> Html {
    let mut list = el("ol", "stack");
    for past in &shown.history {
        let who = match past.role.as_str() {
            "" => word("by-import"),
            role => word(&format!("role.{role}")),
        };
        let named = past
            .fields
            .iter()
            .map(|name| known(&format!("field.{name}")).unwrap_or_else(|| name.clone()));
        let names: Vec<String> = named.collect();
        let mut row = el("li", "")
            .attr("data-testid", "history-row")
            .attr("data-seq", past.seq.to_string())
            .child(el("div", "").text(format!("{} · {who}", past.when)))
            .child(el("div", "soft").text(filled("changed-fields", &names.join(", "))));
        if may_undo && !past.role.is_empty() {
            let undo = form("").child(hidden("seq", past.seq.to_string()));
            row.push(undo.child(submit("undo", "undo", "btn btn-plain")));
        }
        list.push(row);
    }
    let list = match shown.history.is_empty() {
        true => el("p", "").text(word("history-none")),
        false => list,
    };
    el("section", "section")
        .child(el("h2", "").text(word("history")))
        .child(list)
        .into()
}

/// What is wrong with a field, in words.
#[must_use]
pub fn fault_in_words(field: &str, detail: &str) -> String {
    known(&format!("fault.{field}")).unwrap_or_else(|| format!("{} ({detail}).", word("fault.other")))
}
