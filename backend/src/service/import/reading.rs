//! A data set file, read record by record: from a text, or from a file of any size of which one record at a time is held
//! as text.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::io::{BufRead as _, BufReader, Read};

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use shared::model::{BadRecord, RecordKey, RecordKind};
use shared::problem::Refusal;

use super::{File, ImportError, Numbered, RefusedRecord, lists, sound};
use crate::service::translations::with_sums;
use crate::store::{Envelope, FORMAT, Put, gazetteer, kind_of_list, list_name};

/// What editors on Windows put in front of a text.
const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads a file that is there as text.
pub(super) fn of_text(json: &str) -> Result<File, ImportError> {
    read(serde_json::Deserializer::from_str(json))
}

/// Reads a file from where it lies.
pub(super) fn of_reader(file: impl Read) -> Result<File, ImportError> {
    let mut file = BufReader::new(file);
    let failed = |error: std::io::Error| ImportError::NotADataSet(error.to_string());
    if file.fill_buf().map_err(failed)?.starts_with(BYTE_ORDER_MARK) {
        file.consume(BYTE_ORDER_MARK.len());
    }
    read(serde_json::Deserializer::from_reader(file))
}

fn read<'de, R: serde_json::de::Read<'de>>(mut json: serde_json::Deserializer<R>) -> Result<File, ImportError> {
    let mut reading = Reading::default();
    let read = json.deserialize_map(TopLevel(&mut reading)).and_then(|()| json.end());
    if let Some(fault) = reading.fault {
        return Err(ImportError::NotADataSet(fault));
    }
    read.map_err(|error| {
        let told = error.to_string();
        // The reader's words for bytes that are no UTF-8.
        let is_other_text = told.starts_with("invalid unicode code point");
        let told = if is_other_text {
            format!("it is no UTF-8 text: {told}")
        } else {
            told
        };
        ImportError::NotADataSet(told)
    })?;
    if !reading.fields.iter().any(|(name, _)| name == "format") {
        return Err(ImportError::NotADataSet(format!("it has no \"format\": \"{FORMAT}\"")));
    }
    let fields = reading.fields.iter().map(|(name, value)| (name.as_str(), &**value));
    let envelope = Envelope::of_fields(fields);
    reading.number();
    Ok(File {
        envelope,
        lists: reading.lists,
        good: reading.good,
        bad: reading.bad,
        doubtful: reading.doubtful,
    })
}

/// What was read so far.
#[derive(Default)]
struct Reading {
    /// The fields of the top level, in order; of lists only the name counts.
    fields: Vec<(String, Box<RawValue>)>,
    lists: Vec<RecordKind>,
    good: Vec<Numbered>,
    bad: Vec<RefusedRecord>,
    doubtful: Vec<RefusedRecord>,
    seen: HashSet<RecordKey>,
    /// How many records the lists have, by kind.
    counts: HashMap<RecordKind, usize>,
    /// Why it is no data set file, in words that need no line and column.
    fault: Option<String>,
}

impl Reading {
    fn refuse<T, E: serde::de::Error>(&mut self, fault: String) -> Result<T, E> {
        let error = E::custom(&fault);
        self.fault = Some(fault);
        Err(error)
    }

    /// Numbers the records through all lists, in the order of kinds, wherever in the file a list stands.
    fn number(&mut self) {
        let mut before = HashMap::new();
        let mut overall = 0;
        for kind in RecordKind::ALL.iter().copied() {
            before.insert(kind, overall);
            overall += self.counts.get(&kind).copied().unwrap_or_default();
        }
        let overall = |kind: RecordKind, number: usize| before.get(&kind).copied().unwrap_or_default() + number;
        for record in &mut self.good {
            record.overall = overall(record.put.key().kind, record.number);
        }
        for record in self.bad.iter_mut().chain(&mut self.doubtful) {
            record.overall = overall(record.bad.kind, record.number);
        }
        self.good.sort_by_key(|record| record.overall);
        self.bad.sort_by_key(|record| record.overall);
        self.doubtful.sort_by_key(|record| record.overall);
        self.lists.sort_unstable();
    }

    /// Takes one record, the `number`-th of its list.
    fn take(&mut self, kind: RecordKind, number: usize, json: &str) {
        self.counts.insert(kind, number);
        let told = |bad: BadRecord| RefusedRecord {
            number,
            overall: 0,
            bad,
            follows: None,
        };
        let read = Put::parse(kind, &with_sums(json)).and_then(|put| {
            let key = put.key();
            if self.seen.insert(key.clone()) {
                return Ok(put);
            }
            let reason = format!("the id \"{}\" is used twice", key.id);
            Err(BadRecord {
                kind,
                id: key.id,
                field: "id".to_owned(),
                refusal: Refusal::new("duplicate-id", reason),
            })
        });
        let put = match read {
            Ok(put) => put,
            Err(bad) => {
                self.bad.push(told(bad));
                return;
            }
        };
        let of_record = |(field, refusal): sound::Fault| {
            let RecordKey { kind, id } = put.key();
            told(BadRecord {
                kind,
                id,
                field,
                refusal,
            })
        };
        let faults = sound::faults(put.record(), gazetteer());
        if faults.is_empty() {
            let doubts = sound::doubts(put.record(), gazetteer());
            self.doubtful.extend(doubts.into_iter().map(of_record));
            self.good.push(Numbered {
                number,
                overall: 0,
                put,
            });
        } else {
            self.bad.extend(faults.into_iter().map(of_record));
        }
    }
}

