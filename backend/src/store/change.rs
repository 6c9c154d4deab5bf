//! One change of one record: checked against the model when it is made, kept as the JSON text that was given.

use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use shared::model::{BadRecord, Record, RecordKey, RecordKind};
use shared::problem::Refusal;

use super::author::Author;
use super::compact_json::compact;
use super::envelope::Envelope;
use super::plain_words;

/// What a commit does, one step at a time. Steps of one commit become visible together or not at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Adds a record, or takes the place of the one with its id.
    Put(Box<Put>),
    /// Removes a record; nothing happens when it is not there.
    Remove(RecordKey),
    /// Brings the records of one kind into this order in exports. Records that are not named follow as they were.
    Arrange {
        /// The kind.
        kind: RecordKind,
        /// Ids in their new order.
        ids: Vec<String>,
    },
    /// Replaces what stands around the record lists of the data set file.
    Surround(Envelope),
    /// Says who makes the commit, and for which request: one that was done before is not done again.
    By(Author),
}

/// A record to be stored: the typed record, and the text it was read from with every field it had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Put {
    /// Shared, since a large import hands it on.
    record: Arc<Record>,
    raw: Arc<str>,
}

impl Put {
    /// Reads a record of some kind from JSON.
    ///
    /// # Errors
    /// The first field at fault, with its path.
    pub fn parse(kind: RecordKind, json: &str) -> Result<Self, BadRecord> {
        Ok(Self {
            record: Arc::new(parse_record(kind, json)?),
            raw: compact(json).into(),
        })
    }

    /// Kind and id.
    #[must_use]
    pub fn key(&self) -> RecordKey {
        self.record.key()
    }

    /// The record as the model reads it.
    #[must_use]
    pub fn record(&self) -> &Record {
        &self.record
    }

    /// The JSON text as it was given, without the white space between its tokens.
    #[must_use]
    pub const fn raw(&self) -> &Arc<str> {
        &self.raw
    }
}

impl Change {
    /// A change that puts a record read from JSON.
    ///
    /// # Errors
    /// The first field at fault, with its path.
    pub fn put(kind: RecordKind, json: &str) -> Result<Self, BadRecord> {
        Put::parse(kind, json).map(|put| Self::Put(Box::new(put)))
    }
}

/// Reads one record with the model's own types.
pub(crate) fn parse_record(kind: RecordKind, json: &str) -> Result<Record, BadRecord> {
    match kind {
        RecordKind::Network => parse(kind, json).map(Record::Network),
        RecordKind::Place => parse(kind, json).map(|place| Record::Place(Box::new(place))),
        RecordKind::Activity => parse(kind, json).map(|activity| Record::Activity(Box::new(activity))),
        RecordKind::Guide => parse(kind, json).map(Record::Guide),
    }
}

fn parse<T: DeserializeOwned>(kind: RecordKind, json: &str) -> Result<T, BadRecord> {
    // "Not known" may be written as null in every field; read, it is a field that is left out.
    let read = if json.contains("null") {
        let mut value: serde_json::Value = serde_json::from_str(json).unwrap_or_default();
        leave_out_nulls(&mut value);
        serde_path_to_error::deserialize(value)
    } else {
        let mut reader = serde_json::Deserializer::from_str(json);
        serde_path_to_error::deserialize(&mut reader)
    };
    read.map_err(|error| {
        let (field, reason) = place_of_fault(&error.path().to_string(), &error.inner().to_string());
        BadRecord {
            kind,
            id: readable_id(json),
            field,
            refusal: Refusal::new("bad-field", reason),
        }
    })
}

fn leave_out_nulls(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::Object(fields) => {
            // A last day that is null says "until further notice", and may not be forgotten.
            fields.retain(|name, value| !value.is_null() || name == "to");
            fields.values_mut().for_each(leave_out_nulls);
        }
        serde_json::Value::Array(entries) => entries.iter_mut().for_each(leave_out_nulls),
        _ => {}
    }
}

/// serde puts a missing field on the object around it, and a position in the text behind the reason: people want the
/// field's own path, and the record is one line here.
fn place_of_fault(path: &str, message: &str) -> (String, String) {
    let reason = message.rfind(" at line ").map_or(message, |at| &message[..at]);
    let path = if path == "." { "" } else { path };
    let missing = reason
        .strip_prefix("missing field `")
        .and_then(|rest| rest.strip_suffix('`'));
    match missing {
        Some(name) if path.is_empty() => (name.to_owned(), "this field is missing".to_owned()),
        Some(name) => (format!("{path}.{name}"), "this field is missing".to_owned()),
        None => (path.to_owned(), plain_words::plain(reason)),
    }
}

/// The id of a record that may be bad in every other way; empty when there is none.
fn readable_id(json: &str) -> String {
    #[derive(Deserialize)]
    struct Named {
        #[serde(default)]
        id: serde_json::Value,
    }
    match serde_json::from_str(json) {
        Ok(Named {
            id: serde_json::Value::String(id),
        }) => id.chars().take(80).collect(),
        Ok(Named { id }) if !id.is_null() => id.to_string().chars().take(80).collect(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_is_told_with_its_field() {
        let bad = Put::parse(RecordKind::Network, r#"{"id":"n","name":"N","comuni":["019036","x"]}"#);
        let bad = bad.expect_err("the second comune is no code");
        assert_eq!((bad.id.as_str(), bad.field.as_str()), ("n", "comuni[1]"));
        assert_eq!(bad.refusal.reason, "expected a six-digit ISTAT code, got \"x\"");
        let bad = Put::parse(RecordKind::Network, r#"{"name":"N"}"#).expect_err("it has no id");
        assert_eq!((bad.id.as_str(), bad.field.as_str()), ("", "id"));
        let bad = Put::parse(RecordKind::Guide, "7").expect_err("a number is no record");
        assert_eq!(bad.field, "");
    }
}
