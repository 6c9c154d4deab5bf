//! `GET /dati/{places|activities|networks|guides|all}.{csv|xlsx|geojson|hsds.json|ttl|jsonld|ics|atom}` with the
//! parameters of a search, and `GET /dati/catalogo.ttl`: the data for other programs.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, RawQuery};
use axum::http::Response;
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_LANGUAGE, HeaderValue};
use shared::i18n::Language;
use shared::interop::about::{About, LICENCE_URL};
use shared::model::{RecordKey, RecordKind};
use shared::query::Query;

use super::ask::{Ask, DependsOn};
use super::parameters::Parameters;
use super::reply::HTML;
use super::search::{check_references, unknown_place};
use crate::data_page;
use crate::encoding::{Effort, Encoded};
use crate::error::Problem;
use crate::formats::{self, Extract, Format, HOLDS, Holds};
use crate::query_string::decode;
use crate::rates::Cost;
use crate::remembered::Kept;
use crate::service::open_data::{changes, choose, page as page_of};

/// The catalogue beside the files.
const CATALOGUE: &str = "catalogo.ttl";
/// Most records of one page of a file.
const MOST_ON_PAGE: u64 = 1_000;

/// A file of open data.
///
/// # Errors
/// 404 for another name; 400 that names a parameter or value nobody knows.
pub async fn get(Path(file): Path<String>, RawQuery(query): RawQuery, ask: Ask) -> Result<Response<Body>, Problem> {
    let query = query.unwrap_or_default();
    if file == CATALOGUE {
        Parameters::parse(&query)?.finish()?;
        return catalogue(ask).await;
    }
    let named = file.split_once('.').and_then(|(name, extension)| {
        let holds = HOLDS.into_iter().find(|holds| holds.name == name)?;
        Some((holds, Format::of_extension(extension)?))
    });
    let (holds, format) = named.ok_or_else(|| Problem::not_found("there is no file of that name"))?;
    let asked = Asked::read(&query, &ask)?;
    let depends_on = match (asked.query.filter.when.is_empty(), format) {
        (false, _) => DependsOn::Minute,
        // SEQUENCE in it never falls.
        (true, Format::Ics) => DependsOn::Revision,
        (true, _) => DependsOn::Records,
    };
    let minute = (depends_on == DependsOn::Minute).then(|| ask.now.0.div_euclid(60));
    let key = format!(
        "{} /dati/{file}?{}",
        minute.map_or_else(|| "-".to_owned(), |at| at.to_string()),
        asked.normal()
    );
    let mut answer = ask
        .kept(Cost::List, key, move |ask| {
            make(ask, (holds, format), &asked, depends_on, minute)
        })
        .await?;
    if matches!(format, Format::Csv | Format::Xlsx) {
        let name = format!("attachment; filename=\"{}.{}\"", holds.name, format.extension());
        let name = HeaderValue::try_from(name).map_err(Problem::internal)?;
        answer.headers_mut().insert(CONTENT_DISPOSITION, name);
    }
    Ok(answer)
}

/// `/dati`: the page about these files.
///
/// # Errors
/// Those of answering.
pub async fn page(query: RawQuery, ask: Ask) -> Result<Response<Body>, Problem> {
    about_page(Language::Italian, query, ask).await
}

/// The same in the language of that tag.
///
/// # Errors
/// 404 for what is no language.
pub async fn page_in(Path(tag): Path<String>, query: RawQuery, ask: Ask) -> Result<Response<Body>, Problem> {
    let language = Language::all().find(|language| language.tag() == tag && *language != Language::Italian);
    let language = language.ok_or_else(|| Problem::not_found("there is no such page"))?;
    about_page(language, query, ask).await
}

async fn about_page(language: Language, RawQuery(query): RawQuery, ask: Ask) -> Result<Response<Body>, Problem> {
    let (query, _) = Query::parse_leniently(&query.unwrap_or_default(), ask.local().date);
    let question = [language.tag(), data_page::PATH, "?", &query.to_query_string()].concat();
    let mut answer = ask
        .answer(DependsOn::Minute, Cost::One, HTML, &question, move |ask| {
            Ok(data_page::render(
                &ask.current,
                &ask.app.shell,
                language,
                &query,
                &about(ask),
            ))
        })
        .await?;
    answer
        .headers_mut()
        .insert(CONTENT_LANGUAGE, HeaderValue::from_static(language.tag()));
    Ok(answer)
}

/// What is asked of a file.
struct Asked {
    query: Query,
    limit: Option<u64>,
    offset: u64,
    cursor: Option<RecordKey>,
}

