//! Filters as bit tests, and for every option the count of what it would give.

use std::sync::Arc;

use super::document::{
    Attributes, NONE_16, UNKNOWN_8, UNKNOWN_16, UNKNOWN_32, UNKNOWN_ENTRY, category_bit, entry_bit, free_bit, kind_bit,
    status_bit, topic_bit, what_bit, wheelchair_bit,
};
use super::index::{FacetOptions, Index};
use super::outcome::{Facet, FacetOption};
use super::rank::best;
use crate::filter::{FacetName, Filter, Known};
use crate::model::Dataset;

/// How many facets there are.
pub(super) const FACETS: usize = FacetName::ALL.len();
/// Bits of [`Index::misses`] after those of the facets.
pub(super) const AGE: u32 = 1 << FACETS;
/// Not within the radius.
pub(super) const RADIUS: u32 = 1 << (FACETS + 1);
/// Not when it is asked for.
pub(super) const WHEN: u32 = 1 << (FACETS + 2);
/// Not for the household.
pub(super) const HOUSEHOLD: u32 = 1 << (FACETS + 3);
/// The facets in which the records of a group differ.
const OF_ONE: u32 = 1 << FacetName::Network as u32 | 1 << FacetName::Comune as u32 | 1 << FacetName::Quarter as u32;
/// At most so many comuni are offered.
const COMUNI_OFFERED: usize = 30;

/// A filter as bits.
pub(super) struct Test {
    /// Bits of the facets that ask for something, and of [`AGE`].
    asked: u32,
    /// Chosen bits by facet.
    chosen: [u64; FACETS],
    networks: Vec<bool>,
    comuni: Vec<u16>,
    quarters: Vec<u16>,
    age: Option<u16>,
}

impl Test {
    pub(super) fn new(data: &Dataset, index: &Index, filter: &Filter) -> Self {
        let mut chosen = [0; FACETS];
        let mut set = |facet: FacetName, bits: u64| chosen[facet as usize] = bits;
        set(
            FacetName::What,
            filter.what.iter().fold(0, |bits, &one| bits | u64::from(what_bit(one))),
        );
        set(
            FacetName::Kind,
            filter
                .kinds
                .iter()
                .fold(0, |bits, &one| bits | u64::from(kind_bit(one))),
        );
        set(
            FacetName::Topic,
            filter.topics.iter().fold(0, |bits, &one| bits | topic_bit(one)),
        );
        set(
            FacetName::Category,
            filter
                .categories
                .iter()
                .fold(0, |bits, &one| bits | u64::from(category_bit(one))),
        );
        set(
            FacetName::Stage,
            known(&filter.stages, u64::from(UNKNOWN_16), |stage| 1 << stage.index()),
        );
        set(
            FacetName::Language,
            known(&filter.languages, u64::from(UNKNOWN_32), |language| {
                index
                    .bit_of(FacetName::Language, language.as_str())
                    .map_or(0, |bit| 1 << bit)
            }),
        );
        set(
            FacetName::Free,
            filter.free.iter().fold(0, |bits, &one| bits | u64::from(free_bit(one))),
        );
        set(
            FacetName::Entry,
            known(&filter.entry, u64::from(UNKNOWN_ENTRY), |&entry| {
                u64::from(entry_bit(entry))
            }),
        );
        set(
            FacetName::Wheelchair,
            filter
                .wheelchair
                .iter()
                .fold(0, |bits, &one| bits | u64::from(wheelchair_bit(one))),
        );
        set(
            FacetName::Professional,
            known(&filter.professionals, u64::from(UNKNOWN_16), |one| 1 << one.index()),
        );
        set(
            FacetName::Status,
            filter
                .status
                .iter()
                .fold(0, |bits, &one| bits | u64::from(status_bit(one))),
        );
        let eight = u64::from(UNKNOWN_8);
        set(FacetName::Mode, known(&filter.modes, eight, |&one| 1 << one as u64));
        set(
            FacetName::Setting,
            known(&filter.settings, eight, |&one| 1 << one as u64),
        );
        set(FacetName::Baby, known(&filter.baby, eight, |&one| 1 << one as u64));
        set(
            FacetName::Who,
            known(&filter.who, u64::from(UNKNOWN_16), |&one| 1 << one as u64),
        );
        let networks = data
            .networks
            .iter()
            .map(|network| filter.networks.contains(&network.id))
            .collect();
        let comuni = filter
            .comuni
            .iter()
            .filter_map(|code| index.bit_of(FacetName::Comune, code.as_str()))
            .collect();
        let quarters = filter
            .quarters
            .iter()
            .filter_map(|code| index.bit_of(FacetName::Quarter, code.as_str()))
            .collect();
        let asked = FacetName::ALL
            .iter()
            .filter(|&&facet| !filter.chosen(facet).is_empty())
            .fold(if filter.age_months.is_some() { AGE } else { 0 }, |bits, &facet| {
                bits | 1 << facet as u32
            });
        Self {
            asked,
            chosen,
            networks,
            comuni,
            quarters,
            age: filter.age_months,
        }
    }

