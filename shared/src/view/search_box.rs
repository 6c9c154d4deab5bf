//! The search box: results follow every letter, and up to eight lines below say what could be meant.
//!
//! The list follows the combobox pattern (ARIA APG, editable combobox with list autocomplete): arrows walk, Enter takes,
//! Escape closes; the focus stays in the box, and how many lines there are is announced.

use super::form::hidden;
use super::html::{Event, Property, el};
use super::msg::{Field, Msg, Suggest};
use super::parts::{button, icon};
use super::suggestions::{self, SuggestionRow};
use super::{Context, Html, Slot};
use crate::i18n::Word;
use crate::query::{LIMIT_DEFAULT, Query};
use crate::route::Route;

/// Id of the list of suggestions.
const LIST: &str = "suggerimenti";

/// The search box: a form that also works without scripts.
#[must_use]
pub fn search_box(context: &Context<'_>) -> Html {
    let go = el("button", "btn btn-primary")
        .attr("type", "submit")
        .child(icon("icon-search"))
        .child(el("span", "visually-hidden").text(context.text(Word::SearchGo)));
    let page = match context.route {
        Route::Agenda => Route::Agenda,
        _ => Route::Finder,
    };
    el("form", "search-bar")
        .attr("role", "search")
        .attr("action", context.href(&page))
        .child(icon("icon-search"))
        .slot(Slot::SearchField)
        .slot(Slot::SearchKept)
        .child(go)
        .slot(Slot::Suggestions)
        .on(Event::Submit, Msg::Submit)
        .into()
}

/// The search box of a page that shows no results: it leads to the finder, with or without the app. A kiosk, which has its
/// own ways, does not show it (`style/_kiosk.scss`).
#[must_use]
pub fn search_again(context: &Context<'_>) -> Html {
    let words = el("input", "")
        .attr("type", "search")
        .attr("name", "q")
        .attr("dir", "auto")
        .attr("enterkeyhint", "search")
        .attr("placeholder", context.text(Word::SearchHint))
        .attr("aria-label", context.text(Word::Search));
    let go = el("button", "btn btn-primary")
        .attr("type", "submit")
        .child(icon("icon-search"))
        .child(el("span", "visually-hidden").text(context.text(Word::SearchGo)));
    el("form", "search-bar search-again")
        .attr("role", "search")
        .attr("action", context.href(&Route::Finder))
        .child(words)
        .child(go)
        .into()
}

/// What the form keeps of the address beside the words, where it is sent without scripts.
#[must_use]
pub fn kept(context: &Context<'_>) -> Html {
    let rest = Query {
        words: String::new(),
        limit: LIMIT_DEFAULT,
        offset: 0,
        ..context.query.clone()
    };
    let mut fields = el("div", "").attr("hidden", "");
    for (name, value) in rest.pairs() {
        fields.push(hidden(name, value));
    }
    match fields.child_nodes().is_empty() {
        true => Html::Nothing,
        false => fields.into(),
    }
}

/// The field of the search box.
#[must_use]
pub fn field(context: &Context<'_>) -> Html {
    let device = context.device;
    let rows = suggestion_rows(context);
    let lines = rows.len();
    // A text, since HTML allows a field of type `search` no other role.
    let mut input = el("input", "")
        .attr("type", "text")
        .attr("name", "q")
        .attr("autocomplete", "off")
        .attr("dir", "auto")
        .attr("enterkeyhint", "search")
        .attr("placeholder", context.text(Word::SearchHint))
        .attr("aria-label", context.text(Word::Search))
        .attr("role", "combobox")
        .attr("aria-autocomplete", "list")
        .attr("aria-haspopup", "listbox")
        .attr("aria-expanded", if lines > 0 { "true" } else { "false" })
        .attr("data-testid", "search-input")
        .attr_if("aria-controls", (lines > 0).then_some(LIST))
        .property("value", Property::Text(device.typed.clone()))
        .on_input(Field::Words)
        .on_click(Suggest::Show)
        .on(Event::Blur, Suggest::Hide);
    match device.reached {
        None => input = input.on_key("ArrowDown", Suggest::Show),
        Some(line) => {
            input = input.on_key("Escape", Suggest::Hide);
            if lines > 0 {
                input = input
                    .on_key("ArrowDown", Suggest::Reach((line + 1) % (lines + 1)))
                    .on_key("ArrowUp", Suggest::Reach((line + lines) % (lines + 1)));
            }
            if line > 0 && line <= lines {
                input = input
                    .attr("aria-activedescendant", line_id(line))
                    .on_key("Enter", Msg::Follow(rows[line - 1].leads.clone()));
            }
        }
    }
    input.into()
}

fn line_id(line: usize) -> String {
    [LIST, "-", &line.to_string()].concat()
}

/// The lines under the search box.
#[must_use]
pub fn suggestions(context: &Context<'_>) -> Html {
    let rows = suggestion_rows(context);
    if rows.is_empty() {
        return Html::Nothing;
    }
    let count = [context.text(Word::Suggestions), ": ", &rows.len().to_string()].concat();
    let reached = context.device.reached.unwrap_or_default();
    let mut list = el("ul", "suggestion-lines")
        .attr("id", LIST)
        .attr("role", "listbox")
        .attr("aria-label", context.text(Word::Suggestions));
    for (at, row) in rows.into_iter().enumerate() {
        list.push(line(at + 1, row, reached == at + 1));
    }
    let forget = context.query.words.trim().is_empty().then(|| {
        button("btn btn-plain", "")
            .text(context.text(Word::ForgetSearches))
            .on_click(Msg::ForgetSearches)
    });
    // Pressing must not take the focus from the box, or the list would be gone before.
    el("div", "suggestions")
        .on(Event::Press, Msg::Nothing)
        .child(el("p", "visually-hidden").attr("role", "status").text(count))
        .child(list)
        .child(forget)
        .into()
}

fn line(line: usize, row: SuggestionRow, reached: bool) -> Html {
    el("li", "")
        .attr("id", line_id(line))
        .attr("role", "option")
        .attr("aria-selected", if reached { "true" } else { "false" })
        .child(icon(row.icon))
        .child(el("span", "").text(row.text))
        .child(el("span", "soft").text(row.kind))
        .on_click(Msg::Follow(row.leads))
        .into()
}

/// The lines under the search box, once its code is there.
fn suggestion_rows(context: &Context<'_>) -> Vec<SuggestionRow> {
    match context.device.reached {
        None => Vec::new(),
        Some(_) => suggestions::lines(context),
    }
}
