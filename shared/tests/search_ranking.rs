//! The order of results, by record: which one must be first, over the shipped data and two synthetic towns.
//!
//! `ranking/towns.txt` is written in the words of offices, the queries in those of families. A line of the queries is
//! `words => id | id`, any of which is right (`*` for any end), and after `>` what must not stand above it. The third
//! in `held-out.txt` was written first and sealed (`held-out.sha256`); nothing was tuned on it. `more-towns.txt` are two
//! towns alone, with queries of their own in nine languages and a sealed third as well; `third-town.txt` and
//! `fourth-town.txt` are one more each.

use shared::filter::What;
use shared::gazetteer::Gazetteer;
use shared::model::Dataset;
use shared::query::Query;
use shared::search::{Context, Hit, Index};

const OPEN: &str = include_str!("ranking/open.txt");
const MORE: &str = include_str!("ranking/more-open.txt");
const MORE_HELD_OUT: &str = include_str!("ranking/more-held-out.txt");
const THIRD: &str = include_str!("ranking/third-open.txt");
const THIRD_HELD_OUT: &str = include_str!("ranking/third-held-out.txt");
const FOURTH: &str = include_str!("ranking/fourth-open.txt");
const FOURTH_HELD_OUT: &str = include_str!("ranking/fourth-held-out.txt");
const FOURTH_AGAIN: &str = include_str!("ranking/fourth-again.txt");
const HELD_OUT: &str = include_str!("ranking/held-out.txt");

/// The records of two towns.
fn towns(text: &str) -> Dataset {
    let mut data = serde_json::json!({
        "format": "family-hub/1",
        "networks": [
            { "id": "a", "name": "Famiglie in rete", "comuni": ["020065", "020027", "020039"] },
            { "id": "b", "name": "Rete dei laghi", "comuni": ["013041", "013143", "013095"] },
            { "id": "c", "name": "Rete della pianura", "comuni": ["016219", "016053", "016183"] },
            { "id": "e", "name": "Famiglie della Romagna", "comuni": ["039010", "037032"] },
            { "id": "f", "name": "Famiglie della Valle Umbra", "comuni": ["054018", "054051"] },
            { "id": "d", "name": "Famiglie del Basso Lodigiano", "comuni": ["098019", "098010"] },
        ],
        "places": [], "activities": [], "guides": [],
    });
    let lines = text.lines();
    let rows = lines.filter(|line| !line.starts_with('#') && !line.is_empty());
    let rows: Vec<Vec<&str>> = rows.map(|line| line.split('|').map(str::trim).collect()).collect();
    for row in &rows {
        let [id, kind, title, topics, months, comune, text] = row[..7] else {
            panic!("{row:?}");
        };
        let phone: Vec<&str> = row
            .get(7)
            .into_iter()
            .copied()
            .filter(|phone| !phone.is_empty())
            .collect();
        let topics: Vec<&str> = topics.split_whitespace().collect();
        let network = &id[..1];
        let (list, record) = match kind {
            "guide" => (
                "guides",
                serde_json::json!({ "id": id, "title": title, "topic": topics[0], "body": text }),
            ),
            "hub" | "clinic" | "desk" | "spoke" => (
                "places",
                serde_json::json!({ "id": id, "network": network, "kind": kind, "name": title, "topics": topics,
                    "phone": phone, "description": text, "address": { "comune": comune } }),
            ),
            category => {
                let place = rows
                    .iter()
                    .find(|place| ["hub", "clinic", "desk"].contains(&place[1]) && place[5] == comune)
                    .map(|place| place[0]);
                let mut ages = months.split('-').map(|months| months.parse::<u16>().ok());
                let (min, max) = (ages.next().flatten(), ages.next().flatten());
                (
                    "activities",
                    serde_json::json!({ "id": id, "network": network, "place": place, "title": title,
                        "description": text, "category": category, "topics": topics,
                        "audience": { "min_months": min, "max_months": max, "groups": [] } }),
                )
            }
        };
        data[list].as_array_mut().expect("a list").push(record);
    }
    let with_records: Vec<_> = rows.iter().map(|row| &row[0][..1]).collect();
    let networks = data["networks"].as_array_mut().expect("a list");
    networks.retain(|network| with_records.iter().any(|id| network["id"] == *id));
    serde_json::from_value(data).expect("a data set")
}

fn all(gazetteer: &Gazetteer) -> Dataset {
    let read = |text: &str| -> Dataset { serde_json::from_str(text).expect("a data set") };
    let mut data = read(include_str!("../data/seed.json"));
    for more in [
        read(include_str!("../data/examples.json")),
        towns(include_str!("ranking/towns.txt")),
    ] {
        data.networks.extend(more.networks);
        data.places.extend(more.places);
        data.activities.extend(more.activities);
        data.guides.extend(more.guides);
    }
    data.sort();
    gazetteer.fill(&mut data);
    data
}

