//! What a first visit does without: every page but the finder, dialogs, help. A browser fetches the code behind
//! [`slot`] when the first page answers, or before where that page needs it; [`super::kiosk`] comes by itself.

use super::about_page::about_page;
use super::activity_page::activity_page;
use super::agenda;
use super::blocks::{read_page, save_button};
use super::danger_card::danger_card;
use super::frame::bar;
use super::guide_page::guide_page;
use super::help::help;
use super::household_page::household_page;
use super::look::look;
use super::network_page::network_page;
use super::not_found::not_found;
use super::parts::link;
use super::place_page::place_page;
use super::plan_page::change_rows;
use super::saved::saved;
use super::share_dialog::share_dialog;
use super::{Context, Html, Slot, map};
use crate::i18n::Word;
use crate::route::Route;

/// What belongs into a slot whose code is fetched later; nothing for any other.
#[must_use]
pub fn slot(context: &Context<'_>, slot: Slot) -> Html {
    match slot {
        Slot::Page => page(context),
        Slot::Save => save_button(context),
        Slot::Danger => danger_card(context),
        Slot::Help => help(context),
        Slot::Look => look(context),
        Slot::ShareDialog => share_dialog(context),
        Slot::ResultsMap => map::results_map(context),
        Slot::PlaceMap => map::place_map(context),
        Slot::MapFrame => map::frame(context),
        Slot::MapPreview => map::preview(context),
        Slot::Changes => changes(context),
        Slot::AgendaStrip => agenda::strip(context),
        Slot::AgendaCount => agenda::count(context),
        Slot::AgendaViews => agenda::views(context),
        Slot::AgendaDays => agenda::days(context),
        _ => Html::Nothing,
    }
}

fn page(context: &Context<'_>) -> Html {
    let page = match context.route {
        Route::Place(id) => place_page(context, id),
        Route::Activity(id) => activity_page(context, id),
        Route::Network(id) => network_page(context, id),
        Route::Guide(id) => guide_page(context, id),
        Route::About => Some(about_page(context, context.prose)),
        Route::Agenda => return agenda::agenda(context),
        Route::Saved => return saved(context),
        Route::Household => return household_page(context),
        _ => None,
    };
    match page {
        Some(page) => read_page(context, page),
        None => not_found(context),
    }
}

/// Something saved is not as it was: told on every page but the one that says what.
fn changes(context: &Context<'_>) -> Html {
    if *context.route == Route::Saved {
        return Html::Nothing;
    }
    match change_rows(context, &context.device.seen).len() {
        0 => Html::Nothing,
        count => {
            let words = context.words.counted(count, Word::SavedChangedCounted);
            let see = link("", "", context.href(&Route::Saved), context.text(Word::SeeWhat));
            bar(words, see)
        }
    }
}
