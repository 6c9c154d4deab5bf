//! All filters on one sheet: each option with its count, those that would give nothing shown as such.

use std::sync::Arc;

use shared::filter::FacetName;
use shared::household::{Only, Whom};

use super::{button, changed, choice, link};
use crate::commands::{self, Step};
use crate::i18n::{Word, filled, text};
use crate::route::Route;
use crate::state::App;
use crate::tree::{Element, NOTHING, Property, Tree, el, part, words};
use crate::view::chips::age_words;
use crate::view::facets::{FacetRow, ORDER, OptionRow, row};
use crate::view::household::only_words;

/// Id of the `<dialog>`.
pub const SHEET: &str = "filtri";

/// Ages one can choose, in months: closer together where children change faster.
const AGES: [u16; 22] = [
    0, 3, 6, 9, 12, 18, 24, 36, 48, 60, 72, 84, 96, 108, 120, 132, 144, 156, 168, 180, 192, 204,
];
/// For whom results can be, loosest first.
const WHOM: [Whom; 2] = [Whom::Anyone, Whom::Everyone];
/// Radii one can choose, in kilometres.
const RADII: [u16; 6] = [2, 5, 10, 20, 50, 100];

/// The sheet.
pub fn filter_sheet(app: App) -> Tree {
    let clear = button("btn btn-plain", "")
        .text(text(Word::ClearAll))
        .pressed(move || commands::clear_filters(app));
    let foot = el("div", "sheet-foot").child(clear).child(show_results(app, SHEET));
    let choices = el("div", "stack")
        .child(once_due(app, ON_SHEETS, move || for_us(app)))
        .child(once_due(app, ON_SHEETS, move || age(app)))
        .child(once_due(app, ON_SHEETS, move || radius(app)));
    let mut filters = el("div", "filters");
    for (at, name) in ORDER.into_iter().enumerate() {
        filters.push(once_due(app, FILTERS + at, move || facet(app, name)));
    }
    let body = el("div", "").child(choices).child(filters);
    sheet(SHEET, Word::Filters, body.into(), foot)
}

/// The pieces that are put off until the page answers: 0 and 1 are what the server drew, then come the sheets as such,
/// what stands on them, and one for each filter.
pub const SHEETS: usize = 2;
const ON_SHEETS: usize = SHEETS + 1;
const FILTERS: usize = ON_SHEETS + 2;
/// How many pieces there are.
pub const PIECES: usize = FILTERS + ORDER.len();
/// The piece that is what can be chosen of times.
pub const TIMES: usize = ON_SHEETS + 1;

/// The piece of that number of what can be chosen on sheets: nobody sees it before a sheet is opened, so that drawing it
/// can wait.
pub fn once_due(app: App, piece: usize, mut draw: impl FnMut() -> Tree + Send + 'static) -> Tree {
    let due = app.is_due(piece);
    part(move || if due.get() { draw() } else { NOTHING })
}

/// A sheet over the page: its name and a way out, what can be chosen, and what to do then.
pub fn sheet(id: &'static str, name: Word, body: Tree, foot: Element) -> Tree {
    let title = [id, "-titolo"].concat();
    let close = button("btn btn-soft btn-icon", "icon-close")
        .attr("aria-label", text(Word::Close))
        .pressed(move || commands::close_dialog(id));
    let head = el("div", "sheet-head")
        .child(el("h2", "").attr("id", title.clone()).text(text(name)))
        .child(close);
    el("dialog", "sheet")
        .attr("id", id)
        .attr("aria-labelledby", title)
        .child(head)
        .child(el("div", "sheet-body").child(body))
        .child(foot)
        .into()
}

/// The button that closes a sheet and says how many results there are.
pub fn show_results(app: App, id: &'static str) -> Tree {
    let said = move || words(filled(Word::ShowResults, &[&super::results::count_words(app)]));
    button("btn btn-primary", "")
        .child(part(said))
        .pressed(move || commands::close_dialog(id))
        .into()
}

fn facet(app: App, name: FacetName) -> Tree {
    let found = app.found.get();
    let row = found.and_then(|found| {
        let facet = found.outcome.facets.iter().find(|facet| facet.name == name)?;
        Some(app.in_context(&found.worked, |context| row(context, facet)))
    });
    row.map(|row| options_of(app, row)).into()
}

