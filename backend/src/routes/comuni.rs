//! `GET /api/v1/comuni?q=`: completes the name or the postal code of a comune, from the whole gazetteer.

use axum::body::Body;
use axum::http::Response;
use shared::model::{Comune, PostalCode};

use super::ask::{Ask, DependsOn};
use super::parameters::Parameters;
use crate::error::Problem;
use crate::rates::Cost;
use crate::store::gazetteer;

const DEFAULT_LIMIT: u64 = 10;
const MAX_LIMIT: u64 = 100;

/// Comuni whose name begins like `q`, most residents first, or those with the postal code `q`.
///
/// # Errors
/// 400 without `q`, or with a `limit` that is none.
pub async fn list(mut parameters: Parameters, ask: Ask) -> Result<Response<Body>, Problem> {
    let q = parameters.text("q");
    let limit = parameters.number("limit", 1..=MAX_LIMIT)?.unwrap_or(DEFAULT_LIMIT);
    parameters.finish()?;
    let q =
        q.ok_or_else(|| Problem::bad_request("missing-parameter", "q", "q is the beginning of a name, or a CAP"))?;
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let question = format!("/comuni?{limit} {}", q.trim());
    ask.json(DependsOn::Records, Cost::One, &question, move |_| {
        Ok(find(q.trim(), limit))
    })
    .await
}

fn find(q: &str, limit: usize) -> Vec<&'static Comune> {
    let mut found = match q.parse::<PostalCode>() {
        Ok(code) => gazetteer().by_postal_code(&code),
        Err(_not_a_postal_code) => gazetteer().complete(q, limit),
    };
    found.truncate(limit);
    found
}
