//! Codes of the taxonomy by the words that people write for them.

use std::str::FromStr;

use shared::i18n::Words;
use shared::model::PlaceKind;
use shared::taxonomy::{Category, Topic};
use shared::text::fold;

/// Words for codes, by the path of the field.
const WORDS: &[(&str, &[(&str, &str)])] = &[
    (
        "kind",
        &[
            ("sportello", "desk"),
            ("consultorio", "clinic"),
            ("consultorio familiare", "clinic"),
            ("casa tematica", "themed_house"),
            ("antenna", "spoke"),
        ],
    ),
    (
        "access.entry",
        &[
            ("libero", "walk_in"),
            ("accesso libero", "walk_in"),
            ("senza appuntamento", "walk_in"),
            ("prenotazione", "booking"),
            ("su prenotazione", "booking"),
            ("appuntamento", "booking"),
            ("su appuntamento", "booking"),
            ("invio", "referral"),
            ("su invio", "referral"),
            ("su invio di un altro servizio", "referral"),
        ],
    ),
    (
        "accessibility.wheelchair",
        &[
            ("si", "yes"),
            ("accessibile", "yes"),
            ("in parte", "limited"),
            ("parziale", "limited"),
            ("non accessibile", "no"),
            ("non noto", "unknown"),
        ],
    ),
    (
        "position.precision",
        &[
            ("porta", "address"),
            ("civico", "address"),
            ("via", "street"),
            ("quartiere", "quarter"),
        ],
    ),
    (
        "status",
        &[
            ("prevista", "planned"),
            ("in apertura", "planned"),
            ("attiva", "active"),
            ("aperta", "active"),
            ("trasferita", "moved"),
            ("chiusa", "closed"),
        ],
    ),
    (
        "languages",
        &[
            ("italiano", "it"),
            ("inglese", "en"),
            ("francese", "fr"),
            ("spagnolo", "es"),
            ("romeno", "ro"),
            ("rumeno", "ro"),
            ("albanese", "sq"),
            ("arabo", "ar"),
            ("ucraino", "uk"),
            ("cinese", "zh"),
            ("russo", "ru"),
            ("tedesco", "de"),
            ("portoghese", "pt"),
        ],
    ),
];

/// The code that a text means in the field of that path; `None` where it has to be one already.
pub(super) fn code(path: &str, text: &str) -> Option<String> {
    let folded = fold(text);
    let table = match path {
        "acts_as" => "kind",
        other => other,
    };
    let listed = WORDS.iter().find(|(known, _)| *known == table);
    let listed = listed.and_then(|(_, words)| words.iter().find(|(word, _)| *word == folded));
    if let Some((_, code)) = listed {
        return Some((*code).to_owned());
    }
    match path {
        "kind" | "acts_as" if PlaceKind::from_str(text).is_err() => {
            let words = Words::italian();
            let kind = PlaceKind::ALL.iter().find(|kind| fold(words.kind(**kind)) == folded);
            kind.map(|kind| kind.code().to_owned())
        }
        "topic" | "topics" if Topic::from_str(text).is_err() => {
            let topic = Topic::all().find(|topic| fold(topic.name()) == folded);
            topic.map(|topic| topic.code().to_owned())
        }
        "category" if Category::from_str(text).is_err() => {
            let category = Category::all().find(|category| fold(category.name()) == folded);
            category.map(|category| category.code().to_owned())
        }
        _ => None,
    }
}
