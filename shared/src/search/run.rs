//! One search from the query to the answer.

use core::cell::Cell;

use super::document::{NONE_16, NONE_32, kind_bit};
use super::facets::{Counts, HOUSEHOLD, RADIUS, Test, WHEN};
use super::index::Index;
use super::near::{ELSEWHERE_IN_COMUNE, Nearness, locate};
use super::outcome::{Context, Helper, Hit, Loosen, Matched, Outcome, Part};
use super::rank::{best, best_with};
use super::scratch::{Scratch, Tally};
use super::understand::{Question, WORDS_MAX};
use super::when::{Moment, Timely};
use crate::filter::{FacetName, What};
use crate::household::{Only, Verdict};
use crate::model::{Dataset, Network, PlaceKind};
use crate::query::{Near, Order, Query};
use crate::text::fold;
use crate::time::LocalDateTime;

/// How many of the nearest are shown when nothing lies within the radius.
const BEYOND_MAX: usize = 3;
/// How many hubs are looked at for some with a telephone.
const HUBS_LOOKED_AT: u32 = 12;
/// No further away than this, in metres.
const BEYOND_REACHES_M: u32 = 60_000;
/// As far from a quarter counts what is somewhere in its comune, in metres.
const QUARTER_M: u32 = 2_500;
/// How many are told apart because their hours are not known, or they ask for an appointment.
const APART_MAX: usize = 12;

/// What is known of a search once its words are scored.
pub(super) struct Run<'a> {
    query: &'a Query,
    pub(super) question: Question<'a>,
    pub(super) nearness: Option<Nearness>,
    /// Words that must be there, as bits.
    required: u32,
    /// How many of them a record must have: all, or as many as any record has.
    wanted: u32,
    /// From how many points on a record stays that has fewer.
    least: u32,
    /// What it tells that a record has a word, and all of them.
    tells: [u8; WORDS_MAX],
    tells_all: u32,
    /// Some words and what a record has that has them: most have the same as the one before.
    last_eighths: Cell<(u32, u32)>,
    /// What divides by the sum of their rarities.
    weight: Divisor,
    now: LocalDateTime,
    moment: Option<Moment>,
    /// Records that match all but the question when, because their hours are not known.
    unknown_hours: u32,
    /// What it is narrowed to for the household.
    only: Option<Only>,
    /// Whether what works for the needs of the household comes first.
    fitting_first: bool,
    /// Records that match all but that, because they do not say for whom they are.
    untold: u32,
}

impl Run<'_> {
    /// Whether a record has what is wanted: as many words as any, or those that tell most.
    const fn keeps(&self, tally: Tally) -> bool {
        tally.has() >= self.wanted || (tally.points() >= self.least && tally.has() > 0)
    }

    /// How much of what is wanted a record has as it was typed, in eighths: a rare word tells more than a common one.
    pub(super) fn eighths(&self, tally: Tally) -> u32 {
        let words = tally.words() & self.required;
        let (known, eighths) = self.last_eighths.get();
        if known == words {
            return eighths;
        }
        let (mut left, mut told) = (words, 0);
        while left != 0 {
            told += u32::from(self.tells[left.trailing_zeros() as usize]);
            left &= left - 1;
        }
        let eighths = told * 8 / self.tells_all;
        self.last_eighths.set((words, eighths));
        eighths
    }
}

/// Divides by one number many times, by multiplying.
struct Divisor(u64);

impl Divisor {
    /// A quotient is exact as long as dividend times divisor stay below two to that power.
    const BITS: u32 = 36;

    const fn new(by: u32) -> Self {
        Self((1 << Self::BITS) / by as u64 + 1)
    }

    const fn divide(&self, number: u32) -> u32 {
        ((number as u64 * self.0) >> Self::BITS) as u32
    }
}

