//! `GET /api/v1/search`: the same search that runs in the browser, over the same data, with the same answers.

use axum::body::Body;
use axum::extract::RawQuery;
use axum::http::{HeaderValue, Response};
use serde::ser::{Serialize, SerializeMap, Serializer};
use shared::filter::What;
use shared::model::{Dataset, Place};
use shared::query::{Near, Query};
use shared::search::{Context, Facet, HelpLine, Hit, Loosen, Matched, Outcome, Part};
use shared::time::when::{Windows, doors_in};
use shared::time::{Calendar, LocalDateTime};

use super::activities::{OccurrenceAnswer, next};
use super::ask::{Ask, DependsOn, json_of};
use super::parameters::Parameters;
use super::reply::JSON;
use crate::error::Problem;
use crate::rates::Cost;
use crate::store::gazetteer;

/// Searches. The parameters are those of the web app's own addresses.
///
/// # Errors
/// 400 that names a parameter or value nobody knows.
pub async fn get(RawQuery(query): RawQuery, ask: Ask) -> Result<Response<Body>, Problem> {
    let query = query.unwrap_or_default();
    // Strict before lenient: what is malformed or doubled is refused here, what is unknown there.
    Parameters::parse(&query)?;
    let today = ask.local().date;
    let query = Query::parse(&query, today).map_err(|bad| Problem::refused(bad.field, &bad.refusal))?;
    check_references(&ask.current.published.data, &query)?;
    let question = ["/search?", &query.to_query_string()].concat();
    ask.answer_linked(DependsOn::Minute, Cost::Search, JSON, (&question, ""), move |ask| {
        let data = &*ask.current.published.data;
        let now = ask.local();
        let context = Context {
            now,
            gazetteer: Some(gazetteer()),
            position: None,
            household: None,
        };
        let outcome = ask.current.index.search(data, &query, &context);
        if query.near.is_some() && outcome.near.is_none() {
            return Err(unknown_place());
        }
        let body = json_of(&SearchAnswer {
            data,
            outcome: &outcome,
            asked: query.filter.when.minute(now).or_else(|| query.filter.when.windows(now)),
            now,
        })?;
        Ok((body, next_page(&query, &outcome)))
    })
    .await
}

/// The `Link` to the results that follow these, where there are any (RFC 8288). The order of results follows from the
/// words of a search, so that it is counted from its beginning.
fn next_page(query: &Query, outcome: &Outcome) -> Option<HeaderValue> {
    let given = u32::try_from(outcome.hits.len()).ok().filter(|given| *given > 0)?;
    let offset = query.offset.saturating_add(given);
    let next = Query {
        offset,
        ..query.clone()
    };
    let link = format!("</api/v1/search?{}>; rel=\"next\"", next.to_query_string());
    (offset < outcome.total).then(|| HeaderValue::try_from(link).ok())?
}

/// 400: nobody knows where that is.
pub(super) fn unknown_place() -> Problem {
    let detail = "near is lat,lon, a postal code, an ISTAT code or the name of a comune";
    Problem::bad_request("unknown-place", "near", detail)
}

/// What a well-formed parameter names must be there.
pub(super) fn check_references(data: &Dataset, query: &Query) -> Result<(), Problem> {
    if query.near == Some(Near::Here) {
        let detail = "the server does not know where you are: give lat,lon, a postal code or a comune";
        return Err(Problem::bad_request("unknown-place", "near", detail));
    }
    if let Some(id) = query.filter.networks.iter().find(|id| data.network(id).is_none()) {
        let detail = format!("there is no network with the id \"{id}\"");
        return Err(Problem::bad_request("unknown-network", "network", detail));
    }
    if let Some(code) = query
        .filter
        .comuni
        .iter()
        .find(|code| gazetteer().by_code(code).is_none())
    {
        let detail = format!("there is no comune with the code {code}");
        return Err(Problem::bad_request("unknown-comune", "comune", detail));
    }
    Ok(())
}

