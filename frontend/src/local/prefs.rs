//! Small settings in localStorage. Every access may fail (private windows, blocked storage) and then counts as "not set".
//!
//! All tabs share them. A list is therefore read anew before an entry of it changes, and a tab follows what others write
//! ([`on_change_elsewhere`]).

use core::cell::Cell;

use shared::household::Household;
use shared::i18n::Language;
use web_sys::Storage;

use crate::browser::listener::Listener;

const LANGUAGE: &str = "family-hub.language";
const SAVED: &str = "family-hub.saved";
const HOUSEHOLD: &str = "family-hub.household";
const SEEN: &str = "family-hub.seen";
const RECENT: &str = "family-hub.recent";
/// Read by `start.js`: with data on the device it need not fetch a snapshot ahead.
const KEPT: &str = "family-hub.kept";
/// How a kiosk is set up.
const KIOSK: &str = "family-hub.kiosk";
/// Read by `start.js`: names, hours and telephones for when nothing else is left to show.
const ESSENTIALS: &str = "family-hub.essentials";
/// Written by `start.js`: when the app crashed lately.
const CRASHES: &str = "family-hub.crashes";
/// What belongs to a kiosk and not to who visits it.
const OF_THE_KIOSK: [&str; 4] = [KEPT, KIOSK, ESSENTIALS, CRASHES];
/// How many past searches are remembered.
const RECENT_LIMIT: usize = 5;

fn storage() -> Option<Storage> {
    web_sys::window()?.local_storage().ok()?
}

fn read(key: &str) -> Option<String> {
    storage()?.get_item(key).ok()?
}

thread_local! {
    /// Whether the last write was taken.
    static TAKEN: Cell<bool> = const { Cell::new(true) };
}

/// Writes a setting. Full or forbidden: it holds for this visit only.
fn write(key: &str, value: &str) {
    TAKEN.set(storage().is_some_and(|storage| storage.set_item(key, value).is_ok()));
}

/// Whether what was last written is kept beyond this visit.
#[must_use]
pub fn is_kept() -> bool {
    TAKEN.get()
}

/// Calls `handler` whenever another tab has changed a setting.
pub fn on_change_elsewhere(handler: impl FnMut() + 'static) {
    Listener::on_window("storage", handler).keep();
}

/// The language chosen on this device.
#[must_use]
pub fn language() -> Option<Language> {
    Language::from_tag(&read(LANGUAGE)?)
}

/// Remembers the language.
pub fn remember_language(language: Language) {
    write(LANGUAGE, language.tag());
}

/// Remembers that this device holds data.
pub fn remember_kept() {
    write(KEPT, "1");
}

/// Keys of what was saved, newest first.
#[must_use]
pub fn saved() -> Vec<String> {
    lines(SAVED)
}

/// Changes the keys of what was saved as they stand on the device, where another tab may have written since `shown` was
/// read. Says what they are now.
pub fn change_saved(shown: &[String], change: impl FnOnce(&mut Vec<String>)) -> Vec<String> {
    let mut keys = if is_kept() { saved() } else { shown.to_vec() };
    change(&mut keys);
    write(SAVED, &keys.join("\n"));
    keys
}

/// Whether somebody has told who is at home.
#[must_use]
pub fn has_household() -> bool {
    read(HOUSEHOLD).is_some_and(|text| !text.is_empty())
}

/// Who is at home, as it was kept.
#[must_use]
pub fn household() -> Household {
    Household::parse(&read(HOUSEHOLD).unwrap_or_default())
}

/// Keeps who is at home; nothing stays of nobody.
pub fn keep_household(household: &Household) {
    match household.text() {
        text if text.is_empty() => forget(HOUSEHOLD),
        text => write(HOUSEHOLD, &text),
    }
}

fn forget(key: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(key);
    }
}

/// What was told of each thing saved, one line each.
#[must_use]
pub fn seen() -> Vec<String> {
    lines(SEEN)
}

/// Keeps what was told of each thing saved.
pub fn keep_seen(lines: &[String]) {
    write(SEEN, &lines.join("\n"));
}

/// The last searches, newest first.
#[must_use]
pub fn recent_searches() -> Vec<String> {
    lines(RECENT)
}

fn lines(key: &str) -> Vec<String> {
    let kept = read(key).unwrap_or_default();
    kept.lines()
        .filter(|line| !line.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Remembers a search; the oldest gives way.
pub fn remember_search(words: &str) {
    let words = words.trim();
    if words.is_empty() || words.len() > 200 || words.contains('\n') {
        return;
    }
    let mut searches = recent_searches();
    searches.retain(|search| search != words);
    searches.insert(0, words.to_owned());
    searches.truncate(RECENT_LIMIT);
    write(RECENT, &searches.join("\n"));
}

/// Forgets all searches.
pub fn forget_searches() {
    forget(RECENT);
}

/// How the kiosk is set up, as it was kept.
#[must_use]
pub fn kiosk() -> String {
    read(KIOSK).unwrap_or_default()
}

/// Keeps how the kiosk is set up.
pub fn keep_kiosk(text: &str) {
    write(KIOSK, text);
}

/// Keeps what is left to show when nothing else can be, a line for each place.
pub fn keep_essentials(lines: &[String]) {
    write(ESSENTIALS, &lines.join("\n"));
}

/// Forgets whatever a visitor of a kiosk left behind: all but what belongs to the kiosk.
pub fn forget_visit() {
    let session = web_sys::window().and_then(|window| window.session_storage().ok().flatten());
    if let Some(session) = session {
        let _ = session.clear();
    }
    let Some(storage) = storage() else {
        return;
    };
    let count = storage.length().unwrap_or_default();
    let keys: Vec<String> = (0..count).filter_map(|at| storage.key(at).ok().flatten()).collect();
    for key in keys.iter().filter(|key| !OF_THE_KIOSK.contains(&key.as_str())) {
        forget(key);
    }
}
