//! The first HTML of each page of the web app.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, RawQuery};
use axum::http::header::{CONTENT_TYPE, LINK};
use axum::http::{HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use shared::time::{Instant, LocalDateTime, rome};

use super::ask::{Ask, DependsOn};
use super::reply::HTML;
use crate::app::App;
use crate::error::Problem;
use crate::pages::{self, Context, Rendered};
use crate::published::Current;

/// `/`: the finder with the results of whatever its query string asks for.
///
/// # Errors
/// 500 when the page cannot be written.
pub async fn finder(RawQuery(query): RawQuery, ask: Ask) -> Result<Response<Body>, Problem> {
    let query = query.unwrap_or_default();
    html(&ask, |context| pages::finder(context, &query))
}

/// `/agenda`
///
/// # Errors
/// 500 when the page cannot be written.
pub async fn agenda(ask: Ask) -> Result<Response<Body>, Problem> {
    html(&ask, pages::agenda)
}

/// `/salvati`
///
/// # Errors
/// 500 when the page cannot be written.
pub async fn saved(ask: Ask) -> Result<Response<Body>, Problem> {
    html(&ask, pages::saved)
}

/// `/noi`
///
/// # Errors
/// 500 when the page cannot be written.
pub async fn household(ask: Ask) -> Result<Response<Body>, Problem> {
    html(&ask, pages::household)
}

/// `/informazioni`
///
/// # Errors
/// 500 when the page cannot be written.
pub async fn about(ask: Ask) -> Result<Response<Body>, Problem> {
    html(&ask, pages::about)
}

/// `/shell`: the frame that the service worker keeps.
///
/// # Errors
/// 500 when the page cannot be written.
pub async fn shell(ask: Ask) -> Result<Response<Body>, Problem> {
    html(&ask, pages::shell)
}

/// `/sede/{id}`
///
/// # Errors
/// 500 when the page cannot be written.
pub async fn place(id: IdText, ask: Ask) -> Result<Response<Body>, Problem> {
    record(&ask, &id, |context, id| pages::place(context, &id.parse().ok()?))
}

/// `/attivita/{id}`
///
/// # Errors
/// 500 when the page cannot be written.
pub async fn activity(id: IdText, ask: Ask) -> Result<Response<Body>, Problem> {
    record(&ask, &id, |context, id| pages::activity(context, &id.parse().ok()?))
}

/// `/rete/{id}`
///
/// # Errors
/// 500 when the page cannot be written.
pub async fn network(id: IdText, ask: Ask) -> Result<Response<Body>, Problem> {
    record(&ask, &id, |context, id| pages::network(context, &id.parse().ok()?))
}

/// `/scheda/{id}`
///
/// # Errors
/// 500 when the page cannot be written.
pub async fn guide(id: IdText, ask: Ask) -> Result<Response<Body>, Problem> {
    record(&ask, &id, |context, id| pages::guide(context, &id.parse().ok()?))
}

/// What stands in a path where an id should be; bytes that are no text count as none.
type IdText = Result<Path<String>, axum::extract::rejection::PathRejection>;

/// The page that says, with 404, that there is nothing; for people.
#[must_use]
pub fn missing(app: &Arc<App>) -> Response<Body> {
    let current = app.current();
    match pages::missing(&context(app, &current, app.clock.now())) {
        Ok(html) => (StatusCode::NOT_FOUND, [(CONTENT_TYPE, HTML)], html).into_response(),
        Err(error) => Problem::internal(error).into_response(),
    }
}

fn record(
    ask: &Ask,
    id: &IdText,
    render: impl FnOnce(&Context<'_>, &str) -> Option<Rendered>,
) -> Result<Response<Body>, Problem> {
    let id = id.as_ref().map_or("", |Path(id)| id.as_str());
    // Borrowed from outside the closure so that "no such record" can be told from "cannot be written".
    let mut exists = true;
    let answer = ask.answer(DependsOn::Minute, HTML, |ask| {
        match render(&context(&ask.app, &ask.current, ask.now), id) {
            Some(html) => html.map_err(Problem::internal),
            None => {
                exists = false;
                Err(Problem::not_found("there is no such page"))
            }
        }
    });
    match exists {
        true => answer.map(|answer| with_sheet_ahead(&ask.app, answer)),
        false => Ok(missing(&ask.app)),
    }
}

/// The sheet is what a first picture waits for: named in the header, it has a head start over all that the page names.
fn with_sheet_ahead(app: &App, mut answer: Response<Body>) -> Response<Body> {
    let link = app.shell.sheet_ahead();
    if let Some(link) = link.and_then(|link| HeaderValue::try_from(link).ok()) {
        answer.headers_mut().insert(LINK, link);
    }
    answer
}

fn html(ask: &Ask, render: impl FnOnce(&Context<'_>) -> Rendered) -> Result<Response<Body>, Problem> {
    let answer = ask.answer(DependsOn::Minute, HTML, |ask| {
        render(&context(&ask.app, &ask.current, ask.now)).map_err(Problem::internal)
    });
    answer.map(|answer| with_sheet_ahead(&ask.app, answer))
}

fn context<'a>(app: &'a App, current: &'a Current, now: Instant) -> Context<'a> {
    let local = |at: Instant| -> LocalDateTime { rome::local(at) };
    Context {
        data: &current.published.data,
        index: &current.index,
        changed: local(Instant(current.published.at)),
        now: local(now),
        shell: &app.shell,
    }
}
