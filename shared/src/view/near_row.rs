//! "Dove sei?": a comune, the device's position, or the whole area; beside it when, and the other filters.

use super::form::hidden;
use super::html::{Event, Property, el};
use super::msg::{Change, Dialog, Field, Msg};
use super::parts::button;
use super::search_link::search_link_to;
use super::{Context, Html, Slot};
use crate::i18n::Word;
use crate::query::{LIMIT_DEFAULT, Near, Order, Query};
use crate::route::Route;

use super::chips::ChipPart;

/// Id of the list of the comuni that the data name.
const LIST: &str = "comuni";

/// What narrows a search beside words: nearness, time, filters.
#[must_use]
pub fn near_row(context: &Context<'_>) -> Html {
    let when = button("btn btn-soft", "icon-calendar")
        .text(context.text(Word::WhenAsk))
        .on_click(Msg::Open(Dialog::When))
        .needs_app();
    let filters = button("btn btn-soft", "icon-filter")
        .text([context.text(Word::Filters), " "].concat())
        .slot(Slot::FilterCount)
        .on_click(Msg::Open(Dialog::Filters))
        .needs_app();
    el("div", "search-near")
        .slot(Slot::Where)
        .child(when)
        .child(filters)
        .into()
}

/// Where one is, and how to say it. The field works without scripts too.
#[must_use]
pub fn where_field(context: &Context<'_>) -> Html {
    let query = context.query;
    let page = match context.route {
        Route::Agenda => Route::Agenda,
        _ => Route::Finder,
    };
    let field = el("input", "")
        .attr("type", "text")
        .attr("name", "near")
        .attr("list", LIST)
        .attr("autocomplete", "off")
        .attr("dir", "auto")
        .attr("enterkeyhint", "go")
        .attr("placeholder", context.text(Word::FacetComune))
        .property("value", Property::Text(name(context)))
        .on_change(Field::Near);
    let mut comuni = el("datalist", "").attr("id", LIST);
    for comune in &context.data.comuni {
        comuni.push(el("option", "").attr("value", comune.name.clone()));
    }
    let rest = Query {
        near: None,
        limit: LIMIT_DEFAULT,
        offset: 0,
        ..query.clone()
    };
    let mut form = el("form", "where")
        .attr("action", context.href(&page))
        .on(Event::Submit, Msg::Nothing)
        .child(
            el("label", "")
                .child(el("span", "").text(context.text(Word::WhereAreYou)))
                .child(field),
        )
        .child(comuni);
    for (name, value) in rest.pairs() {
        form.push(hidden(name, value));
    }
    let here = button("btn btn-soft", "icon-target")
        .text(context.text(Word::NearMe))
        .attr_if("aria-pressed", matches!(query.near, Some(Near::Here)).then_some("true"))
        .on_click(Msg::NearMe)
        .needs_app();
    let mut anywhere = rest;
    if anywhere.order == Order::Near {
        anywhere.order = Order::Best;
    }
    anywhere.radius_km = None;
    let whole = search_link_to(context, "btn btn-soft", &anywhere, Change::Remove(ChipPart::Near))
        .attr_if("aria-current", query.near.is_none().then_some("true"))
        .text(context.text(Word::WholeArea));
    el("div", "where-row")
        .attr("role", "group")
        .attr("aria-label", context.text(Word::WhereAreYou))
        .child(form)
        .child(here)
        .child(whole)
        .into()
}

/// What the field says of where one is: a name or postal code; nothing of a point.
fn name(context: &Context<'_>) -> String {
    match &context.query.near {
        Some(Near::Name(name)) => name.clone(),
        Some(Near::PostalCode(code)) => code.as_str().to_owned(),
        Some(Near::Comune(code)) => context
            .data
            .comune(code)
            .map(|comune| comune.name.clone())
            .unwrap_or_default(),
        None | Some(Near::Here | Near::Point(_)) => String::new(),
    }
}
