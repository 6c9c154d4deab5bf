//! The server and a device that synchronised with it give the same results in the same order.
//!
//! The device's half is what the app does: records from `GET /api/v1/sync`, an index built in slices, the comuni and
//! the thesaurus from their files, the search read from an address. The server's half is the route.

use std::sync::Arc;

use backend::app::ServerOptions;
use backend::service::import::{Bad, Mode, Removals, import};
use backend::store::memory::MemoryStore;
use serde_json::Value;
use shared::filter::What;
use shared::gazetteer::Gazetteer;
use shared::household::Household;
use shared::model::Dataset;
use shared::query::Query;
use shared::search::{Builder, Context, Hit, Index};
use shared::sync::{NextStep, apply, decode};
use shared::time::{LocalDateTime, rome};

use crate::fixture::{NOW, Server};

/// What families type: the queries that the search is measured with.
const WORDS: [&str; 16] = [
    include_str!("../../../shared/tests/relevance/ages.txt"),
    include_str!("../../../shared/tests/relevance/foreign.txt"),
    include_str!("../../../shared/tests/relevance/italian.txt"),
    include_str!("../../../shared/tests/relevance/misspelt.txt"),
    include_str!("../../../shared/tests/relevance/needs.txt"),
    include_str!("../../../shared/tests/relevance/places.txt"),
    include_str!("../../../shared/tests/relevance/second-ages.txt"),
    include_str!("../../../shared/tests/relevance/second-colloquial.txt"),
    include_str!("../../../shared/tests/relevance/second-foreign.txt"),
    include_str!("../../../shared/tests/relevance/second-misspelt.txt"),
    include_str!("../../../shared/tests/relevance/second-needs.txt"),
    include_str!("../../../shared/tests/relevance/second-people.txt"),
    include_str!("../../../shared/tests/relevance/second-places.txt"),
    include_str!("../../../shared/tests/relevance/third-ages.txt"),
    include_str!("../../../shared/tests/relevance/third-foreign.txt"),
    include_str!("../../../shared/tests/relevance/third-needs.txt"),
];

/// What is chosen beside the words, one set after the other.
const CHOICES: [&str; 12] = [
    "",
    "near=20030",
    "what=place",
    "near=Bollate&radius_km=8&order=near",
    "open_at=now",
    "what=activity&order=soon",
    "age_months=0",
    "topic=scuola&limit=3&offset=2",
    "near=45.4642,9.1900&what=place,guide",
    "from=2026-11-28&to=2026-11-29",
    "weekday=tu&from=2026-11-24T16:00",
    "kind=hub,clinic&free=true,unknown&language=ar,unknown",
];

/// What an app holds after its first visit.
struct Device {
    data: Dataset,
    index: Index,
    gazetteer: Gazetteer,
    now: LocalDateTime,
}

impl Device {
    async fn of(server: &Server) -> Self {
        let body = server.get("/api/v1/sync").await;
        let answer = decode(body.text()).expect("a good answer");
        let NextStep::Keep(applied) = apply(None, answer) else {
            panic!("a first answer is kept")
        };
        let data = applied.data.clone();
        let mut builder = Builder::new(&data);
        while !builder.step(&data, 17) {}
        let index = builder.finish(&data);
        Self {
            index,
            data,
            gazetteer: Gazetteer::parse(include_str!("../../../shared/data/comuni.txt")),
            now: rome::local(NOW),
        }
    }

    /// Type and id of each result, and how many there are in all.
    fn search(&self, address: &str) -> (Vec<(String, String)>, u64) {
        let (query, unknown) = Query::parse_leniently(address, self.now.date);
        assert!(unknown.is_empty(), "{address}");
        let context = Context {
            now: self.now,
            gazetteer: Some(&self.gazetteer),
            position: None,
            household: Some(&Household::default()),
        };
        let outcome = self.index.search(&self.data, &query, &context);
        let results = outcome
            .hits
            .iter()
            .map(|hit| (hit.what.code().to_owned(), self.id(hit)));
        (results.collect(), u64::from(outcome.total))
    }

    fn id(&self, hit: &Hit) -> String {
        let at = hit.at as usize;
        match hit.what {
            What::Place => self.data.places[at].id.to_string(),
            What::Activity => self.data.activities[at].id.to_string(),
            What::Guide => self.data.guides[at].id.to_string(),
        }
    }
}

fn seeded() -> Server {
    let store = Arc::new(MemoryStore::new("00000000000000aa"));
    for set in [shared::seed::seed(), shared::seed::examples()] {
        import(store.as_ref(), set, Mode::Merge, Bad::Refuse, Removals::Any)
            .expect("the data that the server carries is good");
    }
    Server::keeping(store.clone(), store, ServerOptions::default())
}

fn of_server(answer: &Value) -> (Vec<(String, String)>, u64) {
    let text = |result: &Value, field: &str| result[field].as_str().expect("a text").to_owned();
    let results = answer["results"].as_array().expect("results");
    (
        results
            .iter()
            .map(|result| (text(result, "type"), text(result, "id")))
            .collect(),
        answer["total"].as_u64().expect("a number"),
    )
}

#[tokio::test]
async fn server_and_device_answer_alike() {
    let server = seeded();
    let device = Device::of(&server).await;
    let words = WORDS.iter().flat_map(|file| file.lines());
    let words = words.filter_map(|line| Some(line.split_once(" => ")?.0));
    let mut asked = 0;
    let mut answered = 0;
    for (words, choices) in words.zip(CHOICES.into_iter().cycle()) {
        let words = Query {
            words: words.to_owned(),
            ..Query::default()
        };
        for address in [
            words.to_query_string(),
            format!("{}&{choices}", words.to_query_string()),
        ] {
            let answer = server.get(&format!("/api/v1/search?{address}")).await;
            assert_eq!(answer.status.as_u16(), 200, "{address}: {}", answer.text());
            let there = of_server(&answer.json());
            assert_eq!(there, device.search(&address), "{address}");
            asked += 1;
            answered += usize::from(!there.0.is_empty());
        }
    }
    assert!(asked > 300 && answered * 3 > asked * 2, "{answered} of {asked}");
}
