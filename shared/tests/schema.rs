//! The JSON Schema of the data set names every field and every code of the model, and nothing else.

use std::cell::Cell;

use serde::de::{Deserialize, Deserializer, Error as _, Visitor, value::Error};
use serde_json::Value;
use shared::model::{
    Access, Accessibility, Act, Activity, Address, Audience, Baby, Booking, Cancelled, Closure, Dataset, Desk, Entry,
    Event, EventKind, Group, Guide, HoursPage, Line, Link, Mode, Moved, Network, Organisation, OrganisationRole, Place,
    PlaceKind, PlacesLeft, Position, Precision, Room, Schedule, Setting, Status, Suspension, Venue, Verification,
    Wheelchair,
};
use shared::taxonomy::{Category, Topic};

fn schema() -> Value {
    serde_json::from_str(include_str!("../data/schema.json")).expect("the schema is JSON")
}

/// Learns the fields of a struct from what its `Deserialize` asks for.
struct FieldsOf<'a>(&'a Cell<&'static [&'static str]>);

impl<'de> Deserializer<'de> for FieldsOf<'_> {
    type Error = Error;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        _visitor: V,
    ) -> Result<V::Value, Error> {
        self.0.set(fields);
        Err(Error::custom("only the fields are wanted"))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Error> {
        Err(Error::custom("no struct"))
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 u8 u16 u32 u64 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

fn fields<'de, T: Deserialize<'de>>() -> Vec<&'static str> {
    let fields = Cell::new(&[][..]);
    assert!(T::deserialize(FieldsOf(&fields)).is_err());
    let mut fields = fields.get().to_vec();
    fields.sort_unstable();
    fields
}

fn properties(object: &Value) -> Vec<&str> {
    let properties = object["properties"].as_object().expect("an object with properties");
    let mut names: Vec<&str> = properties.keys().map(String::as_str).collect();
    names.sort_unstable();
    names
}

#[test]
fn every_field_of_the_model_is_described() {
    let schema = schema();
    let of = |name: &str| properties(&schema["$defs"][name]);
    for (name, fields) in [
        ("network", fields::<Network>()),
        ("organisation", fields::<Organisation>()),
        ("act", fields::<Act>()),
        ("hours_page", fields::<HoursPage>()),
        ("booking", fields::<Booking>()),
        ("places_left", fields::<PlacesLeft>()),
        ("venue", fields::<Venue>()),
        ("baby", fields::<Baby>()),
        ("event", fields::<Event>()),
        ("line", fields::<Line>()),
        ("place", fields::<Place>()),
        ("address", fields::<Address>()),
        ("position", fields::<Position>()),
        ("desk", fields::<Desk>()),
        ("closure", fields::<Closure>()),
        ("suspension", fields::<Suspension>()),
        ("access", fields::<Access>()),
        ("accessibility", fields::<Accessibility>()),
        ("activity", fields::<Activity>()),
        ("audience", fields::<Audience>()),
        ("schedule", fields::<Schedule>()),
        ("cancelled", fields::<Cancelled>()),
        ("moved", fields::<Moved>()),
        ("guide", fields::<Guide>()),
        ("link", fields::<Link>()),
        ("verification", fields::<Verification>()),
    ] {
        assert!(!fields.is_empty(), "{name}");
        assert_eq!(of(name), fields, "{name}");
    }
    assert_eq!(
        properties(&schema["$defs"]["source"]["oneOf"][1]),
        ["date", "seen", "supports", "title", "url"]
    );
    let mut lists = properties(&schema);
    // The format stands in the file, the comuni come from the gazetteer.
    lists.retain(|name| *name != "format");
    lists.push("comuni");
    lists.sort_unstable();
    assert_eq!(lists, fields::<Dataset>());
}

fn codes(schema: &Value, pointer: &str) -> Vec<String> {
    let codes = schema.pointer(pointer).and_then(Value::as_array);
    let codes = codes.unwrap_or_else(|| panic!("the schema has a list at {pointer}"));
    codes.iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

#[test]
fn every_code_is_listed() {
    let schema = schema();
    let own = |codes: &[&str]| codes.iter().map(|code| (*code).to_owned()).collect::<Vec<_>>();
    let all = |codes: Vec<&'static str>| own(&codes);
    for (pointer, expected) in [
        ("/$defs/topic/enum", all(Topic::all().map(Topic::code).collect())),
        (
            "/$defs/category/enum",
            all(Category::all().map(Category::code).collect()),
        ),
        (
            "/$defs/place_kind/enum",
            all(PlaceKind::ALL.iter().map(|code| code.code()).collect()),
        ),
        (
            "/$defs/mode/enum",
            all(Mode::ALL.iter().map(|code| code.code()).collect()),
        ),
        (
            "/$defs/setting/enum",
            all(Setting::ALL.iter().map(|code| code.code()).collect()),
        ),
        (
            "/$defs/group/enum",
            all(Group::ALL.iter().map(|code| code.code()).collect()),
        ),
        (
            "/$defs/places_left/properties/room/enum",
            all(Room::ALL.iter().map(|code| code.code()).collect()),
        ),
        (
            "/$defs/event/properties/kind/enum",
            all(EventKind::ALL.iter().map(|code| code.code()).collect()),
        ),
        (
            "/$defs/organisation/properties/role/enum",
            all(OrganisationRole::ALL.iter().map(|code| code.code()).collect()),
        ),
        (
            "/$defs/access/properties/entry/enum",
            all(Entry::ALL.iter().map(|code| code.code()).collect()),
        ),
        (
            "/$defs/accessibility/properties/wheelchair/enum",
            all(Wheelchair::ALL.iter().map(|code| code.code()).collect()),
        ),
        (
            "/$defs/position/properties/precision/enum",
            all(Precision::ALL.iter().map(|code| code.code()).collect()),
        ),
        (
            "/$defs/place/properties/status/enum",
            all(Status::ALL.iter().map(|code| code.code()).collect()),
        ),
    ] {
        assert_eq!(codes(&schema, pointer), expected, "{pointer}");
    }
}

/// Whether every field of a value is described where the schema has it.
fn described(schema: &Value, at: &Value, value: &Value, path: &str, missing: &mut Vec<String>) {
    let at = match at["$ref"].as_str().and_then(|reference| reference.strip_prefix('#')) {
        Some(pointer) => schema.pointer(pointer).expect("every reference leads somewhere"),
        None => at,
    };
    if let Some(choices) = at["oneOf"].as_array() {
        let fits = |choice: &&Value| {
            let wanted = match choice["$ref"].as_str() {
                Some(reference) => &schema.pointer(&reference[1..]).expect("it leads somewhere")["type"],
                None => &choice["type"],
            };
            let kind = match value {
                Value::Null => "null",
                Value::String(_) => "string",
                _ => "object",
            };
            wanted == kind
        };
        match choices.iter().find(fits) {
            Some(choice) => described(schema, choice, value, path, missing),
            None => missing.push(path.to_owned()),
        }
        return;
    }
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let path = [path, "/", name].concat();
                match at["properties"].get(name) {
                    Some(at) => described(schema, at, value, &path, missing),
                    None => missing.push(path),
                }
            }
            for required in at["required"]
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
            {
                if !fields.contains_key(required) {
                    missing.push([path, "/", required].concat());
                }
            }
        }
        Value::Array(items) => items
            .iter()
            .for_each(|item| described(schema, &at["items"], item, path, missing)),
        Value::String(text) => {
            let listed = at["enum"]
                .as_array()
                .is_none_or(|codes| codes.iter().any(|code| code == text));
            if at["type"].is_null() && at["const"].is_null() || !listed {
                missing.push(path.to_owned());
            }
        }
        _ => {
            if at["type"].is_null() {
                missing.push(path.to_owned());
            }
        }
    }
}

#[test]
fn the_data_that_is_shipped_follows_it() {
    let schema = schema();
    for (name, text) in [
        ("seed.json", include_str!("../data/seed.json")),
        ("examples.json", include_str!("../data/examples.json")),
    ] {
        let value: Value = serde_json::from_str(text).expect("the file is JSON");
        let mut missing = Vec::new();
        described(&schema, &schema, &value, "", &mut missing);
        assert!(missing.is_empty(), "{name}: {missing:?}");
    }
}
