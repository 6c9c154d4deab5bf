//! Reads the OpenStreetMap syntax. One pass over the bytes, no backtracking; every refusal points at its column.

use super::note::{Asks, asks};
use super::{DateRange, HoursKind, HoursRule, OpeningHours, Operator, Span};
use crate::problem::{Refusal, reason};

/// All bits of a weekday: whichever of the month it is.
pub(super) const EVERY: u16 = 0b11_1111_1111;

/// Longer texts are no opening hours. Also keeps every index of the tables in eight bits.
const MAX_LENGTH: usize = 1_000;
const MAX_ENTRIES: usize = 200;

/// What was read, or the byte at fault and why.
pub(super) type Parsed<T> = Result<T, (usize, String)>;

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

pub(super) struct Reader<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    pub(super) dates: Vec<DateRange>,
    spans: Vec<Span>,
}

impl<'a> Reader<'a> {
    pub(super) fn bytes(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    pub(super) fn peek(&self) -> u8 {
        self.bytes().first().copied().unwrap_or(0)
    }

    pub(super) fn take(&mut self, byte: u8) -> bool {
        let found = self.peek() == byte;
        self.at += usize::from(found);
        found
    }

    pub(super) fn spaces(&mut self) -> bool {
        let before = self.at;
        while self.take(b' ') {}
        self.at > before
    }

    pub(super) fn word(&self) -> &'a str {
        let length = self
            .bytes()
            .iter()
            .take_while(|byte| byte.is_ascii_alphabetic())
            .count();
        &self.text[self.at..self.at + length]
    }

    pub(super) fn digits(&self) -> usize {
        self.bytes().iter().take_while(|byte| byte.is_ascii_digit()).count()
    }

    pub(super) fn number(&mut self, digits: usize) -> u16 {
        let value = self.bytes()[..digits].iter().fold(0_u16, |value, digit| {
            value.wrapping_mul(10).wrapping_add(u16::from(digit - b'0'))
        });
        self.at += digits;
        value
    }

    pub(super) fn refuse<T>(&self, words: &str) -> Parsed<T> {
        Err((self.at, reason(&[words])))
    }

    /// Refuses what stands here, by its name where it is a part of the syntax that is not supported.
    pub(super) fn refuse_here<T>(&self, expected: &str) -> Parsed<T> {
        let word = self.word();
        let named = [
            "week", "easter", "sunrise", "sunset", "dawn", "dusk", "unknown", "day", "days",
        ];
        if let Some(name) = named.iter().find(|name| name.eq_ignore_ascii_case(word)) {
            return Err((self.at, reason(&["\"", name, "\" is not supported in opening hours"])));
        }
        match self.peek() {
            b'+' => self.refuse("an open end \"+\" is not supported in opening hours"),
            b'(' | b'/' => self.refuse("variable times and repetitions are not supported in opening hours"),
            0 => Err((self.at, reason(&["opening hours end where ", expected, " is expected"]))),
            _ => {
                let length = match word.len() {
                    0 => self.text[self.at..].chars().next().map_or(0, char::len_utf8),
                    length => length.min(20),
                };
                let found = &self.text[self.at..self.at + length];
                Err((self.at, reason(&["expected ", expected, ", found \"", found, "\""])))
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
                return Err((start, reason(&["opening hours have too many parts"])));
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
                    _ => Err((separator, reason(&["a rule is missing behind the separator"]))),
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
            free_entry: false,
            dates: (self.dates.len() as u8, self.dates.len() as u8),
            spans: (self.spans.len() as u8, self.spans.len() as u8),
            note: (0, 0),
        };
        let (mut complete, mut opens) = (false, false);
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
            (complete, opens) = (true, true);
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
            opens |= !closed;
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
        let asks = asks(note);
        rule.free_entry = asks == Asks::NoAppointment;
        rule.kind = match asks {
            _ if closed => HoursKind::Closed,
            Asks::Appointment => HoursKind::ByAppointment,
            // Days without hours, or a comment alone, open nothing.
            _ if !opens && rule.spans.0 == rule.spans.1 => HoursKind::Unknown,
            _ => HoursKind::Open,
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
            return Err((start, reason(&["there is no such time of day"])));
        }
        Ok(hour * 60 + minute)
    }
}
