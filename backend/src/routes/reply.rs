//! Answers with an entity tag: 304 when the client has it already, else the body in the best coding it takes.

use axum::body::Body;
use axum::http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderValue, IF_NONE_MATCH, VARY,
};
use axum::http::{HeaderMap, Response, StatusCode};

use crate::encoding::{Coding, Encoded};
use crate::headers::CacheRule;

/// What an answer with an entity tag is made of.
pub struct Tagged<'a> {
    /// Media type.
    pub content_type: HeaderValue,
    /// Entity tag, quotes included.
    pub etag: &'a HeaderValue,
    /// How long it may be kept.
    pub cache: CacheRule,
    /// The body.
    pub body: &'a Encoded,
}

/// Media type of JSON answers.
pub const JSON: HeaderValue = HeaderValue::from_static("application/json");
/// Media type of pages.
pub const HTML: HeaderValue = HeaderValue::from_static("text/html; charset=utf-8");

impl Tagged<'_> {
    /// The answer to a request with these headers.
    #[must_use]
    pub fn reply(self, request: &HeaderMap) -> Response<Body> {
        if is_known(request, self.etag) {
            return unchanged(self.etag.clone(), self.cache);
        }
        let (coding, bytes) = self.body.get(accepted(request));
        let mut response = Response::new(Body::from(bytes.clone()));
        let headers = response.headers_mut();
        headers.reserve(16);
        headers.insert(CONTENT_TYPE, self.content_type);
        headers.insert(ETAG, self.etag.clone());
        headers.insert(CACHE_CONTROL, self.cache.value());
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        if let Some(token) = coding.token() {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(token));
        }
        response
    }
}

/// The coding that suits a client best.
#[must_use]
pub fn accepted(request: &HeaderMap) -> Coding {
    Coding::choose(request.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()))
}

/// Whether the client takes gzip, for bodies that are stored that way.
#[must_use]
pub fn takes_gzip(request: &HeaderMap) -> bool {
    Coding::Gzip.is_taken(request.get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()))
}

/// 304: the client has it.
#[must_use]
pub fn unchanged(etag: HeaderValue, cache: CacheRule) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NOT_MODIFIED;
    let headers = response.headers_mut();
    headers.reserve(14);
    headers.insert(ETAG, etag);
    headers.insert(CACHE_CONTROL, cache.value());
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    response
}

/// Whether the client has what that tag names (RFC 9110 §13.1.2, weak comparison).
#[must_use]
pub fn is_known(request: &HeaderMap, etag: &HeaderValue) -> bool {
    let wanted = etag.as_bytes();
    request.get_all(IF_NONE_MATCH).iter().any(|value| {
        value.as_bytes() == wanted
            || value.as_bytes().split(|byte| *byte == b',').any(|candidate| {
                let candidate = candidate.trim_ascii();
                candidate == b"*" || candidate.strip_prefix(b"W/").unwrap_or(candidate) == wanted
            })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_is_known_in_every_form_of_the_header() {
        let etag = HeaderValue::from_static("\"abc-7\"");
        for (given, known) in [
            ("\"abc-7\"", true),
            ("W/\"abc-7\"", true),
            ("\"x\", \"abc-7\"", true),
            ("*", true),
            ("\"abc-8\"", false),
            ("abc-7", false),
            ("", false),
        ] {
            let mut request = HeaderMap::new();
            request.insert(IF_NONE_MATCH, HeaderValue::from_static(given));
            assert_eq!(is_known(&request, &etag), known, "{given}");
        }
        assert!(!is_known(&HeaderMap::new(), &etag));
    }
}
