//! A kiosk: what it shows follows from touches and the clock ([`shared::kiosk`]), address and history stay as they are,
//! and when a visit ends everything of it is forgotten by opening the page anew.

use core::cell::RefCell;

use shared::i18n::Language;
use shared::kiosk::{Aids, Effect, Kiosk, PinAnswer, Screen, Setup, Shows, State, language_at};
use shared::model::PlaceId;
use shared::query::Query;
use shared::route::Route;
use shared::time::Instant;
use shared::view::kiosk_links::{Way, way_of};
use shared::view::kiosk_page::essentials;
use shared::view::msg::{AtKiosk, Dialog, Door, Orient};
use shared::view::setup_page::{FIELDS, PIN};

use super::{fetch, navigate, orient};
use crate::browser::history::{self, Address};
use crate::browser::listener::Timeout;
use crate::browser::promise::in_background;
use crate::browser::{clock, document, frame, guard, worker};
use crate::local::prefs;
use crate::state::{App, Loadable, Worked, effect, in_context, in_rome};
use crate::sync::fetch::{get, post};

/// So often the clock is looked at, in milliseconds.
const TICK: i32 = 1_000;
/// So often the server is told that the kiosk is there, in milliseconds.
const BEAT: i64 = 120_000;
/// In this hour of the night the page is opened anew, so that nothing adds up over weeks.
const RELOAD_HOUR: u16 = 3;
/// A page younger than this, in milliseconds, was opened this night already.
const RELOAD_AFTER: i64 = 2 * 3_600_000;
/// The server is asked for so long whether it is there, in milliseconds.
const ASK_FOR: i32 = 5_000;

struct Held {
    place: PlaceId,
    kiosk: Kiosk,
    setup: Setup,
    aids: Aids,
    shows: Shows,
    /// The pages before the one shown.
    back: Vec<Address>,
    /// The page shown, as the next one will have it before.
    here: Address,
    /// When the page was opened: the languages take turns from here, so that each fresh start begins with the first.
    since: i64,
    /// When the server was told last.
    told: Option<i64>,
    /// A wipe is under way.
    leaving: bool,
}

thread_local! {
    static HELD: RefCell<Option<Held>> = const { RefCell::new(None) };
}

fn with<T>(act: impl FnOnce(&mut Held) -> T) -> Option<T> {
    HELD.with_borrow_mut(|held| held.as_mut().map(act))
}

fn now() -> i64 {
    clock::running() as i64
}

/// Milliseconds since 1970: a wait outlives a reload.
fn wall() -> i64 {
    clock::now().0 * 1_000
}

/// Makes this device the kiosk of a place, for as long as the page lives.
pub fn start(app: App, place: PlaceId) {
    history::hold();
    let setup = Setup::parse(&prefs::kiosk());
    let first = setup.languages.first().copied().unwrap_or(Language::Italian);
    HELD.replace(Some(Held {
        kiosk: Kiosk::new(now()),
        setup,
        aids: Aids::default(),
        shows: Shows::Nothing,
        back: Vec::new(),
        here: address_of(app),
        since: now(),
        told: None,
        leaving: false,
        place: place.clone(),
    }));
    app.position.set(app.data.with_untracked(|data| {
        let place = data.ready()?.data.place(&place)?;
        Some(place.position?.point())
    }));
    document::mark_root("data-testid", "kiosk-root");
    show(app);
    if first != app.language() {
        in_background(async move {
            fetch::learn_all(app, first).await;
        });
    }
    guard::keep_in(move || touched(app), |address| way_of(address) == Way::Inside);
    guard::keep_lit();
    follow_pages(app);
    follow_records(app);
    tick(app);
}

/// Remembers where one was before.
fn follow_pages(app: App) {
    effect(Box::new(move || {
        app.route.track();
        let address = address_of(app);
        with(|held| {
            if held.here.path != address.path {
                let before = core::mem::replace(&mut held.here, address);
                held.back.push(before);
                held.shows = Shows::Nothing;
            }
        });
        show(app);
    }));
}

