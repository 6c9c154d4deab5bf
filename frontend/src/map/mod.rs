//! The map: what stands where is decided here, Leaflet (frontend/js/map.js) puts it on the screen.
//!
//! In reading order: [`row`] what the map is told, [`marks`] what it shows of that, [`frame`] which part of the world
//! it shows, [`prefetch`] the tiles a device stores for later; `binding` and `handle` hold the JavaScript side; [`view`]
//! follows the state.

mod binding;
pub mod frame;
mod handle;
pub mod marks;
pub mod prefetch;
pub mod row;
pub mod view;

pub use frame::MapPlace;
pub use handle::last_zoom;
pub use prefetch::tiles_to_prefetch;
pub use row::{Here, MapRow, MapWords};
pub use view::{start, stop};
