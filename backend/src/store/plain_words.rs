//! The reasons of a JSON reader in words of the file: what stands there, and what should.

/// A reason without the names of a programming language.
pub(crate) fn plain(reason: &str) -> String {
    let (rest, given) = match reason
        .strip_prefix("invalid type: ")
        .or_else(|| reason.strip_prefix("invalid value: "))
    {
        Some(rest) => rest
            .split_once(", expected ")
            .map_or((rest, None), |(given, expected)| (expected, Some(given))),
        None => (reason, None),
    };
    if let Some(given) = given {
        return format!("{} is expected, {} stands there", expected(rest), found(given));
    }
    if let Some(name) = quoted(reason, "duplicate field ") {
        return format!("\"{name}\" stands there twice");
    }
    if let Some(count) = reason.strip_prefix("invalid length ") {
        return format!("a list of another length is expected: {count}");
    }
    match reason {
        reason if reason.starts_with("EOF while parsing") => "the text ends too early".to_owned(),
        reason if reason.starts_with("trailing ") => "something stands behind the end".to_owned(),
        reason if reason.starts_with("number out of range") => "the number is too large".to_owned(),
        reason => reason.to_owned(),
    }
}

fn quoted<'a>(reason: &'a str, before: &str) -> Option<&'a str> {
    reason.strip_prefix(before)?.strip_prefix('`')?.strip_suffix('`')
}

fn expected(what: &str) -> String {
    match what {
        "f64" | "f32" => "a number".to_owned(),
        "u8" => "a whole number from 0 to 255".to_owned(),
        "u16" => "a whole number from 0 to 65535".to_owned(),
        "u32" | "u64" => "a whole number, 0 or more".to_owned(),
        "i8" | "i16" | "i32" | "i64" => "a whole number".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a string" | "a text" | "str" => "a text".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "an object".to_owned(),
        what if what.starts_with("struct ") || what.starts_with("tuple struct ") => "an object with fields".to_owned(),
        what if what.starts_with("a source") => {
            "a source (an object with title, url, date and supports, or its title)".to_owned()
        }
        what => what.to_owned(),
    }
}

fn found(what: &str) -> String {
    let (kind, value) = what.split_once(' ').map_or((what, ""), |(kind, value)| (kind, value));
    match kind {
        "null" | "unit" => "nothing (null)".to_owned(),
        "map" => "an object".to_owned(),
        "sequence" => "a list".to_owned(),
        "string" => format!("the text {}", short(value)),
        "boolean" => value.trim_matches('`').to_owned(),
        "integer" | "floating" => {
            let value = value.trim_start_matches("point ").trim_matches('`');
            format!("the number {value}")
        }
        _ => what.to_owned(),
    }
}

/// What was given is quoted, but never a megabyte of it.
fn short(value: &str) -> String {
    match value.char_indices().nth(80) {
        Some((end, _)) => format!("{}…\"", &value[..end]),
        None => value.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn no_reason_is_in_a_programmers_words() {
        for (reason, told) in [
            (
                "invalid type: string \"x\", expected f64",
                "a number is expected, the text \"x\" stands there",
            ),
            (
                "invalid type: map, expected a sequence",
                "a list is expected, an object stands there",
            ),
            (
                "invalid type: string \"2026-12-15\", expected struct Cancelled",
                "an object with fields is expected, the text \"2026-12-15\" stands there",
            ),
            (
                "invalid value: integer `-1`, expected u16",
                "a whole number from 0 to 65535 is expected, the number -1 stands there",
            ),
            (
                "invalid type: floating point `1.5`, expected u32",
                "a whole number, 0 or more is expected, the number 1.5 stands there",
            ),
            (
                "invalid type: null, expected a string",
                "a text is expected, nothing (null) stands there",
            ),
            ("duplicate field `name`", "\"name\" stands there twice"),
            ("unknown code \"castle\"", "unknown code \"castle\""),
        ] {
            assert_eq!(plain(reason), told);
        }
    }
}
