//! The footer: how old the data are, and where to read about the finder.

use leptos::prelude::*;
use shared::time::Instant;

use crate::commands::told_time;
use crate::i18n::{Word, filled, text};
use crate::state::App;

/// The footer of every page.
#[component]
pub fn Footer() -> impl IntoView {
    let app = App::here();
    let age = move || app.checked.get().map(|checked| age_of_data(app, checked));
    let link = |href, word| {
        view! {
            <li>
                <a href=href>{text(word)}</a>
            </li>
        }
    };
    view! {
        <footer class="site-footer">
            <p data-testid="data-age">{age}</p>
            <ul class="footer-links">
                {link("/informazioni", Word::FooterAbout)} {link("/informazioni#privacy", Word::FooterPrivacy)}
                {link("/informazioni#accessibilita", Word::FooterAccessibility)}
            </ul>
        </footer>
    }
}

fn age_of_data(app: App, checked: Instant) -> String {
    let day = crate::state::in_rome(checked).date;
    let today = app.rome_now().date;
    let time = told_time(checked);
    match today.days() - day.days() {
        ..=0 => filled(Word::DataToday, &[&time]),
        1 => filled(Word::DataYesterday, &[&time]),
        _ => filled(Word::DataOfDay, &[&crate::browser::format::full_day(day), &time]),
    }
}
