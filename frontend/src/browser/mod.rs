//! The browser as plain functions and guards: the rest of the app names no `web_sys` and no `js_sys`.

pub mod clock;
pub mod crash;
pub mod document;
pub mod download;
pub mod events;
pub mod frame;
pub mod guard;
pub mod history;
mod hydrate;
pub mod keys;
pub mod listener;
pub mod network;
pub mod patch;
pub mod position;
pub mod promise;
pub mod rest;
pub mod roles;
pub mod share;
pub mod sight;
pub mod worker;