struct SearchAnswer<'a> {
    data: &'a Dataset,
    outcome: &'a Outcome,
    /// The stretches of a question of time.
    asked: Option<Windows>,
    now: LocalDateTime,
}

impl Serialize for SearchAnswer<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { data, outcome, now, .. } = *self;
        let asked = self.asked.as_ref();
        let answers = |hits: &[Hit]| -> Vec<HitAnswer<'_>> {
            hits.iter()
                .filter_map(|hit| HitAnswer::new(data, hit, asked, now))
                .collect()
        };
        let missing: &[String] = match &outcome.matched {
            Matched::All => &[],
            Matched::Most(words) => words,
        };
        let mut answer = serializer.serialize_map(None)?;
        let help = outcome.help.as_ref().map(|help| HelpAnswer {
            kind: help.kind.code(),
            lines: help.lines.iter().map(LineAnswer::new).collect(),
            nearest: answers(&help.nearest),
        });
        answer.serialize_entry("total", &outcome.total)?;
        answer.serialize_entry("help", &help)?;
        answer.serialize_entry("samples", &outcome.samples)?;
        answer.serialize_entry("sure", &outcome.sure)?;
        answer.serialize_entry("results", &answers(&outcome.hits))?;
        answer.serialize_entry("facets", &Facets(&outcome.facets))?;
        answer.serialize_entry("sample_facets", &SampleFacets(&outcome.facets))?;
        answer.serialize_entry("suggestion", &outcome.suggestion)?;
        answer.serialize_entry("missing_words", missing)?;
        answer.serialize_entry("near", &outcome.near.as_ref().map(NearAnswer::new))?;
        answer.serialize_entry(
            "loosen",
            &outcome.loosen.iter().map(LoosenAnswer::new).collect::<Vec<_>>(),
        )?;
        answer.serialize_entry("nearest", &answers(&outcome.beyond))?;
        answer.serialize_entry("apart", &answers(&outcome.apart))?;
        answer.serialize_entry("unknown_hours", &outcome.unknown_hours)?;
        answer.end()
    }
}

/// One result.
#[derive(serde::Serialize)]
struct HitAnswer<'a> {
    /// `place`, `activity` or `guide`.
    r#type: &'static str,
    id: &'a str,
    title: &'a str,
    /// The place itself, or where the activity is; `null` for guides and where it is not known.
    place: Option<&'a str>,
    /// Name of the comune of that place.
    comune: Option<&'a str>,
    /// How well it answers; only the order means something.
    score: u32,
    /// Metres from what was asked to be near.
    distance_m: Option<u32>,
    /// It is in the comune asked for, nobody knows where in it.
    same_comune: bool,
    /// Its network serves the comune asked for, wherever it stands.
    serves: bool,
    /// It has only a part of the words, or has one with a slip; left out where it has all.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    partly: bool,
    /// The desk of a place that answers a question of time, by name; not there where the place itself does.
    #[serde(skip_serializing_if = "Option::is_none")]
    desk: Option<&'a str>,
    /// The next date of an activity.
    next: Option<OccurrenceAnswer>,
    /// An example, nothing that one can go to.
    sample: bool,
}

