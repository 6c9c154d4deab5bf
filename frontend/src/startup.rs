//! From nothing to a page that answers: what this device kept, else what the server sends; then the pulls.

use core::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

use leptos::prelude::Owner;
use shared::geo::Point;
use shared::i18n::{Language, Word};
use shared::query::Query;
use shared::route::Route;
use shared::sync::Applied;
use shared::time::Instant;
use shared::view::filter_dialog::{CHUNKS, DIALOGS};
use wasm_bindgen::JsValue;

use crate::app;
use crate::browser::history::{self, Address};
use crate::browser::listener::{Interval, Listener, Timeout};
use crate::browser::promise::in_background;
use crate::browser::{clock, document, frame, worker};
use crate::local::prefs;
use crate::state::{App, Loadable, index_in_slices};
use crate::sync::changes;
use crate::sync::engine::{self, Keeping, Pulled};
use crate::update::{self, fetch, leave, notify};
use crate::{input, kiosk, later};

const PULL_EVERY_MS: i32 = 15 * 60 * 1000;
/// Storing tiles and further files ahead waits until the page is read.
const STORE_AHEAD_AFTER_MS: i32 = 8_000;
/// What is in closed dialogs leaves others their turn.
const BETWEEN_CHUNKS_MS: i32 = 30;
const CLOCK_EVERY_MS: i32 = 20 * 1000;
const SETTLE_CLOCK_AFTER_MS: i32 = 150;
/// So often, and after such a pause, an event is followed by a pull until what it told of is here.
const CATCHING_UP: usize = 4;
const CATCH_UP_AFTER_MS: i32 = 250;
/// The first wait after a pull that failed; it doubles up to [`PULL_EVERY_MS`].
const RETRY_AFTER_MS: i32 = 5_000;

/// Runs the app. `early` is the answer of the server that was asked for before this code was here, or nothing.
pub fn run(early: JsValue) {
    clock::watch();
    let owner = Owner::new();
    let app = owner.with(|| {
        let Address { path, .. } = history::here();
        App::new(Route::parse_in(&path).1)
    });
    // The state lives as long as the page.
    core::mem::forget(owner);
    in_background(start(app, early));
}

async fn start(app: App, early: JsValue) {
    app.saved.set(prefs::saved());
    app.seen.set(prefs::seen());
    speak(app).await;
    let Address { query, .. } = history::here();
    if !query.is_empty() {
        match fetch::fetch_input(app).await {
            true => input::ask(app, &query),
            // The server's answer to the question is better than one to none.
            false if !document::root_is_empty() => return tell_missing(app),
            false => {}
        }
    }
    if prefs::has_household() {
        fetch::fetch_later(app).await;
    }
    // Data that were asked for ahead mean that nothing is here, as far as could be seen: to look for it would take time.
    let mut kept = early.is_undefined() && restore(app).await;
    let pulled = engine::first_pull(early).await;
    if !kept && matches!(pulled, Pulled::Failed) {
        kept = restore(app).await;
    }
    settle(app, pulled).await;
    if !kept {
        // Without any data the server's own page is better than an empty one: it stays until data come.
        if app.data.with_untracked(|data| data.ready().is_some()) || document::root_is_empty() {
            show(app).await;
        } else {
            document::announce(app.words.get_untracked().text(Word::NoDataYet));
            return in_background(watch_soon(app));
        }
    }
    in_background(watch_soon(app));
    engine::keep().await;
    if engine::keeping() == Keeping::InMemoryOnly {
        notify::notify(app, Word::NoStorage);
    }
}

/// The server's page stays, and what is missing is said.
fn tell_missing(app: App) {
    document::announce(app.words.get_untracked().text(Word::PartMissing));
}

/// Speaks the language of the address; where it names none, the one chosen on this device. Its address follows.
async fn speak(app: App) {
    let Address { path, query } = history::here();
    let (of_path, path) = Route::split_language(&path);
    let language = of_path.or_else(prefs::language).unwrap_or(Language::Italian);
    let italian = language == Language::Italian;
    let other_words = !italian || document::is_marked("data-easy");
    let learned = other_words && fetch::learn(app, language).await;
    if learned && !italian && of_path.is_none() {
        let path = Route::parse(path).path_in(language);
        history::replace(&Address { path, query });
    }
}

/// Shows what earlier visits left on this device. Says whether there was anything.
async fn restore(app: App) -> bool {
    let Some((applied, checked)) = engine::restore().await else {
        return false;
    };
    app.checked.set(Some(checked));
    publish(app, applied).await;
    show(app).await;
    true
}

/// Takes over the server's page and says so on `<html>` once it answers.
async fn show(app: App) {
    let route = app.route.get_untracked();
    let asks = app.query.with_untracked(|query| *query != Query::default());
    // The server's page stays until all of its own is here; where there is none, the app says what is missing.
    if (route != Route::Finder || asks)
        && !(fetch::fetch_input(app).await && input::prepare(app).await)
        && !document::root_is_empty()
    {
        return tell_missing(app);
    }
    if route == Route::Finder {
        // The answer is worked out before it is drawn, so that no single piece of work holds up a finger.
        app.found.with_untracked(|_| ());
        frame::breathe().await;
    }
    history::restore_scroll_ourselves();
    // What was typed into the server's page is not lost.
    let typed = document::typed("q");
    if app.typed.with_untracked(|words| !typed.is_empty() && *words != typed) && fetch::fetch_input(app).await {
        input::type_words(app, typed);
    }
    app.drawn.set(usize::from(document::root_is_empty()));
    app::start(app);
    prefs::on_change_elsewhere(move || leave::follow_other_tabs(app));
    if app.kiosk_code.get_untracked() {
        match route {
            Route::Kiosk(place) => kiosk::start(app, place),
            Route::KioskSetup => kiosk::start_setup(app),
            Route::Board(_) => kiosk::take_turns(app),
            _ => {}
        }
    }
    let go = move |address| fetch::with_input(app, move || input::go(app, &address));
    history::on_link(Route::is_ours, go).keep();
    let arrive = move || fetch::with_input(app, move || input::arrive(app, &history::here()));
    Listener::on_window("popstate", arrive).keep();
    document::mark("data-app-ready", "");
    in_background(draw_chunks(app));
}

