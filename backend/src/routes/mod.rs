//! One file a resource. A route decodes, calls one function, and encodes; [`edge`] stands around all of them.

pub mod activities;
pub mod ask;
pub mod calendar;
pub mod comuni;
pub mod documents;
pub mod edge;
pub mod events;
pub mod feedback;
pub mod files;
pub mod guides;
pub mod health;
pub mod import;
pub mod kiosks;
pub mod metrics;
pub mod networks;
pub mod open_data;
pub mod page;
pub mod parameters;
pub mod places;
pub mod reply;
pub mod search;
pub mod site;
pub mod staff;
pub mod sync;
pub mod tiles;
pub mod undo;
