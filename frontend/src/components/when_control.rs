//! "Quando?": one control over places and activities together.

use shared::query::weekday_code;
use shared::time::{Date, Weekday};

use super::{changed, choice};
use crate::browser::format;
use crate::commands::{self, Step};
use crate::i18n::{Word, text};
use crate::state::App;
use crate::tree::{Property, Tree, el};
use crate::view::when::{WhenChoice, put_day};

/// The control.
pub fn when_control(app: App) -> Tree {
    let today = app.rome_now().date;
    let when = app.query.with(|query| query.filter.when);
    let chosen = WhenChoice::of(&when, today);
    let day = match (chosen, when.from, when.to) {
        (None, Some(from), Some(to)) if from.date == to.date => from.date.to_string(),
        _ => String::new(),
    };
    let mut choices = el("select", "select").attr("id", "quando").on(
        "change",
        changed(move |value| {
            let choice = value.parse().ok().and_then(|at: usize| WhenChoice::ALL.get(at));
            let choice = choice.copied().unwrap_or(WhenChoice::Any);
            commands::search(app, Step::New, &mut |query| choice.put(&mut query.filter.when, today));
        }),
    );
    for (at, one) in WhenChoice::ALL.into_iter().enumerate() {
        choices = choices.child(choice(at.to_string(), one.name().to_owned(), chosen == Some(one)));
    }
    let one_day = el("input", "")
        .attr("id", "giorno")
        .attr("type", "date")
        .property("value", Property::Text(day))
        .on(
            "change",
            changed(move |value| {
                let day: Option<Date> = value.parse().ok();
                commands::search(app, Step::New, &mut |query| put_day(&mut query.filter.when, day));
            }),
        );
    let mut days = el("div", "chips")
        .attr("role", "group")
        .attr("aria-label", text(Word::WhenWeekdays));
    for day in Weekday::ALL {
        days = days.child(weekday(app, day, when.weekdays.contains(day)));
    }
    let field = |id: &'static str, word, control| {
        el("div", "field")
            .child(el("label", "").attr("for", id).text(text(word)))
            .child(control)
    };
    el("div", "stack")
        .child(field("quando", Word::WhenLabel, choices))
        .child(field("giorno", Word::WhenDay, one_day))
        .child(days)
        .into()
}

fn weekday(app: App, day: Weekday, chosen: bool) -> Tree {
    // 1 January 2024 was a Monday.
    let date = Date::new(2024, 1, 1 + day.index()).unwrap_or(Date::MIN);
    el("button", if chosen { "chip is-on" } else { "chip" })
        .attr("type", "button")
        .attr("aria-pressed", if chosen { "true" } else { "false" })
        .attr("data-testid", ["facet-weekday-", weekday_code(day)].concat())
        .text(format::weekday(date))
        .pressed(move || commands::search(app, Step::New, &mut |query| query.filter.when.weekdays.toggle(day)))
        .into()
}
