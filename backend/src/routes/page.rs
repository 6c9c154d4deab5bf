//! The first HTML of each page of the web app.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, RawQuery};
use axum::http::header::{CONTENT_TYPE, LINK};
use axum::http::{HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use shared::query::Query;
use shared::time::{Instant, LocalDateTime, rome};

use super::ask::{Ask, DependsOn};
use super::reply::HTML;
use crate::app::App;
use crate::error::Problem;
use crate::pages::{self, Context, Rendered};
use crate::published::Current;
use crate::rates::Cost;

/// `/`: the finder with the results of whatever its query string asks for.
///
/// # Errors
/// 500 when the page cannot be written.
pub async fn finder(RawQuery(query): RawQuery, ask: Ask) -> Result<Response<Body>, Problem> {
    // In its normal form, and without what no search knows: addresses that ask the same share one page.
    let query = Query::parse_leniently(&query.unwrap_or_default(), ask.local().date)
        .0
        .to_query_string();
    let question = ["/?", &query].concat();
    html(ask, Cost::Search, &question, move |context| {
        pages::finder(context, &query)
    })
    .await
}

/// `/agenda`
///
/// # Errors
/// 500 when the page cannot be written.
pub async fn agenda(ask: Ask) -> Result<Response<Body>, Problem> {
    html(ask, Cost::Search, "/agenda", pages::agenda).await
}

/// `/salvati`
///
/// # Errors
/// 500 when the page cannot be written.
pub async fn saved(ask: Ask) -> Result<Response<Body>, Problem> {
    html(ask, Cost::One, "/salvati", pages::saved).await
}

/// `/noi`
///
/// # Errors
/// 500 when the page cannot be written.
pub async fn household(ask: Ask) -> Result<Response<Body>, Problem> {
    html(ask, Cost::One, "/noi", pages::household).await
}

/// `/informazioni`
///
/// # Errors
/// 500 when the page cannot be written.
pub async fn about(ask: Ask) -> Result<Response<Body>, Problem> {
    html(ask, Cost::One, "/informazioni", pages::about).await
}

/// `/shell`: the frame that the service worker keeps.
///
/// # Errors
/// 500 when the page cannot be written.
pub async fn shell(ask: Ask) -> Result<Response<Body>, Problem> {
    html(ask, Cost::One, "/shell", pages::shell).await
}

/// `/sede/{id}`
///
/// # Errors
/// 500 when the page cannot be written.
pub async fn place(id: IdText, ask: Ask) -> Result<Response<Body>, Problem> {
    record(ask, "/sede/", id, |context, id| {
        pages::place(context, &id.parse().ok()?)
    })
    .await
}

/// `/attivita/{id}`
///
/// # Errors
/// 500 when the page cannot be written.
pub async fn activity(id: IdText, ask: Ask) -> Result<Response<Body>, Problem> {
    record(ask, "/attivita/", id, |context, id| {
        pages::activity(context, &id.parse().ok()?)
    })
    .await
}

/// `/rete/{id}`
///
/// # Errors
/// 500 when the page cannot be written.
pub async fn network(id: IdText, ask: Ask) -> Result<Response<Body>, Problem> {
    record(ask, "/rete/", id, |context, id| {
        pages::network(context, &id.parse().ok()?)
    })
    .await
}

/// `/scheda/{id}`
///
/// # Errors
/// 500 when the page cannot be written.
pub async fn guide(id: IdText, ask: Ask) -> Result<Response<Body>, Problem> {
    record(ask, "/scheda/", id, |context, id| {
        pages::guide(context, &id.parse().ok()?)
    })
    .await
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

async fn record(
    ask: Ask,
    path: &'static str,
    id: IdText,
    render: impl FnOnce(&Context<'_>, &str) -> Option<Rendered> + Send + 'static,
) -> Result<Response<Body>, Problem> {
    let app = Arc::clone(&ask.app);
    let id = id.map_or_else(|_| String::new(), |Path(id)| id);
    let question = [path, &id].concat();
    let answer = ask.answer(DependsOn::Minute, Cost::One, HTML, &question, move |ask| {
        match render(&context(&ask.app, &ask.current, ask.now), &id) {
            Some(html) => html.map_err(Problem::internal),
            None => Err(Problem::not_found("there is no such page")),
        }
    });
    match answer.await {
        Ok(answer) => Ok(with_sheet_ahead(&app, answer)),
        Err(problem) if problem.status == StatusCode::NOT_FOUND => Ok(missing(&app)),
        Err(problem) => Err(problem),
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

async fn html(
    ask: Ask,
    cost: Cost,
    question: &str,
    render: impl FnOnce(&Context<'_>) -> Rendered + Send + 'static,
) -> Result<Response<Body>, Problem> {
    let app = Arc::clone(&ask.app);
    let answer = ask.answer(DependsOn::Minute, cost, HTML, question, |ask| {
        render(&context(&ask.app, &ask.current, ask.now)).map_err(Problem::internal)
    });
    answer.await.map(|answer| with_sheet_ahead(&app, answer))
}

fn context<'a>(app: &'a App, current: &'a Current, now: Instant) -> Context<'a> {
    let local = |at: Instant| -> LocalDateTime { rome::local(at) };
    Context {
        data: &current.published.data,
        index: &current.index,
        changed: local(Instant(current.published.at).min(now)),
        now: local(now),
        shell: &app.shell,
    }
}
