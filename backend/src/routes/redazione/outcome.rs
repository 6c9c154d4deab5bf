//! How a page of the editorial office answers: as a page for somebody who reads, and with marks that its script and its
//! worker understand.
//!
//! What was asked for by a form is done when the answer carries `X-Family-Hub-Done`; everything else is a page that says
//! what is still to be decided. The script sends what was published without a network later, so that it has to know that
//! without reading words.

use axum::body::Body;
use axum::http::header::{HeaderName, LOCATION};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;

use crate::editor::Notice;
use crate::store::CommitError;

/// Whom a page is for: the id of the account, or [`NOBODY`]. The worker keeps pages by it, and nothing without it.
pub(super) const ACCOUNT: HeaderName = HeaderName::from_static("x-family-hub-account");
/// [`ACCOUNT`] of a page before the sign-in.
pub(super) const NOBODY: HeaderValue = HeaderValue::from_static("-");
const DONE: HeaderName = HeaderName::from_static("x-family-hub-done");
const REV: HeaderName = HeaderName::from_static("x-family-hub-rev");
const MERGED: HeaderName = HeaderName::from_static("x-family-hub-merged");
const OWN: HeaderName = HeaderName::from_static("x-family-hub");

/// What was done.
#[derive(Clone, Copy, Debug)]
pub(super) struct Done<'a> {
    /// The key of its words.
    pub(super) what: &'a str,
    /// The revision that the record has by it, where it is about one.
    pub(super) rev: Option<u64>,
    /// Whether changes of others are in that revision that the form had not seen.
    pub(super) merged: bool,
}

/// Whether the script sent a form. It reads marks, and follows no redirect.
pub(super) fn is_script(headers: &HeaderMap) -> bool {
    headers.get(&OWN).is_some_and(|value| value == "1")
}

/// Whether a form was kept on the device by another account than the one that sends it.
pub(super) fn is_of_another(headers: &HeaderMap, account: &str) -> bool {
    headers
        .get(&ACCOUNT)
        .is_some_and(|value| value.as_bytes() != account.as_bytes())
}

/// Marks a page by its reader.
pub(super) fn for_account(mut answer: Response<Body>, account: Option<&str>) -> Response<Body> {
    let value = account.map_or(Ok(NOBODY), HeaderValue::try_from).unwrap_or(NOBODY);
    answer.headers_mut().insert(ACCOUNT, value);
    answer
}

/// It is done: the page that follows.
pub(super) fn done(script: bool, address: &str, done: Done<'_>) -> Response<Body> {
    let next = [address, "?fatto=", done.what].concat();
    if !script {
        return follow(&next);
    }
    let mut answer = StatusCode::OK.into_response();
    if let Ok(next) = HeaderValue::try_from(next) {
        answer.headers_mut().insert(LOCATION, next);
    }
    mark(&mut answer, done);
    answer
}

/// Marks an answer as done that is a page of its own.
pub(super) fn mark(answer: &mut Response<Body>, done: Done<'_>) {
    let headers = answer.headers_mut();
    headers.insert(DONE, HeaderValue::try_from(done.what).unwrap_or(NOBODY));
    if let Some(rev) = done.rev {
        headers.insert(REV, HeaderValue::from(rev));
    }
    if done.merged {
        headers.insert(MERGED, HeaderValue::from_static("1"));
    }
}

/// What is said where the store did not take a change; nothing that was typed is lost by it.
pub(super) fn not_stored(error: &CommitError) -> (StatusCode, Notice) {
    match error {
        CommitError::ReadOnly { .. } | CommitError::Closed => {
            (StatusCode::SERVICE_UNAVAILABLE, Notice::failed("not-stored"))
        }
        CommitError::Unknown { .. } => (StatusCode::SERVICE_UNAVAILABLE, Notice::failed("outcome-unknown")),
        CommitError::Moved(_) => (StatusCode::CONFLICT, Notice::failed("came-first")),
    }
}

/// 303: the page that follows, so that a reload sends nothing again.
pub(super) fn follow(address: &str) -> Response<Body> {
    let location = HeaderValue::try_from(address).unwrap_or(HeaderValue::from_static("/redazione"));
    (StatusCode::SEE_OTHER, [(LOCATION, location)]).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_store_did_not_take_is_said_in_words() {
        let told = |error: &CommitError| match not_stored(error) {
            (status, Notice::Failed(words)) => (status.as_u16(), words),
            (_, Notice::Done(words)) => panic!("nothing is done: {words}"),
        };
        let full = CommitError::ReadOnly {
            retry_after_s: 5,
            reason: "no space".to_owned(),
        };
        for error in [full, CommitError::Closed, CommitError::Unknown { retry_after_s: 5 }] {
            let (status, words) = told(&error);
            assert_eq!(status, 503, "{error}");
            assert!(words.contains("è ancora qui"), "{words}");
        }
        let (_, unknown) = told(&CommitError::Unknown { retry_after_s: 5 });
        assert!(
            unknown.contains("non succede due volte") && !unknown.contains("Non pubblicato"),
            "{unknown}"
        );
    }
}
