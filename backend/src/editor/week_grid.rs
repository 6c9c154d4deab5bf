//! Opening hours as a week that one can paint: half hours by day, and what no week can say as a text beside it.
//!
//! A week is taken out of hours in OpenStreetMap syntax only where it can be put back without a change of meaning: rules
//! of plain weekdays with whole or half hours first, then everything else (`PH off`, `Aug off`).

use shared::time::hours_text;

const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
/// Half hours of a day.
pub(super) const SLOTS: usize = 48;

/// The half hours of a week, Monday first: bit n of a day is the n-th half hour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct WeekGrid([u64; 7]);

impl WeekGrid {
    /// Whether that half hour is painted.
    pub(super) const fn holds(&self, day: usize, slot: usize) -> bool {
        self.0[day] & (1 << slot) != 0
    }

    /// Paints a half hour that a form names as `day-slot`, both from 0. Others are passed over.
    fn paint(&mut self, name: &str) {
        let parts = name
            .split_once('-')
            .and_then(|(day, slot)| Some((day.parse::<usize>().ok()?, slot.parse::<usize>().ok()?)));
        if let Some((day, slot)) = parts.filter(|(day, slot)| *day < 7 && *slot < SLOTS) {
            self.0[day] |= 1 << slot;
        }
    }

    /// As a form says it back, to tell whether something was painted.
    pub(super) fn code(&self) -> String {
        let days = self.0.map(|day| format!("{day:x}"));
        days.join(".")
    }

    fn spans(&self, day: usize) -> Vec<(usize, usize)> {
        let mut spans: Vec<(usize, usize)> = Vec::new();
        for slot in (0..SLOTS).filter(|slot| self.holds(day, *slot)) {
            match spans.last_mut().filter(|(_, to)| *to == slot) {
                Some((_, to)) => *to = slot + 1,
                None => spans.push((slot, slot + 1)),
            }
        }
        spans
    }

    /// As rules, days that are alike together.
    fn rules(&self) -> String {
        let mut rules = Vec::new();
        let mut told = [false; 7];
        for day in 0..7 {
            if told[day] || self.0[day] == 0 {
                continue;
            }
            let alike: Vec<usize> = (day..7).filter(|other| self.0[*other] == self.0[day]).collect();
            for other in &alike {
                told[*other] = true;
            }
            let spans = self.spans(day).into_iter();
            let spans: Vec<String> = spans.map(|(from, to)| [clock(from), clock(to)].join("-")).collect();
            rules.push(format!("{} {}", days_in_syntax(&alike), spans.join(",")));
        }
        rules.join("; ")
    }
}

fn clock(slot: usize) -> String {
    format!("{:02}:{:02}", slot / 2, slot % 2 * 30)
}

fn days_in_syntax(days: &[usize]) -> String {
    let mut runs: Vec<(usize, usize)> = Vec::new();
    for day in days {
        match runs.last_mut().filter(|(_, last)| last + 1 == *day) {
            Some((_, last)) => *last = *day,
            None => runs.push((*day, *day)),
        }
    }
    let run = |(first, last): (usize, usize)| match last - first {
        0 => DAYS[first].to_owned(),
        1 => [DAYS[first], DAYS[last]].join(","),
        _ => [DAYS[first], DAYS[last]].join("-"),
    };
    runs.into_iter().map(run).collect::<Vec<_>>().join(",")
}

/// Hours taken apart: the week, and the rules that no week can say. `None` where that would not say the same.
pub(super) fn taken_apart(hours: &str) -> Option<(WeekGrid, String)> {
    let mut week = WeekGrid::default();
    let mut more: Vec<&str> = Vec::new();
    for rule in hours.split(';').map(str::trim).filter(|rule| !rule.is_empty()) {
        match weekly(rule) {
            Some(_) if !more.is_empty() => return None,
            Some((days, bits)) => days.into_iter().for_each(|day| week.0[day] = bits),
            None => more.push(rule),
        }
    }
    Some((week, more.join("; ")))
}

/// A rule of plain weekdays with half hours.
fn weekly(rule: &str) -> Option<(Vec<usize>, u64)> {
    let (days, times) = rule.split_once(' ')?;
    let mut named = Vec::new();
    for part in days.split(',') {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let at = |name: &str| DAYS.iter().position(|day| *day == name);
        let (first, last) = (at(first)?, at(last)?);
        let mut day = first;
        named.push(day);
        while day != last {
            day = (day + 1) % 7;
            named.push(day);
        }
    }
    let mut bits = 0_u64;
    for span in times.split(',') {
        let (from, to) = span.split_once('-')?;
        let (from, to) = (slot(from)?, slot(to)?);
        if from >= to || to > SLOTS {
            return None;
        }
        (from..to).for_each(|slot| bits |= 1 << slot);
    }
    Some((named, bits))
}

