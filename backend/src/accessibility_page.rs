//! The declaration of accessibility, `/accessibilita`, by AgID's model: how far the pages keep the rule, what is
//! missing, how that was found, whom to tell and who decides then. In every language, without scripts.
//!
//! What only an operator knows (who they are, where one writes to) is theirs to say; where they did not, the page says
//! that.

use std::collections::HashMap;
use std::sync::LazyLock;

use shared::i18n::{Language, Word, Words};
use shared::time::Date;
use shared::view::html::el;
use shared::view::write::write;
use shared::view::{Element, Html};

use crate::head::Shell;
use crate::head::addresses::accessibility_path;
use crate::head::plain::{Plain, plain};

/// When the pages were last assessed, in whole: by whoever changes what stands under `gap-` and `method-`.
const ASSESSED: &str = "2026-11-30";

/// Where one turns to when the answer does not come or is not enough (art. 3-quinquies of law 4/2004; seen 2026-11-30).
const OMBUDSMAN: &str = "https://www.agid.gov.it/it/agenzia/difensore-civico-il-digitale";

const GAPS: [&str; 6] = [
    "gap-content",
    "gap-draft",
    "gap-map",
    "gap-linked",
    "gap-staff",
    "gap-people",
];
const METHOD: [&str; 3] = ["method-self", "method-axe", "method-browser"];

type Table = HashMap<&'static str, &'static str>;

static TEXTS: LazyLock<HashMap<&'static str, Table>> = LazyLock::new(|| {
    let files = [
        ("it", include_str!("accessibility_page/it.txt")),
        ("en", include_str!("accessibility_page/en.txt")),
        ("fr", include_str!("accessibility_page/fr.txt")),
        ("es", include_str!("accessibility_page/es.txt")),
        ("ro", include_str!("accessibility_page/ro.txt")),
        ("sq", include_str!("accessibility_page/sq.txt")),
        ("ar", include_str!("accessibility_page/ar.txt")),
        ("uk", include_str!("accessibility_page/uk.txt")),
        ("zh", include_str!("accessibility_page/zh.txt")),
    ];
    let table = |text: &'static str| text.lines().filter_map(|line| line.split_once(" = ")).collect();
    files.into_iter().map(|(tag, text)| (tag, table(text))).collect()
});

/// Who runs the pages, as they say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Operator {
    /// Their name.
    pub name: Option<String>,
    /// Where one writes about accessibility: an e-mail address, an address of a page, or any other words.
    pub contact: Option<String>,
    /// The address of the declaration that they have published with AgID.
    pub statement: Option<String>,
}

/// The page in each language.
#[must_use]
pub fn paths() -> Vec<(Language, String)> {
    Language::all()
        .map(|language| (language, accessibility_path(language)))
        .collect()
}

/// Writes the page.
#[must_use]
pub fn render(shell: &Shell, language: Language, operator: &Operator) -> String {
    let words = Words::of(language);
    let mut content = String::new();
    for node in nodes(words, operator) {
        write(&node.into(), &|_| Html::Nothing, &mut content);
    }
    plain(
        shell,
        &Plain {
            language,
            title: say(language, "title"),
            description: say(language, "lead"),
            path: &accessibility_path(language),
            alternates: &paths(),
            content: &content,
            script: "",
        },
    )
}

fn say(language: Language, key: &str) -> &'static str {
    let table = TEXTS.get(language.tag()).or_else(|| TEXTS.get("it"));
    table.and_then(|table| table.get(key)).copied().unwrap_or_default()
}

fn line(text: impl Into<String>) -> Element {
    el("p", "").text(text.into())
}

fn link(address: String, text: impl Into<String>) -> Element {
    el("a", "").attr("href", address).text(text.into())
}

fn section(title: impl Into<String>) -> Element {
    el("section", "section stack").child(el("h2", "").text(title.into()))
}

fn list(language: Language, keys: &[&str]) -> Element {
    let mut list = el("ul", "");
    for key in keys {
        list.push(el("li", "").text(say(language, key)));
    }
    list
}

/// A sentence whose gap is filled by an element.
fn around(sentence: &str, inside: Element) -> Element {
    let (before, after) = sentence.split_once("{0}").unwrap_or((sentence, ""));
    el("p", "").text(before.to_owned()).child(inside).text(after.to_owned())
}

