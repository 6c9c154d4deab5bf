//! JSON on one line, for files of one record a line.

/// Valid JSON without the white space between its tokens: one line, every number and field as it was written.
pub(crate) fn compact(json: &str) -> String {
    let mut line = String::with_capacity(json.len());
    let mut in_text = false;
    let mut escaped = false;
    for character in json.chars() {
        if in_text {
            in_text = escaped || character != '"';
            escaped = !escaped && character == '\\';
        } else if character == '"' {
            in_text = true;
        } else if character.is_ascii_whitespace() {
            continue;
        }
        line.push(character);
    }
    line
}

#[cfg(test)]
mod tests {
    use super::compact;

    #[test]
    fn compact_keeps_texts_and_numbers_as_written() {
        assert_eq!(
            compact("{ \"a b\" : [ 1.50 , \"x \\\" y\\\\\" ] ,\n\t\"c\": 1e3 }"),
            "{\"a b\":[1.50,\"x \\\" y\\\\\"],\"c\":1e3}"
        );
    }
}
