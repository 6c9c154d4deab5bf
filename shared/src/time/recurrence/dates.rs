//! The days of a rule: each period (week, month, year) becomes a bit mask of its days. Days go by the month.

use super::{Frequency, Rule};
use crate::time::date::{Date, Start, days_in_month};

/// The days of one period: a first day, and one bit a day from it on. A year needs twelve months of 32 bits.
#[derive(Clone, Copy)]
struct Period {
    /// The first day of each mask and the mask; unused masks are 0.
    masks: [(i32, u32); 12],
    used: u8,
}

/// The days of a rule in order. Ends with the rule, at the latest at the end of the calendar.
pub struct RuleDates<'a> {
    rule: &'a Rule,
    start: Start,
    from: Date,
    /// Number of the next period, counted in intervals from the one of the start.
    next_period: i32,
    period: Period,
    at_mask: u8,
    left: u16,
    /// The last day that is asked for.
    last: Date,
    /// How many periods may still be worked out.
    periods: u16,
    given_up: bool,
    done: bool,
}

/// So many periods of a rule are worked out at most: 78 years of weeks, 341 years of months. A rule whose dates lie
/// further apart is not known to have any.
const MOST_PERIODS: u16 = 4_096;
/// One bit every seven days: the days of a month that fall on the weekday of its first.
const WEEKS: u32 = 0b0001_0000_0010_0000_0100_0000_1000_0001;

impl<'a> RuleDates<'a> {
    pub(super) fn new(rule: &'a Rule, start: Start, from: Date) -> Self {
        let mut dates = Self {
            rule,
            start,
            from: from.max(start.date),
            next_period: 0,
            period: Period {
                masks: [(0, 0); 12],
                used: 0,
            },
            at_mask: 0,
            left: if rule.count == 0 { u16::MAX } else { rule.count },
            last: Date::MAX,
            periods: MOST_PERIODS,
            given_up: false,
            done: false,
        };
        // With COUNT every date from the first on has to be counted; else the walk begins at the window.
        if rule.count == 0 {
            dates.next_period = dates.period_before(dates.from);
        }
        dates
    }

    /// Ends behind that day: a walk that is not told where to end goes through the rest of the calendar when the rule
    /// has no date.
    #[must_use]
    pub fn until(mut self, last: Date) -> Self {
        self.last = self.last.min(last);
        self
    }

    /// Whether it ended because too many periods held nothing: whether there are further dates is not known.
    #[must_use]
    pub const fn has_given_up(&self) -> bool {
        self.given_up
    }

    /// The number of the last period that begins on or before that day.
    fn period_before(&self, day: Date) -> i32 {
        let start = self.start.date;
        let ((year, month, _), (first_year, first_month, _)) = (day.civil(), start.civil());
        let distance = match self.rule.frequency {
            Frequency::Weekly => (day.days() - self.week_of_start()) / 7,
            Frequency::Daily | Frequency::Monthly => {
                (year - first_year) * 12 + i32::from(month) - i32::from(first_month)
            }
            Frequency::Yearly => year - first_year,
        };
        distance / self.periods_apart()
    }

    /// How many periods lie between one that counts and the next.
    fn periods_apart(&self) -> i32 {
        match self.rule.frequency {
            Frequency::Daily => 1,
            Frequency::Weekly | Frequency::Monthly | Frequency::Yearly => i32::from(self.rule.interval),
        }
    }

    /// The day, in days since 1970, on which the week of the start begins.
    fn week_of_start(&self) -> i32 {
        let start = self.start.date;
        let into = (7 + i32::from(start.weekday().index()) - i32::from(self.rule.week_start.index())) % 7;
        start.days() - into
    }

