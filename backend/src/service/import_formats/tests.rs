//! Files as other programs and people write them, and what becomes of them.

use std::io::Write as _;

use serde_json::Value;
use shared::model::{Dataset, RecordKind};

use super::{Converted, FormatFault, InFormat, Map, convert, preview};
use crate::formats::{Extract, Format, HOLDS, write};
use crate::service::import::{Bad, ImportError, Mode, Removals, import};
use crate::store::memory::MemoryStore;
use crate::store::{Contents, Store, gazetteer};

const STORED: &str = include_str!("../../../tests/api/fixture.json");

fn store() -> MemoryStore {
    let store = MemoryStore::new("00000000000000aa");
    import(&store, STORED, Mode::Replace, Bad::Refuse, Removals::Any).expect("the fixture is good");
    store
}

fn stored() -> Contents {
    store().contents()
}

fn read(bytes: &[u8], format: InFormat, map: &str) -> Converted {
    let map = Map::read(map).unwrap_or_else(|reason| panic!("{reason}"));
    convert(bytes, format, &map, &stored()).unwrap_or_else(|fault| panic!("{fault}"))
}

fn fault(bytes: &[u8], format: InFormat) -> FormatFault {
    convert(bytes, format, &Map::default(), &stored()).expect_err("it is refused")
}

fn records(converted: &Converted, list: &str) -> Vec<Value> {
    let file: Value = serde_json::from_str(&converted.json).expect("JSON");
    file[list].as_array().cloned().unwrap_or_default()
}

fn taken(converted: &Converted) -> Result<(usize, usize, usize), ImportError> {
    let store = store();
    let report = import(&store, &converted.json, Mode::Merge, Bad::Refuse, Removals::Few)?;
    Ok((report.added, report.updated, report.unchanged))
}

/// A table as offices write it: semicolons, their own headings, Windows letters, hours in words.
const OFFICE: &str = "Denominazione;Via;CAP;Città;Tel;Orario di apertura;Gratis;Tipologia;Colonna nostra\r\n\
    Sportello famiglia Bollate;Via Roma 1;20021;Bollate;02 350051;\"lun-ven 9-12.30, gio anche 15-18\";sì;sportello;x\r\n\
    Hub di Senago bis;Via Prova 1;20030;Senago;02 123456;;no;hub;\r\n";
const MAP: &str = "kind = \"place\"\n[defaults]\nrete = \"rete-nord\"\n";

#[test]
fn a_table_of_an_office_becomes_places() {
    let converted = read(OFFICE.as_bytes(), InFormat::Csv, MAP);
    assert_eq!(converted.refused, []);
    assert_eq!(converted.passed_over, ["Colonna nostra"]);
    let places = records(&converted, "places");
    let desk = &places[0];
    assert_eq!(desk["id"], "sportello-famiglia-bollate-bollate");
    assert_eq!((&desk["network"], &desk["kind"]), (&"rete-nord".into(), &"desk".into()));
    assert_eq!(desk["address"]["comune"], "015027");
    assert_eq!(desk["opening_hours"], "Mo-Fr 09:00-12:30, Th 15:00-18:00");
    assert_eq!(desk["access"]["free"], true);
    // What was understood of the hours is said back.
    let shown = preview(
        &converted,
        &stored(),
        (Mode::Merge, Bad::Refuse, Removals::Few),
        "2026-11-23".parse().expect("a day"),
    );
    assert!(
        shown.hours[0].contains("giovedì 9:00–12:30, 15:00–18:00"),
        "{:?}",
        shown.hours
    );
    assert_eq!(shown.report.map(|report| report.added), Ok(2));
    // The second has the telephone of a place that is there.
    assert!(
        converted
            .alike
            .iter()
            .any(|(new, there)| new.contains("bis") && there == "hub-senago"),
        "{:?}",
        converted.alike
    );
    assert_eq!(taken(&converted), Ok((2, 0, 0)));
}

