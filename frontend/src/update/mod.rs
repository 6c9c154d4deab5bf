//! What is done with a message: the one place where what a person does changes the state.
//!
//! In reading order: [`search`] the question and the household it is narrowed to, [`navigate`] from page to page,
//! [`leave`] what leaves the device, [`fetch`] what is fetched on demand, [`orient`] guided orientation, [`board`] the
//! screen on the wall, [`kiosk`] the one that is touched, [`notify`] telling something.

pub mod address;
pub mod board;
pub mod fetch;
pub mod kiosk;
pub mod leave;
pub mod navigate;
pub mod notify;
pub mod orient;
pub mod search;

use shared::household::{Household, Only};
use shared::i18n::Word;
use shared::route::Route;
use shared::view::context::DRAWN;
use shared::view::filter_dialog::{WHOM, whom_code};
use shared::view::household::FOR_US;
use shared::view::msg::{AtHome, AtKiosk, Change, Dialog, Field, Suggest};
use shared::view::suggestions::Leads;
use shared::view::{Msg, change};

use crate::browser::promise::in_background;
use crate::browser::{document, frame, worker};
use crate::later;
use crate::local::prefs;
use crate::state::App;

use search::Step;

/// Does what a message says.
pub fn update(app: App, message: Msg) {
    match message {
        Msg::Nothing => {}
        Msg::Field(field, value) => put_field(app, field, &value),
        Msg::Search(change) => search_changed(app, &change),
        Msg::Submit => {
            app.typed.with_untracked(|words| remember_search(words));
            app.suggesting.set(None);
        }
        Msg::Suggest(Suggest::Show) => app.suggesting.set(Some(0)),
        Msg::Suggest(Suggest::Hide) => app.suggesting.set(None),
        Msg::Suggest(Suggest::Reach(line)) => app.suggesting.set(Some(line)),
        Msg::Follow(leads) => follow(app, leads),
        Msg::ForgetSearches => {
            prefs::forget_searches();
            app.suggesting.set(None);
        }
        Msg::Narrow(only) => search::narrow(app, Step::New, only),
        Msg::NearMe => search::near_me(app),
        Msg::Open(dialog) => in_background(open(app, dialog)),
        Msg::Close(dialog) => document::close_dialog(dialog.id()),
        Msg::Closed(Dialog::Share | Dialog::Calendar) => app.dialog.set(None),
        Msg::Closed(_) => {}
        Msg::Save(key) => leave::save(app, &key),
        Msg::ChangesSeen => leave::changes_seen(app),
        Msg::Print => document::print(),
        Msg::Send(way, message) => leave::send(app, message, way),
        Msg::Calendar(dates) => leave::calendar(app, dates),
        Msg::Household(change) => at_home(app, change),
        Msg::Speak(language) => navigate::speak(app, language),
        Msg::EasyWords => in_background(fetch::relearn(app)),
        Msg::Kiosk(step) => crate::kiosk::step(app, step),
        Msg::Desk(at) => app.desk.set(at),
        Msg::QuickExit if app.screen.with_untracked(Option::is_some) => crate::kiosk::step(app, AtKiosk::Done),
        // Elsewhere it leaves at once, whatever code is there.
        Msg::QuickExit => {}
        Msg::Update => in_background(worker::switch_to_new_version()),
        Msg::CloseToast => app.toast.set(String::new()),
        Msg::TryAgain => fetch::want_page(app),
        Msg::Map(control) => app.map_control.set(Some(control)),
        Msg::Orient(step) => orient::step(app, step),
    }
}

/// Keeps words for the next search, unless they speak of danger or it cannot be told yet.
fn remember_search(words: &str) {
    if shared::search::may_be_kept(words) {
        prefs::remember_search(words);
    }
}

fn put_field(app: App, field: Field, value: &str) {
    match field {
        Field::Words => {
            app.suggesting.set(Some(0));
            search::type_words(app, value.to_owned());
        }
        Field::ForUs => {
            let whom = WHOM.into_iter().find(|&whom| whom_code(whom) == value);
            search::narrow(app, Step::New, whom.map(|whom| Only { whom, untold: false }));
        }
        Field::ChildName(_) | Field::ChildBorn(_) | Field::Due => {
            let mut household = app.household.get_untracked();
            later::put_field(&mut household, field, value);
            // A half-typed month stays in its field until it is whole.
            if app.household.with_untracked(|before| *before != household) {
                keep(app, household);
            }
        }
        Field::Near
        | Field::Order
        | Field::Age
        | Field::Radius
        | Field::Day
        | Field::FromDay
        | Field::ToDay
        | Field::FromTime
        | Field::ToTime => {
            let today = app.today();
            search::search(app, Step::New, &mut |query| {
                change::put_field(query, field, value, today)
            });
        }
    }
}

fn search_changed(app: App, change: &Change) {
    let step = if change.is_small() { Step::Same } else { Step::New };
    let today = app.today();
    search::search(app, step, &mut |query| change.apply(query, today));
    if *change == Change::Clear {
        search::narrow(app, Step::Same, None);
    }
}

/// Goes where a suggestion leads.
fn follow(app: App, leads: Leads) {
    app.suggesting.set(None);
    match leads {
        Leads::Search(query) => {
            remember_search(&query.words);
            search::search(app, Step::New, &mut |now| now.clone_from(&query));
        }
        Leads::Page(route) => navigate::go_to(app, route),
    }
}

/// Opens a dialog, once its code is here and it is drawn.
async fn open(app: App, dialog: Dialog) {
    match dialog {
        Dialog::Filters | Dialog::When => draw(app, DRAWN),
        Dialog::Share | Dialog::Calendar => {
            if !fetch::fetch_later(app).await {
                return notify::notify(app, Word::PartMissing);
            }
            app.dialog.set(Some(dialog));
        }
    }
    // What was not drawn yet is drawn before the next turn.
    frame::breathe().await;
    document::open_dialog(dialog.id());
}

/// Draws at least so many chunks of the page.
pub fn draw(app: App, chunks: usize) {
    if app.drawn.get_untracked() < chunks {
        app.drawn.set(chunks);
    }
}

fn at_home(app: App, change: AtHome) {
    let before = app.household.get_untracked();
    match change {
        AtHome::ShowForUs => {
            navigate::go_to(app, Route::Finder);
            search::narrow(app, Step::Same, Some(FOR_US));
        }
        AtHome::Erase => {
            app.erased.set(before);
            keep(app, Household::default());
            document::focus("h1");
        }
        AtHome::Undo => {
            keep(app, app.erased.get_untracked());
            app.erased.set(Household::default());
        }
        _ => {
            let mut household = before.clone();
            later::change_household(&mut household, change);
            let (children, were) = (household.children.len(), before.children.len());
            keep(app, household);
            if children > were {
                let newest = ["#nome-", &were.to_string()].concat();
                frame::next_frame(move || document::focus(&newest));
            } else if children < were {
                document::focus("#aggiungi-figlio");
            }
        }
    }
}

/// Keeps who is at home, on this device only.
fn keep(app: App, household: Household) {
    later::keep_household(&household);
    app.household.set(household);
}

/// That the device keeps no data is told once.
pub fn tell_no_storage(app: App) {
    notify::notify(app, Word::NoStorage);
}
