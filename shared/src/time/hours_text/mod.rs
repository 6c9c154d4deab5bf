//! Opening hours as people write them in Italian, "lun-ven 9-12.30, gio anche 15-18", read by a small grammar.
//!
//! ```text
//! hours   = clause { separator clause }
//! clause  = ["anche"] [period] days ["anche"] what | what days      (the first clause says in which order)
//! days    = "tutti i giorni" | day ["-" day] { ("," | "e") day ["-" day] } ["tranne" days] | "festivi"
//!         | ("primo" | … | "ultimo") day ["del mese"]
//! period  = month ["-" month] | number month "-" number month
//! what    = span { ("," | "e" | "/") span } ["su appuntamento"] | "chiuso" | "su appuntamento"
//! span    = time ("-" | "alle") time
//! ```
//!
//! The result is OpenStreetMap syntax, which [`OpeningHours`] checks once more. What could mean two things is refused:
//! a wrong guess would send a family to a closed door. [`in_words`] says the result back before it counts.

mod clause;
mod lexer;
mod write;

use core::str::FromStr;

use super::date::{Date, Weekday};
use super::opening::{DayFacts, HoursKind, OpeningHours};
use super::words;
use crate::problem::Refusal;

pub use lexer::{month_of, weekday_of};

/// Reads hours, in OpenStreetMap syntax or as people write them.
///
/// # Errors
/// What cannot be understood or could mean two things, with its column where it has one.
pub fn read(text: &str) -> Result<OpeningHours, Refusal> {
    if let Ok(hours) = OpeningHours::from_str(text.trim()) {
        return Ok(hours);
    }
    let tokens = lexer::tokens(text)?;
    let clauses = clause::clauses(&tokens)?;
    write::in_syntax(&clauses)?.parse()
}

/// What hours mean in the week that begins on that day, holidays aside: `lunedì 9:00–12:30; giovedì 9:00–12:30,
/// 15:00–18:00; domenica chiuso`. Days in a row that are alike are told together.
#[must_use]
pub fn in_words(hours: &OpeningHours, from: Date) -> String {
    let mut told: Vec<(Weekday, Weekday, String)> = Vec::new();
    for date in from.days_on(7) {
        let yesterday = date.pred().map(|date| DayFacts::new(date, false, false));
        let mut segments = Vec::new();
        hours.day(yesterday, DayFacts::new(date, false, false), &mut segments);
        let spans: Vec<String> = segments
            .iter()
            .filter(|segment| segment.kind != HoursKind::Closed)
            .map(|segment| {
                let note = match hours.note(*segment) {
                    "" => String::new(),
                    note => [" (", note, ")"].concat(),
                };
                [&clock(segment.from), "\u{2013}", &clock(segment.to), &note].concat()
            })
            .collect();
        let spans = match spans.is_empty() {
            true => "chiuso".to_owned(),
            false => spans.join(", "),
        };
        match told.last_mut() {
            Some((_, last, same)) if *same == spans => *last = date.weekday(),
            _ => told.push((date.weekday(), date.weekday(), spans)),
        }
    }
    let lines = told.iter().map(|(first, last, spans)| {
        let days = match first == last {
            true => words::weekday(*first).to_owned(),
            false => [words::weekday(*first), "\u{2013}", words::weekday(*last)].concat(),
        };
        [&days, " ", spans].concat()
    });
    lines.collect::<Vec<_>>().join("; ")
}

/// A stretch in which a place is open every week, on these days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WeeklySpan {
    /// The days, Monday first.
    pub days: Vec<Weekday>,
    /// First minute since midnight.
    pub from: u16,
    /// The minute at which it ends, up to 1,440.
    pub to: u16,
    /// Only by appointment.
    pub by_appointment: bool,
}

/// The hours of every week, holidays aside; `None` where weeks are not alike.
#[must_use]
pub fn weekly(hours: &OpeningHours, monday: Date) -> Option<Vec<WeeklySpan>> {
    if !hours.is_weekly() {
        return None;
    }
    let mut spans: Vec<WeeklySpan> = Vec::new();
    for date in monday.days_on(7) {
        let yesterday = date.pred().map(|date| DayFacts::new(date, false, false));
        let mut segments = Vec::new();
        hours.day(yesterday, DayFacts::new(date, false, false), &mut segments);
        for segment in segments.iter().filter(|segment| segment.kind != HoursKind::Closed) {
            let by_appointment = segment.kind == HoursKind::ByAppointment;
            let same = |span: &&mut WeeklySpan| {
                (span.from, span.to, span.by_appointment) == (segment.from, segment.to, by_appointment)
            };
            match spans.iter_mut().find(same) {
                Some(span) => span.days.push(date.weekday()),
                None => spans.push(WeeklySpan {
                    days: vec![date.weekday()],
                    from: segment.from,
                    to: segment.to,
                    by_appointment,
                }),
            }
        }
    }
    Some(spans)
}

/// `9:00`; the end of the day is `24:00`.
fn clock(minutes: u16) -> String {
    let minute = (minutes % 60).to_string();
    let zero = if minute.len() < 2 { "0" } else { "" };
    [&(minutes / 60).to_string(), ":", zero, &minute].concat()
}

#[cfg(test)]
mod tests;
