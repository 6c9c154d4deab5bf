//! The page about the open data, `/dati`: every file for what is chosen in its form. In Italian and English.

use shared::i18n::{Language, Words};
use shared::interop::about::About;
use shared::model::Dataset;
use shared::query::Query;
use shared::route::Route;
use shared::taxonomy::Topic;
use shared::view::write::{escape, write_attribute};

use crate::formats::{Format, HOLDS};
use crate::head::Shell;
use crate::head::plain::{Plain, plain};
use crate::published::Current;

const ITALIAN: &str = include_str!("../pages/dati.it.html");
const ENGLISH: &str = include_str!("../pages/dati.en.html");

/// The path of the page.
pub const PATH: &str = "/dati";

/// Names of the kinds in the order of [`HOLDS`], and what is said of a choice.
struct Texts {
    template: &'static str,
    title: &'static str,
    description: &'static str,
    holds: [&'static str; 5],
    all: &'static str,
    some: &'static str,
}

const TEXTS: [(Language, Texts); 2] = [
    (
        Language::Italian,
        Texts {
            template: ITALIAN,
            title: "Dati aperti",
            description: "Sedi, attività, reti e schede da scaricare: CSV, XLSX, GeoJSON, HSDS, RDF, iCalendar, Atom.",
            holds: ["Sedi", "Attività", "Reti", "Schede", "Tutto"],
            all: "Tutti i dati.",
            some: "Quello che trova la ricerca scelta qui sopra.",
        },
    ),
    (
        Language::English,
        Texts {
            template: ENGLISH,
            title: "Open data",
            description: "Places, activities, networks and guides to download: CSV, XLSX, GeoJSON, HSDS, RDF, iCalendar, Atom.",
            holds: ["Places", "Activities", "Networks", "Guides", "Everything"],
            all: "All data.",
            some: "What the search chosen above finds.",
        },
    ),
];

/// The languages that the page is written in, with its path in each.
#[must_use]
pub fn paths() -> Vec<(Language, String)> {
    TEXTS.iter().map(|(language, _)| (*language, path(*language))).collect()
}

fn path(language: Language) -> String {
    let home = Route::Finder.path_in(language);
    [home.trim_end_matches('/'), PATH].concat()
}

/// Writes the page; Italian stands for languages that it is not written in.
#[must_use]
pub fn render(current: &Current, shell: &Shell, language: Language, query: &Query, about: &About<'_>) -> String {
    let texts = TEXTS.iter().find(|(known, _)| *known == language);
    let (language, texts) = texts.map_or((Language::Italian, &TEXTS[0].1), |(language, texts)| (*language, texts));
    let Choices {
        networks,
        comuni,
        topics,
    } = choices(&current.published.data, Words::of(language), query);
    let content = texts
        .template
        .replace("{action}", &path(language))
        .replace("{networks}", &networks)
        .replace("{comuni}", &comuni)
        .replace("{topics}", &topics)
        .replace("{chosen}", if query.is_empty() { texts.all } else { texts.some })
        .replace("{files}", &files(texts, query))
        .replace("{attribution}", &escaped(&about.attribution()))
        // Last, so that nothing in it is taken for a gap.
        .replace("{q}", &escaped(&query.words));
    plain(
        shell,
        &Plain {
            language,
            title: texts.title,
            description: texts.description,
            path: &path(language),
            alternates: &paths(),
            content: &content,
            script: "",
        },
    )
}

/// Options of what can be chosen, as HTML; what the query has is selected.
pub(crate) struct Choices {
    pub(crate) networks: String,
    pub(crate) comuni: String,
    pub(crate) topics: String,
}

/// What can be chosen among the records.
pub(crate) fn choices(data: &Dataset, words: &'static Words, query: &Query) -> Choices {
    let networks = data
        .networks
        .iter()
        .map(|network| (network.id.as_str(), &*network.name));
    let seats = data
        .places
        .iter()
        .filter_map(|place| place.address.as_ref()?.comune.as_ref());
    let mut comuni: Vec<(&str, &str)> = seats
        .filter_map(|code| data.comune(code))
        .map(|comune| (comune.code.as_str(), &*comune.name))
        .collect();
    comuni.sort_by_key(|(_, name)| *name);
    comuni.dedup();
    let topics = Topic::all()
        .filter(|topic| topic.parent().is_none())
        .map(|topic| (topic.code(), words.topic(topic)));
    let filter = &query.filter;
    let chosen_network = filter.networks.first().map_or("", |id| id.as_str());
    let chosen_comune = filter.comuni.first().map_or("", |code| code.as_str());
    let chosen_topic = filter.topics.first().map_or("", |topic| topic.code());
    Choices {
        networks: options(networks, chosen_network),
        comuni: options(comuni.into_iter(), chosen_comune),
        topics: options(topics, chosen_topic),
    }
}

fn files(texts: &Texts, query: &Query) -> String {
    let search = match query.to_query_string() {
        search if search.is_empty() => search,
        search => ["?", &search].concat(),
    };
    let mut out = String::new();
    for (holds, name) in HOLDS.iter().zip(texts.holds) {
        out.push_str("<h3>");
        escape(name, &mut out);
        out.push_str("</h3><ul class=\"footer-links\">");
        for format in Format::ALL {
            let extension = format.extension();
            out.push_str("<li><a");
            write_attribute(
                "href",
                &["/dati/", holds.name, ".", extension, &search].concat(),
                &mut out,
            );
            write_attribute(
                "type",
                format.media_type().split(';').next().unwrap_or_default(),
                &mut out,
            );
            out.push('>');
            escape(&[holds.name, ".", extension].concat(), &mut out);
            out.push_str("</a></li>");
        }
        out.push_str("</ul>");
    }
    out
}

fn options<'a>(entries: impl Iterator<Item = (&'a str, &'a str)>, chosen: &str) -> String {
    let mut out = String::new();
    for (value, name) in entries {
        out.push_str("<option");
        write_attribute("value", value, &mut out);
        if value == chosen {
            out.push_str(" selected");
        }
        out.push('>');
        escape(name, &mut out);
        out.push_str("</option>");
    }
    out
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    escape(text, &mut out);
    out
}
