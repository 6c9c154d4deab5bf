//! What the page of a record shows.

use std::collections::HashMap;

use serde_json::{Map, Value};
use shared::model::RecordKind;

use crate::service::feedback::Report;

/// A change of the past.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// Its number.
    pub seq: u64,
    /// When, as it is read.
    pub when: String,
    /// The code of the role of who made it; empty for an import.
    pub role: String,
    /// The fields that it changed; none where what stood before is not kept.
    pub fields: Vec<PastField>,
}

/// A field that a change of the past replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastField {
    /// Its name.
    pub name: String,
    /// What stood before.
    pub before: Option<Value>,
    /// What stands since.
    pub after: Option<Value>,
    /// It and all that only holds together with it, as they stood before; null for what was not there.
    pub unit: Map<String, Value>,
}

/// A coming date of an activity.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ComingDate {
    /// The day it would be.
    pub day: String,
    /// When it takes place, as a field for date and time holds it.
    pub start: String,
    /// As it is read.
    pub words: String,
    /// Whether it was cancelled or moved.
    pub is_changed: bool,
}

/// What the page shows.
#[derive(Debug)]
pub struct RecordPage<'a> {
    /// The kind.
    pub kind: RecordKind,
    /// What the page is called.
    pub name: String,
    /// The record as it stands in the form.
    pub record: &'a Map<String, Value>,
    /// What was typed and cannot be read as a value, by field.
    pub typed: &'a HashMap<String, String>,
    /// What is wrong, by field.
    pub faults: HashMap<&'static str, String>,
    /// The revision that the form began from.
    pub rev: u64,
    /// The life of the server that it belongs to.
    pub epoch: String,
    /// The key that this form is published by.
    pub key: String,
    /// Whether the account may edit, confirm and take back.
    pub may: [bool; 3],
    /// Coming dates.
    pub dates: Vec<ComingDate>,
    /// The past, newest first.
    pub history: Vec<Past>,
    /// The networks that a new record can belong to; none for one that is there.
    pub networks: Vec<(String, String)>,
    /// Places that a new one may be: id and name.
    pub alike: Vec<(String, String)>,
    /// The report of a family that the form was opened for.
    pub report: Option<Report>,
    /// What publishing would change.
    pub changes: Vec<PastField>,
    /// What somebody would have had and gave up for another one's; null for what they would have taken out.
    pub not_used: &'a Map<String, Value>,
}
