//! The question and the address bar: whatever is searched is in the address, whom of the household it is for is not.

use core::cell::Cell;

use shared::household::{Only, Whom};
use shared::i18n::Word;
use shared::query::{LIMIT_DEFAULT, Near, Order, Query};
use shared::search::is_danger;

use super::address::search_address;
use super::fetch;
use super::notify::notify;
use crate::browser::history::{self, Address};
use crate::browser::position::PositionFault;
use crate::browser::promise::in_background;
use crate::browser::{document, frame, position};
use crate::later;
use crate::state::App;

/// How a change of the search stands in the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// "Back" undoes it.
    New,
    /// It belongs to what was there: typing, for one.
    Same,
}

/// Changes the search, and the address with it.
pub fn search(app: App, step: Step, change: &mut dyn FnMut(&mut Query)) {
    let mut query = app.query.get_untracked();
    change(&mut query);
    let address = search_address(app, &query);
    match step {
        Step::New if !is_danger(&query.words) => push(app, &address),
        _ => history::replace(&address),
    }
    show_query(app, query);
}

/// Shows the answer to a query.
pub fn show_query(app: App, query: Query) {
    if app.typed.with_untracked(|typed| *typed != query.words) {
        app.typed.set(query.words.clone());
    }
    // Words are read with all of Italy's comuni and all meanings, as the server reads them.
    if !query.words.is_empty() {
        in_background(fetch::fetch_gazetteer(app));
        in_background(fetch::fetch_meanings(app));
    }
    app.query.set(query);
}

/// Follows what is typed, at most once a picture.
pub fn type_words(app: App, words: String) {
    app.typed.set(words);
    if FOLLOWING.replace(true) {
        return;
    }
    frame::next_frame(move || {
        FOLLOWING.set(false);
        search(app, Step::Same, &mut |query| {
            query.words = app.typed.get_untracked();
            query.limit = LIMIT_DEFAULT;
            query.offset = 0;
        });
    });
}

thread_local! {
    /// Whether the search will follow what was typed with the next picture.
    static FOLLOWING: Cell<bool> = const { Cell::new(false) };
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

/// Narrows the results as the entry of the history that is shown says.
pub fn narrow_as_marked(app: App) {
    if let Some(mark) = history::mark() {
        put_only(app, only_of(mark));
    }
}

/// Goes to an address as a new entry of the history.
pub fn push(app: App, address: &Address) {
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

/// Asks the device where it is: the finder then goes by distance, the agenda by what lies around.
pub fn near_me(app: App) {
    notify(app, Word::Locating);
    in_background(async move {
        match position::locate().await {
            Ok(point) => {
                app.toast.set(String::new());
                app.position.set(Some(point));
                search(app, Step::New, &mut |query| {
                    query.near = Some(Near::Here);
                    query.order = Order::Near;
                });
            }
            Err(fault) => {
                // What can be done instead is said, and is one letter away.
                notify(
                    app,
                    match fault {
                        PositionFault::Denied => Word::PositionDenied,
                        PositionFault::Unknown => Word::PositionUnknown,
                    },
                );
                document::focus("input[name=q]");
            }
        }
    });
}
