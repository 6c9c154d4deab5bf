//! The page of which this device does not have the code yet, and cannot have it now.

use crate::commands;
use crate::components::{button, paragraph};
use crate::i18n::{Word, text};
use crate::state::App;
use crate::tree::{Tree, el};

/// What is missing, and a way to try again.
pub fn waiting(app: App) -> Tree {
    let again = button("btn btn-primary", "")
        .text(text(Word::TryAgain))
        .pressed(move || commands::want_later(app));
    let page = el("div", "page stack")
        .child(el("h1", "").attr("tabindex", "-1").text(text(Word::PartMissing)))
        .child(paragraph("", text(Word::PartMissingHint).to_owned()))
        .child(el("p", "").child(again));
    el("main", "").attr("id", "contenuto").child(page).into()
}
