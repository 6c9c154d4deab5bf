//! A cell: how a value is written into it, and how what people write is read.

use serde_json::Value;

use super::Form;
use crate::time::{Date, PartialDate, Start, TimeOfDay, hours_text};

/// A cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing.
    Empty,
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// A day, or a day with a time.
    Start(Start),
    /// Yes or no.
    YesNo(bool),
}

/// A cell that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CellFault {
    /// The heading of its column.
    pub heading: &'static str,
    /// Why.
    pub reason: String,
}

/// Between the entries of a list.
const BETWEEN: &str = "; ";

pub(super) fn write(form: Form, value: &Value) -> Cell {
    match (form, value) {
        (Form::Number, Value::Number(number)) => number.as_f64().map_or(Cell::Empty, Cell::Number),
        (Form::YesNo, Value::Bool(yes)) => Cell::YesNo(*yes),
        (Form::Date | Form::PartialDate | Form::Start, Value::String(text)) => match text.parse() {
            Ok(start) => Cell::Start(start),
            Err(_) => Cell::Text(text.clone()),
        },
        (Form::List, Value::Array(entries)) => Cell::Text(list(entries)),
        (Form::Json, value) => Cell::Text(value.to_string()),
        (_, Value::String(text)) => Cell::Text(text.clone()),
        (_, value) => Cell::Text(value.to_string()),
    }
}

/// Entries with semicolons between them; as JSON where an entry would not come back that way.
fn list(entries: &[Value]) -> String {
    let plain: Option<Vec<&str>> = entries.iter().map(Value::as_str).collect();
    let comes_back = |entry: &&str| !entry.contains(';') && entry.trim() == *entry && !entry.is_empty();
    match plain {
        Some(texts) if texts.iter().all(comes_back) && texts.first().is_some_and(|text| !text.starts_with('[')) => {
            texts.join(BETWEEN)
        }
        _ => Value::from(entries).to_string(),
    }
}

/// The value of a cell; `None` where it says nothing.
pub(super) fn read(form: Form, cell: &Cell) -> Result<Option<Value>, String> {
    let text = match cell {
        Cell::Empty => return Ok(None),
        Cell::Number(number) if form == Form::Number => return number_value(*number).map(Some),
        Cell::YesNo(yes) if form == Form::YesNo => return Ok(Some(Value::Bool(*yes))),
        Cell::Start(start) if matches!(form, Form::Date | Form::PartialDate) => {
            return Ok(Some(start.date.to_string().into()));
        }
        Cell::Start(start) if form == Form::Start => return Ok(Some(start.to_string().into())),
        // A spreadsheet makes numbers of postal codes and telephone numbers.
        Cell::Number(number) => plain_number(*number),
        Cell::YesNo(yes) => (if *yes { "sì" } else { "no" }).to_owned(),
        Cell::Start(start) => start.to_string(),
        Cell::Text(text) => text.trim().to_owned(),
    };
    if text.is_empty() {
        return Ok(None);
    }
    read_text(form, &text).map(Some)
}

fn read_text(form: Form, text: &str) -> Result<Value, String> {
    match form {
        Form::Text | Form::ComuneName | Form::Province => Ok(text.into()),
        Form::Number => {
            // A decimal comma is how numbers are written in Italy.
            let plain = text.replace(',', ".");
            let number: Option<f64> = serde_json::from_str(&plain).ok();
            number_value(number.ok_or_else(|| ["\"", text, "\" is no number"].concat())?)
        }
        Form::PartialDate if let Ok(partial) = text.parse::<PartialDate>() => Ok(partial.to_string().into()),
        Form::Date | Form::PartialDate => {
            let start = read_date(text)?;
            Ok(start.date.to_string().into())
        }
        Form::Start => Ok(read_date(text)?.to_string().into()),
        Form::YesNo => match crate::text::fold(text).as_str() {
            "si" | "s" | "vero" | "true" | "yes" | "x" | "1" => Ok(Value::Bool(true)),
            "no" | "n" | "falso" | "false" | "0" => Ok(Value::Bool(false)),
            _ => Err(["\"", text, "\" is neither sì nor no"].concat()),
        },
        Form::List if text.starts_with('[') => json(text),
        Form::List => {
            let entries = text.split([';', '\n']).map(str::trim).filter(|entry| !entry.is_empty());
            Ok(entries.map(Value::from).collect())
        }
        Form::Hours => hours_text::read(text)
            .map(|hours| hours.as_str().into())
            .map_err(|refusal| refusal.to_string()),
        Form::Json => json(text),
    }
}

fn json(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).map_err(|error| ["this is no JSON: ", &error.to_string()].concat())
}

fn number_value(number: f64) -> Result<Value, String> {
    // Whole numbers stay whole: counts and months are.
    let whole = number.fract() == 0.0 && number.abs() < 9e15;
    match whole {
        true => Ok((number as i64).into()),
        false => serde_json::Number::from_f64(number)
            .map(Value::Number)
            .ok_or_else(|| "this is no number".to_owned()),
    }
}

fn plain_number(number: f64) -> String {
    number_value(number).map_or_else(|_| String::new(), |value| value.to_string())
}

/// A day, with a time of day where one follows: `2026-11-24`, `24/11/2026`, `24.11.26 16:30`, `24 novembre 2026 ore
/// 16.30`, `2026-11-24T16:30`.
///
/// # Errors
/// Why it is none.
pub fn read_date(text: &str) -> Result<Start, String> {
    let refused = || ["\"", text, "\" is no date such as 24/11/2026 or 2026-11-24"].concat();
    if let Ok(start) = text.trim().parse::<Start>() {
        return Ok(start);
    }
    let mut numbers: Vec<u16> = Vec::new();
    for word in crate::text::fold(text).split(' ') {
        if word.bytes().all(|byte| byte.is_ascii_digit()) {
            numbers.push(word.parse().map_err(|_| refused())?);
        } else if numbers.len() == 1
            && let Some(month) = hours_text::month_of(word)
        {
            // Behind the day: in front of it, "mar" is a Tuesday.
            numbers.push(month.into());
        } else if !is_filler(word) {
            return Err(refused());
        }
    }
    let [first, second, third, rest @ ..] = &numbers[..] else {
        return Err(refused());
    };
    let (year, month, day) = match *first > 31 {
        true => (*first, *second, *third),
        false => (if *third < 100 { 2000 + *third } else { *third }, *second, *first),
    };
    let date = Date::new(
        i32::from(year),
        u8::try_from(month).map_err(|_| refused())?,
        u8::try_from(day).map_err(|_| refused())?,
    );
    let time = match rest {
        [] => None,
        [hour] => Some((*hour, 0)),
        [hour, minute, ..] => Some((*hour, *minute)),
    };
    let time = match time {
        None => None,
        Some((hour, minute)) => Some(TimeOfDay::new(hour, minute).ok_or_else(refused)?),
    };
    Ok(Start {
        date: date.ok_or_else(refused)?,
        time,
    })
}

/// What stands around the parts of a date: days of the week, "ore", "alle".
fn is_filler(word: &str) -> bool {
    const WORDS: [&str; 10] = ["ore", "alle", "h", "del", "il", "di", "dalle", "al", "a", "t"];
    WORDS.contains(&word) || hours_text::weekday_of(word).is_some()
}
