//! The whole state of a search, and its form as the query string of a URL: back, forward and sharing rest on it.
//!
//! `q` words · `near` (`here`, `lat,lon`, a postal code, an ISTAT code or a comune's name) · `radius_km` · the lists of
//! [`FacetName`] by their codes · `age_months` · `open_at` (`now` or a time), `from`, `to`, `weekday`, `part` (of the
//! day) · `order` · `view` · `limit`, `offset`. Lists are comma-separated and may be given in several parameters. An
//! empty value is the same as none. Days are those that can be [asked about](crate::time::asked).

mod percent;

use crate::filter::{FacetName, Filter, OpenAt};
use crate::geo::Point;
use crate::model::codes::codes;
use crate::model::{ComuneCode, PostalCode};
use crate::problem::{Refusal, reason};
use crate::time::day_part::DayPart;
use crate::time::{Date, Weekday, asked};

codes! {
    /// In which order results stand.
    Order, "unknown-order" {
        /// The best answers first: words, nearness, date and how fresh the facts are, weighed together.
        Best = "best",
        /// The nearest first.
        Near = "near",
        /// The soonest next date first; what has no date last.
        Soon = "soon",
        /// By name.
        Name = "name",
    }
}

codes! {
    /// How results are shown: in the finder list or map, in the agenda list, week or day.
    View, "unknown-view" {
        /// As a list.
        List = "list",
        /// On the map.
        Map = "map",
        /// Seven days side by side.
        Week = "week",
        /// One day.
        Day = "day",
    }
}

/// Where to be near to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Near {
    /// The device's own position, which never stands in a URL; [`Context::position`](crate::search::Context) has it.
    Here,
    /// A point.
    Point(Point),
    /// A comune by ISTAT code.
    Comune(ComuneCode),
    /// A postal code.
    PostalCode(PostalCode),
    /// A comune by name, as it was written.
    Name(String),
}

impl Near {
    /// Reads what somebody writes of where they are: a postal code, a comune's code or name. `None` of nothing.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        optional(text, near).ok().flatten()
    }
}

/// The most results one answer holds when it is asked through a URL.
pub const LIMIT_MAX: u32 = 1000;
/// How many results an answer holds when nobody says.
pub const LIMIT_DEFAULT: u32 = 50;
/// The widest radius, in kilometres.
pub const RADIUS_MAX_KM: u16 = 1000;
/// The oldest age, in months (120 years).
const AGE_MAX_MONTHS: u32 = 1440;

/// A search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// The words, as they were typed.
    pub words: String,
    /// Near what.
    pub near: Option<Near>,
    /// Not farther than this from it, in kilometres; what serves the comune asked for passes wherever it stands.
    pub radius_km: Option<u16>,
    /// What else is asked for.
    pub filter: Filter,
    /// In which order.
    pub order: Order,
    /// List or map.
    pub view: View,
    /// How many results to give; 0 gives the counts only.
    pub limit: u32,
    /// How many results to leave out before them.
    pub offset: u32,
}

impl Default for Query {
    fn default() -> Self {
        Self {
            words: String::new(),
            near: None,
            radius_km: None,
            filter: Filter::default(),
            order: Order::Best,
            view: View::List,
            limit: LIMIT_DEFAULT,
            offset: 0,
        }
    }
}

/// A parameter that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadParameter {
    /// Its name, as it was given.
    pub field: String,
    /// Why.
    pub refusal: Refusal,
}

impl Query {
    /// Reads a query string (without `?`), on that day.
    ///
    /// # Errors
    /// The first parameter that is unknown (`unknown-parameter`), given twice or has a value that cannot be.
    pub fn parse(query_string: &str, today: Date) -> Result<Self, BadParameter> {
        let (query, mut bad) = Self::parse_leniently(query_string, today);
        match bad.is_empty() {
            true => Ok(query),
            false => Err(bad.swap_remove(0)),
        }
    }

