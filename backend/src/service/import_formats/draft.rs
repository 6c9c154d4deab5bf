//! A record as a file tells it: some of its fields. Put over what is stored it becomes a record of a data set file.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::{Map as Object, Value};
use shared::duplicates::Known;
use shared::interop::table::{Cell, columns, put, read_cell, take};
use shared::model::{Place, Record, RecordKey, RecordKind};
use shared::text::fold;

use super::{Converted, Map, RefusedPart, codes};
use crate::store::{Contents, FORMAT, Put, gazetteer, list_name};

/// A field: where it stands in the record, and its value; `None` says that there is none.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// Such as `address.street`.
    pub path: Cow<'static, str>,
    /// Its value.
    pub value: Option<Value>,
}

impl Field {
    /// The comune by its name, where the file has no code.
    pub const COMUNE_NAME: &'static str = "comune-by-name";
    /// The letters of its province.
    pub const PROVINCE: &'static str = "province-of-comune";

    /// A field.
    #[must_use]
    pub fn new(path: impl Into<Cow<'static, str>>, value: Option<Value>) -> Self {
        Self {
            path: path.into(),
            value,
        }
    }
}

/// A record as a file tells it.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Its kind.
    pub kind: RecordKind,
    /// Where it stands in the file.
    pub origin: String,
    /// What the file says.
    pub fields: Vec<Field>,
}

impl Draft {
    /// A draft of which nothing is known yet.
    #[must_use]
    pub fn new(kind: RecordKind, origin: &str) -> Self {
        Self {
            kind,
            origin: origin.to_owned(),
            fields: Vec::new(),
        }
    }

    /// Says a field.
    pub fn say(&mut self, path: impl Into<Cow<'static, str>>, value: impl Into<Value>) {
        self.fields.push(Field::new(path, Some(value.into())));
    }

    fn text(&self, path: &str) -> Option<&str> {
        let field = self.fields.iter().find(|field| field.path == path)?;
        field.value.as_ref()?.as_str()
    }
}

/// The field that holds the name of a kind of record.
const fn name_of(kind: RecordKind) -> &'static str {
    match kind {
        RecordKind::Network | RecordKind::Place => "name",
        RecordKind::Activity | RecordKind::Guide => "title",
    }
}

/// Puts the drafts over what is stored and writes the data set file.
pub(super) fn finish(drafts: Vec<Draft>, map: &Map, stored: &Contents, converted: &mut Converted) {
    let mut desk = Desk::new(map, stored);
    let mut lists: HashMap<RecordKind, Vec<String>> = HashMap::new();
    for draft in drafts {
        match desk.record(&draft, converted) {
            Ok(raw) => {
                let list = lists.entry(draft.kind).or_default();
                list.push(raw);
                converted.origins.insert((draft.kind, list.len()), draft.origin);
            }
            Err((field, reason)) => converted.refused.push(RefusedPart {
                origin: draft.origin,
                field,
                reason,
            }),
        }
    }
    let mut json = format!("{{\"format\":\"{FORMAT}\"");
    for kind in RecordKind::ALL.iter().copied() {
        if let Some(list) = lists.get(&kind) {
            json.push_str(&format!(",\"{}\":[{}]", list_name(kind), list.join(",")));
        }
    }
    json.push('}');
    converted.json = json;
}

/// What is stored, laid out to be looked up.
struct Desk<'a> {
    map: &'a Map,
    records: HashMap<RecordKey, Arc<str>>,
    /// Ids by kind and folded name.
    named: HashMap<(RecordKind, String), Vec<String>>,
    taken: HashSet<RecordKey>,
    /// The network, if there is only one.
    only_network: Option<String>,
    known: Known,
}

impl<'a> Desk<'a> {
    fn new(map: &'a Map, stored: &Contents) -> Self {
        let mut desk = Self {
            map,
            records: stored.records.iter().cloned().collect(),
            named: HashMap::new(),
            taken: HashSet::new(),
            only_network: None,
            known: Known::default(),
        };
        let mut networks = Vec::new();
        for (key, raw) in &stored.records {
            let Ok(value) = serde_json::from_str::<Value>(raw) else {
                continue;
            };
            if let Some(name) = value[name_of(key.kind)].as_str() {
                desk.named
                    .entry((key.kind, fold(name)))
                    .or_default()
                    .push(key.id.clone());
            }
            match key.kind {
                RecordKind::Network => networks.push(key.id.clone()),
                RecordKind::Place => {
                    if let Ok(place) = serde_json::from_value::<Place>(value) {
                        desk.known.add(&place);
                    }
                }
                _ => {}
            }
        }
        if let [only] = networks.as_slice() {
            desk.only_network = Some(only.clone());
        }
        desk
    }

