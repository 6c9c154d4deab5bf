//! Who confirmed what: stamps are set by confirming, never by editing, and those of facts that an edit changed fall.

use serde_json::{Map, Value};
use shared::model::RecordKind;

use super::group::Group;

/// The fields that a group of facts is about.
const fn fields(kind: RecordKind, group: Group) -> &'static [&'static str] {
    match (kind, group) {
        (RecordKind::Place, Group::Address) => &["address", "position"],
        (RecordKind::Activity, Group::Address) => &["place", "venue"],
        (RecordKind::Network, Group::Address) => &["territory", "comuni"],
        (RecordKind::Guide, Group::Address) => &["territory", "comuni"],
        (RecordKind::Place | RecordKind::Network, Group::Contacts) => &["phone", "email", "website", "contacts_as_of"],
        (RecordKind::Activity, Group::Contacts) => &["organiser"],
        (RecordKind::Guide, Group::Contacts) => &["lines", "links"],
        (RecordKind::Place, Group::Hours) => &[
            "opening_hours",
            "hours_note",
            "hours_page",
            "closures",
            "suspensions",
            "desks",
        ],
        (RecordKind::Activity, Group::Hours) => &["schedule", "suspensions"],
        (RecordKind::Network, Group::Hours) => &["hours_page", "suspensions", "school_holidays"],
        (RecordKind::Guide, Group::Hours) => &[],
        (RecordKind::Place, Group::Activities) => &["description", "services", "topics", "staff_roles"],
        (RecordKind::Activity, Group::Activities) => &["title", "description", "category", "topics", "audience"],
        (RecordKind::Network, Group::Activities) => &["description", "acts"],
        (RecordKind::Guide, Group::Activities) => &["title", "body", "who", "needed", "first_step"],
        (RecordKind::Place, Group::Access) => &["access", "accessibility", "languages", "baby"],
        (RecordKind::Activity, Group::Access) => &["access", "places_left", "languages"],
        (RecordKind::Network, Group::Access) => &["access"],
        (RecordKind::Guide, Group::Access) => &[],
    }
}

/// The stamps that a record has after an edit: those it had, without those of groups whose facts are others now. Where
/// the whole record was confirmed and a group of it changed, the other groups stay confirmed one by one.
pub(super) fn after_edit(
    kind: RecordKind,
    stored: &Map<String, Value>,
    given: &Map<String, Value>,
) -> (Option<Value>, Option<Value>) {
    let known = |side: &Map<String, Value>, field: &str| side.get(field).filter(|value| !value.is_null()).cloned();
    let changed: Vec<Group> = Group::ALL
        .into_iter()
        .filter(|group| {
            let mut fields = fields(kind, *group).iter();
            fields.any(|field| known(stored, field) != known(given, field))
        })
        .collect();
    let whole = known(stored, "verified");
    let mut groups = match known(stored, "verified_groups") {
        Some(Value::Object(groups)) => groups,
        _ => Map::new(),
    };
    if changed.is_empty() {
        return (whole, (!groups.is_empty()).then_some(Value::Object(groups)));
    }
    for group in Group::ALL {
        if changed.contains(&group) {
            groups.remove(group.code());
        } else if let Some(stamp) = &whole
            && !groups.contains_key(group.code())
        {
            groups.insert(group.code().to_owned(), stamp.clone());
        }
    }
    (None, (!groups.is_empty()).then_some(Value::Object(groups)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(fields) => fields,
            other => panic!("{other} is no object"),
        }
    }

    #[test]
    fn a_changed_fact_is_no_longer_confirmed_and_others_are() {
        let stamp = json!({"on": "2026-01-01", "role": "verifier", "how": "telefono"});
        let stored = object(json!({"id": "p", "name": "P", "phone": ["1"], "verified": stamp}));
        let same = object(json!({"id": "p", "name": "Another", "phone": ["1"], "host": "H"}));
        assert_eq!(
            after_edit(RecordKind::Place, &stored, &same),
            (Some(stamp.clone()), None)
        );
        let moved = object(json!({"id": "p", "name": "P", "phone": ["2"], "verified": {"on": "2030-01-01"}}));
        let (whole, groups) = after_edit(RecordKind::Place, &stored, &moved);
        let groups = groups.expect("four are still confirmed");
        assert_eq!((whole, groups.get("contacts"), &groups["hours"]), (None, None, &stamp));
        let stored = object(json!({"id": "p", "verified_groups": {"contacts": stamp}}));
        assert_eq!(after_edit(RecordKind::Place, &stored, &moved), (None, None));
    }
}
