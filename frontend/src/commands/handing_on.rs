//! What was saved, and what leaves the device when somebody asks for it: messages, calendar files, paper.

use shared::interop::ics::{self, Feed};
use shared::model::{Activity, Dataset};
use shared::plan::seen;
use shared::time::Occurrence;

use super::{close_dialog, fetch_later, open_dialog, tell};
use crate::browser::promise::in_background;
use crate::browser::{document, download, frame, history, share};
use crate::i18n::Word;
use crate::local::prefs;
use crate::state::{App, Sheet, in_rome};
use crate::view::plan_page::saved_activities_in;

/// Id of the `<dialog>` for what leaves the device.
pub const SHEET: &str = "passa";

/// Notes what is so now of everything saved, and keeps what changed until it was seen.
pub fn look_at_saved(app: App) {
    note(app, |data, keys, lines, now| seen::carry_on(data, keys, lines, now));
}

/// The changes were seen: things are noted as they are now, and what is gone is saved no more.
pub fn changes_seen(app: App) {
    note(app, |data, keys, _, now| {
        keys.retain(|key| seen::line(data, key, now).is_some());
        seen::carry_on(data, keys, &[], now)
    });
    app.saved.with_untracked(|keys| prefs::keep_saved(keys));
}

type Note = fn(&Dataset, &mut Vec<String>, &[String], shared::time::LocalDateTime) -> Vec<String>;

fn note(app: App, make: Note) {
    let Some(indexed) = app.indexed.get_untracked() else {
        return;
    };
    let now = in_rome(app.now.get_untracked());
    let mut keys = app.saved.get_untracked();
    let lines = app.seen.get_untracked();
    let noted = make(&indexed.worked.applied.data, &mut keys, &lines, now);
    if app.saved.with_untracked(|saved| *saved != keys) {
        app.saved.set(keys);
    }
    if noted != lines {
        prefs::keep_seen(&noted);
        app.seen.set(noted);
    }
}

/// Opens a sheet above the page, once it is here.
pub fn hand_on(app: App, sheet: Sheet) {
    in_background(async move {
        if fetch_later(app).await {
            app.sheet.set(sheet);
            // Where the sheet came just now, it is drawn before the next turn.
            frame::breathe().await;
            open_dialog(SHEET);
        } else {
            tell(app, Word::PartMissing);
        }
    });
}

/// Closes that sheet.
pub fn lower_sheet() {
    close_dialog(SHEET);
}

/// Where a message goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the other apps of the device, by its own sheet.
    Sheet,
    /// Into the clipboard; then this is said.
    Clipboard(Word),
}

/// Sends a message on its way.
pub fn send(app: App, message: String, way: Way) {
    in_background(async move {
        let said = match way {
            Way::Sheet => return share::send(&message).await,
            Way::Clipboard(said) => said,
        };
        let copied = share::copy(&message).await;
        lower_sheet();
        tell(app, if copied { said } else { Word::NotCopied });
    });
}

/// Hands over a calendar file with one date of an activity, or with all of them.
pub fn add_dates(app: App, activity: &str, only: Option<&Occurrence>) {
    let Ok(id) = activity.parse() else { return };
    write_calendar(app, activity, |data| data.activity(&id).into_iter().collect(), only);
}

/// Hands over a calendar file with all dates of the activities saved.
pub fn add_saved(app: App) {
    let keys = app.saved.get_untracked();
    write_calendar(app, "family-hub", |data| saved_activities_in(data, &keys), None);
}

fn write_calendar(app: App, name: &str, choose: impl FnOnce(&Dataset) -> Vec<&Activity>, only: Option<&Occurrence>) {
    let Some(indexed) = app.indexed.get_untracked() else {
        return;
    };
    let applied = &indexed.worked.applied;
    let chosen = choose(&applied.data);
    let feed = Feed {
        name: match chosen.as_slice() {
            [one] => &one.title,
            _ => "Family Hub",
        },
        site: &history::origin(),
        stamp: app.now.get_untracked(),
        revision: ics::revision(app.now.get_untracked()),
    };
    let content = match (only, chosen.as_slice()) {
        (Some(date), [one]) => ics::single(&applied.data, one, date, &feed),
        _ => ics::calendar(&applied.data, chosen, &feed),
    };
    download::hand_over(&[name, ".ics"].concat(), "text/calendar;charset=utf-8", &content);
}

/// Prints the page shown.
pub fn print() {
    document::print();
}
