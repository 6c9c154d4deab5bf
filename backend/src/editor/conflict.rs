//! Two people at one record: what each would have and what both began from, to be decided group by group.

use serde_json::{Map, Value};
use shared::merge::Conflict;
use shared::view::Html;
use shared::view::html::{Property, el};

use super::words::{known, word};
use super::{Notice, hidden, page, submit};

/// What the page shows.
#[derive(Debug)]
pub struct ConflictPage<'a> {
    /// What the record is called.
    pub name: String,
    /// What is to be decided.
    pub conflicts: &'a [Conflict],
    /// The whole record as the editor would have it.
    pub mine: String,
    /// The revision that the editor began from.
    pub seen: u64,
    /// The revision that stands.
    pub rev: u64,
    /// The life of the server that both belong to.
    pub epoch: String,
    /// The key that this form is published by.
    pub key: String,
}

/// The page.
#[must_use]
pub fn conflict_page(shown: &ConflictPage<'_>) -> Html {
    let mut form = el("form", "stack")
        .attr("method", "post")
        .attr("data-testid", "conflict")
        .attr("data-form", "conflict")
        .child(hidden("mine", shown.mine.clone()))
        .child(hidden("seen", shown.seen.to_string()))
        .child(hidden("rev", shown.rev.to_string()))
        .child(hidden("epoch", shown.epoch.clone()))
        .child(hidden("key", shown.key.clone()));
    for conflict in shown.conflicts {
        let names = conflict
            .fields
            .iter()
            .filter(|field| conflict.mine.get(*field) != conflict.theirs.get(*field));
        let names: Vec<String> = names.map(|field| name_of(field)).collect();
        let choice = |value: &'static str, key: &str, side: &Map<String, Value>| {
            let radio = el("input", "")
                .attr("type", "radio")
                .attr("name", format!("keep-{}", conflict.group))
                .attr("value", value)
                .property("checked", Property::Flag(value == "mine"));
            el("label", "option")
                .child(radio)
                .child(el("span", "").text(format!("{}: {}", word(key), in_words(side))))
        };
        let group = el("fieldset", "stack")
            .attr("data-group", conflict.group)
            .child(el("legend", "").text(names.join(", ")))
            .child(choice("mine", "mine", &conflict.mine))
            .child(choice("theirs", "theirs", &conflict.theirs))
            .child(el("p", "soft").text(format!("{}: {}", word("before"), in_words(&conflict.base))));
        form.push(group);
    }
    let form = form.child(submit("resolve", "keep-choices", "btn btn-primary"));
    let help = Notice::failed("conflict-help");
    page(word("conflict"), Some(&help), true)
        .child(el("p", "lead").text(shown.name.clone()))
        .child(form)
        .into()
}

/// What a field is called.
pub(super) fn name_of(field: &str) -> String {
    let parts = known(&format!("field.{field}")).or_else(|| known(&format!("whole.{field}")));
    parts.unwrap_or_else(|| field.to_owned())
}

/// Facts as they are read.
pub(super) fn in_words(side: &Map<String, Value>) -> String {
    match side.values().all(Value::is_null) {
        true => word("empty"),
        false => {
            let told = side.values().filter(|value| !value.is_null());
            told.map(value_in_words).collect::<Vec<_>>().join(" · ")
        }
    }
}

/// A fact as it is read.
pub(super) fn value_in_words(value: &Value) -> String {
    let all = |values: Vec<String>, between: &str| {
        let said: Vec<String> = values.into_iter().filter(|text| !text.is_empty()).collect();
        said.join(between)
    };
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(is_so) => word(&format!("choice.{is_so}")),
        Value::Array(list) => all(list.iter().map(value_in_words).collect(), ", "),
        Value::Object(fields) => all(fields.values().map(value_in_words).collect(), " "),
        other => other.to_string(),
    }
}
