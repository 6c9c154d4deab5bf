//! No such page, place or activity; or nothing yet that could be shown.

use super::html::el;
use super::msg::Msg;
use super::parts::{button, heading, link, main, paragraph};
use super::search_box::search_again;
use super::{Context, Html};
use crate::i18n::Word;
use crate::route::Route;

/// "This page is not here", and where to go instead. Without records, that there are none yet.
#[must_use]
pub fn not_found(context: &Context<'_>) -> Html {
    if !context.loaded {
        return main().child(paragraph("notice", context.text(Word::NoDataYet))).into();
    }
    let onward = link(
        "btn btn-primary",
        "",
        context.href(&Route::Finder),
        context.text(Word::ToFinder),
    );
    let page = el("div", "page stack")
        .child(heading(context.text(Word::NotFoundTitle)))
        .child(paragraph("", context.text(Word::NotFoundText)))
        .child(el("p", "").child(onward));
    main().child(search_again(context)).child(page).into()
}

/// The page of which this device does not have the code yet, and cannot have it now.
#[must_use]
pub fn part_missing(context: &Context<'_>) -> Html {
    let again = button("btn btn-primary", "")
        .text(context.text(Word::TryAgain))
        .on_click(Msg::TryAgain);
    let page = el("div", "page stack")
        .child(heading(context.text(Word::PartMissing)))
        .child(paragraph("", context.text(Word::PartMissingHint)))
        .child(el("p", "").child(again));
    main().child(page).into()
}

/// What is shown until there is anything to show. It fills the screen, so that nothing moves when the page comes.
#[must_use]
pub fn waiting(context: &Context<'_>) -> Html {
    let waiting = el("section", "page stack")
        .child(heading(context.brand.name.clone()))
        .child(paragraph("", context.text(Word::Loading)));
    main().attr("class", "is-waiting").child(waiting).into()
}
