//! One search from the query to the answer.

use super::document::NONE_32;
use super::facets::{Counts, RADIUS, Test};
use super::index::Index;
use super::near::{Nearness, locate};
use super::outcome::{Context, Hit, Loosen, Matched, Outcome, Part};
use super::rank::best;
use super::scratch::Scratch;
use super::words::WORDS_MAX;
use crate::filter::{FacetName, What};
use crate::model::Dataset;
use crate::query::{Order, Query};
use crate::text::{fold, words};

impl Index {
    /// Answers a query over the data set the index was built from. Never fails: whatever is typed gives an answer.
    #[must_use]
    pub fn search(&self, data: &Dataset, query: &Query, context: &Context<'_>) -> Outcome {
        self.with_scratch(|scratch| self.run(data, query, context, scratch))
    }

    fn run(&self, data: &Dataset, query: &Query, context: &Context<'_>, scratch: &mut Scratch) -> Outcome {
        scratch.begin(self.len(), self.places);
        let folded = fold(&query.words);
        let typed: Vec<&str> = words(&folded).take(WORDS_MAX).collect();
        for (at, word) in typed.iter().enumerate() {
            let answers = self.answers(word, at + 1 == typed.len());
            self.score(&answers, scratch);
        }
        let most = scratch.matched.iter().copied().max().unwrap_or(0);
        let wanted = most.max(u8::from(!typed.is_empty()));
        let nearness = query
            .near
            .as_ref()
            .and_then(|near| locate(data, near, context))
            .map(|place| Nearness::new(data, place));
        if let Some(nearness) = &nearness {
            nearness.measure(data, &mut scratch.metres);
        }
        let radius = query.radius_km.map(|km| u32::from(km) * 1000);
        let test = Test::new(data, self, &query.filter, None);
        let mut counts = Counts::new(self);
        let mut sure = 0;
        for (record, attributes) in self.attributes.iter().enumerate() {
            if scratch.matched[record] < wanted {
                continue;
            }
            let mut misses = test.misses(self, attributes);
            if let (Some(radius), Some(nearness)) = (radius, &nearness)
                && self.metres(scratch, record) > radius
                && !self.serves(record, nearness)
            {
                misses |= RADIUS;
            }
            match misses.count_ones() {
                0 => {
                    counts.add(self, attributes);
                    sure += u32::from(scratch.exact[record] >= wanted);
                    scratch.matching.push(record as u32);
                    if let Some(on_map) = scratch.on_map.get_mut(attributes.place as usize) {
                        *on_map = true;
                    }
                }
                1 => counts.add_all_but(self, attributes, misses),
                _ => {}
            }
        }
        let hits = self.hits(query, nearness.as_ref(), typed.len(), scratch);
        let total = scratch.matching.len() as u32;
        Outcome {
            total,
            sure,
            hits,
            on_map: (0..self.places as u32)
                .filter(|&place| scratch.on_map[place as usize])
                .collect(),
            facets: counts.facets(self, &query.filter),
            matched: match usize::from(most) < typed.len() && most > 0 {
                true => Matched::Most(Vec::new()),
                false => Matched::All,
            },
            loosen: if total == 0 { loosen(&counts) } else { Vec::new() },
            near: nearness.map(|nearness| nearness.place),
            ..Outcome::default()
        }
    }

    /// Metres to the place of a record.
    fn metres(&self, scratch: &Scratch, record: usize) -> u32 {
        scratch
            .metres
            .get(self.attributes[record].place as usize)
            .copied()
            .unwrap_or(NONE_32)
    }

    fn hits(&self, query: &Query, nearness: Option<&Nearness>, typed: usize, scratch: &mut Scratch) -> Vec<Hit> {
        for at in 0..scratch.matching.len() {
            let record = scratch.matching[at] as usize;
            scratch.keys[record] = self.key(query.order, nearness, typed, record, scratch);
        }
        best(
            &scratch.matching,
            &scratch.keys,
            query.offset as usize,
            query.limit as usize,
        )
        .into_iter()
        .map(|record| {
            let (what, at) = self.record(record as usize);
            Hit {
                what,
                at,
                score: scratch.keys[record as usize],
                distance_m: Some(self.metres(scratch, record as usize))
                    .filter(|&metres| nearness.is_some() && metres != NONE_32),
                serves: nearness.is_some_and(|nearness| self.serves(record as usize, nearness)),
                guessed: usize::from(scratch.exact[record as usize]) < typed,
            }
        })
        .collect()
    }

    /// The greater, the earlier.
    fn key(&self, order: Order, nearness: Option<&Nearness>, typed: usize, record: usize, scratch: &Scratch) -> u32 {
        let metres = self.metres(scratch, record);
        if order == Order::Near || (nearness.is_some() && typed == 0) {
            return NONE_32 - metres;
        }
        let weights = &self.weights;
        let mut key = scratch.total[record] / typed.max(1) as u32;
        if let Some(nearness) = nearness {
            let fades = weights.near_fades_km * 1000;
            key += u64::from(weights.near)
                .saturating_mul(u64::from(fades.saturating_sub(metres)))
                .div_euclid(fades.into()) as u32;
            key += if self.serves(record, nearness) {
                weights.serves
            } else {
                0
            };
        }
        if self.record(record).0 == What::Place {
            key += weights.place;
        }
        let guessed = typed.saturating_sub(scratch.exact[record].into()).min(7) as u32;
        (7 - guessed) << 24 | key.min(0xFF_FFFF)
    }
}

/// What to leave out when nothing matches.
fn loosen(counts: &Counts) -> Vec<Loosen> {
    let parts = FacetName::ALL
        .iter()
        .map(|&facet| Part::Facet(facet))
        .chain([Part::Age, Part::Radius, Part::When]);
    let mut loosen: Vec<Loosen> = parts
        .zip(counts.all_but)
        .filter(|(_, total)| *total > 0)
        .map(|(part, total)| Loosen { part, total })
        .collect();
    loosen.sort_by_key(|part| core::cmp::Reverse(part.total));
    loosen
}
