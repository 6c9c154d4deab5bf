//! `/redazione/campagne`: places are asked by a link each, to print, to merge into letters or to copy.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Response, StatusCode};
use bytes::Bytes;
use shared::i18n::Words;
use shared::model::{RecordKey, RecordKind, Status};
use shared::time::{Instant, rome};

use super::super::form::Form;
use super::outcome::follow;
use super::{answered, ask_to_sign_in, form_sender};
use crate::app::App;
use crate::auth::{Signed, editorial};
use crate::editor::campaigns::{CampaignsPage, Card, Past, campaigns_page, cards_page};
use crate::editor::{Notice, language, word};
use crate::error::Problem;
use crate::service::staff::campaigns::USUAL_DAYS;
use crate::service::staff::{Account, Action, may};

const ADDRESS: &str = "/redazione/campagne";
/// Places of a campaign at most.
const MOST_PLACES: usize = 500;

/// The campaigns, and the form for another one.
///
/// # Errors
/// 503 for a server without accounts.
pub async fn get(State(app): State<Arc<App>>, headers: HeaderMap) -> Result<Response<Body>, Problem> {
    let Some(signed) = Signed::by_cookie(&headers, &app).await? else {
        return Ok(ask_to_sign_in(&app, StatusCode::OK, None, ADDRESS, &Form::default()));
    };
    blocking(move || shown(&app, &signed.account, StatusCode::OK, None)).await
}

/// Makes a campaign, and tells its links this once; or ends one.
///
/// # Errors
/// 403 for places that are not the account's to confirm, 404, 415; 503.
pub async fn post(State(app): State<Arc<App>>, headers: HeaderMap, body: Bytes) -> Result<Response<Body>, Problem> {
    let form = Form::read(&headers, &body)?;
    let signed = match form_sender(&headers, &app, ADDRESS).await? {
        Ok(signed) => signed,
        Err(page) => return Ok(page),
    };
    blocking(move || match form.get("action") {
        Some("withdraw") => withdraw(&app, &signed.account, &form.text("campaign")),
        _ => make(&app, &signed.account, &form),
    })
    .await
}

async fn blocking(
    work: impl FnOnce() -> Result<Response<Body>, Problem> + Send + 'static,
) -> Result<Response<Body>, Problem> {
    crate::editor::spawn(work).await.map_err(Problem::internal)?
}

fn may_ask(app: &App, account: &Account, id: &str) -> bool {
    let key = RecordKey {
        kind: RecordKind::Place,
        id: id.to_owned(),
    };
    let data = &app.store.published().data;
    may(account.role, Action::Verify, account.scope.holds(data, &key))
}

fn forbidden() -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "not-yours", "this account may not do that")
}

fn make(app: &App, account: &Account, form: &Form) -> Result<Response<Body>, Problem> {
    let mut places: Vec<String> = form
        .0
        .iter()
        .filter(|(name, _)| name == "place")
        .map(|(_, value)| value.clone())
        .collect();
    places.sort();
    places.dedup();
    let days = form.text("days").trim().parse().unwrap_or(USUAL_DAYS).clamp(1, 180);
    if places.is_empty() || places.len() > MOST_PLACES {
        let notice = Notice::failed("campaign-none");
        return shown(app, account, StatusCode::UNPROCESSABLE_ENTITY, Some(&notice));
    }
    if !places.iter().all(|id| may_ask(app, account, id)) {
        return Err(forbidden());
    }
    let data = Arc::clone(&app.store.published().data);
    let named = |id: &str| {
        let mut known = data.places.iter().filter(|place| place.id.as_str() == id);
        known.next().map(|place| place.name.clone())
    };
    if places.iter().any(|id| named(id).is_none()) {
        return Err(Problem::not_found("there is no such place"));
    }
    let made = editorial(app)?
        .campaigns
        .make(&account.id, &places, days, app.clock.now().0);
    let (campaign, links) = made.map_err(Problem::internal)?;
    let cards = links.iter().map(|(place, token)| Card {
        name: named(place).unwrap_or_default(),
        address: format!("{}/c/{}", app.options.site, token.text()),
    });
    let page = cards_page(&cards.collect::<Vec<_>>(), &day(campaign.until));
    Ok(answered(
        app,
        Some(&account.id),
        StatusCode::OK,
        &word("campaigns"),
        &page,
    ))
}

fn withdraw(app: &App, account: &Account, id: &str) -> Result<Response<Body>, Problem> {
    let campaigns = &editorial(app)?.campaigns;
    let known = campaigns.list().into_iter().find(|campaign| campaign.id == id);
    let known = known.ok_or_else(|| Problem::not_found("there is no such campaign"))?;
    if !known.places.keys().all(|place| may_ask(app, account, place)) {
        return Err(forbidden());
    }
    campaigns.withdraw(id, app.clock.now().0).map_err(Problem::internal)?;
    Ok(follow(ADDRESS))
}

fn day(at: i64) -> String {
    Words::of(language()).full_day(rome::local(Instant(at)).date)
}

fn shown(app: &App, account: &Account, status: StatusCode, notice: Option<&Notice>) -> Result<Response<Body>, Problem> {
    let data = Arc::clone(&app.store.published().data);
    let open = data
        .places
        .iter()
        .filter(|place| place.status != Status::Closed && !place.sample);
    let own = open.filter(|place| may_ask(app, account, place.id.as_str()));
    let places = own.map(|place| (place.id.as_str().to_owned(), place.name.clone()));
    let now = app.clock.now().0;
    let mut past = editorial(app)?.campaigns.list();
    past.retain(|campaign| campaign.places.keys().all(|place| may_ask(app, account, place)));
    let past = past.into_iter().map(|campaign| Past {
        made: day(campaign.made),
        until: day(campaign.until),
        holds: !campaign.withdrawn && now < campaign.until,
        answered: campaign.places.values().filter(|at| at.is_some()).count(),
        asked: campaign.places.len(),
        id: campaign.id,
    });
    let page = campaigns_page(
        &CampaignsPage {
            places: places.collect(),
            past: past.collect(),
            days: USUAL_DAYS,
        },
        notice,
    );
    Ok(answered(app, Some(&account.id), status, &word("campaigns"), &page))
}
