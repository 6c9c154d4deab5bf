//! The lazy chunk that most phones never fetch: kiosk, board and their setup, the desk card, guided orientation, packed
//! lists. The build cuts the module here as it does at [`crate::later`], on which this chunk builds. `fetch::fetch_kiosk`
//! fetches it, `App::kiosk_code` tells that it is there.

use shared::model::PlaceId;
use shared::orientation::{Answers, Tree};
use shared::view::msg::AtKiosk;
use shared::view::{self, Context, Html, Slot, kiosk_links};

use crate::browser::history;
use crate::state::App;
use crate::update::{board, kiosk};

/// What belongs into a slot that [`view::kiosk::draws`] names.
#[inline(never)]
pub fn slot(context: &Context<'_>, slot: Slot) -> Html {
    view::kiosk::slot(context, slot)
}

/// Answers the open question of guided orientation.
#[inline(never)]
pub fn answer(answers: &mut Answers, code: &str) {
    if let Some(tree) = Tree::get() {
        answers.answer(tree, code);
    }
}

/// Lets the board of a place change its language for as long as it is shown.
#[inline(never)]
pub fn take_turns(app: App) {
    board::take_turns(app);
}

/// Makes this device the kiosk of a place.
#[inline(never)]
pub fn start(app: App, place: PlaceId) {
    kiosk::start(app, place);
}

/// Shows staff how the kiosk is set up, if no PIN keeps it.
#[inline(never)]
pub fn start_setup(app: App) {
    kiosk::start_setup(app);
}

/// Does what a visitor or staff want of a kiosk.
#[inline(never)]
pub fn step(app: App, step: AtKiosk) {
    kiosk::step(app, step);
}

/// A part of a page without anything that leads out of a kiosk.
#[inline(never)]
pub fn kept_in(html: Html) -> Html {
    kiosk_links::kept_in(html, &history::origin())
}