    /// Works out the next period; `false` past the last day.
    fn load(&mut self) -> bool {
        let rule = self.rule;
        let start = self.start.date;
        let step = self.next_period.saturating_mul(self.periods_apart());
        self.next_period += 1;
        self.periods = self.periods.saturating_sub(1);
        self.period.used = 1;
        self.at_mask = 0;
        let first = match rule.frequency {
            Frequency::Weekly => {
                let first = self.week_of_start().saturating_add(step.saturating_mul(7));
                if first > self.last.days() {
                    return false;
                }
                self.period.masks[0] = (first, self.week(first));
                first
            }
            Frequency::Daily | Frequency::Monthly => {
                let (year, month, _) = start.civil();
                let months = year * 12 + i32::from(month) - 1 + step;
                let Some(first) = Date::new(months / 12, (months % 12) as u8 + 1, 1) else {
                    return false;
                };
                let mut mask = self.month(first);
                if rule.frequency == Frequency::Daily {
                    mask &= self.stride(first);
                }
                self.period.masks[0] = (first.days(), mask);
                first.days()
            }
            Frequency::Yearly => {
                let year = start.year() + step;
                let Some(first) = Date::new(year, 1, 1) else {
                    return false;
                };
                self.year(year);
                first.days()
            }
        };
        match rule.frequency {
            _ if rule.positions.is_empty() => {}
            // Of each single day the first and the last is itself.
            Frequency::Daily => {
                if !rule.positions.iter().any(|position| position.abs() == 1) {
                    self.period.masks[0].1 = 0;
                }
            }
            Frequency::Weekly | Frequency::Monthly | Frequency::Yearly => self.choose_positions(),
        }
        // A period that begins after UNTIL holds nothing, nor does any later one.
        let last = rule.last_day().map_or(self.last, |last| last.min(self.last));
        first <= last.days()
    }

    /// Every so many days of a month, counted from the start.
    fn stride(&self, first: Date) -> u32 {
        let interval = i32::from(self.rule.interval);
        let mut day = (self.start.date.days() - first.days()).rem_euclid(interval);
        let mut mask = 0;
        while day < 31 {
            mask |= 1 << day;
            day += interval;
        }
        mask
    }

    fn week(&self, first: i32) -> u32 {
        let rule = self.rule;
        let weekdays = match rule.weekdays {
            0 => 1 << self.start.date.weekday().index(),
            weekdays => weekdays,
        };
        let mut mask = 0;
        for offset in 0..7 {
            let index = (u32::from(rule.week_start.index()) + offset) % 7;
            // Positions count from the start on in the first week, as python-dateutil and rrule do.
            if !rule.positions.is_empty() && first + (offset as i32) < self.start.date.days() {
                continue;
            }
            let in_month = |day: Date| rule.months == 0 || rule.months >> day.month() & 1 == 1;
            if weekdays >> index & 1 == 1 && Date::from_days(first + offset as i32).is_some_and(in_month) {
                mask |= 1 << offset;
            }
        }
        mask
    }

    /// The days of a month, bit 0 for its first.
    fn month(&self, first: Date) -> u32 {
        let rule = self.rule;
        let (year, month, _) = first.civil();
        if rule.months != 0 && rule.months >> month & 1 == 0 {
            return 0;
        }
        let length = u32::from(days_in_month(year, month));
        let whole = u32::MAX >> (32 - length);
        let by_day = rule.weekdays != 0 || !rule.nth_weekdays.is_empty();
        let by_number = rule.month_days | rule.month_days_from_end != 0;
        if !by_day && !by_number {
            return match rule.frequency {
                Frequency::Daily => whole,
                _ => (1 << (self.start.date.day() - 1)) & whole,
            };
        }
        let mut mask = whole;
        if by_number {
            let from_end = rule.month_days_from_end.reverse_bits() >> (31 - length);
            mask &= (rule.month_days >> 1) | from_end;
        }
        if by_day {
            mask &= self.weekdays_of_month(first, length);
        }
        mask & whole
    }

    /// The days of a month that BYDAY names. Counted weekdays of a year are put there by [`Self::year`].
    fn weekdays_of_month(&self, first: Date, length: u32) -> u32 {
        let rule = self.rule;
        let opening = u32::from(first.weekday().index());
        let whole = u32::MAX >> (32 - length);
        let mut mask = 0;
        for index in 0..7 {
            if rule.weekdays >> index & 1 == 1 {
                mask |= WEEKS << ((7 + index - opening) % 7);
            }
        }
        for (nth, day) in &rule.nth_weekdays {
            if rule.frequency == Frequency::Yearly && rule.months == 0 {
                let (year, month, _) = first.civil();
                if let Some(day) = nth_weekday_of_year(year, *nth, day.index())
                    && day.month() == month
                {
                    mask |= 1 << (day.day() - 1);
                }
                continue;
            }
            let all = (WEEKS << ((7 + u32::from(day.index()) - opening) % 7)) & whole;
            mask |= nth_bit(all, *nth);
        }
        mask
    }