impl Index {
    /// Answers a query over the data set the index was built from. Never fails: whatever is typed gives an answer.
    #[must_use]
    pub fn search(&self, data: &Dataset, query: &Query, context: &Context<'_>) -> Outcome {
        let mut outcome = self.with_scratch(|scratch| self.run(data, query, context, scratch));
        if outcome.total == 0 {
            self.lead_on(data, query, context, &mut outcome);
        }
        outcome
    }

    /// Where nothing was found: what leaving out the words would give, and the nearest hubs that can be called.
    fn lead_on(&self, data: &Dataset, query: &Query, context: &Context<'_>, outcome: &mut Outcome) {
        let found = |query: &Query| self.with_scratch(|scratch| self.run(data, query, context, scratch));
        if !query.words.is_empty() && query.filter.active() > 0 {
            let total = found(&Query {
                words: String::new(),
                limit: 0,
                ..query.clone()
            })
            .total;
            if total > 0 {
                outcome.loosen.push(Loosen {
                    part: Part::Words,
                    total,
                });
            }
        }
        if !outcome.beyond.is_empty() {
            return;
        }
        let named = outcome.near.as_ref().and_then(|near| near.comune.clone());
        let mut hubs = Query {
            near: query.near.clone().or_else(|| named.map(Near::Comune)),
            limit: HUBS_LOOKED_AT,
            ..Query::default()
        };
        hubs.filter.kinds.push(PlaceKind::Hub);
        let phone = |hit: &Hit| {
            data.places
                .get(hit.at as usize)
                .is_some_and(|place| !place.phone.is_empty())
        };
        outcome.hubs = found(&hubs).hits;
        outcome.hubs.retain(phone);
        outcome.hubs.truncate(BEYOND_MAX);
    }

    fn run(&self, data: &Dataset, query: &Query, context: &Context<'_>, scratch: &mut Scratch) -> Outcome {
        scratch.begin(self.len(), self.places);
        let mut folded = Vec::new();
        let mut question = Question::read(self, data, &query.words, query.near.as_ref(), context, &mut folded);
        let near = query
            .near
            .as_ref()
            .and_then(|near| locate(data, near, context))
            .or_else(|| question.place.take());
        let nearness = near.map(|place| Nearness::new(data, place));
        if let Some(nearness) = &nearness {
            nearness.measure(data, &mut scratch.away);
        }
        let (mut weight, mut tells) = self.score(&question, nearness.as_ref(), scratch);
        // Where nothing has any of the words, what says little says more than nothing.
        if scratch.most == 0 && question.count_fillers() {
            scratch.begin_again();
            (weight, tells) = self.score(&question, nearness.as_ref(), scratch);
        }
        self.leave_out(&question.danger, scratch);
        let required = question.required();
        let mut run = Run {
            query,
            question,
            nearness,
            required,
            wanted: scratch.most.max(u32::from(required != 0)),
            least: match required.count_ones() {
                0 | 1 => u32::MAX,
                _ => scratch.tallies.iter().map(|tally| tally.points()).max().unwrap_or(0) / 100 * self.weights.partly,
            },
            tells,
            tells_all: tells.iter().map(|&tells| u32::from(tells)).sum::<u32>().max(1),
            last_eighths: Cell::new((0, 0)),
            weight: Divisor::new(weight),
            now: context.now,
            moment: Moment::new(&query.filter.when, context.now),
            unknown_hours: 0,
            only: None,
            fitting_first: false,
            untold: 0,
        };
        if let Some(household) = context.household.filter(|household| !household.is_empty()) {
            run.only = household.only;
            run.fitting_first = household.puts_fitting_first();
            if run.only.is_some() || run.fitting_first {
                scratch.suited.begin(self, data, household, context.now.date);
            }
        }
        scratch.standing.begin(self, context.now.date.days());
        let counts = self.count(data, &mut run, scratch);
        self.note_timely(data, &run, scratch);
        self.answer(data, &run, &counts, scratch)
    }

