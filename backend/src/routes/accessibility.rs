//! `GET /accessibilita`: the declaration of accessibility, in every language; `/aloud.js`, by which pages are read aloud
//! that the app does not take over.

use axum::body::Body;
use axum::extract::Path;
use axum::http::Response;
use axum::http::header::{CONTENT_LANGUAGE, HeaderValue};
use shared::i18n::Language;

use super::ask::{Ask, DependsOn};
use super::reply::HTML;
use crate::accessibility_page::render;
use crate::error::Problem;
use crate::head::addresses::accessibility_path;
use crate::rates::Cost;

const SCRIPT: HeaderValue = HeaderValue::from_static("text/javascript; charset=utf-8");
/// Offers to read a page aloud.
const ALOUD: &str = include_str!("../../pages/aloud.js");

/// `/aloud.js`
///
/// # Errors
/// 503 when too much is asked.
pub async fn aloud(ask: Ask) -> Result<Response<Body>, Problem> {
    ask.answer(DependsOn::Build, Cost::One, SCRIPT, "/aloud.js", |_| Ok(ALOUD))
        .await
}

/// The declaration.
///
/// # Errors
/// Those of answering.
pub async fn get(ask: Ask) -> Result<Response<Body>, Problem> {
    page(Language::Italian, ask).await
}

/// The same in the language of that tag.
///
/// # Errors
/// 404 for what is no language.
pub async fn get_in(Path(tag): Path<String>, ask: Ask) -> Result<Response<Body>, Problem> {
    let language = Language::all().find(|language| language.tag() == tag && *language != Language::Italian);
    page(
        language.ok_or_else(|| Problem::not_found("there is no such page"))?,
        ask,
    )
    .await
}

async fn page(language: Language, ask: Ask) -> Result<Response<Body>, Problem> {
    let question = accessibility_path(language);
    let mut answer = ask
        .answer(DependsOn::Minute, Cost::One, HTML, &question, move |ask| {
            Ok(render(&ask.app.shell, language, &ask.app.options.operator))
        })
        .await?;
    answer
        .headers_mut()
        .insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    Ok(answer)
}
