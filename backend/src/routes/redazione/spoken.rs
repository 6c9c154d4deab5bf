//! In which language these pages answer: as their reader chose, else as their browser asks for.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::header::{ACCEPT_LANGUAGE, CONTENT_LANGUAGE, COOKIE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, Response};
use axum::middleware::Next;
use shared::i18n::Language;

use super::follow;
use crate::app::App;
use crate::editor::{LANGUAGES, speaking};
use crate::error::Problem;
use crate::offer::wanted;

/// Holds nothing but `it` or `en`, for these pages alone.
const COOKIE_NAME: &str = "lingua";
/// How long a choice is kept: a year, in seconds.
const KEPT_S: u32 = 31_536_000;

/// The language of a request for one of these pages.
fn language_of(headers: &HeaderMap) -> Language {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let chosen = pairs.find(|(name, _)| *name == COOKIE_NAME);
    let chosen = chosen.and_then(|(_, tag)| Language::from_tag(tag));
    let accept = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    chosen
        .filter(|language| LANGUAGES.contains(language))
        .or_else(|| wanted(accept.unwrap_or_default(), &LANGUAGES))
        .unwrap_or(Language::Italian)
}

/// Answers in the language of the request.
pub async fn spoken(request: Request, next: Next) -> Response<Body> {
    let language = language_of(request.headers());
    let mut answer = speaking(language, next.run(request)).await;
    let tag = HeaderValue::from_static(language.tag());
    answer.headers_mut().insert(CONTENT_LANGUAGE, tag);
    answer
}

/// `/redazione/lingua/{tag}`: from here on in that language, on this device.
///
/// # Errors
/// 404 for a language that these pages are not written in.
pub async fn choose_language(
    State(app): State<Arc<App>>,
    Path(tag): Path<String>,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let language = Language::from_tag(&tag).filter(|language| LANGUAGES.contains(language));
    let language = language.ok_or_else(|| Problem::not_found("these pages are written in it and en"))?;
    let secure = if app.options.transport.is_tls(&headers) {
        " Secure;"
    } else {
        ""
    };
    let tag = language.tag();
    let cookie = format!("{COOKIE_NAME}={tag}; Path=/redazione;{secure} HttpOnly; SameSite=Strict; Max-Age={KEPT_S}");
    let mut answer = follow("/redazione");
    if let Ok(cookie) = HeaderValue::try_from(cookie) {
        answer.headers_mut().insert(SET_COOKIE, cookie);
    }
    Ok(answer)
}
