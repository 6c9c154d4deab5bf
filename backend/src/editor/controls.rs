//! The fields of a record's form: text, lists and choices, the week that is painted, and how an activity repeats.

use serde_json::Value;
use shared::time::{Date, OpeningHours, hours_text};
use shared::view::html::{Property, el};
use shared::view::{Element, Html};

use super::form::{Control, Field, to_text};
use super::hidden;
use super::repeats::{self, Repeats};
use super::shown::RecordPage;
use super::week_grid::{SLOTS, WeekGrid, taken_apart};
use super::words::{known, word};

/// The half hours that a week shows in any case: from 7 to 20.
const SHOWN: std::ops::Range<usize> = 14..40;
/// A Monday, for telling a week.
const MONDAY: &str = "2026-11-23";

/// A field with its label, its help or what is wrong with it.
pub(super) fn control(shown: &RecordPage<'_>, field: Field) -> Html {
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
    let mut select = el("select", "select");
    if !codes.contains(&"unknown") {
        select.push(option("", word("choice.unknown"), chosen));
    }
    for code in codes {
        select.push(option(code, word(&format!("choice.{code}")), chosen));
    }
    if !chosen.is_empty() && !codes.contains(&chosen) {
        select.push(option(chosen, chosen.to_owned(), chosen));
    }
    select
}

/// A choice of a list.
pub(super) fn option(code: &str, words: String, chosen: &str) -> Element {
    let option = el("option", "").attr("value", code.to_owned()).text(words);
    option.property("selected", Property::Flag(code == chosen))
}

/// A box to be ticked.
pub(super) fn checkbox(name: &'static str, value: String, label: String, checked: bool) -> Element {
    el("input", "")
        .attr("type", "checkbox")
        .attr("name", name)
        .attr("value", value)
        .attr("aria-label", label)
        .property("checked", Property::Flag(checked))
}

/// A field of a form that is about no field of a record.
pub(super) fn labelled(id: &'static str, name: &'static str, kind: &'static str, (label, value): (&str, &str)) -> Html {
    let input = el("input", "")
        .attr("id", id)
        .attr("name", name)
        .attr("type", kind)
        .attr("value", value.to_owned());
    let mut row = el("div", "field");
    row.push(el("label", "").attr("for", id).text(word(label)));
    row.push(input);
    row.into()
}

/// The week to be painted beside the hours of a record, and what both mean in words.
pub(super) fn hours(shown: &RecordPage<'_>) -> Html {
    let text = shown
        .record
        .get("opening_hours")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let apart = taken_apart(text);
    let is_whole = apart.is_some();
    let (week, more) = apart.unwrap_or_default();
    let mut part = el("div", "stack");
    part.push(read_back(text));
    let mut painted = el("details", "").child(el("summary", "").text(word("paint-hours")));
    if !is_whole {
        painted.push(el("p", "notice").text(word("paint-anew")));
    }
    painted.push(hidden("grid-was", week.code()));
    painted.push(hidden("grid-more-was", more.clone()));
    painted.push(el("p", "soft").attr("id", "grid-aiuto").text(word("paint-help")));
    painted.push(grid(&week));
    painted.push(labelled("grid-more", "grid-more", "text", ("exceptions", &more)));
    painted.push(el("p", "soft").text(word("exceptions-help")));
    part.push(painted);
    part.into()
}

/// What hours mean, in words and in syntax.
fn read_back(text: &str) -> Html {
    let mut read = el("div", "soft")
        .attr("data-live", "hours")
        .attr("data-testid", "hours-read");
    let hours = text.parse::<OpeningHours>();
    if let (Ok(hours), Ok(monday)) = (hours, MONDAY.parse::<Date>()) {
        let mut sentence = hours_text::in_words(&hours, monday);
        if hours.mentions_public_holidays() {
            let closed = text
                .split(';')
                .any(|rule| matches!(rule.trim(), "PH off" | "PH closed"));
            let holidays = if closed { "holidays-closed" } else { "holidays-named" };
            sentence = [sentence, word(holidays)].join("; ");
        }
        read.push(el("p", "").text(sentence));
        read.push(el("code", "redazione-code").text(text.to_owned()));
    }
    read.into()
}

fn grid(week: &WeekGrid) -> Html {
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let mut head = el("tr", "").child(el("th", "").attr("scope", "col").text(word("hour")));
    for day in days {
        head.push(el("th", "").attr("scope", "col").text(word(&format!("short.{day}"))));
    }
    let mut body = el("tbody", "");
    let is_used = |slot: usize| SHOWN.contains(&slot) || (0..7).any(|day| week.holds(day, slot));
    let first = (0..SLOTS).find(|slot| is_used(*slot)).unwrap_or_default();
    let last = (0..SLOTS).rfind(|slot| is_used(*slot)).unwrap_or_default();
    for slot in first..=last {
        let clock = format!("{}:{:02}", slot / 2, slot % 2 * 30);
        let mut row = el("tr", "").child(el("th", "").attr("scope", "row").text(clock.clone()));
        for (at, day) in days.into_iter().enumerate() {
            let label = [word(&format!("day.{day}")), clock.clone()].join(" ");
            let box_ = checkbox("grid", format!("{at}-{slot}"), label, week.holds(at, slot));
            row.push(el("td", "").child(box_));
        }
        body.push(row);
    }
    el("table", "hours-grid")
        .attr("data-testid", "hours-grid")
        .attr("aria-label", word("paint-hours"))
        .attr("aria-describedby", "grid-aiuto")
        .child(el("thead", "").child(head))
        .child(body)
        .into()
}

/// How an activity repeats, as questions, with the dates that follow from them.
pub(super) fn repeats(shown: &RecordPage<'_>) -> Html {
    let schedule = shown.record.get("schedule");
    let rule = schedule
        .and_then(|schedule| schedule["rrule"].as_str())
        .unwrap_or_default();
    let told = Repeats::of(rule);
    let mut how = el("select", "select").attr("id", "repeat").attr("name", "repeat");
    for code in repeats::HOW {
        if code != "other" || told.how == "other" {
            how.push(option(code, word(&format!("repeat.{code}")), &told.how));
        }
    }
    let mut days = el("div", "cluster")
        .attr("role", "group")
        .attr("aria-label", word("repeat-days"));
    for (code, day) in repeats::DAYS
        .into_iter()
        .zip(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])
    {
        let is_told = told.days.iter().any(|it| it == code);
        let box_ = checkbox("repeat-day", code.to_owned(), word(&format!("day.{day}")), is_told);
        let label = el("label", "option").child(box_);
        days.push(label.child(el("span", "").text(word(&format!("short.{day}")))));
    }
    let mut dates = el("ol", "")
        .attr("data-live", "dates")
        .attr("data-testid", "next-dates");
    for date in &shown.dates {
        dates.push(el("li", "").text(date.words.clone()));
    }
    let mut row = el("div", "field");
    row.push(el("label", "").attr("for", "repeat").text(word("repeat")));
    row.push(how);
    let part = el("div", "stack")
        .child(hidden("repeat-was", told.code()))
        .child(row)
        .child(days)
        .child(labelled(
            "repeat-until",
            "repeat-until",
            "date",
            ("repeat-until", &told.until),
        ))
        .child(el("p", "soft").text(word("next-dates")))
        .child(dates);
    part.into()
}