fn id<'a>(data: &'a Dataset, hit: &Hit) -> &'a str {
    let at = hit.at as usize;
    match hit.what {
        What::Place => data.places[at].id.as_str(),
        What::Activity => data.activities[at].id.as_str(),
        What::Guide => data.guides[at].id.as_str(),
    }
}

/// Towns that are alone in their data set.
fn alone(gazetteer: &Gazetteer, text: &str) -> Dataset {
    let mut data = towns(text);
    data.sort();
    gazetteer.fill(&mut data);
    data
}

fn two(gazetteer: &Gazetteer) -> Dataset {
    alone(gazetteer, include_str!("ranking/more-towns.txt"))
}

fn third(gazetteer: &Gazetteer) -> Dataset {
    alone(gazetteer, include_str!("ranking/third-town.txt"))
}

fn fourth(gazetteer: &Gazetteer) -> Dataset {
    alone(gazetteer, include_str!("ranking/fourth-town.txt"))
}

/// How many queries have the right record first, how many among the first three, and how many there are.
pub fn report(name: &str, queries: &str, data: fn(&Gazetteer) -> Dataset) -> (u32, u32, u32) {
    let gazetteer = Gazetteer::parse(include_str!("../data/comuni.txt"));
    let data = data(&gazetteer);
    let index = Index::build(&data);
    let (mut first, mut third, mut count) = (0, 0, 0);
    for line in queries
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
    {
        let (words, expected) = line.split_once(" => ").expect("a query and what it must find");
        let query = Query {
            words: words.to_owned(),
            limit: 20,
            ..Query::default()
        };
        let context = Context {
            now: "2026-11-24T16:30".parse().expect("a time"),
            gazetteer: Some(&gazetteer),
            position: None,
            household: None,
        };
        let outcome = index.search(&data, &query, &context);
        let ids: Vec<&str> = outcome.hits.iter().map(|hit| id(&data, hit)).collect();
        let (right, below) = expected.split_once(" > ").unwrap_or((expected, ""));
        let is = |id: &str, wanted: &str| match wanted.strip_suffix('*') {
            Some(beginning) => id.starts_with(beginning),
            None => id == wanted,
        };
        let rank = match right.strip_prefix('!') {
            Some(word) => (!outcome.suggestion.is_some_and(|text| text.contains(word))).then_some(0),
            None => ids
                .iter()
                .position(|id| right.split(" | ").any(|wanted| is(id, wanted.trim()))),
        };
        let above = ids.iter().position(|id| *id == below);
        let rank = rank.filter(|rank| above.is_none_or(|above| above > *rank));
        count += 1;
        first += u32::from(rank == Some(0));
        third += u32::from(rank.is_some_and(|rank| rank < 3));
        if rank != Some(0) {
            let shown = &ids[..ids.len().min(4)];
            println!("{name}: \"{words}\" wants {expected}, rank {rank:?}, first {shown:?}");
        }
    }
    println!("{name}: {count} queries, first {first}, among the first three {third}");
    (first, third, count)
}

/// The open two thirds.
pub fn open() -> (u32, u32, u32) {
    report("open", OPEN, all)
}

/// The sealed third.
pub fn held_out() -> (u32, u32, u32) {
    report("held out", HELD_OUT, all)
}

#[test]
fn the_right_record_is_first() {
    let (first, third, count) = open();
    assert!(count >= 245, "{count}");
    assert!(third * 100 >= count * 94, "among the first three: {third} of {count}");
    assert!(first * 100 >= count * 85, "first: {first} of {count}");
}

#[test]
fn the_right_record_is_first_on_sealed_queries() {
    let (first, third, count) = held_out();
    assert!(third * 100 >= count * 91, "among the first three: {third} of {count}");
    assert!(first * 100 >= count * 83, "first: {first} of {count}");
}

#[test]
fn the_right_record_is_first_in_towns_of_their_own() {
    let (first, third, count) = report("more", MORE, two);
    assert!(count >= 149, "{count}");
    assert!(third * 100 >= count * 95, "among the first three: {third} of {count}");
    assert!(first * 100 >= count * 90, "first: {first} of {count}");
}

#[test]
fn the_right_record_is_first_in_towns_of_their_own_on_sealed_queries() {
    let (first, third, count) = report("more, held out", MORE_HELD_OUT, two);
    assert!(third * 100 >= count * 80, "among the first three: {third} of {count}");
    assert!(first * 100 >= count * 70, "first: {first} of {count}");
}

