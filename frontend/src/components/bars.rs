//! What the page wants to tell without taking the floor: a new version, examples in the data, a passing word.

use super::{button, link};
use crate::commands;
use crate::i18n::{Word, counted, text};
use crate::later;
use crate::route::Route;
use crate::state::App;
use crate::tree::{NOTHING, Tree, el, part};

/// The bars under the header, and the toast above everything.
pub fn bars(app: App) -> Tree {
    el("div", "bars")
        .child(part(move || new_version(app)))
        .child(part(move || changes(app)))
        .child(part(move || samples(app)))
        .child(
            el("div", "")
                .attr("role", "status")
                .attr("aria-live", "polite")
                .child(part(move || toast(app))),
        )
        .into()
}

fn new_version(app: App) -> Tree {
    if !app.new_version.get() {
        return NOTHING;
    }
    let update = button("btn btn-soft", "")
        .text(text(Word::Update))
        .pressed(commands::update);
    let words = el("span", "").text(text(Word::NewVersion));
    el("div", "bar")
        .attr("role", "status")
        .child(words)
        .child(update)
        .into()
}

/// Something saved is not as it was: told on every page but the one that says what.
fn changes(app: App) -> Tree {
    if app.route.with(|route| *route == Route::Saved) || !app.later.get() {
        return NOTHING;
    }
    match later::count_changes(app) {
        0 => NOTHING,
        count => {
            let words = counted(count, Word::SavedChangedCounted);
            let see = link("", "", Route::Saved.path(), text(Word::SeeWhat).to_owned());
            el("div", "bar")
                .attr("role", "status")
                .child(el("span", "").text(words))
                .child(see)
                .into()
        }
    }
}

fn samples(app: App) -> Tree {
    match app.has_samples.get() {
        true => el("aside", "bar bar-sample").text(text(Word::SampleBar)).into(),
        false => NOTHING,
    }
}

fn toast(app: App) -> Tree {
    let message = app.toast.get();
    if message.is_empty() {
        return NOTHING;
    }
    let close = button("btn btn-icon", "icon-close")
        .attr("aria-label", text(Word::Close))
        .pressed(move || app.toast.set(String::new()));
    el("p", "toast").text(message).child(close).into()
}
