//! Hours by day of the week, as pages print them, in the `opening_hours` syntax of OpenStreetMap.

use anyhow::{Result, anyhow};
use shared::time::{OpeningHours, Weekday};

use super::facts::Span;

/// Writes `Mo-Fr 09:00-12:30,14:00-16:00; PH off`; `None` where no hours are known.
///
/// No page says what holds on public holidays. They count as closed, because a family in front of a closed door is
/// worse off than one that called first; `place.rs` says so in the note.
pub(super) fn opening_hours(spans: &[Span], comment: Option<&str>) -> Result<Option<OpeningHours>> {
    let mut days: Vec<(Weekday, String)> = Vec::new();
    for span in spans {
        let day = Weekday::ALL
            .into_iter()
            .find(|day| day.ical().eq_ignore_ascii_case(&span.day))
            .ok_or_else(|| anyhow!("unknown day {:?}", span.day))?;
        let times = format!("{}-{}", span.from, span.to);
        match days.last_mut() {
            Some((last, before)) if *last == day => {
                before.push(',');
                before.push_str(&times);
            }
            _ => days.push((day, times)),
        }
    }
    let mut rules: Vec<(Weekday, Weekday, String)> = Vec::new();
    for (day, times) in days {
        match rules.last_mut() {
            Some((_, last, same)) if *same == times && day.index() == last.index() + 1 => *last = day,
            _ => rules.push((day, day, times)),
        }
    }
    if rules.is_empty() {
        return Ok(None);
    }
    let mut text = String::new();
    for (first, last, times) in rules {
        text.push_str(day_name(first));
        if first != last {
            text.push('-');
            text.push_str(day_name(last));
        }
        text.push(' ');
        text.push_str(&times);
        if let Some(comment) = comment {
            text.push_str(&format!(" \"{comment}\""));
        }
        text.push_str("; ");
    }
    text.push_str("PH off");
    super::parse(&text).map(Some)
}

const fn day_name(day: Weekday) -> &'static str {
    ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"][day.index() as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(spans: &[(&str, &str, &str)], comment: Option<&str>) -> Option<String> {
        let spans: Vec<Span> = spans
            .iter()
            .map(|(day, from, to)| Span {
                day: (*day).to_owned(),
                from: (*from).to_owned(),
                to: (*to).to_owned(),
            })
            .collect();
        let hours = opening_hours(&spans, comment).expect("the hours can be written");
        hours.map(|hours| hours.as_str().to_owned())
    }

    #[test]
    fn days_with_the_same_hours_become_a_range() {
        let week = ["mo", "tu", "we"].map(|day| [(day, "09:00", "12:30"), (day, "14:00", "16:00")]);
        assert_eq!(
            written(week.as_flattened(), None).as_deref(),
            Some("Mo-We 09:00-12:30,14:00-16:00; PH off")
        );
        assert_eq!(
            written(&[("tu", "10:00", "13:00"), ("th", "10:00", "13:00")], None).as_deref(),
            Some("Tu 10:00-13:00; Th 10:00-13:00; PH off")
        );
    }

    #[test]
    fn a_comment_stands_with_the_hours_and_nothing_is_nothing() {
        assert_eq!(
            written(&[("fr", "11:30", "12:30")], Some("su appuntamento")).as_deref(),
            Some("Fr 11:30-12:30 \"su appuntamento\"; PH off")
        );
        assert_eq!(written(&[], None), None);
    }
}
