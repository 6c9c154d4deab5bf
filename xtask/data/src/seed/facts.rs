//! `shared/data/facts.json` as it stands: what public pages say, before it gets codes.

use std::collections::BTreeMap;

use serde::Deserialize;

/// The whole file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Facts {
    pub(super) format: String,
    #[expect(dead_code, reason = "for readers of the file")]
    about: String,
    #[expect(dead_code, reason = "for readers of the file")]
    gathered_on: String,
    pub(super) networks: Vec<Network>,
    pub(super) places: Vec<Place>,
    pub(super) activities: Vec<Activity>,
    pub(super) sources: Sources,
}

/// Pages by their short name.
pub(super) type Sources = BTreeMap<String, Page>;

/// A page that facts were taken from. Its date may lack the day.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Page {
    pub(super) title: String,
    pub(super) url: Option<String>,
    pub(super) date: Option<String>,
}

/// Which page supports which fields.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Support {
    pub(super) id: String,
    pub(super) supports: Vec<String>,
}

/// A body and its role in the words of the page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Body {
    pub(super) name: String,
    pub(super) role: String,
    /// The part it does, where that is not the whole.
    pub(super) part: Option<String>,
    pub(super) note: Option<String>,
    pub(super) url: Option<String>,
}

/// An act behind a network.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Act {
    pub(super) name: String,
    pub(super) note: Option<String>,
}

/// A page of another institution that holds hours.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct HoursPage {
    pub(super) title: String,
    pub(super) url: Option<String>,
}

/// Something that happened to a place.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Event {
    pub(super) kind: String,
    pub(super) on: Option<String>,
    pub(super) note: Option<String>,
}

/// What is said about coming with a baby.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Baby {
    pub(super) changing_table: Option<bool>,
    pub(super) feeding_corner: Option<bool>,
}

/// Where an activity is, when that is not its place.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Venue {
    pub(super) name: Option<String>,
    pub(super) street: Option<String>,
    pub(super) comune: Option<String>,
}

/// What is said about cost and way in.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Access {
    pub(super) free: Option<bool>,
    /// A code of `Entry`, or `mixed` where it depends on what one comes for.
    pub(super) entry: Option<String>,
    pub(super) contact: Option<String>,
    pub(super) note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Network {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) territory: String,
    /// Names of the comuni it says it serves.
    pub(super) comuni: Vec<String>,
    pub(super) organisations: Vec<Body>,
    #[serde(default)]
    pub(super) acts: Vec<Act>,
    pub(super) hours_page: Option<HoursPage>,
    pub(super) places_expected: Option<u32>,
    pub(super) website: Option<String>,
    pub(super) phone: Vec<String>,
    /// What it says of all its places.
    pub(super) access: Access,
    pub(super) source: Vec<Support>,
}

/// A span of hours on one day of the week.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Span {
    /// Two small letters, `mo` to `su`.
    pub(super) day: String,
    pub(super) from: String,
    pub(super) to: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Desk {
    pub(super) name: String,
    pub(super) hours: Vec<Span>,
    pub(super) hours_comment: Option<String>,
    pub(super) access: Option<Access>,
    pub(super) note: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Address {
    pub(super) street: Option<String>,
    pub(super) postal_code: Option<String>,
    pub(super) locality: Option<String>,
    pub(super) municipio: Option<String>,
    pub(super) note: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Place {
    pub(super) id: String,
    pub(super) network: String,
    pub(super) kind: String,
    #[serde(default)]
    pub(super) acts_as: Vec<String>,
    pub(super) parent: Option<String>,
    pub(super) name: String,
    pub(super) description: String,
    pub(super) host: Option<String>,
    /// Name of the comune; `None` where no page states it.
    pub(super) comune: Option<String>,
    #[serde(default)]
    pub(super) address: Address,
    #[serde(default)]
    pub(super) phone: Vec<String>,
    #[serde(default)]
    pub(super) email: Vec<String>,
    pub(super) website: Option<String>,
    /// Hours of the place itself, not of a desk in it.
    #[serde(default)]
    pub(super) hours: Vec<Span>,
    pub(super) hours_note: Option<String>,
    #[serde(default)]
    pub(super) desks: Vec<Desk>,
    pub(super) services: Vec<String>,
    pub(super) staff_roles: Vec<String>,
    pub(super) managed_by: Vec<Body>,
    #[serde(default)]
    pub(super) access: Access,
    #[serde(default)]
    pub(super) modes: Vec<String>,
    pub(super) baby: Option<Baby>,
    /// Whether its network counts it among the places it says it has.
    pub(super) counted: Option<bool>,
    #[serde(default)]
    pub(super) events: Vec<Event>,
    pub(super) status: String,
    pub(super) status_since: Option<String>,
    pub(super) contacts_as_of: Option<String>,
    pub(super) source: Vec<Support>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Audience {
    pub(super) min_months: Option<u16>,
    pub(super) max_months: Option<u16>,
    pub(super) groups: Vec<String>,
    /// Codes of [`shared::model::Group`].
    pub(super) who: Vec<String>,
}

/// Dates that a page states; what only recurs "on Mondays" without a beginning stays in the description.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Schedule {
    pub(super) start: String,
    pub(super) minutes: Option<u16>,
    #[serde(default)]
    pub(super) dates: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Activity {
    pub(super) id: String,
    pub(super) network: String,
    pub(super) place: Option<String>,
    pub(super) title: String,
    pub(super) description: String,
    pub(super) category: String,
    #[serde(default)]
    pub(super) audience: Audience,
    #[serde(default)]
    pub(super) access: Access,
    pub(super) organiser: Option<String>,
    pub(super) venue: Option<Venue>,
    #[serde(default)]
    pub(super) modes: Vec<String>,
    #[serde(default)]
    pub(super) settings: Vec<String>,
    pub(super) schedule: Option<Schedule>,
    #[serde(default)]
    pub(super) staff_roles: Vec<String>,
    pub(super) source: Vec<Support>,
}
