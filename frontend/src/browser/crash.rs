//! Where a panic was, told on the console of a build for debugging. In a release a panic is a trap without words;
//! `start.js` sees it and tells it above the page, with a button that loads the page anew.

#[cfg(debug_assertions)]
use std::panic;

/// Tells the place of every panic.
#[cfg(debug_assertions)]
pub fn log_panics() {
    panic::set_hook(Box::new(|info| {
        if let Some(place) = info.location() {
            let line = place.line().to_string();
            super::document::log_error(&["panic at ", place.file(), ":", &line].concat());
        }
    }));
}
