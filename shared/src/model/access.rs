//! How one gets in: cost, entry, wheelchair. What is not known stays `None` or `unknown`, never "no".

use serde::{Deserialize, Serialize};

use super::codes::codes;
use super::{Email, Phone, Url};
use crate::time::Date;

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

codes! {
    /// Who says how one gets in, when it is not the place itself.
    SaidBy, "unknown-said-by" {
        /// The network, of all its places.
        Network = "network",
    }
}

codes! {
    /// Where or how something takes place.
    Mode, "unknown-mode" {
        /// At the place.
        OnSite = "on_site",
        /// At the family's home.
        Home = "home",
        /// In a hospital.
        Hospital = "hospital",
        /// By telephone.
        Phone = "phone",
        /// By video or chat.
        Online = "online",
        /// Out in the streets, schools and parks.
        Outreach = "outreach",
    }
}

codes! {
    /// With whom one is there.
    Setting, "unknown-setting" {
        /// Alone, as a couple or as one family.
        Individual = "individual",
        /// With others.
        Group = "group",
    }
}

/// How to book. What is not told is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// How, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub how: Option<String>,
    /// The page to book on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Url>,
    /// The number to book at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// The address to write to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Email>,
    /// The last day to book.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
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
    /// How to book; `None` is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub booking: Option<Booking>,
    /// Who says so, when it is not the place or activity itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub said_by: Option<SaidBy>,
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
    /// There is a step at the entrance; `None`, here and below, is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<bool>,
    /// There is a ramp.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ramp: Option<bool>,
    /// There is a lift to where it takes place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lift: Option<bool>,
    /// There is a toilet that a wheelchair gets into.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub toilet: Option<bool>,
    /// There is reserved parking near by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parking: Option<bool>,
    /// The nearest stop with its lines, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bus_stop: Option<String>,
    /// There is a hearing loop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hearing_loop: Option<bool>,
    /// There is a quiet room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet_room: Option<bool>,
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
            step: None,
            ramp: None,
            lift: None,
            toilet: None,
            parking: None,
            bus_stop: None,
            hearing_loop: None,
            quiet_room: None,
            note: None,
        }
    }
}
