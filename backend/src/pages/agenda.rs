//! The agenda: what is on in the coming seven days, by day.

use askama::Template;
use shared::model::Activity;
use shared::time::{Calendar, Date, Occurrence, occurrence, words};

use super::frame::{Entry, Frame, titled};
use super::{Context, Rendered, dates, written};

/// Days that the page covers.
const DAYS: u16 = 7;
/// Most dates that one day lists; the app shows all.
const DATES_A_DAY: usize = 40;

/// A day with its dates.
struct Day {
    /// `2026-11-24`
    date: String,
    /// `Oggi, martedì 24 novembre`
    name: String,
    dates: Vec<Line>,
    /// Dates that are not listed.
    left_out: usize,
}

/// One date.
struct Line {
    status: &'static str,
    struck: bool,
    time: String,
    href: String,
    title: String,
    place: String,
    reason: String,
    sample: bool,
}

#[derive(Template)]
#[template(path = "agenda.html")]
struct AgendaTemplate<'a> {
    frame: Frame<'a>,
    days: Vec<Day>,
}

/// The page.
///
/// # Errors
/// When the template cannot be written, which is a fault of the server.
pub fn agenda(context: &Context<'_>) -> Rendered {
    let today = context.now.date;
    let mut dates: Vec<(Occurrence, &Activity)> = Vec::new();
    for activity in &context.data.activities {
        let calendar = Calendar::of_activity(context.data, activity);
        let own = occurrence::occurrences(
            activity,
            &calendar,
            today,
            today.saturating_add_days(i32::from(DAYS) - 1),
        );
        dates.extend(own.into_iter().map(|date| (date, activity)));
    }
    // Within a day by time; dates without one come last.
    dates.sort_by_key(|(date, activity)| {
        let time = date.start.time.map_or(u16::MAX, |time| time.minutes());
        (date.start.date.max(today), time, activity.id.clone())
    });
    let days: Vec<Day> = today.days_on(DAYS).map(|date| day(context, date, &dates)).collect();
    let description = "Che cosa c’è per le famiglie nei prossimi sette giorni, giorno per giorno: spazi gioco, gruppi, \
                       laboratori, incontri.";
    let frame = Frame::new(
        context,
        Entry::Agenda,
        &titled("Agenda dei prossimi giorni"),
        description,
    );
    written(&AgendaTemplate { frame, days })
}

fn day(context: &Context<'_>, date: Date, dates: &[(Occurrence, &Activity)]) -> Day {
    let today = context.now.date;
    let name = match date.days() - today.days() {
        0 => format!("Oggi, {}", words::day(date)),
        1 => format!("Domani, {}", words::day(date)),
        _ => words::day(date),
    };
    let of_day: Vec<&(Occurrence, &Activity)> = dates
        .iter()
        .filter(|(occurrence, _)| occurrence.start.date.max(today) == date)
        .collect();
    Day {
        date: date.to_string(),
        name,
        left_out: of_day.len().saturating_sub(DATES_A_DAY),
        dates: of_day
            .into_iter()
            .take(DATES_A_DAY)
            .map(|(date, activity)| line(context, date, activity))
            .collect(),
    }
}

fn line(context: &Context<'_>, date: &Occurrence, activity: &Activity) -> Line {
    let place = activity.place.as_ref().and_then(|id| context.data.place(id));
    Line {
        status: date.status.code(),
        struck: !date.status.takes_place(),
        time: dates::hours(date),
        href: format!("/attivita/{}", activity.id),
        title: activity.title.clone(),
        place: place.map(|place| place.name.clone()).unwrap_or_default(),
        reason: date.reason.clone(),
        sample: activity.sample,
    }
}
