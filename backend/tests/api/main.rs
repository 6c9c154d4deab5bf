//! The server as its clients see it: one file a route, over a small data set and a clock that stands still.

mod edge;
mod fixture;
mod import;
mod sync;
