//! Forms that work without scripts.

use super::Html;
use super::html::{Property, el};

/// A field that keeps something of the address when a form is sent without scripts.
pub(super) fn hidden(name: &'static str, value: String) -> Html {
    el("input", "")
        .attr("type", "hidden")
        .attr("name", name)
        .property("value", Property::Text(value))
        .into()
}
