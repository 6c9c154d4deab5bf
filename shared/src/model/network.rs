//! A network (rete) of hubs and spokes, and the organisations behind it.

use serde::{Deserialize, Serialize};

use super::codes::codes;
use super::skip::is_false;
use super::{Access, ComuneCode, Email, NetworkId, Phone, Source, Suspension, Url, Verification};

codes! {
    /// What an organisation is to a network or a place.
    OrganisationRole, "unknown-role" {
        /// Lead body (capofila).
        Lead = "lead",
        /// Partner.
        Partner = "partner",
        /// Runs the place (gestore).
        Manager = "manager",
        /// Pays (finanziatore).
        Funder = "funder",
        /// Coordinates, such as an ATS.
        Coordinator = "coordinator",
        /// Promoter.
        Promoter = "promoter",
        /// The public body whose service it is (titolare).
        Owner = "owner",
        /// Approved the project (ente che approva).
        Approver = "approver",
        /// The body it answers to (ente di riferimento).
        Reference = "reference",
        /// Works with it and is no part of it, such as a hospital (in rete con).
        Neighbour = "neighbour",
    }
}

/// A body behind a network or a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// What it does here.
    pub role: OrganisationRole,
    /// The part it does, where that is not the whole: "spazio 0-3".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<String>,
    /// What else the source says of its role, such as a year or a sum.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Its page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Url>,
}

/// A page that holds the hours of a network's places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoursPage {
    /// As the source names it.
    pub title: String,
    /// Its address; `None` is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Url>,
}

/// An act behind a network: a resolution, a decree, a call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Act {
    /// As it is cited, such as `DGR 2315/2019`.
    pub name: String,
    /// What it does for the network, as the source tells it: a call, a sum, a term.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Its text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<Url>,
}

/// A network (rete) of places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Network {
    /// Id.
    pub id: NetworkId,
    /// Name.
    pub name: String,
    /// What it is, in plain words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The territory as the network names it, such as an Ambito.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub territory: Option<String>,
    /// The comuni it serves, also those without a place: its catchment.
    #[serde(default)]
    pub comuni: Vec<ComuneCode>,
    /// Who stands behind it.
    #[serde(default)]
    pub organisations: Vec<Organisation>,
    /// How many places it says it has; more than are listed means that the list is incomplete.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places_expected: Option<u32>,
    /// How many of these are listed, where desks and houses that it does not count are listed besides; `None`
    /// means that every listed place is one of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places_known: Option<u32>,
    /// The acts it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acts: Vec<Act>,
    /// What it says of all its places about cost and way in: its own word, not a fact of each door.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
    /// Where another institution publishes the hours of its places.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours_page: Option<HoursPage>,
    /// Its own site.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub website: Option<Url>,
    /// Telephone numbers of the network.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phone: Vec<Phone>,
    /// E-mail addresses of the network.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub email: Vec<Email>,
    /// Periods in which none of its activities run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspensions: Vec<Suspension>,
    /// School holidays of its region, for hours that speak of them (`SH`); empty is not known.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub school_holidays: Vec<Suspension>,
    /// Who confirmed it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<Verification>,
    /// Where its facts come from.
    #[serde(default)]
    pub sources: Vec<Source>,
    /// `true` for an example.
    #[serde(default, skip_serializing_if = "is_false")]
    pub sample: bool,
}
