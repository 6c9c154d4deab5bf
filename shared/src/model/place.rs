//! A place (sede): hub, spoke, desk, themed house or clinic, with address, hours and contacts.

use serde::{Deserialize, Deserializer, Serialize};

use super::codes::codes;
use super::micro_degrees::MicroDegrees;
use super::skip::is_false;
use super::suspension::{Suspension, nullable};
use super::{
    Access, Accessibility, ComuneCode, Email, Language, Mode, NetworkId, Organisation, Phone, PlaceId, PostalCode,
    Source, Translation, Url, Verification, VerifiedGroups,
};
use crate::geo::Point;
use crate::taxonomy::Topic;
use crate::time::{Date, OpeningHours, PartialDate};

codes! {
    /// What a place is.
    PlaceKind, "unknown-kind" {
        /// Main seat of a network in its area.
        Hub = "hub",
        /// Outlying seat that belongs to a hub.
        Spoke = "spoke",
        /// Desk (sportello).
        Desk = "desk",
        /// Themed house (casa tematica).
        ThemedHouse = "themed_house",
        /// Family clinic (consultorio).
        Clinic = "clinic",
    }
}

codes! {
    /// How exact a position is.
    Precision, "unknown-precision" {
        /// The door.
        Address = "address",
        /// Somewhere in that street.
        Street = "street",
        /// Somewhere in that quarter: never drawn as a door.
        Quarter = "quarter",
        /// Somewhere in that comune: never drawn as a door.
        Comune = "comune",
    }
}

codes! {
    /// Where a place is in its life.
    Status, "unknown-status" {
        /// Announced, not open yet.
        Planned = "planned",
        /// Running.
        Active = "active",
        /// Moved elsewhere.
        Moved = "moved",
        /// Closed for good.
        Closed = "closed",
    }
}

/// A street address, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street and number, or how people call the spot.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub street: Option<String>,
    /// Postal code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<PostalCode>,
    /// The comune.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comune: Option<ComuneCode>,
    /// Quarter or village inside the comune.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub locality: Option<String>,
    /// The part of a large city that has a council of its own, such as `Municipio IV`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub municipio: Option<String>,
    /// What to know about the address, such as a doubt in the sources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A point on the map and how exact it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Position {
    /// Latitude in degrees.
    pub lat: MicroDegrees,
    /// Longitude in degrees.
    pub lon: MicroDegrees,
    /// How exact it is.
    pub precision: Precision,
}

impl Position {
    /// The point.
    #[must_use]
    pub const fn point(&self) -> Point {
        Point {
            lat: self.lat.0,
            lon: self.lon.0,
        }
    }
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Fields {
            lat: MicroDegrees,
            lon: MicroDegrees,
            precision: Precision,
        }
        let fields = Fields::deserialize(deserializer)?;
        match Point::new(fields.lat.0, fields.lon.0) {
            Some(_) => Ok(Self {
                lat: fields.lat,
                lon: fields.lon,
                precision: fields.precision,
            }),
            None => Err(serde::de::Error::custom("lat lies outside -90 to 90 degrees")),
        }
    }
}

/// A period, both days included, in which a place is closed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Closure {
    /// First day.
    pub from: Date,
    /// Last day; `None`, written `null`, is until further notice.
    #[serde(deserialize_with = "nullable")]
    pub to: Option<Date>,
    /// Why, as families read it.
    #[serde(default)]
    pub reason: String,
}

impl Closure {
    /// Whether it holds on that day.
    #[must_use]
    pub fn holds_on(&self, date: Date) -> bool {
        self.from <= date && self.to.is_none_or(|to| date <= to)
    }
}

codes! {
    /// What happened to a place.
    EventKind, "unknown-event" {
        /// It was announced.
        Announced = "announced",
        /// It opened.
        Opened = "opened",
        /// It has another manager.
        NewManager = "new_manager",
        /// Another manager was announced or called for: whether and when it began is not known.
        ManagerAnnounced = "manager_announced",
        /// It moved.
        Moved = "moved",
        /// It closed.
        Closed = "closed",
    }
}

