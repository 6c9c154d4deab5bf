//! The search box: results follow every letter, and up to eight lines below say what could be meant.
//!
//! The list follows the combobox pattern as far as the role `searchbox` carries it: arrows walk, Enter takes, Escape
//! closes; the focus stays in the box.

use super::{button, changed, icon};
use crate::browser::keys;
use crate::commands;
use crate::i18n::{Word, text};
use crate::later;
use crate::state::{App, Derived};
use crate::tree::{NOTHING, Property, Tree, el, part};
use crate::view::suggestions::{SuggestionRow, recent};

const LIST: &str = "suggerimenti";

/// The lines under the box.
type Lines = Derived<Vec<SuggestionRow>>;

/// The search box.
pub fn search_box(app: App) -> Tree {
    let lines = Lines::new(move || match app.suggesting.with(Option::is_some) {
        true => lines_now(app),
        false => Vec::new(),
    });
    let of_field = lines.clone();
    let go = el("button", "btn btn-primary")
        .attr("type", "submit")
        .child(icon("icon-search"))
        .child(el("span", "visually-hidden").text(text(Word::SearchGo)));
    el("form", "search-bar")
        .attr("role", "search")
        .attr("action", "/")
        .child(icon("icon-search"))
        .child(part(move || field(app, &of_field)))
        .child(go)
        .child(part(move || list(app, &lines)))
        .on("submit", move |event| {
            event.prevent_default();
            commands::remember_search(app);
            app.suggesting.set(None);
        })
        .into()
}

fn field(app: App, lines: &Lines) -> Tree {
    let controls = lines.with(|lines| (!lines.is_empty()).then_some(LIST));
    let typed = move |words: String| {
        app.suggesting.set(Some(0));
        commands::type_words(app, words);
    };
    let of_keys = lines.clone();
    let mut input = el("input", "")
        .attr("type", "search")
        .attr("name", "q")
        .attr("autocomplete", "off")
        .attr("enterkeyhint", "search")
        .attr("placeholder", text(Word::SearchHint))
        .attr("aria-label", text(Word::Search))
        .attr("aria-autocomplete", "list")
        .attr("data-testid", "search-input")
        .attr_if("aria-controls", controls)
        .property("value", Property::Text(app.typed.get()))
        .on("input", changed(typed))
        .on("click", move |_| app.suggesting.set(Some(0)))
        .on("keydown", move |event| {
            if key(app, &of_keys, &keys::name(&event)) {
                event.prevent_default();
            }
        })
        .on("blur", move |_| app.suggesting.set(None));
    if let Some(line @ 1..) = app.suggesting.get() {
        input = input.attr("aria-activedescendant", line_id(line));
    }
    input.into()
}

/// What could be meant; with an empty box the searches made before.
fn lines_now(app: App) -> Vec<SuggestionRow> {
    let query = app.query.get();
    if query.words.trim().is_empty() {
        return recent(&query, commands::recent_searches());
    }
    // Until it can be known what is meant, what was found stands below.
    match app.later.get() {
        true => later::suggestions(app),
        false => Vec::new(),
    }
}

fn line_id(line: usize) -> String {
    [LIST, "-", &line.to_string()].concat()
}

/// Walks through the lines. Says whether the key was meant for them.
fn key(app: App, lines: &Lines, key: &str) -> bool {
    let reached = app.suggesting.get_untracked();
    let count = lines.with_untracked(Vec::len);
    let next = match (key, reached) {
        ("ArrowDown", None) => Some(0),
        (_, _) if count == 0 => return false,
        ("ArrowDown", Some(line)) => Some((line + 1) % (count + 1)),
        ("ArrowUp", Some(line)) => Some((line + count) % (count + 1)),
        ("Escape", Some(_)) => None,
        ("Enter", Some(line @ 1..)) => {
            take(app, lines, line);
            return true;
        }
        _ => return false,
    };
    app.suggesting.set(next);
    true
}

fn take(app: App, lines: &Lines, line: usize) {
    let row = lines.with_untracked(|lines| lines.get(line.wrapping_sub(1)).cloned());
    app.suggesting.set(None);
    if let Some(row) = row {
        commands::follow(app, row.leads);
    }
}

fn list(app: App, lines: &Lines) -> Tree {
    let reached = app.suggesting.get().unwrap_or_default();
    let rows = lines.get();
    if rows.is_empty() {
        return NOTHING;
    }
    let mut list = el("ul", "suggestion-lines")
        .attr("id", LIST)
        .attr("role", "listbox")
        .attr("aria-label", text(Word::Suggestions));
    for (at, row) in rows.into_iter().enumerate() {
        list.push(line(app, lines, at + 1, row, reached == at + 1));
    }
    let forget = app.query.with(|query| query.words.trim().is_empty()).then(|| {
        button("btn btn-plain", "")
            .text(text(Word::ForgetSearches))
            .pressed(move || {
                commands::forget_searches();
                app.suggesting.set(None);
            })
    });
    // Pressing must not take the focus from the box, or the list would be gone before.
    el("div", "suggestions")
        .on("mousedown", |event| event.prevent_default())
        .child(list)
        .child(forget)
        .into()
}

fn line(app: App, lines: &Lines, line: usize, row: SuggestionRow, reached: bool) -> Tree {
    let lines = lines.clone();
    el("li", "")
        .attr("id", line_id(line))
        .attr("role", "option")
        .attr("aria-selected", if reached { "true" } else { "false" })
        .child(icon(row.icon))
        .child(el("span", "").text(row.text))
        .child(el("span", "soft").text(row.kind))
        .pressed(move || take(app, &lines, line))
        .into()
}
