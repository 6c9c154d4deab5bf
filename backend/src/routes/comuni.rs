//! `GET /api/v1/comuni?q=&limit=&cursor=`: completes the name or the postal code of a comune, from the whole gazetteer.

use axum::body::Body;
use axum::http::{HeaderValue, Response};
use shared::model::{Comune, PostalCode};

use super::ask::{Ask, DependsOn, json_of};
use super::parameters::Parameters;
use super::reply::JSON;
use crate::error::Problem;
use crate::query_string::encode;
use crate::rates::Cost;
use crate::store::gazetteer;

const DEFAULT_LIMIT: u64 = 10;
const MAX_LIMIT: u64 = 100;

/// Comuni whose name begins like `q`, most residents first, or those with the postal code `q`.
///
/// # Errors
/// 400 without `q`, or with a `limit` or `cursor` that is none.
pub async fn list(mut parameters: Parameters, ask: Ask) -> Result<Response<Body>, Problem> {
    let q = parameters.text("q");
    let limit = parameters.number("limit", 1..=MAX_LIMIT)?.unwrap_or(DEFAULT_LIMIT);
    let after = parameters.text("cursor");
    parameters.finish()?;
    let q =
        q.ok_or_else(|| Problem::bad_request("missing-parameter", "q", "q is the beginning of a name, or a CAP"))?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let question = format!("/comuni?{limit} {} {}", after.as_deref().unwrap_or_default(), q.trim());
    ask.answer_linked(DependsOn::Records, Cost::One, JSON, (&question, ""), move |_| {
        let found = find(q.trim(), after.as_ref().map_or(limit.saturating_add(1), |_| usize::MAX));
        let from = match &after {
            None => 0,
            Some(after) => {
                let at = found.iter().position(|comune| comune.code.as_str() == after);
                let detail = "a cursor is taken from the Link header of the page before";
                1 + at.ok_or_else(|| Problem::bad_request("bad-cursor", "cursor", detail))?
            }
        };
        let rest = found.get(from..).unwrap_or_default();
        let part = rest.get(..limit).unwrap_or(rest);
        let last = part.last().filter(|_| part.len() < rest.len());
        let link = last.and_then(|last| {
            let (q, cursor) = (encode(q.trim()), last.code.as_str());
            HeaderValue::try_from(format!(
                "</api/v1/comuni?q={q}&limit={limit}&cursor={cursor}>; rel=\"next\""
            ))
            .ok()
        });
        Ok((json_of(&part)?, link))
    })
    .await
}

fn find(q: &str, limit: usize) -> Vec<&'static Comune> {
    match q.parse::<PostalCode>() {
        Ok(code) => gazetteer().by_postal_code(&code),
        Err(_not_a_postal_code) => {
            let begins = gazetteer().complete(q, limit);
            match begins.is_empty() {
                // An abbreviation is the beginning of no name: "S. Donato Milanese", "Cernusco s/N".
                true => gazetteer().find(q).into_iter().collect(),
                false => begins,
            }
        }
    }
}
