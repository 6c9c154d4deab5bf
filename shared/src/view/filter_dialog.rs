//! All filters in one dialog: each option with its count, those that would give nothing shown as such.

use super::age::age_words;
use super::facets::{FacetRow, ORDER, OptionRow, row};
use super::finder::count_words;
use super::frame::dialog;
use super::household::only_words;
use super::html::{Property, el, text};
use super::msg::{Change, Dialog, Field, Msg};
use super::parts::{button, choice, link};
use super::{Context, Element, Html, Slot};
use crate::filter::FacetName;
use crate::household::Whom;
use crate::i18n::Word;
use crate::route::Route;

/// Ages one can choose, in months: closer together where children change faster.
const AGES: [u16; 22] = [
    0, 3, 6, 9, 12, 18, 24, 36, 48, 60, 72, 84, 96, 108, 120, 132, 144, 156, 168, 180, 192, 204,
];
/// For whom results can be, loosest first.
pub const WHOM: [Whom; 2] = [Whom::Anyone, Whom::Everyone];
/// Radii one can choose, in kilometres.
const RADII: [u16; 6] = [2, 5, 10, 20, 50, 100];

/// The chunks of work in which a page is drawn: 1 and 2 are what the server drew too, then come the dialogs as such, what
/// is in them, and one for each facet.
pub const DIALOGS: usize = 3;
/// The chunks that a server writes: dialogs do nothing without the app.
pub const WRITTEN: usize = DIALOGS - 1;
const IN_DIALOGS: usize = DIALOGS + 1;
/// How many chunks there are.
pub const CHUNKS: usize = IN_DIALOGS + ORDER.len();

/// What is in a dialog once it is due: nobody sees it before it is opened, so that drawing it can wait.
fn due(context: &Context<'_>, chunk: usize, draw: impl FnOnce() -> Html) -> Html {
    if context.drawn >= chunk { draw() } else { Html::Nothing }
}

/// The dialog.
#[must_use]
pub fn filter_dialog(context: &Context<'_>) -> Html {
    due(context, DIALOGS, || {
        let clear = button("btn btn-plain", "")
            .text(context.text(Word::ClearAll))
            .on_click(Change::Clear);
        let choices = el("div", "stack").slot(Slot::ForUs).slot(Slot::Age).slot(Slot::Radius);
        let mut filters = el("div", "filters");
        for name in ORDER {
            filters.push(Html::Slot(Slot::Facet(name)));
        }
        let body = el("div", "").child(choices).child(filters);
        let foot = foot(clear, Dialog::Filters);
        dialog(context, Dialog::Filters, Word::Filters, body, Some(foot)).into()
    })
}

/// What to do at the end of a dialog: take everything back, or close it and see the results.
pub(super) fn foot(clear: Element, dialog: Dialog) -> Element {
    let show = button("btn btn-primary", "")
        .slot(Slot::ShowCount)
        .on_click(Msg::Close(dialog));
    el("div", "sheet-foot").child(clear).child(show)
}

/// "Mostra 46 risultati".
#[must_use]
pub fn show_count(context: &Context<'_>) -> Html {
    text(context.words.filled(Word::ShowResults, &[&count_words(context)]))
}

/// The options of a facet.
#[must_use]
pub fn facet(context: &Context<'_>, name: FacetName) -> Html {
    let at = ORDER.iter().position(|other| *other == name).unwrap_or_default();
    due(context, IN_DIALOGS + 1 + at, || {
        let facets = context.outcome.map_or(&[][..], |outcome| &outcome.facets);
        let facet = facets.iter().find(|facet| facet.name == name);
        facet.map(|facet| options(row(context, facet))).into()
    })
}

fn options(row: FacetRow) -> Html {
    let mut group = el("div", "").attr("role", "group").attr("aria-label", row.title);
    for option in row.options {
        group.push(facet_option(row.name, option));
    }
    el("details", "")
        .attr_if("open", row.open.then_some(""))
        .child(el("summary", "").text(row.title))
        .child(group)
        .into()
}

