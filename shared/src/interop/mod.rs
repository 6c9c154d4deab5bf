//! Formats of other programs, one pure function each.

// What only a server writes and reads is not in the app.
#[cfg(not(target_arch = "wasm32"))]
pub mod about;
#[cfg(not(target_arch = "wasm32"))]
pub mod access_facts;
#[cfg(not(target_arch = "wasm32"))]
pub mod geojson;
#[cfg(not(target_arch = "wasm32"))]
pub mod hsds;
pub mod ics;
mod ics_text;
#[cfg(not(target_arch = "wasm32"))]
pub mod json_ld;
#[cfg(not(target_arch = "wasm32"))]
pub mod table;
