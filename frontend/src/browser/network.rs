//! Whether the device believes it has a network. A "yes" proves nothing; a "no" is true.

use super::listener::window;

/// `false` when the device knows that it has no network.
#[must_use]
pub fn may_be_online() -> bool {
    window().navigator().on_line()
}

/// The languages the person reads, best first, such as `it-IT`.
#[must_use]
pub fn preferred_language() -> String {
    window().navigator().language().unwrap_or_default()
}
