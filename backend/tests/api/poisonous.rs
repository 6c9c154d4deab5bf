//! Records that are valid and extreme, under clocks that are set wrong: every page, search, agenda and calendar answers,
//! on the server and on a device that pulled them.
//!
//! What computes counts its steps and gives up, so that none of these can take for ever; a hang here is a walk that
//! does not count.

use std::sync::Arc;
use std::time::Duration;

use axum::http::{Method, StatusCode};
use backend::app::{Clock, ServerOptions};
use backend::pool::PoolLimits;
use backend::service::import::{Bad, Mode, Removals, import};
use backend::store::memory::MemoryStore;
use backend::store::{Base, Change, Store};
use serde_json::{Value, json};
use shared::agenda::{Links, agenda, strip};
use shared::model::{Dataset, RecordKind};
use shared::plan::{Week, plan, seen, week_of};
use shared::query::Query;
use shared::search::{Context, Index};
use shared::sync::{NextStep, apply, decode};
use shared::time::{Instant, rome};

use crate::fixture::{NOW, Server};

/// Clocks: as it should be; never set; a dead battery of 1980; far ahead; beyond the calendar; before it.
const CLOCKS: [Instant; 7] = [
    NOW,
    Instant(0),
    Instant(315_532_800),
    Instant(4_102_441_199),
    Instant(7_289_653_200),
    Instant(10_413_792_000),
    Instant(-99_999_999_999),
];

/// Hours at the edges of what is understood.
const HOURS: [&str; 16] = [
    "24/7",
    "00:00-48:00",
    "Mo-Su 00:00-24:00",
    "off",
    "Feb 29 10:00-12:00",
    "Feb 29-Mar 01 22:00-26:00; PH off",
    "2100 Dec 31 10:00-26:00",
    "1900 Jan 01 10:00-26:00",
    "1900-2100",
    "Mo[5] 09:00-10:00; Su[-5] 23:59-24:01",
    "PH 09:00-10:00; SH off",
    "PH off || \"su appuntamento\"",
    "Jan-Dec Mo-Su,PH,SH 00:00-00:01; Aug off",
    "\"su appuntamento\"",
    "2000 Feb 29 00:00-00:01",
    "Mo 09:00-12:00; 2026 Nov 01-2100 Dec 31 off",
];

