//! Recurrence rules (RFC 5545 `RRULE`), as a value that can only hold what was understood.

use core::str::FromStr;

use crate::problem::Refusal;

/// A recurrence rule of the supported part of RFC 5545. Keeps its source text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    text: Box<str>,
}

impl Rule {
    /// The text it was read from.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for Rule {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        match text.starts_with("FREQ=") {
            true => Ok(Self { text: text.into() }),
            false => Err(Refusal::at("bad-rrule", 1, "an RRULE starts with FREQ=")),
        }
    }
}
