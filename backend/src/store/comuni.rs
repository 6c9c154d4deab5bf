//! The gazetteer of the comuni, parsed once, and the comuni that the records name.

use std::sync::LazyLock;

use shared::gazetteer::{Gazetteer, ITALY};
use shared::model::Dataset;

static GAZETTEER: LazyLock<Gazetteer> = LazyLock::new(|| Gazetteer::parse(ITALY));

/// All comuni of Italy. The first call parses them.
#[must_use]
pub fn gazetteer() -> &'static Gazetteer {
    &GAZETTEER
}

/// Fills in the comuni that the records name.
pub(crate) fn fill(data: &mut Dataset) {
    GAZETTEER.fill(data);
}
