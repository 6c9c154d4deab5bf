//! A whole network at rest: the form, and what it touches before it is published.

use shared::view::Html;
use shared::view::html::el;

use super::controls::{checkbox, labelled, option};
use super::words::{filled, word};
use super::{Notice, back, hidden, page, submit};
use crate::service::staff::closing::Touched;

/// What the page shows.
#[derive(Debug, Default)]
pub struct ClosingPage {
    /// Networks that the account may put to rest: id and name.
    pub networks: Vec<(String, String)>,
    /// The id of the chosen one.
    pub chosen: String,
    /// First day, as it was typed.
    pub from: String,
    /// Last day, as it was typed.
    pub to: String,
    /// Why.
    pub reason: String,
    /// Whether the places are closed, too.
    pub places: bool,
    /// What it touches, once it can be read.
    pub touched: Option<Touched>,
    /// The key that it is published by.
    pub key: String,
}

/// The page.
#[must_use]
pub fn closing_page(shown: &ClosingPage, notice: Option<&Notice>) -> Html {
    let page = page(word("closing"), notice, true).child(back());
    if shown.networks.is_empty() {
        return page.child(el("p", "notice").text(word("not-yours"))).into();
    }
    let mut select = el("select", "select").attr("id", "network").attr("name", "network");
    for (id, name) in &shown.networks {
        select.push(option(id, name.clone(), &shown.chosen));
    }
    let mut network = el("div", "field");
    network.push(el("label", "").attr("for", "network").text(word("whole.network")));
    network.push(select);
    let places = checkbox("places", "yes".to_owned(), word("closing-places"), shown.places);
    let mut form = el("form", "stack")
        .attr("method", "post")
        .attr("data-form", "closing")
        .attr("data-testid", "closing-form")
        .child(hidden("key", shown.key.clone()))
        .child(network)
        .child(labelled("from", "from", "date", ("closing-from", &shown.from)))
        .child(labelled("to", "to", "date", ("closing-to", &shown.to)))
        .child(labelled("reason", "reason", "text", ("closing-reason", &shown.reason)))
        .child(
            el("label", "option")
                .child(places)
                .child(el("span", "").text(word("closing-places"))),
        )
        .child(submit("show", "closing-show", "btn btn-soft"));
    if let Some(touched) = &shown.touched {
        form.push(touched_part(touched));
        form.push(submit("publish", "closing-publish", "btn btn-primary").attr("data-testid", "publish"));
    }
    page.child(el("p", "").text(word("closing-help"))).child(form).into()
}

fn touched_part(touched: &Touched) -> Html {
    let mut list = el("ul", "").attr("data-testid", "touched");
    for (id, title, dates) in &touched.activities {
        let link = el("a", "")
            .attr("href", format!("/redazione/activities/{id}"))
            .text(title.clone());
        let many = filled("closing-dates", &dates.to_string());
        list.push(
            el("li", "")
                .child(link)
                .child(el("span", "soft").text(format!(" · {many}"))),
        );
    }
    for (id, name) in &touched.places {
        let link = el("a", "")
            .attr("href", format!("/redazione/places/{id}"))
            .text(name.clone());
        list.push(el("li", "").child(link));
    }
    el("section", "section stack")
        .child(el("h2", "").text(word("closing-touches")))
        .child(list)
        .into()
}
