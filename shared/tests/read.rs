//! The browser's reader of records against serde's, which reads data set files: the same text gives the same records.
#![recursion_limit = "256"] // The records of the test are one expression.

use serde_json::{Value, json};
use shared::json::{FromJson, from_text};
use shared::model::{Activity, Comune, Dataset, Guide, Network, Place};

/// Records in which every field of every type is told.
fn everything() -> Value {
    let source = json!({ "title": "Pagina", "url": "https://example.org/a", "date": "2026-01-02", "seen": "2026-02-03", "supports": ["phone"] });
    let verified = json!({ "on": "2026-05-01", "role": "operatore", "how": "telefono" });
    let access = json!({ "free": true, "entry": "booking", "contact": "al telefono", "note": "citofono \"Hub\"", "said_by": "network",
        "booking": { "how": "al telefono", "url": "https://example.org/b", "phone": "0372 2", "email": "b@example.org", "until": "2026-12-01" } });
    let translation = json!({ "language": "en", "field": "description", "text": "a text", "by": "reviewed", "role": "mediatrice", "on": "2026-05-02", "of": "0a1b2c3d" });
    let period = json!([{ "from": "2026-08-03", "to": "2026-08-28", "reason": "pausa estiva" }]);
    json!({
        "networks": [{
            "id": "n", "name": "Rete", "description": "testo", "territory": "Ambito", "comuni": ["019036"],
            "organisations": [{ "name": "Comune", "role": "owner", "part": "spazio 0-3", "note": "dal 2022", "url": "https://example.org/o" }],
            "acts": [{ "name": "DGR 1/2020", "note": "bando", "url": "https://example.org/d" }], "access": access,
            "hours_page": { "title": "Orari", "url": "https://example.org/h" }, "places_expected": 3, "places_known": 2, "website": "https://example.org",
            "phone": ["0372 123456"], "email": ["a@example.org"], "suspensions": period, "school_holidays": period,
            "verified": verified, "sources": [source, "solo un titolo"], "sample": true,
        }],
        "places": [{
            "id": "p", "network": "n", "kind": "spoke", "acts_as": ["hub", "desk"], "parent": "h", "name": "Sede",
            "description": "testo\ncon righe", "host": "Comune", "organisations": [{ "name": "Coop", "role": "manager" }],
            "address": { "street": "Via Prova 1", "postal_code": "26100", "comune": "019036", "locality": "Centro", "municipio": "Municipio I", "note": "dubbio" },
            "position": { "lat": 45.133249, "lon": -0.00001, "precision": "street" }, "phone": ["1522"], "email": ["b@example.org"],
            "website": "https://example.org/p", "opening_hours": "Mo 15:30-18:30; PH off", "hours_note": "nota",
            "hours_page": "https://example.org/h",
            "desks": [{ "name": "Sportello", "opening_hours": "Tu 09:00-12:00", "topics": ["scuola"], "languages": ["ar"],
                        "staff_roles": ["mediatrice"], "phone": ["0372 1"], "access": access, "note": "nota" }],
            "closures": period, "suspensions": period, "topics": ["scuola", "lavoro"], "services": ["ascolto"],
            "staff_roles": ["psicologa"], "languages": ["it", "en"], "access": access,
            "accessibility": { "wheelchair": "limited", "note": "un gradino" }, "counted": false, "modes": ["home", "hospital"],
            "baby": { "changing_table": true, "changing_table_where": "nel bagno", "pram": false, "feeding_corner": true },
            "events": [{ "kind": "new_manager", "on": "2022-01-01", "note": "bando" }], "status": "planned", "status_since": "2026-01-01",
            "contacts_as_of": "2025-12-31", "verified": verified, "verified_groups": { "contacts": verified, "hours": verified },
            "sources": [source], "translations": [translation], "sample": true,
        }],
        "activities": [{
            "id": "a", "place": "p", "network": "n", "title": "Gruppo", "description": "testo", "category": "mutuo-aiuto",
            "topics": ["nascita"], "audience": { "min_months": 0, "max_months": 36, "groups": ["genitori"], "who": ["couples", "alone"] },
            "venue": { "name": "Parco", "address": { "street": "Via Verde" }, "position": { "lat": 45.1, "lon": 10.0, "precision": "quarter" } },
            "modes": ["outreach"], "settings": ["group"], "bring": ["una coperta"], "places_left": { "room": "few", "on": "2026-11-20" },
            "schedule": { "start": "2026-11-24T16:30", "minutes": 90, "all_day": true, "rrule": "FREQ=WEEKLY;BYDAY=TU",
                          "dates": ["2026-11-25", "2026-11-26T10:00"], "exdates": ["2026-12-08"],
                          "cancelled": [{ "date": "2026-12-15", "reason": "neve" }],
                          "moved": [{ "date": "2026-12-22", "to": "2026-12-23T17:00", "minutes": 60, "reason": "festa" }] },
            "suspensions": period, "access": access, "organiser": "Coop", "languages": ["it"], "staff_roles": ["educatrice"],
            "verified": verified, "sources": [source], "translations": [translation], "sample": true,
        }],
        "guides": [{
            "id": "g", "title": "Scheda", "topic": "affido-e-adozione", "body": "- uno\n- due", "who": "tutti", "needed": ["ISEE"], "first_step": "il Comune",
            "lines": [{ "name": "Aiuto", "phone": "112", "note": "sempre" }], "territory": "Italia",
            "links": [{ "title": "INPS", "url": "https://example.org/i" }], "comuni": ["019036"], "verified": verified,
            "sources": [source], "translations": [translation], "sample": true,
        }],
        "comuni": [{ "code": "019036", "name": "Cremona", "province": "CR", "lat": 45.13, "lon": 10.02, "population": 70000,
                     "postal_codes": ["26100"], "patron": { "month": 11, "day": 13, "name": "Sant'Omobono" } }],
    })
}

