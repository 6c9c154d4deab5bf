//! HTTP, and nothing else: one GET with a time limit.

use gloo_net::http::{Request, Response};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::AbortController;

use crate::browser::listener::Timeout;
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
    let mut request = Request::get(path).abort_signal(Some(&signal));
    if !etag.is_empty() {
        request = request.header("If-None-Match", etag);
    }
    read(request.send().await.map_err(|_| Unreachable)?).await
}

/// Sends JSON to a path of this server.
///
/// # Errors
/// [`Unreachable`] when no answer arrived within `within_ms` milliseconds.
pub async fn post(path: &str, json: String, within_ms: i32) -> Result<(), Unreachable> {
    let abort = AbortController::new().map_err(|_| Unreachable)?;
    let signal = abort.signal();
    let _limit = Timeout::after(within_ms, move || abort.abort());
    let request = Request::post(path).abort_signal(Some(&signal));
    let request = request.header("Content-Type", "application/json").body(json);
    let sent = request.map_err(|_| Unreachable)?.send().await;
    sent.map(|_| ()).map_err(|_| Unreachable)
}

/// Reads an answer that was asked for before the app ran: a promise of a `Response`.
///
/// # Errors
/// [`Unreachable`] when there is none or it did not arrive whole.
pub async fn early(promise: JsValue) -> Result<Fetched, Unreachable> {
    let response = settled(promise).await.map_err(|_| Unreachable)?;
    let response: web_sys::Response = response.dyn_into().map_err(|_| Unreachable)?;
    read(response.into()).await
}

/// Waits for all of the body.
async fn read(response: Response) -> Result<Fetched, Unreachable> {
    let headers = response.headers();
    let header = |name| headers.get(name).unwrap_or_default();
    let content_type = header("content-type");
    Ok(Fetched {
        status: response.status(),
        etag: header("etag"),
        content_type: content_type.split(';').next().unwrap_or_default().trim().to_owned(),
        date: header("date"),
        body: response.text().await.map_err(|_| Unreachable)?,
    })
}