#[test]
fn every_encoding_and_delimiter_gives_the_same() {
    let expected = read(OFFICE.as_bytes(), InFormat::Csv, MAP).json;
    let (windows, ..) = encoding_rs::WINDOWS_1252.encode(OFFICE);
    let utf16 = |big: bool, mark: bool| -> Vec<u8> {
        let units = OFFICE.encode_utf16();
        let bytes = units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() });
        let mark: &[u8] = match (mark, big) {
            (false, _) => b"",
            (true, true) => b"\xfe\xff",
            (true, false) => b"\xff\xfe",
        };
        mark.iter().copied().chain(bytes).collect()
    };
    for (name, bytes) in [
        ("with a mark", [b"\xef\xbb\xbf", OFFICE.as_bytes()].concat()),
        ("Windows-1252", windows.into_owned()),
        ("UTF-16 LE", utf16(false, true)),
        ("UTF-16 BE", utf16(true, true)),
        ("UTF-16 LE without a mark", utf16(false, false)),
        ("tabs", OFFICE.replace(';', "\t").into_bytes()),
    ] {
        assert_eq!(read(&bytes, InFormat::Csv, MAP).json, expected, "{name}");
    }
}

#[test]
fn a_table_changes_what_it_has_columns_for_and_nothing_else() {
    let table = "id,orari\nhub-senago,lun-ven 8-12\n";
    let converted = read(table.as_bytes(), InFormat::Csv, "kind = \"place\"");
    let hub = &records(&converted, "places")[0];
    assert_eq!(hub["opening_hours"], "Mo-Fr 08:00-12:00");
    assert_eq!(hub["description"], "Un luogo per tutte le famiglie.");
    assert_eq!(taken(&converted), Ok((0, 1, 0)));
    // An empty cell says that there is nothing.
    let converted = read(b"id,orari,sito\nhub-senago,,\n", InFormat::Csv, "kind = \"place\"");
    let hub = &records(&converted, "places")[0];
    assert!(hub["opening_hours"].is_null() && hub["website"].is_null(), "{hub}");
}

#[test]
fn what_cannot_be_taken_is_told_with_its_line_and_column() {
    let table = "id,nome,rete,tipo,orari,comune\n\
        a,Uno,rete-nord,hub,quando capita,Senago\n\
        b,=1+1,rete-nord,hub,,Senago\n\
        c,Tre,rete-nord,hub,,Nessunluogo\n\
        d,Quattro,rete-nord,castello,,Senago\n";
    let converted = read(table.as_bytes(), InFormat::Csv, "");
    let told: Vec<String> = converted.refused.iter().map(ToString::to_string).collect();
    assert!(
        told[0].starts_with("line 2, orari: \"quando\" is not understood"),
        "{told:?}"
    );
    assert!(
        told.iter().any(|part| part.starts_with("line 3, nome: a formula")),
        "{told:?}"
    );
    assert!(
        told.iter()
            .any(|part| part.starts_with("line 4, comune: there is no comune called \"Nessunluogo\"")),
        "{told:?}"
    );
    let error = taken(&converted).expect_err("a castle is no kind");
    let told = converted.refused_records(&error);
    assert!(
        told.iter().any(|part| part.origin == "line 5" && part.field == "kind"),
        "{told:?}"
    );
}

