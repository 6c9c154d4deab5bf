//! The pages: each puts components together and says what it is about.

pub mod agenda;
pub mod finder;
pub mod household;
pub mod not_found;
pub mod record;
pub mod saved;
pub mod waiting;
