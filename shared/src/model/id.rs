//! Ids of records: short, safe in a URL and in a file, never reused.

use super::codes::checked_text;

fn is_id(text: &str) -> bool {
    (1..=80).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
        && !text.starts_with('.')
}

checked_text!(
    /// Id of a [`Network`](super::Network).
    NetworkId, "bad-id", "an id of 1 to 80 letters, digits, '-', '_' or '.'", is_id
);
checked_text!(
    /// Id of a [`Place`](super::Place).
    PlaceId, "bad-id", "an id of 1 to 80 letters, digits, '-', '_' or '.'", is_id
);
checked_text!(
    /// Id of an [`Activity`](super::Activity).
    ActivityId, "bad-id", "an id of 1 to 80 letters, digits, '-', '_' or '.'", is_id
);
checked_text!(
    /// Id of a [`Guide`](super::Guide).
    GuideId, "bad-id", "an id of 1 to 80 letters, digits, '-', '_' or '.'", is_id
);
