//! The published data set: the next one is made from the last one and the records that changed, in one pass.

use std::collections::HashSet;

use shared::model::{Dataset, Record, RecordKey, RecordKind};

/// Adds a record at the end of its list; the lists are sorted afterwards.
pub(crate) fn push(data: &mut Dataset, record: Record) {
    match record {
        Record::Network(network) => data.networks.push(*network),
        Record::Place(place) => data.places.push(*place),
        Record::Activity(activity) => data.activities.push(*activity),
        Record::Guide(guide) => data.guides.push(*guide),
    }
}

/// A data set with some records added, or in place of those with their ids.
#[must_use]
pub(crate) fn dataset_of(data: &Dataset, records: Vec<Record>) -> Dataset {
    let touched = records.iter().map(Record::key).collect();
    next(data, &touched, records)
}

/// The data set without the touched records, with those of `put` in it, sorted. Comuni are left out.
///
/// Copying once and sorting once stays linear when an import changes every record; putting them one by one into
/// sorted lists would not.
pub(crate) fn next(data: &Dataset, touched: &HashSet<RecordKey>, put: Vec<Record>) -> Dataset {
    let gone = |kind: RecordKind, id: &str| {
        touched.contains(&RecordKey {
            kind,
            id: id.to_owned(),
        })
    };
    let mut next = Dataset {
        networks: kept(&data.networks, |network| gone(RecordKind::Network, network.id.as_str())),
        places: kept(&data.places, |place| gone(RecordKind::Place, place.id.as_str())),
        activities: kept(&data.activities, |activity| {
            gone(RecordKind::Activity, activity.id.as_str())
        }),
        guides: kept(&data.guides, |guide| gone(RecordKind::Guide, guide.id.as_str())),
        comuni: Vec::new(),
    };
    for record in put {
        push(&mut next, record);
    }
    next.sort();
    next
}

fn kept<T: Clone>(list: &[T], gone: impl Fn(&T) -> bool) -> Vec<T> {
    list.iter().filter(|record| !gone(record)).cloned().collect()
}
