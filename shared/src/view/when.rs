//! "Quando?": what one can choose, as the filter understands it.

use crate::filter::{OpenAt, When};
use crate::time::day_part::DayPart;
use crate::time::words::span as time_span;
use crate::time::{Date, Start, TimeOfDay, Weekday};

use super::{Context, dates};
use crate::i18n::Word;

/// A choice of the control.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhenChoice {
    /// At any time.
    Any,
    /// Open or running now.
    Now,
    /// Today.
    Today,
    /// Tomorrow.
    Tomorrow,
    /// Saturday and Sunday to come, or what is left of them.
    Weekend,
    /// From today for seven days.
    Week,
}

impl WhenChoice {
    /// All choices, in the order of the control.
    pub const ALL: [Self; 6] = [
        Self::Any,
        Self::Now,
        Self::Today,
        Self::Tomorrow,
        Self::Weekend,
        Self::Week,
    ];

    /// What it is called.
    #[must_use]
    pub fn name(self, context: &Context<'_>) -> &'static str {
        context.words.text(match self {
            Self::Any => Word::WhenAny,
            Self::Now => Word::WhenNow,
            Self::Today => Word::Today,
            Self::Tomorrow => Word::Tomorrow,
            Self::Weekend => Word::WhenWeekend,
            Self::Week => Word::WhenWeek,
        })
    }

    /// Its days, both included.
    fn days(self, today: Date) -> Option<(Date, Date)> {
        Some(match self {
            Self::Any | Self::Now => return None,
            Self::Today => (today, today),
            Self::Tomorrow => (today.saturating_add_days(1), today.saturating_add_days(1)),
            Self::Week => (today, today.saturating_add_days(6)),
            Self::Weekend => {
                let sunday = today.saturating_add_days(i32::from(Weekday::Su.index() - today.weekday().index()));
                (sunday.saturating_add_days(-1).max(today), sunday)
            }
        })
    }

    /// Puts it into a filter; the days of the week and the part of the day stay as they are.
    pub fn put(self, when: &mut When, today: Date) {
        let days = self.days(today);
        let start = |date| Start { date, time: None };
        when.open_at = (self == Self::Now).then_some(OpenAt::Now);
        when.from = days.map(|(from, _)| start(from));
        when.to = days.map(|(_, to)| start(to));
    }

    /// The choice that a filter stands for; `None` when it is none of these.
    #[must_use]
    pub fn of(when: &When, today: Date) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| {
            let mut same = When {
                weekdays: when.weekdays,
                part: when.part,
                after: when.after,
                ..When::default()
            };
            choice.put(&mut same, today);
            same == *when
        })
    }
}

/// A single day as a filter, with the hours that were chosen before.
pub fn put_day(when: &mut When, day: Option<Date>) {
    let (from, to) = hours(when);
    when.open_at = None;
    when.from = day.map(|date| Start { date, time: from });
    when.to = day.map(|date| Start { date, time: to });
}

/// From and to which time of a single day.
#[must_use]
pub fn hours(when: &When) -> (Option<TimeOfDay>, Option<TimeOfDay>) {
    match day(when) {
        Some(_) => (when.from.and_then(|from| from.time), when.to.and_then(|to| to.time)),
        None => (None, None),
    }
}

/// The single day that a filter asks for.
#[must_use]
pub fn day(when: &When) -> Option<Date> {
    let (from, to) = (when.from?, when.to?);
    (from.date == to.date).then_some(from.date)
}

/// One end of a range of days as a filter: the other stays as it is; an end before the beginning takes it away.
pub fn put_range(when: &mut When, today: Date, end: End, day: Option<Date>) {
    // A single day or a choice such as "today" is shown elsewhere, and is no end of a range.
    if self::day(when).is_some() || WhenChoice::of(when, today).is_some() {
        (when.from, when.to) = (None, None);
    }
    let start = |date| Start { date, time: None };
    let (mut from, mut to) = (when.from.map(|from| from.date), when.to.map(|to| to.date));
    match end {
        End::From => from = day,
        End::To => to = day,
    }
    if from.zip(to).is_some_and(|(from, to)| to < from) {
        match end {
            End::From => to = None,
            End::To => from = None,
        }
    }
    when.open_at = None;
    when.from = from.map(start);
    when.to = to.map(start);
}

/// The end of a range, of hours or of days, that is changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// From when on.
    From,
    /// Up to when.
    To,
}

/// Hours of a day as a filter: of the day chosen, or of today. An end before the beginning takes the other one away.
pub fn put_hours(when: &mut When, today: Date, end: End, time: Option<TimeOfDay>) {
    let date = day(when).unwrap_or(today);
    let (mut from, mut to) = hours(when);
    match end {
        End::From => from = time,
        End::To => to = time,
    }
    if from.zip(to).is_some_and(|(from, to)| to <= from) {
        match end {
            End::From => to = None,
            End::To => from = None,
        }
    }
    when.open_at = None;
    when.from = Some(Start { date, time: from });
    when.to = Some(Start { date, time: to });
}

