//! Files of other programs as a data set file: each format becomes [`Draft`]s, and these records, over what is stored
//! already. What then happens (check, guard, all or nothing) is [`super::import`]'s, as for the own format.
//!
//! A file says what it has columns or fields for and nothing of the rest: a table of hours changes hours only. A
//! record that comes out as it is stored keeps its text, so that importing a file again changes nothing.

mod calendar;
mod codes;
mod draft;
mod encoding;
mod geojson;
mod headings;
mod hsds;
mod package;
mod preview;
mod table;
#[cfg(test)]
mod tests;
mod workbook;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use shared::model::RecordKind;

use crate::store::Contents;

pub(crate) use draft::slug;
pub use draft::{Draft, Field};
pub use preview::{Named, Preview, preview};

/// Most bytes of a file.
pub const MOST_BYTES: usize = 64 * 1024 * 1024;
/// Most rows, events or features of a file.
pub const MOST_RECORDS: usize = 200_000;

/// A format that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InFormat {
    /// The data set file of this program.
    FamilyHub,
    /// Comma-separated values in any usual delimiter and encoding.
    Csv,
    /// Office Open XML workbook.
    Xlsx,
    /// iCalendar (RFC 5545).
    Ics,
    /// GeoJSON (RFC 7946).
    GeoJson,
    /// Open Referral HSDS 3.
    Hsds,
}

impl std::str::FromStr for InFormat {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Ok(match text {
            "family-hub" => Self::FamilyHub,
            "csv" => Self::Csv,
            "xlsx" => Self::Xlsx,
            "ics" => Self::Ics,
            "geojson" => Self::GeoJson,
            "hsds" => Self::Hsds,
            _ => return Err("expected family-hub, csv, xlsx, ics, geojson or hsds".to_owned()),
        })
    }
}

impl InFormat {
    /// The format that a media type says; `None` where it says nothing about it.
    #[must_use]
    pub fn of_media_type(text: &str) -> Option<Self> {
        let media = text.split(';').next().unwrap_or_default().trim();
        Some(match media.to_ascii_lowercase().as_str() {
            "text/csv" | "text/tab-separated-values" => Self::Csv,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => Self::Xlsx,
            "text/calendar" => Self::Ics,
            "application/geo+json" => Self::GeoJson,
            "application/json" => Self::FamilyHub,
            _ => return None,
        })
    }

    /// The format that the name of a file says, as far as it says one: JSON is several.
    #[must_use]
    pub fn of_file_name(name: &str) -> Option<Self> {
        let (_, extension) = name.rsplit_once('.')?;
        Some(match extension.to_ascii_lowercase().as_str() {
            "csv" | "tsv" | "txt" => Self::Csv,
            "xlsx" => Self::Xlsx,
            "ics" => Self::Ics,
            "geojson" => Self::GeoJson,
            _ => return None,
        })
    }
}

/// How the columns of somebody's file are to be understood (a TOML file).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Map {
    /// The kind of its records: network, place, activity or guide; told by the columns when it is left out.
    #[serde(default)]
    pub kind: Option<String>,
    /// Our heading for each of theirs; an empty one: the column is passed over.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
    /// What a new record has where the file says nothing, by our headings.
    #[serde(default)]
    pub defaults: BTreeMap<String, String>,
}

impl Map {
    /// Reads the TOML text of a map.
    ///
    /// # Errors
    /// It is no such file, or names a heading or kind that there is not.
    pub fn read(text: &str) -> Result<Self, String> {
        let map: Self = toml::from_str(text).map_err(|error| error.to_string())?;
        if let Some(kind) = &map.kind {
            kind.parse::<RecordKind>().map_err(|refusal| refusal.to_string())?;
        }
        let named = map.columns.values().filter(|heading| !heading.is_empty());
        for heading in named.chain(map.defaults.keys()) {
            let known = RecordKind::ALL
                .iter()
                .flat_map(|kind| shared::interop::table::columns(*kind))
                .any(|column| column.heading == heading);
            if !known {
                return Err(format!("there is no column \"{heading}\""));
            }
        }
        Ok(map)
    }
}

