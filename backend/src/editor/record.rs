//! A record as a form beside the page that families see, with its dates, confirmation and history.

use serde_json::Value;
use shared::model::{RecordKind, Translation};
use shared::view::html::el;
use shared::view::{Element, Html, Slot};

use super::conflict::{in_words, name_of, value_in_words};
use super::controls::{control, hours, option, repeats};
use super::duplicates::alike;
use super::form::fields;
use super::shown::{Past, PastField, RecordPage};
use super::words::{filled, known, word};
use super::{Notice, hidden, page, submit};

/// The page; the preview stands in [`Slot::Page`].
#[must_use]
pub fn record_page(shown: &RecordPage<'_>, notice: Option<&Notice>) -> Html {
    let [may_edit, may_confirm, may_undo] = shown.may;
    let mut left = el("div", "stack");
    if !shown.not_used.is_empty() {
        left.push(not_used(shown));
    }
    match may_edit {
        true => left.push(edit_form(shown)),
        false => left.push(el("p", "notice").text(word("not-yours"))),
    }
    left.push(translations(shown));
    if may_confirm {
        left.push(confirm(shown));
    }
    if may_edit && shown.networks.is_empty() && !shown.dates.is_empty() {
        left.push(dates(shown));
    }
    if shown.rev > 0 {
        left.push(history(shown, may_undo));
    }
    let preview = el("section", "stack")
        .attr("data-testid", "preview")
        .attr("aria-label", word("preview"))
        .child(el("p", "soft").text(word("preview")))
        // What families read is Italian, whatever the page around it speaks.
        .child(el("div", "").attr("lang", "it").slot(Slot::Page));
    let back = el("p", "").child(el("a", "back-link").attr("href", "/redazione").text(word("worklist")));
    page(shown.name.clone(), notice, true)
        .child(back)
        .child(el("div", "page-columns").child(left).child(preview))
        .into()
}

/// A form; `name` tells it from the others of the page, for who keeps what was typed into it.
fn form(shown: &RecordPage<'_>, name: impl Into<String>, class: &'static str) -> Element {
    el("form", class)
        .attr("method", "post")
        .attr("data-form", name.into())
        .child(hidden("key", shown.key.clone()))
}

/// What was given up for another one's value, to be had back in one step.
fn not_used(shown: &RecordPage<'_>) -> Html {
    let form = form(shown, "lost", "cluster")
        .child(hidden("values", Value::Object(shown.not_used.clone()).to_string()))
        .child(submit("bring-back", "bring-mine-back", "btn btn-soft"));
    el("div", "notice stack")
        .attr("data-lost", "")
        .child(el("p", "").text(filled("not-used", &in_words(shown.not_used))))
        .child(form)
        .into()
}

fn edit_form(shown: &RecordPage<'_>) -> Html {
    let mut form = form(shown, "record", "stack")
        .attr("data-testid", "record-form")
        .child(hidden("rev", shown.rev.to_string()))
        .child(hidden("epoch", shown.epoch.clone()));
    let is_new = !shown.networks.is_empty() || shown.rev == 0;
    let as_it_stands = match is_new {
        true => shown.typed.is_empty(),
        false => shown.changes.is_empty() && shown.faults.is_empty(),
    };
    if as_it_stands {
        form = form.attr("data-stands", "");
    }
    if let Some(report) = &shown.report {
        form.push(hidden("report", report.id.clone()));
        let told = el("div", "notice stack").attr("data-testid", "reported");
        let lead = el("p", "").text(word("reported"));
        form.push(told.child(lead).child(el("blockquote", "").text(report.text.clone())));
    }
    if !shown.networks.is_empty() {
        form.push(network(shown));
    }
    for field in fields(shown.kind) {
        form.push(control(shown, *field));
        match field.path {
            "name" if is_new && shown.kind == RecordKind::Place => form.push(alike(&shown.alike)),
            "opening_hours" => form.push(hours(shown)),
            "schedule.rrule" => form.push(repeats(shown)),
            _ => {}
        }
    }
    form.push(difference(shown));
    let buttons = el("div", "cluster")
        .child(submit("publish", "publish", "btn btn-primary").attr("data-testid", "publish"))
        .child(submit("preview", "show-preview", "btn btn-soft"));
    form.child(buttons).into()
}

/// Which network a new record belongs to.
fn network(shown: &RecordPage<'_>) -> Html {
    let chosen = shown.record.get("network").and_then(Value::as_str).unwrap_or_default();
    let mut select = el("select", "select").attr("id", "f-network").attr("name", "network");
    for (id, name) in &shown.networks {
        select.push(option(id, name.clone(), chosen));
    }
    let mut row = el("div", "field");
    row.push(el("label", "").attr("for", "f-network").text(word("whole.network")));
    row.push(select);
    row.into()
}

/// What publishing would change.
fn difference(shown: &RecordPage<'_>) -> Html {
    let mut told = el("div", "stack").attr("data-live", "difference");
    if !shown.changes.is_empty() {
        let mut list = el("ul", "").attr("data-testid", "difference");
        for field in &shown.changes {
            list.push(el("li", "").text(replaced_in_words(field)));
        }
        told.push(el("h2", "").text(word("difference")));
        told.push(list);
    }
    told.into()
}

