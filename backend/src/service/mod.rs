//! What can be done with a store, one verb a file.

pub mod backup;
pub mod export;
pub mod feedback;
pub mod import;
pub mod import_formats;
pub mod open_data;
pub mod repair;
pub mod restore;
pub mod seed;
pub mod staff;
pub mod territory;
pub mod translations;
pub mod undo;
pub mod verify;
pub mod views;
