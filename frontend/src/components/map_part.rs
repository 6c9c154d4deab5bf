//! The map beside the list, and the small one on the page of a place. It loads after the list is usable, and only
//! where it is seen.

use leptos::prelude::*;
use shared::geo::Point;
use shared::query::View;

use super::result_card::result_card;
use crate::browser::document;
use crate::i18n::{Word, text};
use crate::map::{Here, MapRow, MapView, MapWords};
use crate::state::App;
use crate::view::card::place_card;
use crate::view::map_rows::{map_rows, place_row};

/// Screens at least this wide show list and map side by side (the same as in the style sheet).
const SIDE_BY_SIDE: &str = "(min-width: 768px)";
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

/// The map of the results. It is made when it is first seen and stays for as long as the finder does.
pub fn results_map(app: App) -> AnyView {
    let wide = document::matches(SIDE_BY_SIDE);
    let seen = Memo::new(move |before: Option<&bool>| {
        before == Some(&true) || wide || app.query.with(|query| query.view == View::Map)
    });
    super::part(move || match seen.get() {
        true => shown(app),
        false => ().into_any(),
    })
}

fn shown(app: App) -> AnyView {
    let rows = Memo::new(move |_| {
        let found = app.found.get();
        found.map_or_else(Vec::new, |found| {
            app.in_context(&found.worked, |context| map_rows(context, &found.outcome))
        })
    });
    let near = Memo::new(move |_| {
        app.found
            .with(|found| Some(found.as_ref()?.outcome.near.as_ref()?.point))
    });
    view! {
        {map(app, rows.into(), near.into())}
        {super::part(move || preview(app))}
    }
    .into_any()
}

fn map(app: App, rows: Signal<Vec<MapRow>>, near: Signal<Option<Point>>) -> AnyView {
    let here = Signal::derive(move || {
        let at = app.position.get()?;
        Some(Here {
            at,
            metres: HERE_WITHIN_M,
        })
    });
    view! {
        <MapView
            rows
            chosen=Signal::derive(move || app.chosen.get())
            near
            here
            words=words()
            on_choose=move |id: String| app.chosen.set(Some(id))
            on_move=move |_| ()
        />
    }
    .into_any()
}

/// The card of the place whose marker was pressed.
fn preview(app: App) -> AnyView {
    let card = app.chosen.get().and_then(|id| {
        app.with_context(|context| {
            let place = context.data.place(&id.parse().ok()?)?;
            Some(place_card(context, place, None))
        })
    });
    match card.flatten() {
        Some(card) => view! { <ul class="map-preview" aria-live="polite">{result_card(card)}</ul> }.into_any(),
        None => ().into_any(),
    }
}

/// The small map of one place.
pub fn place_map(app: App, id: String) -> AnyView {
    let of = id.clone();
    let rows = Memo::new(move |_| app.with_context(|context| place_row(context, &of)).unwrap_or_default());
    app.chosen.set(Some(id));
    view! { <div class="mini-map">{map(app, rows.into(), Signal::derive(|| None))}</div> }.into_any()
}