fn nodes(words: &'static Words, operator: &Operator) -> Vec<Element> {
    let language = words.language();
    let say = |key| say(language, key);
    let assessed = ASSESSED
        .parse::<Date>()
        .map_or_else(|_| ASSESSED.to_owned(), |day| words.full_day(day));
    let mut all = vec![el("h1", "").text(say("title")), el("p", "lead").text(say("lead"))];
    if language.is_draft() {
        all.push(el("p", "soft").text(words.text(Word::DraftNotice)));
    }
    all.extend([
        line(say("standard")),
        line(say("part")),
        line(say("law")),
        section(say("gaps")).child(list(language, &GAPS)),
        section(say("method"))
            .child(list(language, &METHOD))
            .child(line(say("method-date").replace("{0}", &assessed))),
        who(&say, operator),
        feedback(words, &say, operator),
    ]);
    all
}

fn who(say: &impl Fn(&'static str) -> &'static str, operator: &Operator) -> Element {
    let who = match &operator.name {
        Some(name) => around(say("named"), el("span", "").attr("dir", "auto").text(name.clone())),
        None => line(say("unnamed")),
    };
    let official = match &operator.statement {
        Some(address) => el("p", "").child(link(address.clone(), say("official"))),
        None => line(say("official-missing")),
    };
    section(say("who")).child(who).child(official)
}

fn feedback(words: &'static Words, say: &impl Fn(&'static str) -> &'static str, operator: &Operator) -> Element {
    let form = ["/segnala?fact=accessibility&l=", words.language().tag()].concat();
    let contact = match &operator.contact {
        Some(contact) => around(say("contact"), reached(contact)),
        None => line(say("no-contact")),
    };
    // Their page is in Italian.
    let ombudsman = link(OMBUDSMAN.to_owned(), say("ombudsman")).attr("hreflang", "it");
    section(say("feedback"))
        .child(line(say("tell")))
        .child(el("p", "").child(link(form, say("form")).attr("data-testid", "feedback-open")))
        .child(line(say("form-nameless")))
        .child(contact)
        .child(around(say("ombudsman-if"), ombudsman))
        .child(line(say("days")))
}

/// Where one writes to, as a link where it is one.
fn reached(contact: &str) -> Element {
    let shown = contact.to_owned();
    match contact {
        address if address.starts_with("https://") || address.starts_with("http://") => link(shown.clone(), shown),
        mail if mail.contains('@') && !mail.contains(' ') => link(["mailto:", mail].concat(), shown),
        _ => el("span", "").attr("dir", "auto").text(shown),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_says_everything_with_its_gaps() {
        let italian = &TEXTS["it"];
        for language in Language::all() {
            let table = TEXTS
                .get(language.tag())
                .unwrap_or_else(|| panic!("{}", language.tag()));
            assert_eq!(table.len(), italian.len(), "{}", language.tag());
            for (key, text) in italian {
                let other = table.get(key).unwrap_or_else(|| panic!("{}: {key}", language.tag()));
                assert_eq!(text.contains("{0}"), other.contains("{0}"), "{}: {key}", language.tag());
                assert!(
                    language == Language::Italian || other != text,
                    "{}: {key}",
                    language.tag()
                );
            }
        }
    }

    #[test]
    fn what_an_operator_says_is_a_link_where_it_is_one_and_missing_is_said() {
        let written = |operator: &Operator| {
            let mut out = String::new();
            for node in nodes(Words::italian(), operator) {
                write(&node.into(), &|_| Html::Nothing, &mut out);
            }
            out
        };
        let nobody = written(&Operator::default());
        assert!(nobody.contains("non ha ancora scritto qui il suo nome"));
        assert!(nobody.contains("Un recapito per le risposte qui non è indicato"));
        for (contact, href) in [
            ("accessibile@comune.example", Some("mailto:accessibile@comune.example")),
            (
                "https://comune.example/scrivi?a=1",
                Some("https://comune.example/scrivi?a=1"),
            ),
            ("Ufficio <b>URP</b>, via Roma", None),
        ] {
            let page = written(&Operator {
                name: Some("Comune di <Esempio>".to_owned()),
                contact: Some(contact.to_owned()),
                statement: None,
            });
            assert!(
                page.contains("Comune di &lt;Esempio>") || page.contains("Comune di &lt;Esempio&gt;"),
                "{page}"
            );
            assert!(!page.contains("<b>"), "{page}");
            match href {
                Some(href) => assert!(page.contains(&format!("href=\"{href}\"")), "{contact}: {page}"),
                None => assert!(!page.contains("mailto:"), "{contact}"),
            }
        }
    }
}