/// Rules at the edges of what is understood, each with its start.
const RULES: [(&str, &str); 20] = [
    ("1900-01-01T00:00", "FREQ=DAILY"),
    ("1900-01-01", "FREQ=DAILY;INTERVAL=1000"),
    ("1900-01-01T23:59", "FREQ=WEEKLY;COUNT=1000"),
    ("1900-01-31T10:00", "FREQ=MONTHLY;BYMONTHDAY=31"),
    ("2000-02-29T10:00", "FREQ=YEARLY"),
    ("1904-02-29T10:00", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;BYDAY=MO"),
    ("2026-11-24T16:30", "FREQ=YEARLY;INTERVAL=1000"),
    ("2026-11-24T16:30", "FREQ=WEEKLY;INTERVAL=1000"),
    ("1900-01-01T10:00", "FREQ=WEEKLY;BYMONTH=2;BYDAY=MO;COUNT=1000"),
    ("1901-12-30T10:00", "FREQ=YEARLY;BYDAY=53MO"),
    ("1900-01-31T10:00", "FREQ=MONTHLY;BYMONTHDAY=31;BYDAY=MO;BYMONTH=1"),
    ("1900-01-01T10:00", "FREQ=YEARLY;BYMONTHDAY=-31;BYSETPOS=-1;BYMONTH=1"),
    ("2026-11-24T16:30", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU;BYSETPOS=-1"),
    ("2026-11-24T16:30", "FREQ=DAILY;UNTIL=21001231T225959Z"),
    ("2100-12-31T23:59", "FREQ=DAILY"),
    ("2100-12-31T23:59", "FREQ=YEARLY;COUNT=1"),
    ("2026-11-22T03:00", "FREQ=DAILY;COUNT=1000"),
    ("1999-12-31T10:00", "FREQ=MONTHLY;BYDAY=5FR;COUNT=1000"),
    ("1996-02-29T10:00", "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=29;INTERVAL=7"),
    ("1900-01-01T10:00", "FREQ=MONTHLY;INTERVAL=999;BYMONTHDAY=-1"),
];

/// The same numbers in every run (SplitMix64).
struct Chance(u64);

impl Chance {
    fn below(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % below as u64) as usize
    }

    fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }

    /// A day, often one at which something ends.
    fn day(&mut self) -> String {
        let edges = [
            "1900-01-01",
            "1900-01-02",
            "1970-01-01",
            "2000-02-29",
            "2026-03-29",
            "2026-10-25",
            "2026-11-23",
            "2026-11-24",
            "2026-11-25",
            "2100-12-30",
            "2100-12-31",
        ];
        if self.below(2) == 0 {
            return self.one_of(&edges).to_owned();
        }
        let (year, month, day) = (2020 + self.below(12), 1 + self.below(12), 1 + self.below(28));
        format!("{year}-{month:02}-{day:02}")
    }

    /// Periods in order of their ends, one in four without an end.
    fn periods(&mut self) -> Value {
        let period = |chance: &mut Self| {
            let (one, other) = (chance.day(), chance.day());
            let (from, to) = if one <= other { (one, other) } else { (other, one) };
            match chance.below(4) {
                0 => json!({ "from": from, "to": null }),
                _ => json!({ "from": from, "to": to, "reason": "ferie" }),
            }
        };
        (0..self.below(3)).map(|_| period(self)).collect()
    }

    fn hours(&mut self) -> Value {
        match self.below(4) {
            0 => Value::Null,
            // As many spans as a text of a thousand bytes can hold.
            1 => {
                let spans: Vec<String> = (0..80).map(|at| format!("{:02}:{:02}-24:00", at / 4, at % 4)).collect();
                spans.join(",").into()
            }
            _ => self.one_of(&HOURS).into(),
        }
    }

    fn place(&mut self, number: usize) -> Value {
        let desk = json!({ "name": "Sportello", "opening_hours": self.hours() });
        json!({
            "id": format!("p{number}"), "network": "rete-nord", "kind": "spoke", "name": format!("Sede {number}"),
            "address": { "comune": "015206" }, "opening_hours": self.hours(),
            "desks": if self.below(3) == 0 { json!([desk]) } else { json!([]) },
            "closures": self.periods(), "suspensions": self.periods(),
            "status": self.one_of(&["active", "active", "active", "planned", "moved", "closed"]),
            "status_since": self.day(), "contacts_as_of": self.day(),
            "verified": { "on": self.day(), "role": "operatore", "how": "telefono" },
            "sources": [{ "title": "Fonte", "date": self.day() }],
        })
    }

    fn schedule(&mut self) -> Value {
        let (start, rule) = self.one_of(&RULES);
        let many = |chance: &mut Self, most: usize| -> Vec<String> {
            let count = chance.one_of(&[0, 1, 3, most]);
            let first: shared::time::Date = chance.one_of(&["1900-01-01", "2026-01-01"]).parse().expect("a day");
            first.days_on(count as u16).map(|day| day.to_string()).collect()
        };
        let mut schedule = json!({ "start": start, "exdates": many(self, 5_000), "dates": many(self, 5_000) });
        if self.below(3) > 0 {
            schedule["rrule"] = rule.into();
        }
        schedule["minutes"] = match self.below(4) {
            0 => Value::Null,
            _ => self.one_of(&[1_u16, 90, 1_440, 65_535]).into(),
        };
        schedule["all_day"] = (!start.contains('T') && self.below(2) == 0).into();
        let cancelled: Vec<Value> = many(self, 5_000).iter().map(|day| json!({ "date": day })).collect();
        schedule["cancelled"] = cancelled.into();
        schedule
    }

    fn activity(&mut self, number: usize) -> Value {
        json!({
            "id": format!("a{number}"), "network": "rete-nord", "title": format!("Ritrovo {number}"),
            "category": "ascolto", "place": if number.is_multiple_of(3) { "p0".into() } else { format!("p{}", number % 12) },
            "schedule": self.schedule(), "suspensions": self.periods(),
        })
    }

    fn file(&mut self) -> String {
        let places: Vec<Value> = (0..12).map(|number| self.place(number)).collect();
        let activities: Vec<Value> = (0..24).map(|number| self.activity(number)).collect();
        json!({ "format": "family-hub/1", "places": places, "activities": activities }).to_string()
    }
}