fn replaced_in_words(field: &PastField) -> String {
    let said = |value: &Option<Value>| value.as_ref().map_or_else(|| word("empty"), value_in_words);
    let [name, before, after] = [name_of(&field.name), said(&field.before), said(&field.after)];
    format!("{name}: {before} → {after}")
}

fn confirm(shown: &RecordPage<'_>) -> Html {
    let mut how = el("select", "select")
        .attr("name", "how")
        .attr("aria-label", word("confirm-how"));
    for key in ["how-there", "how-phone", "how-mail"] {
        how.push(el("option", "").attr("value", word(key)).text(word(key)));
    }
    form(shown, "confirm", "cluster")
        .child(hidden("rev", shown.rev.to_string()))
        .child(how)
        .child(submit("confirm", "confirm-all", "btn btn-soft").attr("data-testid", "confirm-all"))
        .into()
}

fn dates(shown: &RecordPage<'_>) -> Html {
    let mut list = el("ul", "stack");
    for date in &shown.dates {
        let mut row = el("li", "stack")
            .attr("data-testid", "date-row")
            .attr("data-date", date.day.clone());
        let form = |what: &str| {
            form(shown, [what, "-", &date.day].concat(), "cluster").child(hidden("date", date.day.clone()))
        };
        if date.is_changed {
            let restore = submit("restore-date", "restore-date", "btn btn-plain");
            row.push(
                form("restore")
                    .child(el("s", "").text(date.words.clone()))
                    .child(restore),
            );
        } else {
            row.push(el("span", "").text(date.words.clone()));
            let cancel = submit("cancel-date", "cancel-date", "btn btn-plain");
            row.push(form("cancel").child(reason()).child(cancel));
            let to = el("input", "")
                .attr("type", "datetime-local")
                .attr("name", "to")
                .attr("aria-label", word("move-to"))
                .attr("required", "")
                .attr("value", date.start.clone());
            let moved = form("move")
                .child(to)
                .child(reason())
                .child(submit("move-date", "move-date", "btn btn-plain"));
            let more = el("details", "").child(el("summary", "").text(word("move-this-date")));
            row.push(more.child(moved));
        }
        list.push(row);
    }
    el("section", "section")
        .child(el("h2", "").text(word("dates")))
        .child(list)
        .into()
}

fn reason() -> Html {
    el("input", "")
        .attr("name", "reason")
        .attr("maxlength", "200")
        .attr("aria-label", word("reason"))
        .attr("placeholder", word("reason"))
        .into()
}

/// The texts of the record in other languages and how far each can be trusted; they come with an import.
fn translations(shown: &RecordPage<'_>) -> Html {
    let all = shown.record.get("translations").cloned().unwrap_or_default();
    let all: Vec<Translation> = serde_json::from_value(all).unwrap_or_default();
    if all.is_empty() {
        return Html::Nothing;
    }
    let mut list = el("ul", "stack");
    for one in all {
        let text = shown.record.get(one.field.code()).and_then(Value::as_str);
        let state = match (one.is_stale(text.unwrap_or_default()), one.by) {
            (true, _) => "stale",
            (false, by) => by.code(),
        };
        let mut told = vec![word(&format!("translated.{state}")).to_owned()];
        told.extend(one.role);
        told.extend(one.on.map(|day| day.to_string()));
        let row = el("li", "")
            .attr("data-testid", "translation")
            .attr("data-state", state)
            .child(el("b", "").text(one.language.as_str().to_owned()))
            .text(format!(" · {}", told.join(" · ")))
            .child(
                el("blockquote", "")
                    .attr("lang", one.language.as_str().to_owned())
                    .attr("dir", "auto")
                    .text(one.text),
            );
        list.push(row);
    }
    el("section", "section")
        .child(el("h2", "").text(word("translations")))
        .child(el("p", "soft").text(word("translations-help")))
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
        let mut row = el("li", "")
            .attr("data-testid", "history-row")
            .attr("data-seq", past.seq.to_string())
            .child(el("div", "").text(format!("{} · {who}", past.when)));
        for field in &past.fields {
            row.push(past_field(shown, past, field));
        }
        if may_undo && !past.role.is_empty() {
            let undo = form(shown, format!("undo-{}", past.seq), "").child(hidden("seq", past.seq.to_string()));
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

/// A fact that was replaced: before and after, and the way back where another value stands now.
fn past_field(shown: &RecordPage<'_>, past: &Past, field: &PastField) -> Html {
    let mut line = el("div", "soft")
        .attr("data-field", field.name.clone())
        .text(replaced_in_words(field));
    let stands = |(name, value): (&String, &Value)| match shown.record.get(name) {
        Some(now) => now == value,
        None => value.is_null(),
    };
    let is_stamp = field.name.starts_with("verified");
    if shown.may[0] && !is_stamp && !field.unit.iter().all(stands) {
        let name = format!("back-{}-{}", past.seq, field.name);
        let back = form(shown, name, "")
            .child(hidden("values", Value::Object(field.unit.clone()).to_string()))
            .child(submit("bring-back", "bring-back", "btn btn-plain"));
        line.push(back);
    }
    line.into()
}

/// What is wrong with a field, in words.
#[must_use]
pub fn fault_in_words(field: &str, detail: &str) -> String {
    if detail.ends_with("is missing") {
        return word("fault.missing");
    }
    known(&format!("fault.{field}")).unwrap_or_else(|| format!("{} ({detail}).", word("fault.other")))
}