fn slot(time: &str) -> Option<usize> {
    let (hours, minutes) = time.split_once(':')?;
    let plain = |text: &str| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
    if !plain(hours) || !plain(minutes) {
        return None;
    }
    let half = match minutes {
        "00" => 0,
        "30" => 1,
        _ => return None,
    };
    Some(hours.parse::<usize>().ok()? * 2 + half)
}

/// The hours that a form says: painted where something was painted, else as they were typed. Hours in Italian words are
/// taken as well. `given` is the value of a field, `painted` the half hours.
pub(super) fn hours_of_form(given: &dyn Fn(&str) -> Option<String>, painted: &[&str]) -> Option<String> {
    let text = given("opening_hours");
    let (was, more_was) = (given("grid-was"), given("grid-more-was"));
    let more = given("grid-more").unwrap_or_default();
    let mut week = WeekGrid::default();
    painted.iter().for_each(|name| week.paint(name));
    let is_painted = was.is_some_and(|was| was != week.code()) || more_was.is_some_and(|was| was.trim() != more.trim());
    if is_painted {
        let rules = [week.rules(), more.trim().to_owned()];
        let rules: Vec<String> = rules.into_iter().filter(|rule| !rule.is_empty()).collect();
        return Some(rules.join("; "));
    }
    let text = text?;
    // What cannot be read stays as it was typed, and is told at its field.
    let read = hours_text::read(&text).map(|hours| hours.as_str().to_owned());
    Some(read.unwrap_or(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hours_are_taken_apart_and_put_together_again() {
        for (hours, again) in [
            (
                "Mo-Fr 09:00-12:30; Th 15:00-18:00; PH off",
                "Mo-We,Fr 09:00-12:30; Th 15:00-18:00; PH off",
            ),
            (
                "Mo 15:30-18:30; Th 10:00-13:00; PH off",
                "Mo 15:30-18:30; Th 10:00-13:00; PH off",
            ),
            ("Sa-Mo 00:00-24:00", "Mo,Sa,Su 00:00-24:00"),
            ("Tu,We 09:00-12:00,14:00-16:30", "Tu,We 09:00-12:00,14:00-16:30"),
            ("Aug off", "Aug off"),
            ("", ""),
        ] {
            let (week, more) = taken_apart(hours).expect(hours);
            let rules = [week.rules(), more];
            let rules: Vec<String> = rules.into_iter().filter(|rule| !rule.is_empty()).collect();
            assert_eq!(rules.join("; "), again);
        }
        // A later rule of the week would take August back.
        assert_eq!(taken_apart("Aug off; Mo 09:00-12:00"), None);
        // Quarters of an hour, months and comments are no week: they stay as they are.
        let (week, more) = taken_apart("Mo 09:15-12:00").expect("nothing of it is a week");
        assert_eq!((week, more.as_str()), (WeekGrid::default(), "Mo 09:15-12:00"));
    }

    #[test]
    fn what_was_painted_counts_and_what_was_typed_counts_otherwise() {
        let form = |hours: &'static str, was: String, more: &'static str| {
            move |name: &str| {
                let value = match name {
                    "opening_hours" => hours.to_owned(),
                    "grid-was" => was.clone(),
                    "grid-more" => more.to_owned(),
                    "grid-more-was" => "PH off".to_owned(),
                    _ => return None,
                };
                Some(value)
            }
        };
        let (week, _) = taken_apart("Mo 09:00-10:00").expect("a week");
        let painted = ["0-18", "0-19"];
        let same = form("Mo 09:00-11:00", week.code(), "PH off");
        assert_eq!(hours_of_form(&same, &painted).as_deref(), Some("Mo 09:00-11:00"));
        let more = ["0-18", "0-19", "2-30", "9-99", "x"];
        let changed = form("Mo 09:00-10:00", week.code(), "PH off");
        assert_eq!(
            hours_of_form(&changed, &more).as_deref(),
            Some("Mo 09:00-10:00; We 15:00-15:30; PH off")
        );
        let holidays = form("Mo 09:00-10:00; PH off", week.code(), "Aug off");
        assert_eq!(
            hours_of_form(&holidays, &painted).as_deref(),
            Some("Mo 09:00-10:00; Aug off")
        );
        let words = form("lun-mer 9-12.30", week.code(), "PH off");
        assert_eq!(hours_of_form(&words, &painted).as_deref(), Some("Mo-We 09:00-12:30"));
        let unreadable = form("quando capita", week.code(), "PH off");
        assert_eq!(hours_of_form(&unreadable, &painted).as_deref(), Some("quando capita"));
    }
}
