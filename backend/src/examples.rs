//! Examples apart from facts: what readers see of records with `sample: true`.
//!
//! A server shows facts only, unless its operator asks for the examples. They never enter the store: asked for, the
//! shipped ones are laid over what it holds; not asked for, those that it holds from before are left out of what is
//! published. Everything behind the routes (pages, search, counts, calendars, snapshots) reads the result.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock};

use shared::model::{Dataset, RecordKey, RecordKind};
use shared::sync::{Cursor, Delta, collect_delta, crc32c};

use crate::store::{Published, Store, gazetteer};

/// Whether readers see examples.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Examples {
    /// Facts only.
    #[default]
    Hidden,
    /// Facts, and examples with their mark.
    Shown,
}

/// The shipped examples, and a checksum of their text.
static SHIPPED: LazyLock<(Dataset, u32)> = LazyLock::new(|| {
    let text = shared::seed::examples();
    let data = serde_json::from_str(text).unwrap_or_else(|error| {
        tracing::error!(%error, "the shipped examples cannot be read");
        Dataset::default()
    });
    (data, crc32c(text.as_bytes()))
});

impl Examples {
    /// What readers see of a state of the store.
    ///
    /// Where that differs from what the store holds, the epoch does too: a device that knows a server with examples
    /// takes everything anew from one without.
    #[must_use]
    pub fn view(self, published: Arc<Published>) -> Arc<Published> {
        let seen = match self {
            Self::Hidden => without_examples(&published.data),
            Self::Shown => with_shipped(&published.data),
        };
        let Some((mut data, mark)) = seen else { return published };
        data.sort();
        data.comuni.clear();
        gazetteer().fill(&mut data);
        Arc::new(Published {
            cursor: Cursor {
                epoch: epoch_of_view(&published.cursor.epoch, &mark),
                seq: published.cursor.seq,
            },
            at: published.at,
            data: Arc::new(data),
        })
    }
}

/// What changed since a cursor for a reader of a view; `None` as for [`Store::delta`].
#[must_use]
pub fn delta(store: &dyn Store, seen: &Published, from: &Cursor) -> Option<Delta> {
    if from.epoch != seen.cursor.epoch {
        return None;
    }
    let stored = store.delta(&Cursor {
        epoch: store.published().cursor.epoch.clone(),
        seq: from.seq,
    })?;
    // What was touched is put as the view has it. Where the store is ahead of the view, that is what it was before.
    let touched = stored.put.keys().chain(removed_keys(&stored)).collect();
    (from.seq <= seen.cursor.seq).then(|| collect_delta(from.seq, &seen.cursor, seen.at, touched, &seen.data))
}

/// An epoch in the form of all others that is no other server's, nor that of another view of this one.
fn epoch_of_view(epoch: &str, mark: &str) -> String {
    let of_store: String = epoch.chars().take(8).collect();
    format!("{of_store}{:08x}", crc32c([epoch, mark].concat().as_bytes()))
}

/// The records without the examples, unless there are none. An example that a fact refers to stays, with its mark:
/// a place without its network could not be shown at all.
fn without_examples(data: &Dataset) -> Option<(Dataset, String)> {
    let all = sample_keys(data);
    if all.is_empty() {
        return None;
    }
    let mut hidden = all.clone();
    loop {
        let before = hidden.len();
        for needed in references(data, |key| !hidden.contains(key)) {
            hidden.remove(&needed);
        }
        if hidden.len() == before {
            break;
        }
    }
    if hidden.is_empty() {
        return None;
    }
    let mut kept: Vec<String> = all.difference(&hidden).map(|key| key.id.clone()).collect();
    kept.sort();
    let shown = |key: &RecordKey| !hidden.contains(key);
    let mark = ["hidden ", &kept.join(" ")].concat();
    Some((selected(data, shown), mark))
}

