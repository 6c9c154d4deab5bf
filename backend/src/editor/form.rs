//! A record as a form: each field of it that is edited by hand, from JSON to text and back. Whatever a form does not know
//! stays in the record as it is.

use serde_json::{Map, Value, json};
use shared::model::RecordKind;

use super::repeats::rule_of_form;
use super::week_grid::hours_of_form;

/// How a field is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Control {
    /// One line.
    Line,
    /// Several lines that are one text.
    Area,
    /// A list, an entry a line.
    Lines,
    /// A whole or decimal number.
    Number,
    /// Yes, no, not known.
    Flag,
    /// One of these codes, or not known.
    Choice(&'static [&'static str]),
    /// Periods, one a line: first day, last day, reason.
    Periods,
}

/// A field of a form.
#[derive(Clone, Copy, Debug)]
pub(super) struct Field {
    /// Its path in the record, with dots: its name in the form, too.
    pub(super) path: &'static str,
    /// How it is edited.
    pub(super) control: Control,
}

const fn field(path: &'static str, control: Control) -> Field {
    Field { path, control }
}

const ENTRY: Control = Control::Choice(&["walk_in", "booking", "referral"]);

const PLACE: &[Field] = &[
    field("name", Control::Line),
    field(
        "kind",
        Control::Choice(&["hub", "spoke", "desk", "themed_house", "clinic"]),
    ),
    field("status", Control::Choice(&["planned", "active", "moved", "closed"])),
    field("description", Control::Area),
    field("services", Control::Lines),
    field("topics", Control::Lines),
    field("access.free", Control::Flag),
    field("access.entry", ENTRY),
    field("access.contact", Control::Line),
    field(
        "accessibility.wheelchair",
        Control::Choice(&["yes", "limited", "no", "unknown"]),
    ),
    field("accessibility.step", Control::Flag),
    field("accessibility.ramp", Control::Flag),
    field("accessibility.lift", Control::Flag),
    field("accessibility.toilet", Control::Flag),
    field("accessibility.parking", Control::Flag),
    field("accessibility.bus_stop", Control::Line),
    field("accessibility.hearing_loop", Control::Flag),
    field("accessibility.quiet_room", Control::Flag),
    field("accessibility.note", Control::Line),
    field("baby.changing_table", Control::Flag),
    field("baby.changing_table_where", Control::Line),
    field("baby.pram", Control::Flag),
    field("baby.feeding_corner", Control::Flag),
    field("languages", Control::Lines),
    field("address.street", Control::Line),
    field("address.postal_code", Control::Line),
    field("address.comune", Control::Line),
    field("address.locality", Control::Line),
    field("position.lat", Control::Number),
    field("position.lon", Control::Number),
    field(
        "position.precision",
        Control::Choice(&["address", "street", "quarter", "comune"]),
    ),
    field("opening_hours", Control::Line),
    field("hours_note", Control::Line),
    field("closures", Control::Periods),
    field("phone", Control::Lines),
    field("email", Control::Lines),
    field("website", Control::Line),
    field("host", Control::Line),
];

const ACTIVITY: &[Field] = &[
    field("title", Control::Line),
    field("category", Control::Line),
    field("description", Control::Area),
    field("topics", Control::Lines),
    field("audience.min_months", Control::Number),
    field("audience.max_months", Control::Number),
    field("audience.groups", Control::Lines),
    field("place", Control::Line),
    field("schedule.start", Control::Line),
    field("schedule.minutes", Control::Number),
    field("schedule.rrule", Control::Line),
    field("schedule.exdates", Control::Lines),
    field("access.free", Control::Flag),
    field("access.entry", ENTRY),
    field("access.contact", Control::Line),
    field("languages", Control::Lines),
];

const GUIDE: &[Field] = &[
    field("title", Control::Line),
    field("topic", Control::Line),
    field("body", Control::Area),
];

const NETWORK: &[Field] = &[
    field("name", Control::Line),
    field("description", Control::Area),
    field("territory", Control::Line),
    field("places_expected", Control::Number),
    field("phone", Control::Lines),
    field("email", Control::Lines),
    field("website", Control::Line),
];

