//! From the records to the answer: the index is built in slices, the answer is a memo of everything it depends on.

use std::sync::Arc;

use shared::agenda::Links;
use shared::gazetteer::Gazetteer;
use shared::geo::Point;
use shared::household::Household;
use shared::query::{Query, View};
use shared::search::{Builder, Context, Index, Outcome, SLICE};
use shared::sync::Applied;
use shared::time::Instant;
use shared::view::by_place::ByPlace;
use shared::view::finder::limit;

use super::reactive::{Memo, StaticSignal};
use super::{App, in_rome};
use crate::browser::frame;

/// Records with what was worked out from them once.
pub struct Worked {
    /// The records.
    pub applied: Arc<Applied>,
    /// Which activities each place has.
    pub by_place: ByPlace,
    /// Where each activity takes place and who offers it.
    pub links: Links,
}

impl Worked {
    /// From records.
    #[must_use]
    pub fn new(applied: Arc<Applied>) -> Self {
        Self {
            by_place: ByPlace::new(&applied.data),
            links: Links::build(&applied.data),
            applied,
        }
    }
}

/// An index with the very records it was made from.
#[derive(Clone)]
pub struct Indexed {
    /// The records.
    pub worked: Arc<Worked>,
    /// Their index.
    pub index: Arc<Index>,
}

/// An answer with the records that its numbers point into.
#[derive(Clone)]
pub struct Found {
    /// The records.
    pub worked: Arc<Worked>,
    /// The answer.
    pub outcome: Arc<Outcome>,
}

impl PartialEq for Found {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.worked, &other.worked) && self.outcome == other.outcome
    }
}

/// Builds the index of new records without ever holding up the page; until it is whole, the first slice answers on a
/// first visit and the old index on later ones.
pub async fn index_in_slices(app: App, applied: Arc<Applied>) {
    let worked = Arc::new(Worked::new(applied));
    let data = &worked.applied.data;
    let mut builder = Builder::new(data);
    let mut done = builder.step(data, SLICE);
    if !done && app.indexed.with_untracked(Option::is_none) {
        publish(app, &worked, builder.so_far(data));
    }
    while !done {
        frame::breathe().await;
        done = builder.step(data, SLICE);
    }
    publish(app, &worked, builder.finish(data));
}

fn publish(app: App, worked: &Arc<Worked>, index: Index) {
    app.indexed.set(Some(Indexed {
        worked: worked.clone(),
        index: Arc::new(index),
    }));
}

/// The memo of the answer.
pub(super) fn found(
    query: StaticSignal<Query>,
    indexed: StaticSignal<Option<Indexed>>,
    gazetteer: StaticSignal<Option<Arc<Gazetteer>>>,
    now: StaticSignal<Instant>,
    position: StaticSignal<Option<Point>>,
    household: StaticSignal<Household>,
) -> &'static Memo<Option<Found>> {
    // List or map is the same answer shown in another way.
    let asked = Memo::new(move || {
        let mut query = query.get();
        query.view = View::List;
        query.limit = limit(query.limit);
        query
    });
    let answer = move || {
        let Indexed { worked, index } = indexed.get()?;
        let gazetteer = gazetteer.get();
        let (now, position) = (in_rome(now.get()), position.get());
        let outcome = household.with(|household| {
            let context = Context {
                now,
                gazetteer: gazetteer.as_deref(),
                position,
                household: Some(household),
            };
            asked.with(|query| index.search(&worked.applied.data, query, &context))
        });
        Some(Found {
            worked,
            outcome: Arc::new(outcome),
        })
    };
    Memo::new(answer).keep()
}
