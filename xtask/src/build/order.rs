//! The order of functions in a module: like beside like, where compression finds the copies. A nearest-neighbour walk
//! over the runs of four bytes that functions share; runs that few functions have say most.

use std::collections::HashMap;

use anyhow::{Context, Result};

use super::functions::{CODE_SECTION, HEADER, IMPORT_SECTION, Reader, imported_functions};
use super::glue::leb128;

/// Bytes of a run.
const RUN: usize = 4;
/// A run that more functions have than these says nothing.
const COMMON: usize = 400;
/// What one shared run counts at most.
const WEIGHT: u32 = 1024;
/// Likeness to functions further back counts on, less each time, until it is as good as none.
const FADES: (u32, u32) = (4, 5);
const FADED: u32 = 50;
/// Short functions are like everything; this many further runs tell them from those that really are.
const SHORT: u64 = 20;

/// `module` with functions named by their place in that order, for `--reorder-functions-by-name` of wasm-opt.
///
/// # Errors
/// When the module is damaged.
pub(super) fn named_by_likeness(module: &[u8]) -> Result<Vec<u8>> {
    let (imported, bodies) = bodies(module).context("the module is damaged")?;
    let mut place = vec![0; bodies.len()];
    for (at, function) in by_likeness(&bodies).into_iter().enumerate() {
        place[function] = at;
    }
    let mut names = leb128(bodies.len());
    for (at, place) in place.into_iter().enumerate() {
        names.extend(leb128(imported + at));
        names.push(6);
        names.extend(format!("{place:06}").bytes());
    }
    let names = section(1, &names);
    Ok([module, &section(0, &[b"\x04name", &names[..]].concat())].concat())
}

fn section(id: u8, content: &[u8]) -> Vec<u8> {
    [&[id][..], &leb128(content.len()), content].concat()
}

/// How many functions are imported, and the code of all others.
fn bodies(module: &[u8]) -> Option<(usize, Vec<&[u8]>)> {
    let mut reader = Reader {
        rest: module.get(HEADER..)?,
    };
    let (mut imported, mut bodies) = (0, Vec::new());
    while let Some(id) = reader.byte() {
        let mut section = reader.sized()?;
        match id {
            IMPORT_SECTION => imported = imported_functions(&mut section)?,
            CODE_SECTION => {
                for _ in 0..section.number()? {
                    bodies.push(section.sized()?.rest);
                }
            }
            _ => {}
        }
    }
    Some((imported, bodies))
}

/// The functions in an order in which each is like those before it.
fn by_likeness(bodies: &[&[u8]]) -> Vec<usize> {
    let (runs, holders) = shared_runs(bodies);
    let mut left: Vec<usize> = (0..bodies.len()).collect();
    // From the end: the largest first, wherever a walk ends.
    left.sort_by_key(|at| bodies[*at].len());
    let mut placed = vec![false; bodies.len()];
    let (mut likeness, mut like) = (vec![0_u32; bodies.len()], Vec::new());
    let mut order = Vec::with_capacity(bodies.len());
    let mut next = None;
    while let Some(at) = next.take().or_else(|| {
        while left.last().is_some_and(|at| placed[*at]) {
            left.pop();
        }
        left.pop()
    }) {
        placed[at] = true;
        order.push(at);
        like.retain(|other: &usize| {
            let faded = likeness[*other] * FADES.0 / FADES.1;
            likeness[*other] = if faded < FADED || placed[*other] { 0 } else { faded };
            likeness[*other] > 0
        });
        for run in &runs[at] {
            let holders = &holders[*run];
            let weight = WEIGHT / (1 + holders.len()).ilog2();
            for other in holders.iter().filter(|other| !placed[**other]) {
                if likeness[*other] == 0 {
                    like.push(*other);
                }
                likeness[*other] += weight;
            }
        }
        // Ties go to the earlier function, so that the same module is made on every machine.
        next = like.iter().copied().max_by_key(|other| {
            let likeness = u64::from(likeness[*other]);
            let length = runs[*other].len() as u64 + SHORT;
            (likeness * likeness / length, core::cmp::Reverse(*other))
        });
    }
    order
}

/// The runs of each function, as numbers, and the functions that hold each run.
fn shared_runs(bodies: &[&[u8]]) -> (Vec<Vec<usize>>, Vec<Vec<usize>>) {
    let mut numbers: HashMap<&[u8], usize> = HashMap::new();
    let mut holders: Vec<Vec<usize>> = Vec::new();
    for (at, body) in bodies.iter().enumerate() {
        for run in body.windows(RUN) {
            let number = *numbers.entry(run).or_insert_with(|| {
                holders.push(Vec::new());
                holders.len() - 1
            });
            if holders[number].last() != Some(&at) {
                holders[number].push(at);
            }
        }
    }
    let mut runs = vec![Vec::new(); bodies.len()];
    for (number, holders) in holders.iter().enumerate() {
        if (2..=COMMON).contains(&holders.len()) {
            for at in holders {
                runs[*at].push(number);
            }
        }
    }
    (runs, holders)
}

#[cfg(test)]
mod tests {
    use super::{by_likeness, named_by_likeness};

    #[test]
    fn like_functions_stand_side_by_side_and_none_is_lost() {
        let bodies: Vec<Vec<u8>> = (0..40_u8)
            .map(|at| (0..60).map(|byte| (at % 2) * 100 + byte).chain([at; 8]).collect())
            .collect();
        let bodies: Vec<&[u8]> = bodies.iter().map(Vec::as_slice).collect();
        let order = by_likeness(&bodies);
        let turns = order.windows(2).filter(|pair| pair[0] % 2 != pair[1] % 2).count();
        assert_eq!(turns, 1, "{order:?}");
        let mut all = order.clone();
        all.sort_unstable();
        assert!(all.into_iter().eq(0..40));
        assert_eq!(order, by_likeness(&bodies));
    }

    #[test]
    fn functions_are_named_by_their_place() {
        // Two functions; the larger one comes first.
        let module = b"\0asm\x01\0\0\0\x0a\x08\x02\x02\x00\x0b\x03\x00\x01\x0b";
        let named = named_by_likeness(module).expect("a module");
        let names = b"\x04name\x01\x11\x02\x00\x06000001\x01\x06000000";
        assert_eq!(named, [&module[..], b"\0\x18", names].concat());
        assert!(named_by_likeness(&module[..12]).is_err());
        assert!(named_by_likeness(b"\0asm").is_err());
    }
}
