//! Formats of other programs, one pure function each.

pub mod ics;
mod ics_text;
// Only a server tells engines; the JSON writer is not in the app.
#[cfg(not(target_arch = "wasm32"))]
pub mod json_ld;
