//! The map of the page: it follows the state, and what it becomes is told in [`App::map`].

use core::cell::RefCell;
use std::rc::{Rc, Weak};
use std::sync::Arc;

use leptos::reactive::effect::RenderEffect;
use shared::cluster::Clusters;
use shared::geo::Point;
use shared::route::Route;
use shared::view::Context;
use shared::view::context::MapStage;
use shared::view::map::GROUND;
use shared::view::map_rows::{map_rows, place_row};
use shared::view::msg::MapControl;
use wasm_bindgen::JsValue;

use super::frame::{MapPlace, frame, holds};
use super::handle::{Calls, Ground, MapHandle, load};
use super::marks::{lines, marks};
use super::row::{Here, MapRow, MapWords};
use crate::browser::{document, frame as pictures, promise};
use crate::state::{App, Memo, Signal, in_context};

/// A search frames its results no nearer than this: a place has surroundings.
const NEAREST_FRAME: u8 = 13;
/// A place that is chosen elsewhere is shown at least this near.
const CHOSEN_ZOOM: u8 = 11;
/// The farthest view, as in frontend/js/map.js: all of Italy on a phone.
const FARTHEST: u8 = 5;
/// A device's position is told no more exactly than this on the map, in metres.
const HERE_WITHIN_M: u32 = 100;

/// The rows with their clusters.
struct Gathered {
    rows: Vec<MapRow>,
    clusters: Clusters,
}

impl PartialEq for Gathered {
    fn eq(&self, other: &Self) -> bool {
        self.rows == other.rows
    }
}

/// A map and what follows the state for it.
struct Running {
    map: MapHandle,
    effects: Vec<RenderEffect<()>>,
}

type Slot = Rc<RefCell<Option<Running>>>;

thread_local! {
    /// The map of the page shown; a page has one at most.
    static MAP: RefCell<Slot> = RefCell::default();
}

/// Ends the map of the page that was shown before.
pub fn stop(app: App) {
    // The map goes with the last of its owners; one that is still being loaded finds nobody.
    MAP.with_borrow_mut(|map| *map = Slot::default());
    app.map_control.set(None);
    app.map.update(|map| map.stage = MapStage::Unseen);
}

/// Starts the map of the page: of the results, or of the place of the page. When its script cannot be had, it says so
/// and nothing else breaks.
pub fn start(app: App) {
    if app.map.with_untracked(|map| map.stage != MapStage::Unseen) {
        return;
    }
    let ground = Ground::of_page();
    app.map.update(|map| {
        map.stage = MapStage::Loading;
        map.credit.clone_from(&ground.attribution);
    });
    let slot = Slot::default();
    MAP.with_borrow_mut(|map| *map = slot.clone());
    let weak = Rc::downgrade(&slot);
    drop(slot);
    promise::in_background(async move {
        let place = Arc::new(Signal::new(None));
        let module = load().await;
        // The element is drawn by now, or with the next turn.
        pictures::breathe().await;
        let map = match (module, document::by_id(GROUND)) {
            (Ok(module), Some(element)) => {
                let calls = calls(app, &weak, &place, ground.max_zoom());
                MapHandle::new(&module, &element, &ground, calls)
            }
            (Err(reason), _) => Err(reason),
            (_, None) => Err(JsValue::NULL),
        };
        // Where the page is another meanwhile, the map is dropped here.
        let Some(slot) = weak.upgrade() else { return };
        let stage = match map {
            Ok(map) => {
                run(app, &slot, map, place, ground.max_zoom());
                MapStage::Here
            }
            Err(_) => MapStage::Failed,
        };
        app.map.update(|map| map.stage = stage);
    });
}

fn rows(app: App) -> Vec<MapRow> {
    let route = app.route.get_untracked();
    match &route {
        Route::Place(id) => {
            let worked = app.indexed.with(|indexed| Some(indexed.as_ref()?.worked.clone()));
            worked.map_or_else(Vec::new, |worked| {
                in_context(app, &worked, |context: &Context<'_>| place_row(context, id.as_str()))
            })
        }
        _ => app.found.get().map_or_else(Vec::new, |found| {
            in_context(app, &found.worked, |context: &Context<'_>| {
                map_rows(context, &found.outcome)
            })
        }),
    }
}

fn near(app: App) -> Option<Point> {
    match app.route.with_untracked(|route| *route == Route::Finder) {
        true => app
            .found
            .with(|found| Some(found.as_ref()?.outcome.near.as_ref()?.point)),
        false => None,
    }
}