/// Every kind of address that computes with dates.
fn addresses(data: &Dataset, today: shared::time::Date) -> Vec<String> {
    // A clock set wrong may stand before the first day that can be asked about.
    let first: shared::time::Date = "1990-01-01".parse().expect("a date");
    let day = |ahead: i32| today.saturating_add_days(ahead).max(first);
    let mut addresses: Vec<String> = [
        "/",
        "/?open_at=now",
        "/?open_at=2200-12-31T10:00",
        "/?from=2200-12-01&to=1900-01-01",
        "/?weekday=tu&part=morning",
        "/agenda",
        "/rete/rete-nord",
        "/api/v1/places",
        "/api/v1/activities",
        "/api/v1/search?open_at=now",
        "/api/v1/search?what=activity&order=soon&limit=1000",
        "/api/v1/search?weekday=mo,su&part=evening",
        "/calendar.ics",
        "/calendar.ics?network=rete-nord",
        "/api/v1/sync",
    ]
    .map(str::to_owned)
    .to_vec();
    for (from, to) in [(-3_000, 3_650), (0, 0), (3_650, 3_650)] {
        addresses.push(format!("/api/v1/search?from={}&to={}", day(from), day(to)));
        addresses.push(format!("/?from={}&to={}", day(from), day(to)));
    }
    for place in &data.places {
        addresses.push(format!("/sede/{}", place.id));
        addresses.push(format!("/api/v1/places/{}", place.id));
        addresses.push(format!("/api/v1/places/{}?at={}T23:59", place.id, day(3_650)));
        addresses.push(format!("/calendar.ics?place={}", place.id));
    }
    for activity in &data.activities {
        addresses.push(format!("/attivita/{}", activity.id));
        addresses.push(format!("/api/v1/activities/{}/occurrences", activity.id));
        let (from, to) = (day(3_250), day(3_650));
        addresses.push(format!(
            "/api/v1/activities/{}/occurrences?from={from}&to={to}",
            activity.id
        ));
    }
    addresses
}

/// What the app computes from the same records.
fn on_device(body: &str, now: Instant) {
    let NextStep::Keep(applied) = apply(None, decode(body).expect("a good answer")) else {
        panic!("a first answer is kept")
    };
    let data: &Dataset = &applied.data;
    let now = rome::local(now);
    let (index, links) = (Index::build(data), Links::build(data));
    let context = Context {
        now,
        gazetteer: None,
        position: None,
        household: None,
    };
    for asked in [
        "",
        "open_at=now",
        "what=activity&order=soon",
        "weekday=sa,su",
        "from=1990-01-01&to=2026-11-24",
    ] {
        let (query, _) = Query::parse_leniently(asked, now.date);
        let outcome = index.search(data, &query, &context);
        let records = data.places.len() + data.activities.len() + data.guides.len();
        assert!(outcome.total as usize <= records, "{asked}");
        assert!(!asked.is_empty() || outcome.total as usize == records);
    }
    let ahead = now.date.saturating_add_days(34);
    let days: Vec<_> = agenda(data, &links, now, (now.date, ahead), &|_| true)
        .days()
        .map(|(day, _)| day)
        .collect();
    assert!(days.iter().all(|day| (now.date..=ahead).contains(day)) && days.is_sorted());
    assert_eq!(
        strip(data, &links, (now.date, ahead), &|_| true).len(),
        now.date.through(ahead).len()
    );
    let all: Vec<_> = data.activities.iter().collect();
    for week in [Week::This, Week::Next] {
        let (from, to) = week_of(now.date, week);
        let planned = plan(data, &all, now, (from, to));
        assert!(planned.iter().all(|planned| (from..=to).contains(&planned.day)));
    }
    let keys: Vec<String> = data
        .activities
        .iter()
        .map(|activity| format!("activity:{}", activity.id))
        .collect();
    let lines = seen::carry_on(data, &keys, &[], now);
    assert_eq!(lines.len(), keys.len());
    assert!(
        lines.iter().all(|line| seen::changes(data, line, now).is_empty()),
        "nothing has changed"
    );
}

