//! The server as its clients see it: one file a route, over a small data set and a clock that stands still.

mod activities;
mod calendar;
mod comuni;
mod documents;
mod edge;
mod events;
mod feedback;
mod files;
mod fixture;
mod guides;
mod import;
mod import_time;
mod networks;
mod open_data;
mod overload;
mod pages;
mod places;
mod poisonous;
mod rates;
mod search;
mod search_on_device;
mod site;
mod staff;
mod staff_rights;
mod sync;
mod tiles;
