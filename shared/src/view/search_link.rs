//! Links that change the search.

use super::html::{Event, el};
use super::msg::Change;
use super::{Context, Element};
use crate::query::Query;

/// A link that changes the search, which works without scripts too.
pub(super) fn search_link(context: &Context<'_>, class: &'static str, change: Change) -> Element {
    let mut query = context.query.clone();
    change.apply(&mut query, context.now.date);
    search_link_to(context, class, &query, change)
}

/// [`search_link`] where it is known what the change makes of the search.
pub(super) fn search_link_to(context: &Context<'_>, class: &'static str, query: &Query, change: Change) -> Element {
    el("a", class)
        .attr("href", context.search_href(query))
        .on(Event::Follow, change)
}
