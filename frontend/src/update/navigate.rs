//! From page to page, and from language to language: both are in the path of the address.

use shared::i18n::{Language, Word};
use shared::query::Query;
use shared::route::Route;
use shared::view::msg::Dialog;

use super::fetch::{fetch_page, learn_all};
use super::notify::notify;
use super::orient;
use super::search::{narrow_as_marked, push, show_query};
use crate::browser::document;
use crate::browser::history::{self, Address};
use crate::browser::promise::in_background;
use crate::local::prefs;
use crate::state::App;

/// Goes to an address of this app.
pub fn go(app: App, address: &Address) {
    let address = address.clone();
    if is_here(app, &address) {
        push(app, &address);
        return turn_to(app, &address);
    }
    in_background(async move {
        // Until then the page stays that was there, as with any link.
        match prepare(app, &address).await {
            true => {
                push(app, &address);
                turn_to(app, &address);
            }
            false => notify(app, Word::PartMissing),
        }
    });
}

/// Goes to the plain address of a page.
pub fn go_to(app: App, route: Route) {
    let query = match route {
        Route::Finder => app.query.with_untracked(Query::to_query_string),
        _ => String::new(),
    };
    go(
        app,
        &Address {
            path: route.path_in(app.language()),
            query,
        },
    );
}

/// Shows what the address bar says: after back and forward.
pub fn arrive(app: App, address: &Address) {
    if is_here(app, address) {
        return turn_to(app, address);
    }
    let address = address.clone();
    in_background(async move {
        prepare(app, &address).await;
        if history::here().path == address.path {
            turn_to(app, &address);
        }
    });
}

/// Whether the code and the words of the page at that address are here.
fn is_here(app: App, address: &Address) -> bool {
    let (language, route) = Route::parse_in(&address.path);
    let words = !route.is_of_kiosk() || app.kiosk.with_untracked(Option::is_some);
    words && language == app.language() && app.has_code_of(&route)
}

/// Fetches the code and the words of the page at that address; says whether they are here.
async fn prepare(app: App, address: &Address) -> bool {
    let (language, route) = Route::parse_in(&address.path);
    if language != app.language() {
        if !learn_all(app, language).await {
            return false;
        }
        prefs::remember_language(language);
    }
    fetch_page(app, &route).await
}

fn turn_to(app: App, address: &Address) {
    let (_, route) = Route::parse_in(&address.path);
    document::close_dialog(Dialog::Share.id());
    narrow_as_marked(app);
    if matches!(route, Route::Finder | Route::Agenda) {
        show_query(app, Query::parse_leniently(&address.query, app.today()).0);
    }
    app.fragment.set(match route {
        Route::Packed => history::fragment(),
        _ => String::new(),
    });
    app.desk.set(None);
    if route != Route::Orientation {
        orient::forget(app);
    }
    app.route.set(route);
}

/// Shows the page in another language from now on, on this device.
pub fn speak(app: App, language: Language) {
    let Address { query, .. } = history::here();
    let path = app.route.get_untracked().path_in(language);
    go(app, &Address { path, query });
}
