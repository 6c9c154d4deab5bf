//! `/c/{token}`: the page behind a link of a campaign. Opening it changes nothing; what is right is confirmed at once, what
//! is not waits in the inbox. Answering twice does no harm.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Response, StatusCode};
use axum::response::IntoResponse;
use bytes::Bytes;
use shared::i18n::Language;
use shared::model::{PlaceId, RecordKey, RecordKind};
use shared::query::Query;
use shared::route::Route;
use shared::time::rome;
use shared::view::{Html, Slot, fill};

use super::form::Form;
use super::reply::HTML;
use crate::app::App;
use crate::auth::{Visitor, editorial, own_origin};
use crate::editor::campaign::{campaign_page, void_page};
use crate::editor::{Notice, Reader, as_part, document};
use crate::error::Problem;
use crate::page::{Address, with_context};
use crate::service::feedback::{NewReport, TEXT_CHARACTERS};
use crate::service::staff::campaigns::Link;
use crate::service::staff::edit::{EditError, verify};
use crate::service::staff::group::Group;
use crate::service::staff::{Account, AccountState, Role, Scope};

/// How a fact was found out that is confirmed by a link.
const HOW: &str = "dalla sede, con un link";

/// The page, as the place stands.
///
/// # Errors
/// 503 for a server without accounts.
pub async fn get(State(app): State<Arc<App>>, Path(token): Path<String>) -> Result<Response<Body>, Problem> {
    match editorial(&app)?.campaigns.find(&token, app.clock.now().0) {
        Some(link) => Ok(shown(&app, StatusCode::OK, &link, None)),
        None => Ok(void(&app)),
    }
}

/// What was answered.
///
/// # Errors
/// 403 for another site's page, 415, 429; 503.
pub async fn post(
    State(app): State<Arc<App>>,
    Path(token): Path<String>,
    visitor: Visitor,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, Problem> {
    own_origin(&headers, &app)?;
    let form = Form::read(&headers, &body)?;
    let editorial = editorial(&app)?;
    let now = app.clock.now();
    let Some(link) = editorial.campaigns.find(&token, now.0) else {
        return Ok(void(&app));
    };
    let answered = |group: &Group, answer: &str| form.get(group.code()) == Some(answer);
    let right: Vec<Group> = Group::ALL
        .into_iter()
        .filter(|group| answered(group, "right"))
        .collect();
    let mut wrong = Vec::new();
    for group in Group::ALL {
        let text: String = form
            .text(&format!("text-{}", group.code()))
            .chars()
            .take(TEXT_CHARACTERS)
            .collect();
        match form.get(group.code()) {
            Some("no-longer") => wrong.push((group, format!("Non più così. {text}").trim_end().to_owned())),
            Some("correct") if !text.trim().is_empty() => wrong.push((group, text)),
            _ => {}
        }
    }
    if right.is_empty() && wrong.is_empty() {
        let notice = Notice::failed("campaign-nothing");
        return Ok(shown(&app, StatusCode::UNPROCESSABLE_ENTITY, &link, Some(&notice)));
    }
    app.rates.report(visitor.0)?;
    let (app_here, link_here) = (Arc::clone(&app), link.clone());
    let kept = crate::editor::spawn(move || {
        keep(&app_here, &link_here, &right, &wrong, &token)?;
        let answered = editorial.campaigns.answered(&token, app_here.clock.now().0);
        answered.map_err(Problem::internal)
    });
    kept.await.map_err(Problem::internal)??;
    Ok(shown(
        &app,
        StatusCode::OK,
        &link,
        Some(&Notice::done("campaign-thanks")),
    ))
}

fn keep(app: &App, link: &Link, right: &[Group], wrong: &[(Group, String)], token: &str) -> Result<(), Problem> {
    let store = app.store.as_ref();
    let (key, now) = (key_of(link), app.clock.now());
    let today = rome::local(now).date;
    // Whoever has the link may do with this place what a verifier may, and nothing else.
    let account = Account {
        id: format!("campaign-{}", link.campaign),
        name: String::new(),
        role: Role::Verifier,
        scope: Scope::Place(link.place.clone()),
        state: AccountState::Active,
    };
    while !right.is_empty() {
        let Some((_, rev)) = store.record(&key) else { break };
        let facts = (right, HOW, &*today.to_string());
        match verify(store, &account, &key, facts, rev, None) {
            Err(EditError::Changed { .. }) => {}
            Err(EditError::Store(error)) => return Err(super::import::not_stored(error)),
            Err(error) => return Err(Problem::internal(error)),
            Ok(_) => {
                app.catch_up();
                break;
            }
        }
    }
    let feedback = &editorial(app)?.feedback;
    for (group, text) in wrong {
        let report = NewReport {
            record: format!("place:{}", link.place),
            fact: group.code().to_owned(),
            text: text.clone(),
            rating: None,
            campaign: Some(link.campaign.clone()),
        };
        // The same words by the same link are one report.
        let request = format!("{token} {} {text}", group.code());
        feedback
            .report(report, &request, today, now.0)
            .map_err(Problem::internal)?;
    }
    Ok(())
}

fn key_of(link: &Link) -> RecordKey {
    RecordKey {
        kind: RecordKind::Place,
        id: link.place.clone(),
    }
}

fn void(app: &App) -> Response<Body> {
    let html = document(&app.shell, Reader::Guest, "", &void_page(), &|_| Html::Nothing);
    (StatusCode::NOT_FOUND, [(CONTENT_TYPE, HTML)], html).into_response()
}

fn shown(app: &App, status: StatusCode, link: &Link, notice: Option<&Notice>) -> Response<Body> {
    let current = app.current();
    let id = link.place.parse::<PlaceId>().ok();
    let place = id.as_ref().and_then(|id| current.published.data.place(id));
    let (Some(place), Some(id)) = (place, id.clone()) else {
        return void(app);
    };
    let address = Address {
        language: Language::Italian,
        route: Route::Place(id),
        query: Query::default(),
    };
    let page = campaign_page(&place.name, notice);
    let html = with_context(&current, app.shell.brand(), &address, app.clock.now(), |context| {
        document(&app.shell, Reader::Guest, &place.name, &page, &|slot| match slot {
            Slot::Page => as_part(fill(context, slot)),
            slot => fill(context, slot),
        })
    });
    (status, [(CONTENT_TYPE, HTML)], html).into_response()
}
