//! What stands around every page: header, notices, footer, dialogs.

use super::html::{Event, el};
use super::msg::{Dialog, Msg};
use super::parts::{button, icon, link};
use super::{Context, Element, Html, Slot};
use crate::i18n::{Language, Word};
use crate::route::Route;

const ENTRIES: [(Route, &str, Word); 5] = [
    (Route::Finder, "icon-search", Word::Find),
    (Route::Agenda, "icon-calendar", Word::Agenda),
    (Route::Saved, "icon-heart", Word::Saved),
    (Route::Household, "icon-people", Word::Us),
    (Route::About, "icon-info", Word::Info),
];

/// Where the footer leads: a section of the page about the finder, and its name.
const FOOTER: [(&str, Word); 2] = [("", Word::FooterAbout), ("#privacy", Word::FooterPrivacy)];

/// Everything between skip link and end of page.
#[must_use]
pub fn frame(context: &Context<'_>) -> Html {
    el("div", "frame")
        .child(header(context))
        .child(bars())
        .slot(Slot::Page)
        .child(footer(context))
        .slot(Slot::ShareDialog)
        .slot(Slot::Kiosk)
        .into()
}

fn header(context: &Context<'_>) -> Html {
    let name = el("a", "brand")
        .attr("href", context.href(&Route::Finder))
        .child(icon("kind-hub"))
        .text(context.brand.name.clone());
    let pages = el("nav", "site-nav")
        .attr("aria-label", context.text(Word::Pages))
        .slot(Slot::Navigation);
    let row = el("div", "site-header-row").child(name).child(pages).child(
        el("div", "header-tools")
            .needs_app()
            .slot(Slot::Offline)
            .slot(Slot::Look)
            .child(language_button(context)),
    );
    el("header", "site-header").child(row).into()
}

/// One tap to the language that helps most; all of them are in the footer.
fn language_button(context: &Context<'_>) -> Html {
    let other = match context.words.language() {
        Language::Italian => Language::English,
        _ => Language::Italian,
    };
    button("btn btn-soft", "icon-language")
        .attr("lang", other.tag())
        .attr("aria-label", other.name())
        .child(el("span", "wide").text(other.name()))
        .on_click(Msg::Speak(other))
        .into()
}

/// The entries of the navigation.
#[must_use]
pub fn navigation(context: &Context<'_>) -> Html {
    let mut list = el("ul", "nav-list");
    for (route, sign, word) in ENTRIES {
        let link = el("a", "")
            .attr("href", context.href(&route))
            .attr_if("aria-current", (*context.route == route).then_some("page"))
            .child(icon(sign))
            .text(context.text(word));
        list.push(el("li", "").child(link));
        if route == Route::Agenda {
            // The guides are a search of their own kind.
            let guides = [&context.href(&Route::Finder), "?what=guide"].concat();
            let guides = el("a", "")
                .attr("href", guides)
                .child(icon("icon-list"))
                .text(context.text(Word::WhatGuide));
            list.push(el("li", "").child(guides));
        }
    }
    list.into()
}

/// That the server cannot be reached.
#[must_use]
pub fn offline(context: &Context<'_>) -> Html {
    if !context.device.offline {
        return Html::Nothing;
    }
    el("span", "badge badge-offline")
        .attr("data-testid", "offline-badge")
        .child(icon("icon-offline"))
        .text(context.text(Word::Offline))
        .into()
}

/// What the page tells without taking the floor: a new version, changes, examples, a toast.
fn bars() -> Html {
    let toast = el("div", "")
        .attr("role", "status")
        .attr("aria-live", "polite")
        .slot(Slot::Toast);
    el("div", "bars")
        .slot(Slot::NewVersion)
        .slot(Slot::Changes)
        .slot(Slot::Samples)
        .child(toast)
        .into()
}

/// That a new version waits.
#[must_use]
pub fn new_version(context: &Context<'_>) -> Html {
    if !context.device.new_version {
        return Html::Nothing;
    }
    let update = button("btn btn-soft", "")
        .text(context.text(Word::Update))
        .on_click(Msg::Update);
    bar(context.text(Word::NewVersion).to_owned(), update.into())
}

/// A bar that says something and offers something.
#[must_use]
pub fn bar(words: String, way: Html) -> Html {
    el("div", "bar")
        .attr("role", "status")
        .child(el("span", "").text(words))
        .child(way)
        .into()
}

