//! What an import would do, found out on a copy of what is stored: nothing is kept of it.

use shared::time::{Date, hours_text};

use super::{Converted, RefusedPart};
use crate::service::import::{Bad, ImportError, ImportReport, Mode, Removals, import};
use crate::store::Contents;
use crate::store::memory::MemoryStore;

/// What an import would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The numbers, or why nothing would be stored.
    pub report: Result<ImportReport, ImportError>,
    /// What was understood of hours, in words.
    pub hours: Vec<String>,
}

/// Tries a file on a copy of what is stored.
#[must_use]
pub fn preview(converted: &Converted, stored: &Contents, how: (Mode, Bad, Removals), today: Date) -> Preview {
    let (mode, bad, removals) = how;
    let copy = MemoryStore::new("0000000000000000");
    let whole = import(&copy, &stored.to_file(), Mode::Replace, Bad::Skip, Removals::Any);
    let report = whole.and_then(|_| import(&copy, &converted.json, mode, bad, removals));
    Preview {
        report,
        hours: hours(converted, today),
    }
}

/// Each text of hours as it was written and as it was understood, in words.
fn hours(converted: &Converted, today: Date) -> Vec<String> {
    let told = converted.understood.iter().map(|(origin, written, read)| {
        let words = read.parse().map(|hours| hours_text::in_words(&hours, today));
        format!("{origin}: \"{written}\" = {}", words.unwrap_or_else(|_| read.clone()))
    });
    told.collect()
}

impl Converted {
    /// The refusals of an import, at their places in the file.
    #[must_use]
    pub fn refused_records(&self, error: &ImportError) -> Vec<RefusedPart> {
        let ImportError::BadRecords(records) = error else {
            return Vec::new();
        };
        let told = records.iter().map(|record| {
            let origin = self.origins.get(&(record.bad.kind, record.number));
            RefusedPart {
                origin: origin.cloned().unwrap_or_else(|| format!("record {}", record.overall)),
                field: record.bad.field.clone(),
                reason: record.bad.refusal.to_string(),
            }
        });
        told.collect()
    }
}
