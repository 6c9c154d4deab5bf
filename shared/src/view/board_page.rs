//! The board of a place for a screen on the wall: read from three metres, touched by nobody. It lies over the frame of
//! the other pages, since nothing on it leads anywhere.

#[cfg(test)]
mod tests;

use super::html::el;
use super::parts::{heading, paragraph};
use super::title::marked;
use super::{Context, Element, Html, dates, distance, not_found, open};
use crate::board::{Board, Notice, Row, When, board};
use crate::i18n::{KioskWord, KioskWords};
use crate::kiosk::shift_at;
use crate::model::{PlaceId, Precision};

/// Data older than this are told to be old, in minutes.
const OLD: i64 = 60;
/// Older than this, and one should call first, in minutes.
const TOO_OLD: i64 = 7 * 1_440;

/// The page.
#[must_use]
pub fn board_page(context: &Context<'_>, id: &PlaceId) -> Html {
    let Some(kiosk) = context.kiosk else {
        return not_found::part_missing(context);
    };
    match board_of(context, kiosk, id) {
        Some(board) => el("main", "board").attr("id", "contenuto").child(board).into(),
        None => not_found::not_found(context),
    }
}

/// The board of a place; `None` where there is no such place.
pub(super) fn board_of(context: &Context<'_>, kiosk: &'static KioskWords, id: &PlaceId) -> Option<Element> {
    let board = board(context.data, context.links, id, context.now)?;
    let (right, down) = shift_at(context.now.minutes() * 60_000);
    let shift = [right.to_string(), down.to_string()].join("-");
    let mut body = el("div", "board-columns");
    body.push(own(context, kiosk, &board));
    body.push(around(context, kiosk, &board));
    let page = el("div", "board-page")
        .attr("data-testid", "kiosk-board")
        .attr("data-id", board.place.id.as_str().to_owned())
        .attr("data-shift", shift)
        .child(head(context, &board))
        .child(notices(context, kiosk, &board))
        .child(body)
        .child(age(context, kiosk));
    Some(page)
}

fn head(context: &Context<'_>, board: &Board<'_>) -> Element {
    let state = open::in_words(&board.open, board.place, context);
    let state = el("p", "state")
        .attr("data-testid", "open-state")
        .attr("data-state", board.open.state.code())
        .text(state);
    let clock = el("p", "board-clock")
        .child(el("b", "").text(context.words.time(context.now.time)))
        .text(" ")
        .child(el("span", "").text(context.words.full_day(context.now.date)));
    el("header", "board-head")
        .child(el("div", "").child(heading(board.place.name.clone())).child(state))
        .child(clock)
}

fn notices(context: &Context<'_>, kiosk: &'static KioskWords, board: &Board<'_>) -> Html {
    let year = context.now.date.year();
    let mut list = el("ul", "board-notices");
    for notice in &board.notices {
        let (what, from, to, reason) = match notice {
            Notice::Closure(one) => (KioskWord::BoardClosed, one.from, one.to, &one.reason),
            Notice::Suspension(one) => (KioskWord::BoardNotice, one.from, one.to, &one.reason),
        };
        let days = match to {
            Some(to) => context.words.days(from, to, year),
            None => context.words.day(from),
        };
        let said = context.words.with_reason(&days, reason);
        let item = el("li", "")
            .child(el("b", "").text(kiosk.text(what)))
            .text(": ")
            .text(said);
        list.push(item.attr("data-testid", "board-notice"));
    }
    match board.notices.is_empty() {
        true => Html::Nothing,
        false => list.into(),
    }
}

