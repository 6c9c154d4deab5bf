//! Asking places by a link each: which, and the list of links to print, to merge into letters or to copy.

use shared::view::Html;
use shared::view::html::el;
use shared::view::qr;

use super::controls::{checkbox, labelled};
use super::words::{filled, word};
use super::{Notice, back, hidden, page, submit};
use crate::query_string::encode;

/// A campaign of the past, or one that runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Past {
    /// Its name.
    pub id: String,
    /// When it was made, as it is read.
    pub made: String,
    /// When its links end, as it is read.
    pub until: String,
    /// Whether they hold.
    pub holds: bool,
    /// How many places have answered.
    pub answered: usize,
    /// How many were asked.
    pub asked: usize,
}

/// What the page shows.
#[derive(Debug, Default)]
pub struct CampaignsPage {
    /// Places that can be asked: id and name.
    pub places: Vec<(String, String)>,
    /// Campaigns, newest first.
    pub past: Vec<Past>,
    /// Days that links hold, unless it is said.
    pub days: i64,
}

/// A place and its link.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// What the place is called.
    pub name: String,
    /// Its link.
    pub address: String,
}

/// The campaigns, and the form for another one.
#[must_use]
pub fn campaigns_page(shown: &CampaignsPage, notice: Option<&Notice>) -> Html {
    let mut page = page(word("campaigns"), notice, true)
        .child(back())
        .child(el("p", "").text(word("campaigns-help")));
    if !shown.places.is_empty() {
        let mut places = el("fieldset", "stack").child(el("legend", "").text(word("campaign-places")));
        for (id, name) in &shown.places {
            let box_ = checkbox("place", id.clone(), name.clone(), false);
            places.push(
                el("label", "option")
                    .child(box_)
                    .child(el("span", "").text(name.clone())),
            );
        }
        let form = el("form", "stack")
            .attr("method", "post")
            .attr("data-testid", "campaign-new")
            .child(places)
            .child(labelled(
                "days",
                "days",
                "number",
                ("campaign-days", &shown.days.to_string()),
            ))
            .child(submit("make", "campaign-make", "btn btn-primary"));
        page.push(form);
    }
    let mut list = el("ul", "stack");
    for past in &shown.past {
        let said = format!(
            "{} · {} {} · {}/{}",
            past.made,
            word(if past.holds { "campaign-until" } else { "campaign-ended" }),
            past.until,
            past.answered,
            past.asked
        );
        let mut row = el("li", "cluster")
            .attr("data-testid", "campaign-row")
            .child(el("span", "").text(said));
        if past.holds {
            let form = el("form", "")
                .attr("method", "post")
                .child(hidden("campaign", past.id.clone()));
            row.push(form.child(submit("withdraw", "campaign-withdraw", "btn btn-plain")));
        }
        list.push(row);
    }
    page.child(list).into()
}

/// The links of a campaign that was just made. They are told this once.
#[must_use]
pub fn cards_page(cards: &[Card], until: &str) -> Html {
    let csv: String = cards.iter().fold(word("campaign-csv"), |csv, card| {
        [csv, format!("{},{}", quoted(&card.name), quoted(&card.address))].join("\r\n")
    });
    let download = el("a", "btn btn-soft")
        .attr("href", format!("data:text/csv;charset=utf-8,{}", encode(&csv)))
        .attr("download", "link-sedi.csv")
        .text(word("campaign-download"));
    let mut list = el("div", "stack").attr("data-testid", "campaign-cards");
    for card in cards {
        let mut row = el("section", "section cluster redazione-card");
        if let Some(code) = qr::code(&card.address) {
            let drawing = el("svg", "qr redazione-qr")
                .attr("viewBox", code.view_box)
                .attr("role", "img")
                .attr("aria-label", filled("campaign-code", &card.name))
                .child(el("path", "").attr("d", code.path));
            row.push(drawing);
        }
        let told = el("div", "stack")
            .child(el("h2", "").text(card.name.clone()))
            .child(el("p", "").text(filled("campaign-card", until)))
            .child(el("code", "redazione-code").text(card.address.clone()));
        row.push(told);
        list.push(row);
    }
    page(word("campaigns"), Some(&Notice::done("campaign-made")), true)
        .child(el("div", "cluster redazione-screen").child(back()).child(download))
        .child(list)
        .into()
}

/// A field of a table in text (RFC 4180). Names that a spreadsheet would compute are told as text.
fn quoted(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@']) {
        "'"
    } else {
        ""
    };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_text_for_a_spreadsheet() {
        assert_eq!(quoted("=1+\"a\""), "\"'=1+\"\"a\"\"\"");
    }
}