    /// Notes which of the matches fit the time that the words speak of.
    fn note_timely(&self, data: &Dataset, run: &Run<'_>, scratch: &mut Scratch) {
        scratch.timely.clear();
        let asked = Moment::new(&run.question.when, run.now).filter(|_| run.moment.is_none());
        let Some(moment) = asked else { return };
        scratch.when.begin(&moment, self.len());
        scratch.timely.resize(self.len(), false);
        for &record in &scratch.matching {
            scratch.timely[record as usize] = scratch.when.ask(self, data, record as usize) == Timely::Yes;
        }
    }

    /// Finds what matches everything, and counts for every option what it would give.
    fn count(&self, data: &Dataset, run: &mut Run<'_>, scratch: &mut Scratch) -> Counts {
        let radius = run.query.radius_km.map(|km| u32::from(km) * 1000);
        let radius = radius.filter(|_| run.nearness.is_some());
        let test = Test::new(data, self, &run.query.filter);
        let mut counts = Counts::new(self);
        if test.is_empty() && radius.is_none() && run.moment.is_none() && run.only.is_none() {
            let groups_and_sites = self.alike.of.iter().zip(&self.sites.of);
            let groups = &self.alike.groups;
            // Tens of thousands are written down one by one: the room is made beforehand.
            scratch.matching.resize(self.len(), 0);
            let mut found = 0;
            for ((tally, (&group, &site)), record) in scratch.tallies.iter().zip(groups_and_sites).zip(0..) {
                if run.keeps(*tally) {
                    counts.of(groups[group as usize].sample).add(group, site);
                    scratch.matching[found] = record;
                    found += 1;
                }
            }
            scratch.matching.truncate(found);
        } else {
            self.count_filtered(data, run, &test, radius, &mut counts, scratch);
        }
        counts.add_up(self);
        counts
    }

    fn count_filtered(
        &self,
        data: &Dataset,
        run: &mut Run<'_>,
        test: &Test,
        radius: Option<u32>,
        counts: &mut Counts,
        scratch: &mut Scratch,
    ) {
        if let Some(moment) = &run.moment {
            scratch.when.begin(moment, self.len());
        }
        let misses_of_groups = test.misses_of_groups(self);
        for record in 0..self.len() {
            if !run.keeps(scratch.tallies[record]) {
                continue;
            }
            let group = self.alike.of[record];
            let mut misses = misses_of_groups[group as usize] | test.misses_of_one(self, record);
            if let (Some(radius), Some(nearness)) = (radius, &run.nearness)
                && self.metres(scratch, record) > radius
                && !self.serves(record, nearness)
            {
                misses |= RADIUS;
            }
            let mut untold = false;
            if let Some(only) = run.only {
                let verdict = scratch.suited.verdict(record, only.whom);
                untold = verdict == Verdict::Unknown && !only.untold;
                if verdict == Verdict::No || untold {
                    misses |= HOUSEHOLD;
                }
            }
            // The costly question last, and only where its answer counts.
            if run.moment.is_some() && misses.count_ones() < 2 {
                let timely = scratch.when.ask(self, data, record);
                if timely != Timely::Yes {
                    if misses == 0 && timely != Timely::No {
                        run.unknown_hours += u32::from(timely == Timely::Unknown);
                        scratch.apart.push(record as u32);
                    }
                    misses |= WHEN;
                }
            }
            match misses.count_ones() {
                0 => {
                    counts
                        .of(self.attributes[record].sample)
                        .add(group, self.sites.of[record]);
                    scratch.matching.push(record as u32);
                }
                1 => {
                    counts
                        .of(self.attributes[record].sample)
                        .add_all_but(self, record, misses);
                    run.untold += u32::from(untold && misses == HOUSEHOLD);
                    // "A little further away" ends somewhere, and what has no distance is not said to be there.
                    if misses == RADIUS && self.metres(scratch, record) <= BEYOND_REACHES_M {
                        scratch.beyond.push(record as u32);
                    }
                }
                _ => {}
            }
        }
    }