/// What is on here; what one can do here where no date is known.
fn own(context: &Context<'_>, kiosk: &'static KioskWords, board: &Board<'_>) -> Element {
    let mut column = el("div", "stack");
    let today = board.rows.iter().any(|row| row.when != When::Tomorrow);
    if !today {
        column.push(paragraph("lead", kiosk.text(KioskWord::BoardNothingToday)));
    }
    for (when, word) in [
        (When::Now, KioskWord::BoardNow),
        (When::Soon, KioskWord::BoardSoon),
        (When::Tomorrow, KioskWord::BoardTomorrow),
    ] {
        let mut list = el("ul", "board-rows");
        for row in board.rows.iter().filter(|row| row.when == when) {
            list.push(row_of(context, kiosk, row, "board-row"));
        }
        column.push(section(kiosk.text(word), list));
    }
    if board.rows.is_empty() {
        let mut list = el("ul", "board-rows");
        for activity in &board.here {
            list.push(el("li", "").text(marked(context, &activity.title, activity.sample)));
        }
        column.push(section(kiosk.text(KioskWord::BoardWhatHere), list));
        let mut list = el("ul", "board-rows");
        for who in board.place.staff_roles.iter().chain(&board.place.services) {
            list.push(el("li", "").text(who.clone()));
        }
        column.push(section(kiosk.text(KioskWord::BoardWhoHere), list));
    }
    column
}

/// What is on and open near by.
fn around(context: &Context<'_>, kiosk: &'static KioskWords, board: &Board<'_>) -> Element {
    let mut near = el("ul", "board-rows");
    for row in &board.near {
        near.push(row_of(context, kiosk, row, "board-near"));
    }
    let mut open_near = el("ul", "board-rows");
    for one in &board.open_near {
        let precision = one
            .place
            .position
            .map_or(Precision::Comune, |position| position.precision);
        let far = distance::spoken(context, one.metres, precision);
        let state = open::in_words(&one.open, one.place, context);
        let item = el("li", "")
            .attr("data-testid", "board-open")
            .attr("data-id", one.place.id.as_str().to_owned())
            .child(el("b", "").text(one.place.name.clone()))
            .child(paragraph("", [state.as_str(), ", ", &far].concat()));
        open_near.push(item);
    }
    el("div", "stack")
        .child(section(kiosk.text(KioskWord::BoardNear), near))
        .child(section(kiosk.text(KioskWord::BoardOpenNear), open_near))
}

/// A list with its heading, if there is anything in it.
fn section(title: &'static str, list: Element) -> Html {
    match list.child_nodes().is_empty() {
        true => Html::Nothing,
        false => el("section", "").child(el("h2", "").text(title)).child(list).into(),
    }
}

fn row_of(context: &Context<'_>, kiosk: &'static KioskWords, row: &Row<'_>, test_id: &'static str) -> Element {
    let occurrence = &row.occurrence;
    let hours = dates::hours(context, occurrence);
    let title = marked(context, &row.activity.title, row.activity.sample);
    let mut item = el("li", "")
        .attr("data-testid", test_id)
        .attr("data-when", row.when.code())
        .attr("data-id", row.activity.id.as_str().to_owned())
        .child(el("span", "board-time").text(hours));
    item = match occurrence.status.takes_place() {
        true => item.text(" ").child(el("b", "").text(title)),
        false => {
            let said = context
                .words
                .with_reason(kiosk.text(KioskWord::BoardCancelled), &occurrence.reason);
            item.text(" ")
                .child(el("s", "").text(title))
                .text(" ")
                .child(el("b", "").text(said))
        }
    };
    if let Some(place) = row.place {
        item.push(paragraph("", place.name.clone()));
    }
    item
}

/// How old the data are, once they are older than an hour.
fn age(context: &Context<'_>, kiosk: &'static KioskWords) -> Html {
    let Some(checked) = context.device.checked else {
        return Html::Nothing;
    };
    let minutes = context.now.minutes() - checked.minutes();
    if minutes <= OLD {
        return Html::Nothing;
    }
    let hours = usize::try_from(minutes / 60).unwrap_or(0);
    let said = match hours < 48 {
        true => kiosk.counted(hours, KioskWord::AgeHours),
        false => kiosk.counted(hours / 24, KioskWord::AgeDays),
    };
    let mut line = el("p", "board-age").attr("data-testid", "kiosk-age").text(said);
    if minutes > TOO_OLD {
        line = line.text(" ").text(kiosk.text(KioskWord::AgeCallFirst));
    }
    line.into()
}
