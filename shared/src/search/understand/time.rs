//! Words of time: "domani mattina", "sabato", "a dicembre". They rank what fits first and decide no cut.

use super::*;
use crate::filter::{OpenAt, When};
use crate::time::day_part::DayPart;
use crate::time::{Date, LocalDateTime, Start, Weekday};

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
}

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
