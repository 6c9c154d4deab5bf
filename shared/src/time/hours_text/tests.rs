//! What people write, what it becomes, and what is refused because it could mean two things.

use super::{in_words, read};
use crate::time::Date;

#[test]
fn hours_are_read_as_people_write_them() {
    for (written, expected) in [
        ("lun-ven 9-12.30, gio anche 15-18", "Mo-Fr 09:00-12:30, Th 15:00-18:00"),
        ("Lunedì–Venerdì: 9:00–12:30", "Mo-Fr 09:00-12:30"),
        ("dal lunedì al venerdì dalle 9 alle 12", "Mo-Fr 09:00-12:00"),
        (
            "dal lunedì al venerdì dalle ore 8,30 alle ore 12,30 e dalle 14 alle 17",
            "Mo-Fr 08:30-12:30,14:00-17:00",
        ),
        ("lun, mer e ven 9-12", "Mo,We,Fr 09:00-12:00"),
        (
            "lunedì e mercoledì 9-12; martedì e giovedì 15-18",
            "Mo,We 09:00-12:00; Tu,Th 15:00-18:00",
        ),
        ("lun-ven 9-12, mar e gio 14-17", "Mo-Fr 09:00-12:00, Tu,Th 14:00-17:00"),
        ("lun-sab 9-13 / 15-19", "Mo-Sa 09:00-13:00,15:00-19:00"),
        ("lun-ven 9-12,15-18", "Mo-Fr 09:00-12:00,15:00-18:00"),
        ("tutti i giorni 9-18, domenica chiuso", "Mo-Su 09:00-18:00; Su off"),
        ("tutti i giorni tranne la domenica 9-18", "Mo-Sa 09:00-18:00"),
        ("9-12 dal lunedì al venerdì", "Mo-Fr 09:00-12:00"),
        ("9-12 lun-ven, 15-18 gio", "Mo-Fr 09:00-12:00, Th 15:00-18:00"),
        ("mar 9h30-12h30", "Tu 09:30-12:30"),
        ("primo sabato del mese 10-12", "Sa[1] 10:00-12:00"),
        ("1° e 3° martedì del mese ore 17-19", "Tu[1,3] 17:00-19:00"),
        ("ultimo venerdì del mese 20.30-22.30", "Fr[-1] 20:30-22:30"),
        ("lun-ven 9-12 su appuntamento", "Mo-Fr 09:00-12:00 \"su appuntamento\""),
        ("lun-ven 9-12, festivi chiuso", "Mo-Fr 09:00-12:00; PH off"),
        ("lun-ven 9-12, agosto chiuso", "Mo-Fr 09:00-12:00; Aug off"),
        (
            "lun-ven 9-12, dal 1 al 20 agosto chiuso",
            "Mo-Fr 09:00-12:00; Aug 01-Aug 20 off",
        ),
        ("giugno-settembre lun-ven 8-14", "Jun-Sep Mo-Fr 08:00-14:00"),
        ("lun-ven dalle 9 a mezzogiorno", "Mo-Fr 09:00-12:00"),
        ("sabato e domenica 10-12", "Sa,Su 10:00-12:00"),
        ("Mo-Fr 09:00-12:30; PH off", "Mo-Fr 09:00-12:30; PH off"),
        ("lun-ven 9-12, anche 14-16", "Mo-Fr 09:00-12:00, Mo-Fr 14:00-16:00"),
    ] {
        let hours = read(written).unwrap_or_else(|refusal| panic!("{written}: {refusal}"));
        assert_eq!(hours.as_str(), expected, "{written}");
    }
}

#[test]
fn what_could_mean_two_things_is_refused_at_its_column() {
    for (written, column, word) in [
        ("giorni feriali 9-12", 8, "feriali"),
        ("lun/ven 9-12", 1, "write lun-ven"),
        ("lun-ven 9-12, gio 10-18", 15, "anche"),
        ("9-12", 1, "no days"),
        ("lun-ven", 1, "no hours"),
        ("lun-ven dalle 9", 15, "from"),
        ("lun-ven 12-9", 9, "end before"),
        ("lun-ven 25.00-26", 9, "no such time"),
        ("lun-ven 9-12 secondo i turni", 24, "turni"),
        ("quando capita", 1, "quando"),
        ("", 1, "empty"),
    ] {
        let refusal = read(written).expect_err(written);
        assert_eq!(refusal.column, Some(column), "{written}: {refusal}");
        assert!(refusal.reason.contains(word), "{written}: {refusal}");
    }
}

#[test]
fn they_are_said_back_in_words() {
    let hours = read("lun-ven 9-12.30, gio anche 15-18").expect("good hours");
    let monday = Date::new(2026, 11, 23).expect("a day");
    assert_eq!(
        in_words(&hours, monday),
        "lunedì–mercoledì 9:00–12:30; giovedì 9:00–12:30, 15:00–18:00; venerdì 9:00–12:30; sabato–domenica chiuso"
    );
    let hours = read("mar 9-12 su appuntamento").expect("good hours");
    assert!(in_words(&hours, monday).contains("martedì 9:00–12:00 (su appuntamento)"));
}

#[test]
fn whatever_is_written_gives_hours_or_a_refusal() {
    let words = [
        "lun",
        "-",
        "ven",
        "9",
        "12.30",
        ",",
        "anche",
        "chiuso",
        "tranne",
        "primo",
        "agosto",
        "1",
        "/",
        "e",
        ";",
        "festivi",
        "su appuntamento",
        "dal",
        "al",
        "30",
        "tutti i giorni",
    ];
    // A walk through many sentences without chance in it.
    let mut state = 7_usize;
    for _ in 0..20_000 {
        let mut sentence = String::new();
        for _ in 0..(state % 9) {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            sentence.push_str(words[(state >> 33) % words.len()]);
            sentence.push(' ');
        }
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        state >>= 1;
        if let Ok(hours) = read(&sentence) {
            // What was made can be read by everybody.
            assert!(
                hours.as_str().parse::<crate::time::OpeningHours>().is_ok(),
                "{sentence}"
            );
        }
    }
}
