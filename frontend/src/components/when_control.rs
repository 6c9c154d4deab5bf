//! "Quando?": one control over places and activities together.

use leptos::prelude::*;
use shared::query::weekday_code;
use shared::time::{Date, Weekday};

use super::{changed, part};
use crate::browser::format;
use crate::commands::{self, Step};
use crate::i18n::{Word, text};
use crate::state::App;
use crate::view::when::{WhenChoice, put_day};

/// The control.
pub fn when_control(app: App) -> AnyView {
    part(move || {
        let today = app.rome_now().date;
        let when = app.query.with(|query| query.filter.when);
        let chosen = WhenChoice::of(&when, today);
        let day = match (chosen, when.from, when.to) {
            (None, Some(from), Some(to)) if from.date == to.date => from.date.to_string(),
            _ => String::new(),
        };
        let choices: Vec<AnyView> = WhenChoice::ALL
            .into_iter()
            .enumerate()
            .map(|(at, choice)| {
                view! {
                    <option value=at.to_string() prop:selected=chosen == Some(choice)>
                        {choice.name()}
                    </option>
                }
                .into_any()
            })
            .collect();
        let choose = move |value: String| {
            let choice = value
                .parse::<usize>()
                .ok()
                .and_then(|at| WhenChoice::ALL.get(at).copied());
            commands::search(app, Step::New, |query| {
                choice.unwrap_or(WhenChoice::Any).put(&mut query.filter.when, today);
            });
        };
        let choose_day = move |value: String| {
            let day: Option<Date> = value.parse().ok();
            commands::search(app, Step::New, |query| put_day(&mut query.filter.when, day));
        };
        let days: Vec<AnyView> = Weekday::ALL.into_iter().map(|day| weekday(app, day)).collect();
        view! {
            <div class="field">
                <label for="quando">{text(Word::WhenLabel)}</label>
                <select id="quando" class="select" on:change=changed(choose)>
                    {choices}
                </select>
            </div>
            <div class="field">
                <label for="giorno">{text(Word::WhenDay)}</label>
                <input id="giorno" type="date" prop:value=day on:change=changed(choose_day) />
            </div>
            <div role="group" class="chips" aria-label=text(Word::WhenWeekdays)>
                {days}
            </div>
        }
        .into_any()
    })
}

fn weekday(app: App, day: Weekday) -> AnyView {
    let chosen = app.query.with(|query| query.filter.when.weekdays.contains(day));
    // 1 January 2024 was a Monday.
    let date = Date::new(2024, 1, 1 + day.index()).unwrap_or(Date::MIN);
    let toggle = move || commands::search(app, Step::New, |query| query.filter.when.weekdays.toggle(day));
    view! {
        <button
            type="button"
            class=if chosen { "chip is-on" } else { "chip" }
            aria-pressed=if chosen { "true" } else { "false" }
            data-testid=["facet-weekday-", weekday_code(day)].concat()
            on:click=super::pressed(toggle)
        >
            {format::weekday(date)}
        </button>
    }
    .into_any()
}
