//! The map as a part of a page: it is told rows and a choice, and says what was chosen.

use core::cell::RefCell;
use std::rc::{Rc, Weak};
use std::sync::Arc;

use shared::cluster::Clusters;
use shared::geo::Point;
use wasm_bindgen::JsValue;

use super::frame::{MapPlace, frame, holds};
use super::handle::{Calls, Ground, MapHandle, load};
use super::marks::{lines, marks};
use super::row::{Here, MapRow, MapWords};
use crate::browser::{document, promise};
use crate::state::{Derived, Watched, follow};
use crate::tree::{NOTHING, Tree, el, part};

/// A search frames its results no nearer than this: a place has surroundings.
const NEAREST_FRAME: u8 = 13;
/// A place that is chosen elsewhere is shown at least this near.
const CHOSEN_ZOOM: u8 = 11;
/// The farthest view, as in frontend/js/map.js: all of Italy on a phone.
const FARTHEST: u8 = 5;
/// Id of the element that Leaflet draws into; a page has one map.
const GROUND: &str = "mappa";

/// How the map is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Loading,
    Here,
    Failed,
}

/// What was asked of the map by its buttons; the number tells one wish from the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    Zoom(i8),
    Whole,
}

type Ask<T> = Arc<dyn Fn() -> T + Send + Sync>;

/// What the map is told.
#[derive(Clone)]
pub struct MapView {
    /// The places to show; their order does not matter.
    pub rows: Derived<Vec<MapRow>>,
    /// The chosen place.
    pub chosen: Ask<Option<String>>,
    /// The point that results are near to: the map begins with it and its nearest places.
    pub near: Ask<Option<Point>>,
    /// Where the person is.
    pub here: Ask<Option<Here>>,
    /// What it says.
    pub words: MapWords,
    /// A marker was pressed.
    pub on_choose: Arc<dyn Fn(String) + Send + Sync>,
}

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

/// What the map knows while it is there.
#[derive(Clone)]
struct Seen {
    stage: Arc<Watched<Stage>>,
    no_ground: Arc<Watched<bool>>,
    place: Arc<Watched<Option<MapPlace>>>,
    wish: Arc<Watched<Option<Wish>>>,
}

/// Owned by what follows the state for the map; the map goes when that does.
type Handle = Rc<RefCell<Option<MapHandle>>>;

impl MapView {
    /// Draws the map. It loads its script now; when that fails it says so in one line and nothing else breaks.
    #[must_use]
    pub fn draw(self) -> Tree {
        let ground = Ground::of_page();
        let credit = ground.attribution.clone();
        let nearest = ground.max_zoom();
        let seen = Seen {
            stage: Arc::new(Watched::new(Stage::Loading)),
            no_ground: Arc::new(Watched::new(false)),
            place: Arc::new(Watched::new(None)),
            wish: Arc::new(Watched::new(None)),
        };
        let handle = Handle::default();
        self.start(ground, &seen, &handle);
        self.follow_state(&seen, &handle, nearest);
        frame_of(seen, self.words, credit, nearest)
    }

    fn start(&self, ground: Ground, seen: &Seen, handle: &Handle) {
        let (weak, seen, on_choose) = (Rc::downgrade(handle), seen.clone(), self.on_choose.clone());
        promise::in_background(async move {
            let made = match load().await {
                Ok(module) => match document::by_id(GROUND) {
                    Some(element) => {
                        let calls = calls(&weak, &seen, on_choose, ground.max_zoom());
                        MapHandle::new(&module, &element, &ground, calls)
                    }
                    None => Err(JsValue::NULL),
                },
                Err(reason) => Err(reason),
            };
            // Where the page is another meanwhile, the map is dropped here.
            if let Some(slot) = weak.upgrade() {
                let arrived = if made.is_ok() { Stage::Here } else { Stage::Failed };
                slot.replace(made.ok());
                seen.stage.set(arrived);
            }
        });
    }