impl<'a> HitAnswer<'a> {
    fn new(data: &'a Dataset, hit: &Hit, asked: Option<&Windows>, now: LocalDateTime) -> Option<Self> {
        let at = hit.at as usize;
        let desk_of = |place: &'a Place| {
            let (door, _) = doors_in(place, &Calendar::of_place(data, place), asked?)?;
            Some(door.desk?.name.as_str())
        };
        let (id, title, place, next, sample) = match hit.what {
            What::Place => {
                let place = data.places.get(at)?;
                (place.id.as_str(), place.name.as_str(), Some(place), None, place.sample)
            }
            What::Activity => {
                let activity = data.activities.get(at)?;
                let place = activity.place.as_ref().and_then(|id| data.place(id));
                (
                    activity.id.as_str(),
                    activity.title.as_str(),
                    place,
                    next(data, activity, now),
                    activity.sample,
                )
            }
            What::Guide => {
                let guide = data.guides.get(at)?;
                (guide.id.as_str(), guide.title.as_str(), None, None, guide.sample)
            }
        };
        let comune = place.and_then(|place| data.comune(place.address.as_ref()?.comune.as_ref()?));
        Some(Self {
            r#type: hit.what.code(),
            id,
            title,
            place: place.map(|place| place.id.as_str()),
            comune: comune.map(|comune| comune.name.as_str()),
            score: hit.score,
            distance_m: hit.distance_m,
            same_comune: hit.in_comune,
            serves: hit.serves,
            partly: hit.guessed,
            desk: place.filter(|_| hit.what == What::Place).and_then(desk_of),
            next,
            sample,
        })
    }
}

/// Whom to call at once.
#[derive(serde::Serialize)]
struct HelpAnswer<'a> {
    /// `despair`, `poison`, `violence`, `child` or `urgent`.
    kind: &'static str,
    lines: Vec<LineAnswer<'a>>,
    nearest: Vec<HitAnswer<'a>>,
}

/// A line to call.
#[derive(serde::Serialize)]
struct LineAnswer<'a> {
    number: &'a str,
    tel: String,
    /// One sentence on who answers, in Italian.
    answers: &'a str,
    source: &'a str,
    source_url: &'a str,
    source_seen: &'a str,
}

impl<'a> LineAnswer<'a> {
    fn new(line: &'a HelpLine) -> Self {
        Self {
            number: &line.number,
            tel: format!("tel:{}", line.dial),
            answers: line.says("it"),
            source: &line.source,
            source_url: &line.url,
            source_seen: &line.seen,
        }
    }
}

/// Facets as objects of code and count.
struct Facets<'a>(&'a [Facet]);

impl Serialize for Facets<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|facet| (facet.name.code(), Options(facet))))
    }
}

struct Options<'a>(&'a Facet);

impl Serialize for Options<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.options.iter().map(|option| (&*option.code, option.count)))
    }
}

/// The same of examples, which the counts above leave out; options without one are not named.
struct SampleFacets<'a>(&'a [Facet]);

impl Serialize for SampleFacets<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let some = |facet: &&Facet| facet.options.iter().any(|option| option.samples > 0);
        let facets = self.0.iter().filter(some);
        serializer.collect_map(facets.map(|facet| (facet.name.code(), SampleOptions(facet))))
    }
}

struct SampleOptions<'a>(&'a Facet);

impl Serialize for SampleOptions<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let options = self.0.options.iter().filter(|option| option.samples > 0);
        serializer.collect_map(options.map(|option| (&*option.code, option.samples)))
    }
}

/// What was understood as "near".
#[derive(serde::Serialize)]
struct NearAnswer<'a> {
    name: &'a str,
    comune: Option<&'a str>,
    lat: f64,
    lon: f64,
}

impl<'a> NearAnswer<'a> {
    fn new(near: &'a shared::search::NearPlace) -> Self {
        Self {
            name: &near.name,
            comune: near.comune.as_ref().map(|code| code.as_str()),
            lat: near.point.lat_degrees(),
            lon: near.point.lon_degrees(),
        }
    }
}

/// What leaving out one part of the search would give.
#[derive(serde::Serialize)]
struct LoosenAnswer {
    parameter: &'static str,
    total: u32,
}

impl LoosenAnswer {
    fn new(loosen: &Loosen) -> Self {
        Self {
            parameter: match loosen.part {
                Part::Facet(name) => name.code(),
                Part::Age => "age_months",
                Part::When => "when",
                Part::Words => "q",
                Part::Radius => "radius_km",
                // Known to devices only: no request can ask for it.
                Part::Household => "household",
            },
            total: loosen.total,
        }
    }
}
