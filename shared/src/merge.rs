//! Two changes of one record put together, by groups of facts: what does not touch is kept of both, and the rest is
//! asked for. Facts that only hold together (an address with its point, hours with their exceptions, a schedule with
//! its dates) change as a whole, so that two halves never make a record that neither person entered.

use std::collections::BTreeSet;

use serde::Serialize;
use serde_json::{Map, Value};

use crate::model::RecordKind;

/// A record as its JSON object.
pub type Fields = Map<String, Value>;

/// A group of facts that both changed, each in another way. Where a field is not there, it was not told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Conflict {
    /// The name of the group: that of its first field.
    pub group: &'static str,
    /// All its fields.
    pub fields: Vec<String>,
    /// As I would have them.
    pub mine: Fields,
    /// As they stand.
    pub theirs: Fields,
    /// As both saw them before.
    pub base: Fields,
}

/// What two changes make together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Merged {
    /// The record. Where both changed a group, it stands as theirs.
    pub record: Fields,
    /// What is to be decided.
    pub conflicts: Vec<Conflict>,
}

impl Merged {
    /// Decides a conflict for my side: its fields are as I would have them.
    pub fn take_mine(&mut self, group: &str) {
        let Some(at) = self.conflicts.iter().position(|conflict| conflict.group == group) else {
            return;
        };
        let mut conflict = self.conflicts.remove(at);
        for field in conflict.fields {
            set(&mut self.record, &field, conflict.mine.remove(&field));
        }
    }
}

/// The groups of fields that only hold together.
#[must_use]
pub const fn groups(kind: RecordKind) -> &'static [&'static [&'static str]] {
    match kind {
        RecordKind::Network => &[&["territory", "comuni"], &["places_expected", "places_known"]],
        RecordKind::Place => &[
            &["address", "position"],
            &["opening_hours", "hours_note", "hours_page", "closures", "suspensions"],
            &["network", "parent"],
            &["kind", "acts_as"],
            &["status", "status_since", "events"],
            &["access", "accessibility"],
        ],
        RecordKind::Activity => &[&["schedule", "suspensions"], &["network", "place", "venue"]],
        RecordKind::Guide => &[&["territory", "comuni"]],
    }
}

/// Who confirmed what is said by the one who confirmed it, and never part of an edit.
const STAMPS: [&str; 2] = ["verified", "verified_groups"];

/// Puts my changes and theirs together. `base` is what both began from; without it, whatever differs is asked for.
#[must_use]
pub fn merge(kind: RecordKind, base: Option<&Fields>, mine: &Fields, theirs: &Fields) -> Merged {
    let nothing = Fields::new();
    let known = base.unwrap_or(&nothing);
    let mut merged = Merged {
        record: theirs.clone(),
        conflicts: Vec::new(),
    };
    for unit in units(kind, [known, mine, theirs]) {
        let of = |side: &Fields| -> Vec<Option<Value>> {
            let values = unit.iter().map(|field| side.get(*field));
            values
                .map(|value| value.filter(|value| !value.is_null()).cloned())
                .collect()
        };
        let (was, my, their) = (of(known), of(mine), of(theirs));
        let changed_here = base.is_none() || my != was;
        let changed_there = base.is_none() || their != was;
        if my == their || !changed_here {
            continue;
        }
        let together = match (changed_there, unit.as_slice()) {
            (false, _) => Some(my.clone()),
            (true, [_]) if base.is_some() => lists(&was[0], &my[0], &their[0]).map(|list| vec![Some(list)]),
            (true, _) => None,
        };
        match together {
            Some(values) => {
                for (field, value) in unit.iter().zip(values) {
                    set(&mut merged.record, field, value);
                }
            }
            None => merged.conflicts.push(Conflict {
                group: name_of(kind, &unit),
                fields: unit.iter().map(|field| (*field).to_owned()).collect(),
                mine: part(mine, &unit),
                theirs: part(theirs, &unit),
                base: part(known, &unit),
            }),
        }
    }
    merged
}

fn set(record: &mut Fields, field: &str, value: Option<Value>) {
    match value {
        Some(value) => {
            record.insert(field.to_owned(), value);
        }
        None => {
            record.remove(field);
        }
    }
}

fn part(side: &Fields, unit: &[&str]) -> Fields {
    let fields = unit
        .iter()
        .filter_map(|field| side.get(*field).map(|value| ((*field).to_owned(), value.clone())));
    fields.collect()
}

