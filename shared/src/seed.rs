//! The data that the server carries: the seed data set and the example set, as the texts of their files.

use crate::gazetteer::{Gazetteer, ITALY};
use crate::model::{BadRecord, Dataset, check};

/// The seed data set (`family-hub/1`): real networks and places, made by `cargo xtask seed`.
#[must_use]
pub const fn seed() -> &'static str {
    include_str!("../data/seed.json")
}

/// The example set (`family-hub/1`): activities and guides with `sample: true` at the places of the seed data set.
#[must_use]
pub const fn examples() -> &'static str {
    include_str!("../data/examples.json")
}

/// Why the data that the server carries cannot be used. A test keeps it from happening.
#[derive(Debug)]
pub enum SeedError {
    /// A text is no data set.
    Json(serde_json::Error),
    /// Records do not fit together.
    Bad(Vec<BadRecord>),
}

/// Seed and examples as one checked data set, with the comuni they name.
///
/// # Errors
///
/// [`SeedError`] where a file cannot be read or its records do not fit together.
pub fn load() -> Result<Dataset, SeedError> {
    let mut data: Dataset = serde_json::from_str(seed()).map_err(SeedError::Json)?;
    let examples: Dataset = serde_json::from_str(examples()).map_err(SeedError::Json)?;
    data.networks.extend(examples.networks);
    data.places.extend(examples.places);
    data.activities.extend(examples.activities);
    data.guides.extend(examples.guides);
    data.sort();
    match check(&data) {
        bad if bad.is_empty() => {
            Gazetteer::parse(ITALY).fill(&mut data);
            Ok(data)
        }
        bad => Err(SeedError::Bad(bad)),
    }
}
