//! Packed lists come back as they went, and damaged ones do not.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};

use super::*;

/// Three hundred different items; lists are drawn from them, since to draw each text anew takes longer than to pack it.
fn catalogue(runner: &mut TestRunner) -> Vec<Item> {
    let tree = proptest::collection::vec(one_item(), 300).new_tree(runner);
    tree.expect("items").current()
}

fn one_item() -> impl Strategy<Value = Item> {
    let kind = prop_oneof![Just(Kind::Place), Just(Kind::Activity), Just(Kind::Guide)];
    let next = proptest::option::of((0..84_000_i32, proptest::option::of(0..1_440_u16))).prop_map(|next| {
        next.map(|(days, minutes)| Start {
            date: Date::from_days(days).expect("a day"),
            time: minutes.and_then(TimeOfDay::from_minutes),
        })
    });
    let item = (
        kind,
        "[a-z0-9-]{1,40}",
        "\\PC{0,60}",
        ".{0,50}",
        "[0-9 +]{0,16}",
        ".{0,90}",
        next,
    );
    item.prop_map(|(kind, id, title, address, phone, hours, next)| Item {
        kind,
        id,
        title,
        address,
        phone,
        hours,
        next,
    })
}

#[test]
fn ten_thousand_lists_come_back() {
    let mut runner = TestRunner::new(Config {
        cases: 10_000,
        failure_persistence: None,
        ..Config::default()
    });
    let items = proptest::collection::vec(prop::sample::select(catalogue(&mut runner)), 0..25);
    let day = (-25_000..84_000_i32).prop_map(|days| Date::from_days(days).expect("a day"));
    runner
        .run(
            &(day, items, any::<prop::sample::Index>(), 0..8_u8),
            |(on, items, at, bit)| {
                let list = Packed { on, items };
                let text = pack(&list);
                prop_assert!(text.len() <= MOST_BYTES);
                prop_assert!(text.bytes().all(|byte| ALPHABET.contains(&byte)));
                let whole = fitted(&list);
                prop_assert_eq!(unpack(&text), Ok(whole.clone()));
                prop_assert!(list.items.is_empty() || !whole.items.is_empty(), "something is kept");
                // A letter that was changed, and a tail that was torn off, are told.
                let at = at.index(text.len());
                let mut other = text.clone().into_bytes();
                other[at] = ALPHABET[(usize::from(other[at]) + 1 + usize::from(bit)) % 64];
                let other = String::from_utf8(other).expect("letters");
                prop_assert!(other == text || unpack(&other).is_err());
                prop_assert!(unpack(&text[..at]).is_err());
                Ok(())
            },
        )
        .expect("every list comes back");
}

#[test]
fn short_lists_lose_nothing() {
    let item = Item {
        kind: Kind::Place,
        id: "hug-hub".to_owned(),
        title: "Hub di Cremona".to_owned(),
        address: "Piazza Giovanni XXIII 1, 26100 Cremona".to_owned(),
        phone: "0372 123".to_owned(),
        hours: "Mo 15:30-18:30; Th 10:00-13:00; PH off".to_owned(),
        next: None,
    };
    let list = Packed {
        on: Date::new(2026, 11, 30).expect("a day"),
        items: vec![item; 3],
    };
    assert_eq!(fitted(&list), list);
    assert_eq!(unpack(&pack(&list)), Ok(list));
}

#[test]
fn strange_texts_are_refused() {
    for text in ["", "A", "AAAA", "àèì", "a b", "https://example.org", &"A".repeat(5_000)] {
        assert_eq!(unpack(text), Err(Damaged::NotWhole), "{text}");
    }
    let mut newer = vec![VERSION + 1, 1, 2, 3];
    newer.extend_from_slice(&crc32c(&newer).to_be_bytes());
    assert_eq!(unpack(&encode(&newer)), Err(Damaged::Newer));
}
