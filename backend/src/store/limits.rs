//! Sizes at which the store changes what it does.

use super::compaction::{self, Keep};

/// Sizes at which the store changes what it does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// A segment of the journal that has grown beyond this is followed by a new one.
    pub(crate) segment_bytes: u64,
    /// Segments before the last that are longer than this together are folded; `None` goes by the size of the data.
    pub(crate) fold_above: Option<u64>,
    /// Which past changes are kept then.
    pub(crate) keep: Keep,
}

impl Limits {
    /// Whether segments of that length are worth folding.
    pub(crate) fn fold(&self, sealed: u64, live: impl FnOnce() -> u64) -> bool {
        sealed > self.fold_above.unwrap_or(8 << 20)
            && (self.fold_above.is_some() || sealed > compaction::worth_folding(live()))
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            segment_bytes: 4 << 20,
            fold_above: None,
            keep: Keep::default(),
        }
    }
}
