//! `GET /oembed?url=`: what a page that is pasted elsewhere becomes there (oEmbed 1.0).

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::json;
use shared::i18n::Language;
use shared::interop::about::SAMPLE;
use shared::query::Query;
use shared::route::Route;
use shared::view::write::write_attribute;

use super::ask::{Ask, DependsOn};
use super::parameters::Parameters;
use crate::embed_page::{Embed, Show};
use crate::error::Problem;
use crate::rates::Cost;

/// Width and height unless less is asked for.
const SIZE: (u64, u64) = (640, 400);

/// The frame for a page of this site.
///
/// # Errors
/// 404 for a page that is not of this site or has nothing to embed; 501 for XML; 400 for a bad parameter.
pub async fn get(mut parameters: Parameters, ask: Ask) -> Result<Response<Body>, Problem> {
    let url = parameters.text("url");
    let format = parameters.text("format");
    let width = parameters
        .number("maxwidth", 1..=10_000)?
        .map_or(SIZE.0, |most| most.min(SIZE.0));
    let height = parameters
        .number("maxheight", 1..=10_000)?
        .map_or(SIZE.1, |most| most.min(SIZE.1));
    parameters.finish()?;
    if format.is_some_and(|format| format != "json") {
        let detail = "answers are JSON only";
        return Err(Problem::new(StatusCode::NOT_IMPLEMENTED, "json-only", detail).about("format"));
    }
    let url =
        url.ok_or_else(|| Problem::bad_request("missing-parameter", "url", "the address of a page is asked for"))?;
    let missing = || Problem::not_found("this address is no page of this site that can be embedded");
    let rest = url
        .strip_prefix(ask.site())
        .filter(|rest| rest.starts_with(['/', '?']) || rest.is_empty());
    let rest = rest.ok_or_else(missing)?;
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (language, route) = Route::parse_in(path);
    let data = &ask.current.published.data;
    let (query, _) = Query::parse_leniently(query, ask.local().date);
    let (show, query, title) = match route {
        Route::Place(id) => {
            let place = data.place(&id).ok_or_else(missing)?;
            let title = marked(&place.name, place.sample);
            (Show::Place(id), Query::default(), title)
        }
        Route::Activity(id) => {
            let activity = data.activity(&id).ok_or_else(missing)?;
            let query = Query {
                words: activity.title.clone(),
                ..Query::default()
            };
            (Show::Agenda, query, marked(&activity.title, activity.sample))
        }
        Route::Finder => (Show::List, query, ask.app.options.brand.named.name.clone()),
        Route::Agenda => (Show::Agenda, query, ask.app.options.brand.named.name.clone()),
        _ => return Err(missing()),
    };
    let embed = Embed { language, show, query };
    let question = format!("/oembed {width}x{height} {}", embed.path());
    ask.json(DependsOn::Records, Cost::One, &question, move |ask| {
        let mut html = "<iframe".to_owned();
        write_attribute("src", &[ask.site(), &embed.path()].concat(), &mut html);
        write_attribute("title", &title, &mut html);
        write_attribute("width", &width.to_string(), &mut html);
        write_attribute("height", &height.to_string(), &mut html);
        html.push_str(" loading=\"lazy\"></iframe>");
        let language = if embed.language == Language::Italian {
            "it"
        } else {
            embed.language.tag()
        };
        Ok(json!({
            "version": "1.0",
            "type": "rich",
            "title": title,
            "provider_name": ask.app.options.brand.named.name,
            "provider_url": ask.site(),
            "html": html,
            "width": width,
            "height": height,
            "lang": language,
        }))
    })
    .await
}

/// A title with the mark of an example in front, as the page has it.
fn marked(title: &str, sample: bool) -> String {
    [if sample { SAMPLE } else { "" }, title].concat()
}
