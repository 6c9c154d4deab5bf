//! Degrees of a map as integers.

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::geo::Point;

/// Degrees as millionths: read from a decimal number, written as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MicroDegrees(pub i32);

impl Serialize for MicroDegrees {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from(self.0) / 1e6)
    }
}

impl<'de> Deserialize<'de> for MicroDegrees {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let degrees = f64::deserialize(deserializer)?;
        match Point::from_degrees(0.0, degrees) {
            Some(point) => Ok(Self(point.lon)),
            None => Err(serde::de::Error::custom(
                "a coordinate lies outside -180 to 180 degrees",
            )),
        }
    }
}
