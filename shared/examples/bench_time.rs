//! Measures what time costs, natively: `cargo run --release -p shared --example bench_time`. One JSON line a figure,
//! the median of several runs.

use std::fmt::Write as _;
use std::hint::black_box;
use std::time::Instant;

use shared::agenda::{Links, agenda};
use shared::model::Dataset;
use shared::time::{Calendar, Date, LocalDateTime, State, occurrence, open_state};

const PLACES: usize = 3_000;
const ACTIVITIES: usize = 30_000;

fn main() {
    let data = region();
    let now: LocalDateTime = "2026-11-24T10:15".parse().expect("a moment");
    let day = |text: &str| text.parse::<Date>().expect("a day");

    let mut worst = ("", 0.0);
    for rule in [
        "FREQ=DAILY",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;COUNT=1000",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TU,WE,TH,FR,SA,SU;UNTIL=22001231T225959Z",
        "FREQ=MONTHLY;BYDAY=1MO,2TU,-1FR,MO;BYSETPOS=1,-1",
        "FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=YEARLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=1,5,10,-1,-366",
        "FREQ=YEARLY;BYDAY=53MO,-53SU;COUNT=1000",
    ] {
        let activity = serde_json::from_value(serde_json::json!({
            "id": "a", "network": "n", "title": "A", "category": "ascolto",
            "schedule": {"start": "1900-01-01T10:00", "minutes": 90, "rrule": rule}
        }))
        .expect("an activity");
        let calendar = Calendar::default();
        let (from, to) = (day("2199-01-01"), day("2199-12-31"));
        let ms = median(|| occurrence::occurrences(&activity, &calendar, from, to).len());
        if ms > worst.1 {
            worst = (rule, ms);
        }
    }
    tell(
        "a year of occurrences, 299 years after the start, worst rule",
        worst.1,
        worst.0,
    );

    let place = data
        .places
        .iter()
        .find(|place| place.opening_hours.is_some())
        .expect("one has hours");
    let calendar = Calendar::of_place(&data, place);
    let start = day("2026-01-01").at("00:00".parse().expect("a time")).minutes();
    let ms = median(|| {
        let every_ten_minutes = (0..365 * 144).map(|step| LocalDateTime::from_minutes(start + step * 10));
        every_ten_minutes
            .filter(|at| open_state(place, &calendar, *at).state == State::Open)
            .count()
    });
    tell(
        "a year of states, every ten minutes",
        ms,
        place.opening_hours.as_ref().map_or("", |hours| hours.as_str()),
    );

    let open_now = || {
        let state = |place| open_state(place, &Calendar::of_place(&data, place), now).state;
        data.places.iter().filter(|place| state(place) == State::Open).count()
    };
    tell("open now, 3,000 places", median(open_now), &open_now().to_string());

    let ms = median(|| {
        Links::build(&data)
            .calendar(&data, 0)
            .place
            .map_or(0, |place| place.name.len())
    });
    tell("links of 30,000 activities", ms, "");
    let links = Links::build(&data);
    let week = || agenda(&data, &links, now, (day("2026-11-23"), day("2026-11-29")), &|_| true);
    tell(
        "agenda of a week, 30,000 activities",
        median(|| week().len()),
        &week().len().to_string(),
    );

    let next = || {
        let after = |index| occurrence::next(&data.activities[index], &links.calendar(&data, index), now).is_some();
        (0..data.activities.len()).filter(|index| after(*index)).count()
    };
    tell("next date of 30,000 activities", median(next), &next().to_string());
}

fn median(mut run: impl FnMut() -> usize) -> f64 {
    let mut times: Vec<f64> = (0..11)
        .map(|_| {
            let begun = Instant::now();
            black_box(run());
            begun.elapsed().as_secs_f64() * 1_000.0
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}

fn tell(what: &str, ms: f64, detail: &str) {
    println!(
        "{}",
        serde_json::json!({"bench": "time", "what": what, "ms": (ms * 1_000.0).round() / 1_000.0, "detail": detail})
    );
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
