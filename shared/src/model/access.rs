//! How one gets in: cost, entry, wheelchair. What is not known stays `None` or `unknown`, never "no".

use serde::{Deserialize, Serialize};

use super::codes::codes;

codes! {
    /// How one begins.
    Entry, "unknown-entry" {
        /// Come as you are.
        WalkIn = "walk_in",
        /// Book first.
        Booking = "booking",
        /// Only sent by another service.
        Referral = "referral",
    }
}

codes! {
    /// Whether a wheelchair gets in.
    Wheelchair, "unknown-wheelchair" {
        /// Everywhere.
        Yes = "yes",
        /// In part.
        Limited = "limited",
        /// Not.
        No = "no",
        /// Nobody has told yet.
        Unknown = "unknown",
    }
}

/// Cost and way in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Access {
    /// Free of charge; `None` is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub free: Option<bool>,
    /// Way in; `None` is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<Entry>,
    /// What it costs, or how to book, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<String>,
    /// Anything else to know before coming.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// Physical accessibility of a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Accessibility {
    /// Wheelchair access.
    #[serde(default = "unknown")]
    pub wheelchair: Wheelchair,
    /// Details in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

const fn unknown() -> Wheelchair {
    Wheelchair::Unknown
}

impl Default for Accessibility {
    fn default() -> Self {
        Self {
            wheelchair: Wheelchair::Unknown,
            note: None,
        }
    }
}
