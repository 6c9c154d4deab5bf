//! What stands around the record lists of a data set file: its format, its unknown fields, their order.

use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;
use shared::model::RecordKind;

use super::compact_json::compact;

/// The format of the data set file that this build reads and writes.
pub const FORMAT: &str = "family-hub/1";

/// The name of the list that holds the records of a kind.
#[must_use]
pub const fn list_name(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Network => "networks",
        RecordKind::Place => "places",
        RecordKind::Activity => "activities",
        RecordKind::Guide => "guides",
    }
}

/// The kind of record that a list of that name holds.
#[must_use]
pub fn kind_of_list(name: &str) -> Option<RecordKind> {
    RecordKind::ALL.iter().copied().find(|kind| list_name(*kind) == name)
}

/// The top level of a data set file without its records: every field in its order, unknown ones with their value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Envelope {
    fields: Vec<(String, Option<Box<str>>)>,
}

impl Default for Envelope {
    /// The format and the four lists.
    fn default() -> Self {
        let lists = RecordKind::ALL.iter().map(|kind| (list_name(*kind).to_owned(), None));
        let mut fields = vec![("format".to_owned(), Some(format!("\"{FORMAT}\"").into_boxed_str()))];
        fields.extend(lists);
        Self { fields }
    }
}

impl Envelope {
    /// Takes the fields of a file in their order; the values of record lists are left out.
    #[must_use]
    pub fn of_fields<'a>(fields: impl IntoIterator<Item = (&'a str, &'a RawValue)>) -> Self {
        let fields = fields.into_iter().map(|(name, value)| {
            let value = kind_of_list(name).is_none().then(|| compact(value.get()).into());
            (name.to_owned(), value)
        });
        Self {
            fields: fields.collect(),
        }
    }

    /// This envelope with the fields of another one added, and those that both have as the other has them.
    #[must_use]
    pub fn merged_with(&self, other: &Self) -> Self {
        let mut fields = self.fields.clone();
        for (name, value) in &other.fields {
            match fields.iter_mut().find(|(known, _)| known == name) {
                Some((_, known)) => known.clone_from(value),
                None => fields.push((name.clone(), value.clone())),
            }
        }
        Self { fields }
    }

    /// As one line of JSON, record lists empty.
    #[must_use]
    pub fn to_json(&self) -> String {
        self.filled_with(|_| "[]".to_owned(), |_| false)
    }

    /// Reads what [`Envelope::to_json`] wrote.
    ///
    /// # Errors
    /// The text is not a JSON object.
    pub fn from_json(json: &str) -> Result<Self, serde_json::Error> {
        let TopLevel(fields) = serde_json::from_str(json)?;
        Ok(Self::of_fields(
            fields.iter().map(|(name, value)| (name.as_str(), *value)),
        ))
    }

    /// Writes the file: `list` gives the JSON of a kind's records. A list that the envelope does not name is written
    /// at the end when `wanted` says that there is something in it.
    pub(crate) fn filled_with(
        &self,
        list: impl Fn(RecordKind) -> String,
        wanted: impl Fn(RecordKind) -> bool,
    ) -> String {
        let mut parts: Vec<(String, String)> = Vec::with_capacity(self.fields.len());
        for (name, value) in &self.fields {
            match (value, kind_of_list(name)) {
                (Some(value), _) => parts.push((name.clone(), value.to_string())),
                (None, Some(kind)) => parts.push((name.clone(), list(kind))),
                (None, None) => {}
            }
        }
        for kind in RecordKind::ALL.iter().copied() {
            let name = list_name(kind);
            if !self.fields.iter().any(|(known, _)| known == name) && wanted(kind) {
                parts.push((name.to_owned(), list(kind)));
            }
        }
        let mut json = String::from("{");
        for (at, (name, value)) in parts.iter().enumerate() {
            json.push_str(if at == 0 { "" } else { "," });
            json.push_str(&serde_json::Value::from(name.as_str()).to_string());
            json.push(':');
            json.push_str(value);
        }
        json.push('}');
        json
    }
}

/// The fields of a JSON object in the order of the text, values unread.
pub(crate) struct TopLevel<'a>(pub(crate) Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for TopLevel<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields;
        impl<'de> Visitor<'de> for Fields {
            type Value = TopLevel<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a JSON object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut fields: Vec<(String, &'de RawValue)> = Vec::new();
                while let Some((name, value)) = map.next_entry::<String, &'de RawValue>()? {
                    if fields.iter().any(|(known, _)| *known == name) {
                        let twice = format!("the field \"{name}\" is given twice");
                        return Err(serde::de::Error::custom(twice));
                    }
                    fields.push((name, value));
                }
                Ok(TopLevel(fields))
            }
        }
        deserializer.deserialize_map(Fields)
    }
}

/// The object with one field set, and every other as it was written.
pub(crate) fn with_field(json: &str, name: &str, value: &str) -> String {
    let Ok(TopLevel(fields)) = serde_json::from_str(json) else {
        return json.to_owned();
    };
    let is_known = fields.iter().any(|(known, _)| known == name);
    let written = |(known, text): &(String, &RawValue)| {
        let text = if known == name { value } else { text.get() };
        format!("{}:{text}", serde_json::Value::from(known.as_str()))
    };
    let mut parts: Vec<String> = fields.iter().map(written).collect();
    if !is_known {
        parts.push(format!("{}:{value}", serde_json::Value::from(name)));
    }
    format!("{{{}}}", parts.join(","))
}
