//! The frame around every page, and which page stands in it.

use crate::browser::{document, frame as pictures, history};
use crate::components::bars::bars;
use crate::components::footer::footer;
use crate::components::hand_on::hand_on;
use crate::components::header::header;
use crate::pages;
use crate::route::Route;
use crate::state::{App, follow};
use crate::tree::{Tree, el, part};

/// The whole page.
pub fn frame(app: App) -> Tree {
    follow_pages(app);
    // A switch of language draws everything anew: texts are looked up while drawing.
    part(move || {
        app.language.track();
        el("div", "frame")
            .child(header(app))
            .child(bars(app))
            .child(part(move || page(app, app.route.get())))
            .child(footer(app))
            .child(hand_on(app))
            .into()
    })
}

fn page(app: App, route: Route) -> Tree {
    match route {
        Route::Finder => pages::finder::finder(app),
        Route::Place(id) => pages::record::place(app, id),
        Route::Activity(id) => pages::record::activity(app, id),
        Route::Network(id) => pages::record::network(app, id),
        Route::Guide(id) => pages::record::guide(app, id),
        Route::Saved => pages::saved::saved(app),
        Route::Household => pages::household::household(app),
        Route::About => pages::record::about(app),
        Route::Agenda => pages::agenda::agenda(app),
        Route::NotFound => pages::not_found::not_found(),
    }
}

/// After a change of page: to its top or to where one had scrolled, with the focus on its heading.
fn follow_pages(app: App) {
    let mut before = app.route.get_untracked();
    follow(Box::new(move || {
        let route = app.route.get();
        if before != route {
            let scrolled = history::remembered_scroll();
            pictures::next_frame(move || {
                document::focus("h1");
                history::scroll_to(scrolled);
            });
        }
        before = route;
    }));
}