/// Something that happened to a place, with what is known of its day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// What.
    pub kind: EventKind,
    /// When, as exactly as the source tells it; `None` is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on: Option<PartialDate>,
    /// What is known of it, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What who comes with a baby asks. `None` is not told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Baby {
    /// There is a changing table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changing_table: Option<bool>,
    /// Where it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changing_table_where: Option<String>,
    /// One gets in with a pram.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pram: Option<bool>,
    /// There is a corner to feed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feeding_corner: Option<bool>,
}

/// A desk inside a place, with its own hours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Desk {
    /// What it is called.
    pub name: String,
    /// Its hours; `None` is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening_hours: Option<OpeningHours>,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<Topic>,
    /// Languages spoken at it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<Language>,
    /// Professionals at it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub staff_roles: Vec<String>,
    /// Its own telephone numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phone: Vec<Phone>,
    /// How one gets in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<Access>,
    /// Anything else to know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A place (sede).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Id.
    pub id: PlaceId,
    /// The network it belongs to.
    pub network: NetworkId,
    /// What the building is.
    pub kind: PlaceKind,
    /// What it also acts as: a consultorio can be a hub.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acts_as: Vec<PlaceKind>,
    /// Ids of records that were this place twice: addresses with them lead here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former_ids: Vec<PlaceId>,
    /// The hub it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<PlaceId>,
    /// Name.
    pub name: String,
    /// What it is, in plain words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Who owns the premises.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub host: Option<String>,
    /// Who runs it, and in which role.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub organisations: Vec<Organisation>,
    /// Address, as far as it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Position; `None` is not known, and then it is listed and not drawn.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// Telephone numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phone: Vec<Phone>,
    /// E-mail addresses.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub email: Vec<Email>,
    /// Its page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub website: Option<Url>,
    /// Hours of the place; `None` is not known, which is never "closed".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening_hours: Option<OpeningHours>,
    /// What to know about the hours, such as whose they are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours_note: Option<String>,
    /// Where another institution publishes the hours.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours_page: Option<Url>,
    /// Desks with hours of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub desks: Vec<Desk>,
    /// When it is closed, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub closures: Vec<Closure>,
    /// When its activities do not run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspensions: Vec<Suspension>,
    /// What one finds help with.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<Topic>,
    /// Services in words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
    /// Professionals who are there, by role, never by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub staff_roles: Vec<String>,
    /// Languages spoken there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<Language>,
    /// Cost and way in.
    #[serde(default)]
    pub access: Access,
    /// Physical accessibility.
    #[serde(default)]
    pub accessibility: Accessibility,
    /// What who comes with a baby asks; `None` is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baby: Option<Baby>,
    /// Where or how it works; empty is not told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modes: Vec<Mode>,
    /// Whether its network counts it among the places it says it has; `None` is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted: Option<bool>,
    /// What happened to it, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<Event>,
    /// Where it is in its life.
    #[serde(default = "active")]
    pub status: Status,
    /// Since when it has that status.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_since: Option<Date>,
    /// Date of the newest source behind address, telephone, e-mail or hours, as exactly as it says; `None` is undated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacts_as_of: Option<PartialDate>,
    /// Who confirmed it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<Verification>,
    /// Who confirmed which group of its facts, where not all were confirmed at once.
    #[serde(default, skip_serializing_if = "VerifiedGroups::is_empty")]
    pub verified_groups: VerifiedGroups,
    /// Where its facts come from.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<Source>,
    /// Its texts in other languages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub translations: Vec<Translation>,
    /// `true` for an example.
    #[serde(default, skip_serializing_if = "is_false")]
    pub sample: bool,
}

const fn active() -> Status {
    Status::Active
}