    fn year(&mut self, year: i32) {
        let rule = self.rule;
        let by_day = rule.weekdays != 0 || !rule.nth_weekdays.is_empty();
        let by_number = rule.month_days | rule.month_days_from_end != 0;
        self.period.used = 12;
        for month in 1..=12 {
            // Without any BY part the rule means the day and month of its start.
            let only_start = rule.months == 0 && !by_day && !by_number && month != self.start.date.month();
            let mask = match Date::new(year, month, 1) {
                Some(first) if !only_start => (first.days(), self.month(first)),
                _ => (0, 0),
            };
            self.period.masks[usize::from(month) - 1] = mask;
        }
    }

    /// Keeps the days of the period that BYSETPOS names.
    fn choose_positions(&mut self) {
        let masks = &mut self.period.masks[..usize::from(self.period.used)];
        let total: i32 = masks.iter().map(|(_, mask)| mask.count_ones() as i32).sum();
        let mut position = 0;
        for (_, mask) in masks {
            let mut left = *mask;
            while left != 0 {
                let bit = left & left.wrapping_neg();
                left ^= bit;
                position += 1;
                let named = self.rule.positions.iter().any(|named| {
                    let named = i32::from(*named);
                    named == position || named == position - total - 1
                });
                if !named {
                    *mask ^= bit;
                }
            }
        }
    }
}

/// The bit of the n-th day set in `days`, counted from the end if `nth` is negative; 0 if there is none.
fn nth_bit(mut days: u32, nth: i8) -> u32 {
    let mut skip = match nth {
        1.. => i32::from(nth) - 1,
        _ => days.count_ones() as i32 + i32::from(nth),
    };
    if skip < 0 {
        return 0;
    }
    while skip > 0 && days != 0 {
        days &= days - 1;
        skip -= 1;
    }
    days & days.wrapping_neg()
}

fn nth_weekday_of_year(year: i32, nth: i8, weekday: u8) -> Option<Date> {
    let first = Date::new(year, 1, 1)?;
    let last = Date::new(year, 12, 31)?;
    let weekday = i32::from(weekday);
    let days = match nth {
        1.. => {
            let ahead = (7 + weekday - i32::from(first.weekday().index())) % 7;
            first.days() + ahead + 7 * (i32::from(nth) - 1)
        }
        _ => {
            let back = (7 + i32::from(last.weekday().index()) - weekday) % 7;
            last.days() - back + 7 * (i32::from(nth) + 1)
        }
    };
    Date::from_days(days).filter(|day| (first..=last).contains(day))
}

impl Iterator for RuleDates<'_> {
    type Item = Date;

    fn next(&mut self) -> Option<Date> {
        while !self.done {
            while self.at_mask < self.period.used {
                let (first, mask) = &mut self.period.masks[usize::from(self.at_mask)];
                if *mask == 0 {
                    self.at_mask += 1;
                    continue;
                }
                let day = Date::from_days(*first + mask.trailing_zeros() as i32);
                *mask &= *mask - 1;
                if day.is_some_and(|day| day < self.start.date) {
                    continue;
                }
                let within = |day: &Date| *day <= self.last && self.rule.within(*day, self.start);
                let Some(day) = day.filter(within).filter(|_| self.left > 0) else {
                    self.done = true;
                    return None;
                };
                if self.rule.count > 0 {
                    self.left -= 1;
                }
                if day >= self.from {
                    return Some(day);
                }
            }
            if self.left == 0 || !self.load() {
                self.done = true;
            } else if self.periods == 0 {
                self.done = true;
                self.given_up = true;
            }
        }
        None
    }
}