#[track_caller]
fn same<T: FromJson + serde::de::DeserializeOwned + PartialEq + std::fmt::Debug>(text: &str) {
    let (ours, theirs) = (from_text::<T>(text), serde_json::from_str::<T>(text));
    match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) => assert_eq!(ours, theirs, "{text}"),
        (Err(_), Err(_)) => {}
        _ => panic!("{text}\nours: {ours:?}\nserde: {theirs:?}"),
    }
}

#[test]
fn no_field_is_forgotten() {
    let text = everything().to_string();
    let read: Dataset = from_text(&text).expect("a data set");
    // What was read is written again: a field that one of the two readers or the writer forgets is missing then.
    let mut written = serde_json::to_value(&read).expect("a value");
    let mut given = everything();
    given["networks"][0]["sources"][1] = json!({ "title": "solo un titolo" });
    // A coordinate is the one number that may be written in another way.
    for value in [&mut written, &mut given] {
        value["places"][0]["position"]["lon"] = Value::Null;
    }
    assert_eq!(written, given);
    same::<Dataset>(&text);
}

#[test]
fn each_field_left_out_null_or_of_another_kind_is_taken_or_refused_alike() {
    let all = everything();
    for (list, check) in [
        ("networks", same::<Network> as fn(&str)),
        ("places", same::<Place>),
        ("activities", same::<Activity>),
        ("guides", same::<Guide>),
        ("comuni", same::<Comune>),
    ] {
        let record = all[list][0].as_object().expect("a record");
        for name in record.keys() {
            // Serde also takes a list of values for an object; nobody writes that, and the reader refuses it.
            for other in [
                None,
                Some(Value::Null),
                Some(json!(7)),
                Some(json!("x")),
                Some(json!([-0.5])),
                Some(json!([[-0.5]])),
                Some(json!({})),
            ] {
                let mut changed = record.clone();
                match other {
                    None => changed.remove(name),
                    Some(other) => changed.insert(name.clone(), other),
                };
                check(&Value::Object(changed).to_string());
            }
        }
        let mut unknown = record.clone();
        unknown.insert("new_field".to_owned(), json!({ "a": [1, "}", { "b": null }] }));
        check(&Value::Object(unknown).to_string());
        check(&serde_json::to_string_pretty(record).expect("a text"));
    }
}

#[test]
fn a_text_cut_anywhere_is_refused() {
    let text = everything().to_string();
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        assert!(from_text::<Dataset>(&text[..end]).is_err(), "cut at {end}");
    }
}

#[test]
fn the_seed_is_read_alike() {
    same::<Dataset>(include_str!("../data/seed.json"));
    same::<Dataset>(include_str!("../data/examples.json"));
}
