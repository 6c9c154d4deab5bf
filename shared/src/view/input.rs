//! What the finder shows once somebody does something: dialogs, what is in them, and suggestions. A browser fetches the
//! code behind [`slot`] when the first page answers.

use super::{Context, Html, Slot, filter_dialog, search_box, when_dialog};

/// What belongs into a slot that [`draws`] names.
#[must_use]
pub fn slot(context: &Context<'_>, slot: Slot) -> Html {
    match slot {
        Slot::Suggestions => search_box::suggestions(context),
        Slot::FilterDialog => filter_dialog::filter_dialog(context),
        Slot::ShowCount => filter_dialog::show_count(context),
        Slot::ForUs => filter_dialog::for_us(context),
        Slot::Age => filter_dialog::age(context),
        Slot::Radius => filter_dialog::radius(context),
        Slot::Facet(name) => filter_dialog::facet(context, name),
        Slot::WhenDialog => when_dialog::when_dialog(context),
        Slot::WhenControl => when_dialog::control(context),
        _ => Html::Nothing,
    }
}

/// Whether a slot is drawn by [`slot`].
#[must_use]
pub const fn draws(slot: Slot) -> bool {
    matches!(
        slot,
        Slot::Suggestions
            | Slot::FilterDialog
            | Slot::ShowCount
            | Slot::ForUs
            | Slot::Age
            | Slot::Radius
            | Slot::Facet(_)
            | Slot::WhenDialog
            | Slot::WhenControl
    )
}