/// A part of a file that cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefusedPart {
    /// Where, such as `line 7`.
    pub origin: String,
    /// The column or field; empty for the whole.
    pub field: String,
    /// Why.
    pub reason: String,
}

impl std::fmt::Display for RefusedPart {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.field.as_str() {
            "" => write!(f, "{}: {}", self.origin, self.reason),
            field => write!(f, "{}, {field}: {}", self.origin, self.reason),
        }
    }
}

/// Why a file cannot be read at all.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FormatFault {
    /// It is larger than anything that can be taken.
    #[error("the file has more than {MOST_BYTES} bytes")]
    TooLarge,
    /// It has more records than can be taken.
    #[error("the file has more than {MOST_RECORDS} records")]
    TooMany,
    /// It is not of that format, or made to do harm.
    #[error("{0}")]
    Unreadable(String),
}

/// A file as a data set file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Converted {
    /// The data set file.
    pub json: String,
    /// Where each record of it stands in the file, by its list and its number in that list, from 1.
    pub origins: BTreeMap<(RecordKind, usize), String>,
    /// What cannot be taken.
    pub refused: Vec<RefusedPart>,
    /// Columns and fields that nothing was made of.
    pub passed_over: Vec<String>,
    /// The headings of its tables and the column of ours that each means, where somebody may say otherwise.
    pub headings: Vec<(String, Option<&'static str>)>,
    /// The kind that the rows of its tables are taken for.
    pub kind: Option<RecordKind>,
    /// What was understood of texts that were read by a grammar, to be looked at: where, as written, as understood.
    pub understood: Vec<(String, String, String)>,
    /// What may be there already: where, and the place that is alike.
    pub alike: Vec<(String, String)>,
    /// Records that are new, that change, and how many stay as they are.
    pub new: Vec<String>,
    /// Records that change.
    pub changed: Vec<String>,
    /// How many are as they are stored.
    pub unchanged: usize,
}

/// What the tables of a file are headed by, also where none of it is understood. Empty for other formats, and for our
/// own tables, whose headings mean themselves.
#[must_use]
pub fn headings_of(bytes: &[u8], format: InFormat, map: &Map) -> Converted {
    let mut converted = Converted::default();
    let read = match format {
        InFormat::Csv => table::csv(bytes, map, &mut converted),
        InFormat::Xlsx => workbook::xlsx(bytes, map, &mut converted),
        InFormat::FamilyHub | InFormat::Ics | InFormat::GeoJson | InFormat::Hsds => Ok(Vec::new()),
    };
    // What is wrong with the file is told by reading it as a whole.
    drop(read);
    converted
}

/// Reads a file of that format, over what is stored.
///
/// # Errors
/// See [`FormatFault`]; what is wrong with single records stands in [`Converted::refused`].
pub fn convert(bytes: &[u8], format: InFormat, map: &Map, stored: &Contents) -> Result<Converted, FormatFault> {
    let mut converted = Converted::default();
    if format == InFormat::FamilyHub {
        // What it holds is read by the import itself.
        let text = std::str::from_utf8(bytes)
            .map_err(|error| FormatFault::Unreadable(format!("not a data set file: it is no UTF-8 text: {error}")))?;
        text.clone_into(&mut converted.json);
        return Ok(converted);
    }
    if bytes.len() > MOST_BYTES {
        return Err(FormatFault::TooLarge);
    }
    let drafts = match format {
        InFormat::FamilyHub => Vec::new(),
        InFormat::Csv => table::csv(bytes, map, &mut converted)?,
        InFormat::Xlsx => workbook::xlsx(bytes, map, &mut converted)?,
        InFormat::Ics => calendar::ics(bytes, stored, &mut converted)?,
        InFormat::GeoJson => geojson::geojson(bytes, map, &mut converted)?,
        InFormat::Hsds => hsds::hsds(bytes, &mut converted)?,
    };
    if drafts.len() > MOST_RECORDS {
        return Err(FormatFault::TooMany);
    }
    draft::finish(drafts, map, stored, &mut converted);
    Ok(converted)
}
