//! The pull protocol: a cursor, a whole snapshot, or what changed since. Pure: bytes in, data set out.
//!
//! A body is one JSON object whose last field is `"crc32c"`: eight hex digits over every byte before the comma in
//! front of it. JSON alone would not notice a flipped bit inside a name, nor a portal's page that happens to parse.

mod apply;
mod body;
mod collect;
mod crc32c;

pub use apply::{Applied, NextStep, advance, apply, begin};
pub use body::{BodyError, decode, encode};
pub use collect::collect_delta;
pub use crc32c::crc32c;

use serde::{Deserialize, Serialize};

use crate::model::Dataset;

/// The format that this code writes and reads. A body with another number is refused, and local data stays.
pub const FORMAT: u8 = 1;

/// Where a reader stands: after change `seq` of the server's life `epoch`.
///
/// A server gets a new epoch whenever its past may differ from what readers saw (first start, restore).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// The server's life: 16 hex digits.
    pub epoch: String,
    /// The last change seen, from 1; 0 is "none yet".
    pub seq: u64,
}

/// Everything, as of a cursor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Snapshot {
    /// [`FORMAT`]
    pub format: u8,
    /// The server's life.
    pub epoch: String,
    /// The last change that is in it.
    pub seq: u64,
    /// When the last change was made: seconds since 1970 (UTC). Tells the age of the data.
    pub at: i64,
    /// The records.
    pub data: Dataset,
}

/// What changed between two cursors of one epoch: the last state of each record touched.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Delta {
    /// [`FORMAT`]
    pub format: u8,
    /// The server's life.
    pub epoch: String,
    /// The cursor it starts from.
    pub from: u64,
    /// The cursor it leads to.
    pub seq: u64,
    /// When the last change was made: seconds since 1970 (UTC).
    pub at: i64,
    /// Records that are new or changed. Its `comuni` are added to those known.
    pub put: Dataset,
    /// Ids of records that are gone.
    #[serde(default)]
    pub removed: Removed,
}

/// Ids of records that are gone, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Removed {
    /// Networks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub networks: Vec<String>,
    /// Places.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    /// Activities.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub activities: Vec<String>,
    /// Guides.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guides: Vec<String>,
}

/// An answer of `/api/v1/sync`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Everything.
    Snapshot(Box<Snapshot>),
    /// What changed.
    Delta(Box<Delta>),
}