#[test]
fn what_was_written_out_comes_back_without_a_change() {
    let store = store();
    let mut data: Dataset = serde_json::from_str(&store.contents().to_file()).expect("records");
    data.sort();
    gazetteer().fill(&mut data);
    let records = data.len();
    for (format, given, expected) in [
        (Format::Csv, InFormat::Csv, records),
        (Format::Xlsx, InFormat::Xlsx, records),
        (Format::GeoJson, InFormat::GeoJson, records),
        // Places only, and activities with dates only: docs/open-data.md says what these cannot hold.
        (Format::Hsds, InFormat::Hsds, data.places.len()),
        (Format::Ics, InFormat::Ics, 2),
    ] {
        let extract = Extract {
            data: &data,
            chosen: &data,
            kinds: HOLDS[4].kinds,
            about: shared::interop::about::About {
                name: "Family Hub",
                site: "https://famiglie.example.org",
                at: shared::time::Instant(1_795_510_800),
            },
            revision: shared::time::Instant(1_795_510_800),
            changes: &[],
        };
        let file = write(format, &extract).unwrap_or_else(|error| panic!("{format:?}: {error}"));
        let converted = read(&file, given, "");
        assert_eq!(converted.refused, [], "{format:?}");
        assert_eq!(converted.changed, [] as [String; 0], "{format:?}");
        assert_eq!(
            (taken(&converted), converted.unchanged),
            (Ok((0, 0, expected)), expected),
            "{format:?}"
        );
    }
}

#[test]
fn a_calendar_is_taken_by_uid_and_taking_it_again_changes_nothing() {
    let calendar = |status: &str| {
        format!(
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//a//b\r\nBEGIN:VEVENT\r\nUID:abc-1@biblioteca.example\r\n\
             DTSTAMP:20261101T000000Z\r\nDTSTART;TZID=Europe/Rome:20261201T163000\r\nDTEND;TZID=Europe/Rome:20261201T180000\r\n\
             RRULE:FREQ=WEEKLY;COUNT=4\r\nSUMMARY:Letture\\, e merenda\r\nLOCATION:Hub di Senago\r\n{status}END:VEVENT\r\n\
             BEGIN:VEVENT\r\nUID:abc-1@biblioteca.example\r\nDTSTAMP:20261101T000000Z\r\nRECURRENCE-ID;TZID=Europe/Rome:20261208T163000\r\n\
             DTSTART;TZID=Europe/Rome:20261208T163000\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\n\
             BEGIN:VEVENT\r\nUID:utc@biblioteca.example\r\nDTSTAMP:20261101T000000Z\r\nDTSTART:20270115T150000Z\r\nDURATION:PT1H\r\n\
             SUMMARY:Una volta\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
    };
    let map = Map::read("[defaults]\ncategoria = \"gioco-e-cultura\"\nrete = \"rete-nord\"\n").expect("a map");
    let store = store();
    let first = convert(calendar("").as_bytes(), InFormat::Ics, &map, &store.contents()).expect("a calendar");
    assert_eq!(first.refused, []);
    let activities = records(&first, "activities");
    let series = activities
        .iter()
        .find(|one| one["title"] == "Letture, e merenda")
        .expect("the series");
    assert_eq!(series["place"], "hub-senago");
    assert_eq!(series["schedule"]["start"], "2026-12-01T16:30");
    assert_eq!(series["schedule"]["minutes"], 90);
    assert_eq!(series["schedule"]["cancelled"][0]["date"], "2026-12-08");
    let once = activities
        .iter()
        .find(|one| one["title"] == "Una volta")
        .expect("the single one");
    assert_eq!(once["schedule"]["start"], "2027-01-15T16:00", "the wall clock of Rome");
    let report = import(&store, &first.json, Mode::Merge, Bad::Refuse, Removals::Few).expect("good");
    assert_eq!(report.added, 2);
    let again = convert(calendar("").as_bytes(), InFormat::Ics, &map, &store.contents()).expect("a calendar");
    assert_eq!(
        (again.new.len(), again.changed.len(), again.unchanged),
        (0, 0, 2),
        "{:?}",
        again.changed
    );
    let report = import(&store, &again.json, Mode::Merge, Bad::Refuse, Removals::Few).expect("good");
    assert_eq!((report.added, report.updated), (0, 0));
    // A series that its calendar cancels is paused here from its beginning.
    let gone = convert(
        calendar("STATUS:CANCELLED\r\n").as_bytes(),
        InFormat::Ics,
        &map,
        &store.contents(),
    );
    let gone = gone.expect("a calendar");
    assert_eq!(gone.changed.len(), 1, "{:?}", gone.changed);
    let series = records(&gone, "activities");
    let series = series
        .iter()
        .find(|one| one["title"] == "Letture, e merenda")
        .expect("the series");
    assert_eq!(series["suspensions"][0]["from"], "2026-12-01");
    assert!(series["suspensions"][0]["to"].is_null());
}

#[test]
fn what_a_calendar_excludes_where_it_has_no_date_says_nothing() {
    let calendar = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//a//b\r\nBEGIN:VEVENT\r\nUID:abc@biblioteca.example\r\n\
        DTSTAMP:20261101T000000Z\r\nDTSTART;TZID=Europe/Rome:20261201T163000\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\n\
        EXDATE;TZID=Europe/Rome:20261208T163000,20261208T163000,20261210T163000\r\nSUMMARY:Letture\r\nEND:VEVENT\r\n\
        BEGIN:VEVENT\r\nUID:abc@biblioteca.example\r\nDTSTAMP:20261101T000000Z\r\nRECURRENCE-ID;TZID=Europe/Rome:20261217T163000\r\n\
        DTSTART;TZID=Europe/Rome:20261217T163000\r\nSTATUS:CANCELLED\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    let map = "[defaults]\ncategoria = \"gioco-e-cultura\"\nrete = \"rete-nord\"\n";
    let read = read(calendar.as_bytes(), InFormat::Ics, map);
    let schedule = &records(&read, "activities")[0]["schedule"];
    assert_eq!(schedule["exdates"], serde_json::json!(["2026-12-08"]));
    assert_eq!(schedule["cancelled"], Value::Null);
    assert_eq!(taken(&read).map(|(added, ..)| added), Ok(1));
}

#[test]
fn points_of_others_are_never_doors() {
    let file = r#"{ "type": "FeatureCollection", "features": [
        { "type": "Feature", "geometry": { "type": "Point", "coordinates": [9.118, 45.545] },
          "properties": { "name": "Ludoteca", "city": "Bollate", "phone": "02 999888", "kind": "spoke", "network": "rete-nord", "colour": "blue" } },
        { "type": "Feature", "geometry": { "type": "Polygon", "coordinates": [] },
          "properties": { "name": "Parco", "city": "Bollate", "kind": "spoke", "network": "rete-nord" } } ] }"#;
    let converted = read(file.as_bytes(), InFormat::GeoJson, "");
    assert_eq!(converted.refused, []);
    assert_eq!(converted.passed_over, ["colour"]);
    let places = records(&converted, "places");
    assert_eq!(places[0]["position"]["precision"], "street");
    assert!(places[1]["position"].is_null());
    assert_eq!(taken(&converted), Ok((2, 0, 0)));
}

