//! Chooses the records of a file of open data: all of them, or what a search finds; whole, or a page at a time.

use std::collections::{HashMap, HashSet};

use shared::filter::What;
use shared::model::{Dataset, RecordKey, RecordKind};
use shared::query::Query;
use shared::search::{Context, Index, Outcome};
use shared::time::LocalDateTime;

use crate::formats::Changed;
use crate::store::{PastChange, Store, gazetteer};

/// The records that a query finds, with the networks they belong to; all of them when it asks for nothing.
/// The outcome is that of the search, where there was one.
#[must_use]
pub fn choose(data: &Dataset, index: &Index, query: &Query, now: LocalDateTime) -> (Dataset, Option<Outcome>) {
    if query.is_empty() {
        return (data.clone(), None);
    }
    let whole = Query {
        limit: u32::MAX,
        offset: 0,
        ..query.clone()
    };
    let context = Context {
        now,
        gazetteer: Some(gazetteer()),
        position: None,
        household: None,
    };
    let outcome = index.search(data, &whole, &context);
    let mut chosen = Dataset {
        comuni: data.comuni.clone(),
        ..Dataset::default()
    };
    for hit in &outcome.hits {
        let at = hit.at as usize;
        match hit.what {
            What::Place => chosen.places.extend(data.places.get(at).cloned()),
            What::Activity => chosen.activities.extend(data.activities.get(at).cloned()),
            What::Guide => chosen.guides.extend(data.guides.get(at).cloned()),
        }
    }
    let of_places = chosen.places.iter().map(|place| &place.network);
    let mut networks: Vec<_> = of_places
        .chain(chosen.activities.iter().map(|activity| &activity.network))
        .cloned()
        .collect();
    networks.sort();
    networks.dedup();
    chosen.networks = networks.iter().filter_map(|id| data.network(id).cloned()).collect();
    chosen.sort();
    (chosen, Some(outcome))
}

/// A page of chosen records: at most `limit` of these kinds after `cursor`, in the order of kinds and ids. With the
/// record after which the next page begins, if there is one.
#[must_use]
pub fn page(
    chosen: &Dataset,
    kinds: &[RecordKind],
    (skip, limit): (usize, usize),
    cursor: Option<&RecordKey>,
) -> (Dataset, Option<RecordKey>) {
    let order = |key: &RecordKey| kinds.iter().position(|kind| *kind == key.kind);
    let mut wanted: Vec<RecordKey> = chosen.keys().filter(|key| kinds.contains(&key.kind)).collect();
    wanted.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| a.id.cmp(&b.id)));
    if let Some(cursor) = cursor {
        wanted.retain(|key| (order(key), &key.id) > (order(cursor), &cursor.id));
    }
    let more = wanted.len() > skip.saturating_add(limit);
    let on_page: HashSet<RecordKey> = wanted.iter().skip(skip).take(limit).cloned().collect();
    let last = wanted.iter().skip(skip).take(limit).next_back().cloned();
    let holds = |kind, id: &str| {
        on_page.contains(&RecordKey {
            kind,
            id: id.to_owned(),
        })
    };
    let mut page = chosen.clone();
    page.networks.retain(|one| holds(RecordKind::Network, one.id.as_str()));
    page.places.retain(|one| holds(RecordKind::Place, one.id.as_str()));
    page.activities
        .retain(|one| holds(RecordKind::Activity, one.id.as_str()));
    page.guides.retain(|one| holds(RecordKind::Guide, one.id.as_str()));
    (page, last.filter(|_| more))
}

/// The newest change of every record that the history still knows; empty where it cannot be read.
#[must_use]
pub fn changes(store: &dyn Store) -> Vec<Changed> {
    let mut newest = Newest::default();
    if let Err(error) = store.history(&mut |change| newest.take(change)) {
        tracing::warn!(%error, "the history cannot be read; the feed of changes is empty");
        return Vec::new();
    }
    newest.0.into_values().collect()
}

/// The newest change of each record, of changes that come oldest first.
#[derive(Default)]
pub(crate) struct Newest(pub(crate) HashMap<RecordKey, Changed>);

impl Newest {
    pub(crate) fn take(&mut self, change: PastChange) {
        let changed = Changed {
            removed: change.raw.is_none(),
            at: change.at,
            key: change.key.clone(),
        };
        self.0.insert(change.key, changed);
    }
}
