//! The records of a data set (`family-hub/1`): parsed once at the edge into types that cannot hold a bad value.

pub mod access;
pub mod activity;
pub mod bounds;
pub mod check;
pub(crate) mod codes;
pub mod comune;
pub mod contact;
pub mod dataset;
pub mod guide;
pub mod id;
pub mod micro_degrees;
pub mod network;
pub mod place;
pub mod provenance;
mod read;
mod skip;
mod suspension;
pub mod translation;

pub use access::{Access, Accessibility, Booking, Entry, Mode, SaidBy, Setting, Wheelchair};
pub use activity::{Activity, Audience, Cancelled, Group, Moved, PlacesLeft, Room, Schedule, Venue};
pub use check::{BadRecord, check};
pub(crate) use codes::{text_serde, unknown_code};
pub use comune::{Comune, ComuneCode, PatronDay, PostalCode};
pub use contact::{Email, Language, Phone, Url};
pub use dataset::{Dataset, MissingPlaces, Record, RecordKey, RecordKind};
pub use guide::{Guide, Line, Link};
pub use id::{ActivityId, GuideId, NetworkId, PlaceId};
pub use network::{Act, HoursPage, Network, Organisation, OrganisationRole};
pub use place::{Address, Baby, Closure, Desk, Event, EventKind, Place, PlaceKind, Position, Precision, Status};
pub use provenance::{Source, Verification, VerifiedGroups};
pub use suspension::Suspension;
pub use translation::{TranslatedBy, TranslatedField, Translation, translation_of};