/// All groups and then every field that is in none, in the order of their names.
fn units<'a>(kind: RecordKind, sides: [&'a Fields; 3]) -> Vec<Vec<&'a str>> {
    let grouped = groups(kind);
    let names: BTreeSet<&'a str> = sides
        .into_iter()
        .flat_map(|side| side.keys().map(String::as_str))
        .collect();
    let alone = names
        .into_iter()
        .filter(|name| !STAMPS.contains(name) && !grouped.iter().any(|group| group.contains(name)));
    let groups = grouped.iter().map(|group| group.to_vec());
    groups.chain(alone.map(|name| vec![name])).collect()
}

/// Groups have names of their own; a field alone has its own name, as far as the model knows it.
fn name_of(kind: RecordKind, unit: &[&str]) -> &'static str {
    const ALONE: [&str; 43] = [
        "name",
        "description",
        "host",
        "organisations",
        "phone",
        "email",
        "website",
        "desks",
        "topics",
        "services",
        "staff_roles",
        "languages",
        "baby",
        "modes",
        "counted",
        "contacts_as_of",
        "sources",
        "translations",
        "sample",
        "acts",
        "access",
        "hours_page",
        "suspensions",
        "school_holidays",
        "title",
        "category",
        "audience",
        "settings",
        "bring",
        "places_left",
        "organiser",
        "topic",
        "body",
        "who",
        "needed",
        "first_step",
        "lines",
        "links",
        "id",
        "network",
        "accessibility",
        "territory",
        "comuni",
    ];
    let of_group = groups(kind).iter().find(|group| group.first() == unit.first());
    let alone = || ALONE.iter().find(|name| Some(*name) == unit.first());
    match of_group {
        Some([name, ..]) => name,
        _ => alone().copied().unwrap_or("other"),
    }
}

/// Lists are merged by element: what one added or removed is added or removed; an element that both changed in another
/// way is a conflict (`None`), as is a list whose elements cannot be told apart.
fn lists(base: &Option<Value>, mine: &Option<Value>, theirs: &Option<Value>) -> Option<Value> {
    let list = |side: &Option<Value>| -> Option<Vec<(Value, Value)>> {
        let elements = match side {
            None => &[][..],
            Some(Value::Array(elements)) => elements.as_slice(),
            Some(_) => return None,
        };
        let mut known = Vec::new();
        for element in elements {
            let name = identity(element);
            if known.iter().any(|(other, _)| *other == name) {
                return None;
            }
            known.push((name, element.clone()));
        }
        Some(known)
    };
    if [mine, theirs].iter().all(|side| side.is_none()) {
        return None;
    }
    let (base, mine, theirs) = (list(base)?, list(mine)?, list(theirs)?);
    let find = |side: &[(Value, Value)], name: &Value| {
        let found = side.iter().find(|(other, _)| other == name);
        found.map(|(_, element)| element.clone())
    };
    let mut merged = Vec::new();
    for (name, their) in &theirs {
        match (find(&base, name), find(&mine, name)) {
            (_, Some(my)) if my == *their => merged.push(my),
            (Some(was), Some(my)) if my == was => merged.push(their.clone()),
            (Some(was), Some(my)) if *their == was => merged.push(my),
            (Some(was), None) if *their == was => {}
            (None, None) => merged.push(their.clone()),
            _ => return None,
        }
    }
    for (name, my) in &mine {
        if find(&theirs, name).is_some() {
            continue;
        }
        match find(&base, name) {
            None => merged.push(my.clone()),
            Some(was) if was == *my => {}
            Some(_) => return None,
        }
    }
    Some(Value::Array(merged))
}

/// What an element is known by: its name, title, address or day; a plain value is its own.
fn identity(element: &Value) -> Value {
    const KEYS: [&str; 7] = ["name", "title", "url", "phone", "from", "date", "id"];
    let Value::Object(fields) = element else {
        return element.clone();
    };
    let key = KEYS.iter().find_map(|key| fields.get(*key));
    // An organisation may stand there twice, in two roles.
    match (key, fields.get("role")) {
        (Some(key), Some(role)) => Value::Array(vec![key.clone(), role.clone()]),
        (Some(key), None) => key.clone(),
        (None, _) => element.clone(),
    }
}
