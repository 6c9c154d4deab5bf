//! A map on the screen that ends when its handle is dropped.

use shared::cluster::Area;
use shared::geo::Point;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;

use super::binding::{MapModule, MapObject, import_module};
use super::frame::{ITALY, MapPlace};
use super::marks::{Mark, Step, steps};
use super::row::Here;
use crate::browser::roles;

/// What the basemap offers, as the page says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ground {
    /// The nearest zoom with tiles.
    pub(super) max_data_zoom: u8,
    /// Whom the map names.
    pub(super) attribution: String,
}

impl Ground {
    /// From the page's script tag: `data-map-zoom` and `data-map-credit`; without them the embedded basemap's.
    pub(super) fn of_page() -> Self {
        let zoom = roles::attribute("data-map-zoom").and_then(|zoom| zoom.parse().ok());
        Self {
            max_data_zoom: zoom.unwrap_or(10),
            attribution: roles::attribute("data-map-credit")
                .unwrap_or_else(|| "Confini: ISTAT / Openpolis (CC BY 4.0) · Natural Earth".to_owned()),
        }
    }

    /// The nearest view that makes sense: with streets a street, without them a comune.
    pub(super) fn max_zoom(&self) -> u8 {
        if self.max_data_zoom > 12 { 18 } else { 15 }
    }
}

/// The nearest zoom that the basemap has tiles for.
#[must_use]
pub fn last_zoom() -> u8 {
    Ground::of_page().max_data_zoom
}

/// Called by the map.
pub(super) struct Calls {
    /// The view is another.
    pub(super) moved: Box<dyn FnMut(MapPlace)>,
    /// A marker or cluster was pressed.
    pub(super) pressed: Box<dyn FnMut(String)>,
    /// Tiles have stopped coming, or come again.
    pub(super) troubled: Box<dyn FnMut(bool)>,
}

/// Loads the script and the style of the map. Asked again it answers at once, and after a failure it tries again.
pub(super) async fn load() -> Result<MapModule, JsValue> {
    let missing = || JsValue::from_str("this build has no map");
    let (script, style) = (roles::path_of("map-js"), roles::path_of("map-css"));
    let module = JsFuture::from(import_module(&script.ok_or_else(missing)?)).await?;
    let module: MapModule = module.unchecked_into();
    JsFuture::from(module.style(&style.ok_or_else(missing)?)?).await?;
    Ok(module)
}

/// The map.
pub(super) struct MapHandle {
    object: MapObject,
    marks: Vec<Mark>,
    _moved: Closure<dyn FnMut(f64, f64, f64, f64, f64)>,
    _pressed: Closure<dyn FnMut(String)>,
    _troubled: Closure<dyn FnMut(bool)>,
}

impl MapHandle {
    /// Makes a map that fills an element.
    pub(super) fn new(module: &MapModule, element: &JsValue, ground: &Ground, calls: Calls) -> Result<Self, JsValue> {
        let Calls {
            mut moved,
            pressed,
            troubled,
        } = calls;
        let moved = Closure::new(move |west, south, east, north, zoom: f64| {
            let place = MapPlace {
                area: Area {
                    south_west: clamped(south, west),
                    north_east: clamped(north, east),
                },
                zoom: zoom as u8,
            };
            moved(place);
        });
        let (pressed, troubled) = (Closure::wrap(pressed), Closure::wrap(troubled));
        let corners = corners(&ITALY);
        let (data, nearest) = (ground.max_data_zoom, ground.max_zoom());
        let object = module.create(element, data, nearest, &corners, &moved, &pressed, &troubled)?;
        Ok(Self {
            object,
            marks: Vec::new(),
            _moved: moved,
            _pressed: pressed,
            _troubled: troubled,
        })
    }

    /// The marks on the screen.
    pub(super) fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// Shows these marks and no others.
    pub(super) fn set_marks(&mut self, marks: Vec<Mark>) {
        for step in steps(&self.marks, &marks) {
            match step {
                Step::Drop(key) => self.object.drop(key),
                Step::Put(mark) => self.put(mark),
            }
        }
        self.marks = marks;
    }

    fn put(&self, mark: &Mark) {
        let (lat, lon) = (mark.at.lat_degrees(), mark.at.lon_degrees());
        if mark.label.is_empty() {
            self.object.spot(&mark.key, lat, lon, &mark.look);
            return;
        }
        let (x, y) = (f64::from(mark.offset.x), f64::from(mark.offset.y));
        let above = f64::from(mark.above);
        self.object
            .put(&mark.key, lat, lon, x, y, &mark.look, &mark.label, &mark.text, above);
    }

    /// Draws these lines and no others.
    pub(super) fn set_lines(&self, lines: &[(Point, Point)]) {
        let degrees = |at: &Point| [at.lat_degrees(), at.lon_degrees()];
        let numbers: Vec<f64> = lines
            .iter()
            .flat_map(|(from, to)| degrees(from).into_iter().chain(degrees(to)))
            .collect();
        self.object.connect(&numbers);
    }

    /// Shows where the person is, or no longer.
    pub(super) fn set_here(&self, here: Option<Here>, label: &str) {
        let (lat, lon) = here.map_or((f64::NAN, f64::NAN), |here| {
            (here.at.lat_degrees(), here.at.lon_degrees())
        });
        let metres = f64::from(here.map_or(0, |here| here.metres));
        self.object.locate(lat, lon, metres, label);
    }

    /// Shows an area, no nearer than a zoom.
    pub(super) fn fit(&self, area: &Area, nearest: u8) {
        let [west, south, east, north] = corners(area);
        self.object.fit(west, south, east, north, nearest);
    }

    /// Shows an area, at least as near as `least`, and no nearer than `nearest` unless it must.
    pub(super) fn open(&self, area: &Area, least: u8, nearest: u8) {
        let [west, south, east, north] = corners(area);
        self.object.open(west, south, east, north, least, nearest);
    }

    /// Shows a point at a zoom.
    pub(super) fn show(&self, at: Point, zoom: u8) {
        self.object.show(at.lat_degrees(), at.lon_degrees(), zoom);
    }

    /// One step nearer (1) or farther (−1).
    pub(super) fn zoom(&self, by: i8) {
        self.object.zoom(f64::from(by));
    }
}

impl Drop for MapHandle {
    fn drop(&mut self) {
        self.object.remove();
    }
}

fn corners(area: &Area) -> [f64; 4] {
    let (low, high) = (area.south_west, area.north_east);
    [
        low.lon_degrees(),
        low.lat_degrees(),
        high.lon_degrees(),
        high.lat_degrees(),
    ]
}

/// A point of a view, which can reach over the edge of the world.
fn clamped(lat: f64, lon: f64) -> Point {
    let point = Point::from_degrees(lat.clamp(-90.0, 90.0), lon.clamp(-180.0, 180.0));
    point.unwrap_or(ITALY.south_west)
}