    /// Whether nothing is asked for.
    pub(super) const fn is_empty(&self) -> bool {
        self.asked == 0
    }

    /// The bits of what is asked for and that the records of each group do not have, whatever network and comune
    /// they are of.
    pub(super) fn misses_of_groups(&self, index: &Index) -> Vec<u32> {
        let of_group = |group: &Attributes| {
            let mut misses = 0;
            let mut asked = self.asked & !(AGE | OF_ONE);
            while asked != 0 {
                let facet = FacetName::ALL[asked.trailing_zeros() as usize];
                let has = group.bits(facet) & self.chosen[facet as usize] != 0;
                misses |= u32::from(!has) << facet as u32;
                asked &= asked - 1;
            }
            if self.age.is_some_and(|age| !group.has_age(age, age)) {
                misses |= AGE;
            }
            misses
        };
        index.alike.groups.iter().map(of_group).collect()
    }

    /// The bits of network, comune and quarter where they are asked for and are not those of a record.
    pub(super) fn misses_of_one(&self, index: &Index, record: usize) -> u32 {
        if self.asked & OF_ONE == 0 {
            return 0;
        }
        let attributes = &index.attributes[record];
        let mut misses = self.asked & OF_ONE;
        if self.networks.get(usize::from(attributes.network)) == Some(&true) {
            misses &= !(1 << FacetName::Network as u32);
        }
        if self
            .comuni
            .iter()
            .any(|&comune| index.has_comune(attributes.comune, comune))
        {
            misses &= !(1 << FacetName::Comune as u32);
        }
        let (larger, smaller) = attributes.quarters;
        if self.quarters.iter().any(|quarter| [larger, smaller].contains(quarter)) {
            misses &= !(1 << FacetName::Quarter as u32);
        }
        misses
    }
}

fn known<T>(list: &[Known<T>], unknown: u64, bit: impl Fn(&T) -> u64) -> u64 {
    list.iter().fold(0, |bits, one| {
        bits | match one {
            Known::Is(value) => bit(value),
            Known::Unknown => unknown,
        }
    })
}

/// Counts of what is real, and of examples.
pub(super) struct Counts {
    real: Tally,
    samples: Tally,
}

impl Counts {
    pub(super) fn new(index: &Index) -> Self {
        Self {
            real: Tally::new(index),
            samples: Tally::new(index),
        }
    }

    /// Where records of that kind are counted.
    #[inline(always)]
    pub(super) fn of(&mut self, sample: bool) -> &mut Tally {
        match sample {
            true => &mut self.samples,
            false => &mut self.real,
        }
    }

    /// Counts what was added by group and by site.
    pub(super) fn add_up(&mut self, index: &Index) {
        self.real.add_up(index);
        self.samples.add_up(index);
    }

    /// How many examples have everything asked for.
    pub(super) const fn samples(&self) -> u32 {
        self.samples.total
    }

    /// Records that miss one thing only, by its bit, examples too.
    pub(super) fn all_but(&self) -> [u32; 32] {
        core::array::from_fn(|bit| self.real.all_but[bit] + self.samples.all_but[bit])
    }

    /// The places that have, or hold what has, everything asked for.
    pub(super) fn places(&self, index: &Index) -> Vec<u32> {
        let mut found = vec![false; index.places];
        for (at, site) in index.sites.all.iter().enumerate() {
            if let Some(found) = found.get_mut(site.place as usize) {
                *found |= self.real.sites[at] + self.samples.sites[at] > 0;
            }
        }
        (0..index.places as u32)
            .filter(|&place| found[place as usize])
            .collect()
    }

    /// The facets as they are shown.
    pub(super) fn facets(&self, index: &Index, filter: &Filter) -> Vec<Facet> {
        index
            .options
            .iter()
            .map(|options| self.facet(options, &filter.chosen(options.name)))
            .collect()
    }

    fn facet(&self, of: &FacetOptions, chosen: &[&str]) -> Facet {
        let counts = self.real.counts(of.name);
        let samples = self.samples.counts(of.name);
        let option = |&(at, ref code): &(u16, Arc<str>)| FacetOption {
            code: Arc::clone(code),
            count: counts[usize::from(at)],
            samples: samples[usize::from(at)],
            chosen: chosen.contains(&&**code),
        };
        let options = if matches!(of.name, FacetName::Comune | FacetName::Quarter) {
            // Thousands of them without a result are no choice; everywhere else they are shown as such.
            let mut some: Vec<u32> = Vec::new();
            let mut keys: Vec<u32> = Vec::with_capacity(of.codes.len());
            for (at, code) in of.codes.iter() {
                let count = counts[usize::from(*at)] + samples[usize::from(*at)];
                let key = count | u32::from(chosen.contains(&&**code)) << 31;
                if key > 0 {
                    some.push(keys.len() as u32);
                }
                keys.push(key);
            }
            let of_chosen = some.iter().filter(|&&at| keys[at as usize] >> 31 != 0).count();
            let offered = best(&some, &keys, 0, COMUNI_OFFERED.max(of_chosen));
            offered.into_iter().map(|at| option(&of.codes[at as usize])).collect()
        } else {
            of.codes.iter().map(option).collect()
        };
        Facet { name: of.name, options }
    }
}

