//! How the page looks: size of the letters, room between them, colours, in Italian easy words. Chosen by whoever reads, kept on the device.
//!
//! The choice is made and kept by `frontend/js/start.js`, so that it holds before the app is there; this is only what
//! can be chosen. The same script offers to read the page aloud where the device has a voice. Names and values are those of the attributes of `<html>` (`data-text`, `data-space`, `data-colours`, `data-easy`).

use super::html::el;
use super::msg::Msg;
use super::{Context, Element, Html};
use crate::i18n::{Language, Word};

/// What can be chosen of one thing: its name, its words, and each value with its words. The first is what is so anyway.
type Choice = (&'static str, Word, &'static [(&'static str, Word)]);

const CHOICES: [Choice; 3] = [
    (
        "text",
        Word::LookText,
        &[
            ("", Word::LookNormal),
            ("large", Word::LookLarge),
            ("largest", Word::LookLargest),
        ],
    ),
    (
        "space",
        Word::LookSpace,
        &[("", Word::LookNormal), ("wide", Word::LookWide)],
    ),
    (
        "colours",
        Word::LookColours,
        &[
            ("", Word::LookAsDevice),
            ("light", Word::LookLight),
            ("dark", Word::LookDark),
            ("strong", Word::LookStrong),
        ],
    ),
];

/// The words of Italian: the usual ones, or those of a text that is easy to read.
const EASY: Choice = (
    "easy",
    Word::EasyWords,
    &[("", Word::LookNormal), ("yes", Word::EasyWordsHint)],
);

/// The button in the header and what it opens.
#[must_use]
pub fn look(context: &Context<'_>) -> Html {
    let mut panel = el("div", "look-panel");
    for choice in &CHOICES {
        panel.push(group(context, choice, None));
    }
    if context.words.language() == Language::Italian {
        panel.push(group(context, &EASY, Some(Msg::EasyWords)));
    }
    // Both names are there: which one is seen follows from a mark on <html>, which the script that reads sets.
    let aloud = el("button", "btn btn-soft aloud")
        .attr("type", "button")
        .attr("data-aloud", "")
        .child(el("span", "aloud-start").text(context.text(Word::ReadAloud)))
        .child(el("span", "aloud-stop").text(context.text(Word::ReadStop)));
    panel.push(aloud);
    let summary = el("summary", "btn btn-soft")
        .attr("aria-label", ["Aa, ", context.text(Word::Look)].concat())
        .text("Aa");
    let details = el("details", "look").child(summary).child(panel);
    el("div", "").child(details).into()
}

fn group(context: &Context<'_>, (name, words, values): &Choice, chosen: Option<Msg>) -> Element {
    let legend = el("legend", "").text(context.text(*words));
    let mut group = el("fieldset", "").child(legend);
    for (at, (value, words)) in values.iter().enumerate() {
        let mut field = el("input", "")
            .attr("type", "radio")
            .attr("name", ["look-", name].concat())
            .attr("value", *value)
            .attr_if("checked", (at == 0).then_some(""));
        if let Some(message) = &chosen {
            field = field.on_click(message.clone());
        }
        group.push(el("label", "").child(field).text(context.text(*words)));
    }
    group
}
