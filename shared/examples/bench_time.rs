//! Measures what time costs, natively: `cargo run --release -p shared --example bench_time`. One JSON line a figure,
//! as `cargo xtask bench` reads them; each is the median of several runs.

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

use shared::agenda::{Links, agenda};
use shared::model::{Activity, Dataset, Place};
use shared::time::day_hours::hours_of_days;
use shared::time::day_part::DayPart;
use shared::time::when::{Answer, Windows, place_in};
use shared::time::{Calendar, Date, LocalDateTime, Rule, Start, State, TimeOfDay, occurrence, open_state};

const PLACES: usize = 3_000;
const ACTIVITIES: usize = 30_000;
/// Rules that are made up besides the named ones.
const RULES: usize = 20_000;

/// Rules that walk long or find nothing.
const SLOW_RULES: [&str; 10] = [
    "FREQ=DAILY",
    "FREQ=DAILY;COUNT=1000",
    "FREQ=DAILY;INTERVAL=7;BYDAY=MO;BYMONTHDAY=13",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;COUNT=1000",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR,SA,SU;UNTIL=22001231T225959Z",
    "FREQ=MONTHLY;BYDAY=1MO,2TU,-1FR,MO;BYSETPOS=1,-1",
    "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,5,10,-1,-366",
    "FREQ=YEARLY;BYDAY=53MO,-53SU;COUNT=1000",
    "FREQ=YEARLY;INTERVAL=1000;BYDAY=MO,TU;COUNT=1000",
];

fn main() {
    let data = region();
    let now: LocalDateTime = "2026-11-24T10:15".parse().expect("a moment");
    rules();
    hours();

    let open_now = || {
        let state = |place| open_state(place, &Calendar::of_place(&data, place), now).state;
        data.places.iter().filter(|place| state(place) == State::Open).count()
    };
    tell("open now, 3,000 places", median(open_now), Some(20.0));
    let whole = |date| Start { date, time: None };
    let weekend = (whole(day("2026-11-28")), whole(day("2026-11-29")));
    let weekend = Windows::of_days(now, weekend, 0x7F, DayPart::Whole);
    let at_weekend = || {
        let answer = |place: &&Place| place_in(place, &Calendar::of_place(&data, place), &weekend);
        data.places
            .iter()
            .filter(|place| matches!(answer(place), Answer::Yes(_)))
            .count()
    };
    tell("this weekend, 3,000 places", median(at_weekend), Some(20.0));

    let links = || {
        Links::build(&data)
            .calendar(&data, 0)
            .place
            .map_or(0, |place| place.name.len())
    };
    tell("links of 30,000 activities", median(links), None);
    let links = Links::build(&data);
    let week = || {
        agenda(&data, &links, now, (day("2026-11-23"), day("2026-11-29")), &|index| {
            index % 2 == 0
        })
        .len()
    };
    tell(
        "agenda of a week, filtered, 30,000 activities",
        median(week),
        Some(30.0),
    );
    let next = || {
        let after = |index| occurrence::next(&data.activities[index], &links.calendar(&data, index), now).is_some();
        (0..data.activities.len()).filter(|index| after(*index)).count()
    };
    tell("next date of 30,000 activities", median(next), None);
}

/// The slowest of many rules, each for a year at the far end of the calendar and for the coming one.
fn rules() {
    let mut chance = 1_u64;
    let made_up = (0..RULES).map(|_| rule(&mut chance));
    let all = SLOW_RULES.iter().map(|rule| (*rule).to_owned()).chain(made_up);
    let mut slowest = (0.0, String::new());
    for text in all {
        // What an import refuses is no accepted rule.
        if text.parse::<Rule>().is_err() {
            continue;
        }
        let activity: Activity = serde_json::from_value(serde_json::json!({
            "id": "a", "network": "n", "title": "A", "category": "ascolto",
            "schedule": {"start": "1900-01-01T10:00", "minutes": 90, "rrule": text}
        }))
        .expect("an activity");
        for year in ["2027", "2199"] {
            let (from, to) = (day(&format!("{year}-01-01")), day(&format!("{year}-12-31")));
            let dates = || occurrence::occurrences(&activity, &Calendar::default(), from, to).len();
            // Most are far below: only those that may be the slowest are measured well.
            let once = milliseconds(dates);
            if once > slowest.0 {
                let ms = median(dates);
                if ms > slowest.0 {
                    slowest = (ms, text.clone());
                }
            }
        }
    }
    eprintln!("slowest rule: {}", slowest.1);
    tell("a year of occurrences, slowest of 20,010 rules", slowest.0, Some(5.0));
}