    /// The record as JSON text, or the field at fault and why.
    fn record(&mut self, draft: &Draft, converted: &mut Converted) -> Result<String, (String, String)> {
        let key = RecordKey {
            kind: draft.kind,
            id: self.id_of(draft)?,
        };
        self.taken.insert(key.clone());
        let stored = self.records.get(&key).cloned();
        let mut value: Value = stored
            .as_ref()
            .and_then(|raw| serde_json::from_str(raw).ok())
            .unwrap_or_else(|| Value::Object(Object::new()));
        if stored.is_none() {
            self.defaults(draft.kind, &mut value)?;
        }
        put(&mut value, "id", key.id.clone().into());
        for field in draft.fields.iter().filter(|field| field.path != "id") {
            match (&*field.path, &field.value) {
                (Field::COMUNE_NAME | Field::PROVINCE, _) => {}
                (path, Some(said)) => put(&mut value, path, said.clone()),
                (path, None) => take(&mut value, path),
            }
        }
        comune(draft, &mut value)?;
        tidy(draft.kind, &mut value, self.only_network.as_deref());
        let raw = value.to_string();
        let name = value[name_of(draft.kind)].as_str().unwrap_or_default();
        let told = format!("{}: {} \"{name}\" ({})", draft.origin, draft.kind.code(), key.id);
        let Ok(read) = Put::parse(draft.kind, &raw) else {
            // What is wrong with it is told when the data set file is checked.
            return Ok(raw);
        };
        match &stored {
            Some(stored) => {
                let same = Put::parse(draft.kind, stored).is_ok_and(|stored| stored.record() == read.record());
                if same {
                    converted.unchanged += 1;
                    return Ok(stored.to_string());
                }
                converted.changed.push(told);
            }
            None => {
                if let Record::Place(place) = read.record() {
                    if let Some(alike) = self.known.alike(place) {
                        converted.alike.push((told.clone(), alike.to_string()));
                    }
                    self.known.add(place);
                }
                converted.new.push(told);
            }
        }
        Ok(raw)
    }

    /// The id that is said; that of the one record of its name; or a new one made of its name.
    fn id_of(&self, draft: &Draft) -> Result<String, (String, String)> {
        if let Some(id) = draft.text("id") {
            return Ok(id.to_owned());
        }
        let name_field = name_of(draft.kind);
        let name = draft.text(name_field).unwrap_or_default();
        if fold(name).is_empty() {
            return Err((name_field.to_owned(), "this field is missing".to_owned()));
        }
        let named = self.named.get(&(draft.kind, fold(name)));
        let network = draft.text("network");
        let of_network = |id: &&String| {
            let raw = self.records.get(&RecordKey {
                kind: draft.kind,
                id: (*id).clone(),
            });
            let value = raw.and_then(|raw| serde_json::from_str::<Value>(raw).ok());
            network.is_none() || value.is_some_and(|value| value["network"].as_str() == network)
        };
        let same: Vec<&String> = named.into_iter().flatten().filter(of_network).collect();
        let free = |id: &str| {
            !self.taken.contains(&RecordKey {
                kind: draft.kind,
                id: id.to_owned(),
            })
        };
        if let [only] = same.as_slice()
            && free(only)
        {
            return Ok((*only).clone());
        }
        let place = draft.text(Field::COMUNE_NAME).unwrap_or_default();
        let beginning = slug(&[name, " ", place].concat());
        let mut id = beginning.clone();
        let mut number = 1;
        while !free(&id)
            || self.records.contains_key(&RecordKey {
                kind: draft.kind,
                id: id.clone(),
            })
        {
            number += 1;
            id = format!("{beginning}-{number}");
        }
        Ok(id)
    }

    fn defaults(&self, kind: RecordKind, value: &mut Value) -> Result<(), (String, String)> {
        for (heading, text) in &self.map.defaults {
            let Some(column) = columns(kind).iter().find(|column| column.heading == heading) else {
                continue;
            };
            let text = codes::code(column.path, text).unwrap_or_else(|| text.clone());
            let said = read_cell(column, &Cell::Text(text)).map_err(|reason| (heading.clone(), reason))?;
            if let Some(said) = said {
                put(value, column.path, said);
            }
        }
        Ok(())
    }
}

/// Small letters, digits and hyphens of a name; at most sixty.
pub(crate) fn slug(name: &str) -> String {
    let folded = fold(name);
    let plain = folded
        .chars()
        .filter(|letter| letter.is_ascii_alphanumeric() || *letter == ' ');
    let plain: String = plain.collect();
    let mut id = plain
        .split(' ')
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-");
    id.truncate(60);
    match id.trim_matches('-') {
        "" => "senza-nome".to_owned(),
        id => id.to_owned(),
    }
}

/// The comune by its name, where the file gives no code for it.
fn comune(draft: &Draft, value: &mut Value) -> Result<(), (String, String)> {
    let Some(name) = draft.text(Field::COMUNE_NAME) else {
        return Ok(());
    };
    if draft.text("address.comune").is_some() {
        return Ok(());
    }
    let province = draft.text(Field::PROVINCE).unwrap_or_default();
    let with_province = [name, " ", province].concat();
    let found = gazetteer().find(&with_province).or_else(|| gazetteer().find(name));
    let comune = found.ok_or_else(|| ("comune".to_owned(), format!("there is no comune called \"{name}\"")))?;
    put(value, "address.comune", comune.code.as_str().into());
    Ok(())
}

/// What a record cannot be without, and what it cannot be with.
fn tidy(kind: RecordKind, value: &mut Value, only_network: Option<&str>) {
    let misses = |value: &Value, part: &str, field: &str| value[part].is_object() && value[part][field].is_null();
    if misses(value, "position", "lat") || misses(value, "position", "lon") {
        take(value, "position");
    } else if misses(value, "position", "precision") {
        // Nobody has said how exact it is: not drawn as a door.
        put(value, "position.precision", "street".into());
    }
    if misses(value, "schedule", "start") {
        take(value, "schedule");
    }
    if misses(value, "verified", "on") {
        take(value, "verified");
    }
    if value["address"].as_object().is_some_and(Object::is_empty) {
        take(value, "address");
    }
    match kind {
        RecordKind::Network => {
            for list in ["comuni", "organisations"] {
                if value[list].is_null() {
                    put(value, list, Value::Array(Vec::new()));
                }
            }
        }
        RecordKind::Place | RecordKind::Activity => {
            if let Some(network) = only_network.filter(|_| value["network"].is_null()) {
                put(value, "network", network.into());
            }
        }
        RecordKind::Guide => {}
    }
}
