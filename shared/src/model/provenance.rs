//! Where a fact comes from and who confirmed it last.

use serde::{Deserialize, Deserializer, Serialize};

use super::Url;
use crate::time::{Date, PartialDate};

/// A page or text that a record's facts were taken from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Source {
    /// Title or name of the page.
    pub title: String,
    /// Its address, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<Url>,
    /// When it was published, as exactly as it says; `None` is "undated".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<PartialDate>,
    /// When it was read last; `None` is not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seen: Option<Date>,
    /// The fields of the record that it supports, such as `phone`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub supports: Vec<String>,
}

impl<'de> Deserialize<'de> for Source {
    /// Takes an object, or a plain text which becomes the title.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct SourceVisitor;

        #[derive(Deserialize)]
        struct Fields {
            #[serde(default)]
            title: String,
            #[serde(default)]
            url: Option<Url>,
            #[serde(default)]
            date: Option<PartialDate>,
            #[serde(default)]
            seen: Option<Date>,
            #[serde(default)]
            supports: Vec<String>,
        }

        impl<'de> serde::de::Visitor<'de> for SourceVisitor {
            type Value = Source;

            fn expecting(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str("a source: an object with title, url, date and supports, or its title")
            }

            fn visit_str<E>(self, text: &str) -> Result<Source, E> {
                Ok(Source {
                    title: text.to_owned(),
                    ..Source::default()
                })
            }

            fn visit_map<A: serde::de::MapAccess<'de>>(self, map: A) -> Result<Source, A::Error> {
                let fields = Fields::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                Ok(Source {
                    title: fields.title,
                    url: fields.url,
                    date: fields.date,
                    seen: fields.seen,
                    supports: fields.supports,
                })
            }
        }

        deserializer.deserialize_any(SourceVisitor)
    }
}

/// Who, in which role, confirmed the record, when and how. Never a person's name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// The day it was confirmed.
    pub on: Date,
    /// The role of who confirmed it, such as `operatore`.
    #[serde(default)]
    pub role: String,
    /// How, such as `telefono`.
    #[serde(default)]
    pub how: String,
}

/// Who confirmed which group of facts of a place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifiedGroups {
    /// Address and point.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Verification>,
    /// Telephone, mail, web.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contacts: Option<Verification>,
    /// Opening hours, closures, desks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<Verification>,
    /// What takes place there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activities: Option<Verification>,
    /// Who may come and how.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub access: Option<Verification>,
}

impl VerifiedGroups {
    /// Whether no group was confirmed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