/// A random rule of the supported syntax, by a linear congruential generator.
fn rule(chance: &mut u64) -> String {
    let mut below = |most: u64| {
        *chance = chance
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (*chance >> 33) % most
    };
    let frequency = ["DAILY", "WEEKLY", "MONTHLY", "YEARLY"][below(4) as usize];
    let mut text = format!("FREQ={frequency}");
    let mut part = |begin: bool, part: String| {
        if begin {
            text.push_str(&part);
        }
    };
    part(below(2) == 0, format!(";INTERVAL={}", 1 + below(1_000)));
    part(below(3) == 0, format!(";BYMONTH={},{}", 1 + below(12), 1 + below(12)));
    part(
        below(3) == 0,
        format!(";BYMONTHDAY={},-{}", 1 + below(31), 1 + below(31)),
    );
    let days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let (one, other) = (days[below(7) as usize], days[below(7) as usize]);
    match below(3) {
        0 => part(true, format!(";BYDAY={one},{other}")),
        1 => part(true, format!(";BYDAY={}{one},-{}{other}", 1 + below(5), 1 + below(5))),
        _ => {}
    }
    part(below(4) == 0, format!(";BYSETPOS={},-{}", 1 + below(30), 1 + below(30)));
    part(below(3) == 0, format!(";COUNT={}", 1 + below(1_000)));
    text
}

/// The slowest of many hours. Among them are hours that fill the longest text and hours that never come again.
fn hours() {
    let many = |count: u32, separator: &str, one: &dyn Fn(u32) -> String| {
        (1..=count).map(one).collect::<Vec<_>>().join(separator)
    };
    let ranges = many(24, "; ", &|day| {
        format!("Jan {day:02}-Mar {day:02} 08:{day:02}-09:00,10:00-24:00")
    });
    let spans = many(23, ", ", &|hour| {
        format!("Mo-Su,PH {hour:02}:10-{hour:02}:20,{hour:02}:30-{hour:02}:40")
    });
    let over = many(25, "; ", &|day| format!("2020 Jan {day:02} 10:00-12:00,14:00-15:00"));
    let leap = many(36, "; ", &|minute| format!("Feb 29 10:{minute:02}-12:00 \"\u{e8}\""));
    let texts = [
        "Mo-Fr 09:00-12:30".to_owned(),
        "24/7".to_owned(),
        "Mo-Fr 09:00-12:30,14:00-17:00; Jul-Aug Mo-Fr 09:00-12:30; Dec 24-Jan 06 off; PH off; SH 10:00-12:00"
            .to_owned(),
        "Sa[-1] 22:00-04:00; PH off".to_owned(),
        "2020 Jan 01 10:00-12:00".to_owned(),
        "Feb 29 10:00-12:00; PH off; SH off".to_owned(),
        ranges,
        spans,
        over,
        leap,
    ];
    let mut slowest = (0.0, String::new());
    for text in texts {
        let place: Place = serde_json::from_value(serde_json::json!({
            "id": "p", "network": "n", "kind": "hub", "name": "P", "opening_hours": text,
            "closures": [{"from": "2026-08-03", "to": "2026-08-28"}]
        }))
        .unwrap_or_else(|error| panic!("{text}: {error}"));
        let ms = median(|| year(&place));
        eprintln!("{ms:.3} ms: {}", text.chars().take(60).collect::<String>());
        if ms > slowest.0 {
            slowest = (ms, text);
        }
    }
    tell("a year of states, slowest of 10 opening hours", slowest.0, Some(20.0));
}

