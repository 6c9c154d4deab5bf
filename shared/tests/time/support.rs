//! What the tests of time share: a fixed source of chance, and short ways to write days and times.

use serde_json::{Value, json};
use shared::filter::When;
use shared::model::{Activity, Place};
use shared::query::Query;
use shared::time::when::Windows;
use shared::time::{Date, LocalDateTime};

/// The same numbers in every run (SplitMix64).
pub(crate) struct Chance(pub(crate) u64);

impl Chance {
    /// The next 64 bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to below `below`.
    pub(crate) fn below(&mut self, below: usize) -> usize {
        (self.bits() % below as u64) as usize
    }

    /// A number from `from` to `to`, both included.
    pub(crate) fn between(&mut self, from: i32, to: i32) -> i32 {
        from + self.below((to - from + 1) as usize) as i32
    }

    /// True once in `of` times.
    pub(crate) fn once_in(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    /// One of the list.
    pub(crate) fn one_of<T: Copy>(&mut self, list: &[T]) -> T {
        list[self.below(list.len())]
    }
}

/// A day.
pub(crate) fn day(text: &str) -> Date {
    text.parse().expect("a day")
}

/// A moment of the wall clock.
pub(crate) fn at(text: &str) -> LocalDateTime {
    text.parse().expect("a moment")
}

/// The same day for chrono.
pub(crate) fn chrono_day(date: Date) -> chrono::NaiveDate {
    let (year, month, day) = date.civil();
    chrono::NaiveDate::from_ymd_opt(year, u32::from(month), u32::from(day)).expect("a day")
}

/// The same moment for chrono.
pub(crate) fn chrono_moment(at: LocalDateTime) -> chrono::NaiveDateTime {
    chrono_day(at.date)
        .and_hms_opt(u32::from(at.time.hour()), u32::from(at.time.minute()), 0)
        .expect("a moment")
}

/// Holds a text against the committed file `shared/tests/<path>`; writes it when `FAMILY_HUB_WRITE_TABLES` is set.
pub(crate) fn committed(path: &str, text: &str) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests")
        .join(path);
    if std::env::var_os("FAMILY_HUB_WRITE_TABLES").is_some() {
        std::fs::write(&path, text).expect("the table can be written");
    }
    let known = std::fs::read_to_string(&path).unwrap_or_default();
    let differs = known.lines().zip(text.lines()).position(|(known, new)| known != new);
    if known != text {
        let line = differs.unwrap_or_else(|| known.lines().count().min(text.lines().count()));
        panic!(
            "{} differs from line {} on:\n  committed: {}\n  now:       {}",
            path.display(),
            line + 1,
            known.lines().nth(line).unwrap_or("(ends)"),
            text.lines().nth(line).unwrap_or("(ends)")
        );
    }
}

/// What an address asks about time.
pub(crate) fn asked(query_string: &str) -> When {
    Query::parse(query_string, day("2026-11-24"))
        .expect("an address of a search")
        .filter
        .when
}

/// The stretches that a question of time means; it asks either for a minute or for a stretch.
pub(crate) fn windows(when: &When, now: LocalDateTime) -> Windows {
    when.minute(now)
        .or_else(|| when.windows(now))
        .expect("something is asked")
}

/// A place with these fields besides what every place has.
pub(crate) fn place(fields: &Value) -> Place {
    let mut place = json!({"id": "p", "network": "n", "kind": "hub", "name": "P"});
    for (name, value) in fields.as_object().expect("fields") {
        place[name] = value.clone();
    }
    serde_json::from_value(place).expect("a place")
}

/// An activity with this schedule.
pub(crate) fn activity(schedule: &Value) -> Activity {
    serde_json::from_value(
        json!({"id": "a", "network": "n", "title": "A", "category": "ascolto", "schedule": schedule}),
    )
    .expect("an activity")
}