/// Counts by facet and option.
pub(super) struct Tally {
    /// By facet * 64 + bit.
    bits: [u32; 64 * FACETS],
    /// Records of each group, and of each site, that have everything asked for.
    groups: Vec<u32>,
    sites: Vec<u32>,
    networks: Vec<u32>,
    comuni: Vec<u32>,
    quarters: Vec<u32>,
    /// Records that miss one thing only, by its bit.
    all_but: [u32; 32],
    /// Records that have everything asked for.
    total: u32,
}

impl Tally {
    fn new(index: &Index) -> Self {
        Self {
            bits: [0; 64 * FACETS],
            groups: vec![0; index.alike.groups.len()],
            sites: vec![0; index.sites.all.len()],
            networks: vec![0; index.options[FacetName::Network as usize].codes.len()],
            comuni: vec![0; index.comuni],
            quarters: vec![0; index.options[FacetName::Quarter as usize].codes.len()],
            all_but: [0; 32],
            total: 0,
        }
    }

    /// Counts a record that has everything asked for, by its group and its site.
    #[inline(always)]
    pub(super) fn add(&mut self, group: u32, site: u32) {
        self.groups[group as usize] += 1;
        self.sites[site as usize] += 1;
    }

    fn add_up(&mut self, index: &Index) {
        let groups = core::mem::take(&mut self.groups);
        for (options, count) in index.alike.options().zip(groups) {
            if count > 0 {
                self.total += count;
                for &option in options {
                    self.bits[usize::from(option)] += count;
                }
            }
        }
        for at in 0..self.sites.len() {
            let (count, site) = (self.sites[at], index.sites.all[at]);
            if count > 0 {
                self.add_network(site.network, count);
                self.add_comune(index, site.comune, count);
                self.add_quarters(site.quarters, count);
            }
        }
    }

    /// Counts a record that misses only that.
    pub(super) fn add_all_but(&mut self, index: &Index, record: usize, missed: u32) {
        let at = missed.trailing_zeros() as usize;
        self.all_but[at] += 1;
        if let Some(&facet) = FacetName::ALL.get(at) {
            self.add_to(index, &index.attributes[record], facet, 1);
        }
    }

    fn add_to(&mut self, index: &Index, attributes: &Attributes, facet: FacetName, times: u32) {
        match facet {
            FacetName::Network => self.add_network(attributes.network, times),
            FacetName::Comune => self.add_comune(index, attributes.comune, times),
            FacetName::Quarter => self.add_quarters(attributes.quarters, times),
            _ => {
                let mut bits = attributes.bits(facet);
                while bits != 0 {
                    self.bits[facet as usize * 64 + bits.trailing_zeros() as usize] += times;
                    bits &= bits - 1;
                }
            }
        }
    }

    fn add_network(&mut self, network: u16, times: u32) {
        if let Some(count) = self.networks.get_mut(usize::from(network)) {
            *count += times;
        }
    }

    fn add_comune(&mut self, index: &Index, comune: u16, times: u32) {
        match self.comuni.get_mut(usize::from(comune)) {
            Some(count) => *count += times,
            None if comune != NONE_16 => {
                for &comune in &index.comune_sets[usize::from(comune) - index.comuni] {
                    self.comuni[usize::from(comune)] += times;
                }
            }
            None => {}
        }
    }

    fn add_quarters(&mut self, (larger, smaller): (u16, u16), times: u32) {
        for quarter in [larger, smaller] {
            if let Some(count) = self.quarters.get_mut(usize::from(quarter)) {
                *count += times;
            }
        }
    }

    fn counts(&self, facet: FacetName) -> &[u32] {
        match facet {
            FacetName::Network => &self.networks,
            FacetName::Comune => &self.comuni,
            FacetName::Quarter => &self.quarters,
            name => &self.bits[name as usize * 64..],
        }
    }
}

impl Index {
    /// The bit or number of a code in a facet.
    pub(super) fn bit_of(&self, facet: FacetName, code: &str) -> Option<u16> {
        self.options[facet as usize]
            .codes
            .iter()
            .find(|(_, known)| &**known == code)
            .map(|(at, _)| *at)
    }
}