/// The states of a place in a year: the stretches of every day with their reasons, and for one moment of each day the
/// state with its next opening, as a page would tell it.
fn year(place: &Place) -> usize {
    let calendar = Calendar::default();
    let noon = TimeOfDay::new(12, 25).expect("a time of day");
    let days = hours_of_days(place, &calendar, day("2026-01-01"), 365);
    let told = |date: Date| open_state(place, &calendar, date.at(noon)).state != State::Unknown;
    days.iter().filter(|hours| told(hours.date)).count()
}

fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

fn median(mut run: impl FnMut() -> usize) -> f64 {
    let mut times: Vec<f64> = (0..11).map(|_| milliseconds(&mut run)).collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn milliseconds(mut run: impl FnMut() -> usize) -> f64 {
    let begun = Instant::now();
    black_box(run());
    begun.elapsed().as_secs_f64() * 1_000.0
}

fn tell(what: &str, ms: f64, most: Option<f64>) {
    let figure = serde_json::json!({
        "name": format!("time: {what}"),
        "value": (ms * 1_000.0).round() / 1_000.0,
        "unit": "ms",
        "budget": most.map_or(String::new(), |most| format!("<= {most}")),
        "pass": most.is_none_or(|most| ms <= most),
    });
    println!("{figure}");
}

/// A made-up region: its hours and rules are of the kinds that real networks have.
fn region() -> Dataset {
    let hours = [
        "Mo-Fr 09:00-12:30",
        "Tu 15:30-18:30; Th 10:00-13:00",
        "We 14:00-18:00; Sa[1] 10:00-12:00; PH off",
        "Mo-Fr 09:00-12:30,14:00-17:00; Jul-Aug Mo-Fr 09:00-12:30; Dec 24-Jan 06 off; PH off",
        "Th 10:00-12:00 \"su appuntamento\", Mo 09:00-11:00 \"mediatrice araba\"; PH off",
    ];
    let days = ["MO", "TU", "WE", "TH", "FR", "SA", "SU"];
    let mut places = String::new();
    for index in 0..PLACES {
        let comma = if index == 0 { "" } else { "," };
        let known = match index % 6 {
            5 => String::new(),
            kind => serde_json::json!(hours[kind]).to_string(),
        };
        let known = if known.is_empty() { "null".to_owned() } else { known };
        write!(
            places,
            r#"{comma}{{"id":"p{index:04}","network":"n{}","kind":"hub","name":"P","opening_hours":{known}}}"#,
            index % 6
        )
        .expect("a String takes it");
    }
    let mut activities = String::new();
    for index in 0..ACTIVITIES {
        let comma = if index == 0 { "" } else { "," };
        let (day, nth) = (days[index % 7], 1 + index % 4);
        let rule = match index % 4 {
            0 => String::new(),
            1 => format!(r#","rrule":"FREQ=WEEKLY;BYDAY={day}""#),
            2 => format!(r#","rrule":"FREQ=MONTHLY;BYDAY={nth}{day}""#),
            _ => format!(r#","rrule":"FREQ=WEEKLY;INTERVAL=2;BYDAY={day};UNTIL=20270630""#),
        };
        write!(
            activities,
            r#"{comma}{{"id":"a{index:05}","place":"p{:04}","network":"n{}","title":"A","category":"ascolto","schedule":{{"start":"2026-{:02}-{:02}T{:02}:30","minutes":90{rule}}}}}"#,
            index * 7 % PLACES,
            index * 7 % PLACES % 6,
            9 + index % 4,
            1 + index % 28,
            8 + index % 11
        )
        .expect("a String takes it");
    }
    let networks: Vec<_> = (0..6)
        .map(|index| {
            serde_json::json!({"id": format!("n{index}"), "name": "N",
                "suspensions": [{"from": "2026-12-23", "to": "2027-01-06", "reason": "Pausa natalizia"}]})
        })
        .collect();
    let text = format!(
        r#"{{"networks":{},"places":[{places}],"activities":[{activities}]}}"#,
        serde_json::json!(networks)
    );
    let mut data: Dataset = serde_json::from_str(&text).expect("a data set");
    data.sort();
    data
}
