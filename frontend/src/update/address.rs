//! The address of a search. Nothing of a search for help in danger stays in it.

use shared::query::Query;
use shared::route::Route;
use shared::search::is_danger;

use crate::browser::history::{self, Address};
use crate::state::App;

/// The address of a search on the page that shows it: the agenda where one is there, else the finder.
#[must_use]
pub fn search_address(app: App, query: &Query) -> Address {
    let page = match app.route.get_untracked() {
        Route::Agenda => Route::Agenda,
        _ => Route::Finder,
    };
    // Nothing of danger is remembered: not in the address, and so not in the history.
    let query = match is_danger(&query.words) {
        true => Query::default().to_query_string(),
        false => query.to_query_string(),
    };
    Address {
        path: page.path_in(app.language()),
        query,
    }
}

/// Takes words of danger out of the address, where somebody came with them.
pub fn forget_danger(app: App) {
    app.query.with_untracked(|query| {
        if is_danger(&query.words) {
            history::replace(&search_address(app, query));
        }
    });
}
