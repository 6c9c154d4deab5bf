//! What a kiosk shows over and under every page of a visit: the way back, what helps to read, the end of the visit, the
//! warning before it is forgotten, and codes to photograph in place of links that would lead out.

use super::html::el;
use super::msg::{AtKiosk, Msg};
use super::parts::{button, link};
use super::{Context, Element, Html, packed_page, qr};
use crate::i18n::{KioskWord, KioskWords, Word};
use crate::kiosk::{Screen, Shows, State};
use crate::orientation::suiting::Record;
use crate::route::Route;

/// The bar, the warning or the sleeping screen; nothing on a device that is no kiosk.
#[must_use]
pub fn kiosk_bar(context: &Context<'_>) -> Html {
    let (Some(screen), Some(kiosk)) = (context.device.screen.as_ref(), context.kiosk) else {
        return Html::Nothing;
    };
    match screen.state {
        State::Attract | State::Safe if screen.is_dim => dim(),
        State::Attract | State::Safe => Html::Nothing,
        State::Asleep => asleep(kiosk),
        State::Warning => warning(kiosk, screen),
        State::Begin | State::Visit => {
            let mut all = el("div", "kiosk-chrome");
            if screen.shows != Shows::Nothing {
                all.push(code(context, kiosk, &screen.shows));
            }
            all.child(bar(context, kiosk, screen)).into()
        }
    }
}

fn at(step: AtKiosk) -> Msg {
    Msg::Kiosk(step)
}

/// Over the whole screen; a touch begins, as on the board beneath.
fn dim() -> Html {
    el("div", "kiosk-dim").on_click(at(AtKiosk::Begin)).into()
}

fn asleep(kiosk: &'static KioskWords) -> Html {
    let wake = button("kiosk-wake", "").text(kiosk.text(KioskWord::Asleep));
    let wake = wake.attr("data-testid", "kiosk-begin");
    el("div", "kiosk-asleep")
        .child(wake)
        .on_click(at(AtKiosk::Begin))
        .into()
}

fn done(kiosk: &'static KioskWords) -> Element {
    button("btn btn-primary", "")
        .attr("data-testid", "kiosk-done")
        .attr("title", kiosk.text(KioskWord::DoneHint))
        .text(kiosk.text(KioskWord::Done))
        .on_click(at(AtKiosk::Done))
}

fn warning(kiosk: &'static KioskWords, screen: &Screen) -> Html {
    let left = kiosk.counted(screen.seconds, KioskWord::Countdown);
    let countdown = el("p", "lead").attr("data-testid", "kiosk-countdown").text(left);
    let extend = button("btn btn-primary", "")
        .attr("data-testid", "kiosk-extend")
        .text(kiosk.text(KioskWord::Extend))
        .on_click(at(AtKiosk::Extend));
    let ways = el("div", "page-actions").child(extend).child(done(kiosk));
    let asks = el("div", "kiosk-sheet stack")
        .attr("role", "alertdialog")
        .attr("aria-modal", "true")
        .attr("aria-label", kiosk.text(KioskWord::StillHere))
        .child(el("h2", "").text(kiosk.text(KioskWord::StillHere)))
        .child(countdown)
        .child(ways);
    el("div", "kiosk-over").child(asks).into()
}

fn bar(context: &Context<'_>, kiosk: &'static KioskWords, screen: &Screen) -> Element {
    let inside = !matches!(context.route, Route::Kiosk(_));
    let mut bar = el("div", "kiosk-bar").attr("role", "toolbar");
    if inside {
        if screen.can_go_back {
            let back = button("btn btn-soft", "icon-back").text(kiosk.text(KioskWord::GoBack));
            bar.push(back.on_click(at(AtKiosk::Back)));
        }
        let home = button("btn btn-soft", "").text(kiosk.text(KioskWord::StartOver));
        bar.push(home.attr("data-testid", "kiosk-home").on_click(at(AtKiosk::Home)));
        if !list_of_page(context).is_empty() {
            let take = button("btn btn-soft", "icon-share").text(kiosk.text(KioskWord::TakeAway));
            let take = take.attr("data-testid", "kiosk-take-away");
            bar.push(take.on_click(at(AtKiosk::ShowPage)));
        }
    }
    let aids = screen.aids;
    for (words, on, step) in [
        (kiosk.text(KioskWord::TextLarger), aids.larger, AtKiosk::Larger),
        (kiosk.text(KioskWord::MoreContrast), aids.contrast, AtKiosk::Contrast),
        (context.text(Word::ReadAloud), aids.aloud, AtKiosk::ReadAloud),
    ] {
        let aid = button("btn btn-soft", "")
            .attr("aria-pressed", if on { "true" } else { "false" })
            .text(words);
        bar.push(aid.on_click(at(step)));
    }
    if inside && screen.setup.printer {
        let print = button("btn btn-soft", "").text(kiosk.text(KioskWord::PrintSlip));
        bar.push(print.on_click(at(AtKiosk::Print)));
        let list = list_of_page(context);
        if !list.is_empty() {
            // On the slip itself: whoever comes home with it has the rest on their phone.
            let address = packed_page::address(context, &list);
            let figure = qr::figure(address, context.text(Word::QrLabel), kiosk.text(KioskWord::QrPage));
            bar.push(el("div", "paper-only").child(figure));
        }
    }
    bar.child(done(kiosk))
}

/// What the page is about, as a list to take along; empty where it is about nothing of the kind.
fn list_of_page<'a>(context: &Context<'a>) -> Vec<Record<'a>> {
    let data = context.data;
    let one = match context.route {
        Route::Place(id) => data.place(id).map(Record::Place),
        Route::Activity(id) => data.activity(id).map(Record::Activity),
        Route::Guide(id) => data.guide(id).map(Record::Guide),
        Route::Saved => return packed_page::saved_records(context, &context.device.saved),
        _ => None,
    };
    one.into_iter().collect()
}

fn code(context: &Context<'_>, kiosk: &'static KioskWords, shows: &Shows) -> Html {
    let label = context.text(Word::QrLabel);
    let figure = match shows {
        Shows::Nothing => return Html::Nothing,
        Shows::Page => {
            let word = match context.route {
                Route::Saved => KioskWord::QrList,
                _ => KioskWord::QrPage,
            };
            qr::figure(
                packed_page::address(context, &list_of_page(context)),
                label,
                kiosk.text(word),
            )
        }
        Shows::Address(address) => qr::figure(address.clone(), label, outside(kiosk, address)),
    };
    let close = button("btn btn-primary", "")
        .text(context.text(Word::Close))
        .on_click(at(AtKiosk::Hide));
    let sheet = el("div", "kiosk-sheet stack")
        .attr("role", "dialog")
        .attr("aria-modal", "true")
        .attr("aria-label", kiosk.text(KioskWord::TakeAway))
        .child(figure)
        .child(close);
    el("div", "kiosk-over").child(sheet).into()
}

/// What a phone does with an address outside.
fn outside(kiosk: &KioskWords, address: &str) -> String {
    match address.strip_prefix("tel:") {
        Some(number) => kiosk.filled(KioskWord::QrPhone, &[number]),
        None => {
            let host = address.split("//").nth(1).unwrap_or(address);
            let host = host.split(['/', '?', '#']).next().unwrap_or(host);
            kiosk.filled(KioskWord::QrWebsite, &[host])
        }
    }
}

/// The way to the sentences for a desk.
#[must_use]
pub fn to_desk(context: &Context<'_>, kiosk: &'static KioskWords) -> Html {
    link(
        "btn btn-soft",
        "",
        context.href(&Route::Desk),
        kiosk.text(KioskWord::DeskShow),
    )
}
