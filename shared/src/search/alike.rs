//! Records that filters, counts and meanings cannot tell apart: what is worked out for one holds for all of them.
//! Tens of thousands of records are a few hundred to a few thousand such groups.

use super::document::{Attributes, NONE_16, NONE_32};
use crate::filter::FacetName;

/// The groups of an index.
#[derive(Default)]
pub(super) struct Alike {
    /// What the records of each group have in common; what differs among them says nothing there.
    pub(super) groups: Vec<Attributes>,
    /// The group of each record.
    pub(super) of: Vec<u32>,
    /// The options that count the records of each group, one group after the other: facet * 64 + bit.
    options: Vec<u16>,
    /// Where the options of each group end.
    ends: Vec<u32>,
}

impl Alike {
    pub(super) fn new(attributes: &[Attributes]) -> Self {
        let mut alike = Self {
            groups: Vec::new(),
            of: Vec::with_capacity(attributes.len()),
            options: Vec::new(),
            ends: Vec::new(),
        };
        // Open addressing: number of the group + 1, 0 is free. Its length is a power of two.
        let mut table: Vec<u32> = Vec::new();
        for record in attributes {
            if alike.groups.len() * 2 >= table.len() {
                table = vec![0; (table.len() * 2).max(256)];
                for (number, group) in alike.groups.iter().enumerate() {
                    let slot = slot(&table, &alike.groups, group);
                    table[slot] = number as u32 + 1;
                }
            }
            let in_common = in_common(record);
            let slot = slot(&table, &alike.groups, &in_common);
            if table[slot] == 0 {
                alike.groups.push(in_common);
                table[slot] = alike.groups.len() as u32;
            }
            alike.of.push(table[slot] - 1);
        }
        for group in &alike.groups {
            for &facet in FacetName::ALL {
                let mut bits = group.bits(facet);
                while bits != 0 {
                    alike.options.push((facet as u32 * 64 + bits.trailing_zeros()) as u16);
                    bits &= bits - 1;
                }
            }
            alike.ends.push(alike.options.len() as u32);
        }
        alike
    }

    /// The options that count the records of each group: facet * 64 + bit.
    pub(super) fn options(&self) -> impl Iterator<Item = &[u16]> {
        let mut start = 0;
        self.ends.iter().map(move |&end| {
            let options = &self.options[start..end as usize];
            start = end as usize;
            options
        })
    }

    pub(super) fn memory(&self) -> usize {
        4 * (self.of.capacity() + self.ends.capacity())
            + 2 * self.options.capacity()
            + self.groups.capacity() * size_of::<Attributes>()
    }
}

/// A record without what only it has.
const fn in_common(record: &Attributes) -> Attributes {
    Attributes {
        place: NONE_32,
        network: NONE_16,
        comune: NONE_16,
        quarters: (NONE_16, NONE_16),
        at_venue: false,
        title_words: 0,
        confirmed: 0,
        runs_out: 0,
        ..*record
    }
}

/// Where a group stands in the table, or the free slot where it belongs.
fn slot(table: &[u32], groups: &[Attributes], group: &Attributes) -> usize {
    let mask = table.len() - 1;
    let mut slot = hash(group) as usize & mask;
    while table[slot] != 0 && groups[table[slot] as usize - 1] != *group {
        slot = (slot + 1) & mask;
    }
    slot
}

fn hash(group: &Attributes) -> u32 {
    let parts = [
        group.topics as u32,
        (group.topics >> 32) as u32,
        group.categories,
        group.languages,
        u32::from(group.ages.0) << 16 | u32::from(group.ages.1),
        u32::from(group.stages) << 16 | u32::from(group.professionals),
        u32::from_le_bytes([group.what, group.kinds, group.free, group.entry]),
        u32::from(group.who) << 16 | u32::from(group.settings) << 8 | u32::from(group.baby),
        u32::from(group.modes) << 24
            | u32::from(group.wheelchair) << 16
            | u32::from(group.status) << 1
            | u32::from(group.sample),
    ];
    let hash = parts.iter().fold(0_u32, |hash, part| {
        (hash.rotate_left(5) ^ part).wrapping_mul(0x9E37_79B9)
    });
    hash ^ (hash >> 15)
}
