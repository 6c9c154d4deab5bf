//! The last resort: a panic leaves a note and a way on, never a dead page without a word.

use std::panic;

use super::{document, history};
use crate::i18n::{Word, text};

/// Tells every panic above the page, with a button that loads it anew.
pub fn tell_crashes() {
    panic::set_hook(Box::new(|info| {
        if let Some(place) = info.location() {
            let line = place.line().to_string();
            document::log_error(&["panic at ", place.file(), ":", &line].concat());
        }
        document::announce_with_button(text(Word::CrashTitle), text(Word::Reload), history::reload);
    }));
}
