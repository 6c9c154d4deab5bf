//! Words of danger in nine languages: each wording of `danger/` brings the card it must bring, or none.
//!
//! A line is `kind | wording`; the kind is that of the card, or `-` where the words only sound alike.

use std::path::Path;

use shared::filter::What;
use shared::model::Dataset;
use shared::query::Query;
use shared::search::{Context, Index, Outcome, is_danger, may_be_kept};

const LANGUAGES: [&str; 9] = ["it", "en", "fr", "es", "ro", "sq", "ar", "uk", "zh"];

fn data() -> Dataset {
    let read = |text: &str| -> Dataset { serde_json::from_str(text).expect("a data set") };
    let mut data = read(include_str!("../data/seed.json"));
    let examples = read(include_str!("../data/examples.json"));
    data.activities.extend(examples.activities);
    data.guides.extend(examples.guides);
    data.sort();
    data
}

fn search(index: &Index, data: &Dataset, words: &str) -> Outcome {
    let query = Query {
        words: words.to_owned(),
        ..Query::default()
    };
    let context = Context {
        now: "2026-11-24T16:30".parse().expect("a time"),
        gazetteer: None,
        position: None,
        household: None,
    };
    index.search(data, &query, &context)
}

#[test]
fn every_wording_brings_the_card_it_must_bring() {
    let data = data();
    let index = Index::build(&data);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/danger");
    let mut wrong = Vec::new();
    for language in LANGUAGES {
        let text = std::fs::read_to_string(folder.join(language).with_extension("txt")).expect("the file is there");
        let (mut wordings, mut alike) = (0, 0);
        for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let (kind, words) = line.split_once(" | ").expect("a kind and a wording");
            let outcome = search(&index, &data, words);
            let found = outcome.help.as_ref().map_or("-", |help| help.kind.code());
            match kind {
                "-" => alike += 1,
                _ => wordings += 1,
            }
            // That there is a card is what must not fail; its lines are checked below.
            if (found == "-") != (kind == "-") {
                wrong.push(format!("{language} \"{words}\": {found} instead of {kind}"));
                continue;
            }
            assert_eq!(is_danger(words), kind != "-", "{words}");
            assert_eq!(may_be_kept(words), kind == "-", "{words}");
            let Some(help) = &outcome.help else { continue };
            let numbers: Vec<&str> = help.lines.iter().map(|line| &*line.dial).collect();
            assert!(numbers.contains(&"112"), "{words}: {numbers:?}");
            let needed = match kind {
                "violence" => "1522",
                "child" => "114",
                "despair" => "0223272327",
                _ => "112",
            };
            if !numbers.contains(&needed) {
                wrong.push(format!("{language} \"{words}\": {kind} without {needed} ({found})"));
            }
            assert!(outcome.total > 0, "{words}: an empty page");
            assert_eq!(outcome.suggestion, None, "{words}: a guess");
        }
        assert!(wordings >= 30, "{language}: only {wordings} wordings");
        assert!(alike >= 10, "{language}: only {alike} that sound alike");
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn violence_never_meets_mediation() {
    let data = data();
    let index = Index::build(&data);
    for words in [
        "mio marito mi picchia",
        "violenza in famiglia separazione mediazione familiare coppia",
        "my husband beats me",
        "老公打我",
    ] {
        for hit in search(&index, &data, words).hits {
            let at = hit.at as usize;
            let topics = match hit.what {
                What::Place => continue,
                What::Activity => data.activities[at].topics.clone(),
                What::Guide => vec![data.guides[at].topic],
            };
            for topic in topics {
                assert!(
                    !["separazione", "coppia-e-famiglia"].contains(&topic.code()),
                    "{words}: {}",
                    topic.code()
                );
            }
        }
    }
}

#[test]
fn the_nearest_are_a_clinic_and_who_listens() {
    let data = data();
    let index = Index::build(&data);
    let help = search(&index, &data, "mio marito mi picchia").help.expect("a card");
    assert!((2..=3).contains(&help.nearest.len()), "{:?}", help.nearest);
    let clinic = &help.nearest[0];
    assert_eq!(clinic.what, What::Place);
    assert_eq!(data.places[clinic.at as usize].kind.code(), "clinic");
    for line in &help.lines {
        assert!(!line.says("it").is_empty() && line.says("xx") == line.says("it"));
        assert_ne!(line.says("ar"), line.says("it"));
    }
}