    /// Reads a query string as far as it can be read, for pages that must show something: what could be taken, and
    /// every parameter that could not.
    #[must_use]
    pub fn parse_leniently(query_string: &str, today: Date) -> (Self, Vec<BadParameter>) {
        let mut query = Self::default();
        let mut bad = Vec::new();
        let mut seen: Vec<String> = Vec::new();
        for pair in query_string.split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (percent::decode(name), percent::decode(value));
            let once = name.parse::<FacetName>().is_err() && name != "weekday";
            let result = if once && seen.contains(&name) {
                Err(Refusal::new(
                    "given-twice",
                    reason(&["this parameter can be given only once"]),
                ))
            } else {
                query.take(&name, value.trim(), today)
            };
            match result {
                Ok(()) => seen.push(name),
                Err(refusal) => bad.push(BadParameter { field: name, refusal }),
            }
        }
        (query, bad)
    }

    fn take(&mut self, name: &str, value: &str, today: Date) -> Result<(), Refusal> {
        if let Ok(facet) = name.parse::<FacetName>() {
            return list(value).try_for_each(|code| self.filter.choose(facet, code));
        }
        let when = &mut self.filter.when;
        match name {
            "q" => value.clone_into(&mut self.words),
            "near" => self.near = optional(value, near)?,
            "radius_km" => self.radius_km = optional(value, |text| number(text, 1, RADIUS_MAX_KM.into()))?.map(narrow),
            "age_months" => {
                self.filter.age_months = optional(value, |text| number(text, 0, AGE_MAX_MONTHS))?.map(narrow);
            }
            "open_at" => {
                when.open_at = optional(value, |text| match text {
                    "now" => Ok(OpenAt::Now),
                    _ => asked::bounded(text.parse()?, today).map(OpenAt::Time),
                })?;
            }
            "from" => when.from = optional(value, |text| asked::bounded(text.parse()?, today))?,
            "to" => when.to = optional(value, |text| asked::bounded(text.parse()?, today))?,
            "weekday" => {
                for code in list(value) {
                    when.weekdays.insert(Weekday::parse(code).ok_or_else(|| {
                        Refusal::new(
                            "unknown-weekday",
                            reason(&["expected mo, tu, we, th, fr, sa or su, got \"", code, "\""]),
                        )
                    })?);
                }
            }
            "part" => {
                let refused = || {
                    Refusal::new(
                        "unknown-part",
                        reason(&["expected morning, afternoon or evening, got \"", value, "\""]),
                    )
                };
                when.part = optional(value, |text| DayPart::parse(text).ok_or_else(refused))?.unwrap_or_default();
            }
            "order" => self.order = optional(value, str::parse)?.unwrap_or(Order::Best),
            "view" => self.view = optional(value, str::parse)?.unwrap_or(View::List),
            "limit" => self.limit = optional(value, |text| number(text, 0, LIMIT_MAX))?.unwrap_or(LIMIT_DEFAULT),
            "offset" => self.offset = optional(value, |text| number(text, 0, u32::MAX))?.unwrap_or(0),
            _ => {
                return Err(Refusal::new(
                    "unknown-parameter",
                    reason(&["there is no such parameter"]),
                ));
            }
        }
        Ok(())
    }

    /// The query string (without `?`) that [`Query::parse`] reads back into the same search. What is as usual is left
    /// out, so that the empty search is the empty string.
    #[must_use]
    pub fn to_query_string(&self) -> String {
        let mut out = String::new();
        self.each_pair(&mut |name, value| {
            if !out.is_empty() {
                out.push('&');
            }
            out.push_str(name);
            out.push('=');
            percent::encode(value, &mut out);
        });
        out
    }

    /// The names and values of the query string, for the fields of a form.
    #[must_use]
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        self.each_pair(&mut |name, value| pairs.push((name, value.to_owned())));
        pairs
    }

    fn each_pair(&self, pair: &mut dyn FnMut(&'static str, &str)) {
        let mut add = |name: &'static str, value: &str| {
            if !value.is_empty() {
                pair(name, value);
            }
        };
        add("q", &self.words);
        add("near", &self.near.as_ref().map_or_else(String::new, near_text));
        add(
            "radius_km",
            &self.radius_km.map_or_else(String::new, |km| km.to_string()),
        );
        for &facet in FacetName::ALL {
            add(facet.code(), &self.filter.chosen(facet).join(","));
        }
        add(
            "age_months",
            &self.filter.age_months.map_or_else(String::new, |age| age.to_string()),
        );
        let when = &self.filter.when;
        match when.open_at {
            Some(OpenAt::Now) => add("open_at", "now"),
            Some(OpenAt::Time(time)) => add("open_at", &time.to_string()),
            None => {}
        }
        add("from", &when.from.map_or_else(String::new, |start| start.to_string()));
        add("to", &when.to.map_or_else(String::new, |start| start.to_string()));
        let days: Vec<&str> = Weekday::ALL
            .into_iter()
            .filter(|&day| when.weekdays.contains(day))
            .map(weekday_code)
            .collect();
        add("weekday", &days.join(","));
        if when.part != DayPart::Whole {
            add("part", when.part.code());
        }
        if self.order != Order::Best {
            add("order", self.order.code());
        }
        if self.view != View::List {
            add("view", self.view.code());
        }
        if self.limit != LIMIT_DEFAULT {
            add("limit", &self.limit.to_string());
        }
        if self.offset != 0 {
            add("offset", &self.offset.to_string());
        }
    }

    /// Whether it asks for nothing at all, whatever its order and view.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.near.is_none() && self.filter.is_empty()
    }
}