/// The fields of a kind, in the order of the public page.
pub(super) const fn fields(kind: RecordKind) -> &'static [Field] {
    match kind {
        RecordKind::Place => PLACE,
        RecordKind::Activity => ACTIVITY,
        RecordKind::Guide => GUIDE,
        RecordKind::Network => NETWORK,
    }
}

fn at<'a>(record: &'a Map<String, Value>, path: &str) -> Option<&'a Value> {
    let mut parts = path.split('.');
    let first = record.get(parts.next()?)?;
    parts.try_fold(first, |value, part| value.get(part))
}

/// The field as it stands in the form.
pub(super) fn to_text(record: &Map<String, Value>, field: Field) -> String {
    let Some(value) = at(record, field.path) else {
        return String::new();
    };
    match (field.control, value) {
        (_, Value::Null) => String::new(),
        (Control::Periods, Value::Array(periods)) => {
            let text = |period: &Value, name: &str| period[name].as_str().unwrap_or("-").to_owned();
            let line = |period: &Value| {
                let reason = period["reason"].as_str().unwrap_or_default();
                [&text(period, "from"), " ", &text(period, "to"), " ", reason]
                    .concat()
                    .trim_end()
                    .to_owned()
            };
            periods.iter().map(line).collect::<Vec<_>>().join("\n")
        }
        (Control::Lines, Value::Array(list)) => {
            let line = |entry: &Value| entry.as_str().map_or_else(|| entry.to_string(), str::to_owned);
            list.iter().map(line).collect::<Vec<_>>().join("\n")
        }
        (_, Value::String(text)) => text.clone(),
        (_, other) => other.to_string(),
    }
}

/// The record with what the form says. A field that the form does not send stays as it is.
#[must_use]
pub fn with_form(
    kind: RecordKind,
    record: &Map<String, Value>,
    given: &dyn Fn(&str) -> Option<String>,
) -> Map<String, Value> {
    let mut record = record.clone();
    for field in fields(kind) {
        let Some(text) = given(field.path) else { continue };
        let text = text.replace("\r\n", "\n");
        // What was not touched is not written anew: numbers and orders stay as they were given.
        if text.trim() == to_text(&record, *field).replace("\r\n", "\n").trim() {
            continue;
        }
        set(&mut record, field.path, to_value(field.control, text.trim()));
    }
    // A point without its figures is none.
    if at(&record, "position.lat").is_none() && at(&record, "position.lon").is_none() {
        record.remove("position");
    }
    record
}

/// What a form says by its fields alone: hours that were painted and repetitions that were answered stand in their fields.
#[must_use]
pub fn settled(pairs: &[(String, String)]) -> Vec<(String, String)> {
    let given = |name: &str| {
        let mut known = pairs.iter().filter(|(known, _)| known == name);
        known.next().map(|(_, value)| value.clone())
    };
    let all = |name: &str| -> Vec<&str> {
        let known = pairs.iter().filter(|(known, _)| known == name);
        known.map(|(_, value)| value.as_str()).collect()
    };
    let is_question = |name: &str| name.starts_with("grid") || name.starts_with("repeat");
    let mut settled: Vec<(String, String)> = pairs.iter().filter(|(name, _)| !is_question(name)).cloned().collect();
    for (field, value) in [
        ("opening_hours", hours_of_form(&given, &all("grid"))),
        ("schedule.rrule", rule_of_form(&given, &all("repeat-day"))),
    ] {
        if let Some(value) = value {
            settled.retain(|(name, _)| name != field);
            settled.push((field.to_owned(), value));
        }
    }
    settled
}

