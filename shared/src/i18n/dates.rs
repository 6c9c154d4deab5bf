//! Days, times, ranges, lists and numbers as each language writes them, by the patterns of its table (CLDR's, with a
//! 24-hour clock in all of them, as it stands on every door in Italy).

use super::{Language, Word, Words, fill, generated};
use crate::time::{Date, LocalDateTime, TimeOfDay, Weekday};

/// LEFT-TO-RIGHT ISOLATE and POP DIRECTIONAL ISOLATE (UAX #9): digits around a dash would turn over in Arabic.
const ISOLATE: [&str; 2] = ["\u{2066}", "\u{2069}"];

impl Words {
    /// `lunedì` to `domenica`.
    #[must_use]
    pub fn weekday(&self, day: Weekday) -> &str {
        self.line(generated::WEEKDAY + usize::from(day.index()))
    }

    /// `lun` to `dom`.
    #[must_use]
    pub fn short_weekday(&self, day: Weekday) -> &str {
        self.line(generated::WEEKDAY_SHORT + usize::from(day.index()))
    }

    /// `gennaio` to `dicembre` for 1 to 12, as it stands alone; `""` for anything else.
    #[must_use]
    pub fn month(&self, month: u8) -> &str {
        self.of_month(generated::MONTH_ALONE, month)
    }

    /// `gen` to `dic` for 1 to 12; `""` for anything else.
    #[must_use]
    pub fn short_month(&self, month: u8) -> &str {
        self.of_month(generated::MONTH_SHORT, month)
    }

    fn of_month(&self, group: usize, month: u8) -> &str {
        match month {
            1..=12 => self.line(group + usize::from(month) - 1),
            _ => "",
        }
    }

    fn pattern(&self, word: Word, gaps: &[&str]) -> String {
        fill::pattern(self.text(word), gaps)
    }

    fn day_number(&self, day: u8) -> String {
        match day {
            1 => self.text(Word::FirstOfMonth).to_owned(),
            _ => day.to_string(),
        }
    }

    /// `28 agosto`, `1º maggio`.
    #[must_use]
    pub fn day_month(&self, date: Date) -> String {
        let (_, month, day) = date.civil();
        let month = self.of_month(generated::MONTH, month);
        self.pattern(Word::PatternDayMonth, &[&self.day_number(day), month])
    }

    /// `martedì 24 novembre`.
    #[must_use]
    pub fn day(&self, date: Date) -> String {
        let weekday = self.weekday(date.weekday());
        self.pattern(Word::PatternWeekdayDay, &[weekday, &self.day_month(date)])
    }

    /// `24 novembre 2026`.
    #[must_use]
    pub fn full_day(&self, date: Date) -> String {
        let year = date.year().to_string();
        self.pattern(Word::PatternFullDay, &[&self.day_month(date), &year])
    }

    /// `novembre 2026`.
    #[must_use]
    pub fn month_year(&self, year: i32, month: u8) -> String {
        self.pattern(Word::PatternMonthYear, &[self.month(month), &year.to_string()])
    }

    /// `mar 24 nov`.
    #[must_use]
    pub fn short_day(&self, date: Date) -> String {
        let (_, month, day) = date.civil();
        let weekday = self.short_weekday(date.weekday());
        let gaps = [weekday, &day.to_string(), self.short_month(month)];
        self.pattern(Word::PatternShortDay, &gaps)
    }

    /// `martedì 24 novembre, 16:30`.
    #[must_use]
    pub fn moment(&self, at: LocalDateTime) -> String {
        self.pattern(Word::PatternMoment, &[&self.day(at.date), &self.time(at.time)])
    }

    /// `16:30`.
    #[must_use]
    pub fn time(&self, time: TimeOfDay) -> String {
        time.to_string()
    }

    /// `15:30–18:30`, which keeps its direction in a line that runs from right to left.
    #[must_use]
    pub fn span(&self, from: TimeOfDay, to: TimeOfDay) -> String {
        let (from, to) = (from.to_string(), to.to_string());
        let [open, close] = if self.language().is_rtl() { ISOLATE } else { ["", ""] };
        [open, &from, "–", &to, close].concat()
    }

    /// `dal 3 al 5 dicembre`, `dal 28 dicembre al 6 gennaio`; with the years where they differ from `year`.
    #[must_use]
    pub fn days(&self, from: Date, to: Date, year: i32) -> String {
        let written = |date: Date| match date.year() == year {
            true => self.day_month(date),
            false => self.full_day(date),
        };
        let ((first_year, first_month, first), (last_year, month, last)) = (from.civil(), to.civil());
        if (first_year, first_month, year) == (last_year, month, last_year) && from < to {
            let month = self.of_month(generated::MONTH, month);
            let gaps = [self.day_number(first), self.day_number(last)];
            return self.filled(Word::PatternDaysOfMonth, &[&gaps[0], &gaps[1], month]);
        }
        match from == to {
            true => written(from),
            false => self.filled(Word::FromTo, &[&written(from), &written(to)]),
        }
    }

    /// "a, b, c".
    #[must_use]
    pub fn list(&self, parts: &[String]) -> String {
        self.joined(parts, Word::ListComma)
    }

    /// "a, b e c".
    #[must_use]
    pub fn list_and(&self, parts: &[String]) -> String {
        match parts.split_last() {
            None => String::new(),
            Some((last, [])) => last.clone(),
            Some((last, before)) => {
                let before = self.joined(before, Word::ListComma);
                // "y" becomes "e" before its own sound.
                let sounds_alike = last.starts_with('i') || last.starts_with('I');
                if self.language() == Language::Spanish && sounds_alike {
                    return [before.as_str(), " e ", last].concat();
                }
                self.pattern(Word::ListAnd, &[&before, last])
            }
        }
    }

    fn joined(&self, parts: &[String], word: Word) -> String {
        let mut parts = parts.iter();
        let first = parts.next().cloned().unwrap_or_default();
        parts.fold(first, |list, part| self.pattern(word, &[&list, part]))
    }

    /// `30.000`: a whole number with the language's mark between thousands. Below ten thousand there is none.
    #[must_use]
    pub fn number(&self, number: usize) -> String {
        let digits = number.to_string();
        if digits.len() < 5 {
            return digits;
        }
        let mark = self.text(Word::NumberSample).chars().nth(1).unwrap_or('.');
        let mut out = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push(mark);
            }
            out.push(digit);
        }
        out
    }
}
