//! The door to the part of the app that is fetched once the rest answers: every page but the finder, the map, the
//! sheets above a page, what is saved. The build cuts the module here (`xtask/src/build/split.rs`): what can only be
//! reached through these functions goes into the second file, and to call one before that file is there is a trap.
//! [`crate::commands::fetch_later`] fetches it, [`App::later`] tells that it is there.

use shared::gazetteer::Gazetteer;
use shared::geo::Point;
use shared::household::Household;
use shared::search::Lesson;
use shared::sync::{Applied, Delta, NextStep};

use crate::components;
use crate::map;
use crate::pages;
use crate::route::Route;
use crate::state::App;
use crate::tree::Tree;
use crate::view::suggestions::{self, SuggestionRow};

/// The page of a route. The finder is not behind this door.
#[inline(never)]
pub fn page(app: App, route: Route) -> Tree {
    match route {
        Route::Place(id) => pages::record::place(app, id),
        Route::Activity(id) => pages::record::activity(app, id),
        Route::Network(id) => pages::record::network(app, id),
        Route::Guide(id) => pages::record::guide(app, id),
        Route::Saved => pages::saved::saved(app),
        Route::Household => pages::household::household(app),
        Route::About => pages::record::about(app),
        Route::Agenda => pages::agenda::agenda(app),
        Route::Finder | Route::NotFound => pages::not_found::not_found(),
    }
}

/// The map beside the results.
#[inline(never)]
pub fn results_map(app: App) -> Tree {
    components::map_part::results_map(app)
}

/// The sheet for what leaves the device.
#[inline(never)]
pub fn sheet(app: App) -> Tree {
    components::hand_on::hand_on(app)
}

/// Notes what is so now of everything saved.
#[inline(never)]
pub fn look_at_saved(app: App) {
    crate::commands::look_at_saved(app);
}

/// How much changed of what is saved; tracked.
#[inline(never)]
pub fn count_changes(app: App) -> usize {
    let mut count = 0;
    let lines = app.seen.get();
    app.look(&mut |context| count = crate::view::plan_page::change_rows(context, &lines).len());
    count
}

/// The addresses of the map tiles to store for places at these points.
#[inline(never)]
pub fn tiles_ahead(points: &[Point]) -> Vec<String> {
    map::tiles_ahead(points, map::last_zoom())
}

/// The comuni of Italy out of their file.
#[inline(never)]
pub fn gazetteer(text: &str) -> Gazetteer {
    Gazetteer::parse(text)
}

/// Teaches the search a piece of what words mean; gives back what is left of the lesson.
#[inline(never)]
pub fn teach(lesson: Lesson) -> Option<Lesson> {
    lesson.step()
}

/// What could be meant by the words typed so far; tracked.
#[inline(never)]
pub fn suggestions(app: App) -> Vec<SuggestionRow> {
    let query = app.query.get();
    let suggested = app.suggest(&query.words);
    app.with_context(|context| suggestions::rows(context, &query, &suggested))
        .unwrap_or_default()
}

/// What a reader has, with a delta applied.
#[inline(never)]
pub fn advance(have: &Applied, delta: Delta) -> NextStep {
    shared::sync::advance(have.clone(), delta)
}

/// What helps on where the answer is not what was hoped for; tracked.
#[inline(never)]
pub fn help(app: App) -> Tree {
    components::help::help(app)
}

/// Who is at home, as this device keeps it.
#[inline(never)]
pub fn household() -> Household {
    crate::local::prefs::household()
}

/// Keeps who is at home.
#[inline(never)]
pub fn keep_household(household: &Household) {
    crate::local::prefs::keep_household(household);
}
