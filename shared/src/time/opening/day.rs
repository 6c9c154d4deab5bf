//! Lays the rules of opening hours over each other for one day.

use super::{DateRange, HoursKind, HoursRule, OpeningHours, Operator};
use crate::time::Date;
use crate::time::date::days_in_month;

/// What the rules ask of a day, worked out once.
#[derive(Clone, Copy)]
pub(crate) struct DayFacts {
    pub(crate) date: Date,
    year: u16,
    /// `month * 32 + day`
    day: u16,
    weekday: u8,
    /// The bits of [`HoursRule::weekdays`] that this day has.
    nth: u16,
    public_holiday: bool,
    school_holiday: bool,
}

impl DayFacts {
    pub(crate) fn new(date: Date, public_holiday: bool, school_holiday: bool) -> Self {
        let (year, month, day) = date.civil();
        let from_end = (days_in_month(year, month) - day) / 7;
        Self {
            date,
            year: year as u16,
            day: u16::from(month) * 32 + u16::from(day),
            weekday: date.weekday().index(),
            nth: 1 << ((day - 1) / 7) | 32 << from_end,
            public_holiday,
            school_holiday,
        }
    }
}

/// A stretch of one day, in minutes since its midnight: `from` included, `to` (up to 1,440) not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Segment {
    pub(crate) from: u16,
    pub(crate) to: u16,
    pub(crate) kind: HoursKind,
    pub(super) rule: u8,
}

impl DateRange {
    fn holds(self, day: DayFacts) -> bool {
        if self.from_year > 0 {
            return (self.from_year, self.from) <= (day.year, day.day)
                && (day.year, day.day) <= (self.to_year, self.to);
        }
        match self.from <= self.to {
            true => (self.from..=self.to).contains(&day.day),
            false => day.day >= self.from || day.day <= self.to,
        }
    }
}

impl DateRange {
    /// The first day after `date` on which it begins. A 29 February that a year lacks is its 1 March.
    fn begins_after(self, date: Date) -> Option<Date> {
        let (month, day) = ((self.from / 32) as u8, (self.from % 32) as u8);
        let in_year = |year: i32| Date::new(year, month, day).or_else(|| Date::new(year, 3, 1));
        let years = match self.from_year {
            0 => date.year()..=date.year() + 1,
            year => i32::from(year)..=i32::from(year),
        };
        years.filter_map(in_year).find(|begin| *begin > date)
    }
}

