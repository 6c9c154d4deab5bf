//! The frame around every page, and which page stands in it.

use crate::browser::{document, frame as pictures, history};
use crate::components::bars::bars;
use crate::components::footer::footer;
use crate::components::header::header;
use crate::later;
use crate::pages;
use crate::route::Route;
use crate::state::{App, follow};
use crate::tree::{NOTHING, Tree, el, part};

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
            .child(part(move || if app.later.get() { later::sheet(app) } else { NOTHING }))
            .into()
    })
}

fn page(app: App, route: Route) -> Tree {
    match route {
        Route::Finder => pages::finder::finder(app),
        route if app.later.get() => later::page(app, route),
        _ => pages::waiting::waiting(app),
    }
}

/// After a change of page: to its top or to where one had scrolled, with the focus on its heading.
fn follow_pages(app: App) {
    let mut before = app.route.get_untracked();
    follow(Box::new(move || {
        let route = app.route.get();
        if before != route {
            document::mark("data-moved", "");
            let scrolled = history::remembered_scroll();
            pictures::next_frame(move || {
                document::focus("h1");
                history::scroll_to(scrolled);
            });
        }
        before = route;
    }));
}
