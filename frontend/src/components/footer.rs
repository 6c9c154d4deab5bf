//! The footer: how old the data are, and where to read about the finder.

use leptos::prelude::*;
use shared::time::Instant;

use super::{link, told};
use crate::browser::format;
use crate::i18n::{Word, filled, text};
use crate::state::{App, in_rome};

/// The footer of every page.
#[component]
pub fn Footer() -> impl IntoView {
    let app = App::here();
    let age = move || {
        app.checked
            .get()
            .map(|checked| age_of_data(app, checked))
            .unwrap_or_default()
    };
    let links = [
        ("/informazioni", Word::FooterAbout),
        ("/informazioni#privacy", Word::FooterPrivacy),
        ("/informazioni#accessibilita", Word::FooterAccessibility),
    ];
    let entry = |(href, word): (&str, Word)| view! { <li>{link("", "", href.to_owned(), text(word).to_owned())}</li> };
    let links: Vec<_> = links.into_iter().map(entry).collect();
    view! {
        <footer class="site-footer">
            <p data-testid="data-age">{told(age)}</p>
            <ul class="footer-links">{links}</ul>
        </footer>
    }
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
