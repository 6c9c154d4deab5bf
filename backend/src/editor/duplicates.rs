//! Places that are likely there twice, in pairs, and the choice of the record that stays.

use shared::model::Place;
use shared::time::{Date, hours_text};
use shared::view::html::el;
use shared::view::{Element, Html};

use super::words::{filled, word};
use super::{Notice, back, hidden, page, submit};

/// Where the list is.
pub const ADDRESS: &str = "/redazione/doppioni";
/// Pairs that are shown; the rest is counted.
const SHOWN: usize = 50;

/// What is shown of a record of a pair.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twin {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// What tells it from another one: network, address, telephone, hours; each a line.
    pub facts: Vec<String>,
    /// How many activities are there.
    pub activities: usize,
}

impl Twin {
    /// What is shown of a place; its hours are told from that Monday on.
    #[must_use]
    pub fn of(place: &Place, (network, comune): (&str, &str), activities: usize, monday: Date) -> Self {
        let street = place.address.as_ref().and_then(|address| address.street.clone());
        let mut facts = vec![network.to_owned()];
        facts.extend(
            street
                .into_iter()
                .chain([comune.to_owned()])
                .filter(|fact| !fact.is_empty()),
        );
        facts.extend(place.phone.iter().map(ToString::to_string));
        facts.extend(
            place
                .opening_hours
                .as_ref()
                .map(|hours| hours_text::in_words(hours, monday)),
        );
        Self {
            id: place.id.as_str().to_owned(),
            name: place.name.clone(),
            facts,
            activities,
        }
    }
}

/// The list of pairs; `key` is what its forms are known by.
#[must_use]
pub fn duplicates_page(pairs: &[(Twin, Twin)], merged: Option<u64>, key: &str, notice: Option<&Notice>) -> Html {
    let mut page = page(word("duplicates"), notice, true).child(back());
    if let Some(seq) = merged {
        let undo = el("form", "")
            .attr("method", "post")
            .child(hidden("seq", seq.to_string()))
            .child(submit("undo", "duplicates-undo", "btn btn-soft"));
        page.push(undo);
    }
    page.push(el("p", "").text(word(if pairs.is_empty() {
        "duplicates-none"
    } else {
        "duplicates-help"
    })));
    let mut list = el("ul", "stack").attr("data-testid", "duplicates");
    for (first, second) in pairs.iter().take(SHOWN) {
        let item = el("li", "section")
            .attr("data-testid", "duplicate")
            .child(el("div", "page-columns").child(twin(first)).child(twin(second)))
            .child(
                el("div", "cluster")
                    .child(choice(first, second, key))
                    .child(choice(second, first, key)),
            );
        list.push(item);
    }
    page.push(list);
    if pairs.len() > SHOWN {
        page.push(el("p", "soft").text(filled("import-more", &(pairs.len() - SHOWN).to_string())));
    }
    page.into()
}

fn twin(twin: &Twin) -> Element {
    let link = el("a", "")
        .attr("href", format!("/redazione/places/{}", twin.id))
        .text(twin.name.clone());
    let mut lines = el("ul", "");
    for fact in &twin.facts {
        lines.push(el("li", "").text(fact.clone()));
    }
    if twin.activities > 0 {
        lines.push(el("li", "").text(filled("duplicates-activities", &twin.activities.to_string())));
    }
    el("section", "stack").child(el("h2", "").child(link)).child(lines)
}

fn choice(keep: &Twin, gone: &Twin, key: &str) -> Element {
    el("form", "")
        .attr("method", "post")
        .attr("data-testid", "merge")
        .child(hidden("key", key))
        .child(hidden("keep", keep.id.clone()))
        .child(hidden("gone", gone.id.clone()))
        .child(
            el("button", "btn btn-soft")
                .attr("type", "submit")
                .attr("name", "action")
                .attr("value", "merge")
                .text(filled("duplicates-keep", &keep.name)),
        )
}

/// Places that are called like a new one, to be looked at before it is made.
#[must_use]
pub fn alike(places: &[(String, String)]) -> Html {
    let mut told = el("div", "stack").attr("data-live", "alike");
    if !places.is_empty() {
        let mut list = el("ul", "redazione-links").attr("data-testid", "alike");
        for (id, name) in places {
            let link = el("a", "").attr("href", format!("/redazione/places/{id}"));
            list.push(el("li", "").child(link.text(name.clone())));
        }
        told.push(el("p", "notice notice-calm").text(word("alike-there")));
        told.push(list);
    }
    told.into()
}
