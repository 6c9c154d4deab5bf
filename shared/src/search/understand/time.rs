//! Words of time: "domani mattina", "sabato", "a dicembre". They rank what fits first and decide no cut.

use super::*;
use crate::filter::{OpenAt, When};
use crate::time::day_part::DayPart;
use crate::time::{Date, LocalDateTime, Start, TimeOfDay, Weekday};

impl Question<'_> {
    /// Reads the words of time; each then counts only where it stands just so.
    pub(super) fn read_time(&mut self, thesaurus: &Thesaurus, now: LocalDateTime) {
        let mut when = When::default();
        let mut at = 0;
        while at < self.units.len() {
            let mut word = |step: usize| {
                let unit = self.units.get(at + step)?;
                let free = matches!(unit.slot, Slot::Word | Slot::Optional);
                let word = thesaurus.vocabulary.find(bare(unit.text)).filter(|_| free)?;
                Some(word as u32)
            };
            let Some((code, length)) = thesaurus.time_at(&mut word) else {
                at += 1;
                continue;
            };
            if let Some((after, begin, end)) = self.hour_after(thesaurus, code, at, length) {
                when.after = Some(after);
                for unit in &mut self.units[begin..end] {
                    unit.slot = Slot::Time;
                    unit.known = true;
                    unit.split = None;
                    unit.literal.clear();
                }
                at = end;
                continue;
            }
            if add(&mut when, code, now) {
                for unit in &mut self.units[at..at + length] {
                    unit.slot = Slot::Time;
                    unit.known = true;
                    unit.split = None;
                    // "Domenica" is not "Via San Domenico".
                    unit.literal.retain(|answer| !answer.guessed && answer.quality == 100);
                }
            }
            at += length;
        }
        self.when = when;
    }

    /// "dopo le 17", "after 5 pm", "5 点 以后": the time of day, the first unit that says it and the one after the last.
    fn hour_after(
        &self,
        thesaurus: &Thesaurus,
        code: u8,
        at: usize,
        length: usize,
    ) -> Option<(TimeOfDay, usize, usize)> {
        let number = |at: usize| {
            let unit = self.units.get(at)?;
            let digits = unit.text.len() <= 2 && unit.text.bytes().all(|byte| byte.is_ascii_digit());
            let free = matches!(unit.slot, Slot::Word | Slot::Optional);
            unit.text.parse::<u16>().ok().filter(|_| digits && free)
        };
        // Nobody looks for help at five in the morning.
        let time = |hour: u16, minute: u16, forenoon: bool| {
            let afternoon = (1..8).contains(&hour) && !forenoon;
            TimeOfDay::new(if afternoon { hour + 12 } else { hour }, minute)
        };
        let marked = |at: usize| {
            let mut roles = thesaurus.role(self.units.get(at)?.text);
            roles.find_map(|role| match role {
                Concept::When(code @ (FORENOON | HOUR | NO_HOUR)) => Some(code),
                _ => None,
            })
        };
        if code == HOUR_BEFORE {
            let sign = (0..at)
                .rev()
                .take(2)
                .find(|&at| marked(at) == Some(HOUR))
                .filter(|&sign| sign > 0)?;
            return Some((time(number(sign - 1)?, 0, false)?, sign - 1, at + length));
        }
        if code != AFTER {
            return None;
        }
        // "dopo le ore 17": at most two small words stand between.
        let small = |at: &usize| (self.units.get(*at)).is_some_and(|unit| unit.slot == Slot::Optional);
        let gap = (at + length..at + length + 2)
            .take_while(small)
            .take_while(|at| number(*at).is_none());
        let hour_at = at + length + gap.count();
        let hour = number(hour_at).filter(|hour| *hour < 24)?;
        let mut end = hour_at + 1;
        let chunk = self.units[hour_at].chunk;
        let minute = number(end).filter(|minute| *minute < 60 && self.units[end].chunk == chunk);
        end += usize::from(minute.is_some());
        let mark = marked(end);
        // "Dopo 3 giorni" speaks of no hour.
        if mark == Some(NO_HOUR) {
            return None;
        }
        end += usize::from(mark.is_some());
        let time = time(hour, minute.unwrap_or(0), mark == Some(FORENOON))?;
        Some((time, at, end))
    }
}

/// "Dopo le", "after": a time of day follows.
const AFTER: u8 = 40;
/// "a.m.", after an hour.
const FORENOON: u8 = 41;
/// "p.m.", "h", "点", after an hour.
const HOUR: u8 = 42;
/// "点 以后": the hour stands before it.
const HOUR_BEFORE: u8 = 44;
/// "Giorni", "weeks": a number before it is no hour.
const NO_HOUR: u8 = 43;

/// Adds a word of time; whether it could be added.
fn add(when: &mut When, code: u8, now: LocalDateTime) -> bool {
    let day = |date: Date| Some(Start { date, time: None });
    let on = |date: Date, when: &mut When| (when.from, when.to) = (day(date), day(date));
    match code {
        0 => on(now.date, when),
        1 => on(now.date.saturating_add_days(1), when),
        2 => {
            when.weekdays.insert(Weekday::ALL[5]);
            when.weekdays.insert(Weekday::ALL[6]);
        }
        3 => when.open_at = Some(OpenAt::Now),
        4 => when.part = DayPart::Morning,
        5 => when.part = DayPart::Afternoon,
        6 => when.part = DayPart::Evening,
        7 => {
            on(now.date, when);
            when.part = DayPart::Evening;
        }
        10..=16 => when.weekdays.insert(Weekday::ALL[usize::from(code - 10)]),
        21..=32 => {
            let month = code - 20;
            let year = now.date.year() + i32::from(month < now.date.month());
            let next = if month == 12 {
                Date::new(year + 1, 1, 1)
            } else {
                Date::new(year, month + 1, 1)
            };
            let (Some(first), Some(next)) = (Date::new(year, month, 1), next) else {
                return false;
            };
            when.from = day(first.max(now.date));
            when.to = day(next.saturating_add_days(-1));
        }
        _ => return false,
    }
    true
}
