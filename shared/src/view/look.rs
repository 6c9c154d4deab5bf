//! How the page looks: size of the letters, room between them, colours. Chosen by whoever reads, kept on the device.
//!
//! The choice is made and kept by `frontend/js/start.js`, so that it holds before the app is there; this is only what
//! can be chosen. Names and values are those of the attributes of `<html>` (`data-text`, `data-space`, `data-colours`).

use super::html::el;
use super::{Context, Element, Html};
use crate::i18n::Word;

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

/// The button in the header and what it opens.
#[must_use]
pub fn look(context: &Context<'_>) -> Html {
    let mut panel = el("div", "look-panel");
    for choice in &CHOICES {
        panel.push(group(context, choice));
    }
    let summary = el("summary", "btn btn-soft")
        .attr("aria-label", ["Aa, ", context.text(Word::Look)].concat())
        .text("Aa");
    let details = el("details", "look").child(summary).child(panel);
    el("div", "").child(details).into()
}

fn group(context: &Context<'_>, (name, words, values): &Choice) -> Element {
    let legend = el("legend", "").text(context.text(*words));
    let mut group = el("fieldset", "").child(legend);
    for (at, (value, words)) in values.iter().enumerate() {
        let field = el("input", "")
            .attr("type", "radio")
            .attr("name", ["look-", name].concat())
            .attr("value", *value)
            .attr_if("checked", (at == 0).then_some(""));
        group.push(el("label", "").child(field).text(context.text(*words)));
    }
    group
}
