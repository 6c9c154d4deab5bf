//! The map beside the list, and the small one on the page of a place. It loads after the list is usable, and only
//! where it is seen.

use std::sync::Arc;

use shared::geo::Point;

use super::result_card::result_card;
use crate::browser::listener::Timeout;
use crate::browser::sight;
use crate::i18n::{Word, text};
use crate::map::{Here, MapRow, MapView, MapWords};
use crate::state::{App, Derived, Watched, follow};
use crate::tree::{NOTHING, Tree, el, part};
use crate::view::card::place_card;
use crate::view::map_rows::{map_rows, place_row};

/// A device's position is told no more exactly than this on the map, in metres.
const HERE_WITHIN_M: u32 = 100;

fn words() -> MapWords {
    MapWords {
        region: text(Word::MapRegion),
        nearer: text(Word::MapNearer),
        farther: text(Word::MapFarther),
        whole: text(Word::MapWhole),
        only_comune: text(Word::MapOnlyComune),
        only_street: text(Word::MapOnlyStreet),
        cluster: text(Word::MapCluster),
        here: text(Word::MapHere),
        failed: text(Word::MapFailed),
        no_ground: text(Word::MapNoGround),
    }
}

/// The map of the results, and the card of the place chosen on it.
pub fn results_map(app: App) -> Tree {
    el("div", "finder-map")
        .child(map_of_results(app))
        .child(part(move || preview(app)))
        .into()
}

fn map_of_results(app: App) -> Tree {
    let rows = Derived::new(move || {
        let found = app.found.get();
        found.map_or_else(Vec::new, |found| {
            app.in_context(&found.worked, |context| map_rows(context, &found.outcome))
        })
    });
    let near = move || {
        app.found
            .with(|found| Some(found.as_ref()?.outcome.near.as_ref()?.point))
    };
    map(app, rows, Arc::new(near))
}

fn map(app: App, rows: Derived<Vec<MapRow>>, near: Arc<dyn Fn() -> Option<Point> + Send + Sync>) -> Tree {
    let here = move || {
        let at = app.position.get()?;
        Some(Here {
            at,
            metres: HERE_WITHIN_M,
        })
    };
    let map = MapView {
        rows,
        chosen: Arc::new(move || app.chosen.get()),
        near,
        here: Arc::new(here),
        words: words(),
        on_choose: Arc::new(move |id| app.chosen.set(Some(id))),
    };
    map.draw()
}

/// The card of the place whose marker was pressed.
fn preview(app: App) -> Tree {
    let card = app.chosen.get().and_then(|id| {
        app.with_context(|context| {
            let place = context.data.place(&id.parse().ok()?)?;
            Some(place_card(context, place, None))
        })
    });
    match card.flatten() {
        Some(card) => el("ul", "map-preview")
            .attr("aria-live", "polite")
            .child(result_card(card))
            .into(),
        None => NOTHING,
    }
}

/// Id of the room for the small map of a place.
const MINI: &str = "mappa-piccola";
/// A page that is still being read after so long has its map drawn anyway.
const DRAWN_AFTER_MS: i32 = 8_000;

/// The small map of one place, drawn when one comes near it: most read the page and call.
pub fn place_map(app: App, id: String) -> Tree {
    app.chosen.set(Some(id.clone()));
    let near = Arc::new(Watched::new(false));
    let draw = |near: &Arc<Watched<bool>>| {
        let near = near.clone();
        move || {
            if !near.get_untracked() {
                near.set(true);
            }
        }
    };
    let sight = sight::when_near(MINI, draw(&near));
    let patience = Timeout::after(if sight.is_some() { DRAWN_AFTER_MS } else { 0 }, draw(&near));
    // They wait for as long as the page is there.
    follow(Box::new(move || {
        let _ = (&sight, &patience);
    }));
    let rows = Derived::new(move || app.with_context(|context| place_row(context, &id)).unwrap_or_default());
    let drawn = part(move || match near.get() {
        true => map(app, rows.clone(), Arc::new(|| None)),
        false => NOTHING,
    });
    el("div", "mini-map").attr("id", MINI).child(drawn).into()
}
