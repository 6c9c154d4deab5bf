//! The board of a place speaks its languages in turn; its address keeps the first.

use shared::i18n::Language;
use shared::kiosk::LANGUAGE;
use shared::route::Route;

use super::fetch;
use crate::browser::listener::Interval;
use crate::browser::promise::in_background;
use crate::state::App;

/// Lets the board change its language for as long as it is shown.
pub fn take_turns(app: App) {
    Interval::every(LANGUAGE as i32, move || in_background(next_language(app))).keep();
}

async fn next_language(app: App) {
    let Route::Board(id) = app.route.get_untracked() else {
        return;
    };
    let languages = app.data.with_untracked(|data| {
        let place = data.ready().and_then(|applied| applied.data.place(&id));
        let spoken = place.map_or(&[][..], |place| &place.languages);
        let heard = |language: &Language| {
            let always = matches!(language, Language::Italian | Language::English);
            always
                || spoken
                    .iter()
                    .any(|one| Language::from_tag(one.as_str()) == Some(*language))
        };
        Language::all().filter(heard).collect::<Vec<_>>()
    });
    let now = app.language();
    let next = languages.iter().cycle().skip_while(|one| **one != now).nth(1);
    if let Some(next) = next.filter(|_| languages.contains(&now)) {
        // Without a network a language that was never fetched is left out until it can be.
        fetch::learn_all(app, *next).await;
    }
}
