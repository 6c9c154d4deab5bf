//! What a form of a page sent, without scripts.

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;

use crate::error::Problem;
use crate::query_string::decode;

/// What a form sent, in its order.
#[derive(Clone, Debug, Default)]
pub(super) struct Form(pub(super) Vec<(String, String)>);

impl Form {
    /// Reads `application/x-www-form-urlencoded`.
    ///
    /// # Errors
    /// 415 for what is no form, 400 for one that cannot be read.
    pub(super) fn read(headers: &HeaderMap, body: &Bytes) -> Result<Self, Problem> {
        let media = headers
            .get(CONTENT_TYPE)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default();
        if !media.starts_with("application/x-www-form-urlencoded") {
            let detail = "a form is to be sent as application/x-www-form-urlencoded";
            return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-a-form", detail));
        }
        let bad = || Problem::bad_request("bad-form", "body", "the form cannot be read");
        let text = std::str::from_utf8(body).map_err(|_| bad())?;
        let pairs = text.split('&').filter(|pair| !pair.is_empty());
        let read = pairs.map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Some((decode(name)?, lines(value)?))
        });
        read.collect::<Option<Vec<_>>>().map(Self).ok_or_else(bad)
    }

    /// The value of a field.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The value of a field; empty when it is not there.
    pub(super) fn text(&self, name: &str) -> String {
        self.get(name).unwrap_or_default().to_owned()
    }
}

/// Lines of a text keep their breaks here, unlike in addresses.
fn lines(text: &str) -> Option<String> {
    let text = text
        .replace("%0D", "")
        .replace("%0d", "")
        .replace("%09", "+")
        .replace("%0a", "%0A");
    let lines = text.split("%0A").map(decode);
    lines.collect::<Option<Vec<_>>>().map(|lines| lines.join("\n"))
}