    fn answer(&self, data: &Dataset, run: &Run<'_>, counts: &Counts, scratch: &mut Scratch) -> Outcome {
        let total = scratch.matching.len() as u32;
        let sure = |record: &&u32| scratch.tallies[**record as usize].sure() >= run.wanted;
        let sure = scratch.matching.iter().filter(sure).count() as u32;
        let hits = self.hits(data, run, run.query.offset as usize, run.query.limit as usize, scratch);
        let matched = self.matched(run, scratch);
        let nothing = total == 0;
        let nearest_elsewhere_m = self.nearest_elsewhere(run, scratch);
        let help = self.help(run, scratch);
        core::mem::swap(&mut scratch.matching, &mut scratch.apart);
        let apart = self.hits(data, run, 0, APART_MAX, scratch);
        core::mem::swap(&mut scratch.matching, &mut scratch.apart);
        let beyond = if nothing {
            core::mem::swap(&mut scratch.matching, &mut scratch.beyond);
            self.hits(data, run, 0, BEYOND_MAX, scratch)
        } else {
            Vec::new()
        };
        Outcome {
            help,
            total,
            samples: counts.samples(),
            sure,
            hits,
            on_map: counts.places(self),
            facets: counts.facets(self, &run.query.filter),
            matched,
            suggestion: self.suggestion(data, &run.question),
            loosen: if nothing { loosen(counts) } else { Vec::new() },
            beyond,
            hubs: Vec::new(),
            helper: if nothing { self.helper(data, run, scratch) } else { None },
            chips: run.question.chips.clone(),
            near: run.nearness.as_ref().map(|nearness| nearness.place.clone()),
            nearest_elsewhere_m,
            apart,
            unknown_hours: run.unknown_hours,
            untold: run.untold,
        }
    }

    /// Metres to the nearest match, where a comune was asked for that has none.
    fn nearest_elsewhere(&self, run: &Run<'_>, scratch: &Scratch) -> Option<u32> {
        let nearness = run
            .nearness
            .as_ref()
            .filter(|nearness| nearness.place.comune.is_some())?;
        let metres = |&record: &u32| self.metres(scratch, record as usize);
        let is_there = |record: &u32| {
            metres(record) <= ELSEWHERE_IN_COMUNE
                || *record < self.with_activities as u32
                    && nearness.comune != NONE_16
                    && self.attributes[*record as usize].comune == nearness.comune
        };
        match scratch.matching.iter().any(is_there) {
            true => None,
            false => scratch
                .matching
                .iter()
                .map(metres)
                .min()
                .filter(|&metres| metres != NONE_32),
        }
    }

    /// Which words were not matched, by what the first answers have.
    fn matched(&self, run: &Run<'_>, scratch: &Scratch) -> Matched {
        if run.wanted >= run.required.count_ones() {
            return Matched::All;
        }
        let first = best(&scratch.matching, &scratch.keys, 0, 1)
            .first()
            .map_or(0, |&record| scratch.tallies[record as usize].words());
        let lacks = |(at, unit): (usize, &super::understand::Unit<'_>)| {
            (run.required & !first & 1 << at != 0).then(|| unit.text.to_owned())
        };
        Matched::Most(run.question.units.iter().enumerate().filter_map(lacks).collect())
    }