impl OpeningHours {
    /// The first day from `date` on whose date ranges let a rule open it. Weekdays are not looked at: for jumping
    /// over the months in which nothing can open.
    pub(crate) fn may_open_from(&self, date: Date) -> Option<Date> {
        let today = DayFacts::new(date, false, false);
        let yesterday = date.pred().map(|date| DayFacts::new(date, false, false));
        let held = |range: &DateRange| range.holds(today) || yesterday.is_some_and(|day| range.holds(day));
        let mut next: Option<Date> = None;
        for rule in self.rules.iter().filter(|rule| rule.kind.opens()) {
            let ranges = &self.dates[usize::from(rule.dates.0)..usize::from(rule.dates.1)];
            if ranges.is_empty() || ranges.iter().any(held) {
                return Some(date);
            }
            let begins = ranges.iter().filter_map(|range| range.begins_after(date)).min();
            next = match (next, begins) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
        next
    }

    fn matches(&self, rule: &HoursRule, day: DayFacts) -> bool {
        let dates = &self.dates[usize::from(rule.dates.0)..usize::from(rule.dates.1)];
        (dates.is_empty() || dates.iter().any(|range| range.holds(day)))
            && (rule.weekdays[usize::from(day.weekday)] & day.nth != 0
                || (rule.public_holidays && day.public_holiday)
                || (rule.school_holidays && day.school_holiday))
    }

    /// Whether a rule that speaks of public holidays holds on that day because it is one.
    pub(crate) fn holiday_rule_holds(&self, day: DayFacts) -> bool {
        day.public_holiday
            && self
                .rules
                .iter()
                .any(|rule| rule.public_holidays && self.matches(rule, day))
    }

    /// Fills `out` with the stretches of `today` in order, without overlaps; what is not in it is closed.
    ///
    /// `yesterday` is looked at for hours past midnight; the first day of the calendar has none.
    pub(crate) fn day(&self, yesterday: Option<DayFacts>, today: DayFacts, out: &mut Vec<Segment>) {
        out.clear();
        for (index, rule) in self.rules.iter().enumerate() {
            let now = self.matches(rule, today);
            let before = rule.spans.0 < rule.spans.1 && yesterday.is_some_and(|day| self.matches(rule, day));
            match (rule.operator, rule.kind) {
                (Operator::Normal, HoursKind::Open | HoursKind::ByAppointment | HoursKind::Unknown) => {
                    if now {
                        out.clear();
                    } else if !out.is_empty() {
                        continue;
                    }
                }
                (Operator::Additional, _) | (Operator::Normal, HoursKind::Closed) => {}
                (Operator::Fallback, _) => {
                    let mut instead = Vec::new();
                    self.lay(index as u8, rule, now, before, &mut instead);
                    for segment in instead {
                        fill(out, segment);
                    }
                    continue;
                }
            }
            self.lay(index as u8, rule, now, before, out);
        }
    }

    /// Lays one rule over what stands already.
    fn lay(&self, index: u8, rule: &HoursRule, today: bool, yesterday: bool, out: &mut Vec<Segment>) {
        let segment = |from, to| Segment {
            from,
            to,
            kind: rule.kind,
            rule: index,
        };
        let plain_off = rule.kind == HoursKind::Closed && rule.note == (0, 0);
        let spans = &self.spans[usize::from(rule.spans.0)..usize::from(rule.spans.1)];
        if spans.is_empty() && today {
            out.clear();
            if !plain_off {
                out.push(segment(0, 1_440));
            }
        }
        for span in spans {
            if today && span.from < 1_440 {
                over(out, segment(span.from, span.to.min(1_440)), plain_off);
            }
            if yesterday && span.to > 1_440 {
                over(out, segment(0, span.to - 1_440), plain_off);
            }
        }
    }
}

/// Puts the stretch wherever what stands leaves room: nothing, or expressly closed unless it only says so again.
fn fill(out: &mut Vec<Segment>, new: Segment) {
    let gives_way = |old: &Segment| old.kind == HoursKind::Closed && new.kind != HoursKind::Closed;
    let mut from = new.from;
    let kept: Vec<Segment> = out.iter().copied().filter(|old| !gives_way(old)).collect();
    for old in kept {
        if from < old.from.min(new.to) {
            over(
                out,
                Segment {
                    from,
                    to: old.from.min(new.to),
                    ..new
                },
                false,
            );
        }
        from = from.max(old.to);
    }
    if from < new.to {
        over(out, Segment { from, ..new }, false);
    }
}

/// Cuts the stretch out of what stands, and puts it there unless it only takes away.
fn over(out: &mut Vec<Segment>, new: Segment, cut_only: bool) {
    let mut index = 0;
    while index < out.len() {
        let old = out[index];
        if old.to <= new.from || old.from >= new.to {
            index += 1;
            continue;
        }
        out.remove(index);
        if old.from < new.from {
            out.insert(index, Segment { to: new.from, ..old });
            index += 1;
        }
        if old.to > new.to {
            out.insert(index, Segment { from: new.to, ..old });
            index += 1;
        }
    }
    if !cut_only {
        let at = out.iter().position(|old| old.from >= new.to).unwrap_or(out.len());
        out.insert(at, new);
    }
}

/// The stretch that holds that minute of the day.
pub(crate) fn segment_at(segments: &[Segment], minute: u16) -> Option<Segment> {
    segments
        .iter()
        .copied()
        .find(|segment| segment.from <= minute && minute < segment.to)
}
