//! `/redazione`: the pages for those who keep the data. Plain forms, so that they work on any machine and keep what was
//! typed in the page itself: a session that ends asks for the passphrase and goes on with what was typed.

pub mod campaigns;
pub mod closing;
pub mod duplicates;
mod fields;
pub mod import;
pub mod new;
mod outcome;
pub mod record;
mod reported;
mod resolve;
pub mod second_step;
mod spoken;
pub mod territory;
mod told;

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_TYPE, SET_COOKIE};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use bytes::Bytes;
use shared::model::{RecordKey, RecordKind};
use shared::time::rome;
use shared::view::Html;

use self::outcome::{Done, follow};
use super::ask::{Ask, DependsOn};
use super::form::Form;
use super::reply::HTML;
use super::staff::{invitations, session};
use crate::app::App;
use crate::auth::{Signed, Visitor, cookie, editorial, is_own_form};
use crate::editor::{Notice, Reader, document, filled, pages, spawn};
use crate::error::Problem;
use crate::rates::Cost;
use crate::service::feedback::State as ReportState;
use crate::service::staff::worklist::worklist;
use crate::service::staff::{Account, Action, Scope, Whose, may};
use crate::store::list_name;

const SCRIPT_TYPE: HeaderValue = HeaderValue::from_static("text/javascript; charset=utf-8");
/// What the pages do with a script.
const SCRIPT: &str = include_str!("../../../pages/redazione.js");
const STYLE_TYPE: HeaderValue = HeaderValue::from_static("text/css; charset=utf-8");
/// How they look.
const STYLE: &str = include_str!("../../../pages/redazione.css");
/// Their service worker.
const WORKER: &str = include_str!("../../../pages/redazione-worker.js");

pub use spoken::{choose_language, spoken};

/// A page; `account` is the id of whoever has signed in.
fn answered(app: &App, account: Option<&str>, status: StatusCode, title: &str, page: &Html) -> Response<Body> {
    let reader = account.map_or(Reader::Nobody, Reader::Account);
    let html = document(&app.shell, reader, title, page, &|_| Html::Nothing);
    let answer = (status, [(CONTENT_TYPE, HTML)], html).into_response();
    outcome::for_account(answer, account)
}

/// `/redazione.js`
///
/// # Errors
/// 503 when too much is asked.
pub async fn script(ask: Ask) -> Result<Response<Body>, Problem> {
    ask.answer(DependsOn::Build, Cost::One, SCRIPT_TYPE, "/redazione.js", |_| {
        Ok(SCRIPT)
    })
    .await
}

/// `/redazione.css`
///
/// # Errors
/// 503 when too much is asked.
pub async fn style(ask: Ask) -> Result<Response<Body>, Problem> {
    ask.answer(DependsOn::Build, Cost::One, STYLE_TYPE, "/redazione.css", |_| Ok(STYLE))
        .await
}

/// `/redazione-worker.js`: what keeps pages of the editorial office on the device of who signed in.
///
/// # Errors
/// 503 when too much is asked.
pub async fn worker(ask: Ask) -> Result<Response<Body>, Problem> {
    ask.answer(DependsOn::Build, Cost::One, SCRIPT_TYPE, "/redazione-worker.js", |_| {
        Ok(WORKER)
    })
    .await
}

fn ask_to_sign_in(app: &App, status: StatusCode, notice: Option<&Notice>, next: &str, form: &Form) -> Response<Body> {
    answered(app, None, status, "", &pages::sign_in(notice, next, &form.0))
}

/// Who sends a form; nobody, where another account than the one signed in kept it on the device.
async fn sender(headers: &HeaderMap, app: &Arc<App>) -> Result<Option<Signed>, Problem> {
    let signed = Signed::by_cookie(headers, app).await?;
    Ok(signed.filter(|signed| !outcome::is_of_another(headers, &signed.account.id)))
}

/// Who sends a form, or the page that says why it is not taken: another site began it, or the session has ended and
/// nothing that was typed is worth keeping.
async fn form_sender(
    headers: &HeaderMap,
    app: &Arc<App>,
    next: &str,
) -> Result<Result<Signed, Response<Body>>, Problem> {
    if !is_own_form(headers, app) {
        return Ok(Err(not_started_here(app)));
    }
    let signed = sender(headers, app).await?;
    Ok(signed.ok_or_else(|| session_ended(app, next, &Form::default())))
}

/// The sign-in after a session that ended while something was typed, which goes on with that.
fn session_ended(app: &App, next: &str, form: &Form) -> Response<Body> {
    let notice = Notice::failed("session-ended");
    ask_to_sign_in(app, StatusCode::UNAUTHORIZED, Some(&notice), next, form)
}

