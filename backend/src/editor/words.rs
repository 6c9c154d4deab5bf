//! The words of these pages: a table of its own, since families never see them and only one language is spoken here.

use std::collections::HashMap;
use std::sync::LazyLock;

static WORDS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("words.txt").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(" = ")).collect()
});

/// The text of a key; the key itself where there is none.
#[must_use]
pub fn word(key: &str) -> String {
    WORDS.get(key).map_or_else(|| key.to_owned(), |text| (*text).to_owned())
}

/// The text of a key, if there is one.
pub(super) fn known(key: &str) -> Option<String> {
    WORDS.get(key).map(|text| (*text).to_owned())
}

/// What the script of these pages says, as JSON: the keys that begin with `js.`, without that.
pub(super) fn of_script() -> String {
    let said = WORDS
        .iter()
        .filter_map(|(key, text)| Some((key.strip_prefix("js.")?.to_owned(), serde_json::Value::from(*text))));
    serde_json::Value::Object(said.collect()).to_string()
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
            include_str!("controls.rs"),
            include_str!("conflict.rs"),
            include_str!("campaign.rs"),
            include_str!("campaigns.rs"),
            include_str!("closing.rs"),
            include_str!("duplicates.rs"),
            include_str!("../routes/redazione/duplicates.rs"),
            include_str!("import.rs"),
            include_str!("../routes/redazione/import.rs"),
            include_str!("../routes/redazione/campaigns.rs"),
            include_str!("../routes/redazione/closing.rs"),
            include_str!("../routes/redazione/new.rs"),
            include_str!("../routes/redazione/resolve.rs"),
            include_str!("mod.rs"),
            include_str!("../routes/campaign.rs"),
            include_str!("../routes/redazione/mod.rs"),
            include_str!("../routes/redazione/record.rs"),
        ]
        .concat();
        let script = include_str!("../../pages/redazione.js");
        for call in ["word(\"", "filled(\""] {
            for rest in code.split(call).skip(1) {
                let key = rest.split('"').next().unwrap_or_default();
                assert!(known(key).is_some(), "{key}");
            }
        }
        for key in WORDS.keys() {
            let put_together = [
                "role.", "why.", "state.", "field.", "help.", "fault.", "choice.", "group.", "mark-", "whole.",
                "short.", "day.", "repeat.", "kind.", "fact.",
            ];
            let is_named = match key.strip_prefix("js.") {
                Some(key) => script.contains(&format!("say(\"{key}\"")),
                None => {
                    code.contains(&format!("\"{key}\"")) || put_together.iter().any(|prefix| key.starts_with(prefix))
                }
            };
            assert!(is_named, "{key} is never said");
        }
        for rest in script.split("say(\"").skip(1) {
            let key = rest.split('"').next().unwrap_or_default();
            assert!(known(&format!("js.{key}")).is_some(), "{key}");
        }
    }
}
