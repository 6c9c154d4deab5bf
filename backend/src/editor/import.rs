//! A file that is brought in: choosing it, how its columns are understood, what it would do, and what it did.

use shared::interop::table::columns;
use shared::model::{RecordKey, RecordKind};
use shared::view::html::el;
use shared::view::{Element, Html};

use super::controls::{checkbox, option};
use super::record::fault_in_words;
use super::words::{filled, word};
use super::{Notice, back, hidden, page, submit};
use crate::service::import_formats::{Named, RefusedPart};
use crate::store::list_name;

/// Where files are brought in.
pub const ADDRESS: &str = "/redazione/importa";
/// Lines of a list that are shown; the rest is counted.
const SHOWN: usize = 100;
/// Formats that can be chosen, by the words of the command line.
const FORMATS: [&str; 6] = ["csv", "xlsx", "ics", "geojson", "hsds", "family-hub"];

/// What was taken lately and can be taken back: the number of the change.
pub type Taken = Option<u64>;

/// The form for a file; `whole` for who may say that a file is the whole list.
#[must_use]
pub fn choose_page(whole: bool, taken: Taken, notice: Option<&Notice>) -> Html {
    let mut format = el("select", "select").attr("id", "format").attr("name", "format");
    format.push(option("", word("import-by-name"), ""));
    for code in FORMATS {
        format.push(option(code, word(&format!("choice.format.{code}")), ""));
    }
    let file = el("input", "")
        .attr("id", "file")
        .attr("name", "file")
        .attr("type", "file")
        .attr("required", "")
        .attr("accept", ".csv,.tsv,.txt,.xlsx,.ics,.geojson,.json");
    let mut form = el("form", "stack")
        .attr("method", "post")
        .attr("action", ADDRESS)
        .attr("enctype", "multipart/form-data")
        .attr("data-testid", "import-form")
        .child(field("file", "import-file", file))
        .child(field("format", "import-format", format));
    if whole {
        form.push(ticked("whole", "import-whole"));
    }
    let form = form.child(submit("", "import-look", "btn btn-primary"));
    let mut models = el("ul", "redazione-links");
    for (file, key) in [
        ("sedi.xlsx", "import-model-places-xlsx"),
        ("sedi.csv", "import-model-places-csv"),
        ("attivita.xlsx", "import-model-activities-xlsx"),
        ("attivita.csv", "import-model-activities-csv"),
    ] {
        let link = el("a", "")
            .attr("href", format!("{ADDRESS}/modello/{file}"))
            .attr("download", "");
        models.push(el("li", "").child(link.text(word(key))));
    }
    let mut page = page(word("import"), notice, true).child(back());
    if let Some(seq) = taken {
        let undo = el("form", "")
            .attr("method", "post")
            .attr("action", format!("{ADDRESS}/annulla"))
            .attr("data-testid", "import-undo")
            .child(hidden("seq", seq.to_string()));
        page.push(undo.child(submit("undo", "import-undo", "btn btn-soft")));
    }
    page.child(el("p", "").text(word("import-help")))
        .child(form)
        .child(
            el("section", "section")
                .child(el("h2", "").text(word("import-models")))
                .child(el("p", "").text(word("import-models-help")))
                .child(models),
        )
        .into()
}

fn field(id: &'static str, label: &str, control: Element) -> Element {
    let label = el("label", "").attr("for", id).text(word(label));
    el("div", "field").child(label).child(control)
}

fn ticked(name: &'static str, key: &str) -> Element {
    let box_ = checkbox(name, "yes".to_owned(), word(key), false);
    el("label", "option").child(box_).child(el("span", "").text(word(key)))
}