fn to_value(control: Control, text: &str) -> Option<Value> {
    if text.is_empty() {
        return None;
    }
    let lines = || text.lines().map(str::trim).filter(|line| !line.is_empty());
    Some(match control {
        Control::Line | Control::Area | Control::Choice(_) => json!(text),
        Control::Lines => lines().map(Value::from).collect(),
        Control::Flag => match text {
            "true" => json!(true),
            "false" => json!(false),
            other => json!(other),
        },
        // What is no number goes on as a text, and is refused with its field.
        Control::Number => serde_json::from_str(&text.replace(',', ".")).unwrap_or_else(|_| json!(text)),
        Control::Periods => lines()
            .map(|line| {
                let mut parts = line.splitn(3, ' ');
                let (from, to) = (parts.next().unwrap_or_default(), parts.next().unwrap_or("-"));
                let to = if to == "-" { Value::Null } else { json!(to) };
                json!({"from": from, "to": to, "reason": parts.next().unwrap_or_default().trim()})
            })
            .collect(),
    })
}

fn set(record: &mut Map<String, Value>, path: &str, value: Option<Value>) {
    match path.split_once('.') {
        None => match value {
            Some(value) => drop(record.insert(path.to_owned(), value)),
            None => drop(record.remove(path)),
        },
        Some((first, rest)) => {
            let mut inner = match record.get(first) {
                Some(Value::Object(inner)) => inner.clone(),
                _ => Map::new(),
            };
            set(&mut inner, rest, value);
            match inner.is_empty() {
                true => drop(record.remove(first)),
                false => drop(record.insert(first.to_owned(), Value::Object(inner))),
            }
        }
    }
}

/// The field of the form that a fault of the record belongs to.
#[must_use]
pub fn field_of_fault(kind: RecordKind, fault: &str) -> Option<&'static str> {
    let plain = fault.split('[').next().unwrap_or_default();
    let all = fields(kind).iter().map(|field| field.path);
    let exact = all.clone().find(|path| *path == plain || *path == fault);
    exact.or_else(|| {
        all.clone()
            .find(|path| path.split('.').next() == plain.split('.').next())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(fields) => fields,
            other => panic!("{other} is no object"),
        }
    }

    #[test]
    fn a_form_that_is_sent_back_changes_nothing() {
        let record = object(json!({
            "id": "p", "name": "P", "unknown": [1], "address": {"street": "Via A", "note": "x"}, "phone": ["1", "2"],
            "position": {"lat": 45.5, "lon": 9.1, "precision": "address"}, "access": {"free": false},
            "closures": [{"from": "2026-12-24", "to": null, "reason": "Lavori in corso"}], "description": "a\nb",
        }));
        let sent = with_form(RecordKind::Place, &record, &|path| {
            let field = fields(RecordKind::Place).iter().find(|field| field.path == path);
            field.map(|field| to_text(&record, *field).replace('\n', "\r\n"))
        });
        assert_eq!(sent, record);
    }

    #[test]
    fn what_is_typed_reaches_the_record_and_nothing_else_does() {
        let record =
            object(json!({"id": "p", "name": "P", "address": {"street": "Via A", "note": "x"}, "phone": ["1"]}));
        let given = |path: &str| {
            let text = match path {
                "address.street" => "Via B 2",
                "phone" => " 02 1 \r\n\r\n02 2",
                "access.free" => "true",
                "position.lat" => "45,5",
                "closures" => "2026-12-24 2026-12-26 Natale in famiglia\n2027-01-01 -",
                "name" => "",
                _ => return None,
            };
            Some(text.to_owned())
        };
        let record = with_form(RecordKind::Place, &record, &given);
        assert_eq!(
            Value::Object(record),
            json!({"id": "p", "address": {"street": "Via B 2", "note": "x"}, "phone": ["02 1", "02 2"],
                   "access": {"free": true}, "position": {"lat": 45.5},
                   "closures": [{"from": "2026-12-24", "to": "2026-12-26", "reason": "Natale in famiglia"},
                                {"from": "2027-01-01", "to": null, "reason": ""}]})
        );
    }

    #[test]
    fn a_fault_is_told_at_its_field() {
        for (fault, field) in [
            ("phone[1]", Some("phone")),
            ("address.comune", Some("address.comune")),
            ("closures[0].to", Some("closures")),
            ("position", Some("position.lat")),
            ("network", None),
        ] {
            assert_eq!(field_of_fault(RecordKind::Place, fault), field, "{fault}");
        }
    }
}
