//! Query strings and ids in paths, read strictly: what is malformed, doubled or unknown is a 400 that names it.

use std::str::FromStr;

use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use shared::problem::Refusal;
use shared::time::Date;
use shared::time::asked::{Asked, bounded};

use crate::error::Problem;
use crate::query_string::decode;

/// The parameters of a query string, each at most once, decoded. Routes take what they know and then
/// [`finish`](Self::finish).
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Parameters(Vec<(String, String)>);

impl Parameters {
    /// Reads a query string (without the `?`).
    ///
    /// # Errors
    /// 400 for a percent sign without two hex digits, for what is not UTF-8 behind them, for control characters,
    /// and for a name that comes twice.
    pub fn parse(query: &str) -> Result<Self, Problem> {
        let mut known: Vec<(String, String)> = Vec::new();
        for part in query.split('&').filter(|part| !part.is_empty()) {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let name = decode(name).ok_or_else(|| malformed("query string"))?;
            let value = decode(value).ok_or_else(|| malformed(&name))?;
            if known.iter().any(|(other, _)| *other == name) {
                let detail = format!("the parameter \"{name}\" is given twice");
                return Err(Problem::bad_request("doubled-parameter", name, detail));
            }
            known.push((name, value));
        }
        Ok(Self(known))
    }

    /// Reads only the parameters of those names: pages and feeds are handed on with whatever counters of clicks were
    /// hung to them, and these are nobody's business.
    ///
    /// # Errors
    /// As [`Self::parse`], about these names alone.
    pub fn of_names(query: &str, names: &[&str]) -> Result<Self, Problem> {
        let known = |part: &&str| {
            let name = part.split('=').next().unwrap_or_default();
            decode(name).is_some_and(|name| names.contains(&&*name))
        };
        let kept: Vec<&str> = query.split('&').filter(known).collect();
        Self::parse(&kept.join("&"))
    }

    /// The text of that parameter. An empty one counts as not given.
    pub fn text(&mut self, name: &str) -> Option<String> {
        let at = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.swap_remove(at).1).filter(|value| !value.is_empty())
    }

    /// The value of that parameter, parsed.
    ///
    /// # Errors
    /// 400 that names it when it cannot be parsed.
    pub fn value<T: FromStr<Err = Refusal>>(&mut self, name: &str) -> Result<Option<T>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        text.parse()
            .map(Some)
            .map_err(|refusal| Problem::refused(name, &refusal))
    }

    /// The day or moment of that parameter, within the days that can be asked about on that day.
    ///
    /// # Errors
    /// 400 that names it when it cannot be parsed or lies too far away.
    pub fn asked<T: FromStr<Err = Refusal> + Asked>(&mut self, name: &str, today: Date) -> Result<Option<T>, Problem> {
        let Some(asked) = self.value(name)? else {
            return Ok(None);
        };
        bounded(asked, today)
            .map(Some)
            .map_err(|refusal| Problem::refused(name, &refusal))
    }

    /// A whole number of that range.
    ///
    /// # Errors
    /// 400 that names it when it is not one.
    pub fn number(&mut self, name: &str, range: std::ops::RangeInclusive<u64>) -> Result<Option<u64>, Problem> {
        let Some(text) = self.text(name) else { return Ok(None) };
        let plain = text.len() <= 20 && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse() {
            Ok(number) if plain && range.contains(&number) => Ok(Some(number)),
            _ => {
                let detail = format!("expected a whole number from {} to {}", range.start(), range.end());
                Err(Problem::bad_request("bad-number", name, detail))
            }
        }
    }

    /// Checks that nothing is left.
    ///
    /// # Errors
    /// 400 that names a parameter nobody took.
    pub fn finish(self) -> Result<(), Problem> {
        match self.0.into_iter().next() {
            None => Ok(()),
            Some((name, _)) => {
                let detail = format!("this address has no parameter \"{}\"", short(&name));
                Err(Problem::bad_request("unknown-parameter", short(&name), detail))
            }
        }
    }
}

impl<S: Sync> FromRequestParts<S> for Parameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        Self::parse(parts.uri.query().unwrap_or_default())
    }
}

/// For routes that take no parameter at all.
pub struct NoParameters;

impl<S: Sync> FromRequestParts<S> for NoParameters {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _state: &S) -> Result<Self, Problem> {
        Parameters::parse(parts.uri.query().unwrap_or_default())?.finish()?;
        Ok(Self)
    }
}

/// An id in the path. A text that cannot be an id names nothing: 404 before anything is looked up.
pub struct Id<T>(pub T);

impl<S: Send + Sync, T: FromStr> FromRequestParts<S> for Id<T> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let missing = || Problem::not_found("there is nothing with that id");
        let Path(text) = Path::<String>::from_request_parts(parts, state)
            .await
            .map_err(|_| missing())?;
        text.parse().map(Self).map_err(|_| missing())
    }
}

fn malformed(name: &str) -> Problem {
    let detail = "a percent sign without two hex digits, or bytes that are no UTF-8 text";
    Problem::bad_request("malformed-query", short(name), detail)
}

/// Problems quote what was given, but never eight kilobytes of it.
fn short(text: &str) -> String {
    text.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_read_strictly() {
        let mut parameters = Parameters::parse("q=spazio+gioco%21&limit=5&&empty=&flag").expect("well formed");
        assert_eq!(parameters.text("q").as_deref(), Some("spazio gioco!"));
        assert_eq!(parameters.number("limit", 1..=100), Ok(Some(5)));
        assert_eq!(parameters.text("empty"), None);
        assert_eq!(parameters.text("flag"), None);
        assert_eq!(parameters.finish(), Ok(()));
        for (query, code, field) in [
            ("q=%", "malformed-query", "q"),
            ("q=%4", "malformed-query", "q"),
            ("q=%zz", "malformed-query", "q"),
            ("q=%ff", "malformed-query", "q"),
            ("q=a%00b", "malformed-query", "q"),
            ("%c3=1", "malformed-query", "query string"),
            ("q=1&q=2", "doubled-parameter", "q"),
            ("q=1&%71=2", "doubled-parameter", "q"),
        ] {
            let problem = Parameters::parse(query).expect_err(query);
            assert_eq!((problem.code, problem.field.as_deref()), (code, Some(field)), "{query}");
        }
    }

    #[test]
    fn numbers_are_plain_and_in_range() {
        for text in [
            "-1",
            "+1",
            "1.0",
            "1e3",
            "0x1",
            "101",
            "99999999999999999999999",
            "uno",
            " 1",
        ] {
            let mut parameters = Parameters(vec![("limit".to_owned(), text.to_owned())]);
            assert!(parameters.number("limit", 1..=100).is_err(), "{text}");
        }
    }

    #[test]
    fn what_nobody_took_is_named() {
        let problem = Parameters::parse("colour=blue")
            .expect("well formed")
            .finish()
            .expect_err("unknown");
        assert_eq!(problem.field.as_deref(), Some("colour"));
    }
}
