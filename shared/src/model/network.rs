//! A network (rete) of hubs and spokes, and the organisations behind it.

use serde::{Deserialize, Serialize};

use super::codes::codes;
use super::{ComuneCode, Email, NetworkId, Phone, Source, Suspension, Url, Verification};

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
    }
}

/// A body behind a network or a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Its name.
    pub name: String,
    /// What it does here.
    pub role: OrganisationRole,
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

/// For `skip_serializing_if`: most records are no examples.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature serde asks for")]
pub(super) fn is_false(value: &bool) -> bool {
    !*value
}
