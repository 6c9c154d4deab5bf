//! What one can do: the verbs that pages and components call. The only caller of `sync` and `local`.

mod handing_on;

pub use handing_on::{
    SHEET, Way, add_dates, add_saved, changes_seen, hand_on, look_at_saved, lower_sheet, print, send,
};

use core::cell::Cell;

use shared::filter::FacetName;
use shared::household::{Household, Only, Whom};
use shared::query::{LIMIT_DEFAULT, Near, Order, Query, View};
use shared::search::Lesson;
use shared::time::rome;

use crate::browser::history::{self, Address};
use crate::browser::position::PositionFault;
use crate::browser::promise::in_background;
use crate::browser::{document, frame, position, rest, worker};
use crate::i18n::{self, Language, Word, text};
use crate::later;
use crate::local::prefs;
use crate::route::Route;
use crate::state::App;
use crate::sync::fetch;
use crate::view::suggestions::Leads;

/// How a change of the search stands in the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// "Back" undoes it.
    New,
    /// It belongs to what was there: typing, for one.
    Same,
}

/// Goes to an address of this app.
pub fn go(app: App, address: &Address) {
    if !is_here(app, address) {
        let address = address.clone();
        return in_background(async move {
            // Until then the page stays that was there, as with any link.
            match fetch_later(app).await {
                true => go(app, &address),
                false => tell(app, Word::PartMissing),
            }
        });
    }
    push(app, address);
    arrive(app, address);
}

/// Whether the code of the page at that address is here.
fn is_here(app: App, address: &Address) -> bool {
    Route::parse(&address.path) == Route::Finder || app.later.with_untracked(|here| *here)
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
            path: route.path(),
            query,
        },
    );
}

/// Shows what the address bar says: after a link, after back and forward.
pub fn arrive(app: App, address: &Address) {
    if is_here(app, address) {
        return turn_to(app, address);
    }
    let address = address.clone();
    in_background(async move {
        fetch_later(app).await;
        if history::here().path == address.path {
            turn_to(app, &address);
        }
    });
}

fn turn_to(app: App, address: &Address) {
    let route = Route::parse(&address.path);
    close_dialog(SHEET);
    if let Some(mark) = history::mark() {
        put_only(app, only_of(mark));
    }
    if matches!(route, Route::Finder | Route::Agenda) {
        let today = rome::local(app.now.get_untracked()).date;
        show_query(app, Query::parse_leniently(&address.query, today).0);
    }
    app.route.set(route);
}

/// The address of a search on the page that shows it: the agenda where one is there, else the finder.
#[must_use]
pub fn search_address(app: App, query: &Query) -> Address {
    let page = match app.route.get_untracked() {
        Route::Agenda => Route::Agenda,
        _ => Route::Finder,
    };
    Address {
        path: page.path(),
        query: query.to_query_string(),
    }
}

/// Changes the search, and the address with it.
pub fn search(app: App, step: Step, change: &mut dyn FnMut(&mut Query)) {
    let mut query = app.query.get_untracked();
    change(&mut query);
    let address = search_address(app, &query);
    match step {
        Step::New => push(app, &address),
        Step::Same => history::replace(&address),
    }
    show_query(app, query);
}

fn show_query(app: App, query: Query) {
    if app.typed.with_untracked(|typed| *typed != query.words) {
        app.typed.set(query.words.clone());
    }
    app.query.set(query);
}

/// Follows what is typed, at most once a picture.
pub fn type_words(app: App, words: String) {
    app.typed.set(words);
    if FOLLOWING.replace(true) {
        return;
    }
    in_background(fetch_gazetteer(app));
    in_background(fetch_meanings(app));
    frame::next_frame(move || {
        FOLLOWING.set(false);
        search(app, Step::Same, &mut |query| {
            query.words = app.typed.get_untracked();
            query.limit = LIMIT_DEFAULT;
        });
    });
}

thread_local! {
    /// Whether the search will follow what was typed with the next picture.
    static FOLLOWING: Cell<bool> = const { Cell::new(false) };
}

/// Chooses a code in a facet, or takes the choice back.
pub fn toggle(app: App, facet: FacetName, code: &str) {
    search(app, Step::New, &mut |query| {
        // The code stands in the list of options, so that it cannot be refused.
        let _ = query.filter.toggle(facet, code);
    });
}