fn list(value: &str) -> impl Iterator<Item = &str> {
    value.split(',').map(str::trim).filter(|code| !code.is_empty())
}

fn optional<T>(value: &str, read: impl FnOnce(&str) -> Result<T, Refusal>) -> Result<Option<T>, Refusal> {
    match value {
        "" => Ok(None),
        _ => read(value).map(Some),
    }
}

fn number(text: &str, min: u32, max: u32) -> Result<u32, Refusal> {
    match text.parse::<u32>() {
        Ok(value) if (min..=max).contains(&value) => Ok(value),
        _ => Err(Refusal::new(
            "bad-number",
            reason(&[
                "expected a whole number from ",
                &min.to_string(),
                " to ",
                &max.to_string(),
            ]),
        )),
    }
}

/// For numbers whose upper bound has been checked.
fn narrow(value: u32) -> u16 {
    u16::try_from(value).unwrap_or(u16::MAX)
}

/// The code of a day in the parameter `weekday`.
#[must_use]
pub const fn weekday_code(day: Weekday) -> &'static str {
    ["mo", "tu", "we", "th", "fr", "sa", "su"][day as usize]
}

fn near(text: &str) -> Result<Near, Refusal> {
    if text == "here" {
        return Ok(Near::Here);
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    match text.len() {
        5 if digits => return text.parse().map(Near::PostalCode),
        6 if digits => return text.parse().map(Near::Comune),
        _ => {}
    }
    let starts_like_a_number = text.starts_with(|letter: char| letter.is_ascii_digit() || letter == '-');
    if starts_like_a_number && let Some((lat, lon)) = text.split_once(',') {
        let point = micro_degrees(lat.trim())
            .zip(micro_degrees(lon.trim()))
            .and_then(|(lat, lon)| Point::new(lat, lon));
        return point.map(Near::Point).ok_or_else(|| {
            Refusal::new(
                "bad-point",
                reason(&["expected a latitude and a longitude in degrees, such as 45.5760,9.1270"]),
            )
        });
    }
    if starts_like_a_number || text.len() > 100 {
        return Err(Refusal::new(
            "bad-near",
            reason(&["expected here, lat,lon, a postal code of five digits or the name of a comune"]),
        ));
    }
    Ok(Near::Name(text.to_owned()))
}

fn near_text(near: &Near) -> String {
    match near {
        Near::Here => "here".to_owned(),
        Near::Point(point) => [&*degrees(point.lat), ",", &degrees(point.lon)].concat(),
        Near::Comune(code) => code.as_str().to_owned(),
        Near::PostalCode(code) => code.as_str().to_owned(),
        Near::Name(name) => name.clone(),
    }
}

/// Reads `-12.345678`; further digits are dropped. In integers: reading an `f64` costs the browser 14 KB.
fn micro_degrees(text: &str) -> Option<i32> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || fraction.len() > 20 || !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    let micro = (0..6).fold(0, |value, at| {
        value * 10 + fraction.as_bytes().get(at).map_or(0, |digit| i32::from(digit - b'0'))
    });
    Some(sign * (whole.parse::<i32>().ok()? * 1_000_000 + micro))
}

fn degrees(micro: i32) -> String {
    let value = micro.unsigned_abs();
    let fraction = (1_000_000 + value % 1_000_000).to_string();
    let fraction = fraction[1..].trim_end_matches('0');
    [
        if micro < 0 { "-" } else { "" },
        &(value / 1_000_000).to_string(),
        if fraction.is_empty() { "" } else { "." },
        fraction,
    ]
    .concat()
}

#[cfg(test)]
mod tests;
