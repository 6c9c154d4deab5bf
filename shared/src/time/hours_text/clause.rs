//! Clauses: which days, in which part of the year, and what then.

use super::lexer::{Token, refused};
use crate::problem::Refusal;
use crate::time::Weekday;

/// What a clause says of its days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Clause {
    /// Where it begins.
    pub(super) column: usize,
    /// It adds to what was said before.
    pub(super) also: bool,
    /// Parts of the year, each from month and day to month and day; a day of 0 is the whole month.
    pub(super) periods: Vec<((u8, u8), (u8, u8))>,
    /// Bit n for the n-th day of the week.
    pub(super) days: u8,
    /// Which of these days in a month; empty is all.
    pub(super) nth: Vec<i8>,
    pub(super) holidays: bool,
    /// Minutes since midnight.
    pub(super) spans: Vec<(u16, u16)>,
    pub(super) closed: bool,
    pub(super) appointment: bool,
}

impl Clause {
    fn says_when(&self) -> bool {
        self.days != 0 || self.holidays || !self.periods.is_empty()
    }

    fn says_what(&self) -> bool {
        !self.spans.is_empty() || self.closed || self.appointment
    }
}

type Tokens<'a> = &'a [(usize, Token)];

pub(super) fn clauses(tokens: Tokens<'_>) -> Result<Vec<Clause>, Refusal> {
    let mut reader = Reader {
        tokens,
        at: 0,
        clauses: Vec::new(),
        clause: Clause::default(),
        what_first: false,
    };
    reader.read()?;
    Ok(reader.clauses)
}

struct Reader<'a> {
    tokens: Tokens<'a>,
    at: usize,
    clauses: Vec<Clause>,
    clause: Clause,
    /// "9-12 dal lunedì al venerdì": the first clause says its times before its days.
    what_first: bool,
}

