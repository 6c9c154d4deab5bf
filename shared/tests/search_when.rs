//! "Quando?" in a search: the windows against a walk minute by minute, the answers against each record's own.

use proptest::prelude::*;
use proptest::strategy::ValueTree;
use shared::filter::{OpenAt, What, When};
use shared::model::Dataset;
use shared::query::Query;
use shared::search::{Context, Hit, Index};
use shared::time::day_part::DayPart;
use shared::time::when::{Answer, Windows, activity_in, place_in};
use shared::time::{Calendar, Date, LocalDateTime, Start, TimeOfDay, Weekday};

fn time() -> impl Strategy<Value = TimeOfDay> {
    (0u16..1440).prop_map(|minutes| TimeOfDay::from_minutes(minutes).expect("a time of day"))
}

fn start() -> impl Strategy<Value = Start> {
    (-3i32..30, prop::option::of(time())).prop_map(|(days, time)| Start {
        date: today().saturating_add_days(days),
        time,
    })
}

fn today() -> Date {
    "2026-11-24".parse().expect("a date")
}

fn when() -> impl Strategy<Value = When> {
    let open_at = prop_oneof![
        4 => Just(None),
        1 => Just(Some(OpenAt::Now)),
        1 => (0i32..9, time()).prop_map(|(days, time)| Some(OpenAt::Time(today().saturating_add_days(days).at(time)))),
    ];
    let part = prop::sample::select(DayPart::ALL.map(|(part, _)| part).to_vec());
    (
        open_at,
        prop::option::of(start()),
        prop::option::of(start()),
        0u8..128,
        any::<bool>(),
        part,
    )
        .prop_map(|(open_at, from, to, days, any_day, part)| {
            let mut when = When {
                open_at,
                from,
                to,
                part,
                ..When::default()
            };
            for day in Weekday::ALL {
                if !any_day && days >> day.index() & 1 == 1 {
                    when.weekdays.insert(day);
                }
            }
            when
        })
}

/// What the documentation of [`When`] says of one minute.
fn asks_for(when: &When, now: LocalDateTime, minute: LocalDateTime) -> bool {
    let after_start = match when.from {
        None => minute >= now,
        Some(Start { date, time: None }) if date == now.date => minute >= now,
        Some(Start { date, time }) => minute >= date.at(time.unwrap_or(TimeOfDay::MIDNIGHT)),
    };
    let before_end = match when.to {
        Some(Start { date, time: Some(time) }) => minute < date.at(time),
        Some(Start { date, time: None }) => minute.date <= date,
        None => minute.date <= when.from.map_or(now.date, |from| from.date).saturating_add_days(34),
    };
    let on_day = when.weekdays.is_empty() || when.weekdays.contains(minute.date.weekday());
    let hour = minute.time.minutes() / 60;
    let in_part = match when.part {
        DayPart::Whole => true,
        DayPart::Morning => hour < 13,
        DayPart::Afternoon => (13..18).contains(&hour),
        DayPart::Evening => hour >= 18,
    };
    after_start && before_end && on_day && in_part
}

fn example() -> (Dataset, Index) {
    let data = shared::seed::load().expect("the seed is good");
    let index = Index::build(&data);
    (data, index)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn windows_hold_the_minutes_that_are_asked_for(when in when(), time in time()) {
        let now = today().at(time);
        let Some(windows) = when.windows(now) else {
            let rest = When { open_at: None, ..when };
            prop_assert!(rest.is_empty());
            return Ok(());
        };
        let stretches: Vec<_> = windows.iter().collect();
        let mut at = 0;
        let first = today().saturating_add_days(-5).at(TimeOfDay::MIDNIGHT);
        for ahead in 0..i64::from(75 * 1440) {
            let minute = first.saturating_add_minutes(ahead);
            while stretches.get(at).is_some_and(|(_, to)| *to <= minute) {
                at += 1;
            }
            let inside = stretches.get(at).is_some_and(|(from, _)| *from <= minute);
            prop_assert_eq!(inside, asks_for(&when, now, minute), "{} {:?}", minute, when);
        }
    }
}

#[test]
fn a_search_gives_what_each_record_answers_and_tells_the_doubtful_apart() {
    let (data, index) = example();
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut apart_seen = 0;
    for _ in 0..150 {
        let strategy = (when(), time());
        let (when, time) = strategy.new_tree(&mut runner).expect("a value").current();
        let now = today().at(time);
        let context = Context {
            now,
            gazetteer: None,
            position: None,
            household: None,
        };
        let mut query = Query {
            limit: 1000,
            ..Query::default()
        };
        query.filter.when = when;
        query.filter.what = vec![What::Place, What::Activity];
        let outcome = index.search(&data, &query, &context);
        let windows: Vec<Windows> = when.minute(now).into_iter().chain(when.windows(now)).collect();
        let worst = |answer: &dyn Fn(&Windows) -> Answer| {
            let rank = |answer| match answer {
                Answer::Yes(_) => 0,
                Answer::ByAppointment(_) => 1,
                Answer::Unknown => 2,
                Answer::No => 3,
            };
            windows.iter().map(|windows| rank(answer(windows))).max().unwrap_or(0)
        };
        let (mut yes, mut unknown, mut doubtful) = (Vec::new(), 0, 0);
        let mut take = |what, at, rank| match rank {
            0 => yes.push((what, at)),
            1 => doubtful += 1,
            2 => {
                unknown += 1;
                doubtful += 1;
            }
            _ => {}
        };
        for (at, place) in data.places.iter().enumerate() {
            let calendar = Calendar::of_place(&data, place);
            take(
                What::Place,
                at as u32,
                worst(&|windows| place_in(place, &calendar, windows)),
            );
        }
        for (at, activity) in data.activities.iter().enumerate() {
            let calendar = Calendar::of_activity(&data, activity);
            take(
                What::Activity,
                at as u32,
                worst(&|windows| activity_in(activity, &calendar, windows)),
            );
        }
        let mut found: Vec<_> = outcome.hits.iter().map(|hit| (hit.what, hit.at)).collect();
        found.sort_unstable();
        yes.sort_unstable();
        assert_eq!(found, yes, "{when:?} at {now}");
        assert_eq!(outcome.unknown_hours, unknown, "{when:?} at {now}");
        assert_eq!(outcome.apart.len(), doubtful.min(12), "{when:?} at {now}");
        let told: Vec<&Hit> = outcome
            .apart
            .iter()
            .filter(|hit| yes.contains(&(hit.what, hit.at)))
            .collect();
        assert!(told.is_empty(), "told apart and found: {told:?}");
        apart_seen += outcome.apart.len();
    }
    assert!(apart_seen > 0, "hours that nobody knows are among the examples");
}
