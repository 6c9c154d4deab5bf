//! The first HTML of each page of the web app, in every language.

use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{CONTENT_LANGUAGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LINK, LOCATION, VARY};
use axum::http::{HeaderName, HeaderValue, Response, StatusCode, Uri};
use axum::response::IntoResponse;
use shared::i18n::Language;
use shared::model::PlaceId;
use shared::query::Query;
use shared::route::Route;
use shared::view::title::is_example;

use super::ask::{Ask, DependsOn};
use super::reply::HTML;
use crate::app::App;
use crate::error::Problem;
use crate::head::NO_INDEX;
use crate::headers::CONTENT_SECURITY_FRAMED;
use crate::offer::offered;
use crate::page::{self, Address};
use crate::rates::Cost;

/// A page, by its address.
///
/// # Errors
/// Those of answering.
pub async fn get(uri: Uri, ask: Ask) -> Result<Response<Body>, Problem> {
    let address = Address::new(uri.path(), uri.query().unwrap_or_default(), ask.local().date);
    if let Some(moved) = moved(&ask, &uri, &address) {
        return Ok(moved);
    }
    if !page::exists(&ask.current, &address.route) {
        return Ok(missing(&ask.app, uri.path()));
    }
    if let (Route::Place(id), Some(editorial)) = (&address.route, &ask.app.options.editorial) {
        editorial.views.count(id, ask.local().date);
    }
    let cost = match address.route {
        Route::Finder | Route::Agenda => Cost::Search,
        _ => Cost::One,
    };
    let (app, language) = (Arc::clone(&ask.app), address.language);
    let framed = Route::split_language(uri.path()).1.starts_with("/embed/");
    let example = is_example(&ask.current.published.data, &address.route);
    // A screen on a wall and a frame in another site have a language of their own.
    let offer = match address.route.is_of_kiosk() || framed {
        true => None,
        false => offered(ask.accepted_languages(), language),
    };
    // In its normal form, and without what no search knows: addresses that ask the same share one page.
    let question = address.normal();
    let variant = offer.map_or("", Language::tag);
    let answer = ask.answer_variant(DependsOn::Minute, cost, HTML, &question, variant, move |ask| {
        Ok(page::render(&ask.current, &ask.app.shell, &address, ask.now, offer))
    });
    let mut answer = with_headers(&app, language, answer.await?);
    let vary = HeaderValue::from_static("accept-encoding, accept-language");
    answer.headers_mut().insert(VARY, vary);
    if framed {
        let policy = HeaderValue::from_static(CONTENT_SECURITY_FRAMED);
        answer.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    }
    if example {
        let name = HeaderName::from_static("x-robots-tag");
        answer.headers_mut().insert(name, HeaderValue::from_static(NO_INDEX));
    }
    Ok(answer)
}

/// 308 to the page of the place that this one was merged into.
fn moved(ask: &Ask, uri: &Uri, address: &Address) -> Option<Response<Body>> {
    let data = &ask.current.published.data;
    let to = |id: &PlaceId| match data.place(id) {
        Some(_) => None,
        None => data.place_now(id).map(|place| place.id.clone()),
    };
    let route = match &address.route {
        Route::Place(id) => Route::Place(to(id)?),
        Route::Kiosk(id) => Route::Kiosk(to(id)?),
        Route::Board(id) => Route::Board(to(id)?),
        _ => return None,
    };
    let query = uri.query().map_or_else(String::new, |query| ["?", query].concat());
    let framed = Route::split_language(uri.path()).1.starts_with("/embed/");
    let mut path = route.path_in(address.language);
    if let (true, Route::Board(id)) = (framed, &route) {
        path = ["/embed/board/", id.as_str()].concat();
    }
    let location = HeaderValue::try_from([path, query].concat()).ok()?;
    Some((StatusCode::PERMANENT_REDIRECT, [(LOCATION, location)]).into_response())
}

/// `/shell`: the frame that the service worker keeps.
///
/// # Errors
/// Those of answering.
pub async fn shell(ask: Ask) -> Result<Response<Body>, Problem> {
    let app = Arc::clone(&ask.app);
    let answer = ask.answer(DependsOn::Minute, Cost::One, HTML, "/shell", |ask| {
        Ok(page::frame(&ask.app.shell))
    });
    answer.await.map(|answer| with_headers(&app, Language::Italian, answer))
}

/// The page that says, with 404, that there is nothing; for people.
#[must_use]
pub fn missing(app: &Arc<App>, path: &str) -> Response<Body> {
    let (language, _) = Route::parse_in(path);
    let address = Address {
        language,
        route: Route::NotFound,
        query: Query::default(),
    };
    let html = page::render(&app.current(), &app.shell, &address, app.clock.now(), None);
    let answer = (StatusCode::NOT_FOUND, [(CONTENT_TYPE, HTML)], html).into_response();
    with_headers(app, language, answer)
}

/// With its language, and with the style sheet, which a first picture waits for: named in a header, it has a head start
/// over all that the page names.
fn with_headers(app: &App, language: Language, mut answer: Response<Body>) -> Response<Body> {
    let headers = answer.headers_mut();
    headers.insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    if let Some(link) = app
        .shell
        .preload_css()
        .and_then(|link| HeaderValue::try_from(link).ok())
    {
        headers.insert(LINK, link);
    }
    answer
}
