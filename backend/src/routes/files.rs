//! Files of the web app, and what is said about addresses that hold nothing. Never the app's page for a missing file.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{ALLOW, HeaderValue, LOCATION};
use axum::http::{HeaderMap, Method, Response, StatusCode, Uri};
use axum::response::IntoResponse;

use super::reply::Tagged;
use crate::app::App;
use crate::error::Problem;

/// A file of the web app under its own name; else 404: a page for people, a problem for programs and files.
pub async fn get(State(app): State<Arc<App>>, method: Method, uri: Uri, request: HeaderMap) -> Response<Body> {
    let path = uri.path().strip_prefix('/').unwrap_or_default();
    let readable = matches!(method, Method::GET | Method::HEAD);
    match app.assets.get(path) {
        Some(_) if !readable => {
            let mut response = not_allowed();
            response
                .headers_mut()
                .insert(ALLOW, HeaderValue::from_static("GET,HEAD"));
            response
        }
        Some(asset) => {
            let tagged = Tagged {
                content_type: asset.content_type.clone(),
                etag: &asset.etag,
                cache: asset.cache,
                body: &asset.body,
            };
            tagged.reply(&request)
        }
        None if is_of_programs(path) || !readable => nothing_here().await,
        None => match without_slash(&uri) {
            Some(address) => (StatusCode::PERMANENT_REDIRECT, [(LOCATION, address)]).into_response(),
            None => super::page::missing(&app, uri.path()),
        },
    }
}

/// The address of a page without the slash at its end, which people type and other programs add. None for an address
/// that would lead to another host.
fn without_slash(uri: &Uri) -> Option<String> {
    let path = uri.path().strip_suffix('/')?;
    let page = path.strip_prefix('/')?;
    if page.is_empty() || page.contains("//") || page.starts_with(['/', '\\']) {
        return None;
    }
    Some(match uri.query() {
        Some(query) => [path, "?", query].concat(),
        None => path.to_owned(),
    })
}

/// Addresses whose readers expect no page: the API, tiles, and whatever looks like a file.
fn is_of_programs(path: &str) -> bool {
    let first = path.split('/').next().unwrap_or_default();
    matches!(first, "api" | "tiles" | "pkg") || path.contains('.')
}

/// 404 for programs.
pub async fn nothing_here() -> Response<Body> {
    Problem::not_found("there is nothing at this address").into_response()
}

/// 405; the router adds what is allowed.
pub async fn method_not_allowed() -> Response<Body> {
    not_allowed()
}

fn not_allowed() -> Response<Body> {
    let detail = "this address does not take that method";
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method-not-allowed", detail).into_response()
}
