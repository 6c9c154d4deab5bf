//! Dates of activities in words: "oggi 16:30–18:00", "martedì 24 novembre, orario da confermare".

use crate::model::Activity;
use crate::order::sort_by_key;
use crate::search::Meaning;
use crate::time::when::Windows;
use crate::time::{Calendar, Date, LocalDateTime, Occurrence, OccurrenceStatus, Standing, occurrence, standing, words};

use super::Context;
use crate::i18n::Word;
use crate::reach;

/// "oggi", "domani", else the day in full.
#[must_use]
pub fn day(context: &Context<'_>, date: Date) -> String {
    match date.days() - context.now.date.days() {
        0 => context.words.text(Word::Today).to_owned(),
        1 => context.words.text(Word::Tomorrow).to_owned(),
        _ => far(context, date),
    }
}

/// From so many days on a day needs its year.
const NEAR_DAYS: i32 = 180;

/// "martedì 24 novembre"; far away, or past, with its year.
#[must_use]
pub fn far(context: &Context<'_>, date: Date) -> String {
    match (0..NEAR_DAYS).contains(&(date.days() - context.now.date.days())) {
        true => context.words.day(date),
        false => context.words.full_day(date),
    }
}

/// "16:30–18:00", "tutto il giorno", or "orario da confermare": never midnight for a time that is not known.
#[must_use]
pub fn hours(context: &Context<'_>, occurrence: &Occurrence) -> String {
    match (occurrence.start.time, occurrence.end) {
        (Some(from), None) if occurrence.may_be_over(context.now) => {
            context.words.filled(Word::BegunOpenEnd, &[&from.to_string()])
        }
        _ if occurrence.all_day => context.words.text(Word::AllDay).to_owned(),
        (None, _) => context.words.text(Word::TimeToBeConfirmed).to_owned(),
        (Some(from), Some(to)) => words::span(from, to.time),
        (Some(from), None) => from.to_string(),
    }
}

/// Day and hours on one line.
#[must_use]
pub fn line(context: &Context<'_>, occurrence: &Occurrence) -> String {
    [
        day(context, occurrence.start.date).as_str(),
        ", ",
        &hours(context, occurrence),
    ]
    .concat()
}

/// The same with the whole date, as paper has it: whoever reads it does so on another day.
#[must_use]
pub fn line_on_paper(context: &Context<'_>, occurrence: &Occurrence) -> String {
    let hours = match (occurrence.start.time, occurrence.end) {
        (Some(from), None) if !occurrence.all_day => from.to_string(),
        _ => hours(context, occurrence),
    };
    let day = context.words.full_day(occurrence.start.date);
    context.words.filled(Word::ListComma, &[&day, &hours])
}

/// The next date of an activity that takes place and has not ended.
#[must_use]
pub fn next(context: &Context<'_>, activity: &Activity) -> Option<Occurrence> {
    occurrence::next(activity, &Calendar::of_activity(context.data, activity), context.now)
}

/// The stretches of time that the search asks for, by its filter or by its words; `None` where it asks for none, or for
/// now.
fn asked(context: &Context<'_>) -> Option<Windows> {
    let filter = context.query.filter.when;
    let of_words = || {
        let chips = &context.outcome?.chips;
        chips.iter().find_map(|chip| match chip.meaning {
            Meaning::When(when) => Some(when),
            _ => None,
        })
    };
    let when = match filter.is_empty() {
        true => of_words()?,
        false => filter,
    };
    when.windows(context.now)
}

/// The first date of an activity in the time that the search asks for.
#[must_use]
pub fn next_asked(context: &Context<'_>, activity: &Activity) -> Option<Occurrence> {
    /// A date further on is none that somebody asks for by a day of the week.
    const LOOKED_AT: usize = 60;
    let windows = asked(context)?;
    let takes_place =
        |occurrence: &Occurrence| matches!(occurrence.status, OccurrenceStatus::Scheduled | OccurrenceStatus::Moved);
    coming(context, activity, LOOKED_AT)
        .into_iter()
        .find(|occurrence| takes_place(occurrence) && windows.iter().any(|window| is_in(occurrence, window)))
}

/// Whether an occurrence reaches into a stretch of time; one without a time of day by its days.
fn is_in(occurrence: &Occurrence, (from, to): (LocalDateTime, LocalDateTime)) -> bool {
    let (first, last) = (occurrence.start.date, occurrence.last_day());
    let Some(time) = occurrence.start.time.filter(|_| !occurrence.all_day) else {
        return first <= to.date && last >= from.date;
    };
    let start = first.at(time);
    let end = occurrence.end.unwrap_or(start);
    start < to && (end > from || start >= from)
}

/// What there is to say of an activity without a date to come.
#[must_use]
pub fn none_to_come(context: &Context<'_>, activity: &Activity) -> String {
    match standing(activity, &Calendar::of_activity(context.data, activity), context.now) {
        Standing::Over(last) => {
            let day = context.words.full_day(last.last_day());
            context.words.filled(Word::WasOn, &[&day])
        }
        Standing::Coming(_) | Standing::CalledOff(_) | Standing::Undated => {
            let word = match reach::can_call_about(context.data, activity) {
                true => Word::DatesUnknown,
                false => Word::DatesNotKnown,
            };
            context.words.text(word).to_owned()
        }
    }
}

/// When an occurrence starts, for ordering: what has no time comes after what has one on that day.
#[must_use]
pub fn order(occurrence: &Occurrence) -> (Date, u16) {
    let time = occurrence.start.time.map_or(1440, |time| time.minutes());
    (occurrence.start.date, time)
}

/// The next dates of several activities, soonest first, with the activity each belongs to.
#[must_use]
pub fn soonest<'a>(
    context: &Context<'_>,
    activities: impl Iterator<Item = &'a Activity>,
    limit: usize,
) -> Vec<(&'a Activity, Occurrence)> {
    let mut dates: Vec<_> = activities
        .filter_map(|activity| Some((activity, next(context, activity)?)))
        .collect();
    sort_by_key(&mut dates, |(_, occurrence)| order(occurrence));
    dates.truncate(limit);
    dates
}

/// Every date of an activity from today on, at most `limit`; cancelled ones too.
#[must_use]
pub fn coming(context: &Context<'_>, activity: &Activity, limit: usize) -> Vec<Occurrence> {
    let calendar = Calendar::of_activity(context.data, activity);
    occurrence::coming(activity, &calendar, context.now, limit)
}
