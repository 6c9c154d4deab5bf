//! The map as a component: it is told rows and a choice, and says what was chosen and where one looks.

use leptos::html::Div;
use leptos::prelude::*;
use shared::cluster::Clusters;
use shared::geo::Point;

use super::frame::{MapPlace, frame, holds};
use super::handle::{Calls, Ground, MapHandle, load};
use super::marks::{lines, marks};
use super::row::{Here, MapRow, MapWords};
use crate::browser::promise;

/// A search frames its results no nearer than this: a place has surroundings.
const NEAREST_FRAME: u8 = 13;
/// A place that is chosen elsewhere is shown at least this near.
const CHOSEN_ZOOM: u8 = 11;

/// The farthest view, as in frontend/js/map.js: all of Italy on a phone.
const FARTHEST: u8 = 5;

/// How the map is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Loading,
    Here,
    Failed,
}

type Handle = StoredValue<Option<MapHandle>, LocalStorage>;

/// The map. It loads its script when it is mounted; when that fails it says so in one line and nothing else breaks.
#[component]
pub fn MapView(
    /// The places to show; their order does not matter.
    #[prop(into)]
    rows: Signal<Vec<MapRow>>,
    /// The chosen place.
    #[prop(into)]
    chosen: Signal<Option<String>>,
    /// The point that results are near to: the map begins with it and its nearest places.
    #[prop(into)]
    near: Signal<Option<Point>>,
    /// Where the person is.
    #[prop(into)]
    here: Signal<Option<Here>>,
    /// What it says.
    words: MapWords,
    /// A marker was pressed.
    #[prop(into)]
    on_choose: Callback<String>,
    /// The view is another.
    #[prop(into)]
    on_move: Callback<MapPlace>,
) -> impl IntoView {
    let element = NodeRef::<Div>::new();
    let stage = RwSignal::new(Stage::Loading);
    let no_ground = RwSignal::new(false);
    let place = RwSignal::new(None::<MapPlace>);
    let ground = Ground::of_page();
    let (credit, nearest) = (ground.attribution.clone(), ground.max_zoom());
    let handle: Handle = StoredValue::new_local(None);

    Effect::new(move |started: Option<bool>| {
        let Some(element) = element.get() else {
            return false;
        };
        if started != Some(true) {
            let ground = ground.clone();
            promise::in_background(async move {
                let made = match load().await {
                    Ok(module) => {
                        let calls = calls(handle, place, no_ground, on_choose, nearest);
                        MapHandle::new(&module, &element, &ground, calls)
                    }
                    Err(reason) => Err(reason),
                };
                // Where the component is gone meanwhile, the handle is dropped here and the map with it.
                let arrived = if made.is_ok() { Stage::Here } else { Stage::Failed };
                if handle.try_update_value(|slot| *slot = made.ok()).is_some() {
                    let _ = stage.try_set(arrived);
                }
            });
        }
        true
    });

    let clusters = StoredValue::new_local(Clusters::build(&[], nearest));
    let gathered = Memo::new(move |before: Option<&u32>| {
        let points: Vec<Point> = rows.with(|rows| rows.iter().map(|row| row.at).collect());
        clusters.set_value(Clusters::build(&points, nearest));
        before.map_or(0, |count| count + 1)
    });
    let frame_now = Memo::new(move |_| rows.with(|rows| frame(rows, near.get())));
    let with_map = move |act: &mut dyn FnMut(&mut MapHandle)| {
        let _ = handle.try_update_value(|handle| handle.as_mut().map(act));
    };

    // Another set of results: the map goes to them, once it is there.
    Effect::new(move |_| {
        stage.track();
        let area = frame_now.get();
        with_map(&mut |map| map.fit(&area, NEAREST_FRAME));
    });
    Effect::new(move |_| {
        // Asked for, not only tracked: a memo that nobody asks is never worked out.
        let _ = gathered.get();
        let (Some(place), chosen) = (place.get(), chosen.get()) else {
            return;
        };
        with_map(&mut |map| {
            let shown = rows
                .with(|rows| clusters.with_value(|clusters| marks(rows, clusters, &place, chosen.as_deref(), &words)));
            map.set_marks(shown);
        });
    });
    Effect::new(move |_| {
        stage.track();
        let lines = rows.with(|rows| chosen.with(|chosen| lines(rows, chosen.as_deref())));
        with_map(&mut |map| map.set_lines(&lines));
    });
    // A place chosen in the list comes into sight; one that is in sight moves nothing.
    Effect::new(move |_| {
        stage.track();
        let Some(id) = chosen.get() else {
            return;
        };
        let Some(at) = rows.with_untracked(|rows| rows.iter().find(|row| row.id == id).map(|row| row.at)) else {
            return;
        };
        let seen = place.get_untracked();
        if seen.is_none_or(|seen| !holds(&seen.area, at)) {
            let zoom = seen.map_or(CHOSEN_ZOOM, |seen| seen.zoom.max(CHOSEN_ZOOM));
            with_map(&mut |map| map.show(at, zoom));
        }
    });
    Effect::new(move |_| {
        stage.track();
        let here = here.get();
        with_map(&mut |map| map.set_here(here, words.here));
    });
    Effect::new(move |_| {
        if let Some(place) = place.get() {
            on_move.run(place);
        }
    });

    let zoom = move |by: i8| move |_| with_map(&mut |map| map.zoom(by));
    let whole = move |_| {
        let area = rows.with_untracked(|rows| frame(rows, None));
        with_map(&mut |map| map.fit(&area, NEAREST_FRAME));
    };
    let is_here = move || stage.get() == Stage::Here;
    let at_end = move |end: u8| place.get().is_some_and(|seen| seen.zoom == end).then_some("true");
    let note = move || match (stage.get(), no_ground.get()) {
        (Stage::Failed, _) => Some(words.failed),
        (Stage::Here, true) => Some(words.no_ground),
        _ => None,
    };
    view! {
        <div class="map-frame" class:map-ready=is_here>
            <div class="map-ground" node_ref=element tabindex="0" role="region" aria-label=words.region data-testid="map"></div>
            <div class="map-controls" hidden=move || !is_here()>
                <button type="button" class="map-control map-nearer" aria-label=words.nearer aria-disabled=move || at_end(nearest) on:click=zoom(1)></button>
                <button type="button" class="map-control map-farther" aria-label=words.farther aria-disabled=move || at_end(FARTHEST) on:click=zoom(-1)></button>
                <button type="button" class="map-control map-whole" aria-label=words.whole on:click=whole></button>
            </div>
            <div role="status">{move || note().map(|note| view! { <p class="map-note">{note}</p> })}</div>
            <p class="map-credit">{credit}</p>
        </div>
    }
}

/// What the map's events do.
fn calls(
    handle: Handle,
    place: RwSignal<Option<MapPlace>>,
    no_ground: RwSignal<bool>,
    on_choose: Callback<String>,
    nearest: u8,
) -> Calls {
    Calls {
        moved: Box::new(move |seen| {
            let _ = place.try_set(Some(seen));
        }),
        pressed: Box::new(move |key| {
            // A cluster opens; what is no cluster is a place.
            let cluster = handle.try_with_value(|map| {
                let mark = map.as_ref()?.marks().iter().find(|mark| mark.key == key)?;
                mark.opens
            });
            match cluster {
                Some(Some((area, least))) => {
                    let least = least.unwrap_or(nearest);
                    let _ = handle.try_with_value(|map| map.as_ref().map(|map| map.open(&area, least, NEAREST_FRAME)));
                }
                Some(None) => {
                    on_choose.try_run(key);
                }
                None => {}
            }
        }),
        troubled: Box::new(move |failing| {
            let _ = no_ground.try_set(failing);
        }),
    }
}
