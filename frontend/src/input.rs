//! The lazy chunk for what a person does: messages, dialogs, typed words, ways to other pages; and what goes on while the
//! page is open. It is fetched as soon as the first picture answers. The build cuts the module here as it does at
//! [`crate::later`], which builds on this chunk. `fetch::fetch_input` fetches it, `App::input` tells that it is there.

use core::pin::Pin;

use shared::query::Query;
use shared::view::{self, Context, Html, Msg, Slot};

use crate::browser::history::Address;
use crate::browser::promise::in_background;
use crate::startup;
use crate::state::App;
use crate::update::{self, fetch, navigate, search};

/// Does what a message says.
#[inline(never)]
pub fn update(app: App, message: Msg) {
    update::update(app, message);
}

/// What belongs into a slot that [`view::input::draws`] names.
#[inline(never)]
pub fn slot(context: &Context<'_>, slot: Slot) -> Html {
    view::input::slot(context, slot)
}

/// Asks what an address asks.
#[inline(never)]
pub fn ask(app: App, query: &str) {
    let query = Query::parse_leniently(query, app.today()).0;
    app.typed.set(query.words.clone());
    app.query.set(query);
}

/// Fetches what the page of the address needs beside the first code; says whether its code is here.
#[inline(never)]
pub fn prepare(app: App) -> Pin<Box<dyn Future<Output = bool>>> {
    Box::pin(fetch::prepare(app))
}

/// Fetches the prose of the page about the finder.
#[inline(never)]
pub fn fetch_about(app: App) {
    in_background(fetch::fetch_about(app));
}

/// Searches for words that were typed before the app was there.
#[inline(never)]
pub fn type_words(app: App, words: String) {
    search::type_words(app, words);
}

/// Goes to an address of this app.
#[inline(never)]
pub fn go(app: App, address: &Address) {
    navigate::go(app, address);
}

/// Shows what the address bar says.
#[inline(never)]
pub fn arrive(app: App, address: &Address) {
    navigate::arrive(app, address);
}

/// Follows clock, network and server for as long as the page is open.
#[inline(never)]
pub fn watch(app: App) {
    startup::watch(app);
}
