//! The map: what stands where is decided here, Leaflet (frontend/js/map.js) puts it on the screen.
//!
//! In reading order: [`row`] what the map is told, [`marks`] what it shows of that, [`frame`] which part of the world
//! it shows, [`ahead`] the tiles a device stores for later; `binding` and `handle` hold the JavaScript side; [`view`]
//! follows the state.

pub mod ahead;
mod binding;
pub mod frame;
mod handle;
pub mod marks;
pub mod row;
pub mod view;

pub use ahead::tiles_ahead;
pub use frame::MapPlace;
pub use handle::last_zoom;
pub use row::{Here, MapRow, MapWords};
pub use view::{start, stop};
