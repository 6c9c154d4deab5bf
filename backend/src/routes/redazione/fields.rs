//! A record as the fields of its JSON.

use serde_json::{Map, Value};

pub(super) type Fields = Map<String, Value>;

pub(super) fn fields_of(raw: &str) -> Fields {
    match serde_json::from_str(raw) {
        Ok(Value::Object(fields)) => fields,
        _ => Fields::new(),
    }
}
