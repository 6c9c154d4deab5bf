//! The tests of time: against the big crates, against tables from elsewhere, and the days that go wrong elsewhere.

mod contract;
mod opening;
mod rome;
mod rules;
mod support;
