//! The URL is the search: reading, writing, and naming what is wrong.

use proptest::prelude::*;

use super::*;
use crate::filter::{Free, Known, What};
use crate::model::Entry;

fn today() -> Date {
    Date::new(2026, 11, 24).expect("a day")
}

#[test]
fn every_parameter_is_read_and_written_back() {
    let text = "q=neo+pap%C3%A0&near=45.576,9.127&radius_km=15&what=place,activity&kind=hub,clinic&network=hug-cremona\
&comune=019036&topic=scuola,neo-papa&category=neo-papa&stage=0-3,unknown&language=ar,unknown&free=true,unknown\
&entry=walk_in,unknown&wheelchair=yes,unknown&professional=ostetrica,unknown&status=active&mode=home,unknown&setting=group\
&who=new_fathers&baby=pram&quarter=072006-municipio-iv&age_months=0&open_at=now\
&from=2026-11-24T16:30&to=2026-12-24&weekday=mo,sa&order=soon&view=map&limit=10&offset=20";
    let query = Query::parse(text, today()).expect("every parameter is known");
    assert_eq!(query.words, "neo papà");
    assert_eq!(
        query.near,
        Some(Near::Point(Point {
            lat: 45_576_000,
            lon: 9_127_000
        }))
    );
    assert_eq!(query.filter.age_months, Some(0));
    assert_eq!(query.filter.what, [What::Place, What::Activity]);
    assert_eq!(query.filter.free, [Free::Yes, Free::Unknown]);
    assert_eq!(query.filter.entry, [Known::Is(Entry::WalkIn), Known::Unknown]);
    assert_eq!(query.to_query_string(), text);
    assert_eq!(query.filter.active(), FacetName::ALL.len() + 2);
}

#[test]
fn the_empty_search_is_the_empty_string() {
    for text in ["", "q=&near=&topic=&age_months=&open_at=&limit=", "&&"] {
        assert_eq!(Query::parse(text, today()), Ok(Query::default()), "{text}");
    }
    assert_eq!(Query::default().to_query_string(), "");
    assert!(Query::default().is_empty());
}

#[test]
fn what_is_wrong_is_named() {
    for (text, field, code) in [
        ("colour=red", "colour", "unknown-parameter"),
        ("q=a&topic=scuola,sport", "topic", "unknown-topic"),
        ("kind=castle", "kind", "unknown-kind"),
        ("age_months=two", "age_months", "bad-number"),
        ("age_months=-1", "age_months", "bad-number"),
        ("radius_km=0", "radius_km", "bad-number"),
        ("near=1,2,3", "near", "bad-point"),
        ("near=91,0", "near", "bad-point"),
        ("near=123", "near", "bad-near"),
        ("free=maybe", "free", "unknown-free"),
        ("weekday=xx", "weekday", "unknown-weekday"),
        ("open_at=2026-11-24", "open_at", "bad-time"),
        ("from=tomorrow", "from", "bad-date"),
        ("from=1989-12-31", "from", "date-out-of-range"),
        ("to=2036-11-25", "to", "date-out-of-range"),
        ("open_at=2200-12-31T10:00", "open_at", "date-out-of-range"),
        ("limit=1001", "limit", "bad-number"),
        ("order=random", "order", "unknown-order"),
        ("comune=Cremona", "comune", "bad-comune"),
        ("q=a&q=b", "q", "given-twice"),
    ] {
        let bad = Query::parse(text, today()).expect_err(text);
        assert_eq!((bad.field.as_str(), bad.refusal.code), (field, code), "{text}");
    }
}

#[test]
fn pages_take_what_they_can() {
    let (query, bad) = Query::parse_leniently("q=nido&utm_source=x&topic=sport,scuola&kind=hub", today());
    assert_eq!(query.words, "nido");
    assert_eq!(query.filter.chosen(FacetName::Kind), ["hub"]);
    assert_eq!(bad.len(), 2);
}

#[test]
fn lists_may_come_in_several_parameters() {
    let query = Query::parse("topic=scuola&topic=lavoro,scuola", today()).expect("both are topics");
    assert_eq!(query.filter.chosen(FacetName::Topic), ["scuola", "lavoro"]);
}

#[test]
fn near_is_told_apart_by_its_form() {
    for (text, near) in [
        ("here", Near::Here),
        ("20030", Near::PostalCode("20030".parse().expect("five digits"))),
        ("015206", Near::Comune("015206".parse().expect("six digits"))),
        ("Senago", Near::Name("Senago".to_owned())),
        (
            "-1.5, 9",
            Near::Point(Point {
                lat: -1_500_000,
                lon: 9_000_000,
            }),
        ),
    ] {
        assert_eq!(super::near(text), Ok(near), "{text}");
    }
}

#[test]
fn choices_are_toggled_by_code() {
    let mut filter = Filter::default();
    filter.toggle(FacetName::Stage, "unknown").expect("can be chosen");
    filter.toggle(FacetName::Stage, "0-3").expect("is a stage");
    assert!(filter.has(FacetName::Stage, "0-3"));
    filter.toggle(FacetName::Stage, "unknown").expect("can be taken back");
    assert_eq!(filter.chosen(FacetName::Stage), ["0-3"]);
    assert!(filter.toggle(FacetName::Stage, "0-4").is_err());
    filter.clear(FacetName::Stage);
    assert!(filter.is_empty());
}

proptest! {
    #[test]
    fn any_words_survive_the_address(words in "\\PC{0,40}") {
        let query = Query { words: words.trim().to_owned(), ..Query::default() };
        prop_assert_eq!(Query::parse(&query.to_query_string(), today()), Ok(query));
    }

    #[test]
    fn any_point_survives_the_address(lat in -90_000_000..=90_000_000_i32, lon in -180_000_000..=180_000_000_i32) {
        let query = Query { near: Some(Near::Point(Point { lat, lon })), ..Query::default() };
        prop_assert_eq!(Query::parse(&query.to_query_string(), today()), Ok(query));
    }

    #[test]
    fn no_text_is_an_error_without_a_name(text in "\\PC{0,60}") {
        if let Err(bad) = Query::parse(&text, today()) {
            prop_assert!(!bad.refusal.code.is_empty());
        }
    }
}