/// The records with the shipped examples, as far as the places and networks they are at are here. A record of the
/// same id stays as it is.
fn with_shipped(data: &Dataset) -> Option<(Dataset, String)> {
    let (shipped, checksum) = &*SHIPPED;
    let fits = |key: &RecordKey| match key.kind {
        RecordKind::Activity => shipped.activities.iter().any(|activity| {
            activity.id.as_str() == key.id
                && data.activity(&activity.id).is_none()
                && data.network(&activity.network).is_some()
                && activity.place.as_ref().is_none_or(|place| data.place(place).is_some())
        }),
        RecordKind::Guide => shipped
            .guides
            .iter()
            .any(|guide| guide.id.as_str() == key.id && data.guide(&guide.id).is_none()),
        RecordKind::Network | RecordKind::Place => false,
    };
    let added = selected(shipped, fits);
    if added.is_empty() {
        return None;
    }
    let ids: Vec<String> = added.keys().map(|key| key.id).collect();
    let mark = format!("shown {checksum} {}", ids.join(" "));
    let mut seen = data.clone();
    seen.activities.extend(added.activities);
    seen.guides.extend(added.guides);
    Some((seen, mark))
}

fn sample_keys(data: &Dataset) -> HashSet<RecordKey> {
    let networks = data.networks.iter().filter(|network| network.sample);
    let places = data.places.iter().filter(|place| place.sample);
    let activities = data.activities.iter().filter(|activity| activity.sample);
    let guides = data.guides.iter().filter(|guide| guide.sample);
    let networks = networks.map(|network| key(RecordKind::Network, network.id.as_str()));
    let places = places.map(|place| key(RecordKind::Place, place.id.as_str()));
    let activities = activities.map(|activity| key(RecordKind::Activity, activity.id.as_str()));
    let guides = guides.map(|guide| key(RecordKind::Guide, guide.id.as_str()));
    networks.chain(places).chain(activities).chain(guides).collect()
}

/// What the records that are shown refer to.
fn references(data: &Dataset, shown: impl Fn(&RecordKey) -> bool) -> Vec<RecordKey> {
    let mut needed = Vec::new();
    for place in &data.places {
        if shown(&key(RecordKind::Place, place.id.as_str())) {
            needed.push(key(RecordKind::Network, place.network.as_str()));
            needed.extend(place.parent.iter().map(|id| key(RecordKind::Place, id.as_str())));
        }
    }
    for activity in &data.activities {
        if shown(&key(RecordKind::Activity, activity.id.as_str())) {
            needed.push(key(RecordKind::Network, activity.network.as_str()));
            needed.extend(activity.place.iter().map(|id| key(RecordKind::Place, id.as_str())));
        }
    }
    needed
}

/// The records of these keys, without comuni.
fn selected(data: &Dataset, wanted: impl Fn(&RecordKey) -> bool) -> Dataset {
    let has = |kind, id: &str| wanted(&key(kind, id));
    let networks = data.networks.iter();
    let places = data.places.iter();
    let activities = data.activities.iter();
    let guides = data.guides.iter();
    Dataset {
        networks: networks
            .filter(|network| has(RecordKind::Network, network.id.as_str()))
            .cloned()
            .collect(),
        places: places
            .filter(|place| has(RecordKind::Place, place.id.as_str()))
            .cloned()
            .collect(),
        activities: activities
            .filter(|activity| has(RecordKind::Activity, activity.id.as_str()))
            .cloned()
            .collect(),
        guides: guides
            .filter(|guide| has(RecordKind::Guide, guide.id.as_str()))
            .cloned()
            .collect(),
        comuni: Vec::new(),
    }
}

fn removed_keys(delta: &Delta) -> impl Iterator<Item = RecordKey> {
    let removed = &delta.removed;
    [
        (RecordKind::Network, &removed.networks),
        (RecordKind::Place, &removed.places),
        (RecordKind::Activity, &removed.activities),
        (RecordKind::Guide, &removed.guides),
    ]
    .into_iter()
    .flat_map(|(kind, ids)| ids.iter().map(move |id| key(kind, id)))
}

