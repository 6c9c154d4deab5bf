//! What stays on this device: the data set in IndexedDB, small settings in localStorage. Nothing of it is ever sent.

mod database;
pub mod prefs;

pub use database::{Kept, StorageFault, keep_checked, keep_delta, keep_snapshot, load, stay_persistent};
