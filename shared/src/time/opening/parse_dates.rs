//! The dates of opening hours: `Sep-Jun`, `Dec 24-26`, `2026 Jul 01-2026 Aug 31`, `2026-2027`.

use super::DateRange;
use super::parse::{Parsed, Reader};
use crate::problem::reason;
use crate::time::date::days_in_month;

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

/// One end of a range of dates, as it is written.
#[derive(Clone, Copy)]
struct DateEnd {
    year: u16,
    month: u8,
    /// 0 where only the month is named.
    day: u8,
}

impl Reader<'_> {
    fn month(&self) -> Option<u8> {
        let word = self.word();
        MONTHS
            .iter()
            .position(|month| month.eq_ignore_ascii_case(word))
            .map(|index| index as u8 + 1)
    }

    pub(super) fn at_date(&self) -> bool {
        self.month().is_some() || (self.digits() == 4 && self.bytes().get(4) != Some(&b':'))
    }

    pub(super) fn date_list(&mut self) -> Parsed<()> {
        loop {
            let range = self.date_range()?;
            self.dates.push(range);
            let after = self.at;
            if !self.take(b',') || !self.at_date() {
                self.at = after;
                return Ok(());
            }
        }
    }

    fn date_range(&mut self) -> Parsed<DateRange> {
        let start = self.at;
        if self.digits() == 4
            && let Some(years) = self.year_range()?
        {
            return Ok(years);
        }
        let from = self.date_end()?;
        let dash = self.at;
        self.spaces();
        let mut to = from;
        if self.peek() == b'-' {
            self.at += 1;
            self.spaces();
            let end = self.at;
            if from.day > 0 && self.month().is_none() && self.digits() < 4 {
                to.day = self.day_of_month(from)?;
            } else {
                to = self.date_end()?;
                if to.year == 0 {
                    let wraps = (to.month, to.day) < (from.month, from.day);
                    to.year = from.year + u16::from(wraps && from.year > 0);
                } else if from.year == 0 {
                    return Err((
                        start,
                        reason(&["a range of dates that ends in a year begins in a year"]),
                    ));
                }
            }
            if (from.day == 0) != (to.day == 0) {
                return Err((
                    end,
                    reason(&["both ends of a range of dates name a day, or neither does"]),
                ));
            }
            let ordered = (to.year, to.month, to.day) >= (from.year, from.month, from.day);
            if !ordered && (from.year > 0 || to.month == from.month) {
                return Err((end, reason(&["a range of dates ends before it begins"])));
            }
        } else {
            self.at = dash;
        }
        let number = |end: DateEnd, open: u8| u16::from(end.month) * 32 + u16::from(end.day.max(open));
        Ok(DateRange {
            from_year: from.year,
            from: number(from, 1),
            to_year: to.year,
            to: number(to, if to.day == 0 { 31 } else { 0 }),
        })
    }

    /// `2026` or `2026-2027` without a month behind it.
    fn year_range(&mut self) -> Parsed<Option<DateRange>> {
        let before = self.at;
        let from = self.year()?;
        let mut to = from;
        if self.peek() == b'-' && self.text.as_bytes().get(self.at + 1).is_some_and(u8::is_ascii_digit) {
            self.at += 1;
            if self.digits() != 4 {
                return self.refuse_here("a year");
            }
            let end = self.at;
            to = self.year()?;
            if to < from {
                return Err((end, reason(&["a range of years ends before it begins"])));
            }
        }
        let after = self.at;
        self.spaces();
        if self.month().is_some() {
            if to != from {
                return self.refuse("a range of years and a month cannot stand together");
            }
            self.at = before;
            return Ok(None);
        }
        if self.word().eq_ignore_ascii_case("week") {
            return self.refuse_here("");
        }
        self.at = after;
        Ok(Some(DateRange {
            from_year: from,
            from: 33,
            to_year: to,
            to: 12 * 32 + 31,
        }))
    }

    fn year(&mut self) -> Parsed<u16> {
        let start = self.at;
        match self.number(4) {
            year @ 1900..=2200 => Ok(year),
            _ => Err((start, reason(&["a year lies outside 1900 to 2200"]))),
        }
    }

    fn date_end(&mut self) -> Parsed<DateEnd> {
        let mut end = DateEnd {
            year: 0,
            month: 0,
            day: 0,
        };
        if self.digits() == 4 {
            end.year = self.year()?;
            self.spaces();
        }
        match self.month() {
            Some(month) => end.month = month,
            None => return self.refuse_here("a month such as Jul"),
        }
        self.at += 3;
        let after = self.at;
        self.spaces();
        let digits = self.digits();
        let time =
            self.bytes().get(digits) == Some(&b':') && self.bytes().get(digits + 1).is_some_and(u8::is_ascii_digit);
        if (1..=2).contains(&digits) && !time {
            end.day = self.day_of_month(end)?;
        } else {
            self.at = after;
        }
        Ok(end)
    }

    fn day_of_month(&mut self, of: DateEnd) -> Parsed<u8> {
        let start = self.at;
        let digits = self.digits();
        if !(1..=2).contains(&digits) {
            return self.refuse_here("a day of the month");
        }
        let day = self.number(digits) as u8;
        let year = if of.year == 0 { 2000 } else { i32::from(of.year) };
        if day == 0 || day > days_in_month(year, of.month) {
            return Err((
                start,
                reason(&["there is no such day in ", MONTHS[usize::from(of.month - 1)]]),
            ));
        }
        Ok(day)
    }
}