#[test]
fn the_right_record_is_first_in_a_third_town() {
    let (first, third, count) = report("third", THIRD, third);
    assert!(count >= 190, "{count}");
    assert!(third * 100 >= count * 95, "among the first three: {third} of {count}");
    assert!(first * 100 >= count * 85, "first: {first} of {count}");
}

#[test]
fn the_right_record_is_first_in_a_third_town_on_sealed_queries() {
    let (first, third, count) = report("third, held out", THIRD_HELD_OUT, third);
    assert!(third * 100 >= count * 84, "among the first three: {third} of {count}");
    assert!(first * 100 >= count * 76, "first: {first} of {count}");
}

#[test]
fn the_right_record_is_first_in_a_fourth_town() {
    let (first, third, count) = report("fourth", FOURTH, fourth);
    assert!(count >= 140, "{count}");
    assert!(third * 100 >= count * 94, "among the first three: {third} of {count}");
    assert!(first * 100 >= count * 85, "first: {first} of {count}");
}

#[test]
fn the_right_record_is_first_in_a_fourth_town_on_sealed_queries() {
    let (first, third, count) = report("fourth, held out", FOURTH_HELD_OUT, fourth);
    assert!(third * 100 >= count * 86, "among the first three: {third} of {count}");
    assert!(first * 100 >= count * 80, "first: {first} of {count}");
}

/// What sentences meet that were written after everything else: no goal, but what must not get worse.
#[test]
fn everyday_sentences_find_no_less_than_they_did() {
    let (first, third, count) = report("fourth, again", FOURTH_AGAIN, fourth);
    assert!(third * 100 >= count * 65, "among the first three: {third} of {count}");
    assert!(first * 100 >= count * 55, "first: {first} of {count}");
}

/// Among 33,000 records the one whose text alone has a word is first.
#[test]
fn a_rare_word_in_a_text_is_first_among_33_000() {
    const RECORDS: usize = 33_000;
    let words = [
        "burattini",
        "mongolfiera",
        "telescopio",
        "arpa",
        "ceramica",
        "origami",
        "scherma",
        "vulcani",
        "api",
        "sartoria",
        "ricamo",
        "mosaico",
        "arrampicata",
        "apicoltura",
        "equitazione",
        "fumetti",
        "serigrafia",
        "minerali",
        "ukulele",
        "giocoleria",
        "trampoli",
        "ombre",
        "kamishibai",
        "erbario",
        "aquiloni",
        "calligrafia",
        "liuteria",
        "tessitura",
        "canoa",
        "orienteering",
        "astronomia",
        "dinosauri",
        "robotica",
        "mimo",
        "percussioni",
        "tarantella",
        "acquerello",
        "incisione",
        "pirografia",
        "cestini",
    ];
    let topics = ["scuola", "gioco-0-3", "anziani", "salute", "comunita", "prima-infanzia"];
    let titles = [
        "Laboratorio creativo",
        "Gioco insieme",
        "Incontro del gruppo",
        "Teatro e cultura",
        "Sport e natura",
    ];
    let activities: Vec<serde_json::Value> = (0..RECORDS)
        .map(|at| {
            let rare = (at % (RECORDS / words.len()) == 411).then(|| words[at / (RECORDS / words.len())]);
            serde_json::json!({ "id": format!("r{at:05}"), "network": "a", "place": null, "title": titles[at % titles.len()],
                "description": format!("Per famiglie del territorio, {} con operatori.", rare.unwrap_or("attività")),
                "category": "laboratorio", "topics": [topics[at % topics.len()]],
                "audience": { "groups": [] } })
        })
        .collect();
    let data = serde_json::json!({ "format": "family-hub/1", "networks": [{ "id": "a", "name": "Rete", "comuni": [] }],
        "places": [], "guides": [], "activities": activities });
    let mut data: Dataset = serde_json::from_value(data).expect("a data set");
    data.sort();
    let index = Index::build(&data);
    let mut missed = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let query = Query {
            words: (*word).to_owned(),
            limit: 3,
            ..Query::default()
        };
        let context = Context {
            now: "2026-11-24T16:30".parse().expect("a time"),
            gazetteer: None,
            position: None,
            household: None,
        };
        let outcome = index.search(&data, &query, &context);
        let expected = format!("r{:05}", at * (RECORDS / words.len()) + 411);
        if outcome.hits.first().map(|hit| id(&data, hit)) != Some(&*expected) {
            missed.push(*word);
        }
    }
    assert!(missed.is_empty(), "{missed:?}");
}
