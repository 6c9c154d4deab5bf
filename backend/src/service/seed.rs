//! The first data of a new data directory, and the examples that can be left out of it.

use std::collections::HashSet;

use shared::model::{Dataset, RecordKey, RecordKind};

use super::import::{Bad, ImportError, ImportReport, Mode, Removals, import};
use crate::store::memory::MemoryStore;
use crate::store::{Base, Change, CommitError, Store};

/// Whether examples are wanted among the first data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Samples {
    /// Records with `sample: true` are stored with the others.
    With,
    /// They are left out.
    Without,
}

/// Fills a store that never held anything with the seed data set. `None`: it has data of its own already.
///
/// One commit holds all of it, so that a start that is cut off leaves nothing or everything.
///
/// # Errors
/// The store took no changes.
pub fn fill(store: &dyn Store, samples: Samples) -> Result<Option<ImportReport>, ImportError> {
    if store.published().cursor.seq > 0 {
        return Ok(None);
    }
    let first = MemoryStore::new("first");
    import(&first, shared::seed::seed(), Mode::Replace, Bad::Refuse, Removals::Any)?;
    match samples {
        Samples::With => {
            import(
                &first,
                shared::seed::examples(),
                Mode::Merge,
                Bad::Refuse,
                Removals::Any,
            )?;
        }
        Samples::Without => {
            drop_samples(&first)?;
        }
    }
    import(store, &first.export(), Mode::Replace, Bad::Refuse, Removals::Any).map(Some)
}

/// Removes the examples from a store, for good and for every reader; returns how many there were. An example that
/// another record refers to stays.
///
/// # Errors
/// The store took no changes.
pub fn drop_samples(store: &dyn Store) -> Result<usize, CommitError> {
    loop {
        let published = store.published();
        let samples = samples_nobody_needs(&published.data);
        if samples.is_empty() {
            return Ok(0);
        }
        let count = samples.len();
        let changes = samples.into_iter().map(Change::Remove).collect();
        match store.commit(Base::Exactly(published.cursor.clone()), changes) {
            Err(CommitError::Moved(_)) => {}
            done => return done.map(|_| count),
        }
    }
}

fn samples_nobody_needs(data: &Dataset) -> Vec<RecordKey> {
    let key = |kind, id: &str| RecordKey {
        kind,
        id: id.to_owned(),
    };
    let mut samples: HashSet<RecordKey> = HashSet::new();
    let networks = data.networks.iter().filter(|network| network.sample);
    samples.extend(networks.map(|network| key(RecordKind::Network, network.id.as_str())));
    let places = data.places.iter().filter(|place| place.sample);
    samples.extend(places.map(|place| key(RecordKind::Place, place.id.as_str())));
    let activities = data.activities.iter().filter(|activity| activity.sample);
    samples.extend(activities.map(|activity| key(RecordKind::Activity, activity.id.as_str())));
    let guides = data.guides.iter().filter(|guide| guide.sample);
    samples.extend(guides.map(|guide| key(RecordKind::Guide, guide.id.as_str())));
    loop {
        let mut needed = Vec::new();
        for place in &data.places {
            if !samples.contains(&key(RecordKind::Place, place.id.as_str())) {
                needed.push(key(RecordKind::Network, place.network.as_str()));
                needed.extend(place.parent.iter().map(|id| key(RecordKind::Place, id.as_str())));
            }
        }
        for activity in &data.activities {
            if !samples.contains(&key(RecordKind::Activity, activity.id.as_str())) {
                needed.push(key(RecordKind::Network, activity.network.as_str()));
                needed.extend(activity.place.iter().map(|id| key(RecordKind::Place, id.as_str())));
            }
        }
        let before = samples.len();
        for key in &needed {
            samples.remove(key);
        }
        if samples.len() == before {
            break;
        }
    }
    let mut samples: Vec<RecordKey> = samples.into_iter().collect();
    samples.sort();
    samples
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_data_is_one_commit() {
        let store = MemoryStore::new("e");
        let report = fill(&store, Samples::With)
            .expect("the seed data is good")
            .expect("the store is empty");
        assert_eq!(report.cursor.seq, 1);
        assert_eq!(report.added, store.published().data.len());
        let again = fill(&store, Samples::With).expect("it is not looked at");
        assert_eq!(again, None);
    }

    #[test]
    fn no_example_is_left_when_none_are_wanted() {
        let store = MemoryStore::new("e");
        fill(&store, Samples::With).expect("the seed data is good");
        drop_samples(&store).expect("memory takes changes");
        let without = MemoryStore::new("e");
        fill(&without, Samples::Without).expect("the seed data is good");
        assert_eq!(store.published().data, without.published().data);
    }

    #[test]
    fn an_example_that_is_needed_stays() {
        let store = MemoryStore::new("e");
        let file = serde_json::json!({"format": "family-hub/1",
            "networks": [{"id": "real", "name": "R"}, {"id": "example", "name": "E", "sample": true}],
            "places": [
                {"id": "needed", "network": "real", "kind": "hub", "name": "N", "sample": true},
                {"id": "spoke", "network": "real", "kind": "spoke", "parent": "needed", "name": "S"},
                {"id": "alone", "network": "example", "kind": "hub", "name": "A", "sample": true}],
            "activities": [{"id": "a", "network": "example", "place": "alone", "title": "T", "category": "ascolto", "sample": true}]});
        import(&store, &file.to_string(), Mode::Replace, Bad::Refuse, Removals::Any).expect("the file is good");
        assert_eq!(drop_samples(&store), Ok(3));
        let data = store.published();
        assert_eq!(
            (
                data.data.networks.len(),
                data.data.places.len(),
                data.data.activities.len()
            ),
            (1, 2, 0)
        );
        assert_eq!(drop_samples(&store), Ok(0));
    }
}
