//! "Quando?": one control over places and activities together, on a sheet of its own.

use shared::query::weekday_code;
use shared::time::Weekday;
use shared::time::when::DayPart;

use super::filter_sheet::{TIMES, once_due, sheet, show_results};
use super::{button, changed};
use crate::browser::format;
use crate::commands::{self, Step};
use crate::i18n::{Word, text};
use crate::state::App;
use crate::tree::{Element, Property, Tree, el};
use crate::view::when::{self, End, WhenChoice, any_date_of, part_name, put_day, put_hours};

/// Id of the `<dialog>`.
const SHEET: &str = "quando";

/// The button that opens the sheet. What is chosen stands below as a chip.
pub fn when_button(app: App) -> Tree {
    button("btn btn-soft", "icon-calendar")
        .text(text(Word::WhenAsk))
        .pressed(move || commands::open_sheet(app, SHEET))
        .into()
}

/// The sheet.
pub fn when_sheet(app: App) -> Tree {
    let clear = move || commands::search(app, Step::New, &mut |query| query.filter.when = Default::default());
    let foot = el("div", "sheet-foot")
        .child(button("btn btn-plain", "").text(text(Word::ClearAll)).pressed(clear))
        .child(show_results(app, SHEET));
    let drawn = once_due(app, TIMES, move || control(app));
    sheet(SHEET, Word::WhenAsk, drawn, foot)
}

fn control(app: App) -> Tree {
    let today = app.rome_now().date;
    let when = app.query.with(|query| query.filter.when);
    let chosen = WhenChoice::of(&when, today);
    let mut choices = group(Word::WhenAsk);
    for one in WhenChoice::ALL {
        let choose = move || commands::search(app, Step::New, &mut |query| one.put(&mut query.filter.when, today));
        choices.push(choice(one.name().to_owned(), chosen == Some(one)).pressed(choose));
    }
    let mut days = group(Word::WhenWeekdays);
    for day in Weekday::ALL {
        let toggle = move || commands::search(app, Step::New, &mut |query| query.filter.when.weekdays.toggle(day));
        let name = format::weekday(any_date_of(day));
        let chip = choice(name, when.weekdays.contains(day));
        days.push(
            chip.attr("data-testid", ["facet-weekday-", weekday_code(day)].concat())
                .pressed(toggle),
        );
    }
    let mut parts = group(Word::WhenPart);
    for (one, code) in DayPart::ALL {
        let choose = move || commands::search(app, Step::New, &mut |query| query.filter.when.part = one);
        let chip = choice(part_name(one).to_owned(), when.part == one);
        parts.push(chip.attr("data-testid", ["facet-part-", code].concat()).pressed(choose));
    }
    el("div", "stack")
        .child(choices)
        .child(one_day(app))
        .child(heading(Word::WhenWeekdays))
        .child(days)
        .child(heading(Word::WhenPart))
        .child(parts)
        .into()
}

/// A day, and hours of it once there is one.
fn one_day(app: App) -> Tree {
    let today = app.rome_now().date;
    let when = app.query.with(|query| query.filter.when);
    // A choice such as "today" is a day too; it has been said already.
    let day = when::day(&when).filter(|_| WhenChoice::of(&when, today).is_none());
    let value = day.map_or_else(String::new, |day| day.to_string());
    let choose_day = move |value: String| {
        commands::search(app, Step::New, &mut |query| {
            put_day(&mut query.filter.when, value.parse().ok())
        });
    };
    let date = field("giorno", "date", value).on("change", changed(choose_day));
    let mut row = el("div", "field-row").child(labelled("giorno", Word::WhenDay, date));
    let (from, to) = when::hours(&when);
    if when::day(&when).is_some() {
        for (id, word, end, time) in [
            ("dalle", Word::WhenFromTime, End::From, from),
            ("alle", Word::WhenToTime, End::To, to),
        ] {
            let value = time.map_or_else(String::new, |time| time.to_string());
            let choose = move |value: String| {
                commands::search(app, Step::New, &mut |query| {
                    put_hours(&mut query.filter.when, today, end, value.parse().ok());
                });
            };
            row.push(labelled(
                id,
                word,
                field(id, "time", value).on("change", changed(choose)),
            ));
        }
    }
    row.into()
}

fn field(id: &'static str, kind: &'static str, value: String) -> Element {
    el("input", "")
        .attr("id", id)
        .attr("type", kind)
        .property("value", Property::Text(value))
}

fn labelled(id: &'static str, word: Word, control: Element) -> Element {
    el("div", "field")
        .child(el("label", "").attr("for", id).text(text(word)))
        .child(control)
}

fn heading(word: Word) -> Element {
    el("p", "group-name").attr("aria-hidden", "true").text(text(word))
}

fn group(word: Word) -> Element {
    el("div", "chips").attr("role", "group").attr("aria-label", text(word))
}

fn choice(name: String, chosen: bool) -> Element {
    el("button", if chosen { "chip is-on" } else { "chip" })
        .attr("type", "button")
        .attr("aria-pressed", if chosen { "true" } else { "false" })
        .text(name)
}
