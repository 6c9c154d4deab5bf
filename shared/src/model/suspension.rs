//! Periods in which activities do not run.

use serde::{Deserialize, Deserializer, Serialize};

use crate::time::Date;

/// A period, both days included, in which activities do not run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    /// First day.
    pub from: Date,
    /// Last day; `None`, written `null`, is until further notice.
    #[serde(deserialize_with = "nullable")]
    pub to: Option<Date>,
    /// Why, as families read it.
    #[serde(default)]
    pub reason: String,
}

impl Suspension {
    /// Whether it holds on that day.
    #[must_use]
    pub fn holds_on(&self, date: Date) -> bool {
        self.from <= date && self.to.is_none_or(|to| date <= to)
    }
}

/// A field that must be there and may be `null`: a last day that somebody forgot is no "until further notice".
pub(super) fn nullable<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    Option::deserialize(deserializer)
}
