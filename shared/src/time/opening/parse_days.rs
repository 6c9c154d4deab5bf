//! The days of opening hours: `Mo-Fr`, `Sa[1,-1]`, `PH`, `SH`.

use super::HoursRule;
use super::parse::{EVERY, Parsed, Reader};
use crate::time::Weekday;

impl Reader<'_> {
    fn weekday(&self) -> Option<Weekday> {
        Weekday::parse(self.word())
    }

    pub(super) fn at_weekday(&self) -> bool {
        matches!(self.word(), "PH" | "SH") || self.weekday().is_some()
    }

    pub(super) fn weekday_list(&mut self, rule: &mut HoursRule) -> Parsed<()> {
        loop {
            match self.word() {
                "PH" => {
                    rule.public_holidays = true;
                    self.at += 2;
                }
                "SH" => {
                    rule.school_holidays = true;
                    self.at += 2;
                }
                _ => match self.weekday() {
                    Some(day) => {
                        self.at += 2;
                        self.weekday_range(day, rule)?;
                    }
                    None => return self.refuse_here("a weekday such as Mo"),
                },
            }
            let after = self.at;
            if self.spaces() {
                if matches!(self.peek(), b'+' | b'-') {
                    return self.refuse("a shift of days is not supported in opening hours");
                }
                if self.at_weekday() {
                    return self.refuse("a list of days is written with a comma, as PH,Mo");
                }
                self.at = after;
            }
            if self.peek() != b','
                || !self
                    .text
                    .as_bytes()
                    .get(self.at + 1)
                    .is_some_and(u8::is_ascii_alphabetic)
            {
                return Ok(());
            }
            self.at += 1;
        }
    }

    fn weekday_range(&mut self, first: Weekday, rule: &mut HoursRule) -> Parsed<()> {
        if self.take(b'[') {
            let bits = self.nth_list()?;
            rule.weekdays[usize::from(first.index())] |= bits;
            return Ok(());
        }
        let mut last = first;
        if self.take(b'-') {
            match self.weekday() {
                Some(day) => last = day,
                None => return self.refuse_here("a weekday such as Fr"),
            }
            self.at += 2;
            if self.peek() == b'[' {
                return self.refuse("a range of weekdays cannot be counted within the month");
            }
        }
        let mut index = first.index();
        loop {
            rule.weekdays[usize::from(index)] = EVERY;
            if index == last.index() {
                return Ok(());
            }
            index = (index + 1) % 7;
        }
    }

    /// `1`, `-1`, `1,3`, `1-2` up to the closing bracket.
    fn nth_list(&mut self) -> Parsed<u16> {
        let mut bits = 0;
        loop {
            let from_end = self.take(b'-');
            let first = self.nth()?;
            let last = match !from_end && self.take(b'-') {
                true => self.nth()?,
                false => first,
            };
            if last < first {
                return self.refuse("a range within the month ends before it begins");
            }
            for nth in first..=last {
                bits |= 1 << (nth - 1 + if from_end { 5 } else { 0 });
            }
            if self.take(b']') {
                return Ok(bits);
            }
            if !self.take(b',') {
                return self.refuse_here("\"]\"");
            }
        }
    }

    fn nth(&mut self) -> Parsed<u16> {
        match self.peek() {
            digit @ b'1'..=b'5' if self.digits() == 1 => {
                self.at += 1;
                Ok(u16::from(digit - b'0'))
            }
            _ => self.refuse_here("a number from 1 to 5"),
        }
    }
}