    fn follow_state(&self, seen: &Seen, handle: &Handle, nearest: u8) {
        // Another set of results: the map goes to them, once it is there.
        let Self { rows, near, .. } = self.clone();
        let area = Derived::new(move || rows.with(|rows| frame(rows, near())));
        self.follow(seen, handle, move |map| area.with(|area| map.fit(area, NEAREST_FRAME)));

        let rows = self.rows.clone();
        let gathered = Derived::new(move || {
            let rows = rows.get();
            let points: Vec<Point> = rows.iter().map(|row| row.at).collect();
            let clusters = Clusters::build(&points, nearest);
            Gathered { rows, clusters }
        });
        let (place, chosen, words) = (seen.place.clone(), self.chosen.clone(), self.words);
        self.follow(seen, handle, move |map| {
            let chosen = chosen();
            if let Some(place) = place.get() {
                let shown = gathered
                    .with(|Gathered { rows, clusters }| marks(rows, clusters, &place, chosen.as_deref(), &words));
                map.set_marks(shown);
            }
        });

        let Self { rows, chosen, .. } = self.clone();
        self.follow(seen, handle, move |map| {
            map.set_lines(&rows.with(|rows| lines(rows, chosen().as_deref())));
        });

        // A place chosen in the list comes into sight; one that is in sight moves nothing.
        let (Self { rows, chosen, .. }, place) = (self.clone(), seen.place.clone());
        self.follow(seen, handle, move |map| {
            let at = chosen().and_then(|id| rows.with_untracked(|rows| Some(rows.iter().find(|row| row.id == id)?.at)));
            let seen = place.get_untracked();
            match (at, seen) {
                (Some(at), Some(seen)) if !holds(&seen.area, at) => map.show(at, seen.zoom.max(CHOSEN_ZOOM)),
                (Some(at), None) => map.show(at, CHOSEN_ZOOM),
                _ => {}
            }
        });

        let (here, name) = (self.here.clone(), self.words.here);
        self.follow(seen, handle, move |map| map.set_here(here(), name));

        let (rows, wish) = (self.rows.clone(), seen.wish.clone());
        self.follow(seen, handle, move |map| match wish.get() {
            Some(Wish::Zoom(by)) => map.zoom(by),
            Some(Wish::Whole) => map.fit(&rows.with_untracked(|rows| frame(rows, None)), NEAREST_FRAME),
            None => {}
        });
    }

    /// Does something with the map once it is there, and again when what it reads changes.
    fn follow(&self, seen: &Seen, handle: &Handle, mut act: impl FnMut(&mut MapHandle) + 'static) {
        let (stage, handle) = (seen.stage.clone(), handle.clone());
        follow(Box::new(move || {
            stage.track();
            if let Some(map) = handle.borrow_mut().as_mut() {
                act(map);
            }
        }));
    }
}

fn frame_of(seen: Seen, words: MapWords, credit: String, nearest: u8) -> Tree {
    let ground = el("div", "map-ground")
        .attr("id", GROUND)
        .attr("tabindex", "0")
        .attr("role", "region")
        .attr("aria-label", words.region)
        .attr("data-testid", "map");
    let (stage, no_ground) = (seen.stage.clone(), seen.no_ground.clone());
    let note = part(move || {
        let note = match (stage.get(), no_ground.get()) {
            (Stage::Failed, _) => words.failed,
            (Stage::Here, true) => words.no_ground,
            _ => return NOTHING,
        };
        el("p", "map-note").text(note).into()
    });
    let from = seen.clone();
    let controls = part(move || match from.stage.get() {
        Stage::Here => controls(&from, words, nearest),
        Stage::Loading | Stage::Failed => NOTHING,
    });
    let stage = seen.stage;
    el("div", "")
        .live_attr("class", move || match stage.get() {
            Stage::Here => "map-frame map-ready".into(),
            Stage::Loading | Stage::Failed => "map-frame".into(),
        })
        .child(ground)
        .child(controls)
        .child(el("div", "").attr("role", "status").child(note))
        .child(el("p", "map-credit").text(credit))
        .into()
}

fn controls(seen: &Seen, words: MapWords, nearest: u8) -> Tree {
    let mut group = el("div", "map-controls");
    for (class, name, what, end) in [
        ("map-control map-nearer", words.nearer, Wish::Zoom(1), Some(nearest)),
        ("map-control map-farther", words.farther, Wish::Zoom(-1), Some(FARTHEST)),
        ("map-control map-whole", words.whole, Wish::Whole, None),
    ] {
        let (wish, place) = (seen.wish.clone(), seen.place.clone());
        let at_end = move || place.with(|place| place.is_some_and(|place| end == Some(place.zoom)));
        let control = el("button", class)
            .attr("type", "button")
            .attr("aria-label", name)
            .live_attr("aria-disabled", move || if at_end() { "true" } else { "false" }.into());
        group.push(control.pressed(move || wish.set(Some(what))));
    }
    group.into()
}

/// What the map's events do. They hold the map weakly: it holds them.
fn calls(
    handle: &Weak<RefCell<Option<MapHandle>>>,
    seen: &Seen,
    on_choose: Arc<dyn Fn(String) + Send + Sync>,
    nearest: u8,
) -> Calls {
    let (place, no_ground, handle) = (seen.place.clone(), seen.no_ground.clone(), handle.clone());
    Calls {
        moved: Box::new(move |seen| place.set(Some(seen))),
        pressed: Box::new(move |key| {
            let Some(handle) = handle.upgrade() else { return };
            // A cluster opens; what is no cluster is a place.
            let cluster = handle
                .borrow()
                .as_ref()
                .and_then(|map| map.marks().iter().find(|mark| mark.key == key)?.opens);
            match cluster {
                Some((area, least)) => {
                    if let Some(map) = handle.borrow().as_ref() {
                        map.open(&area, least.unwrap_or(nearest), NEAREST_FRAME);
                    }
                }
                None => on_choose(key),
            }
        }),
        troubled: Box::new(move |failing| no_ground.set(failing)),
    }
}
