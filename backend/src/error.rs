//! What goes wrong, as programs read it: problem details (RFC 9457) with a stable `code`, and the `field` at fault.

use std::borrow::Cow;

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HeaderName, HeaderValue, RETRY_AFTER};
use axum::http::{Response, StatusCode};
use axum::response::IntoResponse;
use serde::Serialize;
use shared::problem::Refusal;

/// Media type of problems.
pub const PROBLEM_JSON: HeaderValue = HeaderValue::from_static("application/problem+json");

/// An answer that says what went wrong. Never holds anything of the inside of the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem(Box<Details>);

/// What a [`Problem`] says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Details {
    /// HTTP status.
    #[serde(serialize_with = "as_number")]
    pub status: StatusCode,
    /// Stable machine code, kebab-case, such as `unknown-parameter`.
    pub code: &'static str,
    /// The same for every problem of that status: its short English name.
    pub title: &'static str,
    /// One English sentence about this very problem.
    pub detail: Cow<'static, str>,
    /// The parameter, header or record field at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// Further members: what the API page documents for this code.
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    pub more: Option<serde_json::Map<String, serde_json::Value>>,
    /// Seconds after which a new try makes sense.
    #[serde(skip)]
    pub retry_after_s: Option<u64>,
    /// Further headers of the answer.
    #[serde(skip)]
    pub headers: Vec<(HeaderName, HeaderValue)>,
}

fn as_number<S: serde::Serializer>(status: &StatusCode, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u16(status.as_u16())
}

impl Problem {
    /// A problem of that status.
    #[must_use]
    pub fn new(status: StatusCode, code: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Details {
            status,
            code,
            title: status.canonical_reason().unwrap_or("Problem"),
            detail: detail.into(),
            field: None,
            more: None,
            retry_after_s: None,
            headers: Vec::new(),
        }))
    }

    /// 400, with the parameter or field at fault.
    #[must_use]
    pub fn bad_request(code: &'static str, field: impl Into<String>, detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, detail).about(field)
    }

    /// 400 for a value that was refused.
    #[must_use]
    pub fn refused(field: impl Into<String>, refusal: &Refusal) -> Self {
        Self::bad_request(refusal.code, field, refusal.to_string())
    }

    /// 404: no such thing under a path that exists.
    #[must_use]
    pub fn not_found(detail: impl Into<Cow<'static, str>>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", detail)
    }

    /// 503 with the seconds after which it may be well again.
    #[must_use]
    pub fn unavailable(code: &'static str, detail: impl Into<Cow<'static, str>>, retry_after_s: u64) -> Self {
        let mut problem = Self::new(StatusCode::SERVICE_UNAVAILABLE, code, detail);
        problem.0.retry_after_s = Some(retry_after_s);
        problem
    }

    /// 429 with the seconds after which there is room again.
    #[must_use]
    pub fn too_many(detail: impl Into<Cow<'static, str>>, retry_after_s: u64) -> Self {
        let mut problem = Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", detail);
        problem.0.retry_after_s = Some(retry_after_s);
        problem
    }

    /// 500. The cause goes to the log, once; the answer says nothing of it.
    #[must_use]
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "a request failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "something went wrong on the server",
        )
    }

    /// Names the parameter or field at fault.
    #[must_use]
    pub fn about(mut self, field: impl Into<String>) -> Self {
        self.0.field = Some(field.into());
        self
    }

    /// Adds a header to the answer.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.push((name, value));
        self
    }

    /// The problem as JSON text.
    #[must_use]
    pub fn body(&self) -> Vec<u8> {
        // Texts and numbers, which JSON can hold.
        serde_json::to_vec(&*self.0).unwrap_or_default()
    }

    /// Adds a further member.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
        self.0
            .more
            .get_or_insert_default()
            .insert(name.to_owned(), value.into());
        self
    }
}

impl std::ops::Deref for Problem {
    type Target = Details;

    fn deref(&self) -> &Details {
        &self.0
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response<Body> {
        let mut response = Response::new(Body::from(self.body()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, PROBLEM_JSON);
        if let Some(seconds) = self.retry_after_s {
            headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
        }
        headers.extend(self.0.headers);
        response
    }
}
