//! The words of these pages: a table of its own, since families never see them and only one language is spoken here.

use std::collections::HashMap;
use std::sync::LazyLock;

static WORDS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("words.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(" = ")).collect()
});

/// The text of a key; the key itself where there is none.
pub(super) fn word(key: &str) -> String {
    WORDS.get(key).map_or_else(|| key.to_owned(), |text| (*text).to_owned())
}

/// The text of a key, if there is one.
pub(super) fn known(key: &str) -> Option<String> {
    WORDS.get(key).map(|text| (*text).to_owned())
}

/// The text of a key with a value in its gap.
#[must_use]
pub fn filled(key: &str, value: &str) -> String {
    word(key).replace("{0}", value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every key that the code of these pages names has its text, and every text is named or begins with a prefix that
    /// is put together.
    #[test]
    fn every_key_has_its_text() {
        let code = [
            include_str!("pages.rs"),
            include_str!("record.rs"),
            include_str!("form.rs"),
            include_str!("conflict.rs"),
            include_str!("campaign.rs"),
            include_str!("mod.rs"),
            include_str!("../routes/campaign.rs"),
            include_str!("../routes/redazione/mod.rs"),
            include_str!("../routes/redazione/record.rs"),
        ]
        .concat();
        for call in ["word(\"", "filled(\""] {
            for rest in code.split(call).skip(1) {
                let key = rest.split('"').next().unwrap_or_default();
                assert!(known(key).is_some(), "{key}");
            }
        }
        for key in WORDS.keys() {
            let put_together = [
                "role.", "why.", "state.", "field.", "help.", "fault.", "choice.", "group.", "mark-",
            ];
            let is_named =
                code.contains(&format!("\"{key}\"")) || put_together.iter().any(|prefix| key.starts_with(prefix));
            assert!(is_named, "{key} is never said");
        }
    }
}
