//! What a finder of family hubs knows, without I/O and without a clock: `now` is always an argument.
//!
//! In reading order: [`model`] the records, [`taxonomy`] their codes, [`time`] the hub's wall clock,
//! [`agenda`] days with their dates, [`text`] folding and tokens, [`geo`] distances, [`cluster`] markers, [`gazetteer`] the comuni, [`household`] whom it suits, [`i18n`] the words, [`filter`], [`query`] and
//! [`search`] the answers, [`sync`] snapshots and deltas, [`merge`] two changes of one record, [`json`] reading them, [`problem`] refusals.

pub mod agenda;
pub mod board;
pub mod cluster;
// Keepers of data compare places; families do not.
#[cfg(not(target_arch = "wasm32"))]
pub mod duplicates;
pub mod filter;
pub mod gazetteer;
pub mod geo;
pub mod household;
pub mod i18n;
pub mod interop;
pub mod json;
pub mod kiosk;
pub mod merge;
pub mod model;
pub mod order;
pub mod orientation;
pub mod pack;
pub mod plan;
pub mod problem;
pub mod query;
pub mod reach;
pub mod route;
pub mod search;
#[cfg(feature = "data")]
pub mod seed;
pub mod sync;
pub mod taxonomy;
pub mod text;
pub mod time;
pub mod view;
