//! The best of many: the records with the greatest keys, without sorting all of them.

/// The records from `offset` on, at most `limit`, by falling key; equal keys by rising record.
pub(super) fn best(matching: &[u32], keys: &[u32], offset: usize, limit: usize) -> Vec<u32> {
    let wanted = offset.saturating_add(limit).min(matching.len());
    if wanted <= offset {
        return Vec::new();
    }
    let least = key_at(matching, keys, wanted);
    let mut found: Vec<u64> = Vec::with_capacity(wanted);
    let order = |record: u32| u64::from(!keys[record as usize]) << 32 | u64::from(record);
    found.extend(
        matching
            .iter()
            .filter(|&&record| keys[record as usize] > least)
            .map(|&record| order(record)),
    );
    let missing = wanted - found.len();
    found.extend(
        matching
            .iter()
            .filter(|&&record| keys[record as usize] == least)
            .take(missing)
            .map(|&record| order(record)),
    );
    found.sort_unstable();
    found[offset..].iter().map(|&order| order as u32).collect()
}

/// How many records at a time are put in order by what is costly to know, such as their next date. Blocks begin at
/// multiples of it, so that no record stands on two pages.
pub(super) const BLOCK: usize = 128;

/// The records from `offset` on, at most `limit`, by falling key with `bonus` added to it inside each block.
pub(super) fn best_with(
    matching: &[u32],
    keys: &mut [u32],
    offset: usize,
    limit: usize,
    mut bonus: impl FnMut(u32) -> u32,
) -> Vec<u32> {
    let start = offset / BLOCK * BLOCK;
    let wanted = offset.saturating_add(limit).min(matching.len());
    if limit == 0 || wanted <= offset {
        return Vec::new();
    }
    let mut found = best(matching, keys, start, wanted.next_multiple_of(BLOCK) - start);
    for block in found.chunks_mut(BLOCK) {
        for &record in &*block {
            keys[record as usize] = keys[record as usize].saturating_add(bonus(record));
        }
        block.sort_unstable_by_key(|&record| (!keys[record as usize], record));
    }
    found.truncate(wanted - start);
    found.split_off(offset - start)
}

/// The key of the record at that position, counted from 1, in falling order: found byte by byte from the top.
fn key_at(matching: &[u32], keys: &[u32], position: usize) -> u32 {
    let (mut key, mut known) = (0_u32, 0_u32);
    let mut left = position;
    for shift in [24, 16, 8, 0] {
        let mut counts = [0_usize; 256];
        for &record in matching {
            let of = keys[record as usize];
            if of & known == key {
                counts[(of >> shift & 0xFF) as usize] += 1;
            }
        }
        let mut byte = 255;
        while byte > 0 && counts[byte] < left {
            left -= counts[byte];
            byte -= 1;
        }
        key |= (byte as u32) << shift;
        known |= 0xFF << shift;
    }
    key
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_best_are_those_a_full_sort_puts_first(
            keys in proptest::collection::vec(prop_oneof![0..4_u32, any::<u32>()], 0..60),
            offset in 0..70_usize,
            limit in 0..70_usize,
        ) {
            let matching: Vec<u32> = (0..keys.len() as u32).filter(|at| at % 3 != 1).collect();
            let mut sorted = matching.clone();
            sorted.sort_by_key(|&record| (!keys[record as usize], record));
            let expected: Vec<u32> = sorted.into_iter().skip(offset).take(limit).collect();
            prop_assert_eq!(best(&matching, &keys, offset, limit), expected);
        }
    }
}