/// Takes everything back but the words.
pub fn clear_filters(app: App) {
    search(app, Step::New, &mut |query| {
        *query = Query {
            words: core::mem::take(&mut query.words),
            view: query.view,
            ..Query::default()
        };
    });
    narrow(app, Step::Same, None);
}

/// Narrows the results to the household, or no more. On this device only: no address tells it, and an entry of the
/// history holds no more of it than which of five choices it was.
pub fn narrow(app: App, step: Step, only: Option<Only>) {
    if step == Step::New {
        push(app, &history::here());
    }
    put_only(app, only);
    history::put_mark(mark_of(only));
}

fn put_only(app: App, only: Option<Only>) {
    // What was erased does not come back with an entry of the history.
    if app
        .household
        .with_untracked(|household| household.only != only && !household.is_empty())
    {
        app.household.update(|household| household.only = only);
        app.household.with_untracked(later::keep_household);
    }
}

fn push(app: App, address: &Address) {
    history::push(
        address,
        mark_of(app.household.with_untracked(|household| household.only)),
    );
}

/// 0 is not narrowed.
fn mark_of(only: Option<Only>) -> u32 {
    only.map_or(0, |only| 1 + only.whom as u32 + 2 * u32::from(only.untold))
}

fn only_of(mark: u32) -> Option<Only> {
    let at = mark.checked_sub(1)?;
    let whom = match at % 2 {
        0 => Whom::Anyone,
        _ => Whom::Everyone,
    };
    Some(Only { whom, untold: at > 1 })
}

/// Tells who is at home, on this device only.
pub fn tell_household(app: App, household: Household) {
    prefs::keep_household(&household);
    app.household.set(household);
}

/// Shows the results as a list or on the map.
pub fn show(app: App, view: View) {
    search(app, Step::New, &mut |query| query.view = view);
}

/// Asks the device where it is: the finder then goes by distance, the agenda by what lies around.
pub fn near_me(app: App) {
    in_background(async move {
        match position::locate().await {
            Ok(point) => {
                app.position.set(Some(point));
                search(app, Step::New, &mut |query| {
                    query.near = Some(Near::Here);
                    query.order = Order::Near;
                });
            }
            Err(PositionFault::Denied) => tell(app, Word::PositionDenied),
            Err(PositionFault::Unknown) => tell(app, Word::PositionUnknown),
        }
    });
}

/// Goes where a suggestion leads.
pub fn follow(app: App, leads: Leads) {
    match leads {
        Leads::Search(query) => {
            prefs::remember_search(&query.words);
            search(app, Step::New, &mut |now| now.clone_from(&query));
        }
        Leads::Page(route) => go_to(app, route),
    }
}

/// The last searches made on this device.
#[must_use]
pub fn recent_searches() -> Vec<String> {
    prefs::recent_searches()
}

/// Forgets them.
pub fn forget_searches() {
    prefs::forget_searches();
}

/// Fetches the prose of the page about the finder; says nothing when it cannot be had.
pub async fn fetch_about(app: App) {
    let role = ["words-about.", app.language.get_untracked().tag()].concat();
    if let Some(path) = crate::browser::roles::path_of(&role)
        && let Ok(file) = fetch::get(&path, "", 10_000).await
        && file.status == 200
    {
        app.about.set(file.body);
    }
}

/// Remembers the words searched, on this device only.
pub fn remember_search(app: App) {
    app.typed.with_untracked(|words| prefs::remember_search(words));
}

/// Tells something calmly.
pub fn tell(app: App, word: Word) {
    app.toast.set(text(word).to_owned());
}

/// Saves something on this device, or takes it back.
pub fn save(app: App, key: &str) {
    app.saved
        .update(|keys| match keys.iter().position(|other| other == key) {
            Some(at) => {
                keys.remove(at);
            }
            None => keys.insert(0, key.to_owned()),
        });
    app.saved.with_untracked(|keys| prefs::keep_saved(keys));
    look_at_saved(app);
}

/// Speaks another language from now on, on this device.
pub fn speak(app: App, language: Language) {
    in_background(async move {
        if learn(language).await {
            prefs::remember_language(language);
            app.language.set(language);
        }
    });
}

