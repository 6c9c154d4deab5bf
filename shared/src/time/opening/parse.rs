//! Reads the OpenStreetMap syntax. One pass over the bytes, no backtracking; every refusal points at its column.

use super::{DateRange, HoursKind, HoursRule, OpeningHours, Operator, Span};
use crate::problem::Refusal;
use crate::time::Weekday;
use crate::time::date::days_in_month;

const EVERY: u16 = 0b11_1111_1111;
/// Longer texts are no opening hours. Also keeps every index of the tables in eight bits.
const MAX_LENGTH: usize = 1_000;
const MAX_ENTRIES: usize = 200;
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

type Parsed<T> = Result<T, (usize, String)>;

pub(super) fn parse(text: &str) -> Result<OpeningHours, Refusal> {
    let mut reader = Reader {
        text,
        at: 0,
        dates: Vec::new(),
        spans: Vec::new(),
    };
    match reader.opening_hours() {
        Ok(rules) => Ok(OpeningHours {
            text: text.into(),
            rules: rules.into(),
            dates: reader.dates.into(),
            spans: reader.spans.into(),
        }),
        Err((at, reason)) => {
            let column = text.bytes().take(at).filter(|byte| byte & 0xC0 != 0x80).count() + 1;
            Err(Refusal::at("bad-opening-hours", column, reason))
        }
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    dates: Vec<DateRange>,
    spans: Vec<Span>,
}

/// One end of a range of dates, as it is written.
#[derive(Clone, Copy)]
struct DateEnd {
    year: u16,
    month: u8,
    /// 0 where only the month is named.
    day: u8,
}

impl<'a> Reader<'a> {
    fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> u8 {
        self.bytes().first().copied().unwrap_or(0)
    }

    fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == byte;
        self.at += usize::from(found);
        found
    }

    fn spaces(&mut self) -> bool {
        let before = self.at;
        while self.take(b' ') {}
        self.at > before
    }

    fn word(&self) -> &'a str {
        let length = self
            .bytes()
            .iter()
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        &self.text[self.at..self.at + length]
    }

    fn digits(&self) -> usize {
        self.bytes().iter().take_while(|byte| byte.is_ascii_digit()).count()
    }

    fn number(&mut self, digits: usize) -> u16 {
        let value = self.bytes()[..digits].iter().fold(0_u16, |value, digit| {
            value.wrapping_mul(10).wrapping_add(u16::from(digit - b'0'))
        });
        self.at += digits;
        value
    }

    fn refuse<T>(&self, reason: &str) -> Parsed<T> {
        Err((self.at, reason.to_owned()))
    }

    /// Refuses what stands here, by its name where it is a part of the syntax that is not supported.
    fn refuse_here<T>(&self, expected: &str) -> Parsed<T> {
        let word = self.word();
        let named = [
            "week", "easter", "sunrise", "sunset", "dawn", "dusk", "unknown", "day", "days",
        ];
        if let Some(name) = named.iter().find(|name| name.eq_ignore_ascii_case(word)) {
            return Err((self.at, ["\"", name, "\" is not supported in opening hours"].concat()));
        }
        match self.peek() {
            b'+' => self.refuse("an open end \"+\" is not supported in opening hours"),
            b'(' | b'/' => self.refuse("variable times and repetitions are not supported in opening hours"),
            0 => Err((self.at, ["opening hours end where ", expected, " is expected"].concat())),
            _ => {
                let length = match word.len() {
                    0 => self.text[self.at..].chars().next().map_or(0, char::len_utf8),
                    length => length.min(20),
                };
                let found = &self.text[self.at..self.at + length];
                Err((self.at, ["expected ", expected, ", found \"", found, "\""].concat()))
            }
        }
    }

    fn opening_hours(&mut self) -> Parsed<Vec<HoursRule>> {
        if self.text.len() > MAX_LENGTH {
            return self.refuse("opening hours are longer than 1,000 bytes");
        }
        self.spaces();
        if self.peek() == 0 {
            return self.refuse("opening hours are empty");
        }
        let mut rules = Vec::new();
        let mut operator = Operator::Normal;
        loop {
            let start = self.at;
            let (rule, complete) = self.rule(operator)?;
            rules.push(rule);
            if rules.len() > MAX_ENTRIES || self.dates.len() > MAX_ENTRIES || self.spans.len() > MAX_ENTRIES {
                return Err((start, "opening hours have too many parts".to_owned()));
            }
            self.spaces();
            let separator = self.at;
            operator = match self.peek() {
                0 => return Ok(rules),
                b';' => Operator::Normal,
                b',' if complete => Operator::Additional,
                // "Mo, We 09:00-12:00" would mean "all of Monday, and Wednesday morning": nobody means that.
                b',' => return self.refuse("a list of days or months is written without a space, as Mo,We"),
                b'|' if self.bytes().starts_with(b"||") => {
                    self.at += 1;
                    Operator::Fallback
                }
                _ => return self.refuse_here("\";\""),
            };
            self.at += 1;
            self.spaces();
            if self.peek() == 0 {
                // A closing ";" says nothing more; a closing "," or "||" lacks its rule.
                return match operator {
                    Operator::Normal => Ok(rules),
                    _ => Err((separator, "a rule is missing behind the separator".to_owned())),
                };
            }
        }
    }

    /// A rule, and whether it says more than on which days.
    fn rule(&mut self, operator: Operator) -> Parsed<(HoursRule, bool)> {
        let start = self.at;
        let mut rule = HoursRule {
            operator,
            kind: HoursKind::Open,
            weekdays: [EVERY; 7],
            public_holidays: false,
            school_holidays: false,
            dates: (self.dates.len() as u8, self.dates.len() as u8),
            spans: (self.spans.len() as u8, self.spans.len() as u8),
            note: (0, 0),
        };
        let mut complete = false;
        if self.peek() == b'"' {
            let before = self.at;
            let note = self.comment()?;
            if self.take(b':') {
                rule.note = note;
                self.spaces();
            } else {
                self.at = before;
            }
        }
        if self.bytes().starts_with(b"24/7") {
            self.at += 4;
            complete = true;
        } else {
            if self.at_date() {
                self.date_list()?;
                rule.dates.1 = self.dates.len() as u8;
                self.take(b':');
            }
            self.spaces();
            if self.at_weekday() {
                let several = rule.dates.1 - rule.dates.0 > 1;
                if several && self.bytes().get(2) == Some(&b'[') {
                    // By the specification "Apr,Jun We[1]" is all of April and one day of June: nobody means that.
                    return self.refuse("a counted weekday stands behind one month: write a rule for each");
                }
                rule.weekdays = [0; 7];
                self.weekday_list(&mut rule)?;
            }
            self.spaces();
            if self.at_time() {
                self.span_list()?;
                rule.spans.1 = self.spans.len() as u8;
                complete = true;
            }
        }
        self.spaces();
        let word = self.word();
        let closed = word.eq_ignore_ascii_case("off") || word.eq_ignore_ascii_case("closed");
        if closed || word.eq_ignore_ascii_case("open") {
            self.at += word.len();
            complete = true;
            self.spaces();
        }
        if self.peek() == b'"' {
            if rule.note != (0, 0) {
                return self.refuse("a rule has one comment at most");
            }
            rule.note = self.comment()?;
            complete = true;
        }
        let note = &self.text[usize::from(rule.note.0)..usize::from(rule.note.1)];
        rule.kind = match closed {
            true => HoursKind::Closed,
            false if speaks_of_appointment(note) => HoursKind::ByAppointment,
            false => HoursKind::Open,
        };
        match self.at == start {
            true => self.refuse_here("days, times or \"off\""),
            false => Ok((rule, complete)),
        }
    }

    fn comment(&mut self) -> Parsed<(u16, u16)> {
        let start = self.at + 1;
        match self.text[start..].find('"') {
            Some(0) => self.refuse("a comment is empty"),
            Some(length) => {
                self.at = start + length + 1;
                Ok((start as u16, (start + length) as u16))
            }
            None => self.refuse("a comment lacks its closing quotation mark"),
        }
    }

    fn month(&self) -> Option<u8> {
        let word = self.word();
        MONTHS
            .iter()
            .position(|month| month.eq_ignore_ascii_case(word))
            .map(|index| index as u8 + 1)
    }

    fn at_date(&self) -> bool {
        self.month().is_some() || (self.digits() == 4 && self.bytes().get(4) != Some(&b':'))
    }

    fn date_list(&mut self) -> Parsed<()> {
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
                        "a range of dates that ends in a year begins in a year".to_owned(),
                    ));
                }
            }
            if (from.day == 0) != (to.day == 0) {
                return Err((
                    end,
                    "both ends of a range of dates name a day, or neither does".to_owned(),
                ));
            }
            let ordered = (to.year, to.month, to.day) >= (from.year, from.month, from.day);
            if !ordered && (from.year > 0 || to.month == from.month) {
                return Err((end, "a range of dates ends before it begins".to_owned()));
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
                return Err((end, "a range of years ends before it begins".to_owned()));
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
            _ => Err((start, "a year lies outside 1900 to 2200".to_owned())),
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
                ["there is no such day in ", MONTHS[usize::from(of.month - 1)]].concat(),
            ));
        }
        Ok(day)
    }

    fn weekday(&self) -> Option<Weekday> {
        Weekday::parse(self.word())
    }

    fn at_weekday(&self) -> bool {
        matches!(self.word(), "PH" | "SH") || self.weekday().is_some()
    }

    fn weekday_list(&mut self, rule: &mut HoursRule) -> Parsed<()> {
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

    fn at_time(&self) -> bool {
        (1..=2).contains(&self.digits())
    }

    fn span_list(&mut self) -> Parsed<()> {
        loop {
            let from = self.clock(23)?;
            self.spaces();
            if !self.take(b'-') {
                return self.refuse_here("\"-\" and a closing time");
            }
            self.spaces();
            let to = self.clock(48)?;
            if matches!(self.peek(), b'+' | b'/') {
                return self.refuse_here("\",\"");
            }
            let to = if from < to { to } else { to + 1_440 };
            self.spans.push(Span { from, to });
            let after = self.at;
            self.spaces();
            if !self.take(b',') {
                self.at = after;
                return Ok(());
            }
            self.spaces();
            if !self.at_time() {
                self.at = after;
                return Ok(());
            }
        }
    }

    fn clock(&mut self, last_hour: u16) -> Parsed<u16> {
        let start = self.at;
        let digits = self.digits();
        if !(1..=2).contains(&digits) {
            return self.refuse_here("a time such as 09:00");
        }
        let hour = self.number(digits);
        if !self.take(b':') {
            return self.refuse_here("\":\" within a time such as 09:00");
        }
        if self.digits() != 2 {
            return self.refuse_here("two digits of minutes");
        }
        let minute = self.number(2);
        let midnight = last_hour == 48 && hour == 48;
        if hour > last_hour || minute > 59 || (midnight && minute > 0) {
            return Err((start, "there is no such time of day".to_owned()));
        }
        Ok(hour * 60 + minute)
    }
}

/// Whether a comment says that one cannot simply walk in.
fn speaks_of_appointment(note: &str) -> bool {
    ["appuntament", "prenotazion", "telefon", "appointment", "phone"]
        .iter()
        .any(|word| {
            note.as_bytes()
                .windows(word.len())
                .any(|window| window.eq_ignore_ascii_case(word.as_bytes()))
        })
}
