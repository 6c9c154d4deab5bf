//! Opening hours in OpenStreetMap syntax, as a value that can only hold what was understood.
//!
//! [`parse`] reads the text into a few small integer tables, [`day`] lays the rules over each other for one day.
//! What is supported means exactly what the specification 0.7 and the crate `opening-hours` 2.1.4 make of it; the rest
//! is refused with its column:
//!
//! - rules: `;` (a matching rule replaces the day), `,` (adds to it), `||` (only where nothing else stands),
//!   `off` and `closed` (take away), `open`, `24/7`;
//! - dates: `Sep-Jun`, `Jul,Aug`, `Dec 24`, `Jul 01-Aug 31`, `Dec 24-26`, each with an optional year, `2026`, `2026-2027`;
//! - days: `Mo-Fr`, `Fr-Mo`, `Mo,We`, `Sa[1]`, `Sa[-1]`, `We[1,3]`, `Th[2-4]`, `PH`, `SH`;
//! - times: `09:00-12:30,14:00-18:00`, past midnight as `22:00-02:00` or `22:00-26:00`;
//! - comments: those that ask for an appointment or speak of the telephone make a span "by appointment" ([`note`]), any
//!   other stays with its span as a note. Days or a comment without hours and without `open` are "not known".
//!
//! `||` works minute by minute: what stands behind it holds wherever nobody is there by what stands before.

mod day;
mod note;
mod parse;
mod parse_dates;
mod parse_days;

use core::str::FromStr;

pub(crate) use day::{DayFacts, Segment, segment_at};

use crate::problem::Refusal;

/// What the hours say of a span of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum HoursKind {
    /// Open to whoever comes.
    Open,
    /// Someone is there, but only by appointment or by telephone: the note says which.
    ByAppointment,
    /// Expressly closed, with a note.
    Closed,
    /// Days or a comment without hours: nobody knows, and the note may say more.
    Unknown,
}

impl HoursKind {
    /// Whether somebody is there.
    #[must_use]
    pub const fn opens(self) -> bool {
        matches!(self, Self::Open | Self::ByAppointment)
    }
}

/// How a rule meets the rules before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Operator {
    /// `;`
    Normal,
    /// `,`
    Additional,
    /// `||`
    Fallback,
}

/// A range of days of the year, both ends included. Days are `month * 32 + day`; a year of 0 is every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct DateRange {
    from_year: u16,
    from: u16,
    to_year: u16,
    to: u16,
}

/// One rule; `dates` and `spans` are ranges of the tables of the whole, empty for "every day" and "all day".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct HoursRule {
    operator: Operator,
    kind: HoursKind,
    /// Which weekdays: bit n - 1 for the n-th of the month, bit 4 + n for the n-th from its end.
    weekdays: [u16; 7],
    public_holidays: bool,
    school_holidays: bool,
    /// The note says that no appointment is needed.
    free_entry: bool,
    dates: (u8, u8),
    spans: (u8, u8),
    note: (u16, u16),
}

/// Minutes since the midnight at which the day begins; the end may lie on the next day (up to 2,880).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    from: u16,
    to: u16,
}

/// Opening hours in the supported part of the OpenStreetMap `opening_hours` syntax. Keeps its source text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningHours {
    text: Box<str>,
    rules: Box<[HoursRule]>,
    dates: Box<[DateRange]>,
    spans: Box<[Span]>,
}

impl OpeningHours {
    /// The text it was read from.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether some rule speaks of public holidays (`PH`): then the place has said what it does on them.
    #[must_use]
    pub fn mentions_public_holidays(&self) -> bool {
        self.rules.iter().any(|rule| rule.public_holidays)
    }

    /// Whether some rule speaks of school holidays (`SH`).
    #[must_use]
    pub fn mentions_school_holidays(&self) -> bool {
        self.rules.iter().any(|rule| rule.school_holidays)
    }

    /// Whether every week is alike, holidays aside: no rule speaks of parts of the year, of school holidays or of the
    /// n-th day of a month.
    #[must_use]
    pub fn is_weekly(&self) -> bool {
        let weekly = |rule: &HoursRule| {
            let whole = rule.weekdays.iter().all(|nth| *nth == 0 || *nth == parse::EVERY);
            rule.dates.0 == rule.dates.1 && !rule.school_holidays && whole
        };
        self.rules.iter().all(weekly)
    }

    /// The last year that one of its dates names.
    #[must_use]
    pub fn last_year(&self) -> Option<u16> {
        let years = self.dates.iter().map(|range| range.to_year);
        years.max().filter(|year| *year > 0)
    }

    /// Whether any rule can open the place at all; `off` alone cannot.
    pub(crate) fn ever_opens(&self) -> bool {
        self.rules.iter().any(|rule| rule.kind.opens())
    }

    /// How many steps it takes to lay the rules over each other for a day that then has so many stretches.
    pub(crate) const fn steps_a_day(&self, segments: usize) -> usize {
        1 + self.rules.len() + self.spans.len() * (1 + segments)
    }

    /// Whether the rule that a segment comes from says that no appointment is needed.
    pub(crate) fn is_free_entry(&self, segment: Segment) -> bool {
        self.rules[usize::from(segment.rule)].free_entry
    }

    /// The comment of the rule that a segment comes from, `""` if it has none.
    pub(crate) fn note(&self, segment: Segment) -> &str {
        let (from, to) = self.rules[usize::from(segment.rule)].note;
        &self.text[usize::from(from)..usize::from(to)]
    }
}

impl FromStr for OpeningHours {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        parse::parse(text)
    }
}
