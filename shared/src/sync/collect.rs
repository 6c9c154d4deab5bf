//! What changed between two cursors, gathered from the keys that were touched in between.

use super::{Cursor, Delta, FORMAT, Removed};
use crate::model::{Comune, Dataset, RecordKey, RecordKind};

/// The change from `from` to the state `data` at `to`, when `touched` names every record that was put or removed in
/// between (a name may stand there twice). A touched record that `data` holds is put, any other is removed.
///
/// The comuni that the put records name go along, since a reader may not have them yet.
#[must_use]
pub fn collect_delta(from: u64, to: &Cursor, at: i64, mut touched: Vec<RecordKey>, data: &Dataset) -> Delta {
    touched.sort_unstable();
    touched.dedup();
    let mut put = Dataset::default();
    let mut removed = Removed::default();
    for key in touched {
        let found = match key.kind {
            RecordKind::Network => find(
                &data.networks,
                &key.id,
                |network| network.id.as_str(),
                &mut put.networks,
            ),
            RecordKind::Place => find(&data.places, &key.id, |place| place.id.as_str(), &mut put.places),
            RecordKind::Activity => find(
                &data.activities,
                &key.id,
                |activity| activity.id.as_str(),
                &mut put.activities,
            ),
            RecordKind::Guide => find(&data.guides, &key.id, |guide| guide.id.as_str(), &mut put.guides),
        };
        if !found {
            match key.kind {
                RecordKind::Network => removed.networks.push(key.id),
                RecordKind::Place => removed.places.push(key.id),
                RecordKind::Activity => removed.activities.push(key.id),
                RecordKind::Guide => removed.guides.push(key.id),
            }
        }
    }
    let comuni: Vec<Comune> = put
        .comune_codes()
        .iter()
        .filter_map(|code| data.comune(code).cloned())
        .collect();
    put.comuni = comuni;
    Delta {
        format: FORMAT,
        epoch: to.epoch.clone(),
        from,
        seq: to.seq,
        at,
        put,
        removed,
    }
}

/// Copies the record with that id from one ordered list to the end of another; `false` when it is not there.
fn find<T: Clone>(list: &[T], id: &str, id_of: fn(&T) -> &str, into: &mut Vec<T>) -> bool {
    match list.binary_search_by(|record| id_of(record).cmp(id)) {
        Ok(at) => {
            into.push(list[at].clone());
            true
        }
        Err(_) => false,
    }
}
