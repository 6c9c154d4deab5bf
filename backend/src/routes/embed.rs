//! `GET /embed?show=&place=&lang=&…`: a part of the site for pages of other sites; `/incorpora`: the code for it.

use axum::body::Body;
use axum::extract::RawQuery;
use axum::http::Response;
use axum::http::header::HeaderValue;
use shared::i18n::Language;
use shared::model::PlaceId;
use shared::query::Query;

use super::ask::{Ask, DependsOn};
use super::parameters::Parameters;
use super::reply::HTML;
use crate::embed_page::{Embed, Show, generator as generator_page, render};
use crate::error::Problem;
use crate::rates::Cost;

const SCRIPT: HeaderValue = HeaderValue::from_static("text/javascript; charset=utf-8");
/// What the embedded part tells the page around it.
const HEIGHT: &str = include_str!("../../pages/embed.js");
/// The web component.
const COMPONENT: &str = include_str!("../../pages/family-hub.js");

/// A part of the site.
///
/// # Errors
/// 404 for a place that is not there; 400 for another thing to show.
pub async fn get(query: RawQuery, ask: Ask) -> Result<Response<Body>, Problem> {
    let embed = embed(query, &ask)?;
    if let Show::Place(id) = &embed.show
        && ask.current.published.data.place(id).is_none()
    {
        return Err(Problem::not_found(format!("there is no place with the id \"{id}\"")));
    }
    let question = embed.path();
    ask.answer(DependsOn::Minute, Cost::Search, HTML, &question, move |ask| {
        Ok(render(&ask.current, &ask.app.shell, &embed, ask.now))
    })
    .await
}

/// The page that makes the code of a part.
///
/// # Errors
/// 400 for another thing to show.
pub async fn generator(query: RawQuery, ask: Ask) -> Result<Response<Body>, Problem> {
    let embed = embed(query, &ask)?;
    let question = ["/incorpora ", &embed.path()].concat();
    ask.answer(DependsOn::Minute, Cost::One, HTML, &question, move |ask| {
        let hosts = &ask.app.options.embed_hosts;
        Ok(generator_page(&ask.current, &ask.app.shell, &embed, hosts))
    })
    .await
}

/// `/embed.js`
///
/// # Errors
/// 503 when too much is asked.
pub async fn height(ask: Ask) -> Result<Response<Body>, Problem> {
    ask.answer(DependsOn::Build, Cost::One, SCRIPT, "/embed.js", |_| Ok(HEIGHT))
        .await
}

/// `/family-hub.js`
///
/// # Errors
/// 503 when too much is asked.
pub async fn component(ask: Ask) -> Result<Response<Body>, Problem> {
    ask.answer(DependsOn::Build, Cost::One, SCRIPT, "/family-hub.js", |_| Ok(COMPONENT))
        .await
}

/// What is asked for. Pages are handed on with whatever others hang to them: what no search knows is passed over.
fn embed(RawQuery(query): RawQuery, ask: &Ask) -> Result<Embed, Problem> {
    let query = query.unwrap_or_default();
    let mut parameters = Parameters::of_names(&query, &["show", "place", "lang"])?;
    let place = parameters.value::<PlaceId>("place")?;
    let show = match (place, parameters.text("show").as_deref()) {
        (Some(place), _) => Show::Place(place),
        (None, None | Some("list")) => Show::List,
        (None, Some("agenda")) => Show::Agenda,
        (None, Some(_)) => return Err(Problem::bad_request("unknown-show", "show", "show is list or agenda")),
    };
    let language = parameters.text("lang").and_then(|tag| Language::from_tag(&tag));
    let (query, _) = Query::parse_leniently(&query, ask.local().date);
    Ok(Embed {
        language: language.unwrap_or(Language::Italian),
        show,
        query,
    })
}
