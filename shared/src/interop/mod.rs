//! Formats of other programs, one pure function each.

pub mod ics;
mod ics_text;
