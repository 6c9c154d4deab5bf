//! What the lean reader takes and refuses, beside `serde_json`.

use proptest::prelude::*;
use serde::Deserialize;

use super::*;
use crate::model::Dataset;

const DATA: &str = r#" { "networks" : [ { "id":"n", "name":"Rete \"uno\" \u00e8 \ud83d\ude00 \n", "unknown": {"a": [1, -2.5e3, null, true, {"b": "]"}]} } ] ,
    "places":[{"id":"a","network":"n","kind":"hub","name":"A","position":{"lat":45.123456,"lon":-10.5,"precision":"street"},
        "phone":["0372 1234"],"access":{"free":true,"entry":"walk_in"},"sources":["un titolo",{"title":"t","date":"2020-01-02"}],
        "topics":["scuola"],"parent":null,"verified":{"on":"2026-05-01"}}],
    "activities":[{"id":"x","place":"a","network":"n","title":"T","category":"ascolto","audience":{"min_months":0,"max_months":36},
        "schedule":{"start":"2026-11-24T16:30","minutes":90,"rrule":"FREQ=WEEKLY;BYDAY=TU"}}],
    "comuni":[{"code":"015201","name":"Senago","province":"MI","lat":45.5760,"lon":9.1270,"population":21000,"postal_codes":["20030"]}] } "#;

#[test]
fn records_are_read_as_serde_json_reads_them() {
    let wanted: Dataset = serde_json::from_str(DATA).expect("the test's data set is sound");
    assert_eq!(read::<Dataset>(DATA).expect("so is it here"), wanted);
    let written = serde_json::to_string(&wanted).expect("records can be written");
    assert_eq!(read::<Dataset>(&written).expect("what was written"), wanted);
}

#[test]
fn a_text_that_is_cut_off_or_goes_on_is_refused_at_every_byte() {
    let whole = DATA.trim();
    for end in (0..whole.len()).filter(|&end| whole.is_char_boundary(end)) {
        assert!(read::<Dataset>(&whole[..end]).is_err(), "{end}");
    }
    assert!(read::<Dataset>(&[whole, "x"].concat()).is_err());
    assert!(read::<Dataset>(&[whole, whole].concat()).is_err());
}

#[test]
fn wrong_types_and_values_are_refused() {
    #[derive(Debug, Deserialize)]
    struct Small {
        #[expect(dead_code, reason = "only whether it can be read matters")]
        number: u16,
    }
    assert!(read::<Small>(r#"{"number":7}"#).is_ok());
    for bad in [
        r#"{"number":-1}"#,
        r#"{"number":70000}"#,
        r#"{"number":1.5}"#,
        r#"{"number":1e2}"#,
        r#"{"number":"7"}"#,
        r#"{"number":null}"#,
        r#"{"number":99999999999999999999999}"#,
        "{}",
        "[7]",
        r#"{"number":7,"number":7}"#,
        r#"{"number":7,}"#,
        r#"{"number" 7}"#,
        r#"{number:7}"#,
        "",
        "null",
    ] {
        assert!(read::<Small>(bad).is_err(), "{bad}");
    }
}

#[test]
fn depth_is_no_danger() {
    let deep = [r#"{"x":"#, &"[".repeat(200_000), &"]".repeat(200_000), "}"].concat();
    assert_eq!(read::<Dataset>(&deep), Ok(Dataset::default()));
    assert!(read::<Dataset>(&deep[..150_000]).is_err());
}

proptest! {
    #[test]
    fn any_text_survives(text in any::<String>()) {
        let written = serde_json::to_string(&text).expect("a text can be written");
        prop_assert_eq!(read::<String>(&written), Ok(text.clone()));
        let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        prop_assert_eq!(read::<String>(&format!("\"{escaped}\"")), Ok(text));
    }

    #[test]
    fn coordinates_are_exact(micro in -180_000_000_i32..=180_000_000, places in 0_usize..=6) {
        let text = format!("{:.places$}", f64::from(micro) / 1e6);
        let wanted: f64 = text.parse().expect("a number");
        prop_assert_eq!(read::<f64>(&text), Ok(wanted));
    }

    #[test]
    fn whole_numbers_are_exact(number in any::<i64>(), big in any::<u64>()) {
        prop_assume!(number != i64::MIN);
        prop_assert_eq!(read::<i64>(&number.to_string()), Ok(number));
        prop_assert_eq!(read::<u64>(&big.to_string()), Ok(big));
    }

    #[test]
    fn large_and_small_numbers_are_near(number in -1e15_f64..1e15, exponent in -12_i32..12) {
        let number = number * 10_f64.powi(exponent);
        let read = read::<f64>(&format!("{number:e}")).expect("a number");
        prop_assert!((read - number).abs() <= number.abs() * 1e-14, "{} {}", read, number);
    }

    #[test]
    fn damage_never_panics(at in 0..DATA.len(), byte in 0_u8..128) {
        let mut bytes = DATA.as_bytes().to_vec();
        bytes[at] = byte;
        if let Ok(text) = String::from_utf8(bytes) {
            let here = read::<Dataset>(&text);
            if let Ok(there) = serde_json::from_str::<Dataset>(&text) {
                prop_assert_eq!(here, Ok(there));
            }
        }
    }
}
