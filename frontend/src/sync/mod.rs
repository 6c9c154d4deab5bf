//! Getting data: one file that fetches, one engine that pulls, applies, keeps and publishes.

pub mod engine;
pub mod fetch;
