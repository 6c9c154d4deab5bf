//! A guide (scheda informativa): foster care, benefits, school, housing, in plain words.

use serde::{Deserialize, Serialize};

use super::skip::is_false;
use super::{ComuneCode, GuideId, Phone, Source, Translation, Url, Verification};
use crate::taxonomy::Topic;

/// A link with the words it is shown by.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What it leads to.
    pub title: String,
    /// Where.
    pub url: Url,
}

/// A telephone line that a guide names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Who answers.
    pub name: String,
    /// The number.
    pub phone: Phone,
    /// For what and when it answers, as far as that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A guide.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Guide {
    /// Id.
    pub id: GuideId,
    /// Title.
    pub title: String,
    /// What it is about.
    pub topic: Topic,
    /// Plain text: paragraphs apart by an empty line, list items begin with `- `.
    #[serde(default)]
    pub body: String,
    /// Who may ask; `None` is not told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub who: Option<String>,
    /// What is needed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needed: Vec<String>,
    /// Where to go first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_step: Option<String>,
    /// Numbers to call.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Line>,
    /// Where it holds, in words; `comuni` says it in codes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub territory: Option<String>,
    /// Where to read on.
    #[serde(default)]
    pub links: Vec<Link>,
    /// Where it holds; empty is everywhere.
    #[serde(default)]
    pub comuni: Vec<ComuneCode>,
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
