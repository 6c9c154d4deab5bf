//! What is fetched on demand: the lazy chunks, the comuni, what words mean, texts of other languages, prose.

use core::cell::{Cell, RefCell};

use shared::i18n::{KioskWords, Language, Word, Words};
use shared::route::Route;
use shared::search::Lesson;

use super::address;
use super::leave::note_saved;
use super::notify::notify;
use crate::browser::promise::in_background;
use crate::browser::{document, frame, history, rest, roles};
use crate::later;
use crate::local::prefs;
use crate::state::App;
use crate::sync::fetch;

/// Fetches the prose of the page about the finder; says nothing when it cannot be had.
pub async fn fetch_about(app: App) {
    let role = |language: Language| ["words-about.", language.tag()].concat();
    // A language without prose of its own has the Italian one.
    let path = roles::path_of(&role(app.language())).or_else(|| roles::path_of(&role(Language::Italian)));
    if let Some(path) = path
        && let Ok(file) = fetch::get(&path, "", 10_000).await
        && file.status == 200
    {
        app.about.set(file.body);
    }
}

/// Makes the texts of a language the current ones. Says whether they could be had.
pub async fn learn(app: App, language: Language) -> bool {
    let words = match language {
        Language::Italian if !document::is_marked("data-easy") => Some(Words::italian()),
        _ => fetch_words(language).await,
    };
    let Some(words) = words else {
        return false;
    };
    document::mark("lang", language.tag());
    document::mark("dir", language.dir());
    app.words.set(words);
    true
}

/// [`learn`] with the further texts of the page shown.
pub async fn learn_all(app: App, language: Language) -> bool {
    if !learn(app, language).await {
        return false;
    }
    if app.kiosk.with_untracked(Option::is_some) {
        fetch_kiosk_words(app).await;
    }
    if app.route.with_untracked(|route| *route == Route::About) {
        fetch_about(app).await;
    }
    true
}

/// Speaks the same language in the words that are chosen now.
pub async fn relearn(app: App) {
    // The page's starter marks the choice; it hears of it after this.
    frame::breathe().await;
    if !learn_all(app, app.language()).await {
        notify(app, Word::PartMissing);
    }
}

/// Fetches what the page of the address needs beside the first code; says whether its code is here.
pub async fn prepare(app: App) -> bool {
    // Who comes with a question is shown its answer, not first a lesser one: any word of it may name a comune.
    let asks = app.query.with_untracked(|query| !query.words.is_empty());
    if asks || app.query.with_untracked(|query| query.near.is_some()) {
        fetch_gazetteer(app).await;
    }
    if asks {
        fetch_meanings(app).await;
        address::forget_danger(app);
    }
    let route = app.route.get_untracked();
    let here = fetch_page(app, &route).await;
    match route {
        Route::About => fetch_about(app).await,
        Route::Packed => app.fragment.set(history::fragment()),
        _ => {}
    }
    here
}

async fn fetch_words(language: Language) -> Option<&'static Words> {
    let known = WORDS.with_borrow(|all| all.iter().find(|words| words.language() == language).copied());
    if known.is_some() {
        return known;
    }
    // The usual Italian is compiled in: what is fetched of it are the easy words.
    let easy = language == Language::Italian;
    let name = if easy { "it-easy" } else { language.tag() };
    let path = roles::path_of(&["words-", name].concat())?;
    let file = fetch::get(&path, "", 10_000).await.ok()?;
    if file.status != 200 {
        return None;
    }
    let words = match easy {
        true => Words::parse_easy(file.body),
        false => Words::parse(language, file.body),
    };
    let words = words.ok()?;
    // Once for each language, and a few kilobytes: kept for the life of the page.
    let words: &'static Words = Box::leak(Box::new(words));
    WORDS.with_borrow_mut(|all| all.push(words));
    Some(words)
}

/// Fetches the code of a page, with the texts it has of its own; says whether they are here.
pub async fn fetch_page(app: App, route: &Route) -> bool {
    match route {
        Route::Finder => true,
        route if route.is_of_kiosk() => fetch_kiosk(app).await,
        _ => fetch_later(app).await,
    }
}

/// [`fetch_page`] for the page shown: a failure is told.
pub fn want_page(app: App) {
    in_background(async move {
        let route = app.route.get_untracked();
        if !fetch_page(app, &route).await {
            notify(app, Word::PartMissing);
        }
    });
}

/// Fetches the code of kiosk, board, desk card, orientation and packed lists, and their texts in the language spoken.
async fn fetch_kiosk(app: App) -> bool {
    rest::wanted(rest::KIOSK);
    let words = fetch_kiosk_words(app).await;
    let code = fetch_later(app).await && rest::fetched(rest::KIOSK).await;
    if code && !app.kiosk_code.get_untracked() {
        app.kiosk_code.set(true);
    }
    words && code
}

/// Fetches the texts of orientation, packed lists and kiosk in the language spoken. Says whether they are here.
async fn fetch_kiosk_words(app: App) -> bool {
    let Some(words) = kiosk_words(app.language()).await else {
        return false;
    };
    app.kiosk.set(Some(words));
    if app.kiosk_italian.with_untracked(Option::is_none) {
        // Who works at a desk reads Italian.
        app.kiosk_italian.set(kiosk_words(Language::Italian).await);
    }
    true
}

async fn kiosk_words(language: Language) -> Option<&'static KioskWords> {
    let known = KIOSK_WORDS.with_borrow(|all| all.iter().find(|words| words.language() == language).copied());
    if known.is_some() {
        return known;
    }
    let path = roles::path_of(&["kiosk-words-", language.tag()].concat())?;
    let file = fetch::get(&path, "", 10_000).await.ok()?;
    let words = KioskWords::parse(language, file.body)
        .ok()
        .filter(|_| file.status == 200)?;
    // Kept for the life of the page, as those of all pages are.
    let words: &'static KioskWords = Box::leak(Box::new(words));
    KIOSK_WORDS.with_borrow_mut(|all| all.push(words));
    Some(words)
}

thread_local! {
    /// The texts fetched so far, one for each language.
    static WORDS: RefCell<Vec<&'static Words>> = const { RefCell::new(Vec::new()) };
    static KIOSK_WORDS: RefCell<Vec<&'static KioskWords>> = const { RefCell::new(Vec::new()) };
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
    rest::wanted(rest::LATER);
    let path = roles::path_of(role)?;
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

/// Fetches what answers to what a person does, once, and says whether it is there.
pub async fn fetch_input(app: App) -> bool {
    let here = rest::fetched(rest::INPUT).await;
    if here && !app.input.get_untracked() {
        app.input.set(true);
    }
    here
}

/// Does something that needs the code that answers to what a person does.
pub fn with_input(app: App, act: impl FnOnce() + 'static) {
    if app.input.get_untracked() {
        return act();
    }
    in_background(async move {
        match fetch_input(app).await {
            true => act(),
            false => notify(app, Word::PartMissing),
        }
    });
}

/// Fetches what the finder does without, once, and says whether it is there.
pub async fn fetch_later(app: App) -> bool {
    rest::wanted(rest::LATER);
    let here = fetch_input(app).await && rest::fetched(rest::LATER).await;
    if here && !app.later.get_untracked() {
        if prefs::has_household() {
            app.household.set(later::household());
        }
        app.later.set(true);
        note_saved(app);
    }
    here
}

/// [`fetch_later`] in the background, for somebody who waits for it: a failure is told.
pub fn want_later(app: App) {
    in_background(async move {
        if !fetch_later(app).await {
            notify(app, Word::PartMissing);
        }
    });
}