    fn hits(&self, data: &Dataset, run: &Run<'_>, offset: usize, limit: usize, scratch: &mut Scratch) -> Vec<Hit> {
        let order = match run.query.order {
            // Somebody who says only where wants the nearest first, whatever else would weigh.
            Order::Best if run.required == 0 && run.nearness.is_some() => Order::Near,
            order => order,
        };
        let guides_at = match order {
            Order::Best if run.nearness.is_some() => self.guides_at(run, scratch),
            _ => 0,
        };
        for at in 0..scratch.matching.len() {
            let record = scratch.matching[at] as usize;
            scratch.keys[record] = match order {
                Order::Best => self.key(run, record, guides_at, scratch),
                Order::Near => self.real_first(
                    record,
                    match self.metres(scratch, record) {
                        ELSEWHERE_IN_COMUNE => QUARTER_M,
                        metres => metres,
                    },
                ),
                Order::Soon => {
                    let minutes = scratch.next_dates.minutes_to(self, data, record, run.now);
                    self.real_first(record, minutes.unwrap_or(NONE_32))
                }
                Order::Name => 0,
            };
            if run.fitting_first {
                // Above everything else, and below that an order hardly coarser than before.
                scratch.keys[record] = scratch.keys[record] >> 2 | scratch.suited.rank(record) << 30;
            }
        }
        let Scratch {
            keys,
            matching,
            next_dates,
            ..
        } = scratch;
        let found = match order {
            Order::Best => best_with(matching, keys, offset, limit, |record| {
                let minutes = next_dates.minutes_to(self, data, record as usize, run.now);
                4 * match minutes.map(|minutes| minutes / 1440) {
                    Some(..7) => self.weights.soon,
                    Some(..31) => self.weights.soon / 2,
                    _ => 0,
                }
            }),
            Order::Name => by_name(self, data, matching, offset, limit),
            Order::Near | Order::Soon => best(matching, keys, offset, limit),
        };
        found.into_iter().map(|record| self.hit(run, record, scratch)).collect()
    }

    /// A record of the answer.
    pub(super) fn hit(&self, run: &Run<'_>, record: u32, scratch: &Scratch) -> Hit {
        let at = record as usize;
        let (what, index) = self.record(at);
        let metres = self.metres(scratch, at);
        let of_comune = |nearness: &Nearness| nearness.place.comune.is_some();
        Hit {
            what,
            at: index,
            score: scratch.keys[at],
            distance_m: Some(metres).filter(|metres| (ELSEWHERE_IN_COMUNE + 1..NONE_32).contains(metres)),
            in_comune: metres <= ELSEWHERE_IN_COMUNE && run.nearness.as_ref().is_some_and(of_comune),
            serves: run.nearness.as_ref().is_some_and(|nearness| self.serves(at, nearness)),
            guessed: scratch.tallies[at].sure() < run.wanted,
        }
    }

    /// The greater, the earlier: the less there is of `much`, and among equals an example last.
    fn real_first(&self, record: usize, much: u32) -> u32 {
        (NONE_32 - much) & !1 | u32::from(!self.attributes[record].sample)
    }

    /// The greater, the earlier.
    fn key(&self, run: &Run<'_>, record: usize, guides_at: u32, scratch: &Scratch) -> u32 {
        let weights = &self.weights;
        let tally = scratch.tallies[record];
        let words = run.required.count_ones();
        let mut key = run.weight.divide(tally.points());
        if words > 0 && tally.in_title() == words {
            let title_words = u32::from(self.attributes[record].title_words);
            key += weights.whole_title * words.min(title_words) / title_words.max(1);
        }
        key += scratch.standing.of(record);
        if let Some(nearness) = &run.nearness {
            // What is wanted selects; among what has it, words decide little and nearness much.
            let guide = record >= self.with_activities && self.attributes[record].comune == NONE_16;
            let metres = match self.metres(scratch, record) {
                _ if guide => guides_at,
                ELSEWHERE_IN_COMUNE => QUARTER_M,
                metres => metres,
            };
            key = key / weights.words_beside_near + self.nearness_points(metres);
            if !self.attributes[record].sample {
                key += weights.real_beside_near;
            }
            if self.serves(record, nearness) {
                key += weights.serves;
            }
        }
        key *= 4;
        let attributes = &self.attributes[record];
        if run.question.only_help && attributes.kinds & kind_bit(PlaceKind::Hub) != 0 {
            key += 4 * weights.hub_for_help;
        }
        // What is for other ages stands below everything that is not.
        let outside = run.question.age.is_some_and(|(first, last)| {
            attributes.ages.0 <= attributes.ages.1
                && attributes.ages != (0, u16::MAX)
                && !attributes.has_age(first, last)
        });
        // Among what has as much of what is wanted, what is on at the time asked for.
        let timely = scratch.timely.get(record).is_some_and(|&timely| timely);
        (run.eighths(tally) + if outside { 0 } else { 9 }) << 24 | u32::from(timely) << 23 | key.min(0x7F_FFFF)
    }

