//! The hub's wall clock: civil dates, Europe/Rome, opening hours, recurrence. Never the device's zone.

pub mod date;
pub mod opening;
pub mod recurrence;

pub use date::{Date, Instant, LocalDateTime, Start, TimeOfDay, Weekday};
pub use opening::OpeningHours;
pub use recurrence::Rule;
