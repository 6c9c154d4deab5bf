//! "Quando?": what one can choose, as the filter understands it.

use shared::filter::{OpenAt, When};
use shared::time::{Date, Start, Weekday};

use crate::i18n::{Word, text};

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
    pub fn name(self) -> &'static str {
        text(match self {
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
            Self::Tomorrow => (today.add_days(1), today.add_days(1)),
            Self::Week => (today, today.add_days(6)),
            Self::Weekend => {
                let sunday = today.add_days(i32::from(Weekday::Su.index() - today.weekday().index()));
                (sunday.add_days(-1).max(today), sunday)
            }
        })
    }

    /// Puts it into a filter; the days of the week stay as they are.
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
                ..When::default()
            };
            choice.put(&mut same, today);
            same == *when
        })
    }
}

/// A single day as a filter.
pub fn put_day(when: &mut When, day: Option<Date>) {
    let start = day.map(|date| Start { date, time: None });
    when.open_at = None;
    when.from = start;
    when.to = start;
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