/// That there are examples among the records.
#[must_use]
pub fn samples(context: &Context<'_>) -> Html {
    let data = context.data;
    let some = data.activities.iter().any(|activity| activity.sample) || data.places.iter().any(|place| place.sample);
    match some {
        true => {
            // Closed for the visit by `start.js`, with or without the rest of the app; it stays in the tree.
            let close = button("btn-bare", "icon-close")
                .attr("data-close-samples", "")
                .attr("aria-label", context.text(Word::Close))
                .needs_app();
            el("aside", "bar bar-sample")
                .child(el("span", "").text(context.text(Word::SampleBar)))
                .child(close)
                .into()
        }
        false => Html::Nothing,
    }
}

/// Something to tell for a moment.
#[must_use]
pub fn toast(context: &Context<'_>) -> Html {
    if context.device.toast.is_empty() {
        return Html::Nothing;
    }
    let close = button("btn btn-icon", "icon-close")
        .attr("aria-label", context.text(Word::Close))
        .on_click(Msg::CloseToast);
    el("p", "toast").text(context.device.toast.clone()).child(close).into()
}

fn footer(context: &Context<'_>) -> Html {
    let mut links = el("ul", "footer-links");
    let top = link("", "", "#contenuto".to_owned(), context.text(Word::BackToTop));
    links.push(el("li", "").child(top));
    for (section, word) in FOOTER {
        let address = [&context.href(&Route::About), section].concat();
        links.push(el("li", "").child(link("", "", address, context.text(word))));
    }
    // The server's own page, in the language of this one. The mark is the one by which audits of public sites find it.
    let home = context.href(&Route::Finder);
    let declaration = [home.trim_end_matches('/'), "/accessibilita"].concat();
    let declaration = el("a", "")
        .attr("href", declaration)
        .attr("data-element", "accessibility-link");
    links.push(el("li", "").child(declaration.text(context.text(Word::FooterAccessibility))));
    for (address, word) in [
        (&context.brand.privacy, Word::FooterPrivacyNotice),
        (&context.brand.legal, Word::FooterLegal),
    ] {
        if !address.is_empty() {
            links.push(el("li", "").child(link("", "", address.clone(), context.text(word))));
        }
    }
    // Which page it is about, the browser tells by itself.
    let report = el("a", "")
        .attr("href", "/segnala")
        .attr("data-testid", "feedback-open");
    links.push(el("li", "").child(report.text(context.text(Word::ReportMistake))));
    let missing = link(
        "",
        "",
        "/segnala?fact=missing-place".to_owned(),
        context.text(Word::MissingPlace),
    );
    links.push(el("li", "").child(missing));
    let share = button("btn btn-soft", "icon-share")
        .text(context.text(Word::Share))
        .on_click(Msg::Open(Dialog::Share));
    el("footer", "site-footer")
        .child(el("p", "").attr("data-testid", "data-age").slot(Slot::DataAge))
        .child(links)
        .child(el("p", "").needs_app().child(share))
        .slot(Slot::Languages)
        .into()
}

/// The page in the other languages.
#[must_use]
pub fn languages(context: &Context<'_>) -> Html {
    let mut list = el("ul", "footer-links");
    for language in Language::all() {
        if language == context.words.language() {
            continue;
        }
        let link = el("a", "")
            .attr("href", context.route.path_in(language))
            .attr("hreflang", language.tag())
            .attr("lang", language.tag())
            .text(language.name());
        list.push(el("li", "").child(link));
    }
    list.into()
}

/// How old the data are.
#[must_use]
pub fn data_age(context: &Context<'_>) -> Html {
    let Some(at) = context.device.checked else {
        return Html::Nothing;
    };
    let time = at.time.to_string();
    super::html::text(match context.now.date.days() - at.date.days() {
        ..=0 => context.words.filled(Word::DataToday, &[&time]),
        1 => context.words.filled(Word::DataYesterday, &[&time]),
        _ => context
            .words
            .filled(Word::DataOfDay, &[&context.words.full_day(at.date), &time]),
    })
}

/// A dialog over the page: its name and a way out, what can be chosen, and what to do then.
#[must_use]
pub fn dialog(
    context: &Context<'_>,
    dialog: Dialog,
    name: Word,
    body: impl Into<Html>,
    foot: Option<Element>,
) -> Element {
    let id = dialog.id();
    let title = [id, "-titolo"].concat();
    let close = button("btn btn-soft btn-icon", "icon-close")
        .attr("aria-label", context.text(Word::Close))
        .on_click(Msg::Close(dialog));
    let head = el("div", "sheet-head")
        .child(el("h2", "").attr("id", title.clone()).text(context.text(name)))
        .child(close);
    el("dialog", "sheet")
        .attr("id", id)
        .attr("aria-labelledby", title)
        .on(Event::Close, Msg::Closed(dialog))
        .child(head)
        .child(el("div", "sheet-body").child(body))
        .child(foot)
}
