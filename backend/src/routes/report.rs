//! `/segnala`: the page on which families report, as plain forms. Programs use `POST /api/v1/feedback`.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_LANGUAGE, CONTENT_TYPE, REFERER};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use bytes::Bytes;
use shared::i18n::Language;
use shared::query::Query;
use shared::route::Route;
use shared::view::title::title;

use super::feedback::keep;
use super::form::Form;
use super::parameters::Parameters;
use super::reply::HTML;
use crate::app::App;
use crate::auth::{Visitor, own_origin};
use crate::error::Problem;
use crate::head::form_document;
use crate::page::{self, Address, with_context};
use crate::report::{About, FACTS, Step, answer_in_words};
use crate::service::feedback::{NewReport, TEXT_CHARACTERS};
use crate::service::staff::Token;

/// Facts besides those of records.
const MORE_FACTS: [&str; 4] = ["accessibility", "missing-place", "proposed-activity", "offered-time"];

/// The page, about the page that `p` names or that the browser comes from, in the language `l`, with the fact `fact` chosen.
///
/// # Errors
/// 400 for a query string that cannot be read.
pub async fn get(
    State(app): State<Arc<App>>,
    mut parameters: Parameters,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let path = parameters.text("p").or_else(|| path_before(&headers));
    let about = about(&app, path, parameters.text("l"));
    let step = Step::Ask {
        fact: parameters.text("fact").unwrap_or_default(),
        text: String::new(),
        fault: None,
    };
    shown(&app, StatusCode::OK, &about, &step)
}

/// What a form of it sent.
///
/// # Errors
/// 403 for another site's page, 415; 503 without a place to keep reports.
pub async fn post(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, Problem> {
    own_origin(&headers, &app)?;
    let form = Form::read(&headers, &body)?;
    let about = about(&app, form.get("p").map(str::to_owned), form.get("l").map(str::to_owned));
    let fact = form.text("fact");
    let rating: Option<u8> = form
        .text("rating")
        .parse()
        .ok()
        .filter(|rating| (1..=5).contains(rating));
    let typed = form.text("text").trim().to_owned();
    let (text, rating) = match (fact.as_str(), rating, form.get("answer")) {
        ("clarity", Some(rating), None) => return shown(&app, StatusCode::OK, &about, &Step::Clarity { rating }),
        ("clarity", Some(rating), Some(answer)) => {
            let answer = answer_in_words(rating, answer).unwrap_or_default();
            (
                [answer.as_str(), typed.as_str()].join("\n").trim().to_owned(),
                Some(rating),
            )
        }
        _ => (typed.clone(), None),
    };
    let is_known = FACTS.contains(&fact.as_str()) || MORE_FACTS.contains(&fact.as_str()) || rating.is_some();
    let again = |status, fault| {
        let step = Step::Ask {
            fact: fact.clone(),
            text: typed.clone(),
            fault: Some(fault),
        };
        shown(&app, status, &about, &step)
    };
    if !is_known || (text.is_empty() && rating.is_none()) {
        return again(StatusCode::UNPROCESSABLE_ENTITY, "bad-empty");
    }
    // The words of the answer are ours and do not count.
    if typed.chars().count() > TEXT_CHARACTERS {
        return again(StatusCode::UNPROCESSABLE_ENTITY, "bad-long");
    }
    let report = NewReport {
        record: about.record(),
        fact: fact.clone(),
        text,
        rating,
        campaign: None,
    };
    match keep(&app, visitor, report, form.text("key")).await {
        Ok(_) => shown(&app, StatusCode::OK, &about, &Step::Sent),
        Err(problem) if problem.status == StatusCode::TOO_MANY_REQUESTS => again(problem.status, "too-many"),
        Err(problem) => again(problem.status, "not-kept"),
    }
}

/// The path of the page that the link was followed on; what was searched there is nobody's business.
fn path_before(headers: &HeaderMap) -> Option<String> {
    let address = headers.get(REFERER)?.to_str().ok()?;
    let (_, rest) = address.split_once("://")?;
    let path = &rest[rest.find('/')?..];
    Some(path.split(['?', '#']).next().unwrap_or_default().to_owned())
}

fn about(app: &App, path: Option<String>, language: Option<String>) -> About {
    let (spoken, route) = Route::parse_in(path.as_deref().unwrap_or("/"));
    let current = app.current();
    let route = if page::exists(&current, &route) {
        route
    } else {
        Route::Finder
    };
    let named = language.and_then(|tag| Language::all().find(|language| language.tag() == tag));
    let language = named.unwrap_or(spoken);
    let address = Address {
        language,
        route: route.clone(),
        query: Query::default(),
    };
    let name = with_context(&current, app.shell.brand(), &address, app.clock.now(), title);
    About {
        language,
        route,
        name: name.strip_suffix(&*app.shell.after_title()).unwrap_or(&name).to_owned(),
    }
}

fn shown(app: &App, status: StatusCode, about: &About, step: &Step) -> Result<Response<Body>, Problem> {
    let key = Token::new().map_err(Problem::internal)?;
    let page = crate::report::page(about, step, &key.text()[..32]);
    let html = form_document(&app.shell, about.language, &about.title(), &page);
    let mut answer = (status, [(CONTENT_TYPE, HTML)], html).into_response();
    let language = HeaderValue::from_static(about.language.tag());
    answer.headers_mut().insert(CONTENT_LANGUAGE, language);
    Ok(answer)
}
