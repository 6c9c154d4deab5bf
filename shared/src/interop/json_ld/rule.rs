//! A rule as schema.org tells it (`Schedule`), where it can be told: what would come out as another one is left out.

use serde_json::{Map, Value};

use crate::model::Activity;

/// The schedule of an activity that repeats by a rule.
pub(super) fn schedule(activity: &Activity) -> Option<Value> {
    let schedule = activity.schedule.as_ref()?;
    let rule = schedule.rrule.as_ref()?;
    let text = rule.as_str().to_ascii_uppercase();
    let part = |name: &str| {
        text.split(';')
            .find_map(|part| part.strip_prefix(name)?.strip_prefix('='))
    };
    let unit = match part("FREQ")? {
        "DAILY" => "D",
        "WEEKLY" => "W",
        "MONTHLY" => "M",
        "YEARLY" => "Y",
        _ => return None,
    };
    let mut told = Map::new();
    told.insert("@type".to_owned(), "Schedule".into());
    told.insert(
        "repeatFrequency".to_owned(),
        ["P", part("INTERVAL").unwrap_or("1"), unit].concat().into(),
    );
    told.insert("startDate".to_owned(), schedule.start.date.to_string().into());
    told.insert("scheduleTimezone".to_owned(), "Europe/Rome".into());
    let mut put = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            told.insert(name.to_owned(), value);
        }
    };
    put("startTime", schedule.start.time.map(|time| time.to_string().into()));
    put(
        "duration",
        schedule
            .minutes
            .map(|minutes| ["PT", &minutes.to_string(), "M"].concat().into()),
    );
    put("endDate", rule.last_day().map(|day| day.to_string().into()));
    put("repeatCount", rule.count().map(Value::from));
    put("byDay", by_day(part("BYDAY"), part("BYSETPOS"))?);
    put("byMonthDay", numbers(part("BYMONTHDAY"))?);
    put("byMonth", numbers(part("BYMONTH"))?);
    let except: Vec<Value> = schedule.exdates.iter().map(|date| date.to_string().into()).collect();
    put("exceptDate", (!except.is_empty()).then_some(except.into()));
    Some(told.into())
}

/// Days of the week as iCalendar writes them. The n-th of a set of one day is that day, counted; the n-th of several has
/// no word in schema.org, and the whole rule is left out.
#[expect(clippy::option_option, reason = "what cannot be told, and what is not there")]
fn by_day(days: Option<&str>, position: Option<&str>) -> Option<Option<Value>> {
    let list = |days: &str| days.split(',').map(Value::from).collect::<Vec<_>>().into();
    match (days, position) {
        (days, None) => Some(days.map(list)),
        (Some(day), Some(position)) if day.len() == 2 && !position.contains(',') => {
            Some(Some(vec![Value::from([position, day].concat())].into()))
        }
        _ => None,
    }
}

/// Days of a month or months, from 1; what is counted from the end has no word there.
#[expect(clippy::option_option, reason = "what cannot be told, and what is not there")]
fn numbers(list: Option<&str>) -> Option<Option<Value>> {
    let Some(list) = list else { return Some(None) };
    let numbers: Option<Vec<Value>> = list
        .split(',')
        .map(|number| number.parse::<u8>().ok().map(Value::from))
        .collect();
    numbers.map(|numbers| Some(numbers.into()))
}
