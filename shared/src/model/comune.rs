//! The comune: ISTAT code, postal codes, a point inside, and its patron's day.

use serde::{Deserialize, Serialize};

use super::codes::checked_text;
use super::micro_degrees::MicroDegrees;
use crate::geo::Point;

checked_text!(
    /// The six-digit ISTAT code of a comune, such as `019036` for Cremona.
    ComuneCode,
    "bad-comune",
    "a six-digit ISTAT code",
    |text| text.len() == 6 && text.bytes().all(|b| b.is_ascii_digit())
);

checked_text!(
    /// An Italian postal code (CAP): five digits.
    PostalCode,
    "bad-postal-code",
    "a postal code of five digits",
    |text| text.len() == 5 && text.bytes().all(|b| b.is_ascii_digit())
);

/// The day of a comune's patron saint, a holiday there only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatronDay {
    /// Month, 1–12.
    pub month: u8,
    /// Day of the month, 1–31.
    pub day: u8,
    /// Whose day it is, such as `Sant'Omobono`.
    pub name: String,
}

/// A comune as the gazetteer knows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Comune {
    /// ISTAT code.
    pub code: ComuneCode,
    /// Name as written on the door signs, with accents.
    pub name: String,
    /// Two letters of the province, such as `CR`.
    pub province: String,
    /// Latitude of a point inside it.
    pub lat: MicroDegrees,
    /// Longitude of that point.
    pub lon: MicroDegrees,
    /// Residents.
    #[serde(default)]
    pub population: u32,
    /// Its postal codes.
    #[serde(default)]
    pub postal_codes: Vec<PostalCode>,
    /// Patron's day; `None` is "not known", and then no day is assumed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patron: Option<PatronDay>,
}

impl Comune {
    /// The point inside it.
    #[must_use]
    pub const fn point(&self) -> Point {
        Point {
            lat: self.lat.0,
            lon: self.lon.0,
        }
    }
}
