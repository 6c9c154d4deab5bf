//! What an import would do, found out on a copy of what is stored: nothing is kept of it.

use std::collections::HashMap;
use std::sync::Arc;

use shared::duplicates::Known;
use shared::model::{Place, RecordKey, RecordKind};
use shared::time::{Date, hours_text};

use super::{Converted, RefusedPart};
use crate::service::import::{Bad, ImportError, ImportReport, Mode, RefusedRecord, Removals, import};
use crate::store::memory::MemoryStore;
use crate::store::{Contents, Store, list_name};

/// A record and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Kind and id.
    pub key: RecordKey,
    /// Its name or title.
    pub name: String,
}

/// What an import would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The numbers, or why nothing would be stored.
    pub report: Result<ImportReport, ImportError>,
    /// What was understood of hours, in words.
    pub hours: Vec<String>,
    /// Records that would be new.
    pub new: Vec<Named>,
    /// Records that would change.
    pub changed: Vec<Named>,
    /// Records that would be gone.
    pub gone: Vec<Named>,
    /// New places that are likely there already, each with the id of the one that it is like.
    pub alike: Vec<(Named, String)>,
}

/// Tries a file on a copy of what is stored.
#[must_use]
pub fn preview(converted: &Converted, stored: &Contents, how: (Mode, Bad, Removals), today: Date) -> Preview {
    let (mode, bad, removals) = how;
    let copy = MemoryStore::new("0000000000000000");
    let whole = import(&copy, &stored.to_file(), Mode::Replace, Bad::Skip, Removals::Any);
    let before = copy.contents();
    let report = whole.and_then(|_| import(&copy, &converted.json, mode, bad, removals));
    let mut preview = Preview {
        report,
        hours: hours(
            converted,
            today.saturating_add_days(-i32::from(today.weekday().index())),
        ),
        new: Vec::new(),
        changed: Vec::new(),
        gone: Vec::new(),
        alike: Vec::new(),
    };
    if matches!(preview.report, Err(ImportError::ManyRemovals { .. })) {
        // Whoever is to confirm them reads which they are.
        let _told_by_the_first = import(&copy, &converted.json, mode, bad, Removals::Any);
    }
    preview.compare(&before, &copy.contents());
    preview
}

impl Preview {
    fn compare(&mut self, before: &Contents, after: &Contents) {
        let was: HashMap<&RecordKey, &Arc<str>> = before.records.iter().map(|(key, raw)| (key, raw)).collect();
        let is: HashMap<&RecordKey, &Arc<str>> = after.records.iter().map(|(key, raw)| (key, raw)).collect();
        let mut known = Known::default();
        for (key, raw) in &before.records {
            if !is.contains_key(key) {
                self.gone.push(named(key, raw));
            } else if let Some(place) = place_of(key, raw) {
                known.add(&place);
            }
        }
        for (key, raw) in &after.records {
            match was.get(key) {
                Some(stored) if *stored == raw => {}
                Some(_) => self.changed.push(named(key, raw)),
                None => {
                    let new = named(key, raw);
                    if let Some(place) = place_of(key, raw) {
                        if let Some(alike) = known.alike(&place) {
                            self.alike.push((new.clone(), alike.to_string()));
                        }
                        known.add(&place);
                    }
                    self.new.push(new);
                }
            }
        }
    }
}

fn place_of(key: &RecordKey, raw: &str) -> Option<Place> {
    (key.kind == RecordKind::Place).then(|| serde_json::from_str(raw).ok())?
}

fn named(key: &RecordKey, raw: &str) -> Named {
    #[derive(serde::Deserialize)]
    struct Called {
        #[serde(default, alias = "title")]
        name: String,
    }
    let called = serde_json::from_str::<Called>(raw);
    Named {
        key: key.clone(),
        name: called.map(|called| called.name).unwrap_or_default(),
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
        match error {
            ImportError::BadRecords(records) => self.refused_parts(records),
            _ => Vec::new(),
        }
    }

    /// Refused records, at their places in the file.
    #[must_use]
    pub fn refused_parts(&self, records: &[RefusedRecord]) -> Vec<RefusedPart> {
        let told = records.iter().map(|record| {
            let origin = self.origins.get(&(record.bad.kind, record.number));
            let in_list = || format!("{} {} ({})", list_name(record.bad.kind), record.number, record.bad.id);
            RefusedPart {
                origin: origin.cloned().unwrap_or_else(in_list),
                field: record.bad.field.clone(),
                reason: record.bad.refusal.to_string(),
            }
        });
        told.collect()
    }
}
