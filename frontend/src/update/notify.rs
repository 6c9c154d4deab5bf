//! Telling something calmly, for a moment.

use shared::i18n::Word;

use crate::state::App;

/// Tells something.
pub fn notify(app: App, word: Word) {
    app.toast.set(app.words.get_untracked().text(word).to_owned());
}
