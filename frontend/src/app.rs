//! The page: each slot is drawn from what it reads of the state, messages go to `update`.

use std::rc::Rc;

use shared::i18n::Word;
use shared::query::View;
use shared::route::Route;
use shared::search::{self, Suggestion};
use shared::view::context::{Kept, MapStage};
use shared::view::finder::is_as_hoped;
use shared::view::html::el;
use shared::view::map::PLACE_MAP;
use shared::view::slot::Reads;
use shared::view::title::title;
use shared::view::{self, Html, Msg, Slot, agenda_page, first, not_found};

use crate::browser::listener::Timeout;
use crate::browser::patch::{Host, mount};
use crate::browser::{document, frame, history, sight};
use crate::map;
use crate::state::{App, Indexed, Memo, Reading, effect};
use crate::update::fetch;
use crate::{input, kiosk, later};

/// Screens at least this wide show list and map side by side (the same as in the style sheet).
const SIDE_BY_SIDE: &str = "(min-width: 768px)";
/// A page that is still being read after so long has its map drawn anyway.
const DRAWN_AFTER_MS: i32 = 8_000;

/// What the page is drawn from beside the state: worked out from it by code of the lazy chunk.
#[derive(Clone, Copy)]
struct Pages {
    app: App,
    suggestions: &'static Memo<Vec<Suggestion>>,
    kept: &'static Memo<Kept>,
}

/// Draws the page into an element, taking over what the server wrote there.
pub fn start(app: App) {
    let pages = Pages {
        app,
        suggestions: Memo::new(move || suggestions(app)).keep(),
        kept: Memo::new(move || kept(app)).keep(),
    };
    let host = Host {
        fill: Box::new(move |slot| pages.fill(slot)),
        send: Rc::new(move |message| send(app, message)),
    };
    mount(Slot::Frame, host);
    follow_pages(app);
    follow_map(app);
}

/// Does what a message says, once the code for it is here.
fn send(app: App, message: Msg) {
    if matches!(message, Msg::QuickExit) && app.screen.with_untracked(Option::is_none) {
        return history::replace_page(&Route::Agenda.path_in(app.language()));
    }
    fetch::with_input(app, move || input::update(app, message));
}

impl Pages {
    fn fill(self, slot: Slot) -> Html {
        let app = self.app;
        let route = app.route.get_untracked();
        let reads = slot.reads(&route);
        if reads.has(Reads::ROUTE) {
            app.route.track();
        }
        let mut reading = Reading::of(app, reads);
        if reads.has(Reads::SUGGESTIONS) && reading.device.reached.is_some() {
            reading.device.suggestions = self.suggestions.get();
        }
        if reads.has(Reads::AGENDA) {
            reading.kept = self.kept.get();
        }
        let context = reading.context(app, &route, reads.has(Reads::CLOCK));
        let drawn = match first::slot(&context, slot) {
            None if view::input::draws(slot) => app.input.get().then(|| input::slot(&context, slot)),
            None if view::kiosk::draws(&route, slot) => app.kiosk_code.get().then(|| kiosk::slot(&context, slot)),
            None if app.later.get() => Some(later::slot(&context, slot)),
            drawn => drawn,
        };
        if let Some(html) = drawn {
            return match app.screen.with_untracked(Option::is_some) {
                true => kiosk::kept_in(html),
                false => html,
            };
        }
        match slot {
            Slot::Page => not_found::part_missing(&context),
            Slot::Help => {
                if context.outcome.is_some_and(|outcome| !is_as_hoped(outcome)) {
                    fetch::want_later(app);
                    return Html::Keep("div");
                }
                Html::Nothing
            }
            // What the server wrote stays until the code for it is here.
            Slot::Look => Html::Keep("div"),
            Slot::ResultsMap => el("div", "finder-map").needs_app().into(),
            _ => Html::Nothing,
        }
    }
}

/// What could be meant by what is typed, once the code that knows is here; tracked.
fn suggestions(app: App) -> Vec<Suggestion> {
    let typed = app.typed.get();
    let Some(Indexed { worked, index }) = app.indexed.get().filter(|_| app.later.get()) else {
        return Vec::new();
    };
    let gazetteer = app.gazetteer.get();
    let context = search::Context {
        now: app.rome_now(),
        gazetteer: gazetteer.as_deref(),
        position: app.position.get(),
        household: None,
    };
    later::suggestions(&index, &worked.applied.data, &typed, &context)
}

/// Which activities the agenda shows; tracked.
fn kept(app: App) -> Kept {
    let (query, household) = (app.query.get(), app.household.get());
    let Some(question) = agenda_page::question(&query, &household) else {
        return Kept::default();
    };
    let Some(Indexed { worked, index }) = app.indexed.get().filter(|_| app.later.get()) else {
        return Kept::default();
    };
    let gazetteer = app.gazetteer.get();
    let context = search::Context {
        now: app.rome_now(),
        gazetteer: gazetteer.as_deref(),
        position: app.position.get(),
        household: Some(&household),
    };
    let outcome = index.search(&worked.applied.data, &question, &context);
    agenda_page::kept(&outcome, worked.applied.data.activities.len())
}

/// After a change of page: to its top or to where one had scrolled, with the focus on its heading. Its title follows.
fn follow_pages(app: App) {
    let mut before = app.route.get_untracked();
    effect(Box::new(move || {
        let route = app.route.get();
        if before != route {
            document::mark("data-moved", "");
            map::stop(app);
            let scrolled = history::remembered_scroll();
            frame::next_frame(move || {
                document::focus("h1");
                history::scroll_to(scrolled);
            });
            if route == Route::About {
                input::fetch_about(app);
            }
        }
        before = route;
    }));
    effect(Box::new(move || {
        let route = app.route.get();
        let reading = Reading::of(app, Reads::RECORDS);
        let context = reading.context(app, &route, false);
        app.later.track();
        app.kiosk_code.track();
        document::set_title(&match app.has_code_of(&route) {
            true => title(&context),
            false => context.text(Word::PartMissing).to_owned(),
        });
    }));
}

/// Starts the map of the page when somebody is about to see it: most read the list, and call.
fn follow_map(app: App) {
    // Kept until another page is shown.
    let waiting = core::cell::RefCell::new(None);
    effect(Box::new(move || {
        waiting.replace(None);
        app.later.track();
        match app.route.get() {
            Route::Finder if document::matches(SIDE_BY_SIDE) || app.view.get() == View::Map => start_map(app),
            Route::Place(id) if app.later.get_untracked() => {
                app.chosen.set(Some(id.to_string()));
                let start = move || start_map(app);
                let sight = sight::when_near(PLACE_MAP, start);
                let patience = Timeout::after(if sight.is_some() { DRAWN_AFTER_MS } else { 0 }, start);
                waiting.replace(Some((sight, patience)));
            }
            _ => {}
        }
    }));
}

fn start_map(app: App) {
    if app.map.with_untracked(|map| map.stage != MapStage::Unseen) {
        return;
    }
    if app.later.get_untracked() {
        later::start_map(app);
    } else {
        fetch::want_later(app);
    }
}