#[test]
fn services_of_others_become_places_with_their_weekly_hours() {
    let file = r#"{ "contents": [ { "id": "ac148810-d857-441c-9679-408f346de14b", "name": "Punto famiglie", "status": "active",
        "phones": [{ "id": "x", "number": "02 555666" }],
        "schedules": [ { "id": "a", "freq": "WEEKLY", "byday": "MO,WE", "opens_at": "09:00:00", "closes_at": "12:00:00" },
                       { "id": "b", "freq": "WEEKLY", "byday": "MO", "opens_at": "14:00", "closes_at": "17:00" } ],
        "service_at_locations": [ { "id": "l", "location": { "id": "m", "location_type": "physical", "latitude": 45.5, "longitude": 9.1,
            "addresses": [{ "address_1": "Via Verdi 2", "city": "Senago", "state_province": "MI", "postal_code": "20030", "country": "IT" }] } } ] } ] }"#;
    let converted = read(
        file.as_bytes(),
        InFormat::Hsds,
        "[defaults]\ntipo = \"desk\"\nrete = \"rete-nord\"\n",
    );
    assert_eq!(converted.refused, []);
    let place = &records(&converted, "places")[0];
    assert_eq!(place["opening_hours"], "Mo,We 09:00-12:00, Mo 14:00-17:00");
    assert_eq!(place["address"]["comune"], "015206");
    assert_eq!(place["position"]["precision"], "street");
    assert_eq!(taken(&converted), Ok((1, 0, 0)));
}