fn facet_option(facet: FacetName, option: OptionRow) -> Html {
    let class = match (option.below, option.count) {
        (true, 0) => "option option-sub is-empty",
        (true, _) => "option option-sub",
        (false, 0) => "option is-empty",
        (false, _) => "option",
    };
    let test_id = ["facet-", facet.code(), "-", &option.code].concat();
    let tick = el("input", "")
        .attr("type", "checkbox")
        .property("checked", Property::Flag(option.chosen))
        .on_change(Change::Toggle(facet, option.code));
    el("label", class)
        .attr("data-testid", test_id)
        .child(tick)
        .child(el("span", "").text(option.label))
        .child(el("span", "count").text(option.count.to_string()))
        .into()
}

/// For whom of the household; where that is not known yet, the way to tell it.
#[must_use]
pub fn for_us(context: &Context<'_>) -> Html {
    due(context, IN_DIALOGS, || {
        let household = context.household;
        if !household.narrows(context.now.date) {
            let tell = link(
                "btn btn-soft",
                "icon-people",
                context.href(&Route::Household),
                context.text(Word::TellUs),
            );
            return el("p", "").child(tell).into();
        }
        let whom = household.only.map(|only| only.whom);
        let mut options = vec![choice(String::new(), context.text(Word::ForUsNot), whom.is_none())];
        for one in WHOM {
            options.push(choice(
                whom_code(one).to_owned(),
                only_words(context, one),
                whom == Some(one),
            ));
        }
        select(context, "per-noi", Word::ForUs, Field::ForUs, options)
    })
}

/// The value of the option of that choice.
#[must_use]
pub const fn whom_code(whom: Whom) -> &'static str {
    match whom {
        Whom::Anyone => "anyone",
        Whom::Everyone => "everyone",
    }
}

/// The age asked for.
#[must_use]
pub fn age(context: &Context<'_>) -> Html {
    due(context, IN_DIALOGS, || {
        let name = |months| age_words(context, months);
        let options = numbers(
            &AGES,
            context.query.filter.age_months,
            context.text(Word::AnyAge),
            &name,
        );
        select(context, "eta", Word::AgeLabel, Field::Age, options)
    })
}

/// The radius, where there is something to be near to.
#[must_use]
pub fn radius(context: &Context<'_>) -> Html {
    due(context, IN_DIALOGS, || {
        if context.query.near.is_none() {
            return Html::Nothing;
        }
        let name = |kilometres: u16| (context.words).filled(Word::RadiusKilometres, &[&kilometres.to_string()]);
        let options = numbers(&RADII, context.query.radius_km, context.text(Word::RadiusAny), &name);
        select(context, "raggio", Word::RadiusLabel, Field::Radius, options)
    })
}

fn select(context: &Context<'_>, id: &'static str, label: Word, field: Field, options: Vec<Html>) -> Html {
    let select = el("select", "select").attr("id", id).children(options).on_change(field);
    el("div", "field")
        .child(el("label", "").attr("for", id).text(context.text(label)))
        .child(select)
        .into()
}

/// "Any", then each value by its name; a value from the address that is none of them too.
fn numbers(values: &[u16], chosen: Option<u16>, any: &'static str, name: &dyn Fn(u16) -> String) -> Vec<Html> {
    let mut choices = vec![choice(String::new(), any, chosen.is_none())];
    let other = chosen.filter(|chosen| !values.contains(chosen));
    for value in values.iter().copied().chain(other) {
        choices.push(choice(value.to_string(), name(value), chosen == Some(value)));
    }
    choices
}

/// What can be chosen in the dialog of when, once it is due.
pub(super) fn due_in_dialog(context: &Context<'_>, draw: impl FnOnce() -> Html) -> Html {
    due(context, IN_DIALOGS, draw)
}
