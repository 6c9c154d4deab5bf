//! All paths through the tree with the data that is shipped, from five places and at three moments.

use std::collections::BTreeSet;

use super::because::Because;
use super::doors::{MOST_DOORS, doors};
use super::standpoint::Standpoint;
use super::{Answers, DO_NOT_KNOW, MOST_QUESTIONS, Step, Tree, Wanted};
use crate::model::Dataset;
use crate::time::{Date, LocalDateTime, TimeOfDay};

fn tree() -> &'static Tree {
    Tree::get().expect("the shipped tree can be read")
}

/// Facts alone: examples are no doors.
fn facts() -> Dataset {
    let mut data = crate::seed::load().expect("it fits together");
    data.activities.retain(|activity| !activity.sample);
    data
}

fn moment(year: i32, month: u8, day: u8, hour: u16) -> LocalDateTime {
    let time = TimeOfDay::new(hour, 0).expect("a time");
    Date::new(year, month, day).expect("a day").at(time)
}

/// Every way from the first question to the doors.
fn walk(so_far: &Answers, seen: &mut Vec<Answers>) {
    match so_far.step(tree()) {
        Step::Doors => seen.push(so_far.clone()),
        Step::Question { question, number, of } => {
            assert!(number <= of && of <= MOST_QUESTIONS, "{} is too deep", question.id);
            assert!(question.answers.iter().any(|answer| answer.code == DO_NOT_KNOW));
            for answer in &question.answers {
                let mut next = so_far.clone();
                next.answer(tree(), &answer.code);
                walk(&next, seen);
            }
        }
    }
}

#[test]
fn every_path_ends_in_doors_or_somebody_to_call() {
    let data = facts();
    let mut paths = Vec::new();
    walk(&Answers::default(), &mut paths);
    assert!(paths.len() > 500, "{}", paths.len());
    let networks: BTreeSet<_> = data.places.iter().map(|place| &place.network).collect();
    let places = networks.iter().map(|network| {
        let mut own = data.places.iter().filter(|place| place.network == **network);
        own.next().expect("a network with places")
    });
    let stands: Vec<Standpoint> = places.take(5).map(Standpoint::at).collect();
    assert_eq!(stands.len(), 5);
    let moments = [
        moment(2026, 12, 1, 10),
        moment(2026, 12, 25, 23),
        moment(2027, 8, 15, 3),
    ];
    // Paths that ask for the same end the same way.
    let mut wanted: Vec<Wanted> = Vec::new();
    for path in &paths {
        let asked = path.wanted(tree());
        if !wanted.contains(&asked) {
            wanted.push(asked);
        }
    }
    let mut with_doors = 0;
    let mut ends = 0;
    for wanted in &wanted {
        for stand in stands.iter().chain([&Standpoint::default()]) {
            for now in moments {
                let ending = doors(&data, wanted, stand, now);
                assert!(!ending.calls.is_empty(), "{wanted:?}: nobody to call");
                assert!(ending.doors.len() <= MOST_DOORS);
                let ids: BTreeSet<&str> = ending.doors.iter().map(|door| door.record.id()).collect();
                assert_eq!(ids.len(), ending.doors.len(), "a door is shown once");
                for door in &ending.doors {
                    assert!(!door.because.is_empty(), "{} without a reason", door.record.id());
                }
                with_doors += usize::from(!ending.doors.is_empty());
                ends += 1;
            }
        }
    }
    assert!(wanted.len() > 300, "answers make a difference: {}", wanted.len());
    assert!(with_doors * 3 > ends, "{with_doors} of {ends} ends have doors");
}

fn answered(codes: &[&str]) -> Answers {
    let mut answers = Answers::default();
    for code in codes {
        answers.answer(tree(), code);
    }
    answers
}

fn asks(answers: &Answers) -> String {
    match answers.step(tree()) {
        Step::Question { question, .. } => question.id.clone(),
        Step::Doors => "doors".to_owned(),
    }
}

#[test]
fn back_keeps_the_answer_and_a_change_forgets_what_cannot_be_reached() {
    let mut answers = answered(&["teenager", "adolescenza", "today", "here"]);
    assert_eq!(asks(&answers), "doors");
    for _ in 0..4 {
        answers.back();
    }
    assert_eq!(asks(&answers), "whom");
    assert_eq!(answers.given("whom"), Some("teenager"));
    assert_eq!(answers.given("where"), Some("here"));
    answers.answer(tree(), "elder");
    assert_eq!(asks(&answers), "about-elder");
    assert_eq!(answers.given("about"), None, "nobody old is an adolescent");
    assert_eq!(answers.given("when"), Some("today"), "it can still be asked");
    answers.answer(tree(), "salute");
    answers.answer(tree(), "no-hurry");
    assert_eq!(asks(&answers), "where");
    answers.back();
    answers.back();
    answers.back();
    answers.answer(tree(), "child");
    assert_eq!(answers.given("about"), Some("salute"), "children have health too");
    answers.answer(tree(), "no such answer");
    assert_eq!(asks(&answers), "about-child");
}

#[test]
fn what_is_not_behind_does_not_narrow() {
    let mut answers = answered(&["elder", "salute", "today", "by-phone"]);
    let whole = answers.wanted(tree());
    answers.back();
    answers.back();
    let half = answers.wanted(tree());
    assert_eq!((whole.days, half.days), (Some(1), None));
    assert_eq!(half.topic.map(|topic| topic.code()), Some("salute"));
}

#[test]
fn what_was_said_about_topic_place_and_telephone_is_kept_to() {
    let data = facts();
    let place = data
        .places
        .iter()
        .find(|place| place.id.as_str().starts_with("bari-") || place.network.as_str() == "bari-csf");
    let stand = Standpoint::at(place.expect("a place in Bari"));
    let now = moment(2026, 12, 1, 10);
    for codes in [
        ["me", "abitare", "no-hurry", "my-town"],
        ["do-not-know", "anziani", "do-not-know", "here"],
    ] {
        let wanted = answered(&codes).wanted(tree());
        for door in doors(&data, &wanted, &stand, now).doors {
            let reasons: Vec<&str> = door.because.iter().map(Because::code).collect();
            assert_eq!(reasons[0], "topic", "{}", door.record.id());
            let local = reasons
                .iter()
                .any(|reason| ["your-town", "serves-town", "near"].contains(reason));
            assert!(
                local || matches!(door.record, super::suiting::Record::Guide(_)),
                "{}: {reasons:?}",
                door.record.id()
            );
        }
    }
    let wanted = answered(&["do-not-know", "do-not-know", "do-not-know", "by-phone"]).wanted(tree());
    for door in doors(&data, &wanted, &stand, now).doors {
        assert!(door.because.contains(&Because::ByPhone));
    }
}
