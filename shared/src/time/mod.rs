//! The hub's wall clock: civil dates, Europe/Rome, opening hours, recurrence. Never the device's zone.
//!
//! In reading order: [`date`] days and times, [`rome`] the zone, [`holiday`] the Italian calendar, [`opening`] and
//! [`recurrence`] the two syntaxes, [`hours_text`] hours as people write them, [`calendar`] what a day is at one spot,
//! [`door`] whose hours, [`basis`] how old they are, [`open_state`] and [`occurrence`] the
//! answers, [`when`] the question, [`asked`] how far it may reach.

pub mod asked;
pub mod basis;
pub mod calendar;
pub(crate) mod coherence;
pub mod date;
mod date_text;
pub mod day_hours;
pub mod day_part;
pub mod door;
mod exceptions;
pub mod holiday;
pub mod hours_text;
pub mod next_step;
pub mod occurrence;
pub mod open_state;
pub mod opening;
mod partial_date;
mod reason;
pub mod recurrence;
pub mod rome;
mod slot;
pub mod standing;
pub mod status;
pub mod when;
pub mod words;

pub use basis::{Basis, Trust};
pub use calendar::{Calendar, Feast};
pub use coherence::days_without_date;
pub use date::{Date, Dates, Instant, LocalDateTime, Start, TimeOfDay, Weekday};
pub use day_part::DayPart;
pub use door::Door;
pub use holiday::Holiday;
pub use occurrence::Occurrence;
pub use open_state::{OpenState, Reason, State, open_state};
pub use opening::{HoursKind, OpeningHours};
pub use partial_date::PartialDate;
pub use recurrence::Rule;
pub use standing::{Standing, standing};
pub use status::OccurrenceStatus;
