//! An activity (attività): what, for whom, where and when.

use serde::{Deserialize, Serialize};

use super::codes::codes;
use super::skip::is_false;
use super::{
    Access, ActivityId, Address, Language, Mode, NetworkId, PlaceId, Position, Setting, Source, Suspension,
    Translation, Verification,
};
use crate::taxonomy::{Category, Topic};
use crate::time::{Date, LocalDateTime, Rule, Start};

codes! {
    /// People whom something is for, beside their age.
    Group, "unknown-group" {
        /// Grandparents.
        Grandparents = "grandparents",
        /// Couples.
        Couples = "couples",
        /// Adults on their own.
        Alone = "alone",
        /// Parents who bring up children alone.
        SingleParents = "single_parents",
        /// Fathers of a baby.
        NewFathers = "new_fathers",
        /// Families with many children.
        LargeFamilies = "large_families",
        /// Families with a child who has a disability.
        ChildWithDisability = "child_with_disability",
        /// Families with a parent who has a disability.
        ParentWithDisability = "parent_with_disability",
        /// People who have come to Italy lately.
        NewlyArrived = "newly_arrived",
    }
}

codes! {
    /// Whether there is room.
    Room, "unknown-room" {
        /// There is.
        Free = "free",
        /// For a few more.
        Few = "few",
        /// There is none.
        Full = "full",
        /// None, but one can be put on a list.
        WaitingList = "waiting_list",
    }
}

/// Whether there is room, and when that was said: it is worth nothing without its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlacesLeft {
    /// Whether there is room.
    pub room: Room,
    /// The day it was said.
    pub on: Date,
}

/// Where an activity is, when that is not its place: a school, a park, a library.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Venue {
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its address, as far as it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// Its position; `None` is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
}

/// For whom an activity is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Audience {
    /// Youngest age in completed months, included; `None` is no lower bound. 0 is an age.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_months: Option<u16>,
    /// Oldest age in months, included; `None` is no upper bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_months: Option<u16>,
    /// Groups in words, such as `genitori`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<String>,
    /// Groups in codes, where they are of those that families look for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub who: Vec<Group>,
}

/// One date that does not take place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cancelled {
    /// The day it would have been.
    pub date: Date,
    /// Why, as families read it.
    #[serde(default)]
    pub reason: String,
}

/// One date that takes place at another time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// The day it would have been.
    pub date: Date,
    /// When it is instead.
    pub to: LocalDateTime,
    /// How long it lasts then; `None` is as usual.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u16>,
    /// Why, as families read it.
    #[serde(default)]
    pub reason: String,
}

/// When an activity runs. Times are the wall clock of Europe/Rome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// The first date; without a time it is "orario da confermare".
    pub start: Start,
    /// How long one date lasts; `None` is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u16>,
    /// `true` when it fills whole days rather than lacking a time.
    #[serde(default, skip_serializing_if = "is_false")]
    pub all_day: bool,
    /// How it repeats; `None` is once, or on `dates`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rrule: Option<Rule>,
    /// Further dates without a rule (RFC 5545 RDATE).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<Start>,
    /// Days on which the rule does not hold (RFC 5545 EXDATE): they never were.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exdates: Vec<Date>,
    /// Dates that were announced and do not take place.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cancelled: Vec<Cancelled>,
    /// Dates that take place at another time.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<Moved>,
}

/// An activity.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activity {
    /// Id.
    pub id: ActivityId,
    /// Where; `None` is not told by the sources.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceId>,
    /// Where it is when that is elsewhere than at the place that organises it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub venue: Option<Venue>,
    /// The network that offers it.
    pub network: NetworkId,
    /// Title.
    pub title: String,
    /// What happens there, in plain words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// What kind of activity it is.
    pub category: Category,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<Topic>,
    /// For whom.
    #[serde(default)]
    pub audience: Audience,
    /// When; `None` is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schedule: Option<Schedule>,
    /// Periods in which it does not run, besides those of its place and network.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspensions: Vec<Suspension>,
    /// Cost and way in.
    #[serde(default)]
    pub access: Access,
    /// Where or how it takes place; empty is not told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modes: Vec<Mode>,
    /// With whom one is there; empty is not told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settings: Vec<Setting>,
    /// What to bring.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bring: Vec<String>,
    /// Whether there is room; `None` is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub places_left: Option<PlacesLeft>,
    /// Who organises it, when that is not the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub organiser: Option<String>,
    /// Languages spoken at it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub languages: Vec<Language>,
    /// Professionals who lead it, by role.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub staff_roles: Vec<String>,
    /// Who confirmed it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<Verification>,
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
