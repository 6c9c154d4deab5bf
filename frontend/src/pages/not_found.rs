//! No such page, place or activity; or nothing yet that could be shown.

use crate::commands;
use crate::components::{link, paragraph};
use crate::i18n::{Word, text};
use crate::tree::{Tree, el};

/// "This page is not here", and where to go instead.
pub fn not_found() -> Tree {
    commands::entitle(text(Word::NotFoundTitle));
    let onward = link("btn btn-primary", "", "/".to_owned(), text(Word::ToFinder).to_owned());
    let page = el("div", "page stack")
        .child(el("h1", "").attr("tabindex", "-1").text(text(Word::NotFoundTitle)))
        .child(paragraph("", text(Word::NotFoundText).to_owned()))
        .child(el("p", "").child(onward));
    el("main", "").attr("id", "contenuto").child(page).into()
}

/// There are no data at all yet.
pub fn no_data() -> Tree {
    el("main", "")
        .attr("id", "contenuto")
        .child(paragraph("notice", text(Word::NoDataYet).to_owned()))
        .into()
}
