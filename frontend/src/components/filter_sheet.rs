//! All filters on one sheet: each option with its count, those that would give nothing shown as such.

use std::sync::Arc;

use leptos::prelude::*;
use shared::filter::FacetName;

use super::{button, changed, icon, part, pressed, told};
use crate::commands::{self, Step};
use crate::i18n::{Word, filled, text};
use crate::state::App;
use crate::view::chips::age_words;
use crate::view::facets::{FacetRow, OptionRow, rows};

/// Id of the `<dialog>`.
pub const SHEET: &str = "filtri";

/// Ages one can choose, in months: closer together where children change faster.
const AGES: [u16; 22] = [
    0, 3, 6, 9, 12, 18, 24, 36, 48, 60, 72, 84, 96, 108, 120, 132, 144, 156, 168, 180, 192, 204,
];
/// Radii one can choose, in kilometres.
const RADII: [u16; 6] = [2, 5, 10, 20, 50, 100];

/// The sheet.
pub fn filter_sheet(app: App) -> AnyView {
    let facets = Memo::new(move |_| {
        let found = app.found.get();
        let rows = found.map(|found| app.in_context(&found.worked, |context| rows(context, &found.outcome.facets)));
        rows.unwrap_or_default()
    });
    let draw = move || {
        let rows: Vec<AnyView> = facets.get().into_iter().map(|row| facet(app, row)).collect();
        view! { <div class="filters">{rows}</div> }.into_any()
    };
    let show = move || filled(Word::ShowResults, &[&super::results::count_words(app)]);
    view! {
        <dialog class="sheet" id=SHEET aria-labelledby="filtri-titolo">
            <div class="sheet-head">
                <h2 id="filtri-titolo">{text(Word::Filters)}</h2>
                <button
                    type="button"
                    class="btn btn-soft btn-icon"
                    aria-label=text(Word::Close)
                    on:click=pressed(|| commands::close_dialog(SHEET))
                >
                    {icon("icon-close")}
                </button>
            </div>
            <div class="sheet-body">
                {numbers(app)}
                {part(draw)}
            </div>
            <div class="sheet-foot">
                {button("btn btn-plain", "", text(Word::ClearAll).to_owned(), move || commands::clear_filters(app))}
                <button type="button" class="btn btn-primary" on:click=pressed(|| commands::close_dialog(SHEET))>
                    {told(show)}
                </button>
            </div>
        </dialog>
    }
    .into_any()
}

fn facet(app: App, row: FacetRow) -> AnyView {
    let options: Vec<AnyView> = row
        .options
        .into_iter()
        .map(|option| facet_option(app, row.name, option))
        .collect();
    view! {
        <details open=row.open>
            <summary>{row.title}</summary>
            <div role="group" aria-label=row.title>
                {options}
            </div>
        </details>
    }
    .into_any()
}

fn facet_option(app: App, facet: FacetName, option: OptionRow) -> AnyView {
    let test_id = ["facet-", facet.code(), "-", &option.code].concat();
    let class = match (option.below, option.count) {
        (true, 0) => "option option-sub is-empty",
        (true, _) => "option option-sub",
        (false, 0) => "option is-empty",
        (false, _) => "option",
    };
    let code: Arc<str> = option.code;
    view! {
        <label class=class data-testid=test_id>
            <input
                type="checkbox"
                prop:checked=option.chosen
                on:change=changed(move |_| commands::toggle(app, facet, &code))
            />
            <span>{option.label}</span>
            <span class="count">{option.count.to_string()}</span>
        </label>
    }
    .into_any()
}

/// Age and radius: choices along a scale, without counts.
fn numbers(app: App) -> AnyView {
    let age = move || {
        let chosen = app.query.with(|query| query.filter.age_months);
        let options = AGES.into_iter().map(|months| (months, age_words(months)));
        let choose = move |value: Option<u16>| {
            commands::search(app, Step::New, |query| query.filter.age_months = value);
        };
        select("eta", Word::AgeLabel, Word::AnyAge, options.collect(), chosen, choose)
    };
    let radius = move || match app.query.with(|query| (query.near.is_some(), query.radius_km)) {
        (false, _) => ().into_any(),
        (true, chosen) => {
            let words = |kilometres: u16| filled(Word::RadiusKilometres, &[&kilometres.to_string()]);
            let options = RADII.into_iter().map(|kilometres| (kilometres, words(kilometres)));
            let choose = move |value: Option<u16>| {
                commands::search(app, Step::New, |query| query.radius_km = value);
            };
            select(
                "raggio",
                Word::RadiusLabel,
                Word::RadiusAny,
                options.collect(),
                chosen,
                choose,
            )
        }
    };
    view! { <div class="stack">{super::when_control::when_control(app)} {part(age)} {part(radius)}</div> }.into_any()
}

fn select(
    id: &'static str,
    label: Word,
    any: Word,
    options: Vec<(u16, String)>,
    chosen: Option<u16>,
    choose: impl Fn(Option<u16>) + 'static,
) -> AnyView {
    let mut listed = options;
    if let Some(value) = chosen.filter(|value| listed.iter().all(|(known, _)| known != value)) {
        listed.push((value, age_words(value)));
    }
    let option = |value: String, words: String, selected: bool| {
        view! {
            <option value=value prop:selected=selected>
                {words}
            </option>
        }
        .into_any()
    };
    let any = option(String::new(), text(any).to_owned(), chosen.is_none());
    let options = listed
        .into_iter()
        .map(|(value, words)| option(value.to_string(), words, chosen == Some(value)));
    let options: Vec<AnyView> = core::iter::once(any).chain(options).collect();
    view! {
        <div class="field">
            <label for=id>{text(label)}</label>
            <select id=id class="select" on:change=changed(move |value| choose(value.parse().ok()))>
                {options}
            </select>
        </div>
    }
    .into_any()
}
