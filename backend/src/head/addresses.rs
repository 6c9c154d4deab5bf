//! Addresses of pages that only a server draws, and that every page links to.

use shared::i18n::Language;
use shared::route::Route;

/// The declaration of accessibility, in Italian.
pub const ACCESSIBILITY: &str = "/accessibilita";

/// The address of the page in a language.
#[must_use]
pub fn accessibility_path(language: Language) -> String {
    let home = Route::Finder.path_in(language);
    [home.trim_end_matches('/'), ACCESSIBILITY].concat()
}
