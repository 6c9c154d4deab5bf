//! The page on which families report (`/segnala`): what is not right, how clear a page is, a place that is missing. HTML
//! that works without scripts, in every language; pure functions from values to trees.

use std::collections::HashMap;
use std::sync::LazyLock;

use shared::i18n::Language;
use shared::route::Route;
use shared::view::html::{Property, el};
use shared::view::{Element, Html};

/// Facts that can be wrong, in the order of the page of a place.
pub const FACTS: [&str; 6] = ["address", "contacts", "hours", "activities", "access", "other"];

/// What else can be said, each with the fact that it is kept under.
const MORE: [(&str, &str); 4] = [
    ("accessibility", "accessibility"),
    ("missing", "missing-place"),
    ("propose", "proposed-activity"),
    ("offer", "offered-time"),
];

type Table = HashMap<&'static str, &'static str>;

static WORDS: LazyLock<HashMap<&'static str, Table>> = LazyLock::new(|| {
    let files = [
        ("it", include_str!("words/it.txt")),
        ("en", include_str!("words/en.txt")),
        ("fr", include_str!("words/fr.txt")),
        ("es", include_str!("words/es.txt")),
        ("ro", include_str!("words/ro.txt")),
        ("sq", include_str!("words/sq.txt")),
        ("ar", include_str!("words/ar.txt")),
        ("uk", include_str!("words/uk.txt")),
        ("zh", include_str!("words/zh.txt")),
    ];
    let table = |text: &'static str| text.lines().filter_map(|line| line.split_once(" = ")).collect();
    files.into_iter().map(|(tag, text)| (tag, table(text))).collect()
});

/// What somebody reports about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct About {
    /// The language they read.
    pub language: Language,
    /// The page they came from.
    pub route: Route,
    /// What that page is called.
    pub name: String,
}

/// How the page is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// The first look, or a text that is still to be put right.
    Ask {
        /// What was chosen.
        fact: String,
        /// What was typed.
        text: String,
        /// What is wrong with it: a key.
        fault: Option<&'static str>,
    },
    /// The second step of the question how clear a page is.
    Clarity {
        /// 1 to 5.
        rating: u8,
    },
    /// It was kept.
    Sent,
}

impl About {
    fn word(&self, key: &str) -> String {
        let table = WORDS.get(self.language.tag()).or_else(|| WORDS.get("it"));
        let text = table.and_then(|table| table.get(key)).copied();
        text.unwrap_or(key).to_owned()
    }

    /// The title.
    #[must_use]
    pub fn title(&self) -> String {
        self.word("title")
    }

    /// What a report is kept under: the record of the page, or the page.
    #[must_use]
    pub fn record(&self) -> String {
        match &self.route {
            Route::Place(id) => format!("place:{}", id.as_str()),
            Route::Activity(id) => format!("activity:{}", id.as_str()),
            Route::Guide(id) => format!("guide:{}", id.as_str()),
            Route::Network(id) => format!("network:{}", id.as_str()),
            other => format!("page:{}", other.path()),
        }
    }

    fn form(&self, key: &str) -> Element {
        el("form", "stack section")
            .attr("method", "post")
            .attr("action", "/segnala")
            .child(hidden("p", self.route.path()))
            .child(hidden("l", self.language.tag().to_owned()))
            .child(hidden("key", key.to_owned()))
    }
}

/// The answer to the second step, in Italian: those who keep the data read it.
#[must_use]
pub fn answer_in_words(rating: u8, answer: &str) -> Option<String> {
    let group = if rating >= 4 { "liked" } else { "hard" };
    let key = match answer {
        "1" | "2" | "3" | "4" => format!("{group}.{answer}"),
        "other" => "other".to_owned(),
        _ => return None,
    };
    WORDS
        .get("it")
        .and_then(|table| table.get(key.as_str()))
        .map(|text| (*text).to_owned())
}

fn hidden(name: &'static str, value: String) -> Html {
    let input = el("input", "").attr("type", "hidden").attr("name", name);
    input.attr("value", value).into()
}

fn radio(name: &'static str, value: String, words: String, chosen: bool) -> Html {
    let input = el("input", "")
        .attr("type", "radio")
        .attr("name", name)
        .attr("value", value)
        .attr("required", "")
        .property("checked", Property::Flag(chosen));
    el("label", "option")
        .child(input)
        .child(el("span", "").text(words))
        .into()
}

fn textarea(about: &About, key: &str, text: &str, fault: Option<&str>) -> Html {
    let mut area = el("textarea", "")
        .attr("id", "testo")
        .attr("name", "text")
        .attr("rows", "4")
        .attr("maxlength", "1000")
        .attr("aria-describedby", "testo-aiuto");
    if fault.is_some() {
        area = area.attr("aria-invalid", "true");
    }
    let help = el("p", "soft").attr("id", "testo-aiuto").text(about.word("limit"));
    let mut field = el("div", "field");
    field.push(el("label", "").attr("for", "testo").text(about.word(key)));
    field.push(area.text(text.to_owned()));
    field.push(help);
    if let Some(fault) = fault {
        field.push(el("p", "notice").attr("role", "alert").text(about.word(fault)));
    }
    field.into()
}

