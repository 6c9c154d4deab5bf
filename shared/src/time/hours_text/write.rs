//! Clauses as OpenStreetMap syntax.

use super::clause::Clause;
use super::lexer::refused;
use crate::problem::Refusal;

const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
];

pub(super) fn in_syntax(clauses: &[Clause]) -> Result<String, Refusal> {
    let mut out = String::new();
    for (at, clause) in clauses.iter().enumerate() {
        let joint = match at {
            0 => "",
            _ if adds(clause, &clauses[..at])? => ", ",
            _ => "; ",
        };
        out.push_str(joint);
        out.push_str(&rule(clause));
    }
    Ok(out)
}

/// Whether a clause adds to the days of those before it; otherwise its days are others, or it takes their place.
fn adds(clause: &Clause, before: &[Clause]) -> Result<bool, Refusal> {
    let same_days = |other: &&Clause| {
        other.days & clause.days != 0 && other.periods == clause.periods && !other.closed && !other.spans.is_empty()
    };
    let shared: Vec<&Clause> = before.iter().filter(same_days).collect();
    if clause.closed || clause.holidays && clause.days == 0 || shared.is_empty() {
        return Ok(clause.also && !clause.closed && !shared.is_empty());
    }
    let meets = |(from, to): &(u16, u16)| {
        let spans = shared.iter().flat_map(|other| &other.spans);
        spans.into_iter().any(|(begin, end)| from < end && begin < to)
    };
    let overlap = clause.spans.iter().any(meets) || clause.spans.is_empty();
    match clause.also || !overlap {
        true => Ok(true),
        false => Err(refused(
            clause.column,
            &["a day is said twice with hours that overlap: write \"anche\" if they are added"],
        )),
    }
}

fn rule(clause: &Clause) -> String {
    let mut parts: Vec<String> = Vec::new();
    if !clause.periods.is_empty() {
        let periods: Vec<String> = clause.periods.iter().map(|(from, to)| period(*from, *to)).collect();
        parts.push(periods.join(","));
    }
    let mut days = days(clause);
    if clause.holidays {
        days.push("PH".to_owned());
    }
    if !days.is_empty() {
        parts.push(days.join(","));
    }
    if clause.closed {
        parts.push("off".to_owned());
    } else if !clause.spans.is_empty() {
        let spans: Vec<String> = clause
            .spans
            .iter()
            .map(|(from, to)| [&*clock(*from), "-", &clock(*to)].concat())
            .collect();
        parts.push(spans.join(","));
    }
    if clause.appointment {
        parts.push("\"su appuntamento\"".to_owned());
    }
    parts.join(" ")
}

fn days(clause: &Clause) -> Vec<String> {
    let nth = match clause.nth.is_empty() {
        true => String::new(),
        false => {
            let nth: Vec<String> = clause.nth.iter().map(ToString::to_string).collect();
            ["[", &nth.join(","), "]"].concat()
        }
    };
    let mut ranges = Vec::new();
    let mut day = 0;
    while day < 7 {
        if clause.days & (1 << day) == 0 {
            day += 1;
            continue;
        }
        let first = day;
        while nth.is_empty() && day < 6 && clause.days & (1 << (day + 1)) != 0 {
            day += 1;
        }
        ranges.push(match day - first {
            0 => [DAYS[first], &nth].concat(),
            1 => [DAYS[first], ",", DAYS[day]].concat(),
            _ => [DAYS[first], "-", DAYS[day]].concat(),
        });
        day += 1;
    }
    ranges
}

fn period(from: (u8, u8), to: (u8, u8)) -> String {
    let month = |number: u8| MONTHS[usize::from(number.clamp(1, 12)) - 1];
    let day = |(number, day): (u8, u8)| match day {
        0 => month(number).to_owned(),
        _ => [month(number), " ", &two(u16::from(day))].concat(),
    };
    match from == to {
        true => day(from),
        false => [&*day(from), "-", &day(to)].concat(),
    }
}

fn clock(minutes: u16) -> String {
    [&*two(minutes / 60), ":", &two(minutes % 60)].concat()
}

fn two(number: u16) -> String {
    let digits = number.to_string();
    match digits.len() {
        1 => ["0", &digits].concat(),
        _ => digits,
    }
}