fn run(app: App, slot: &Slot, map: MapHandle, place: Arc<Signal<Option<MapPlace>>>, nearest: u8) {
    let rows = Memo::new(move || rows(app));
    let of_clusters = rows.clone();
    let clusters = Memo::new(move || {
        let rows = of_clusters.get();
        let points: Vec<Point> = rows.iter().map(|row| row.at).collect();
        let clusters = Clusters::build(&points, nearest);
        Gathered { rows, clusters }
    });
    slot.replace(Some(Running {
        map,
        effects: Vec::new(),
    }));
    let mut effects = Vec::new();
    let mut follow = |act: Box<dyn Fn(&mut MapHandle)>| {
        let weak = Rc::downgrade(slot);
        effects.push(RenderEffect::new(move |_| {
            if let Some(slot) = weak.upgrade()
                && let Some(running) = slot.borrow_mut().as_mut()
            {
                act(&mut running.map);
            }
        }));
    };
    // Another set of results: the map goes to them.
    let of_area = rows.clone();
    let area = Memo::new(move || of_area.with(|rows| frame(rows, near(app))));
    follow(Box::new(move |map| area.with(|area| map.fit(area, NEAREST_FRAME))));

    let seen = place.clone();
    follow(Box::new(move |map| {
        let (chosen, words) = (app.chosen.get(), MapWords::of(app.words.get()));
        if let Some(place) = seen.get() {
            let shown =
                clusters.with(|Gathered { rows, clusters }| marks(rows, clusters, &place, chosen.as_deref(), &words));
            map.set_marks(shown);
        }
    }));

    let of_lines = rows.clone();
    follow(Box::new(move |map| {
        let chosen = app.chosen.get();
        map.set_lines(&of_lines.with(|rows| lines(rows, chosen.as_deref())));
    }));

    // A place chosen in the list comes into sight; one that is in sight moves nothing.
    let (of_choice, seen) = (rows.clone(), place);
    follow(Box::new(move |map| {
        let at = app
            .chosen
            .get()
            .and_then(|id| of_choice.with_untracked(|rows| Some(rows.iter().find(|row| row.id == id)?.at)));
        match (at, seen.get_untracked()) {
            (Some(at), Some(seen)) if !holds(&seen.area, at) => map.show(at, seen.zoom.max(CHOSEN_ZOOM)),
            (Some(at), None) => map.show(at, CHOSEN_ZOOM),
            _ => {}
        }
    }));

    follow(Box::new(move |map| {
        let here = app.position.get().map(|at| Here {
            at,
            metres: HERE_WITHIN_M,
        });
        map.set_here(here, MapWords::of(app.words.get()).here);
    }));

    follow(Box::new(move |map| match app.map_control.get() {
        Some(MapControl::In) => map.zoom(1),
        Some(MapControl::Out) => map.zoom(-1),
        Some(MapControl::Whole) => map.fit(&rows.with_untracked(|rows| frame(rows, None)), NEAREST_FRAME),
        None => {}
    }));
    if let Some(running) = slot.borrow_mut().as_mut() {
        running.effects = effects;
    }
}

/// What the map's events do. They hold the map weakly: it holds them.
fn calls(app: App, slot: &Weak<RefCell<Option<Running>>>, place: &Arc<Signal<Option<MapPlace>>>, nearest: u8) -> Calls {
    let (place, slot) = (place.clone(), slot.clone());
    Calls {
        moved: Box::new(move |seen| {
            let ends = (seen.zoom >= nearest, seen.zoom <= FARTHEST);
            if app.map.with_untracked(|map| (map.at_nearest, map.at_farthest) != ends) {
                app.map.update(|map| (map.at_nearest, map.at_farthest) = ends);
            }
            place.set(Some(seen));
        }),
        pressed: Box::new(move |key| {
            let Some(slot) = slot.upgrade() else { return };
            // A cluster opens; what is no cluster is a place.
            let running = slot.borrow();
            let Some(running) = running.as_ref() else { return };
            let marks = running.map.marks();
            match marks.iter().find(|mark| mark.key == key).and_then(|mark| mark.opens) {
                Some((area, least)) => running.map.open(&area, least.unwrap_or(nearest), NEAREST_FRAME),
                None => app.chosen.set(Some(key)),
            }
        }),
        troubled: Box::new(move |failing| app.map.update(|map| map.no_ground = failing)),
    }
}
