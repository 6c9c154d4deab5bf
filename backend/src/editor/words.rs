//! The words of these pages: tables of their own, since families never see them, in Italian and in English.
//!
//! Which of the two is spoken belongs to the request, and all of a page is in one language; so it is not handed through
//! every function that says a word, but set once around the request ([`speaking`]) and carried to where its work goes on
//! ([`spawn`]).

use std::collections::HashMap;
use std::sync::LazyLock;

use shared::i18n::Language;
use tokio::task::JoinHandle;

type Table = HashMap<&'static str, &'static str>;

fn table(text: &'static str) -> Table {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(" = ")).collect()
}

static ITALIAN: LazyLock<Table> = LazyLock::new(|| table(include_str!("words.txt")));
static ENGLISH: LazyLock<Table> = LazyLock::new(|| table(include_str!("words.en.txt")));

/// The languages of these pages.
pub const LANGUAGES: [Language; 2] = [Language::Italian, Language::English];

tokio::task_local! {
    static SPOKEN: Language;
}

/// The language that is spoken here: Italian where nobody has asked for another.
#[must_use]
pub fn language() -> Language {
    SPOKEN.try_with(|language| *language).unwrap_or(Language::Italian)
}

/// Answers a request in a language.
pub async fn speaking<T>(language: Language, answer: impl Future<Output = T>) -> T {
    SPOKEN.scope(language, answer).await
}

/// Work beside the threads that serve connections ([`tokio::task::spawn_blocking`]), in the language of its request.
pub fn spawn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    let language = language();
    tokio::task::spawn_blocking(move || SPOKEN.sync_scope(language, work))
}

fn words() -> &'static Table {
    match language() {
        Language::English => &ENGLISH,
        _ => &ITALIAN,
    }
}

/// The text of a key; the key itself where there is none.
#[must_use]
pub fn word(key: &str) -> String {
    known(key).unwrap_or_else(|| key.to_owned())
}

/// The text of a key, if there is one.
pub(super) fn known(key: &str) -> Option<String> {
    words().get(key).map(|text| (*text).to_owned())
}

/// What the script of these pages says, as JSON: the keys that begin with `js.`, without that.
pub(super) fn of_script() -> String {
    let said = words()
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
            include_str!("territory.rs"),
            include_str!("../routes/redazione/territory.rs"),
            include_str!("duplicates.rs"),
            include_str!("../routes/redazione/duplicates.rs"),
            include_str!("import.rs"),
            include_str!("../routes/redazione/import.rs"),
            include_str!("../routes/redazione/campaigns.rs"),
            include_str!("../routes/redazione/closing.rs"),
            include_str!("../routes/redazione/new.rs"),
            include_str!("../routes/redazione/outcome.rs"),
            include_str!("../routes/redazione/resolve.rs"),
            include_str!("mod.rs"),
            include_str!("second_step.rs"),
            include_str!("../routes/campaign.rs"),
            include_str!("../routes/redazione/second_step.rs"),
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
        for key in ITALIAN.keys() {
            let put_together = [
                "role.",
                "why.",
                "state.",
                "field.",
                "help.",
                "fault.",
                "choice.",
                "group.",
                "mark-",
                "whole.",
                "short.",
                "day.",
                "repeat.",
                "kind.",
                "fact.",
                "territory.",
                "translated.",
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

    #[test]
    fn english_says_all_that_italian_says_and_keeps_its_gaps() {
        // The same in both languages, or a value that is typed.
        let alike = [
            "choice.hub",
            "choice.spoke",
            "choice.no",
            "choice.false",
            "choice.format.csv",
            "choice.format.geojson",
            "choice.format.hsds",
            "choice.format.family-hub",
        ];
        let gaps = |text: &str| text.matches('{').count();
        assert_eq!(ITALIAN.len(), ENGLISH.len());
        for (key, text) in ITALIAN.iter() {
            let english = ENGLISH.get(key).unwrap_or_else(|| panic!("{key} has no English text"));
            assert!(!english.trim().is_empty(), "{key}");
            assert_eq!(gaps(text), gaps(english), "{key}");
            assert!(english != text || alike.contains(key), "{key} is still Italian: {text}");
        }
    }

    #[tokio::test]
    async fn a_page_is_in_the_language_of_its_request() {
        assert_eq!(word("publish"), "Pubblica");
        let english = speaking(Language::English, async {
            let here = word("publish");
            let beside = spawn(|| word("publish")).await.expect("it is done");
            [here, beside]
        });
        assert_eq!(english.await, ["Publish", "Publish"]);
    }
}
