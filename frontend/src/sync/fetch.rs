//! HTTP, and nothing else: one GET with a time limit.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{AbortController, Headers, RequestInit, Response};

use crate::browser::listener::{Timeout, window};
use crate::browser::promise::settled;

/// An answer that arrived whole.
#[derive(Clone, Debug)]
pub struct Fetched {
    /// HTTP status.
    pub status: u16,
    /// `ETag`, if there was one.
    pub etag: String,
    /// `Content-Type` without parameters.
    pub content_type: String,
    /// `Date`: the server's clock.
    pub date: String,
    /// The body.
    pub body: String,
}

/// Nothing arrived whole: no network, no server, or too slow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unreachable;

/// Fetches a path of this server as text. `etag` asks for an answer only if there is something new.
///
/// # Errors
/// [`Unreachable`] when nothing arrived whole within `within_ms` milliseconds.
pub async fn get(path: &str, etag: &str, within_ms: i32) -> Result<Fetched, Unreachable> {
    let abort = AbortController::new().map_err(|_| Unreachable)?;
    let signal = abort.signal();
    let _limit = Timeout::after(within_ms, move || abort.abort());
    let request = RequestInit::new();
    request.set_signal(Some(&signal));
    if !etag.is_empty() {
        let headers = Headers::new().map_err(|_| Unreachable)?;
        headers.append("If-None-Match", etag).map_err(|_| Unreachable)?;
        request.set_headers(&headers);
    }
    read(window().fetch_with_str_and_init(path, &request).into()).await
}

/// Reads an answer that was asked for before the app ran: a promise of a `Response`.
///
/// # Errors
/// [`Unreachable`] when there is none or it did not arrive whole.
pub async fn early(promise: JsValue) -> Result<Fetched, Unreachable> {
    read(promise).await
}

/// Waits for a promise of a `Response` and for all of its body.
async fn read(promise: JsValue) -> Result<Fetched, Unreachable> {
    let response = settled(promise).await.map_err(|_| Unreachable)?;
    let response: Response = response.dyn_into().map_err(|_| Unreachable)?;
    let headers = response.headers();
    let header = |name| headers.get(name).ok().flatten().unwrap_or_default();
    let content_type = header("content-type");
    let body = settled(response.text().map_err(|_| Unreachable)?.into()).await;
    Ok(Fetched {
        status: response.status(),
        etag: header("etag"),
        content_type: content_type.split(';').next().unwrap_or_default().trim().to_owned(),
        date: header("date"),
        body: body.ok().and_then(|body| body.as_string()).ok_or(Unreachable)?,
    })
}
