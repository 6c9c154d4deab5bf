//! The best of many: the records with the greatest keys, without sorting all of them.

/// The records from `offset` on, at most `limit`, by falling key; equal keys by rising record.
pub(super) fn best(matching: &[u32], keys: &[u32], offset: usize, limit: usize) -> Vec<u32> {
    let wanted = offset.saturating_add(limit).min(matching.len());
    if wanted <= offset {
        return Vec::new();
    }
    // The best so far and some more. When there is no more room only the best stay, and nothing worse comes in.
    let room = wanted + ROOM.max(wanted);
    let mut found: Vec<u64> = Vec::with_capacity(room.min(matching.len()));
    let mut worst = u64::MAX;
    for &record in matching {
        let order = u64::from(!keys[record as usize]) << 32 | u64::from(record);
        if order < worst {
            if found.len() == room {
                worst = keep(&mut found, wanted);
            }
            found.push(order);
        }
    }
    keep(&mut found, wanted);
    found.sort_unstable();
    found[offset..].iter().map(|&order| order as u32).collect()
}

/// How many more than the best are held before they are looked through.
const ROOM: usize = 896;

/// Drops all but so many of the least; the greatest of those that stay.
fn keep(found: &mut Vec<u64>, wanted: usize) -> u64 {
    let (_, &mut worst, _) = found.select_nth_unstable(wanted - 1);
    found.truncate(wanted);
    worst
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
