//! The dialog for what leaves the device: a message and a QR code of the page, or its dates for a calendar.

use super::frame::dialog;
use super::html::el;
use super::message::{message, subscription};
use super::msg::{Dates, Dialog, Msg, Way};
use super::parts::{button, link, paragraph};
use super::{Context, Html, dates, packed_page, qr};
use crate::i18n::Word;
use crate::model::ActivityId;
use crate::route::Route;

/// How many dates are offered one by one.
pub const DATES_SHOWN: usize = 6;

/// The dialog, while it is open.
#[must_use]
pub fn share_dialog(context: &Context<'_>) -> Html {
    let (which, title, body) = match context.device.dialog {
        Some(Dialog::Calendar) => (Dialog::Calendar, Word::CalendarTitle, calendar(context)),
        Some(Dialog::Share) => (Dialog::Share, Word::Share, sharing(context)),
        _ => return Html::Nothing,
    };
    dialog(context, which, title, body, None).into()
}

fn sharing(context: &Context<'_>) -> Html {
    let device = context.device;
    // What was saved is on this device alone: the link has to carry it.
    let address = match context.route {
        Route::Saved => packed_page::saved_address(context, &device.saved),
        _ => device.address.clone(),
    };
    let words = message(context, context.route, &device.title, &address);
    let mut ways = el("div", "page-actions");
    let way = |way, word, text: &str| {
        let button = button("btn btn-soft", "").text(context.text(word));
        button.on_click(Msg::Send(way, text.to_owned()))
    };
    if device.can_share {
        ways.push(way(Way::Share, Word::Send, &words));
    }
    ways.push(way(Way::CopyMessage, Word::CopyMessage, &words));
    ways.push(way(Way::CopyAddress, Word::CopyAddress, &address));
    el("div", "stack")
        .child(el("p", "message").attr("data-testid", "message").text(words))
        .child(ways)
        .child(qr::figure(
            address,
            context.text(Word::QrLabel),
            context.text(Word::QrHint),
        ))
        .into()
}

fn calendar(context: &Context<'_>) -> Html {
    let mut body = el("div", "stack");
    match context.route {
        Route::Activity(id) => {
            body.push(all_dates(context, Dates::OfActivity(id.to_string())));
            body.push(single_dates(context, id));
        }
        Route::Saved => body.push(all_dates(context, Dates::Saved)),
        _ => {}
    }
    let device = context.device;
    if let Some(address) = subscription(context.route, &device.saved, &device.origin) {
        let hint = match context.route {
            Route::Saved => Word::SubscribeSavedHint,
            _ => Word::SubscribeHint,
        };
        let to = link("btn btn-soft", "icon-calendar", address, context.text(Word::Subscribe));
        body.push(el("p", "").child(to));
        body.push(paragraph("soft", context.text(hint)));
    }
    body.into()
}

fn all_dates(context: &Context<'_>, dates: Dates) -> Html {
    let all = button("btn btn-primary", "icon-calendar").text(context.text(Word::AllDates));
    el("p", "").child(all.on_click(Msg::Calendar(dates))).into()
}

fn single_dates(context: &Context<'_>, id: &ActivityId) -> Html {
    let mut list = el("ul", "date-buttons").attr("aria-label", context.text(Word::OneDateOnly));
    if let Some(activity) = context.data.activity(id) {
        for (at, date) in dates::coming(context, activity, DATES_SHOWN).iter().enumerate() {
            if date.status.takes_place() {
                let add = button("btn btn-soft", "icon-calendar")
                    .text(dates::line(context, date))
                    .on_click(Msg::Calendar(Dates::One(id.to_string(), at)));
                list.push(el("li", "").child(add));
            }
        }
    }
    el("div", "stack")
        .child(el("h3", "").text(context.text(Word::OneDateOnly)))
        .child(list)
        .into()
}
