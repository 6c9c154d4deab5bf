//! Telling something calmly, for a moment.

use core::cell::RefCell;

use shared::i18n::Word;

use crate::browser::document;
use crate::browser::listener::Timeout;
use crate::state::App;

/// What was told leaves by itself after so long, in milliseconds; later while somebody is at it.
const SHOWN_FOR_MS: i32 = 10_000;

thread_local! {
    static LEAVING: RefCell<Option<Timeout>> = const { RefCell::new(None) };
}

/// Tells something.
pub fn notify(app: App, word: Word) {
    app.toast.set(app.words.get_untracked().text(word).to_owned());
    leave_later(app);
}

fn leave_later(app: App) {
    let leave = move || match document::holds(".toast:hover, .toast:focus-within") {
        true => leave_later(app),
        false => app.toast.set(String::new()),
    };
    LEAVING.set(Some(Timeout::after(SHOWN_FOR_MS, leave)));
}