fn options_of(app: App, row: FacetRow) -> Tree {
    let mut group = el("div", "").attr("role", "group").attr("aria-label", row.title);
    for option in row.options {
        group = group.child(facet_option(app, row.name, option));
    }
    let summary = el("summary", "").text(row.title);
    el("details", "")
        .attr_if("open", row.open.then_some(""))
        .child(summary)
        .child(group)
        .into()
}

fn facet_option(app: App, facet: FacetName, option: OptionRow) -> Tree {
    let class = match (option.below, option.count) {
        (true, 0) => "option option-sub is-empty",
        (true, _) => "option option-sub",
        (false, 0) => "option is-empty",
        (false, _) => "option",
    };
    let test_id = ["facet-", facet.code(), "-", &option.code].concat();
    let code: Arc<str> = option.code;
    let tick = el("input", "")
        .attr("type", "checkbox")
        .property("checked", Property::Flag(option.chosen))
        .on("change", move |_| commands::toggle(app, facet, &code));
    el("label", class)
        .attr("data-testid", test_id)
        .child(tick)
        .child(el("span", "").text(option.label))
        .child(el("span", "count").text(option.count.to_string()))
        .into()
}

/// For whom of the household; where that is not known yet, the way to tell it.
fn for_us(app: App) -> Tree {
    let today = app.rome_now().date;
    let (narrows, only) = (app.household).with(|household| (household.narrows(today), household.only));
    if !narrows {
        let tell = link(
            "btn btn-soft",
            "icon-people",
            Route::Household.path(),
            text(Word::TellUs).to_owned(),
        );
        return el("p", "").child(tell).into();
    }
    let whom = only.map(|only| only.whom);
    let choose = move |value: String| {
        let whom = WHOM.into_iter().find(|&whom| only_words(whom) == value);
        commands::narrow(app, Step::New, whom.map(|whom| Only { whom, untold: false }));
    };
    let mut select = el("select", "select").attr("id", "per-noi");
    select.push(choice(String::new(), text(Word::ForUsNot).to_owned(), whom.is_none()));
    for one in WHOM {
        let words = only_words(one);
        select.push(choice(words.to_owned(), words.to_owned(), whom == Some(one)));
    }
    el("div", "field")
        .child(el("label", "").attr("for", "per-noi").text(text(Word::ForUs)))
        .child(select.on("change", changed(choose)))
        .into()
}

fn age(app: App) -> Tree {
    let chosen = app.query.with(|query| query.filter.age_months);
    let choose = move |value: String| {
        commands::search(app, Step::New, &mut |query| {
            query.filter.age_months = value.parse().ok()
        });
    };
    let choices = options(&AGES, chosen, text(Word::AnyAge), age_words);
    let select = el("select", "select")
        .attr("id", "eta")
        .children(choices)
        .on("change", changed(choose));
    el("div", "field")
        .child(el("label", "").attr("for", "eta").text(text(Word::AgeLabel)))
        .child(select)
        .into()
}

fn radius(app: App) -> Tree {
    let (near, chosen) = app.query.with(|query| (query.near.is_some(), query.radius_km));
    if !near {
        return NOTHING;
    }
    let choose = move |value: String| {
        commands::search(app, Step::New, &mut |query| query.radius_km = value.parse().ok());
    };
    let name = |kilometres: u16| filled(Word::RadiusKilometres, &[&kilometres.to_string()]);
    let choices = options(&RADII, chosen, text(Word::RadiusAny), name);
    let select = el("select", "select")
        .attr("id", "raggio")
        .children(choices)
        .on("change", changed(choose));
    el("div", "field")
        .child(el("label", "").attr("for", "raggio").text(text(Word::RadiusLabel)))
        .child(select)
        .into()
}

/// "Any", then each value by its name; a value from the address that is none of them too.
fn options(values: &[u16], chosen: Option<u16>, any: &str, name: fn(u16) -> String) -> Vec<Tree> {
    let mut choices = vec![choice(String::new(), any.to_owned(), chosen.is_none())];
    let other = chosen.filter(|chosen| !values.contains(chosen));
    for value in values.iter().copied().chain(other) {
        choices.push(choice(value.to_string(), name(value), chosen == Some(value)));
    }
    choices
}
