//! What somebody was told about each thing they saved, kept on the device in one line each, and what has changed since.
//!
//! A line holds the key, the place, the title and the next dates, so that it can still say what was cancelled, moved or
//! has gone when the record itself says nothing any more. Dates that are over by now are never told.

use crate::model::{Activity, Dataset};
use crate::time::occurrence::{self, occurrences};
use crate::time::{Calendar, LocalDateTime, Occurrence, OccurrenceStatus, Start, TimeOfDay};

/// How many dates of an activity a line remembers: a season of a weekly one.
const DATES_KEPT: usize = 12;
/// How far ahead dates are remembered: first the near ones, further on what is rarer.
const REACHES_DAYS: [i32; 2] = [90, 400];
/// Between the parts of a line.
const BETWEEN: char = '\t';

/// What has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A date was cancelled.
    Cancelled,
    /// A date falls into a pause.
    Suspended,
    /// A date takes place at another time: `to`.
    Moved,
    /// A date is in the calendar no more, without a word why.
    Dropped,
    /// A date that did not take place does so after all.
    Back,
    /// It is somewhere else; `reason` is the name of the place, `""` when it is not told.
    Elsewhere,
    /// It has no further dates.
    Ended,
    /// When it takes place is not known any more.
    Undated,
    /// It is not among the records any more.
    Gone,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The key it was saved under.
    pub key: String,
    /// Its title; what it was when it is gone.
    pub title: String,
    /// What has changed.
    pub what: What,
    /// The date it is about, as it was told before.
    pub start: Option<Start>,
    /// When it is instead.
    pub to: Option<Start>,
    /// Why, as far as it is told.
    pub reason: String,
    /// How many further dates changed in the same way.
    pub more: usize,
}

/// The line for a key such as `activity:ID` or `place:ID`, as things stand; `None` when there is no such record.
#[must_use]
pub fn line(data: &Dataset, key: &str, now: LocalDateTime) -> Option<String> {
    let (title, activity) = match key.split_once(':')? {
        ("activity", id) => {
            let activity = data.activity(&id.parse().ok()?)?;
            (&activity.title, Some(activity))
        }
        (_, id) => (&data.place(&id.parse().ok()?)?.name, None),
    };
    let mut out = String::from(key);
    out.push(BETWEEN);
    if let Some(place) = activity.and_then(|activity| activity.place.as_ref()) {
        out.push_str(place.as_str());
    }
    out.push(BETWEEN);
    out.extend(title.chars().map(|one| if one.is_control() { ' ' } else { one }));
    if let Some(activity) = activity {
        for date in coming(data, activity, now) {
            out.push(BETWEEN);
            if !date.status.takes_place() {
                out.push('-');
            }
            out.push_str(&date.start.to_string());
        }
    }
    Some(out)
}

/// The lines for these keys: what changed stays as it was told until somebody has seen it, the rest is brought up to
/// date.
#[must_use]
pub fn carry_on(data: &Dataset, keys: &[String], lines: &[String], now: LocalDateTime) -> Vec<String> {
    let mut carried = Vec::new();
    for key in keys {
        let of_key = |line: &&String| line.split(BETWEEN).next() == Some(key);
        let told = lines.iter().find(of_key);
        match told.filter(|told| !changes(data, told, now).is_empty()) {
            Some(told) => carried.push(told.clone()),
            None => carried.extend(line(data, key, now)),
        }
    }
    carried
}

fn coming(data: &Dataset, activity: &Activity, now: LocalDateTime) -> Vec<Occurrence> {
    let calendar = Calendar::of_activity(data, activity);
    let mut found = Vec::new();
    for reach in REACHES_DAYS {
        found = occurrences(activity, &calendar, now.date, now.date.saturating_add_days(reach));
        found.retain(|date| !over(date.start, now));
        if found.len() >= DATES_KEPT {
            break;
        }
    }
    // A date that was moved onto the time of another one is told once.
    found.dedup_by(|next, kept| {
        let same = next.start == kept.start;
        if same && next.status.takes_place() {
            core::mem::swap(next, kept);
        }
        same
    });
    found.truncate(DATES_KEPT);
    found
}

/// Whether it is too late to tell somebody about a date.
fn over(start: Start, now: LocalDateTime) -> bool {
    match start.time {
        Some(time) => start.date.at(time) <= now,
        None => start.date < now.date,
    }
}

