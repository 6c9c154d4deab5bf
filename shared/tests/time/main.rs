//! The tests of time: against the big crates, against tables from elsewhere, and the days that go wrong elsewhere.

mod answers;
mod calendar_file;
mod contract;
mod edges;
mod honesty;
mod opening;
mod rome;
mod rules;
mod support;
mod table;
mod when;
