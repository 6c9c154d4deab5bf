//! Dates of activities in words: "oggi, 16:30–18:00", "martedì 24 novembre, orario da confermare".

use shared::model::Activity;
use shared::time::{Calendar, Date, Occurrence, occurrence, words};

use super::Context;

/// "oggi", "domani", else the day in full.
fn day(context: &Context<'_>, date: Date) -> String {
    match date.days() - context.now.date.days() {
        0 => "oggi".to_owned(),
        1 => "domani".to_owned(),
        _ => words::day(date),
    }
}

/// "16:30–18:00", "tutto il giorno", or "orario da confermare": never midnight for a time that is not known.
pub(super) fn hours(occurrence: &Occurrence) -> String {
    match (occurrence.start.time, occurrence.end) {
        _ if occurrence.all_day => "tutto il giorno".to_owned(),
        (None, _) => "orario da confermare".to_owned(),
        (Some(from), Some(to)) => words::span(from, to.time),
        (Some(from), None) => from.to_string(),
    }
}

/// Day and hours on one line.
pub(super) fn line(context: &Context<'_>, occurrence: &Occurrence) -> String {
    format!("{}, {}", day(context, occurrence.start.date), hours(occurrence))
}

/// The next date of an activity that takes place and has not ended.
pub(super) fn next(context: &Context<'_>, activity: &Activity) -> Option<Occurrence> {
    occurrence::next(activity, &Calendar::of_activity(context.data, activity), context.now)
}

/// When an occurrence starts, for ordering: what has no time comes after what has one on that day.
pub(super) fn order(occurrence: &Occurrence) -> (Date, u16) {
    let time = occurrence.start.time.map_or(1440, |time| time.minutes());
    (occurrence.start.date, time)
}

/// The next dates of several activities, soonest first, with the activity each belongs to.
pub(super) fn soonest<'a>(
    context: &Context<'_>,
    activities: impl Iterator<Item = &'a Activity>,
    limit: usize,
) -> Vec<(&'a Activity, Occurrence)> {
    let mut dates: Vec<_> = activities
        .filter_map(|activity| Some((activity, next(context, activity)?)))
        .collect();
    dates.sort_by_key(|(_, occurrence)| order(occurrence));
    dates.truncate(limit);
    dates
}

/// Every date of an activity that is not over, at most `limit`; cancelled ones too.
pub(super) fn coming(context: &Context<'_>, activity: &Activity, limit: usize) -> Vec<Occurrence> {
    let calendar = Calendar::of_activity(context.data, activity);
    occurrence::coming(activity, &calendar, context.now, limit)
}