/// What a part of the day is called.
#[must_use]
pub fn part_name(context: &Context<'_>, part: DayPart) -> &'static str {
    context.words.text(match part {
        DayPart::Whole => Word::PartWhole,
        DayPart::Morning => Word::PartMorning,
        DayPart::Afternoon => Word::PartAfternoon,
        DayPart::Evening => Word::PartEvening,
    })
}

/// What is asked for, in words: "questo weekend", "24 novembre 15:00–18:00", "martedì, giovedì, pomeriggio".
#[must_use]
pub fn words(context: &Context<'_>, when: &When) -> String {
    let mut words: Vec<String> = Vec::new();
    let day_words = |date| dates::day(context, date);
    let moment = |start: Start| match start.time {
        Some(time) => [&day_words(start.date), " ", &time.to_string()].concat(),
        None => day_words(start.date),
    };
    if let Some(choice) = WhenChoice::of(when, context.now.date) {
        if choice != WhenChoice::Any {
            words.push(choice.name(context).to_owned());
        }
    } else {
        match when.open_at {
            Some(OpenAt::Now) => words.push(context.words.text(Word::WhenNow).to_owned()),
            Some(OpenAt::Time(at)) => words.push(moment(Start {
                date: at.date,
                time: Some(at.time),
            })),
            None => {}
        }
        match (when.from, when.to) {
            (Some(from), Some(to)) if from.date == to.date => {
                words.push(match (from.time, to.time) {
                    (None, None) => day_words(from.date),
                    (Some(start), Some(end)) => [&day_words(from.date), " ", &time_span(start, end)].concat(),
                    (Some(_), None) => context.words.filled(Word::StatusSince, &[&moment(from)]),
                    (None, Some(_)) => context.words.filled(Word::UntilDay, &[&moment(to)]),
                });
            }
            (Some(from), Some(to)) => words.push(context.words.filled(Word::FromTo, &[&moment(from), &moment(to)])),
            (Some(from), None) => words.push(context.words.filled(Word::StatusSince, &[&moment(from)])),
            (None, Some(to)) => words.push(context.words.filled(Word::UntilDay, &[&moment(to)])),
            (None, None) => {}
        }
    }
    for weekday in Weekday::ALL {
        if when.weekdays.contains(weekday) {
            words.push(context.words.weekday(weekday).to_owned());
        }
    }
    if when.part != DayPart::Whole {
        words.push(part_name(context, when.part).to_owned());
    }
    if let Some(after) = when.after {
        words.push([context.text(Word::WhenFromTime), " ", &after.to_string()].concat());
    }
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_is_recognised_again() {
        let today: Date = "2026-11-24".parse().expect("a date");
        for choice in WhenChoice::ALL {
            let mut when = When::default();
            when.weekdays.insert(Weekday::Tu);
            choice.put(&mut when, today);
            assert_eq!(WhenChoice::of(&when, today), Some(choice));
        }
    }

    #[test]
    fn hours_stay_with_the_day_and_never_end_before_they_begin() {
        let today: Date = "2026-11-24".parse().expect("a date");
        let at = |text: &str| Some(text.parse::<TimeOfDay>().expect("a time"));
        let mut when = When::default();
        put_hours(&mut when, today, End::From, at("15:00"));
        assert_eq!((day(&when), hours(&when)), (Some(today), (at("15:00"), None)));
        put_hours(&mut when, today, End::To, at("18:00"));
        put_day(&mut when, Some(today.saturating_add_days(2)));
        assert_eq!(
            (day(&when), hours(&when)),
            (Some(today.saturating_add_days(2)), (at("15:00"), at("18:00")))
        );
        put_hours(&mut when, today, End::To, at("09:00"));
        assert_eq!(hours(&when), (None, at("09:00")));
        put_day(&mut when, None);
        assert!(when.is_empty());
    }

    #[test]
    fn a_range_of_days_never_ends_before_it_begins() {
        let today: Date = "2026-11-24".parse().expect("a date");
        let on = |text: &str| Some(text.parse::<Date>().expect("a date"));
        let mut when = When::default();
        put_range(&mut when, today, End::From, on("2026-12-01"));
        assert_eq!((when.from.map(|from| from.date), when.to), (on("2026-12-01"), None));
        put_range(&mut when, today, End::To, on("2026-12-08"));
        assert_eq!(day(&when), None, "that is no single day");
        let days = |when: &When| (when.from.map(|from| from.date), when.to.map(|to| to.date));
        assert_eq!(days(&when), (on("2026-12-01"), on("2026-12-08")));
        put_range(&mut when, today, End::To, on("2026-11-30"));
        assert_eq!(days(&when), (None, on("2026-11-30")));
        put_range(&mut when, today, End::To, None);
        assert!(when.is_empty());
        WhenChoice::Week.put(&mut when, today);
        put_range(&mut when, today, End::To, on("2026-12-08"));
        assert_eq!(
            days(&when),
            (None, on("2026-12-08")),
            "of another choice nothing is kept"
        );
    }

    #[test]
    fn a_weekend_that_has_begun_is_what_is_left_of_it() {
        for (today, from, to) in [
            ("2026-11-24", "2026-11-28", "2026-11-29"),
            ("2026-11-28", "2026-11-28", "2026-11-29"),
            ("2026-11-29", "2026-11-29", "2026-11-29"),
        ] {
            let mut when = When::default();
            WhenChoice::Weekend.put(&mut when, today.parse().expect("a date"));
            assert_eq!(when.from.map(|start| start.to_string()).as_deref(), Some(from));
            assert_eq!(when.to.map(|start| start.to_string()).as_deref(), Some(to));
        }
    }
}