fn send(about: &About, key: &str) -> Html {
    el("button", "btn btn-primary")
        .attr("type", "submit")
        .text(about.word(key))
        .into()
}

/// The page; `key` is what a report is sent by, once.
#[must_use]
pub fn page(about: &About, step: &Step, key: &str) -> Html {
    let back = el("a", "back-link")
        .attr("href", about.route.path_in(about.language))
        .text(about.word("back"));
    let mut main = el("main", "page")
        .attr("id", "contenuto")
        .child(el("p", "").child(back))
        .child(el("h1", "").text(about.title()))
        .child(el("p", "lead").text(about.word("about").replace("{0}", &about.name)));
    match step {
        Step::Ask { fact, text, fault } => {
            main.push(el("p", "notice notice-calm").text(about.word("privacy")));
            main.push(wrong(about, (fact, text, *fault), key));
            main.push(clarity(about, key));
        }
        Step::Clarity { rating } => main.push(second_step(about, *rating, key)),
        Step::Sent => {
            let again = format!("/segnala?p={}&l={}", about.route.path(), about.language.tag());
            let sent = el("div", "stack")
                .attr("data-testid", "feedback-sent")
                .attr("role", "status")
                .child(el("p", "lead").text(about.word("sent")))
                .child(el("p", "").text(about.word("sent-more")))
                .child(el("p", "").child(el("a", "").attr("href", again).text(about.word("again"))));
            main.push(sent);
        }
    }
    main.into()
}

fn wrong(about: &About, (fact, text, fault): (&str, &str, Option<&'static str>), key: &str) -> Html {
    let mut facts = el("fieldset", "stack").child(el("legend", "").text(about.word("fact")));
    let is_record = matches!(
        about.route,
        Route::Place(_) | Route::Activity(_) | Route::Guide(_) | Route::Network(_)
    );
    if is_record {
        for code in FACTS {
            let words = about.word(&format!("fact.{code}"));
            facts.push(radio("fact", code.to_owned(), words, fact == code));
        }
    } else {
        facts.push(radio(
            "fact",
            "other".to_owned(),
            about.word("fact.other"),
            fact == "other",
        ));
    }
    for (word, code) in MORE {
        facts.push(radio("fact", code.to_owned(), about.word(word), fact == code));
    }
    about
        .form(key)
        .attr("data-testid", "feedback-form")
        .child(facts)
        .child(textarea(about, "what", text, fault))
        .child(send(about, "send"))
        .into()
}

fn clarity(about: &About, key: &str) -> Html {
    let mut stars = el("fieldset", "stack")
        .attr("data-element", "feedback")
        .child(
            el("legend", "")
                .attr("data-element", "feedback-title")
                .text(about.word("clarity")),
        )
        .child(el("p", "soft").text(about.word("stars")));
    let mut row = el("div", "cluster");
    for rating in 1..=5_u8 {
        row.push(radio("rating", rating.to_string(), rating.to_string(), false));
    }
    stars.push(row);
    let form = about.form(key).child(hidden("fact", "clarity".to_owned()));
    form.child(stars).child(send(about, "next")).into()
}

fn second_step(about: &About, rating: u8, key: &str) -> Html {
    let (group, element) = match rating {
        4.. => ("liked", "feedback-rating-positive"),
        _ => ("hard", "feedback-rating-negative"),
    };
    let question = el("legend", "")
        .attr("data-element", "feedback-rating-question")
        .text(about.word(group));
    let mut answers = el("fieldset", "stack").attr("data-element", element).child(question);
    for at in 1..=4 {
        let words = about.word(&format!("{group}.{at}"));
        answers.push(radio("answer", at.to_string(), words, false));
    }
    answers.push(radio("answer", "other".to_owned(), about.word("other"), false));
    about
        .form(key)
        .child(hidden("fact", "clarity".to_owned()))
        .child(hidden("rating", rating.to_string()))
        .child(answers)
        .child(textarea(about, "more", "", None))
        .child(send(about, "send"))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_says_everything() {
        let italian = &WORDS["it"];
        for language in Language::all() {
            let table = WORDS
                .get(language.tag())
                .unwrap_or_else(|| panic!("{}", language.tag()));
            assert_eq!(table.len(), italian.len(), "{}", language.tag());
            for (key, text) in italian {
                let other = table.get(key).unwrap_or_else(|| panic!("{}: {key}", language.tag()));
                assert_eq!(text.contains("{0}"), other.contains("{0}"), "{}: {key}", language.tag());
            }
        }
    }
}