impl Reader<'_> {
    fn peek(&self, ahead: usize) -> Option<Token> {
        self.tokens.get(self.at + ahead).map(|(_, token)| *token)
    }

    fn column(&self) -> usize {
        let here = self.tokens.get(self.at).or_else(|| self.tokens.last());
        here.map_or(1, |(column, _)| *column)
    }

    fn read(&mut self) -> Result<(), Refusal> {
        while let Some(token) = self.peek(0) {
            match token {
                Token::And | Token::Stop => self.at += 1,
                Token::Also => {
                    if self.clause.says_what() {
                        self.finish()?;
                    }
                    self.clause.also = true;
                    self.at += 1;
                }
                Token::Day(_) | Token::AllDays | Token::Weekend | Token::Holidays | Token::Nth(_) => {
                    self.begin_when()?;
                    self.days()?;
                }
                Token::Month(_) => {
                    self.begin_when()?;
                    self.months()?;
                }
                Token::Number(_) if self.date_follows() => {
                    self.begin_when()?;
                    self.dates()?;
                }
                Token::Number(_) | Token::Time(_) => {
                    self.begin_what()?;
                    self.span()?;
                }
                Token::Closed => {
                    self.begin_what()?;
                    self.clause.closed = true;
                    self.at += 1;
                }
                Token::Appointment => {
                    // It may stand in front of its days: "su appuntamento il martedì".
                    if !self.clause.says_what() {
                        self.begin_what()?;
                    }
                    self.clause.appointment = true;
                    self.at += 1;
                }
                Token::Except => self.except()?,
                Token::Slash if self.clause.says_what() => self.at += 1,
                Token::Dash | Token::Slash => {
                    return Err(refused(self.column(), &["a day or a time is missing here"]));
                }
            }
        }
        if self.clause.says_when() || self.clause.says_what() || self.clause.also {
            self.finish()?;
        }
        match self.clauses.is_empty() {
            true => Err(refused(1, &["opening hours are empty"])),
            false => Ok(()),
        }
    }

    /// Days follow: a clause that has said everything ends before them.
    fn begin_when(&mut self) -> Result<(), Refusal> {
        if self.clause.says_what() {
            let first = self.clauses.is_empty() && !self.clause.says_when();
            self.what_first |= first;
            if !self.what_first || self.clause.says_when() && !self.days_go_on() {
                self.finish()?;
            }
        }
        self.begin();
        Ok(())
    }

    /// Whether the days here belong to days just read: nothing but "," or "e" stands between them.
    fn days_go_on(&self) -> bool {
        let before = self.tokens[..self.at].iter().rev().map(|(_, token)| token);
        let before: Vec<&Token> = before.take(2).collect();
        matches!(
            before.as_slice(),
            [
                Token::And,
                Token::Day(_) | Token::Holidays | Token::Weekend | Token::AllDays,
                ..
            ] | [Token::Day(_) | Token::Month(_) | Token::Nth(_) | Token::Number(_), ..]
        )
    }

    /// Times follow: after days that followed times they begin a clause of their own.
    fn begin_what(&mut self) -> Result<(), Refusal> {
        if self.what_first && self.clause.says_when() && self.clause.says_what() {
            self.finish()?;
        }
        self.begin();
        Ok(())
    }

    fn begin(&mut self) {
        if self.clause.column == 0 {
            self.clause.column = self.column();
        }
    }

    fn finish(&mut self) -> Result<(), Refusal> {
        let mut clause = core::mem::take(&mut self.clause);
        let column = clause.column.max(1);
        if !clause.says_what() {
            return Err(refused(column, &["these days have no hours"]));
        }
        if !clause.says_when() {
            match self.clauses.last() {
                // "lun-ven 9-12, anche 14-16"
                Some(before) if clause.also => {
                    clause.days = before.days;
                    clause.nth.clone_from(&before.nth);
                    clause.periods.clone_from(&before.periods);
                }
                // All of it: "su appuntamento".
                None if clause.appointment && clause.spans.is_empty() => clause.days = 0x7f,
                _ => return Err(refused(column, &["these hours have no days"])),
            }
        }
        if clause.closed && !clause.spans.is_empty() {
            return Err(refused(column, &["these days are open and closed at once"]));
        }
        self.clauses.push(clause);
        Ok(())
    }

    fn days(&mut self) -> Result<(), Refusal> {
        match self.peek(0) {
            Some(Token::AllDays) => self.clause.days = 0x7f,
            Some(Token::Weekend) => self.clause.days |= 0x60,
            Some(Token::Holidays) => self.clause.holidays = true,
            Some(Token::Nth(nth)) => self.clause.nth.push(nth),
            Some(Token::Day(first)) => {
                if let (Some(Token::Slash), Some(Token::Day(_))) = (self.peek(1), self.peek(2)) {
                    let words = ["\"/\" between days may mean \"to\" or \"and\": write lun-ven or lun, ven"];
                    return Err(refused(self.column(), &words));
                }
                let last = match (self.peek(1), self.peek(2)) {
                    (Some(Token::Dash), Some(Token::Day(last))) => {
                        self.at += 2;
                        last
                    }
                    _ => first,
                };
                self.clause.days |= range(first, last);
            }
            _ => {}
        }
        self.at += 1;
        Ok(())
    }

    fn except(&mut self) -> Result<(), Refusal> {
        let column = self.column();
        self.at += 1;
        let before = core::mem::take(&mut self.clause.days);
        let holidays = core::mem::take(&mut self.clause.holidays);
        while let Some(Token::Day(_) | Token::Holidays | Token::Weekend | Token::And | Token::Dash) = self.peek(0) {
            match self.peek(0) {
                Some(Token::And) => self.at += 1,
                // "tranne al sabato"
                Some(Token::Dash) => self.at += 1,
                _ => self.days()?,
            }
        }
        let except = self.clause.days;
        let but_holidays = self.clause.holidays;
        self.clause.days = before & !except;
        self.clause.holidays = holidays;
        if (except == 0 && !but_holidays) || (before & !except) == 0 {
            return Err(refused(column, &["it is not clear which days are left out"]));
        }
        if but_holidays {
            self.clauses.push(Clause {
                column,
                holidays: true,
                closed: true,
                ..Clause::default()
            });
        }
        Ok(())
    }

    fn months(&mut self) -> Result<(), Refusal> {
        let Some(Token::Month(first)) = self.peek(0) else {
            return Ok(());
        };
        let last = match (self.peek(1), self.peek(2)) {
            (Some(Token::Dash), Some(Token::Month(last))) => {
                self.at += 2;
                last
            }
            _ => first,
        };
        self.clause.periods.push(((first, 0), (last, 0)));
        self.at += 1;
        Ok(())
    }

    /// A day of a month, or a stretch of them: `1 luglio`, `1-31 agosto`, `1 luglio - 31 agosto`.
    fn date_follows(&self) -> bool {
        matches!(
            (self.peek(1), self.peek(2), self.peek(3)),
            (Some(Token::Month(_)), ..) | (Some(Token::Dash), Some(Token::Number(_)), Some(Token::Month(_)))
        )
    }

    fn dates(&mut self) -> Result<(), Refusal> {
        let column = self.column();
        let tokens = [0, 1, 2, 3, 4].map(|ahead| self.peek(ahead));
        let (from, to, taken) = match tokens {
            [
                Some(Token::Number(first)),
                Some(Token::Month(month)),
                Some(Token::Dash),
                Some(Token::Number(last)),
                Some(Token::Month(other)),
            ] => ((month, first), (other, last), 5),
            [
                Some(Token::Number(first)),
                Some(Token::Dash),
                Some(Token::Number(last)),
                Some(Token::Month(month)),
                _,
            ] => ((month, first), (month, last), 4),
            [Some(Token::Number(day)), Some(Token::Month(month)), ..] => ((month, day), (month, day), 2),
            _ => return Err(refused(column, &["this is no date"])),
        };
        let day = |(month, day): (u8, u16)| {
            let day = u8::try_from(day).ok().filter(|day| (1..=31).contains(day));
            day.map(|day| (month, day))
                .ok_or_else(|| refused(column, &["there is no such day"]))
        };
        self.clause.periods.push((day(from)?, day(to)?));
        self.at += taken;
        Ok(())
    }

    fn span(&mut self) -> Result<(), Refusal> {
        let column = self.column();
        let time = |token: Option<Token>| match token {
            Some(Token::Time(minutes)) => Some(minutes),
            Some(Token::Number(hour)) if hour <= 24 => Some(hour * 60),
            _ => None,
        };
        let (Some(from), Some(Token::Dash), Some(to)) = (time(self.peek(0)), self.peek(1), time(self.peek(2))) else {
            return Err(refused(
                column,
                &["a time \"from\" and a time \"to\" are expected, such as 9-12.30"],
            ));
        };
        if from >= to {
            return Err(refused(column, &["the hours end before they begin"]));
        }
        self.clause.spans.push((from, to));
        self.at += 3;
        Ok(())
    }
}

/// The days from one to another, around the end of the week where it has to be.
fn range(first: Weekday, last: Weekday) -> u8 {
    let mut days = 0;
    let mut day = first.index();
    loop {
        days |= 1 << day;
        if day == last.index() {
            return days;
        }
        day = (day + 1) % 7;
    }
}
