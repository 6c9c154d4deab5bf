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
        let coding = accepted(request);
        if let Some(known) = known(request, self.etag, self.body.form(coding)) {
            return unchanged(known, self.cache);
        }
        let (coding, bytes) = self.body.get(coding);
        let mut response = Response::new(Body::from(bytes.clone()));
        let headers = response.headers_mut();
        headers.reserve(16);
        headers.insert(CONTENT_TYPE, self.content_type);
        headers.insert(ETAG, tag_of(self.etag, coding));
        headers.insert(CACHE_CONTROL, self.cache.value());
        headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
        if let Some(token) = coding.token() {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(token));
        }
        response
    }
}

/// The entity tag of a body in that coding: a strong tag names bytes, and each coding has its own.
#[must_use]
pub fn tag_of(etag: &HeaderValue, coding: Coding) -> HeaderValue {
    match coding.token() {
        Some(token) => with_suffix(etag, token),
        None => etag.clone(),
    }
}

/// An entity tag with a word behind it.
#[must_use]
pub fn with_suffix(etag: &HeaderValue, token: &str) -> HeaderValue {
    let plain = etag.as_bytes();
    let inner = plain.strip_suffix(b"\"").unwrap_or(plain);
    let tag = [inner, b"-", token.as_bytes(), b"\""].concat();
    HeaderValue::from_maybe_shared(bytes::Bytes::from(tag)).unwrap_or_else(|_| etag.clone())
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

/// The tag by which the client has the body already (RFC 9110 §13.1.2, weak comparison): that of the coding it would
/// get, or that of the uncompressed form, which everybody can read.
#[must_use]
pub fn known(request: &HeaderMap, etag: &HeaderValue, coding: Coding) -> Option<HeaderValue> {
    let mut given = request.get_all(IF_NONE_MATCH).iter().peekable();
    given.peek()?;
    let tags = [tag_of(etag, coding), etag.clone()];
    let candidates = given.flat_map(|value| value.as_bytes().split(|byte| *byte == b','));
    let mut candidates = candidates.map(|candidate| {
        let candidate = candidate.trim_ascii();
        candidate.strip_prefix(b"W/").unwrap_or(candidate)
    });
    candidates.find_map(|candidate| {
        let is_it = |tag: &&HeaderValue| candidate == b"*" || tag.as_bytes() == candidate;
        tags.iter().find(is_it).cloned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(if_none_match: &'static str) -> HeaderMap {
        let mut request = HeaderMap::new();
        request.insert(IF_NONE_MATCH, HeaderValue::from_static(if_none_match));
        request
    }

    #[test]
    fn a_tag_is_known_in_every_form_of_the_header() {
        let etag = HeaderValue::from_static("\"abc-7\"");
        for (given, coding, known_by) in [
            ("\"abc-7\"", Coding::Identity, Some("\"abc-7\"")),
            ("W/\"abc-7\"", Coding::Identity, Some("\"abc-7\"")),
            ("\"x\", \"abc-7\"", Coding::Identity, Some("\"abc-7\"")),
            ("*", Coding::Identity, Some("\"abc-7\"")),
            ("*", Coding::Gzip, Some("\"abc-7-gzip\"")),
            ("\"abc-7-br\"", Coding::Brotli, Some("\"abc-7-br\"")),
            ("\"abc-7\"", Coding::Brotli, Some("\"abc-7\"")),
            // What was compressed for another reader is not what this one would get.
            ("\"abc-7-br\"", Coding::Gzip, None),
            ("\"abc-7-br\"", Coding::Identity, None),
            ("\"abc-8\"", Coding::Identity, None),
            ("abc-7", Coding::Identity, None),
            ("", Coding::Identity, None),
        ] {
            let known = known(&request(given), &etag, coding);
            assert_eq!(
                known.as_ref().map(|tag| tag.as_bytes()),
                known_by.map(str::as_bytes),
                "{given}"
            );
        }
        assert_eq!(known(&HeaderMap::new(), &etag, Coding::Identity), None);
    }
}