#[tokio::test]
async fn every_answer_ends_whatever_is_valid_and_whatever_the_clock_says() {
    let mut chance = Chance(8);
    let mut stored = 0;
    for clock in CLOCKS {
        let store = Arc::new(MemoryStore::new("00000000000000aa"));
        import(
            store.as_ref(),
            crate::fixture::DATA,
            Mode::Replace,
            Bad::Refuse,
            Removals::Any,
        )
        .expect("the fixture is good");
        let report = import(store.as_ref(), &chance.file(), Mode::Merge, Bad::Skip, Removals::Any)
            .expect("a file that can be read");
        stored += report.added;
        // That it ends is what is tested here; a slow machine may take its time.
        let computing = PoolLimits {
            wait: Duration::from_secs(600),
            time: Duration::from_secs(600),
            ..PoolLimits::default()
        };
        let options = ServerOptions {
            computing,
            ..ServerOptions::default()
        };
        let server = Server::at(Clock::fixed(clock), store.clone(), store, options);
        let data = &server.app.current().published.data;
        for address in addresses(data, rome::local(clock).date) {
            let answer = server.get(&address).await;
            assert_eq!(
                answer.status,
                StatusCode::OK,
                "{address} at {clock:?}: {}",
                answer.text()
            );
        }
        on_device(server.get("/api/v1/sync").await.text(), clock);
    }
    assert!(stored > CLOCKS.len() * 18, "{stored} records were taken");
}

#[tokio::test]
async fn days_that_are_too_far_away_are_refused_by_name_and_left_out_on_pages() {
    let server = Server::new();
    for (address, field) in [
        ("/api/v1/search?open_at=2200-12-31T10:00", "open_at"),
        ("/api/v1/search?from=2200-12-01", "from"),
        ("/api/v1/search?to=1989-12-31", "to"),
        ("/api/v1/search?to=2036-11-26", "to"),
        ("/api/v1/places?at=2200-12-20T10:00", "at"),
        ("/api/v1/places/hub-senago?at=1900-01-01T10:00", "at"),
        ("/api/v1/activities/gioco/occurrences?from=2200-12-31", "from"),
        ("/api/v1/activities/gioco/occurrences?to=1989-12-31", "to"),
    ] {
        let answer = server.get(address).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
        let problem = answer.json();
        assert_eq!(problem["code"], "date-out-of-range", "{address}");
        assert_eq!(problem["field"], field, "{address}");
        let detail = problem["detail"].as_str().expect("words");
        assert!(
            detail.contains("1990-01-01") && detail.contains("2036-11-24"),
            "{detail}"
        );
    }
    let plain = server.get("/").await;
    for address in [
        "/?open_at=2200-12-31T10:00",
        "/?from=2200-12-01",
        "/?from=1989-12-31&to=2036-11-26",
    ] {
        let answer = server.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        let count = |page: &str| page.matches("data-testid=\"result-card\"").count();
        assert_eq!(count(answer.text()), count(plain.text()), "{address}");
    }
}

#[tokio::test]
async fn a_closure_until_further_notice_has_no_last_day_and_is_told() {
    let server = Server::new();
    server.merge(
        &json!({ "format": "family-hub/1", "places": [{
            "id": "chiusa", "network": "rete-nord", "kind": "spoke", "name": "Chiusa",
            "opening_hours": "Mo-Su 08:00-20:00",
            "closures": [{ "from": "2026-11-01", "to": null, "reason": "lavori" }] }],
          "activities": [{ "id": "ferma", "network": "rete-nord", "place": "chiusa", "title": "Ferma",
            "category": "ascolto", "schedule": { "start": "2026-11-02T10:00", "rrule": "FREQ=DAILY" } }] })
        .to_string(),
    );
    let answer = server.get("/api/v1/places/chiusa").await.json();
    assert_eq!(answer["closures"][0]["to"], Value::Null);
    assert_eq!(answer["open"]["state"], "closed");
    assert_eq!(answer["open"]["opens"], Value::Null);
    assert_eq!(answer["open"]["reason_code"], "closure");
    assert_eq!(answer["open"]["reason"], "lavori, fino a nuovo avviso");
    let page = server.get("/sede/chiusa").await;
    assert!(page.text().contains("fino a nuovo avviso"), "{}", page.text());
    let dates = server.get("/api/v1/activities/ferma/occurrences").await.json();
    assert_eq!(dates[0]["status"], "suspended");
    assert_eq!(dates[0]["reason"], "lavori");
    let device = server.get("/api/v1/sync").await;
    assert!(decode(device.text()).is_ok());
}