/// Keeps what is left to show after crashes, whenever there are new records.
fn follow_records(app: App) {
    effect(Box::new(move || {
        let worked: Option<std::sync::Arc<Worked>> = app.indexed.with(|indexed| Some(indexed.as_ref()?.worked.clone()));
        let place = with(|held| held.place.clone());
        if let (Some(worked), Some(place)) = (worked, place) {
            let lines = in_context(app, &worked, |context| essentials(context, &place));
            prefs::keep_essentials(&lines);
        }
    }));
}

fn address_of(app: App) -> Address {
    let route = app.route.get_untracked();
    let query = match route {
        Route::Finder | Route::Agenda => app.query.with_untracked(Query::to_query_string),
        _ => String::new(),
    };
    Address {
        path: route.path(),
        query,
    }
}

fn touched(app: App) {
    // Who only looks at the board is asked to begin by a tap, so that the same tap opens no door.
    with(|held| {
        if matches!(held.kiosk.state(), State::Begin | State::Visit) {
            held.kiosk.touch(now());
        }
    });
    show(app);
}

/// Draws what has changed.
fn show(app: App) {
    let Some(screen) = with(|held| {
        let now = now();
        Screen {
            place: held.place.clone(),
            state: held.kiosk.state(),
            seconds: match held.kiosk.state() {
                State::Warning => held.kiosk.countdown(now),
                _ => 0,
            },
            can_go_back: !held.back.is_empty(),
            is_dim: held.kiosk.is_dim(now),
            setup: held.setup.clone(),
            aids: held.aids,
            shows: held.shows.clone(),
        }
    }) else {
        return;
    };
    let (differs, was) = app.screen.with_untracked(|before| {
        let state = before.as_ref().map(|before| before.state);
        (before.as_ref() != Some(&screen), state)
    });
    if screen.state == State::Warning && was != Some(State::Warning) {
        // A dialog would lie above the warning.
        close_dialogs();
        frame::next_frame(|| document::focus("[data-testid=kiosk-extend]"));
    }
    if differs {
        document::mark_root("data-state", screen.state.code());
        document::mark("data-text", if screen.aids.larger { "largest" } else { "" });
        document::mark("data-colours", if screen.aids.contrast { "strong" } else { "" });
        app.screen.set(Some(screen));
    }
}

fn close_dialogs() {
    for dialog in [Dialog::Filters, Dialog::When, Dialog::Share] {
        document::close_dialog(dialog.id());
    }
}

fn tick(app: App) {
    let wall = in_rome(clock::now());
    let effect = with(|held| {
        let now = now();
        if guard::is_reading() {
            held.kiosk.touch(now);
        } else {
            held.aids.aloud = false;
        }
        held.kiosk.tick(now, held.setup.hours, wall)
    });
    if effect == Some(Effect::Wipe) {
        wipe(app);
    }
    show(app);
    rotate(app);
    beat(app);
    look_after(app, wall.time.hour() == RELOAD_HOUR);
    core::mem::forget(Timeout::after(TICK, move || tick(app)));
}

/// The board speaks its languages in turn.
fn rotate(app: App) {
    let next = with(|held| {
        let languages = &held.setup.languages;
        let shown = held.kiosk.state() == State::Attract && held.setup.board && !held.leaving;
        shown
            .then(|| languages.get(language_at(now() - held.since, languages.len())).copied())
            .flatten()
    });
    if let Some(language) = next.flatten().filter(|language| *language != app.language()) {
        in_background(async move {
            fetch::learn_all(app, language).await;
        });
    }
}

/// Tells the server that the kiosk is there: nothing about people.
fn beat(app: App) {
    let Some(Some(name)) = with(|held| {
        let due = held.told.is_none_or(|told| now() - told >= BEAT);
        due.then(|| {
            held.told = Some(now());
            match held.setup.id.is_empty() {
                true => held.place.to_string(),
                false => held.setup.id.clone(),
            }
        })
    }) else {
        return;
    };
    let Some(place) = with(|held| held.place.to_string()) else {
        return;
    };
    let seq = app
        .data
        .with_untracked(|data| data.ready().map_or(0, |applied| applied.cursor.seq));
    let age = app
        .checked
        .get_untracked()
        .map_or(0, |Instant(at)| (clock::now().0 - at).max(0));
    let json = [
        "{\"kiosk\":\"",
        &name,
        "\",\"place\":\"",
        &place,
        "\",\"build\":\"",
        &document::build(),
        "\",\"seq\":",
        &seq.to_string(),
        ",\"age\":",
        &age.to_string(),
        ",\"uptime\":",
        &(now() / 1_000).to_string(),
        "}",
    ]
    .concat();
    in_background(async move {
        // A server that cannot be reached misses it by itself.
        let _ = post("/api/v1/kiosks/heartbeat", json, ASK_FOR).await;
    });
}

