//! What is missing where, for those who plan: three tables, each with what its figures mean, and each to be taken along.

use shared::i18n::Words;
use shared::view::html::el;
use shared::view::{Element, Html};

use super::words::{filled, word};
use super::{Notice, back, page};
use crate::service::territory::Territory;

/// Where the page is.
pub const ADDRESS: &str = "/redazione/territorio";

/// A table: its name in addresses, its headings, its rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Such as `aperture`.
    pub name: &'static str,
    /// Headings.
    pub headings: Vec<String>,
    /// Rows of cells.
    pub rows: Vec<Vec<String>>,
}

/// The names of the tables.
pub const NAMES: [&str; 3] = ["aperture", "distanze", "lingue"];

/// The tables of a territory.
#[must_use]
pub fn tables(territory: &Territory) -> [Table; 3] {
    let headings = |name: &str, count: usize| (0..count).map(|at| word(&format!("territory.{name}.{at}"))).collect();
    let none = || "—".to_owned();
    let late = territory.none_late.iter().map(|row| {
        vec![
            row.comune.1.clone(),
            row.comune.0.as_str().to_owned(),
            row.topic.name().to_owned(),
            row.places.to_string(),
            row.unknown.to_string(),
        ]
    });
    let far = territory.far.iter().map(|row| {
        vec![
            row.comune.1.clone(),
            row.comune.0.as_str().to_owned(),
            row.hub.clone().unwrap_or_else(none),
            row.metres
                .map_or_else(none, |metres| format!("{},{}", metres / 1_000, metres % 1_000 / 100)),
            row.minutes.map_or_else(none, |minutes| minutes.to_string()),
        ]
    });
    let languages = territory.languages.iter().map(|row| {
        vec![
            Words::italian().language_name(&row.code),
            row.places.to_string(),
            row.mornings.to_string(),
            row.afternoons.to_string(),
            row.late.to_string(),
            row.weekend.to_string(),
        ]
    });
    [
        Table {
            name: NAMES[0],
            headings: headings(NAMES[0], 5),
            rows: late.collect(),
        },
        Table {
            name: NAMES[1],
            headings: headings(NAMES[1], 5),
            rows: far.collect(),
        },
        Table {
            name: NAMES[2],
            headings: headings(NAMES[2], 6),
            rows: languages.collect(),
        },
    ]
}

/// The page; `km` is how far a hub may be, as it was asked or as 20 minutes are reckoned.
#[must_use]
pub fn territory_page(territory: &Territory, km: &str, notice: Option<&Notice>) -> Html {
    let input = el("input", "")
        .attr("id", "km")
        .attr("name", "km")
        .attr("inputmode", "decimal")
        .attr("value", km.to_owned());
    let label = el("label", "").attr("for", "km").text(word("territory-km"));
    let form = el("form", "cluster")
        .attr("method", "get")
        .attr("action", ADDRESS)
        .child(el("div", "field").child(label).child(input))
        .child(
            el("button", "btn btn-soft")
                .attr("type", "submit")
                .text(word("territory-show")),
        );
    let mut page = page(word("territory"), notice, true)
        .child(back())
        .child(el("p", "").text(word("territory-help")))
        .child(el("p", "").text(filled("territory-comuni", &territory.comuni.to_string())))
        .child(form);
    for table in tables(territory) {
        page.push(part(&table, km));
    }
    page.into()
}

fn part(table: &Table, km: &str) -> Element {
    let title = word(&format!("territory.{}", table.name));
    let means = word(&format!("territory.{}.means", table.name)).replace("{0}", km);
    let section = el("section", "section stack")
        .attr("data-testid", format!("territory-{}", table.name))
        .child(el("h2", "").text(format!("{title} ({})", table.rows.len())))
        .child(el("p", "soft").text(means));
    if table.rows.is_empty() {
        return section.child(el("p", "").text(word("territory-none")));
    }
    let mut head = el("tr", "");
    for heading in &table.headings {
        head.push(el("th", "").attr("scope", "col").text(heading.clone()));
    }
    let mut body = el("tbody", "");
    for row in &table.rows {
        let mut line = el("tr", "");
        for (at, cell) in row.iter().enumerate() {
            line.push(match at {
                0 => el("th", "").attr("scope", "row").text(cell.clone()),
                _ => el("td", "").text(cell.clone()),
            });
        }
        body.push(line);
    }
    let csv = el("a", "btn btn-plain")
        .attr("href", format!("{ADDRESS}/{}.csv?km={km}", table.name))
        .attr("download", "")
        .text(word("territory-csv"));
    section
        .child(
            el("div", "redazione-scroll")
                .attr("tabindex", "0")
                .attr("role", "region")
                .attr("aria-label", title.clone())
                .child(
                    el("table", "redazione-table")
                        .child(el("thead", "").child(head))
                        .child(body),
                ),
        )
        .child(el("p", "").child(csv))
}