/// What has changed since a line was written, soonest date first. A line that cannot be read tells nothing.
#[must_use]
pub fn changes(data: &Dataset, line: &str, now: LocalDateTime) -> Vec<Change> {
    let mut found = Vec::new();
    let mut parts = line.split(BETWEEN);
    if let (Some(key), Some(place), Some(title)) = (parts.next(), parts.next(), parts.next())
        && let Some((kind, id)) = key.split_once(':')
    {
        let mut then = Then {
            data,
            now,
            key,
            title,
            found: &mut found,
        };
        if kind == "activity" {
            let activity = id.parse().ok().and_then(|id| data.activity(&id));
            then.of_activity(activity, place, parts);
        } else if id.parse().ok().is_none_or(|id| data.place(&id).is_none()) {
            then.tell(What::Gone, None, None, "");
        }
    }
    found
}

/// What was told, beside what is so now.
struct Then<'a> {
    data: &'a Dataset,
    now: LocalDateTime,
    key: &'a str,
    title: &'a str,
    found: &'a mut Vec<Change>,
}

impl Then<'_> {
    /// Adds a change; one like the last is only counted.
    fn tell(&mut self, what: What, start: Option<Start>, to: Option<Start>, reason: &str) {
        if let Some(last) = self.found.last_mut()
            && last.what == what
            && last.reason == reason
            && shift(last.start, last.to) == shift(start, to)
        {
            last.more += 1;
            return;
        }
        self.found.push(Change {
            key: self.key.to_owned(),
            title: self.title.to_owned(),
            what,
            start,
            to,
            reason: reason.to_owned(),
            more: 0,
        });
    }

    fn of_activity<'b>(&mut self, activity: Option<&Activity>, place: &str, dates: impl Iterator<Item = &'b str>) {
        let Some(activity) = activity else {
            return self.tell(What::Gone, None, None, "");
        };
        let there = activity.place.as_ref();
        if place != there.map_or("", |place| place.as_str()) {
            let place = there.and_then(|id| self.data.place(id));
            self.tell(What::Elsewhere, None, None, place.map_or("", |place| &place.name));
        }
        let mut told: Vec<(Start, bool)> = Vec::new();
        for date in dates {
            let start = date.strip_prefix('-').unwrap_or(date);
            if let Ok(start) = start.parse()
                && !over(start, self.now)
            {
                told.push((start, start_takes_place(date)));
            }
        }
        let (Some(&(first, _)), Some(&(last, _))) = (told.first(), told.last()) else {
            return;
        };
        if activity.schedule.is_none() {
            return self.tell(What::Undated, None, None, "");
        }
        let calendar = Calendar::of_activity(self.data, activity);
        let dates = occurrences(activity, &calendar, first.date, last.date);
        let ended = occurrence::next(activity, &calendar, self.now).is_none();
        for &(start, took_place) in &told {
            let now = dates.iter().filter(|date| date.start == start);
            // A date that was moved onto the time of a cancelled one takes place, whatever became of the other.
            let now = now.max_by_key(|date| date.status.takes_place());
            match now {
                Some(date) if date.status.takes_place() => {
                    if !took_place {
                        self.tell(What::Back, Some(start), None, "");
                    }
                }
                _ if !took_place => {}
                Some(date) => self.does_not_take_place(activity, start, date),
                None => match same_day(&dates, &told, start) {
                    Some(to) => self.tell(What::Moved, Some(start), Some(to), ""),
                    None if ended => self.tell(What::Ended, Some(start), None, ""),
                    None => self.tell(What::Dropped, Some(start), None, ""),
                },
            }
        }
    }

    fn does_not_take_place(&mut self, activity: &Activity, start: Start, date: &Occurrence) {
        match date.moved_to {
            Some(to) => {
                // The words of the date say where it went; here only why is wanted.
                let moved = activity.schedule.as_ref().map_or(&[][..], |schedule| &schedule.moved);
                let moved = moved.iter().find(|moved| moved.date == start.date);
                let to = Start {
                    date: to.date,
                    time: Some(to.time),
                };
                self.tell(
                    What::Moved,
                    Some(start),
                    Some(to),
                    moved.map_or("", |moved| &moved.reason),
                );
            }
            None if date.status == OccurrenceStatus::Suspended => {
                self.tell(What::Suspended, Some(start), None, &date.reason);
            }
            None => self.tell(What::Cancelled, Some(start), None, &date.reason),
        }
    }
}

/// By how many days a date was moved, and to which time.
fn shift(start: Option<Start>, to: Option<Start>) -> Option<(i32, Option<TimeOfDay>)> {
    let (start, to) = (start?, to?);
    Some((to.date.days() - start.date.days(), to.time))
}

fn start_takes_place(date: &str) -> bool {
    !date.starts_with('-')
}

/// Another time on the same day that nobody was told of: what the date has become.
fn same_day(dates: &[Occurrence], told: &[(Start, bool)], start: Start) -> Option<Start> {
    let fits = |date: &&Occurrence| {
        date.start.date == start.date && date.status.takes_place() && told.iter().all(|(known, _)| *known != date.start)
    };
    dates.iter().find(fits).map(|date| date.start)
}
