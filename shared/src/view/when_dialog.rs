//! "Quando?": one control over places and activities together, in a dialog of its own.

use super::filter_dialog::{DIALOGS, due_in_dialog, foot};
use super::frame::dialog;
use super::html::{Property, el};
use super::msg::{Change, Dialog, Field};
use super::parts::{button, toggle};
use super::when::{self, WhenChoice, part_name};
use super::{Context, Element, Html, Slot};
use crate::i18n::Word;
use crate::query::weekday_code;
use crate::time::Weekday;
use crate::time::day_part::DayPart;

/// The dialog.
#[must_use]
pub fn when_dialog(context: &Context<'_>) -> Html {
    if context.drawn < DIALOGS {
        return Html::Nothing;
    }
    let clear = button("btn btn-plain", "")
        .text(context.text(Word::ClearAll))
        .on_click(Change::AnyTime);
    let body = Html::Slot(Slot::WhenControl);
    dialog(
        context,
        Dialog::When,
        Word::WhenAsk,
        body,
        Some(foot(clear, Dialog::When)),
    )
    .into()
}

/// What can be chosen.
#[must_use]
pub fn control(context: &Context<'_>) -> Html {
    due_in_dialog(context, || {
        let when = context.query.filter.when;
        let chosen = WhenChoice::of(&when, context.now.date);
        let mut choices = group(context, Word::WhenAsk);
        for one in WhenChoice::ALL {
            choices.push(toggle(one.name(context), chosen == Some(one)).on_click(Change::When(one)));
        }
        let mut days = group(context, Word::WhenWeekdays);
        for day in Weekday::ALL {
            let name = context.words.weekday(day).to_owned();
            let chip = toggle(name, when.weekdays.contains(day))
                .attr("data-testid", ["facet-weekday-", weekday_code(day)].concat());
            days.push(chip.on_click(Change::Weekday(day)));
        }
        let mut parts = group(context, Word::WhenPart);
        for (one, code) in DayPart::ALL {
            let chip =
                toggle(part_name(context, one), when.part == one).attr("data-testid", ["facet-part-", code].concat());
            parts.push(chip.on_click(Change::Part(one)));
        }
        el("div", "stack")
            .child(choices)
            .child(one_day(context))
            .child(name_of_group(context, Word::WhenRange))
            .child(range(context))
            .child(name_of_group(context, Word::WhenWeekdays))
            .child(days)
            .child(name_of_group(context, Word::WhenPart))
            .child(parts)
            .into()
    })
}

/// A day, and hours of it once there is one.
fn one_day(context: &Context<'_>) -> Html {
    let when = context.query.filter.when;
    // A choice such as "today" is a day too; it has been said already.
    let day = when::day(&when).filter(|_| WhenChoice::of(&when, context.now.date).is_none());
    let value = day.map_or_else(String::new, |day| day.to_string());
    let date = field("giorno", "date", value).on_change(Field::Day);
    let mut row = el("div", "field-row").child(labelled(context, "giorno", Word::WhenDay, date));
    let (from, to) = when::hours(&when);
    if when::day(&when).is_some() {
        for (id, word, end, time) in [
            ("dalle", Word::WhenFromTime, Field::FromTime, from),
            ("alle", Word::WhenToTime, Field::ToTime, to),
        ] {
            let value = time.map_or_else(String::new, |time| time.to_string());
            let input = field(id, "time", value).on_change(end);
            row.push(labelled(context, id, word, input));
        }
    }
    row.into()
}

/// A range of days: "dal … al …".
fn range(context: &Context<'_>) -> Element {
    let when = context.query.filter.when;
    let one = when::day(&when).is_some() || WhenChoice::of(&when, context.now.date).is_some();
    let mut row = el("div", "field-row");
    for (id, word, end, start) in [
        ("dal-giorno", Word::WhenFromDay, Field::FromDay, when.from),
        ("al-giorno", Word::WhenToDay, Field::ToDay, when.to),
    ] {
        // A single day or a choice such as "today" has been said already.
        let day = start.filter(|_| !one);
        let value = day.map_or_else(String::new, |start| start.date.to_string());
        let input = field(id, "date", value).on_change(end);
        row.push(labelled(context, id, word, input));
    }
    row
}

fn field(id: &'static str, kind: &'static str, value: String) -> Element {
    el("input", "")
        .attr("id", id)
        .attr("type", kind)
        .property("value", Property::Text(value))
}

fn labelled(context: &Context<'_>, id: &'static str, word: Word, control: Element) -> Element {
    el("div", "field")
        .child(el("label", "").attr("for", id).text(context.text(word)))
        .child(control)
}

fn name_of_group(context: &Context<'_>, word: Word) -> Element {
    el("p", "group-name")
        .attr("aria-hidden", "true")
        .text(context.text(word))
}

fn group(context: &Context<'_>, word: Word) -> Element {
    el("div", "chips")
        .attr("role", "group")
        .attr("aria-label", context.text(word))
}