impl Asked {
    fn read(query: &str, ask: &Ask) -> Result<Self, Problem> {
        let mut parameters = Parameters::parse(query)?;
        let limit = parameters.number("limit", 1..=MOST_ON_PAGE)?;
        let offset = parameters.number("offset", 0..=u64::from(u32::MAX))?.unwrap_or(0);
        let cursor = parameters.text("cursor").map(|text| cursor(&text)).transpose()?;
        // How a file is cut is no part of the search.
        let of_search = query.split('&').filter(|part| {
            let name = decode(part.split('=').next().unwrap_or_default());
            !name.is_some_and(|name| ["limit", "offset", "cursor"].contains(&&*name))
        });
        let of_search: Vec<&str> = of_search.collect();
        let query = Query::parse(&of_search.join("&"), ask.local().date)
            .map_err(|bad| Problem::refused(bad.field, &bad.refusal))?;
        check_references(&ask.current.published.data, &query)?;
        Ok(Self {
            query,
            limit,
            offset,
            cursor,
        })
    }

    /// The same for all addresses that ask the same.
    fn normal(&self) -> String {
        let cursor = self.cursor.as_ref().map_or_else(String::new, cursor_text);
        format!(
            "{}&limit={}&offset={}&cursor={cursor}",
            self.query.to_query_string(),
            self.limit.unwrap_or(0),
            self.offset
        )
    }
}

/// `place:hub-senago`.
fn cursor(text: &str) -> Result<RecordKey, Problem> {
    let (kind, id) = text.split_once(':').unwrap_or(("", text));
    match kind.parse::<RecordKind>() {
        Ok(kind) => Ok(RecordKey {
            kind,
            id: id.to_owned(),
        }),
        Err(_) => {
            let detail = "a cursor is taken from the Link header of the page before";
            Err(Problem::bad_request("bad-cursor", "cursor", detail))
        }
    }
}

fn cursor_text(key: &RecordKey) -> String {
    [key.kind.code(), ":", &key.id].concat()
}

fn make(
    ask: &Ask,
    (holds, format): (Holds, Format),
    asked: &Asked,
    depends_on: DependsOn,
    minute: Option<i64>,
) -> Result<Arc<Kept>, Problem> {
    let data = &*ask.current.published.data;
    let (mut chosen, outcome) = choose(data, &ask.current.index, &asked.query, ask.local());
    if asked.query.near.is_some() && outcome.is_some_and(|outcome| outcome.near.is_none()) {
        return Err(unknown_place());
    }
    let mut link = format!("<{LICENCE_URL}>; rel=\"license\"");
    if asked.limit.is_some() || asked.offset > 0 || asked.cursor.is_some() {
        let limit = asked.limit.unwrap_or(MOST_ON_PAGE);
        let cut = (usize_of(asked.offset), usize_of(limit));
        let (page, next) = page_of(&chosen, holds.kinds, cut, asked.cursor.as_ref());
        chosen = page;
        chosen.comuni.clone_from(&data.comuni);
        if let Some(next) = next {
            let search = asked.query.to_query_string();
            let joint = if search.is_empty() { "" } else { "&" };
            let (name, extension) = (holds.name, format.extension());
            let next = cursor_text(&next);
            link.push_str(&format!(
                ", </dati/{name}.{extension}?{search}{joint}limit={limit}&cursor={next}>; rel=\"next\""
            ));
        }
    }
    let changes = match format {
        Format::Atom => changes(ask.app.store.as_ref()),
        _ => Vec::new(),
    };
    let extract = Extract {
        data,
        chosen: &chosen,
        kinds: holds.kinds,
        about: about(ask),
        revision: ask.revision(),
        changes: &changes,
    };
    let body = formats::write(format, &extract).map_err(Problem::internal)?;
    Ok(Arc::new(Kept {
        content_type: HeaderValue::from_static(format.media_type()),
        etag: ask.etag(depends_on),
        body: Encoded::new(body, Effort::Quick),
        link: HeaderValue::try_from(link).ok(),
        minute,
    }))
}

fn usize_of(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

async fn catalogue(ask: Ask) -> Result<Response<Body>, Problem> {
    let content_type = HeaderValue::from_static(Format::Turtle.media_type());
    ask.answer(
        DependsOn::Records,
        Cost::One,
        content_type,
        "/dati/catalogo.ttl",
        |ask| formats::catalogue(&about(ask)).map_err(Problem::internal),
    )
    .await
}

/// What files of this server say of themselves.
fn about(ask: &Ask) -> About<'_> {
    About {
        name: &ask.app.options.brand.named.name,
        site: ask.site(),
        at: ask.current.at,
    }
}
