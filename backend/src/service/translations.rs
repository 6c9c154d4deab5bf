//! What a translation was made from: where a record does not say it, the text that stands beside it when it is taken in.

use std::borrow::Cow;

use serde_json::{Map, Value};
use shared::sync::crc32c;

/// The record with the sum of its own text in every translation that has none, so that it can be told when the text
/// changes afterwards.
#[must_use]
pub fn with_sums(json: &str) -> Cow<'_, str> {
    if !json.contains("\"translations\"") {
        return Cow::Borrowed(json);
    }
    // What is no record is refused by who reads it.
    let Ok(mut record) = serde_json::from_str::<Map<String, Value>>(json) else {
        return Cow::Borrowed(json);
    };
    let texts = ["description", "body"].map(|name| {
        (
            name,
            record.get(name).and_then(Value::as_str).unwrap_or_default().to_owned(),
        )
    });
    let mut added = false;
    let all = record.get_mut("translations").and_then(Value::as_array_mut);
    for translation in all.into_iter().flatten().filter_map(Value::as_object_mut) {
        let field = translation.get("field").and_then(Value::as_str);
        let text = texts.iter().find(|(name, _)| Some(*name) == field);
        let untold = translation.get("of").is_none_or(Value::is_null);
        if let Some((_, text)) = text.filter(|_| untold) {
            let sum = format!("{:08x}", crc32c(text.as_bytes()));
            translation.insert("of".to_owned(), Value::String(sum));
            added = true;
        }
    }
    match added {
        true => Cow::Owned(Value::Object(record).to_string()),
        false => Cow::Borrowed(json),
    }
}