/// What is done while nobody is there: a new version, and once a night the page anew.
fn look_after(app: App, at_night: bool) {
    let idle = with(|held| matches!(held.kiosk.state(), State::Attract | State::Asleep) && !held.leaving);
    if idle != Some(true) {
        return;
    }
    if app.new_version.get_untracked() {
        app.new_version.set(false);
        in_background(worker::switch_to_new_version());
    } else if at_night && with(|held| now() - held.since >= RELOAD_AFTER) == Some(true) {
        with(|held| held.leaving = true);
        in_background(async move {
            if worker::holds_pages().await {
                open_anew();
            } else {
                with(|held| held.leaving = false);
            }
        });
    }
}

fn open_anew() {
    if let Some(place) = with(|held| held.place.clone()) {
        history::replace_page(&Route::Kiosk(place).path());
    }
}

/// Forgets the visit: first everything in memory, so that nothing of it is seen any more; then the page is opened anew,
/// if it can be had.
fn wipe(app: App) {
    guard::hush();
    prefs::forget_visit();
    let Some(place) = with(|held| {
        held.back.clear();
        held.aids = Aids::default();
        held.shows = Shows::Nothing;
        held.leaving = true;
        held.place.clone()
    }) else {
        return;
    };
    close_dialogs();
    app.suggesting.set(None);
    app.typed.set(String::new());
    app.query.set(Query::default());
    app.saved.set(Vec::new());
    app.seen.set(Vec::new());
    app.chosen.set(None);
    app.dialog.set(None);
    app.toast.set(String::new());
    go_to_front(app, place);
    show(app);
    in_background(async move {
        let can = worker::holds_pages().await || get("/health", "", ASK_FOR).await.is_ok();
        if can {
            open_anew();
        } else {
            with(|held| {
                held.leaving = false;
                held.since = now();
            });
            let first = with(|held| held.setup.languages.first().copied());
            if let Some(Some(language)) = first {
                fetch::learn_all(app, language).await;
            }
        }
    });
}

/// Does what a visitor or staff want.
pub fn step(app: App, step: AtKiosk) {
    match step {
        AtKiosk::Begin => {
            with(|held| held.kiosk.touch(now()));
            history::scroll_to(0.0);
        }
        AtKiosk::Language(language) => in_background(async move {
            fetch::learn_all(app, language).await;
        }),
        AtKiosk::Door(door) => enter(app, door),
        AtKiosk::Home => {
            if let Some(place) = with(|held| held.place.clone()) {
                go_to_front(app, place);
            }
        }
        AtKiosk::Back => back(app),
        AtKiosk::Extend => {
            with(|held| held.kiosk.extend(now()));
        }
        AtKiosk::Done => {
            if with(|held| held.kiosk.done(now())) == Some(Effect::Wipe) {
                wipe(app);
            }
        }
        AtKiosk::Larger => {
            with(|held| held.aids.larger = !held.aids.larger);
        }
        AtKiosk::Contrast => {
            with(|held| held.aids.contrast = !held.aids.contrast);
        }
        AtKiosk::ReadAloud => read_aloud(app),
        AtKiosk::Show(address) => {
            with(|held| held.shows = Shows::Address(address));
        }
        AtKiosk::ShowPage => {
            with(|held| held.shows = Shows::Page);
        }
        AtKiosk::Hide => {
            with(|held| held.shows = Shows::Nothing);
        }
        AtKiosk::Print => document::print(),
        AtKiosk::Unlock => in_background(unlock(app)),
        AtKiosk::KeepSetup => in_background(keep_setup(app)),
    }
    show(app);
}

