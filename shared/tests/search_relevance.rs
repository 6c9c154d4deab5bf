//! What families type must find what they mean: mean reciprocal rank over the queries of `relevance/`, at least 0.9.
//!
//! A line of those files is `query => expected | expected`; see the head of `italian.txt`. The run prints the mean of
//! each file and every query whose answer does not stand among the first three.

use std::path::Path;

use shared::filter::{FacetName, What};
use shared::gazetteer::Gazetteer;
use shared::model::{Activity, Comune, Dataset, Guide, Place};
use shared::query::Query;
use shared::search::{Context, Hit, Index};
use shared::taxonomy::LifeStage;

const FILES: [&str; 16] = [
    "italian",
    "needs",
    "misspelt",
    "foreign",
    "places",
    "ages",
    "second-needs",
    "second-misspelt",
    "second-foreign",
    "second-ages",
    "second-places",
    "second-people",
    "second-colloquial",
    "third-needs",
    "third-ages",
    "third-foreign",
];
/// Below this the search is not good enough.
const LEAST_MEAN: f64 = 0.9;
/// How far down an answer is looked for.
const DEPTH: u32 = 10;

/// Any record of the data set.
enum Found<'a> {
    Place(&'a Place),
    Activity(&'a Activity),
    Guide(&'a Guide),
}

impl<'a> Found<'a> {
    fn new(data: &'a Dataset, hit: &Hit) -> Self {
        let at = hit.at as usize;
        match hit.what {
            What::Place => Self::Place(&data.places[at]),
            What::Activity => Self::Activity(&data.activities[at]),
            What::Guide => Self::Guide(&data.guides[at]),
        }
    }

    fn id(&self) -> &str {
        match self {
            Self::Place(place) => place.id.as_str(),
            Self::Activity(activity) => activity.id.as_str(),
            Self::Guide(guide) => guide.id.as_str(),
        }
    }

    fn comune(&self, data: &'a Dataset) -> Option<&'a Comune> {
        let place = match self {
            Self::Place(place) => Some(*place),
            Self::Activity(activity) => activity.place.as_ref().and_then(|id| data.place(id)),
            Self::Guide(_) => None,
        };
        data.comune(place?.address.as_ref()?.comune.as_ref()?)
    }

    fn topics(&self) -> Vec<&'static str> {
        let topics = match self {
            Self::Place(place) => place.topics.clone(),
            Self::Activity(activity) => activity.topics.clone(),
            Self::Guide(guide) => vec![guide.topic],
        };
        topics
            .iter()
            .flat_map(|topic| [topic.code(), topic.root().code()])
            .collect()
    }

    /// Whether it is what one part of an expectation says.
    fn is(&self, data: &Dataset, index: &Index, hit: &Hit, expected: &str) -> bool {
        let (what, comune) = expected.split_once('@').unwrap_or((expected, ""));
        if !comune.is_empty() && self.comune(data).is_none_or(|at| at.name != comune) {
            return false;
        }
        match what.split_once(':') {
            Some(("topic", code)) => self.topics().contains(&code),
            Some(("category", code)) => {
                matches!(self, Self::Activity(activity) if activity.category.code() == code)
            }
            Some(("kind", code)) => matches!(
                self,
                Self::Place(place) if place.acts_as.iter().chain([&place.kind]).any(|kind| kind.code() == code)
            ),
            Some(("stage", code)) => has_stage(data, index, hit, code),
            Some((other, _)) => panic!("no such expectation: {other}"),
            None => match what.strip_suffix('*') {
                Some(beginning) => self.id().starts_with(beginning),
                None => what.is_empty() || self.id() == what,
            },
        }
    }
}

/// Whether the filter by life stage finds that record too.
fn has_stage(data: &Dataset, index: &Index, hit: &Hit, code: &str) -> bool {
    assert!(code.parse::<LifeStage>().is_ok(), "no such stage: {code}");
    let mut query = Query {
        limit: 1000,
        ..Query::default()
    };
    query.filter.choose(FacetName::Stage, code).expect("a stage");
    let context = context(None);
    index
        .search(data, &query, &context)
        .hits
        .iter()
        .any(|other| (other.what, other.at) == (hit.what, hit.at))
}

fn context(gazetteer: Option<&Gazetteer>) -> Context<'_> {
    Context {
        now: "2026-11-24T16:30".parse().expect("a time"),
        gazetteer,
        position: None,
        household: None,
    }
}

fn example_data(gazetteer: &Gazetteer) -> Dataset {
    let read = |text: &str| -> Dataset { serde_json::from_str(text).expect("a data set") };
    let mut data = read(include_str!("../data/seed.json"));
    let examples = read(include_str!("../data/examples.json"));
    data.places.extend(examples.places);
    data.activities.extend(examples.activities);
    data.guides.extend(examples.guides);
    data.sort();
    gazetteer.fill(&mut data);
    data
}

#[test]
fn what_families_type_finds_what_they_mean() {
    let gazetteer = Gazetteer::parse(include_str!("../data/comuni.txt"));
    let data = example_data(&gazetteer);
    let index = Index::build(&data);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/relevance");
    let (mut sum, mut count) = (0.0, 0);
    for name in FILES {
        let text = std::fs::read_to_string(folder.join(name).with_extension("txt")).expect("the file is there");
        let (mut of_file, mut in_file) = (0.0, 0);
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (words, expected) = line.split_once(" => ").expect("a query and what it must find");
            let query = Query {
                words: words.to_owned(),
                limit: DEPTH,
                ..Query::default()
            };
            let outcome = index.search(&data, &query, &context(Some(&gazetteer)));
            let rank = outcome.hits.iter().position(|hit| {
                let found = Found::new(&data, hit);
                expected.split('|').any(|one| found.is(&data, &index, hit, one.trim()))
            });
            if rank.is_none_or(|rank| rank > 2) {
                let first: Vec<&str> = outcome
                    .hits
                    .iter()
                    .take(3)
                    .map(|hit| Found::new(&data, hit))
                    .map(|found| match found {
                        Found::Place(place) => place.id.as_str(),
                        Found::Activity(activity) => activity.id.as_str(),
                        Found::Guide(guide) => guide.id.as_str(),
                    })
                    .collect();
                println!("{name}: \"{words}\" expects {expected}, rank {rank:?}, first {first:?}");
            }
            of_file += rank.map_or(0.0, |rank| 1.0 / (rank as f64 + 1.0));
            in_file += 1;
        }
        println!(
            "{name}: {in_file} queries, mean reciprocal rank {:.3}",
            of_file / f64::from(in_file)
        );
        sum += of_file;
        count += in_file;
    }
    let mean = sum / f64::from(count);
    println!("all: {count} queries, mean reciprocal rank {mean:.3}");
    assert!(count >= 150, "only {count} queries");
    assert!(
        mean >= LEAST_MEAN,
        "mean reciprocal rank {mean:.3} is below {LEAST_MEAN}"
    );
}
