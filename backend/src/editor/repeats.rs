//! How an activity repeats as a few questions: every week or two on these days, every month on the same one, until when.
//! A rule that says more stays as it is written.

use std::fmt::Write as _;

use shared::time::recurrence::{Frequency, Rule, Until};
use shared::time::{Date, Start, Weekday};

/// How often, as a form names it.
pub(super) const HOW: [&str; 5] = ["once", "weekly", "two-weeks", "monthly", "other"];
/// Weekdays as rules name them, Monday first.
pub(super) const DAYS: [&str; 7] = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];

/// What the questions are answered with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Repeats {
    /// One of [`HOW`].
    pub(super) how: String,
    /// Some of [`DAYS`], in their order.
    pub(super) days: Vec<String>,
    /// The last day (`YYYY-MM-DD`), or nothing.
    pub(super) until: String,
}

impl Repeats {
    /// What a rule says; `other` where it says more than the questions ask.
    pub(super) fn of(rule: &str) -> Self {
        let known = |how: &str| Self {
            how: how.to_owned(),
            ..Self::default()
        };
        if rule.trim().is_empty() {
            return known("once");
        }
        let Ok(read) = rule.parse::<Rule>() else {
            return known("other");
        };
        let until = match read.until() {
            Some(Until::Day(date)) => date.to_string(),
            Some(_) => return known("other"),
            None => String::new(),
        };
        let mut repeats = Self {
            until,
            ..Self::default()
        };
        let mut interval = 1;
        for part in rule.trim().split(';') {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            match name {
                "FREQ" | "UNTIL" => {}
                "INTERVAL" => interval = value.parse().unwrap_or(0),
                "BYDAY" => repeats.days = value.split(',').map(str::to_owned).collect(),
                _ => return known("other"),
            }
        }
        let nth = |day: &String| day.len() == 3 && DAYS.contains(&&day[1..]);
        repeats.how = match (read.frequency(), interval) {
            (Frequency::Weekly, 1) => "weekly".to_owned(),
            (Frequency::Weekly, 2) => "two-weeks".to_owned(),
            (Frequency::Monthly, 1) if repeats.days.len() == 1 && repeats.days.iter().all(nth) => {
                repeats.days.clear();
                "monthly".to_owned()
            }
            _ => return known("other"),
        };
        repeats
    }

    /// As a form says it back.
    pub(super) fn code(&self) -> String {
        [&self.how, &*self.days.join(","), &self.until].join("|")
    }

    /// The rule for an activity whose first date is `start`; `None` for one that says more.
    fn rule(&self, start: &str) -> Option<String> {
        let first = start.trim().parse::<Start>().ok().map(|start| start.date);
        let mut rule = match self.how.as_str() {
            "once" => return Some(String::new()),
            "weekly" => "FREQ=WEEKLY".to_owned(),
            "two-weeks" => "FREQ=WEEKLY;INTERVAL=2".to_owned(),
            "monthly" => {
                let first = first?;
                let day = DAYS[weekday(first)];
                format!("FREQ=MONTHLY;BYDAY={}{day}", (first.day() - 1) / 7 + 1)
            }
            _ => return None,
        };
        if self.how != "monthly" {
            let named: Vec<&str> = DAYS
                .into_iter()
                .filter(|day| self.days.iter().any(|it| it == day))
                .collect();
            let days = match (named.is_empty(), first) {
                (false, _) => named.join(","),
                (true, Some(first)) => DAYS[weekday(first)].to_owned(),
                (true, None) => String::new(),
            };
            if !days.is_empty() {
                let _infallible = write!(rule, ";BYDAY={days}");
            }
        }
        if let Ok(until) = self.until.parse::<Date>() {
            let _infallible = write!(rule, ";UNTIL={}", until.to_string().replace('-', ""));
        }
        Some(rule)
    }
}

fn weekday(date: Date) -> usize {
    let all = [
        Weekday::Mo,
        Weekday::Tu,
        Weekday::We,
        Weekday::Th,
        Weekday::Fr,
        Weekday::Sa,
        Weekday::Su,
    ];
    all.iter().position(|day| *day == date.weekday()).unwrap_or_default()
}

/// The rule that a form says: of its questions where they were answered anew, else as it was typed.
pub(super) fn rule_of_form(given: &dyn Fn(&str) -> Option<String>, days: &[&str]) -> Option<String> {
    let typed = given("schedule.rrule");
    let answered = Repeats {
        how: given("repeat").unwrap_or_default(),
        days: days.iter().map(|day| (*day).to_owned()).collect(),
        until: given("repeat-until").unwrap_or_default(),
    };
    let is_answered = given("repeat-was").is_some_and(|was| was != answered.code());
    let start = given("schedule.start").unwrap_or_default();
    let rule = is_answered.then(|| answered.rule(&start)).flatten();
    rule.or(typed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_is_read_into_the_questions_and_back() {
        for rule in [
            "",
            "FREQ=WEEKLY;BYDAY=TU",
            "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR;UNTIL=20270630",
            "FREQ=MONTHLY;BYDAY=4TU",
        ] {
            let repeats = Repeats::of(rule);
            assert_eq!(repeats.rule("2026-11-24T16:30").as_deref(), Some(rule), "{repeats:?}");
        }
        for rule in [
            "FREQ=DAILY;COUNT=20",
            "FREQ=MONTHLY;BYMONTHDAY=3",
            "FREQ=WEEKLY;WKST=SU",
            "x",
        ] {
            assert_eq!(
                (Repeats::of(rule).how.as_str(), Repeats::of(rule).rule("2026-11-24")),
                ("other", None)
            );
        }
    }

    #[test]
    fn questions_count_where_they_were_answered_anew() {
        let was = Repeats::of("FREQ=WEEKLY;BYDAY=TU").code();
        let form = move |how: &'static str, rule: &'static str| {
            let was = was.clone();
            move |name: &str| {
                let value = match name {
                    "schedule.rrule" => rule,
                    "schedule.start" => "2026-11-24T16:30",
                    "repeat" => how,
                    "repeat-until" => "",
                    "repeat-was" => return Some(was.clone()),
                    _ => return None,
                };
                Some(value.to_owned())
            }
        };
        assert_eq!(
            rule_of_form(&form("weekly", "FREQ=DAILY"), &["TU"]).as_deref(),
            Some("FREQ=DAILY")
        );
        assert_eq!(
            rule_of_form(&form("two-weeks", "FREQ=WEEKLY;BYDAY=TU"), &["TU", "TH"]).as_deref(),
            Some("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH")
        );
        assert_eq!(
            rule_of_form(&form("once", "FREQ=WEEKLY;BYDAY=TU"), &["TU"]).as_deref(),
            Some("")
        );
        assert_eq!(
            rule_of_form(&form("monthly", "FREQ=WEEKLY;BYDAY=TU"), &[]).as_deref(),
            Some("FREQ=MONTHLY;BYDAY=4TU")
        );
    }
}
