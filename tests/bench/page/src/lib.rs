//! Search, clusters and agenda of the shared crate as calls from JavaScript, so that they can be timed in a page
//! beside libraries that are written for pages.

use std::cell::RefCell;

use shared::agenda::{Links, agenda};
use shared::cluster::{Area, Clusters};
use shared::filter::What;
use shared::gazetteer::Gazetteer;
use shared::geo::Point;
use shared::model::Dataset;
use shared::query::Query;
use shared::search::{Builder, Context, Index, SLICE};
use shared::time::{Calendar, LocalDateTime, State, open_state};
use wasm_bindgen::prelude::wasm_bindgen;

thread_local! {
    static DATA: RefCell<Dataset> = RefCell::new(Dataset::default());
    static GAZETTEER: Gazetteer = Gazetteer::parse(include_str!("../../../../shared/data/comuni.txt"));
    static INDEX: RefCell<Option<Index>> = const { RefCell::new(None) };
    static LINKS: RefCell<Option<Links>> = const { RefCell::new(None) };
    static CLUSTERS: RefCell<Option<Clusters>> = const { RefCell::new(None) };
}

/// Takes a data set file. Returns how many records it holds, 0 when it cannot be read.
#[wasm_bindgen]
pub fn load(json: &str) -> usize {
    let Ok(mut data) = serde_json::from_str::<Dataset>(json) else {
        return 0;
    };
    data.sort();
    GAZETTEER.with(|gazetteer| gazetteer.fill(&mut data));
    let records = data.len();
    LINKS.set(Some(Links::build(&data)));
    DATA.set(data);
    let mut lesson = Some(shared::search::Lesson::new(
        include_str!("../../../../shared/data/thesaurus.txt").to_owned(),
    ));
    while let Some(more) = lesson {
        lesson = more.step();
    }
    records
}

/// Builds the index anew.
#[wasm_bindgen]
pub fn build() {
    INDEX.set(Some(DATA.with_borrow(Index::build)));
}

/// Begins a build in slices.
#[wasm_bindgen]
pub struct Slices(Option<Builder>);

#[wasm_bindgen]
impl Slices {
    /// A build that has read nothing yet.
    #[wasm_bindgen(constructor)]
    #[expect(clippy::new_without_default, reason = "JavaScript has no default")]
    pub fn new() -> Self {
        Self(Some(DATA.with_borrow(Builder::new)))
    }

    /// Reads one slice; `true` when all records are read.
    pub fn step(&mut self) -> bool {
        self.0
            .as_mut()
            .is_none_or(|builder| DATA.with_borrow(|data| builder.step(data, SLICE)))
    }

    /// Makes the index out of what was read.
    pub fn finish(&mut self) {
        if let Some(builder) = self.0.take() {
            INDEX.set(Some(DATA.with_borrow(|data| builder.finish(data))));
        }
    }
}

/// How many bytes the index holds.
#[wasm_bindgen]
pub fn index_bytes() -> usize {
    INDEX.with_borrow(|index| index.as_ref().map_or(0, Index::memory))
}

/// Searches for words with all counts, as a keystroke in the app does. Returns how many records match.
#[wasm_bindgen]
pub fn search(words: &str) -> u32 {
    let query = Query {
        words: words.to_owned(),
        ..Query::default()
    };
    let Ok(now) = "2026-11-24T10:00".parse::<LocalDateTime>() else {
        return 0;
    };
    GAZETTEER.with(|gazetteer| {
        let context = Context {
            now,
            gazetteer: Some(gazetteer),
            position: None,
            household: None,
        };
        INDEX.with_borrow(|index| match index {
            Some(index) => DATA.with_borrow(|data| index.search(data, &query, &context)).total,
            None => 0,
        })
    })
}

/// Tuesday at ten and so many minutes: what was asked for another minute is not remembered.
fn later(minutes: i32) -> LocalDateTime {
    let ten: Option<LocalDateTime> = "2026-11-24T10:00".parse().ok();
    ten.map_or(LocalDateTime::nearest(0), |ten| {
        ten.saturating_add_minutes(i64::from(minutes))
    })
}

