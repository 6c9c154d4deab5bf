//! What stands on the board, word by word, against plain arithmetic over chrono's calendar and clock.

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, Timelike};

use super::super::by_place::ByPlace;
use super::super::html;
use super::super::tests::Fixture;
use super::*;
use crate::agenda::Links;
use crate::board::tests::{CANCELLED, PLACES, WEEKLY, data, expected, wall};

const MONTHS: [&str; 12] = [
    "gennaio",
    "febbraio",
    "marzo",
    "aprile",
    "maggio",
    "giugno",
    "luglio",
    "agosto",
    "settembre",
    "ottobre",
    "novembre",
    "dicembre",
];

/// The texts of a page, a line for each part that stands by itself.
fn lines(html: &Html, out: &mut Vec<String>) {
    match html {
        html::Html::Text(text) => match out.last_mut() {
            Some(line) => line.push_str(text),
            None => out.push(text.to_string()),
        },
        html::Html::Element(element) => {
            let is_block = matches!(element.tag(), "h1" | "h2" | "li" | "p");
            if is_block {
                out.push(String::new());
            }
            for child in element.child_nodes() {
                lines(child, out);
            }
            if is_block {
                out.push(String::new());
            }
        }
        _ => {}
    }
}

fn shown(page: &Fixture, place: usize, now: &str) -> Vec<String> {
    let mut out = Vec::new();
    let id = PLACES[place].parse().expect("an id");
    lines(&board_page(&page.at(now), &id), &mut out);
    out.retain(|line| !line.is_empty());
    out
}

/// What has to stand there, from the list of activities that the test holds.
fn worked_out(place: usize, now: NaiveDateTime) -> Vec<String> {
    let rows = expected(place, now);
    let mut lines = vec![
        "Sede".to_owned(),
        "Orari non noti".to_owned(),
        format!(
            "{:02}:{:02} {} {} {}",
            now.hour(),
            now.minute(),
            if now.day() == 1 {
                "1º".to_owned()
            } else {
                now.day().to_string()
            },
            MONTHS[now.month0() as usize],
            now.year()
        ),
    ];
    if rows.iter().all(|(when, ..)| *when == "tomorrow") {
        lines.push("Oggi qui non c’è niente in programma, per quello che sappiamo.".to_owned());
    }
    for (part, title) in [("now", "Adesso qui"), ("soon", "Tra poco"), ("tomorrow", "Domani qui")] {
        let mut of_part = rows.iter().filter(|(when, ..)| *when == part).peekable();
        if of_part.peek().is_some() {
            lines.push(title.to_owned());
        }
        for (_, id, from, held) in of_part {
            let known = WEEKLY
                .iter()
                .find(|(other, ..)| other == id)
                .expect("it is in the list");
            let to = *from + Duration::minutes(known.4);
            let said = if *held { "" } else { " Annullato: neve" };
            lines.push(format!("{}–{} {id}{said}", from.format("%H:%M"), to.format("%H:%M")));
        }
    }
    if rows.is_empty() {
        lines.push("Cosa si può fare qui".to_owned());
        let mut here: Vec<&str> = WEEKLY.iter().filter(|one| one.1 == place).map(|one| one.0).collect();
        here.sort_unstable();
        lines.extend(here.into_iter().map(str::to_owned));
    }
    lines
}

/// Twenty-four hours and more of five places: an ordinary day, both changes of the clock, and the turn of the year.
#[test]
fn the_words_of_a_day_are_as_worked_out() {
    let mut page = Fixture::new("{}");
    page.data = data();
    page.by_place = ByPlace::new(&page.data);
    page.links = Links::build(&page.data);
    let (mut boards, mut cancelled) = (0, 0);
    for day in ["2026-12-01", "2026-10-25", "2027-03-28", "2026-12-31"] {
        let day: NaiveDate = day.parse().expect("a day");
        let before = day - Duration::days(1);
        let first = before.and_hms_opt(22, 30, 0).expect("a time").and_utc();
        for minute in (0..26 * 60).step_by(7) {
            let (naive, local) = wall(first + Duration::minutes(minute));
            for place in 0..PLACES.len() {
                let wanted = worked_out(place, naive);
                assert_eq!(
                    shown(&page, place, &local.to_string()),
                    wanted,
                    "place {place} at {naive}"
                );
                boards += 1;
                cancelled += wanted.iter().filter(|line| line.contains("Annullato")).count();
            }
        }
    }
    assert!(boards > 4_000 && cancelled > 0, "{boards} {cancelled} {CANCELLED:?}");
}