fn key(kind: RecordKind, id: &str) -> RecordKey {
    RecordKey {
        kind,
        id: id.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use shared::sync::{Answer, NextStep, Snapshot, apply, begin};

    use super::*;
    use crate::service::import::{Bad, Mode, Removals, import};
    use crate::store::memory::MemoryStore;

    fn store(records: &serde_json::Value) -> MemoryStore {
        let store = MemoryStore::new("00000000000000aa");
        import(&store, &records.to_string(), Mode::Replace, Bad::Refuse, Removals::Any).expect("a good file");
        store
    }

    fn mixed() -> serde_json::Value {
        json!({"format": "family-hub/1",
            "networks": [{"id": "real", "name": "R", "comuni": ["019036"]}, {"id": "example", "name": "E", "comuni": ["058091"], "sample": true}],
            "places": [
                {"id": "needed", "network": "real", "kind": "hub", "name": "N", "sample": true},
                {"id": "spoke", "network": "real", "kind": "spoke", "parent": "needed", "name": "S"},
                {"id": "alone", "network": "example", "kind": "hub", "name": "A", "sample": true}],
            "activities": [{"id": "a", "network": "example", "place": "alone", "title": "T", "category": "ascolto", "sample": true}]})
    }

    #[test]
    fn examples_are_left_out_and_stay_in_the_store() {
        let store = store(&mixed());
        let stored = store.published();
        let seen = Examples::Hidden.view(Arc::clone(&stored));
        let ids: Vec<String> = seen.data.keys().map(|key| key.id).collect();
        assert_eq!(
            ids,
            ["real", "needed", "spoke"],
            "an example that a fact refers to stays"
        );
        assert_eq!(seen.data.comuni.len(), 1, "no comune of what is not shown");
        assert_eq!(seen.cursor.seq, stored.cursor.seq);
        assert_ne!(seen.cursor.epoch, stored.cursor.epoch);
        assert_eq!(seen.cursor.epoch.len(), 16);
        assert!(store.export().contains("\"alone\""));
    }

    #[test]
    fn without_examples_the_view_is_what_is_stored() {
        let mut facts = mixed();
        facts["networks"].as_array_mut().expect("a list").truncate(1);
        facts["places"] = json!([]);
        facts["activities"] = json!([]);
        let stored = store(&facts).published();
        assert!(Arc::ptr_eq(&Examples::Hidden.view(Arc::clone(&stored)), &stored));
    }

    #[test]
    fn the_shipped_examples_are_laid_over_their_places() {
        let store = MemoryStore::new("00000000000000aa");
        crate::service::seed::fill(&store).expect("the facts are good");
        let stored = store.published();
        let seen = Examples::Shown.view(Arc::clone(&stored));
        let added = seen.data.len() - stored.data.len();
        assert_eq!(added, SHIPPED.0.len());
        assert_ne!(seen.cursor.epoch, stored.cursor.epoch);
    }

    /// A device that follows by deltas sees what one sees that takes the snapshot, also when facts become examples.
    #[test]
    fn deltas_of_a_view_lead_where_its_snapshot_does() {
        let store = store(&mixed());
        let seen = Examples::Hidden.view(store.published());
        let have = begin(Snapshot {
            format: 1,
            epoch: seen.cursor.epoch.clone(),
            seq: seen.cursor.seq,
            at: seen.at,
            data: seen.data.as_ref().clone(),
        });
        let more = json!({"format": "family-hub/1",
            "activities": [
                {"id": "b", "network": "real", "title": "Example", "category": "ascolto", "sample": true},
                {"id": "c", "network": "real", "title": "Fact", "category": "ascolto"}],
            "places": [{"id": "p", "network": "real", "kind": "desk", "name": "P"}]});
        import(&store, &more.to_string(), Mode::Merge, Bad::Refuse, Removals::Any).expect("a good file");
        let turned = json!({"format": "family-hub/1",
            "places": [{"id": "p", "network": "real", "kind": "desk", "name": "P", "sample": true}]});
        import(&store, &turned.to_string(), Mode::Merge, Bad::Refuse, Removals::Any).expect("a good file");
        let next = Examples::Hidden.view(store.published());
        let delta = delta(&store, &next, &seen.cursor).expect("the same view of the same life");
        let NextStep::Keep(after) = apply(Some(have), Answer::Delta(Box::new(delta))) else {
            panic!("the delta fits");
        };
        assert_eq!(&after.data, next.data.as_ref());
        let stored = store.published().cursor.clone();
        assert_eq!(
            super::delta(&store, &next, &stored),
            None,
            "a cursor of the store is none of the view"
        );
    }
}
