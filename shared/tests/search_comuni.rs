//! A comune that is typed is a place: all of them, by every name people use, with and without a need beside it.

use std::sync::LazyLock;

use shared::filter::What;
use shared::gazetteer::Gazetteer;
use shared::geo::Point;
use shared::model::{Activity, Comune, Dataset, Place, PlaceKind};
use shared::query::Query;
use shared::search::{Context, Hit, Index, Meaning, Outcome};

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer::parse(include_str!("../data/comuni.txt")));
static DATA: LazyLock<Dataset> = LazyLock::new(|| {
    let read = |text: &str| -> Dataset { serde_json::from_str(text).expect("a data set") };
    let mut data = read(include_str!("../data/seed.json"));
    let more = read(include_str!("../data/examples.json"));
    data.networks.extend(more.networks);
    data.places.extend(more.places);
    data.activities.extend(more.activities);
    data.guides.extend(more.guides);
    data.sort();
    GAZETTEER.fill(&mut data);
    data
});
static INDEX: LazyLock<Index> = LazyLock::new(|| Index::build(&DATA));

/// Needs as people type them, and what must be near: a topic, or a kind of place.
const NEEDS: [(&str, &str); 12] = [
    ("consultorio", "clinic"),
    ("compiti", "sostegno-allo-studio"),
    ("allattamento", "allattamento"),
    ("spazio gioco", "gioco-0-3"),
    ("memoria", "memoria"),
    ("gravidanza", "gravidanza"),
    ("separazione", "separazione"),
    ("adolescenti", "adolescenza"),
    ("disabilità", "disabilita"),
    ("affitto", "affitto-e-sfratto"),
    ("caregiver", "caregiver"),
    ("stranieri", "stranieri"),
];

fn search(words: &str) -> Outcome {
    let context = Context {
        now: "2026-11-24T16:30".parse().expect("a time"),
        gazetteer: Some(&GAZETTEER),
        position: None,
        household: None,
    };
    let query = Query {
        words: words.to_owned(),
        limit: 20,
        ..Query::default()
    };
    INDEX.search(&DATA, &query, &context)
}

/// The most populous comune with that name, which is the one meant.
fn meant(comune: &Comune) -> &Comune {
    let name = comune.name.split('/').next().expect("a name");
    GAZETTEER.find(name).unwrap_or(comune)
}

fn understood(outcome: &Outcome) -> Option<&str> {
    outcome.chips.iter().find_map(|chip| match &chip.meaning {
        Meaning::Near(place) => place.comune.as_ref().map(|code| code.as_str()),
        _ => None,
    })
}

/// Numbers without order in it, the same in every run.
fn chosen(count: usize) -> impl Iterator<Item = &'static Comune> {
    let all = GAZETTEER.comuni();
    (0..count).map(|at| &all[at * 7_919 % all.len()])
}

fn place_of(activity: &Activity) -> Option<&'static Place> {
    DATA.place(activity.place.as_ref()?)
}

fn is_about(hit: &Hit, code: &str) -> bool {
    let topics = match hit.what {
        What::Place => {
            let place = &DATA.places[hit.at as usize];
            if code == "clinic" {
                return place.kind == PlaceKind::Clinic;
            }
            &place.topics
        }
        What::Activity => &DATA.activities[hit.at as usize].topics,
        What::Guide => return false,
    };
    topics.iter().any(|topic| topic.code() == code)
}

/// How far the nearest of a topic is.
fn nearest(from: Point, code: &str) -> u32 {
    let of_place = |place: &Place| {
        let comune = || DATA.comune(place.address.as_ref()?.comune.as_ref()?);
        let point = place.position.map(|position| position.point());
        point
            .or_else(|| Some(comune()?.point()))
            .map(|point| from.metres_to(point))
    };
    let places = DATA.places.iter().zip(0..).filter_map(|(place, at)| {
        let hit = hit(What::Place, at);
        (!place.sample && is_about(&hit, code)).then(|| of_place(place))?
    });
    let activities = DATA.activities.iter().zip(0..).filter_map(|(activity, at)| {
        let hit = hit(What::Activity, at);
        (!activity.sample && is_about(&hit, code)).then(|| of_place(place_of(activity)?))?
    });
    places.chain(activities).min().unwrap_or(u32::MAX)
}

fn hit(what: What, at: u32) -> Hit {
    Hit {
        what,
        at,
        score: 0,
        distance_m: None,
        in_comune: false,
        serves: false,
        guessed: false,
    }
}

#[test]
fn every_comune_is_a_place_that_gives_an_answer() {
    let mut wrong = Vec::new();
    for comune in GAZETTEER.comuni() {
        for name in comune.name.split('/') {
            let outcome = search(name);
            let code = GAZETTEER.find(name).expect("it is there").code.as_str();
            if understood(&outcome) != Some(code) || outcome.total == 0 {
                wrong.push((name, outcome.total, understood(&outcome).map(str::to_owned)));
            }
        }
    }
    // A word that names a need is one when nothing says otherwise.
    let needs = [
        "Bono", "Cambiano", "Cene", "Cerchio", "Colere", "Luni", "Minori", "Piscina", "Romana", "Romeno", "Sostegno",
        "Verano",
    ];
    wrong.retain(|(name, total, _)| !needs.contains(name) || *total == 0);
    assert!(wrong.is_empty(), "{}: {:?}", wrong.len(), &wrong[..wrong.len().min(60)]);
}

#[test]
fn a_need_beside_a_comune_is_found_near_it_however_it_is_said() {
    let (mut asked, mut wrong) = (0, Vec::new());
    for (at, comune) in chosen(240).enumerate() {
        let (need, code) = NEEDS[at % NEEDS.len()];
        let name = comune.name.split('/').next().expect("a name");
        let comune = meant(comune);
        for said in [
            format!("{need} {name}"),
            format!("{need} a {name}"),
            format!("{need} vicino a {name}"),
            format!("{need} in {name}"),
            format!("{name} {need}"),
            format!("cerco {need} zona {name}"),
            format!("{} {}", need, name.to_uppercase()),
            format!("{} {}", need, name.to_lowercase()),
        ] {
            asked += 1;
            let outcome = search(&said);
            let first = outcome.hits.iter().find(|hit| hit.what != What::Guide);
            let least = nearest(comune.point(), code);
            // An example may be nearer than the first that is real; words decide within a tenth of the way.
            let is_nearest = first.is_some_and(|hit| {
                hit.in_comune
                    || hit
                        .distance_m
                        .is_some_and(|metres| metres / 11 * 10 <= least.saturating_add(5000))
            });
            let right = understood(&outcome) == Some(comune.code.as_str());
            if !right || outcome.suggestion.is_some() || !is_nearest {
                wrong.push(format!(
                    "{said}: place {right}, slip {:?}, first {:?} of {least}",
                    outcome.suggestion,
                    first.map(|hit| (hit.what, hit.at, hit.distance_m, is_about(hit, code)))
                ));
            }
        }
    }
    println!("{} of {asked} are wrong", wrong.len());
    if std::env::var_os("WRONG").is_some() {
        println!("{}", wrong.join("\n"));
    }
    assert!(
        wrong.len() * 100 <= asked,
        "{} of {asked}: {:#?}",
        wrong.len(),
        &wrong[..wrong.len().min(60)]
    );
}
