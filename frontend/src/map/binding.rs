//! The names of frontend/js/map.js, as they are there.

use js_sys::Promise;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    /// The browser's own `import()`: fetches a module once and gives it to everybody who asks.
    #[wasm_bindgen(js_name = "import")]
    pub(super) fn import_module(address: &str) -> Promise;

    /// The module.
    pub(super) type MapModule;

    /// Loads the map's style sheet, once.
    #[wasm_bindgen(method, catch)]
    pub(super) fn style(this: &MapModule, address: &str) -> Result<Promise, JsValue>;

    /// Makes a map in an element. It glides unless the person asked the device for less motion.
    #[wasm_bindgen(method, catch, js_name = createMap)]
    pub(super) fn create(
        this: &MapModule,
        element: &JsValue,
        max_data_zoom: u8,
        max_zoom: u8,
        bounds: &[f64],
        moved: &Closure<dyn FnMut(f64, f64, f64, f64, f64)>,
        pressed: &Closure<dyn FnMut(String)>,
        troubled: &Closure<dyn FnMut(bool)>,
    ) -> Result<MapObject, JsValue>;

    /// A map.
    pub(super) type MapObject;

    /// Makes a marker or changes it.
    #[wasm_bindgen(method)]
    pub(super) fn put(
        this: &MapObject,
        key: &str,
        lat: f64,
        lon: f64,
        x: f64,
        y: f64,
        look: &str,
        label: &str,
        text: &str,
        above: f64,
    );

    /// Makes the spot of a fan.
    #[wasm_bindgen(method)]
    pub(super) fn spot(this: &MapObject, key: &str, lat: f64, lon: f64, look: &str);

    /// Takes a marker or a spot away.
    #[wasm_bindgen(method)]
    pub(super) fn drop(this: &MapObject, key: &str);

    /// Draws these lines and no others, four numbers each.
    #[wasm_bindgen(method)]
    pub(super) fn connect(this: &MapObject, numbers: &[f64]);

    /// Shows where the person is; NaN takes it away.
    #[wasm_bindgen(method)]
    pub(super) fn locate(this: &MapObject, lat: f64, lon: f64, metres: f64, label: &str);

    /// Shows an area, no nearer than a zoom.
    #[wasm_bindgen(method)]
    pub(super) fn fit(this: &MapObject, west: f64, south: f64, east: f64, north: f64, nearest: u8);

    /// Shows an area, at least and at most so near.
    #[wasm_bindgen(method)]
    pub(super) fn open(this: &MapObject, west: f64, south: f64, east: f64, north: f64, least: u8, nearest: u8);

    /// Shows a point at a zoom.
    #[wasm_bindgen(method)]
    pub(super) fn show(this: &MapObject, lat: f64, lon: f64, zoom: u8);

    /// Goes nearer or farther.
    #[wasm_bindgen(method)]
    pub(super) fn zoom(this: &MapObject, by: f64);

    /// Ends it: listeners, canvases and markers go.
    #[wasm_bindgen(method)]
    pub(super) fn remove(this: &MapObject);
}
