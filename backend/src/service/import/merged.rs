//! Places that were merged here, and files of before that still hold both: the one that is gone stays gone, and the one that
//! stays keeps the ids that lead to it.

use std::collections::HashMap;

use shared::model::{BadRecord, Dataset, Place, PlaceId, Record, RecordKind};
use shared::problem::Refusal;

use super::{File, ImportError, Mode, Numbered, RefusedRecord};
use crate::store::{Put, TopLevel, with_field};

/// The records of places that were merged into another one here, each told by its id. A file that removes the other one,
/// or writes `former_ids` of it without the id, takes the merger back.
pub(super) fn lead_elsewhere(stored: &Dataset, file: &File, mode: Mode) -> Vec<RefusedRecord> {
    let mut refused = Vec::new();
    let in_file: HashMap<&PlaceId, &Numbered> = file.good.iter().filter_map(|it| Some((&place(it)?.id, it))).collect();
    for into in stored.places.iter().filter(|into| !into.former_ids.is_empty()) {
        let again = in_file.get(&into.id);
        if again.is_some_and(|record| says_former(record))
            || (again.is_none() && file.replaces(RecordKind::Place, mode))
        {
            continue;
        }
        let back = into.former_ids.iter().filter_map(|id| in_file.get(id));
        refused.extend(back.map(|record| leads_to(&into.id, record)));
    }
    refused
}

fn leads_to(into: &PlaceId, record: &Numbered) -> RefusedRecord {
    let reason = format!("the place was merged into \"{into}\" here: take the record out of the file");
    RefusedRecord {
        number: record.number,
        overall: record.overall,
        bad: BadRecord {
            kind: RecordKind::Place,
            id: record.put.key().id,
            field: "id".to_owned(),
            refusal: Refusal::new("merged-id", reason),
        },
        follows: None,
    }
}

/// Records of the file that say nothing of the ids that lead to their place, with those that are stored: by their number
/// in the file. A file that writes the field, also as an empty list, is taken at its word.
pub(super) fn kept(stored: &Dataset, file: &File) -> Result<HashMap<usize, Numbered>, ImportError> {
    let mut kept = HashMap::new();
    for record in &file.good {
        let Some(place) = place(record) else { continue };
        let former = stored.place(&place.id).map_or(&[][..], |there| &there.former_ids);
        if former.is_empty() || says_former(record) {
            continue;
        }
        let ids = serde_json::json!(former).to_string();
        let json = with_field(record.put.raw(), "former_ids", &ids);
        let put =
            Put::parse(RecordKind::Place, &json).map_err(|bad| ImportError::NotADataSet(bad.refusal.to_string()))?;
        let Numbered { number, overall, .. } = *record;
        kept.insert(overall, Numbered { number, overall, put });
    }
    Ok(kept)
}

/// Whether a record writes the field at all.
fn says_former(record: &Numbered) -> bool {
    let fields = serde_json::from_str::<TopLevel<'_>>(record.put.raw());
    fields.is_ok_and(|TopLevel(fields)| fields.iter().any(|(name, _)| name == "former_ids"))
}

fn place(record: &Numbered) -> Option<&Place> {
    match record.put.record() {
        Record::Place(place) => Some(place),
        _ => None,
    }
}