/// Shows the front, with nothing to go back to.
fn go_to_front(app: App, place: PlaceId) {
    let route = Route::Kiosk(place);
    with(|held| {
        held.back.clear();
        held.here = Address {
            path: route.path(),
            query: String::new(),
        };
    });
    orient::forget(app);
    app.desk.set(None);
    app.route.set(route);
    history::scroll_to(0.0);
}

fn enter(app: App, door: Door) {
    with(|held| held.kiosk.enter(now()));
    let finder = |query: &str| Address {
        path: Route::Finder.path_in(app.language()),
        query: query.to_owned(),
    };
    match door {
        Door::Need => navigate::go_to(app, Route::Orientation),
        Door::Activities => navigate::go_to(app, Route::Agenda),
        Door::Places => navigate::go(app, &finder("what=place")),
        Door::Info => navigate::go(app, &finder("what=guide")),
        Door::Urgent => {
            navigate::go_to(app, Route::Orientation);
            orient::step(app, Orient::Danger);
        }
    }
}

fn back(app: App) {
    let Some(Some(before)) = with(|held| {
        let before = held.back.pop()?;
        // Nothing is put on the pile for going back.
        held.here = before.clone();
        Some(before)
    }) else {
        return;
    };
    let path = Route::parse(&before.path).path_in(app.language());
    navigate::go(
        app,
        &Address {
            path,
            query: before.query,
        },
    );
}

fn read_aloud(app: App) {
    let Some((on, volume)) = with(|held| {
        held.aids.aloud = !held.aids.aloud;
        (held.aids.aloud, held.setup.volume)
    }) else {
        return;
    };
    match on {
        true => guard::read_aloud(&document::page_text(), app.language().tag(), volume),
        false => guard::hush(),
    }
}

/// Shows how the kiosk is set up where no PIN was chosen yet.
pub fn start_setup(app: App) {
    let setup = Setup::parse(&prefs::kiosk());
    if !setup.has_pin() {
        app.setup.set(Some(setup));
    }
}

async fn unlock(app: App) {
    let setup = Setup::parse(&prefs::kiosk());
    if setup.waits(wall()) {
        return app.pin.set(PinAnswer::Wait);
    }
    let typed = document::field(PIN).unwrap_or_default();
    let right = guard::hash_pin(&typed, &setup.pin.0).await;
    let is_right = right.is_some_and(|hash| hash == setup.pin.1);
    // Read again: another try may have been counted meanwhile.
    let mut setup = Setup::parse(&prefs::kiosk());
    setup.tried(is_right, wall());
    prefs::keep_kiosk(&setup.text());
    app.pin.set(match is_right {
        true => PinAnswer::Fine,
        false if setup.waits(wall()) => PinAnswer::Wait,
        false => PinAnswer::Wrong,
    });
    if is_right {
        app.setup.set(Some(setup));
    }
}

/// Keeps what staff chose and opens the kiosk. A first PIN is needed; a later one may stay as it is.
async fn keep_setup(app: App) {
    let Some(mut setup) = app.setup.get_untracked() else {
        return;
    };
    for (key, id) in FIELDS {
        if let Some(value) = document::field(id) {
            setup.put(key, value.trim());
        }
    }
    let typed = document::field(PIN).unwrap_or_default();
    let keeps_pin = typed.is_empty() && setup.has_pin();
    if !keeps_pin && !Setup::may_be_pin(&typed) {
        // What was chosen stands in the page when it is drawn again.
        app.setup.set(Some(setup));
        app.pin.set(PinAnswer::TooShort);
        return document::focus(&["#", PIN].concat());
    }
    if !typed.is_empty()
        && let Some(salt) = guard::salt()
        && let Some(hash) = guard::hash_pin(&typed, &salt).await
    {
        setup.pin = (salt, hash);
    }
    if !setup.has_pin() {
        return;
    }
    prefs::keep_kiosk(&setup.text());
    let here = app.data.with_untracked(|data| matches!(data, Loadable::Ready(_)));
    if let Some(place) = setup.place.filter(|_| here) {
        history::replace_page(&Route::Kiosk(place).path());
    }
}
