//! The footer: how old the data are, and where to read about the finder.

use shared::time::Instant;

use super::{button, link};
use crate::browser::format;
use crate::commands;
use crate::i18n::{Word, filled, text};
use crate::state::{App, Sheet, in_rome};
use crate::tree::{Tree, el, part, words};

const LINKS: [(&str, Word); 3] = [
    ("/informazioni", Word::FooterAbout),
    ("/informazioni#privacy", Word::FooterPrivacy),
    ("/informazioni#accessibilita", Word::FooterAccessibility),
];

/// The footer of every page.
pub fn footer(app: App) -> Tree {
    let age = part(move || {
        words(
            app.checked
                .get()
                .map(|checked| age_of_data(app, checked))
                .unwrap_or_default(),
        )
    });
    let mut links = el("ul", "footer-links");
    for (href, word) in LINKS {
        links = links.child(el("li", "").child(link("", "", href.to_owned(), text(word).to_owned())));
    }
    let share = button("btn btn-soft", "icon-share")
        .text(text(Word::Share))
        .pressed(move || commands::hand_on(app, Sheet::Share));
    el("footer", "site-footer")
        .child(el("p", "").attr("data-testid", "data-age").child(age))
        .child(links)
        .child(el("p", "").child(share))
        .into()
}

fn age_of_data(app: App, checked: Instant) -> String {
    let day = in_rome(checked).date;
    let today = app.rome_now().date;
    let time = format::time_in_rome(checked);
    match today.days() - day.days() {
        ..=0 => filled(Word::DataToday, &[&time]),
        1 => filled(Word::DataYesterday, &[&time]),
        _ => filled(Word::DataOfDay, &[&format::full_day(day), &time]),
    }
}
