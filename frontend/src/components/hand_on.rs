//! The sheet for what leaves the device: a message and a QR code of the page, or its dates for a calendar.

use shared::model::ActivityId;

use super::{button, link, paragraph};
use crate::browser::{document, history, share};
use crate::commands::{self, Way};
use crate::i18n::{Word, text};
use crate::route::Route;
use crate::state::{App, Sheet};
use crate::tree::{NOTHING, Tree, el, part, words};
use crate::view::hand_on::{message as of_page, subscription};
use crate::view::{dates, qr};

/// How many dates are offered one by one.
const DATES_SHOWN: usize = 6;
/// Id of its heading.
const TITLE: &str = "passa-titolo";

/// The sheet, drawn when it is open.
pub fn hand_on(app: App) -> Tree {
    let title = part(move || {
        words(match app.sheet.get() {
            Sheet::Calendar => text(Word::CalendarTitle),
            Sheet::Share | Sheet::Closed => text(Word::Share),
        })
    });
    let close = button("btn btn-soft btn-icon", "icon-close")
        .attr("aria-label", text(Word::Close))
        .pressed(commands::lower_sheet);
    let head = el("div", "sheet-head")
        .child(el("h2", "").attr("id", TITLE).child(title))
        .child(close);
    let body = part(move || match app.sheet.get() {
        Sheet::Closed => NOTHING,
        Sheet::Share => sharing(app),
        Sheet::Calendar => calendar(app),
    });
    el("dialog", "sheet")
        .attr("id", commands::SHEET)
        .attr("aria-labelledby", TITLE)
        .on("close", move |_| app.sheet.set(Sheet::Closed))
        .child(head)
        .child(el("div", "sheet-body").child(body))
        .into()
}

fn sharing(app: App) -> Tree {
    let address = history::whole_address();
    let (title, route) = (document::title(), app.route.get());
    let mut message = String::new();
    app.look(&mut |context| message = of_page(context, &route, &title, &address));
    let mut ways = el("div", "page-actions");
    if share::has_sheet() {
        ways.push(way(app, Word::Send, message.clone(), Way::Sheet));
    }
    ways.push(way(
        app,
        Word::CopyMessage,
        message.clone(),
        Way::Clipboard(Word::CopiedMessage),
    ));
    ways.push(way(
        app,
        Word::CopyAddress,
        address.clone(),
        Way::Clipboard(Word::Copied),
    ));
    el("div", "stack")
        .child(el("p", "message").attr("data-testid", "message").text(message))
        .child(ways)
        .child(code(&address))
        .into()
}

fn way(app: App, word: Word, message: String, way: Way) -> Tree {
    button("btn btn-soft", "")
        .text(text(word))
        .pressed(move || commands::send(app, message.clone(), way))
        .into()
}

fn code(address: &str) -> Tree {
    let Some(code) = qr::code(address) else {
        return NOTHING;
    };
    let drawing = el("svg", "qr")
        .attr("viewBox", code.view_box)
        .attr("role", "img")
        .attr("aria-label", text(Word::QrLabel))
        .child(el("path", "").attr("d", code.path));
    let hint = el("figcaption", "soft").text(text(Word::QrHint));
    el("figure", "qr-figure").child(drawing).child(hint).into()
}

fn calendar(app: App) -> Tree {
    let route = app.route.get();
    let mut sheet = el("div", "stack");
    match &route {
        Route::Activity(id) => {
            sheet.push(all_dates(app, id.to_string()));
            sheet.push(single_dates(app, id));
        }
        Route::Saved => sheet.push(all_dates(app, String::new())),
        _ => {}
    }
    let address = app.saved.with(|keys| subscription(&route, keys, &history::origin()));
    if let Some(address) = address {
        let hint = match route {
            Route::Saved => Word::SubscribeSavedHint,
            _ => Word::SubscribeHint,
        };
        let to = link(
            "btn btn-soft",
            "icon-calendar",
            address,
            text(Word::Subscribe).to_owned(),
        );
        sheet.push(el("p", "").child(to));
        sheet.push(paragraph("soft", text(hint).to_owned()));
    }
    sheet.into()
}

/// All dates of an activity, or of everything saved where there is no id.
fn all_dates(app: App, id: String) -> Tree {
    let all = button("btn btn-primary", "icon-calendar").text(text(Word::AllDates));
    let all = all.pressed(move || match id.is_empty() {
        true => commands::add_saved(app),
        false => commands::add_dates(app, &id, None),
    });
    el("p", "").child(all).into()
}

fn single_dates(app: App, id: &ActivityId) -> Tree {
    let mut list = el("ul", "date-buttons").attr("aria-label", text(Word::OneDateOnly));
    app.look(&mut |context| {
        let Some(activity) = context.data.activity(id) else {
            return;
        };
        for date in dates::coming(context, activity, DATES_SHOWN) {
            if date.status.takes_place() {
                let id = id.to_string();
                let add = button("btn btn-soft", "icon-calendar")
                    .text(dates::line(context, &date))
                    .pressed(move || commands::add_dates(app, &id, Some(&date)));
                list.push(el("li", "").child(add));
            }
        }
    });
    el("div", "stack")
        .child(el("h3", "").text(text(Word::OneDateOnly)))
        .child(list)
        .into()
}
