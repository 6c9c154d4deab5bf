//! The search box: results follow every letter, and up to eight lines below say what could be meant.
//!
//! The list follows the combobox pattern as far as the role `searchbox` carries it: arrows walk, Enter takes, Escape
//! closes; the focus stays in the box.

use leptos::ev::{FocusEvent, KeyboardEvent, MouseEvent, SubmitEvent};
use leptos::prelude::*;

use super::{button, changed, icon, part, pressed};
use crate::commands;
use crate::i18n::{Word, text};
use crate::state::App;
use crate::view::suggestions::{SuggestionRow, recent, rows};

const LIST: &str = "suggerimenti";

/// What the list under the box knows.
#[derive(Clone, Copy)]
struct Lines {
    app: App,
    /// Whether it may be shown: the person is typing.
    open: RwSignal<bool>,
    /// The line that the arrows have reached, from 1; 0 is none.
    reached: RwSignal<usize>,
    rows: Memo<Vec<SuggestionRow>>,
}

/// The search box.
#[component]
pub fn SearchBox() -> impl IntoView {
    let app = App::here();
    let open = RwSignal::new(false);
    let lines = Lines {
        app,
        open,
        reached: RwSignal::new(0),
        rows: Memo::new(move |_| if open.get() { lines_now(app) } else { Vec::new() }),
    };
    let typed = move |words: String| {
        lines.open.set(true);
        lines.reached.set(0);
        commands::type_words(app, words);
    };
    let key: Box<dyn FnMut(KeyboardEvent)> = Box::new(move |event| lines.key(&event));
    let left: Box<dyn FnMut(FocusEvent)> = Box::new(move |_| lines.open.set(false));
    let submitted: Box<dyn FnMut(SubmitEvent)> = Box::new(move |event| {
        event.prevent_default();
        commands::remember_search(app);
        lines.open.set(false);
    });
    let controls = move || lines.shown().then_some(LIST);
    let active = move || match lines.reached.get() {
        0 => None,
        line => Some(line_id(line)),
    };
    view! {
        <form class="search-bar" role="search" action="/" on:submit=submitted>
            {icon("icon-search")}
            <input
                type="search"
                name="q"
                autocomplete="off"
                enterkeyhint="search"
                placeholder=text(Word::SearchHint)
                aria-label=text(Word::Search)
                aria-autocomplete="list"
                aria-controls=controls
                aria-activedescendant=active
                data-testid="search-input"
                prop:value=move || app.query.with(|query| query.words.clone())
                on:input=changed(typed)
                on:click=pressed(move || lines.open.set(true))
                on:keydown=key
                on:blur=left
            />
            <button class="btn btn-primary" type="submit">
                {icon("icon-search")}
                <span class="visually-hidden">{text(Word::SearchGo)}</span>
            </button>
            {part(move || lines.draw())}
        </form>
    }
}

fn lines_now(app: App) -> Vec<SuggestionRow> {
    let query = app.query.get();
    if query.words.trim().is_empty() {
        return recent(&query, commands::recent_searches());
    }
    let suggestions = app.suggest(&query.words);
    app.with_context(|context| rows(context, &query, &suggestions))
        .unwrap_or_default()
}

fn line_id(line: usize) -> String {
    [LIST, "-", &line.to_string()].concat()
}

impl Lines {
    fn shown(self) -> bool {
        self.rows.with(|rows| !rows.is_empty())
    }

    fn key(self, event: &KeyboardEvent) {
        let count = self.rows.with_untracked(Vec::len);
        let reached = self.reached.get_untracked();
        let next = match event.key().as_str() {
            "ArrowDown" if count > 0 => (reached + 1) % (count + 1),
            "ArrowDown" => {
                self.open.set(true);
                return;
            }
            "ArrowUp" if count > 0 => (reached + count) % (count + 1),
            "Escape" if count > 0 => {
                self.open.set(false);
                0
            }
            "Enter" if reached > 0 => {
                self.take(reached);
                0
            }
            _ => return,
        };
        event.prevent_default();
        self.reached.set(next);
    }

    fn take(self, line: usize) {
        let row = self.rows.with_untracked(|rows| rows.get(line.wrapping_sub(1)).cloned());
        self.open.set(false);
        self.reached.set(0);
        if let Some(row) = row {
            commands::follow(self.app, row.leads);
        }
    }

    fn draw(self) -> AnyView {
        if !self.shown() {
            return ().into_any();
        }
        let rows = self.rows.get();
        let are_recent = self.app.query.with_untracked(|query| query.words.trim().is_empty());
        let reached = self.reached.get();
        let items: Vec<AnyView> = rows
            .into_iter()
            .enumerate()
            .map(|(at, row)| self.line(at + 1, row, reached == at + 1))
            .collect();
        let forget = match are_recent {
            // Pressing must not take the focus from the box, or the list would be gone before.
            true => button("btn btn-plain", "", text(Word::ForgetSearches).to_owned(), move || {
                commands::forget_searches();
                self.open.set(false);
            }),
            false => ().into_any(),
        };
        let stay: Box<dyn FnMut(MouseEvent)> = Box::new(|event| event.prevent_default());
        view! {
            <div class="suggestions" on:mousedown=stay>
                <ul class="suggestion-lines" id=LIST role="listbox" aria-label=text(Word::Suggestions)>
                    {items}
                </ul>
                {forget}
            </div>
        }
        .into_any()
    }

    fn line(self, line: usize, row: SuggestionRow, reached: bool) -> AnyView {
        let selected = if reached { "true" } else { "false" };
        view! {
            <li id=line_id(line) role="option" aria-selected=selected on:click=pressed(move || self.take(line))>
                {icon(row.icon)}
                <span>{row.text}</span>
                <span class="soft">{row.kind}</span>
            </li>
        }
        .into_any()
    }
}