#[tokio::test]
async fn records_that_were_stored_before_the_bounds_hurt_nobody() {
    let store = Arc::new(MemoryStore::new("00000000000000aa"));
    import(
        store.as_ref(),
        crate::fixture::DATA,
        Mode::Replace,
        Bad::Refuse,
        Removals::Any,
    )
    .expect("the fixture is good");
    let place = json!({ "id": "vecchia", "network": "rete-nord", "kind": "spoke", "name": "Vecchia",
        "opening_hours": "Mo-Fr 09:00-12:00", "closures": [{ "from": "2026-11-01", "to": "2200-12-31" }] });
    let activity = json!({ "id": "eterna", "network": "rete-nord", "place": "vecchia", "title": "Eterna",
        "category": "ascolto", "suspensions": [{ "from": "2026-11-01", "to": "2200-12-31" }],
        "schedule": { "start": "2200-12-31T23:59", "minutes": 65_535, "rrule": "FREQ=DAILY;UNTIL=22001231" } });
    let put = |kind, record: &Value| Change::put(kind, &record.to_string()).expect("it can be read");
    let changes = vec![put(RecordKind::Place, &place), put(RecordKind::Activity, &activity)];
    store.commit(Base::Any, changes).expect("it is stored");
    for clock in CLOCKS {
        let server = Server::at(
            Clock::fixed(clock),
            store.clone(),
            store.clone(),
            ServerOptions::default(),
        );
        let data = &server.app.current().published.data;
        assert!(data.places.iter().any(|place| place.id.as_str() == "vecchia"));
        for address in addresses(data, rome::local(clock).date) {
            let answer = server.get(&address).await;
            assert_eq!(
                answer.status,
                StatusCode::OK,
                "{address} at {clock:?}: {}",
                answer.text()
            );
        }
        on_device(server.get("/api/v1/sync").await.text(), clock);
        // And an import of others does not ask about it.
        server.merge(r#"{ "format": "family-hub/1", "networks": [{ "id": "nuova", "name": "Nuova" }] }"#);
    }
}

#[tokio::test]
async fn dates_and_lists_out_of_bounds_are_refused_at_import() {
    let server = Server::new();
    let place = |name: &str, value: Value| {
        json!({ "format": "family-hub/1", "places": [
            { "id": "nuovo", "network": "rete-nord", "kind": "spoke", "name": "Nuovo", name: value }] })
    };
    let activity = |name: &str, value: Value| {
        let mut schedule = json!({ "start": "2026-11-24T16:30", "rrule": "FREQ=DAILY" });
        schedule[name] = value;
        json!({ "format": "family-hub/1", "activities": [
            { "id": "nuova", "network": "rete-nord", "title": "Nuova", "category": "ascolto", "schedule": schedule }] })
    };
    let period = |from: &str, to: Value| json!([{ "from": from, "to": to }]);
    let many = |count: u16| -> Vec<String> {
        let first: shared::time::Date = "2026-11-24".parse().expect("a day");
        first.days_on(count).map(|day| day.to_string()).collect()
    };
    for (file, field, said) in [
        (
            place("closures", period("2026-11-01", json!("2200-12-31"))),
            "closures[0].to",
            "null",
        ),
        (
            place("closures", json!([{ "from": "2026-11-01" }])),
            "closures[0].to",
            "missing",
        ),
        (
            place("suspensions", period("2026-11-01", json!("2101-01-01"))),
            "suspensions[0].to",
            "2101-01-01",
        ),
        (
            place("status_since", json!("2101-01-01")),
            "status_since",
            "1900 to 2100",
        ),
        (
            place("verified", json!({ "on": "2200-01-01" })),
            "verified.on",
            "2200-01-01",
        ),
        (
            place("sources", json!([{ "title": "F", "date": "2150-01-01" }])),
            "sources[0].date",
            "2150",
        ),
        (
            place("opening_hours", json!("2101 Jan 01-2102 Mar 01 off")),
            "opening_hours",
            "2102",
        ),
        (activity("start", json!("2101-01-01T10:00")), "schedule.start", "2101"),
        (
            activity("rrule", json!("FREQ=DAILY;UNTIL=21991231")),
            "schedule.rrule",
            "UNTIL",
        ),
        (
            activity("exdates", json!(["2026-11-25", "2101-01-01"])),
            "schedule.exdates[1]",
            "2101",
        ),
        (activity("exdates", json!(many(5_001))), "schedule.exdates", "5000"),
    ] {
        let answer = server
            .administer(Method::POST, "/import?mode=merge", file.to_string())
            .await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{field}");
        let problem = answer.json();
        let bad = &problem["records"][0];
        assert_eq!(bad["field"], field, "{problem}");
        assert!(
            bad["reason"].as_str().is_some_and(|reason| reason.contains(said)),
            "{problem}"
        );
    }
}
