//! The lists of a data set file: names that are likely misspelt, and in which order refusals are told.

use std::collections::HashSet;

use shared::model::{RecordKey, RecordKind};

use super::RefusedRecord;
use crate::store::list_name;

/// Refuses a field beside the lists that is one of their names with a slip: an unknown field would be kept, and its
/// records would be nowhere.
pub(super) fn check<'a>(names: impl Iterator<Item = &'a str>) -> Result<(), String> {
    for name in names {
        let lists = RecordKind::ALL.iter().map(|kind| list_name(*kind));
        for list in lists {
            if name != list
                && (is_close(&name.to_lowercase(), list) || is_close(&name.to_lowercase(), &list[..list.len() - 1]))
            {
                return Err(format!("\"{name}\" is no list of this format: is \"{list}\" meant?"));
            }
        }
    }
    Ok(())
}

/// Whether two words are at most two letters apart.
fn is_close(one: &str, other: &str) -> bool {
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    if one.len().abs_diff(other.len()) > 2 {
        return false;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.iter().enumerate() {
        let mut corner = row[0];
        row[0] = at + 1;
        for (column, against) in other.iter().enumerate() {
            let replaced = corner + usize::from(letter != against);
            corner = row[column + 1];
            row[column + 1] = replaced.min(corner + 1).min(row[column] + 1);
        }
    }
    row[other.len()] <= 2
}

/// Tells what is at fault by itself first, and then what merely follows from it, each in the order of the file.
pub(super) fn causes_first(refused: &mut [RefusedRecord]) {
    let bad: HashSet<RecordKey> = refused.iter().map(RefusedRecord::key).collect();
    for one in refused.iter_mut() {
        let kind = match one.bad.refusal.code {
            "unknown-network" => RecordKind::Network,
            "unknown-place" => RecordKind::Place,
            _ => continue,
        };
        // The reason ends with the id in quotes.
        let id = one.bad.refusal.reason.split('"').nth(1).unwrap_or_default().to_owned();
        let cause = RecordKey { kind, id };
        one.follows = bad.contains(&cause).then_some(cause);
    }
    refused.sort_by_key(|one| (one.follows.is_some(), one.overall, one.bad.field.clone()));
}
