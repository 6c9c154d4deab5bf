//! Long lists a page at a time: `limit`, `cursor`, and the address of the next page in `Link` (RFC 8288). A cursor is
//! the id of the last record of a page, and lists are in the order of ids, so that records which come and go in between
//! neither repeat nor skip others. Who gives neither gets the whole list.

use axum::http::HeaderValue;
use shared::model::PlaceId;

use super::parameters::Parameters;
use crate::error::Problem;

/// Most records of one page.
pub const MOST: u64 = 1_000;

/// Which part of a list is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    limit: Option<usize>,
    after: Option<String>,
}

impl Page {
    /// Takes `limit` and `cursor`.
    ///
    /// # Errors
    /// 400 for what is no number from 1 to [`MOST`], or cannot be a cursor.
    pub fn read(parameters: &mut Parameters) -> Result<Self, Problem> {
        let limit = parameters.number("limit", 1..=MOST)?;
        let after = parameters.text("cursor");
        // Ids of all kinds are made alike, and need no escape in an address.
        if after
            .as_deref()
            .is_some_and(|cursor| cursor.parse::<PlaceId>().is_err())
        {
            let detail = "a cursor is taken from the Link header of the page before";
            return Err(Problem::bad_request("bad-cursor", "cursor", detail));
        }
        let limit = limit.or(after.as_ref().map(|_| MOST));
        Ok(Self {
            limit: limit.and_then(|limit| usize::try_from(limit).ok()),
            after,
        })
    }

    /// The same text for the same part.
    #[must_use]
    pub fn normal(&self) -> String {
        let limit = self.limit.map_or_else(String::new, |limit| limit.to_string());
        [&limit, " ", self.after.as_deref().unwrap_or_default()].concat()
    }

    /// That part of a list in the order of ids, and the cursor of the next one.
    #[must_use]
    pub fn cut<'a, T>(&self, list: &'a [T], id: impl Fn(&T) -> &str) -> (&'a [T], Option<String>) {
        let from = match &self.after {
            Some(after) => list.partition_point(|record| id(record) <= after.as_str()),
            None => 0,
        };
        let rest = list.get(from..).unwrap_or_default();
        match self.limit {
            Some(limit) if limit < rest.len() => {
                let part = rest.get(..limit).unwrap_or_default();
                (part, part.last().map(|last| id(last).to_owned()))
            }
            _ => (rest, None),
        }
    }

    /// The `Link` header that leads to the next page of the list at that path, asked with the other parameters of
    /// `query`.
    #[must_use]
    pub fn link(&self, path: &str, query: &str, next: Option<String>) -> Option<HeaderValue> {
        let (limit, next) = (self.limit?, next?);
        let joint = if query.is_empty() { "" } else { "&" };
        let link = format!("<{path}?{query}{joint}limit={limit}&cursor={next}>; rel=\"next\"");
        HeaderValue::try_from(link).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(query: &str) -> Page {
        let mut parameters = Parameters::parse(query).expect("parameters");
        Page::read(&mut parameters).unwrap_or_else(|problem| panic!("{query}: {}", problem.code))
    }

    #[test]
    fn pages_together_are_the_list() {
        let list: Vec<String> = (10..35).map(|number| format!("sede-{number}")).collect();
        for limit in 1..=26 {
            let (mut given, mut next) = (Vec::new(), None::<String>);
            loop {
                let cursor = next.map_or_else(String::new, |next| format!("&cursor={next}"));
                let (part, after) = page(&format!("limit={limit}{cursor}")).cut(&list, |id| id);
                assert!(!part.is_empty() && part.len() <= limit);
                given.extend_from_slice(part);
                next = after;
                if next.is_none() {
                    break;
                }
            }
            assert_eq!(given, list, "{limit} a page");
        }
        assert_eq!(page("").cut(&list, |id| id), (&list[..], None));
    }

    #[test]
    fn what_goes_in_between_neither_repeats_nor_skips() {
        let list = ["a", "b", "c", "d", "e"];
        let (_, next) = page("limit=2").cut(&list, |id| id);
        assert_eq!(next.as_deref(), Some("b"));
        for (now, expected) in [
            (vec!["a", "c", "d", "e"], ["c", "d"]),
            (vec!["a", "aa", "b", "c", "d"], ["c", "d"]),
            (vec!["a", "b", "bb", "c"], ["bb", "c"]),
        ] {
            assert_eq!(page("limit=2&cursor=b").cut(&now, |id| id).0, expected);
        }
    }

    #[test]
    fn what_cannot_be_a_page_is_refused() {
        for (query, field) in [
            ("limit=0", "limit"),
            ("limit=1001", "limit"),
            ("limit=ten", "limit"),
            ("cursor=%3E", "cursor"),
            ("cursor=a+b", "cursor"),
        ] {
            let problem = Page::read(&mut Parameters::parse(query).expect("parameters")).expect_err(query);
            assert_eq!(problem.field.as_deref(), Some(field), "{query}");
        }
    }
}
