//! `GET /tema/{topic}` and `GET /comune/{name}`: short and lasting addresses for leaflets, in every language.

use axum::body::Body;
use axum::extract::Path;
use axum::http::Response;
use axum::http::header::{CONTENT_LANGUAGE, HeaderValue};
use shared::i18n::Language;

use super::ask::{Ask, DependsOn};
use super::reply::HTML;
use crate::error::Problem;
use crate::leaflet_page::{About, comune_of, render};
use crate::rates::Cost;

/// What there is about a topic.
///
/// # Errors
/// 404 for what is no topic.
pub async fn topic(Path(code): Path<String>, ask: Ask) -> Result<Response<Body>, Problem> {
    page(Language::Italian, topic_of(&code)?, ask).await
}

/// The same in another language.
///
/// # Errors
/// 404 for what is no topic or language.
pub async fn topic_in(Path((tag, code)): Path<(String, String)>, ask: Ask) -> Result<Response<Body>, Problem> {
    page(language(&tag)?, topic_of(&code)?, ask).await
}

/// What there is in and around a comune.
///
/// # Errors
/// 404 for what is no comune.
pub async fn comune(Path(name): Path<String>, ask: Ask) -> Result<Response<Body>, Problem> {
    page(Language::Italian, comune_named(&name)?, ask).await
}

/// The same in another language.
///
/// # Errors
/// 404 for what is no comune or language.
pub async fn comune_in(Path((tag, name)): Path<(String, String)>, ask: Ask) -> Result<Response<Body>, Problem> {
    page(language(&tag)?, comune_named(&name)?, ask).await
}

async fn page(language: Language, about: About, ask: Ask) -> Result<Response<Body>, Problem> {
    let question = about.path(language);
    let mut answer = ask
        .answer(DependsOn::Minute, Cost::Search, HTML, &question, move |ask| {
            Ok(render(&ask.current, &ask.app.shell, language, &about, ask.now))
        })
        .await?;
    answer
        .headers_mut()
        .insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    Ok(answer)
}

fn topic_of(code: &str) -> Result<About, Problem> {
    let topic = code.parse().map_err(|_| Problem::not_found("there is no such topic"))?;
    Ok(About::Topic(topic))
}

fn comune_named(name: &str) -> Result<About, Problem> {
    let found = comune_of(name).ok_or_else(|| Problem::not_found("there is no such comune"))?;
    Ok(About::Comune(found.code.clone()))
}

fn language(tag: &str) -> Result<Language, Problem> {
    let language = Language::all().find(|language| language.tag() == tag && *language != Language::Italian);
    language.ok_or_else(|| Problem::not_found("there is no such page"))
}
