//! What was saved, and what leaves the device when somebody asks for it: messages, calendar files.

use shared::i18n::Word;
use shared::interop::ics::Feed;
use shared::view::msg::{Dates, Dialog, Way};

use super::notify::notify;
use crate::browser::promise::in_background;
use crate::browser::{document, download, history, share};
use crate::later;
use crate::local::{self, prefs};
use crate::state::App;

/// Saves something on this device, or takes it back.
pub fn save(app: App, key: &str) {
    let shown = app.saved.get_untracked();
    let saving = !shown.iter().any(|other| other == key);
    app.saved.set(prefs::change_saved(&shown, |keys| {
        keys.retain(|other| other != key);
        if saving {
            keys.insert(0, key.to_owned());
        }
    }));
    if !prefs::is_kept() {
        notify(app, Word::NoStorage);
    } else if saving {
        // Only now is there something to lose: some browsers ask their user about it.
        in_background(local::stay_persistent());
    }
    note_saved(app);
}

/// Takes over what another tab has written.
pub fn follow_other_tabs(app: App) {
    if !prefs::is_kept() {
        return;
    }
    let (saved, seen) = (prefs::saved(), prefs::seen());
    if app.saved.with_untracked(|keys| *keys != saved) {
        app.saved.set(saved);
    }
    if app.seen.with_untracked(|lines| *lines != seen) {
        app.seen.set(seen);
    }
    if app.later.get_untracked() {
        let household = later::household();
        if app.household.with_untracked(|before| *before != household) {
            app.household.set(household);
        }
    }
}

/// Notes what is so now of everything saved, if anything is and if the code that knows how is here.
pub fn note_saved(app: App) {
    let saved = app.saved.with_untracked(|keys| !keys.is_empty()) || app.seen.with_untracked(|lines| !lines.is_empty());
    if saved && app.later.get_untracked() {
        note(app, false);
    }
}

/// The changes were seen: things are noted as they are now, and what is gone is saved no more.
pub fn changes_seen(app: App) {
    let before = app.saved.get_untracked();
    note(app, true);
    // What another tab has saved since stays.
    let shown = app.saved.get_untracked();
    let gone = |key: &String| before.contains(key) && !shown.contains(key);
    app.saved
        .set(prefs::change_saved(&shown, |keys| keys.retain(|key| !gone(key))));
}

fn note(app: App, seen: bool) {
    let Some(indexed) = app.indexed.get_untracked() else {
        return;
    };
    let data = &indexed.worked.applied.data;
    let (mut keys, lines) = (app.saved.get_untracked(), app.seen.get_untracked());
    let noted = match seen {
        true => later::changes_seen(data, &mut keys, app.now_in_rome()),
        false => later::carry_on(data, &keys, &lines, app.now_in_rome()),
    };
    if app.saved.with_untracked(|saved| *saved != keys) {
        app.saved.set(keys);
    }
    if noted != lines {
        prefs::keep_seen(&noted);
        app.seen.set(noted);
    }
}

/// Sends a message on its way.
pub fn send(app: App, message: String, way: Way) {
    in_background(async move {
        let said = match way {
            Way::Share => return share::send(&message).await,
            Way::CopyMessage => Word::CopiedMessage,
            Way::CopyAddress => Word::Copied,
        };
        let copied = share::copy(&message).await;
        document::close_dialog(Dialog::Share.id());
        notify(app, if copied { said } else { Word::NotCopied });
    });
}

/// Hands over a calendar file.
pub fn calendar(app: App, dates: Dates) {
    let Some(indexed) = app.indexed.get_untracked() else {
        return;
    };
    let applied = &indexed.worked.applied;
    let origin = history::origin();
    let feed = Feed {
        name: "",
        site: &origin,
        stamp: app.now.get_untracked(),
        revision: later::revision(app.now.get_untracked()),
    };
    let file = app
        .saved
        .with_untracked(|keys| later::calendar_file(applied, &dates, keys, app.now_in_rome(), &feed));
    if let Some((name, content)) = file {
        download::hand_over(&name, "text/calendar;charset=utf-8", &content);
    }
}