#[test]
fn hostile_files_are_refused() {
    let package = |name: &str, size: usize| {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let options = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated);
        zip.start_file(name, options).expect("a package");
        let part = vec![b' '; 1 << 20];
        for _ in 0..size {
            zip.write_all(&part).expect("a package");
        }
        zip.finish().expect("a package").into_inner()
    };
    for (bytes, format, word) in [
        (package("../../etc/passwd", 0), InFormat::Xlsx, "outside of itself"),
        (package("/etc/passwd", 0), InFormat::Xlsx, "outside of itself"),
        (package("xl/vbaProject.bin", 0), InFormat::Xlsx, "macros"),
        (b"PK\x03\x04 no package".to_vec(), InFormat::Xlsx, "no workbook"),
        (b"\0\0\0\0".to_vec(), InFormat::Csv, "no text"),
        (
            b"colour;shape\r\nblue;round\r\n".to_vec(),
            InFormat::Csv,
            "no column is known",
        ),
        (b"[1, 2]".to_vec(), InFormat::GeoJson, "no features"),
        (b"{".to_vec(), InFormat::Hsds, "no HSDS"),
        (
            b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n".to_vec(),
            InFormat::Ics,
            "no calendar",
        ),
    ] {
        let told = fault(&bytes, format).to_string();
        assert!(told.contains(word), "{word}: {told}");
    }
    // A bomb: little as it is, it unpacks to more than is allowed.
    let bomb = package("xl/worksheets/sheet1.xml", 3);
    assert!(bomb.len() < 10_000);
    let told = super::package::within(&bomb, 2 << 20)
        .expect_err("it is a bomb")
        .to_string();
    assert!(told.contains("too many bytes"), "{told}");
    assert_eq!(super::package::within(&bomb, 3 << 20), Ok(()));
}

#[test]
fn a_formula_in_a_workbook_is_refused_where_it_stands() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for (column, text) in (0..).zip(["nome", "rete", "tipo"]) {
        sheet.write_string(0, column, text).expect("a cell");
    }
    sheet
        .write_formula(1, 0, "=HYPERLINK(\"https://evil.example\")")
        .expect("a cell");
    sheet.write_string(1, 1, "rete-nord").expect("a cell");
    // Far away, as a sheet that claims a million rows.
    sheet.write_string(1_048_575, 0, "Ultima riga").expect("a cell");
    let bytes = book.save_to_buffer().expect("a workbook");
    let converted = read(&bytes, InFormat::Xlsx, "kind = \"place\"");
    let told: Vec<String> = converted.refused.iter().map(ToString::to_string).collect();
    assert!(
        told.iter().any(|part| part.contains("row 2, nome: a formula")),
        "{told:?}"
    );
    assert!(converted.new.iter().all(|told| !told.contains("HYPERLINK")));
    assert_eq!(records(&converted, "places").len(), 1);
}

#[test]
fn a_map_that_names_what_there_is_not_is_refused() {
    for (map, word) in [
        ("kind = \"castle\"", "castle"),
        ("[columns]\n\"Nome\" = \"nome_che_non_c_e\"", "nome_che_non_c_e"),
        ("color = \"blue\"", "unknown field"),
    ] {
        let reason = Map::read(map).expect_err(map);
        assert!(reason.contains(word), "{reason}");
    }
    assert_eq!(
        Map::read("kind = \"place\"")
            .map(|map| map.kind)
            .ok()
            .flatten()
            .as_deref(),
        Some(RecordKind::Place.code())
    );
}
