//! What is fetched on demand: the lazy chunk, the comuni, what words mean, texts of other languages, prose.

use core::cell::{Cell, RefCell};

use shared::i18n::{KioskWords, Language, Word, Words};
use shared::route::Route;
use shared::search::Lesson;

use super::leave::note_saved;
use super::notify::notify;
use crate::browser::promise::in_background;
use crate::browser::{document, frame, rest, roles};
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
    if !learn(app, app.language()).await {
        notify(app, Word::PartMissing);
    }
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

/// Whether a page needs texts beside those of all pages.
#[must_use]
pub const fn needs_kiosk_words(route: &Route) -> bool {
    matches!(
        route,
        Route::Orientation | Route::Packed | Route::Board(_) | Route::Kiosk(_) | Route::KioskSetup | Route::Desk
    )
}

/// Fetches the texts of orientation, packed lists and kiosk in the language spoken. Says whether they are here.
pub async fn fetch_kiosk_words(app: App) -> bool {
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
    rest::wanted();
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

/// Fetches the lazy chunk, once, and says whether it is there.
pub async fn fetch_later(app: App) -> bool {
    let here = rest::fetched().await;
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
