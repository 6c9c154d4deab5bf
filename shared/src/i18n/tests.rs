//! The files of texts are complete: nothing missing, unknown, empty or without its gaps.

use super::*;
use crate::taxonomy::{Category, LifeStage, Professional, Topic};

#[test]
fn texts_are_found_by_their_words() {
    let italian = Words::italian();
    assert_eq!(italian.text(Word::Search), "Cerca…");
    assert_eq!(italian.counted(1, Word::ResultsCounted), "1 risultato");
    assert_eq!(italian.counted(0, Word::ResultsCounted), "0 risultati");
    assert_eq!(Words::of(Language::English).counted(2, Word::DatesCounted), "2 dates");
    assert_eq!(italian.counted_with(3, Word::AgesFromTo, &["0", "3"]), "da 0 a 3 anni");
}

#[test]
fn a_file_of_another_build_is_refused() {
    assert_eq!(
        Words::parse(Language::English, "Search\n".to_owned()).err(),
        Some(OtherBuild)
    );
}

#[test]
fn codes_stand_in_the_order_of_the_taxonomy() {
    let topics = Topic::all().map(|topic| ["topic.", topic.code()].concat());
    let categories = Category::all().map(|category| ["category.", category.code()].concat());
    let stages = LifeStage::all().map(|stage| ["stage.", stage.code()].concat());
    let professionals = Professional::all().map(|who| ["professional.", who.code()].concat());
    let codes: Vec<String> = topics.chain(categories).chain(stages).chain(professionals).collect();
    let from = generated::TOPIC;
    assert_eq!(KEYS[from..from + codes.len()], codes);
    for topic in Topic::all() {
        assert_eq!(Words::italian().topic(topic), topic.name());
    }
}