/// Draws what was put off, chunk by chunk: at once what the server wrote, the rest when the page has had its first
/// pictures.
async fn draw_chunks(app: App) {
    for chunk in 1..=CHUNKS {
        match chunk >= DIALOGS {
            // Whoever opens a dialog sooner tries again.
            true if !fetch::fetch_input(app).await => return,
            true => frame::wait(BETWEEN_CHUNKS_MS).await,
            false => frame::breathe().await,
        }
        update::draw(app, chunk);
    }
}

async fn settle(app: App, pulled: Pulled) {
    match pulled {
        Pulled::New(applied) => {
            checked(app);
            publish(app, applied).await;
        }
        Pulled::Unchanged => checked(app),
        Pulled::Failed => {
            retry_later(app);
            app.online.set(false);
            if app.data.with_untracked(|data| *data == Loadable::Loading) {
                app.data.set(Loadable::Failed);
            }
        }
        Pulled::Busy => {}
    }
}

thread_local! {
    static RETRY: RefCell<Option<Timeout>> = const { RefCell::new(None) };
    static RETRY_AFTER: Cell<i32> = const { Cell::new(RETRY_AFTER_MS) };
}

/// Pulls again after a while: sooner at first, and never all devices at the same moment.
fn retry_later(app: App) {
    let wait = RETRY_AFTER.get();
    RETRY_AFTER.set((wait * 2).min(PULL_EVERY_MS));
    let spread = clock::chance(wait / 2);
    RETRY.set(Some(Timeout::after(wait + spread, move || in_background(pull(app)))));
}

async fn publish(app: App, applied: Arc<Applied>) {
    app.data.set(Loadable::Ready(applied.clone()));
    frame::breathe().await;
    index_in_slices(app, applied).await;
    leave::note_saved(app);
}

fn checked(app: App) {
    tick(app);
    RETRY.set(None);
    RETRY_AFTER.set(RETRY_AFTER_MS);
    app.online.set(true);
    app.checked.set(Some(clock::now()));
}

/// [`watch`] once its code is here, however long that takes.
async fn watch_soon(app: App) {
    while !fetch::fetch_input(app).await {
        frame::wait(CLOCK_EVERY_MS).await;
    }
    input::watch(app);
}

/// Follows clock, network and server for as long as the page is open, and stores what is needed without a network.
pub fn watch(app: App) {
    // What a first visit puts off lies on the device by now.
    if worker::is_in_charge() {
        in_background(async move {
            fetch::fetch_meanings(app).await;
            fetch::fetch_later(app).await;
        });
    }
    in_background(settle_clock(app));
    in_background(worker::on_new_version(move || app.new_version.set(true)));
    in_background(store_ahead(app));
    let pull = move || in_background(pull(app));
    Listener::on_window("online", pull).keep();
    Listener::on_window("offline", move || app.online.set(false)).keep();
    document::on_visible(move || {
        tick(app);
        pull();
    })
    .keep();
    Interval::every(PULL_EVERY_MS, pull).keep();
    changes::follow(&(Rc::new(move |cursor| in_background(catch_up(app, cursor))) as changes::Tell));
    Interval::every(CLOCK_EVERY_MS, move || tick(app)).keep();
}

/// Fetches what words mean and stores the map of the data's own area, once the page has nothing better to do.
async fn store_ahead(app: App) {
    frame::wait(STORE_AHEAD_AFTER_MS).await;
    fetch::fetch_meanings(app).await;
    let points: Vec<Point> = app.data.with_untracked(|data| {
        let places = data.ready().map_or(&[][..], |applied| &applied.data.places);
        places
            .iter()
            .filter_map(|place| Some(place.position?.point()))
            .collect()
    });
    let tiles = match fetch::fetch_later(app).await {
        true => later::prefetch_tiles(&points),
        false => Vec::new(),
    };
    worker::store_ahead(tiles).await;
}

async fn pull(app: App) {
    let shown = app.data.with_untracked(|data| data.ready().is_some());
    settle(app, engine::pull().await).await;
    engine::keep().await;
    if !shown && app.data.with_untracked(|data| data.ready().is_some()) {
        show(app).await;
    }
}

/// Pulls what an event told of. An answer that was under way when it came may be older than it.
async fn catch_up(app: App, cursor: String) {
    for _ in 0..CATCHING_UP {
        if engine::knows(&cursor) {
            return;
        }
        pull(app).await;
        if cursor.is_empty() {
            return;
        }
        frame::wait(CATCH_UP_AFTER_MS).await;
    }
}

/// The first answer may have come before it could be seen whether the clock runs.
async fn settle_clock(app: App) {
    frame::wait(SETTLE_CLOCK_AFTER_MS).await;
    clock::settle();
    tick(app);
}

/// "Now" moves on by whole minutes, so that nothing is drawn anew for a second.
fn tick(app: App) {
    let Instant(now) = clock::now();
    if app.now.get_untracked().0 / 60 != now / 60 {
        app.now.set(Instant(now));
    }
}