fn not_started_here(app: &App) -> Response<Body> {
    let notice = Notice::failed("not-started-here");
    ask_to_sign_in(
        app,
        StatusCode::FORBIDDEN,
        Some(&notice),
        "/redazione",
        &Form::default(),
    )
}

/// The first page, or the sign-in.
///
/// # Errors
/// 503 for a server without accounts.
pub async fn home(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response<Body>, Problem> {
    let Some(signed) = Signed::by_cookie(&headers, &app).await? else {
        return Ok(ask_to_sign_in(
            &app,
            StatusCode::OK,
            None,
            "/redazione",
            &Form::default(),
        ));
    };
    let account = signed.account;
    let page = spawn(move || {
        let home = home_of(&app, &account)?;
        Ok(answered(
            &app,
            Some(&account.id),
            StatusCode::OK,
            &home.name,
            &pages::home(&home, None),
        ))
    });
    page.await.map_err(Problem::internal)?
}

fn home_of(app: &App, account: &Account) -> Result<pages::Home, Problem> {
    let data = Arc::clone(&app.store.published().data);
    let own = |kind: RecordKind, id: &str| {
        let key = RecordKey {
            kind,
            id: id.to_owned(),
        };
        account.scope.holds(&data, &key) == Whose::Own
    };
    let is_theirs = |record: &str| match record.split_once(':') {
        Some((kind, id)) => kind
            .parse()
            .map_or_else(|_| account.scope == Scope::All, |kind| own(kind, id)),
        None => false,
    };
    let mut open = editorial(app)?.feedback.list();
    open.retain(|report| matches!(report.state, ReportState::New | ReportState::Seen) && is_theirs(&report.record));
    let mut counts = std::collections::HashMap::new();
    for report in &open {
        *counts.entry(report.record.clone()).or_default() += 1;
    }
    let now = rome::local(app.clock.now());
    let views = editorial(app)?.views.told(now.date);
    let rows = worklist(&data, now, (&counts, &views), &|key| own(key.kind, &key.id));
    let networks = data
        .networks
        .iter()
        .map(|it| (RecordKind::Network, it.id.as_str(), &it.name));
    let places = data
        .places
        .iter()
        .map(|it| (RecordKind::Place, it.id.as_str(), &it.name));
    let activities = data
        .activities
        .iter()
        .map(|it| (RecordKind::Activity, it.id.as_str(), &it.title));
    let guides = data
        .guides
        .iter()
        .map(|it| (RecordKind::Guide, it.id.as_str(), &it.title));
    let all = networks.chain(places).chain(activities).chain(guides);
    let records = all
        .filter(|(kind, id, _)| own(*kind, id))
        .map(|(kind, id, name)| (format!("/redazione/{}/{id}", list_name(kind)), name.clone()));
    let edits = may(account.role, Action::Edit, Whose::Own);
    let adds = match (edits, &account.scope) {
        (false, _) => Vec::new(),
        (true, Scope::All) => vec!["places", "activities", "guides", "networks"],
        (true, Scope::Network(_)) => vec!["places", "activities"],
        (true, Scope::Place(_)) => vec!["activities"],
    };
    Ok(pages::Home {
        adds,
        closes: edits && !matches!(account.scope, Scope::Place(_)),
        asks: may(account.role, Action::Verify, Whose::Own),
        imports: edits,
        name: account.name.clone(),
        role: account.role.code(),
        rows,
        reports: may(account.role, Action::Answer, Whose::Own).then_some(open),
        records: records.collect(),
    })
}

/// Signs in, and goes on with what was typed when the session ended.
///
/// # Errors
/// 415, 400 for what is no form; 503.
pub async fn sign_in(
    State(app): State<Arc<App>>,
    visitor: Visitor,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, Problem> {
    let form = Form::read(&headers, &body)?;
    if !is_own_form(&headers, &app) {
        return Ok(not_started_here(&app));
    }
    let next = form.text("next");
    let next = if next.starts_with("/redazione") && !next.contains("//") {
        next
    } else {
        "/redazione".to_owned()
    };
    let kept = form
        .0
        .iter()
        .filter_map(|(name, value)| Some((name.strip_prefix("keep.")?.to_owned(), value.clone())));
    let kept = Form(kept.collect());
    let begun = session::begin(
        &app,
        visitor,
        form.text("name"),
        form.text("passphrase"),
        Some(form.text("totp")),
    )
    .await;
    let (account, token) = match begun {
        Ok(begun) => begun,
        Err(problem) => {
            let notice = match problem.retry_after_s {
                Some(seconds) => Notice::Failed(filled("too-many-tries", &seconds.to_string())),
                None if problem.code == "totp_required" => Notice::failed("totp-required"),
                None if problem.code == "bad-totp" => Notice::failed("totp-wrong"),
                None if problem.status == StatusCode::UNAUTHORIZED => Notice::failed("wrong-credentials"),
                None => return Err(problem),
            };
            let mut answer = ask_to_sign_in(&app, problem.status, Some(&notice), &next, &kept);
            if let Some(seconds) = problem.retry_after_s {
                answer.headers_mut().insert("retry-after", HeaderValue::from(seconds));
            }
            return Ok(answer);
        }
    };
    let mut answer = match (
        kept.0.is_empty(),
        next.strip_prefix("/redazione/").and_then(|rest| rest.split_once('/')),
    ) {
        (false, Some(("nuova", list))) => new::again(&app, account, list, kept).await?,
        (false, Some((list, id))) => record::again(&app, account, list, id, kept).await?,
        _ => follow(&next),
    };
    let cookie = cookie(&headers, &app, Some(token.text()));
    answer.headers_mut().insert(SET_COOKIE, cookie);
    Ok(answer)
}

/// Signs out.
///
/// # Errors
/// 503.
pub async fn sign_out(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response<Body>, Problem> {
    if !is_own_form(&headers, &app) {
        return Ok(not_started_here(&app));
    }
    if let Some(signed) = Signed::by_cookie(&headers, &app).await? {
        let (editorial, now) = (editorial(&app)?, app.clock.now().0);
        let out = tokio::task::spawn_blocking(move || editorial.staff.sign_out(&signed.token, now));
        out.await.map_err(Problem::internal)?.map_err(Problem::internal)?;
    }
    let mut answer = follow("/redazione");
    answer.headers_mut().insert(SET_COOKIE, cookie(&headers, &app, None));
    Ok(answer)
}

/// The page of an invitation. Opening it changes nothing.
pub async fn invitation(State(app): State<Arc<App>>, Path(_token): Path<String>) -> Response<Body> {
    answered(&app, None, StatusCode::OK, "", &pages::invitation(None))
}

/// Chooses a passphrase.
///
/// # Errors
/// 415, 400 for what is no form; 503.
pub async fn accept(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
    visitor: Visitor,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, Problem> {
    let form = Form::read(&headers, &body)?;
    if !is_own_form(&headers, &app) {
        return Ok(not_started_here(&app));
    }
    let passphrase = form.text("passphrase");
    let accepted = invitations::accept(&app, visitor, token, passphrase.clone()).await;
    let account = match accepted {
        Ok(account) => account,
        Err(problem) => {
            let notice = match (problem.status.as_u16(), problem.retry_after_s) {
                (404, _) => Notice::failed("invitation-void"),
                (422, _) => Notice::failed("passphrase-refused"),
                (_, Some(seconds)) => Notice::Failed(filled("too-many-tries", &seconds.to_string())),
                _ => return Err(problem),
            };
            return Ok(answered(
                &app,
                None,
                problem.status,
                "",
                &pages::invitation(Some(&notice)),
            ));
        }
    };
    let (_, token) = session::begin(&app, visitor, account.name, passphrase, None).await?;
    let mut answer = follow("/redazione");
    let cookie = cookie(&headers, &app, Some(token.text()));
    answer.headers_mut().insert(SET_COOKIE, cookie);
    Ok(answer)
}

/// Says what became of a report.
///
/// # Errors
/// 403, 404, 415; 503.
pub async fn answer(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, Problem> {
    let form = Form::read(&headers, &body)?;
    let signed = match form_sender(&headers, &app, "/redazione").await? {
        Ok(signed) => signed,
        Err(answer) => return Ok(answer),
    };
    let state = match form.get("action") {
        Some("seen") => ReportState::Seen,
        Some("done") => ReportState::Done,
        Some("not-right") => ReportState::NotRight,
        _ => {
            return Err(Problem::bad_request(
                "unknown-state",
                "action",
                "seen, done or not-right",
            ));
        }
    };
    let answer = form.text("answer");
    let answer = (!answer.trim().is_empty()).then_some(answer);
    super::staff::inbox::say(&app, signed, id, state, answer).await?;
    let done = Done {
        what: "answered",
        rev: None,
        merged: false,
    };
    Ok(outcome::done(outcome::is_script(&headers), "/redazione", done))
}