/// What a file would do.
#[derive(Debug, Default)]
pub struct LookPage {
    /// The name under which it waits.
    pub id: String,
    /// As its owner calls it.
    pub file: String,
    /// Why nothing of it can be taken, in words.
    pub refusal: Option<String>,
    /// The kind that its rows are taken for.
    pub kind: Option<RecordKind>,
    /// Headings of its tables, and what each means.
    pub headings: Vec<(String, Option<&'static str>)>,
    /// Whether that was explained before.
    pub explained: bool,
    /// Records that would be new.
    pub new: Vec<Named>,
    /// Records that would change.
    pub changed: Vec<Named>,
    /// Records that would be gone.
    pub gone: Vec<Named>,
    /// How many stay as they are.
    pub unchanged: usize,
    /// What cannot be taken.
    pub refused: Vec<RefusedPart>,
    /// New places that are likely there already.
    pub alike: Vec<(Named, String)>,
    /// How hours were understood.
    pub hours: Vec<String>,
    /// Records to be removed that somebody has to say yes to.
    pub confirm: Option<usize>,
    /// What the form is published by.
    pub key: String,
}

/// The page of a file that waits.
#[must_use]
pub fn look_page(shown: &LookPage, notice: Option<&Notice>) -> Html {
    let mut page = page(filled("import-of", &shown.file), notice, true).child(back());
    if let Some(refusal) = &shown.refusal {
        page.push(
            el("p", "notice")
                .attr("role", "status")
                .attr("data-testid", "import-refusal")
                .text(refusal.clone()),
        );
    }
    page.push(counts(shown));
    let address = format!("{ADDRESS}/{}", shown.id);
    let publishes = shown.refusal.is_none() || shown.confirm.is_some();
    if publishes && shown.new.len() + shown.changed.len() + shown.gone.len() > 0 {
        let mut form = el("form", "stack")
            .attr("method", "post")
            .attr("action", address.clone())
            .attr("data-testid", "import-take")
            .child(hidden("key", shown.key.clone()));
        if let Some(number) = shown.confirm {
            let box_ = checkbox(
                "confirm",
                number.to_string(),
                filled("import-confirm", &number.to_string()),
                false,
            );
            let words = el("span", "").text(filled("import-confirm", &number.to_string()));
            form.push(el("label", "option").child(box_).child(words));
        }
        if !shown.refused.is_empty() {
            form.push(ticked("skip", "import-skip"));
        }
        page.push(form.child(submit("publish", "import-take", "btn btn-primary")));
    }
    let drop = el("form", "").attr("method", "post").attr("action", address.clone());
    page.push(drop.child(submit("discard", "import-discard", "btn btn-plain")));
    if !shown.headings.is_empty() {
        page.push(explain(shown, &address));
    }
    page.push(refused(&shown.refused));
    page.push(alike(&shown.alike));
    for (list, key) in [
        (&shown.gone, "import-gone"),
        (&shown.changed, "import-changed"),
        (&shown.new, "import-new"),
    ] {
        let lines = list.iter().map(|it| (address_of(&it.key), it.name.clone()));
        let is_there = key != "import-new";
        let lines = lines.map(|(address, name)| (address.filter(|_| is_there), name));
        page.push(part(key, lines.collect()));
    }
    page.push(part(
        "import-hours",
        shown.hours.iter().map(|line| (None, origin_in_words(line))).collect(),
    ));
    page.into()
}

fn counts(shown: &LookPage) -> Html {
    let mut list = el("ul", "cluster").attr("data-testid", "import-counts");
    for (key, count) in [
        ("import-new", shown.new.len()),
        ("import-changed", shown.changed.len()),
        ("import-gone", shown.gone.len()),
        ("import-unchanged", shown.unchanged),
        ("import-refused", shown.refused.len()),
        ("import-alike", shown.alike.len()),
    ] {
        let line = el("li", "").attr("data-count", key.trim_start_matches("import-").to_owned());
        list.push(line.text(format!("{}: {count}", word(key))));
    }
    list.into()
}

fn address_of(key: &RecordKey) -> Option<String> {
    Some(format!("/redazione/{}/{}", list_name(key.kind), key.id))
}

/// A list of lines, some of which lead somewhere; nothing where it is empty.
fn part(key: &str, lines: Vec<(Option<String>, String)>) -> Html {
    if lines.is_empty() {
        return Html::Nothing;
    }
    let mut list = el("ul", "redazione-links");
    let rest = lines.len().saturating_sub(SHOWN);
    let head = format!("{} ({})", word(key), lines.len());
    for (address, text) in lines.into_iter().take(SHOWN) {
        list.push(match address {
            Some(address) => el("li", "").child(el("a", "").attr("href", address).text(text)),
            None => el("li", "").text(text),
        });
    }
    if rest > 0 {
        list.push(el("li", "soft").text(filled("import-more", &rest.to_string())));
    }
    el("details", "section")
        .attr("data-testid", key.to_owned())
        .child(el("summary", "").text(head))
        .child(list)
        .into()
}

fn refused(parts: &[RefusedPart]) -> Html {
    let lines = parts.iter().map(|part| {
        let path = RecordKind::ALL.iter().copied().find_map(|kind| {
            let mut known = columns(kind).iter();
            known
                .find(|column| column.heading == part.field)
                .map(|column| column.path)
        });
        let field = path.unwrap_or(&part.field);
        let joint = if part.field.is_empty() { "" } else { ", " };
        let what = fault_in_words(field, &part.reason);
        let line = format!("{}{joint}{}: {what}", origin_in_words(&part.origin), part.field);
        (None, line)
    });
    part("import-refused", lines.collect())
}

/// Where something stands in a file.
fn origin_in_words(origin: &str) -> String {
    let lines = origin.strip_prefix("line ").map(|rest| ["riga ", rest].concat());
    lines.unwrap_or_else(|| origin.replacen(", row ", ", riga ", 1))
}

fn alike(alike: &[(Named, String)]) -> Html {
    let lines = alike.iter().map(|(new, there)| {
        let words = word("import-alike-line")
            .replace("{0}", &new.name)
            .replace("{1}", there);
        (Some(format!("/redazione/places/{there}")), words)
    });
    part("import-alike", lines.collect())
}

/// The columns of the file, each with what it means, to be put right by hand.
fn explain(shown: &LookPage, address: &str) -> Html {
    let mut kind = el("select", "select").attr("id", "kind").attr("name", "kind");
    let chosen = shown.kind.map_or("", RecordKind::code);
    kind.push(option("", word("import-kind-unknown"), chosen));
    for code in [
        RecordKind::Place,
        RecordKind::Activity,
        RecordKind::Network,
        RecordKind::Guide,
    ] {
        kind.push(option(code.code(), word(&format!("kind.of.{}", code.code())), chosen));
    }
    let mut rows = el("tbody", "");
    for (at, (heading, column)) in shown.headings.iter().enumerate() {
        let mut select = el("select", "select")
            .attr("name", format!("column-{at}"))
            .attr("aria-label", heading.clone());
        let chosen = column.unwrap_or_default();
        select.push(option("", word("import-not-taken"), chosen));
        for known in columns(shown.kind.unwrap_or(RecordKind::Place)) {
            select.push(option(known.heading, known.heading.replace('_', " "), chosen));
        }
        rows.push(
            el("tr", "")
                .child(el("th", "").attr("scope", "row").text(heading.clone()))
                .child(el("td", "").child(hidden_heading(at, heading)).child(select)),
        );
    }
    let table = el("table", "redazione-table")
        .attr("aria-label", word("import-columns"))
        .child(rows);
    let form = el("form", "stack")
        .attr("method", "post")
        .attr("action", address.to_owned())
        .attr("data-testid", "import-columns")
        .child(el("p", "").text(word(if shown.explained {
            "import-columns-known"
        } else {
            "import-columns-help"
        })))
        .child(field("kind", "import-kind", kind))
        .child(table)
        .child(submit("explain", "import-explain", "btn btn-soft"));
    el("details", "section")
        .child(el("summary", "").text(word("import-columns")))
        .child(form)
        .into()
}

fn hidden_heading(at: usize, heading: &str) -> Element {
    el("input", "")
        .attr("type", "hidden")
        .attr("name", format!("heading-{at}"))
        .attr("value", heading.to_owned())
}