    /// What nearness is worth: much within reach, and a little for every kilometre beyond, so that the nearer is the
    /// earlier however far it is.
    fn nearness_points(&self, metres: u32) -> u32 {
        let weights = &self.weights;
        let left = |km: u32| u64::from((km * 1000).saturating_sub(metres));
        let within = u64::from(weights.near) * left(weights.near_fades_km) / u64::from(weights.near_fades_km * 1000);
        (within + left(weights.far_ends_km) * u64::from(weights.far_a_km) / 1000) as u32
    }

    /// Whose telephone helps on.
    fn helper(&self, data: &Dataset, run: &Run<'_>, scratch: &Scratch) -> Option<Helper> {
        let serving = run.nearness.as_ref().map_or(&[][..], |nearness| &nearness.serves);
        let asked = |network: &Network| run.query.filter.networks.contains(&network.id);
        data.networks
            .iter()
            .enumerate()
            .filter(|(at, network)| serving.get(*at) == Some(&true) || asked(network))
            .find_map(|(at, network)| {
                if !network.phone.is_empty() {
                    return Some(Helper::Network(at as u32));
                }
                let places = data
                    .places
                    .iter()
                    .zip(&self.attributes)
                    .zip(&scratch.away.places)
                    .zip(0..);
                places
                    .filter(|(((place, attributes), _), _)| {
                        usize::from(attributes.network) == at && !place.phone.is_empty()
                    })
                    .min_by_key(|(((place, _), metres), _)| (place.kind != PlaceKind::Hub, **metres))
                    .map(|(_, place)| Helper::Place(place))
            })
    }
}

/// The records from `offset` on, at most `limit`, by their folded names.
fn by_name(index: &Index, data: &Dataset, matching: &[u32], offset: usize, limit: usize) -> Vec<u32> {
    let name = |record: u32| {
        let (what, at) = index.record(record as usize);
        let at = at as usize;
        fold(match what {
            What::Place => data.places.get(at).map_or("", |place| &place.name),
            What::Activity => data.activities.get(at).map_or("", |activity| &activity.title),
            What::Guide => data.guides.get(at).map_or("", |guide| &guide.title),
        })
    };
    let mut named: Vec<(String, u32)> = matching.iter().map(|&record| (name(record), record)).collect();
    named.sort();
    named
        .into_iter()
        .skip(offset)
        .take(limit)
        .map(|(_, record)| record)
        .collect()
}

/// What to leave out when nothing matches.
fn loosen(counts: &Counts) -> Vec<Loosen> {
    let parts = FacetName::ALL.iter().map(|&facet| Part::Facet(facet)).chain([
        Part::Age,
        Part::Radius,
        Part::When,
        Part::Household,
    ]);
    let mut loosen: Vec<Loosen> = parts
        .zip(counts.all_but())
        .filter(|(_, total)| *total > 0)
        .map(|(part, total)| Loosen { part, total })
        .collect();
    loosen.sort_by_key(|part| core::cmp::Reverse(part.total));
    loosen
}

#[cfg(test)]
mod tests {
    use super::Divisor;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn to_divide_is_to_divide(number in 0..1_u32 << 24, by in 1..=288_u32) {
            prop_assert_eq!(Divisor::new(by).divide(number), number / by);
            prop_assert_eq!(Divisor::new(by).divide(number / by * by), number / by);
        }
    }
}
