//! Dates and numbers as people of a language write them: Italian by our own words, other languages by the browser's
//! `Intl`, of which the first use takes a slow phone longer than all the rest of the first page.

use js_sys::{Array, Function, Intl, Object, Reflect};
use shared::time::{Date, Instant, rome, words};
use wasm_bindgen::{JsCast, JsValue};

use super::document;

const MILLISECONDS_PER_DAY: f64 = 86_400_000.0;

fn by_intl(date: Date, options: &[(&str, &str)]) -> String {
    let bag = Object::new();
    // A civil day has no zone; as midnight in UTC it is formatted as the very day it is.
    for (name, value) in options.iter().chain(&[("timeZone", "UTC")]) {
        let _ = Reflect::set(&bag, &JsValue::from_str(name), &JsValue::from_str(value));
    }
    let locales = Array::of1(&document::language().into());
    let format: Function = Intl::DateTimeFormat::new(&locales, &bag).format();
    let midnight = f64::from(date.days()) * MILLISECONDS_PER_DAY;
    let date = js_sys::Date::new(&JsValue::from_f64(midnight));
    format
        .call1(&JsValue::UNDEFINED, date.unchecked_ref())
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}

fn day(date: Date, italian: fn(Date) -> String, options: &[(&str, &str)]) -> String {
    match document::language() == "it" {
        true => italian(date),
        false => by_intl(date, options),
    }
}

/// `martedì 24 novembre`
#[must_use]
pub fn weekday_and_day(date: Date) -> String {
    let options = [("weekday", "long"), ("day", "numeric"), ("month", "long")];
    day(date, words::day, &options)
}

/// `24 novembre 2026`
#[must_use]
pub fn full_day(date: Date) -> String {
    let options = [("day", "numeric"), ("month", "long"), ("year", "numeric")];
    day(date, words::full_day, &options)
}

/// `mar 24 nov`
#[must_use]
pub fn short_day(date: Date) -> String {
    let options = [("weekday", "short"), ("day", "numeric"), ("month", "short")];
    day(date, words::short_day, &options)
}

/// `nov`
#[must_use]
pub fn short_month(date: Date) -> String {
    day(date, words::short_month, &[("month", "short")])
}

/// `mar`
#[must_use]
pub fn short_weekday(date: Date) -> String {
    day(date, words::short_weekday, &[("weekday", "short")])
}

/// `martedì`
#[must_use]
pub fn weekday(date: Date) -> String {
    let italian = |date: Date| words::weekday(date.weekday()).to_owned();
    day(date, italian, &[("weekday", "long")])
}

/// `14:05`, on the wall clock of Rome.
#[must_use]
pub fn time_in_rome(at: Instant) -> String {
    rome::local(at).time.to_string()
}

/// The name of a language in the language of the page: `ar` is `arabo`.
#[must_use]
pub fn language_name(code: &str) -> String {
    let options = Object::new();
    let _ = Reflect::set(&options, &"type".into(), &"language".into());
    let names = Reflect::get(&intl(), &"DisplayNames".into())
        .ok()
        .and_then(|class| class.dyn_into::<Function>().ok())
        .and_then(|class| Reflect::construct(&class, &Array::of2(&document::language().into(), &options)).ok());
    let name = names.and_then(|names| {
        let of: Function = Reflect::get(&names, &"of".into()).ok()?.dyn_into().ok()?;
        of.call1(&names, &code.into()).ok()?.as_string()
    });
    name.unwrap_or_else(|| code.to_owned())
}

fn intl() -> JsValue {
    Reflect::get(&js_sys::global(), &"Intl".into()).unwrap_or(JsValue::UNDEFINED)
}
