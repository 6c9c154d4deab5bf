//! Getting data: one file that fetches, one engine that pulls, applies, keeps and publishes, and
//! one stream that says when.

pub mod changes;
pub mod engine;
pub mod fetch;