/// Makes the texts of a language the current ones. Says whether they could be had.
pub async fn learn(language: Language) -> bool {
    let learnt = match i18n::role(language).map(|role| crate::browser::roles::path_of(&role)) {
        None => {
            i18n::speak_italian();
            true
        }
        Some(None) => false,
        Some(Some(path)) => match fetch::get(&path, "", 10_000).await {
            Ok(file) => file.status == 200 && i18n::speak(language, file.body),
            Err(_) => false,
        },
    };
    if learnt {
        document::mark("lang", language.tag());
        document::mark("dir", language.dir());
    }
    learnt
}

thread_local! {
    static GAZETTEER_ASKED: Cell<bool> = const { Cell::new(false) };
    static MEANINGS_ASKED: Cell<bool> = const { Cell::new(false) };
}

/// Fetches the comuni of Italy, once.
pub async fn fetch_gazetteer(app: App) {
    if let Some(text) = fetch_once(app, &GAZETTEER_ASKED, "comuni").await {
        app.gazetteer.set(Some(std::sync::Arc::new(later::gazetteer(&text))));
    }
}

/// Fetches what words mean, once. Whatever was searched before is searched again.
pub async fn fetch_meanings(app: App) {
    if let Some(text) = fetch_once(app, &MEANINGS_ASKED, "thesaurus").await {
        let mut lesson = Some(Lesson::new(text));
        while let Some(more) = lesson {
            lesson = later::teach(more);
            // Who waits for suggestions is not shown lesser ones first.
            if app.suggesting.with_untracked(Option::is_none) {
                frame::breathe().await;
            }
        }
        app.indexed.update(|_| {});
    }
}

/// The text of the file with that role, together with the code that reads it; `None` when it was asked for before or is
/// not to be had now.
async fn fetch_once(app: App, asked: &'static std::thread::LocalKey<Cell<bool>>, role: &str) -> Option<String> {
    if asked.replace(true) {
        return None;
    }
    rest::wanted();
    let path = crate::browser::roles::path_of(role)?;
    let file = fetch::get(&path, "", 20_000)
        .await
        .ok()
        .filter(|file| file.status == 200);
    let file = match fetch_later(app).await {
        true => file,
        false => None,
    };
    asked.set(file.is_some());
    Some(file?.body)
}

/// Fetches the rest of the app, once, and says whether it is there.
pub async fn fetch_later(app: App) -> bool {
    let here = rest::fetched().await;
    if here && !app.later.get_untracked() {
        if prefs::has_household() {
            app.household.set(later::household());
        }
        app.later.set(true);
        look_again_at_saved(app);
    }
    here
}

/// [`fetch_later`] in the background, for somebody who waits for it: a failure is told.
pub fn want_later(app: App) {
    in_background(async move {
        if !fetch_later(app).await {
            tell(app, Word::PartMissing);
        }
    });
}

/// Notes what is so now of everything saved, if anything is and if it is known here how.
pub fn look_again_at_saved(app: App) {
    let saved = app.saved.with_untracked(|keys| !keys.is_empty()) || app.seen.with_untracked(|lines| !lines.is_empty());
    if saved && app.later.get_untracked() {
        later::look_at_saved(app);
    }
}

/// Lets the new version take over.
pub fn update() {
    in_background(worker::switch_to_new_version());
}

/// Opens a sheet of the finder.
pub fn open_sheet(app: App, id: &'static str) {
    draw_pieces(app, usize::MAX);
    in_background(async move {
        // What was not drawn yet is drawn before the next turn.
        frame::breathe().await;
        open_dialog(id);
    });
}

/// Draws at least so many of the pieces that are put off.
pub fn draw_pieces(app: App, pieces: usize) {
    if app.pieces.get_untracked() < pieces {
        app.pieces.set(pieces);
    }
}

/// Opens the `<dialog>` with that id.
pub fn open_dialog(id: &'static str) {
    document::open_dialog(id);
}

/// Closes the `<dialog>` with that id.
pub fn close_dialog(id: &'static str) {
    document::close_dialog(id);
}

/// Loads the page anew.
pub fn reload() {
    history::reload();
}

/// Sets the title of the page.
pub fn entitle(title: &str) {
    document::set_title(title);
}
