//! One compiled sort for all lists of records: the standard library's costs 3 KB of WASM for every type and closure.
//!
//! For lists that are sorted rarely; what is sorted at every keystroke keeps its own.

use core::cmp::Ordering;

/// Sorts a list; what compares equal keeps its order. A list that is in order already is only looked at.
pub fn sort_by<T>(list: &mut [T], compare: impl Fn(&T, &T) -> Ordering) {
    if list.is_sorted_by(|a, b| compare(a, b) != Ordering::Greater) {
        return;
    }
    let mut place = places(list.len(), &|a, b| compare(&list[a], &list[b]));
    // Follows each circle of the permutation once.
    for at in 0..place.len() {
        while place[at] as usize != at {
            let to = place[at] as usize;
            list.swap(at, to);
            place.swap(at, to);
        }
    }
}

/// [`sort_by`] with the order of a key.
pub fn sort_by_key<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    sort_by(list, |a, b| key(a).cmp(&key(b)));
}

/// Where each of `count` elements belongs.
fn places(count: usize, compare: &dyn Fn(usize, usize) -> Ordering) -> Vec<u32> {
    let mut order: Vec<u32> = (0..count as u32).collect();
    order.sort_unstable_by(|&a, &b| compare(a as usize, b as usize).then(a.cmp(&b)));
    let mut places = vec![0; count];
    for (place, &element) in order.iter().enumerate() {
        places[element as usize] = place as u32;
    }
    places
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_sorts_as_the_standard_library_does(list in prop::collection::vec((0_u8..20, any::<u16>()), 0..200)) {
            let (mut mine, mut wanted) = (list.clone(), list);
            sort_by(&mut mine, |a, b| a.0.cmp(&b.0));
            wanted.sort_by_key(|pair| pair.0);
            prop_assert_eq!(mine, wanted);
        }
    }

    #[test]
    fn a_list_moved_round_by_one_is_sorted_in_no_time() {
        let mut list: Vec<u32> = (1..300_000).chain([0]).collect();
        sort_by_key(&mut list, |&number| number);
        assert!(list.is_sorted());
    }
}