/// The object that the file is.
struct TopLevel<'a>(&'a mut Reading);

impl<'de> Visitor<'de> for TopLevel<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let reading = self.0;
        while let Some(name) = map.next_key::<String>()? {
            if reading.fields.iter().any(|(known, _)| *known == name) {
                return Err(A::Error::custom(format!("the field \"{name}\" is given twice")));
            }
            if let Err(fault) = lists::check(std::iter::once(name.as_str())) {
                return reading.refuse(fault);
            }
            let value = match kind_of_list(&name) {
                Some(kind) => {
                    map.next_value_seed(List { kind, reading })?;
                    RawValue::NULL.to_owned()
                }
                None => map.next_value::<Box<RawValue>>()?,
            };
            if name == "format" && serde_json::from_str::<&str>(value.get()).ok() != Some(FORMAT) {
                let given: String = value.get().chars().take(80).collect();
                return reading.refuse(format!("format {given} is not \"{FORMAT}\""));
            }
            reading.fields.push((name, value));
        }
        Ok(())
    }
}

/// A list of records; `null` is a list that is not there.
struct List<'a> {
    kind: RecordKind,
    reading: &'a mut Reading,
}

impl List<'_> {
    fn refused<E: serde::de::Error>(self) -> Result<(), E> {
        let fault = format!("\"{}\" is not a list", list_name(self.kind));
        self.reading.refuse(fault)
    }
}

impl<'de> DeserializeSeed<'de> for List<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        json.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for List<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list")
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        self.reading.lists.push(self.kind);
        let mut number = 0;
        while let Some(json) = list.next_element::<Box<RawValue>>()? {
            number += 1;
            self.reading.take(self.kind, number, json.get());
        }
        Ok(())
    }

    fn visit_bool<E: serde::de::Error>(self, _: bool) -> Result<(), E> {
        self.refused()
    }

    fn visit_i64<E: serde::de::Error>(self, _: i64) -> Result<(), E> {
        self.refused()
    }

    fn visit_u64<E: serde::de::Error>(self, _: u64) -> Result<(), E> {
        self.refused()
    }

    fn visit_f64<E: serde::de::Error>(self, _: f64) -> Result<(), E> {
        self.refused()
    }

    fn visit_str<E: serde::de::Error>(self, _: &str) -> Result<(), E> {
        self.refused()
    }

    fn visit_map<A: MapAccess<'de>>(self, _: A) -> Result<(), A::Error> {
        self.refused()
    }
}

#[cfg(test)]
mod tests {
    use super::{of_reader, of_text};

    const FILE: &str = r#"{"guides": null, "format": "family-hub/1", "note": [1, {"a": "b"}],
        "networks": [{"id": "n", "name": "N"}, {"id": "n", "name": "N"}], "places": [{"id": "p"}]}"#;

    /// A file that gives a few bytes at a time, as a slow disk does.
    struct Slow<'a>(&'a [u8]);

    impl std::io::Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
            let most = self.0.len().min(into.len()).min(3);
            into[..most].copy_from_slice(&self.0[..most]);
            self.0 = &self.0[most..];
            Ok(most)
        }
    }

    #[test]
    fn a_file_reads_as_its_text_does() {
        let (text, file) = (
            of_text(FILE).expect("a file"),
            of_reader(Slow(FILE.as_bytes())).expect("a file"),
        );
        for read in [&text, &file] {
            assert_eq!((read.good.len(), read.bad.len(), read.lists.len()), (1, 2, 2));
            assert_eq!(read.bad[1].overall, 3);
        }
        assert_eq!(text.envelope, file.envelope);
        assert!(file.envelope.to_json().contains("\"note\":[1,{\"a\":\"b\"}]"));
        let marked = ["\u{feff}", FILE].concat();
        assert!(of_reader(marked.as_bytes()).is_ok());
    }

    #[test]
    fn what_is_no_data_set_file_is_told_alike() {
        for (json, fault) in [
            ("{}", "it has no \"format\": \"family-hub/1\""),
            (
                r#"{"format": "family-hub/2"}"#,
                "format \"family-hub/2\" is not \"family-hub/1\"",
            ),
            (
                r#"{"format": "family-hub/1", "places": {}}"#,
                "\"places\" is not a list",
            ),
            (
                r#"{"format": "family-hub/1", "places": "x"}"#,
                "\"places\" is not a list",
            ),
            (r#"{"format": "family-hub/1", "Guides": []}"#, "is \"guides\" meant?"),
            (r#"{"format": "family-hub/1", "a": 1, "a": 2}"#, "given twice"),
            (r#"{"format": "family-hub/1"} x"#, "trailing characters"),
            (r#"{"format": "family-hub/1", "places": [{"id": "p"}"#, "EOF"),
        ] {
            for read in [of_text(json), of_reader(json.as_bytes())] {
                let told = read.err().expect("it is refused").to_string();
                assert!(told.contains(fault), "{told}");
            }
        }
    }
}
