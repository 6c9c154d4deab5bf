//! The frame around every page, and which page stands in it.

use leptos::prelude::*;

use crate::browser::{document, frame, history};
use crate::components::bars::Bars;
use crate::components::footer::Footer;
use crate::components::header::Header;
use crate::components::part;
use crate::pages;
use crate::route::Route;
use crate::state::App;

/// The whole page.
#[component]
pub fn Frame(
    /// The state.
    app: App,
) -> impl IntoView {
    provide_context(app);
    follow_pages(app);
    // A switch of language draws everything anew: texts are looked up while drawing.
    part(move || {
        app.language.track();
        view! {
            <Header />
            <Bars />
            {part(move || page(app.route.get()))}
            <Footer />
        }
        .into_any()
    })
}

fn page(route: Route) -> AnyView {
    match route {
        Route::Finder => pages::finder::Finder().into_any(),
        Route::Place(id) => pages::record::place(id),
        Route::Network(id) => pages::record::network(id),
        Route::Guide(id) => pages::record::guide(id),
        Route::Activity(id) => pages::record::activity(id),
        Route::About => pages::record::about(),
        Route::Saved => pages::saved::saved(),
        Route::Agenda | Route::NotFound => pages::not_found::not_found(),
    }
}

/// After a change of page: to its top or to where one had scrolled, with the focus on its heading.
fn follow_pages(app: App) {
    Effect::new(move |before: Option<Route>| {
        let route = app.route.get();
        if before.is_some_and(|before| before != route) {
            let scrolled = history::remembered_scroll();
            frame::next_frame(move || {
                document::focus("h1");
                history::scroll_to(scrolled);
            });
        }
        route
    });
}