/// The state of every place at that minute. Returns how many are open.
#[wasm_bindgen]
pub fn open_now(minutes: i32) -> usize {
    let now = later(minutes);
    DATA.with_borrow(|data| {
        let is_open = |place| open_state(place, &Calendar::of_place(data, place), now).state == State::Open;
        data.places.iter().filter(|place| is_open(place)).count()
    })
}

/// A search by its address with all counts, at that minute. Returns how many records match.
#[wasm_bindgen]
pub fn ask(query_string: &str, minutes: i32) -> u32 {
    let (query, _) = Query::parse_leniently(query_string, later(minutes).date);
    found(&query, minutes, &mut |_| {})
}

/// The agenda of a week as the app makes it: the activities that a search finds, and their dates. Returns how many dates
/// are to come.
#[wasm_bindgen]
pub fn agenda_week(query_string: &str, minutes: i32) -> usize {
    let (mut query, _) = Query::parse_leniently(query_string, later(minutes).date);
    query.limit = u32::MAX;
    query.filter.what = vec![What::Activity];
    let now = later(minutes);
    let mut kept = DATA.with_borrow(|data| vec![false; data.activities.len()]);
    found(&query, minutes, &mut |at| kept[at] = true);
    DATA.with_borrow(|data| {
        let week = (now.date, now.date.saturating_add_days(6));
        LINKS.with_borrow(|links| match links {
            Some(links) => agenda(data, links, now, week, &|at| kept[at]).len(),
            None => 0,
        })
    })
}

fn found(query: &Query, minutes: i32, hit: &mut dyn FnMut(usize)) -> u32 {
    GAZETTEER.with(|gazetteer| {
        let context = Context {
            now: later(minutes),
            gazetteer: Some(gazetteer),
            position: None,
            household: None,
        };
        INDEX.with_borrow(|index| {
            let Some(index) = index else { return 0 };
            let outcome = DATA.with_borrow(|data| index.search(data, query, &context));
            outcome.hits.iter().for_each(|one| hit(one.at as usize));
            outcome.total
        })
    })
}

/// As many points as asked for, near the places of the data set: longitude and latitude in micro-degrees in turn.
#[wasm_bindgen]
pub fn clusters_points(count: usize) -> Vec<i32> {
    DATA.with_borrow(|data| {
        let places: Vec<Point> = data
            .places
            .iter()
            .filter_map(|place| Some(place.position?.point()))
            .collect();
        (0..count)
            .flat_map(|at| {
                let point = places.get(at % places.len().max(1)).copied().unwrap_or(Point {
                    lat: 45_000_000,
                    lon: 9_000_000,
                });
                // A fixed scatter of up to 1.5 km, so that no two points of a place coincide.
                let step = (at / places.len().max(1)) as i32;
                [point.lon + (step * 7919) % 19_000, point.lat + (step * 6007) % 13_000]
            })
            .collect()
    })
}

/// Builds the clusters of all zooms from longitude and latitude in turn.
#[wasm_bindgen]
pub fn clusters_build(points: &[i32]) {
    let points: Vec<Point> = points
        .chunks_exact(2)
        .map(|pair| Point {
            lat: pair[1],
            lon: pair[0],
        })
        .collect();
    CLUSTERS.set(Some(Clusters::build(&points, shared::cluster::LAST_ZOOM)));
}

/// How many markers stand in a view: west, south, east, north in degrees, and zoom.
#[wasm_bindgen]
pub fn clusters_view(west: f64, south: f64, east: f64, north: f64, zoom: u8) -> usize {
    let (Some(south_west), Some(north_east)) = (Point::from_degrees(south, west), Point::from_degrees(north, east))
    else {
        return 0;
    };
    CLUSTERS.with_borrow(|clusters| {
        clusters.as_ref().map_or(0, |clusters| {
            clusters.view(&Area { south_west, north_east }, zoom).len()
        })
    })
}
