//! The catalogue of the open data by DCAT-AP_IT, in Turtle: what a portal such as dati.gov.it harvests.

use oxrdf::{Literal, NamedOrBlankNode, vocab};
use shared::interop::about::{About, LICENCE_NAME, LICENCE_URL};

use super::rdf_graph::{Graph, THEME, node, term};
use super::{Format, FormatError, HOLDS, rdf};

/// The licence in the Italian vocabulary of licences.
const LICENCE: &str = "https://w3id.org/italia/controlled-vocabulary/licences/A21_CCBY40";
const ITALIAN: &str = "http://publications.europa.eu/resource/authority/language/ITA";
/// It changes when somebody changes a record.
const IRREGULAR: &str = "http://publications.europa.eu/resource/authority/frequency/IRREG";
const THEMES: &str = "http://publications.europa.eu/resource/authority/data-theme";
const FILE_TYPE: &str = "http://publications.europa.eu/resource/authority/file-type/";

/// Titles and descriptions of the data sets, in the order of [`HOLDS`].
const TITLES: [(&str, &str); 5] = [
    (
        "Sedi",
        "Centri per le famiglie: hub, spoke, sportelli, case tematiche e consultori, con contatti e orari.",
    ),
    ("Attività", "Attività per le famiglie, con le date e per chi sono."),
    ("Reti", "Reti di centri per le famiglie e gli enti che le fanno."),
    (
        "Schede",
        "Schede informative su diritti, aiuti e servizi per le famiglie.",
    ),
    ("Tutti i dati", "Sedi, attività, reti e schede insieme."),
];

/// Writes the catalogue.
///
/// # Errors
/// The memory for it.
pub fn catalogue(about: &About<'_>) -> Result<Vec<u8>, FormatError> {
    let mut graph = Graph::new();
    let catalog = node([about.site, "/dati/catalogo.ttl"].concat());
    let publisher = node([about.site, "/dati#editore"].concat());
    agent(&publisher, about, &mut graph);
    licence(&mut graph);
    graph.is_a(&catalog, "dcatapit:Catalog");
    graph.is_a(&catalog, "dcat:Catalog");
    graph.italian(&catalog, "dct:title", &["Dati aperti di ", about.name].concat());
    let description = "Chi può aiutare una famiglia, dove e quando: sedi, attività, reti e schede.";
    graph.italian(&catalog, "dct:description", description);
    graph.add(&catalog, "dct:publisher", publisher.clone());
    graph.link(&catalog, "foaf:homepage", &[about.site, "/dati"].concat());
    graph.link(&catalog, "dct:language", ITALIAN);
    graph.link(&catalog, "dcat:themeTaxonomy", THEMES);
    graph.link(&catalog, "dct:license", LICENCE);
    modified(&catalog, about, &mut graph);
    for (holds, (title, description)) in HOLDS.iter().zip(TITLES) {
        let set = node([about.site, "/dati#", holds.name].concat());
        graph.add(&catalog, "dcat:dataset", set.clone());
        graph.is_a(&set, "dcatapit:Dataset");
        graph.is_a(&set, "dcat:Dataset");
        graph.text(&set, "dct:identifier", &[about.site, "/dati#", holds.name].concat());
        graph.italian(&set, "dct:title", &[title, " di ", about.name].concat());
        graph.italian(&set, "dct:description", description);
        graph.link(&set, "dcat:theme", THEME);
        graph.link(&set, "dct:accrualPeriodicity", IRREGULAR);
        graph.link(&set, "dct:language", ITALIAN);
        graph.add(&set, "dct:publisher", publisher.clone());
        graph.add(&set, "dct:rightsHolder", publisher.clone());
        graph.link(&set, "dcat:landingPage", &[about.site, "/dati"].concat());
        for keyword in ["famiglie", "centri per le famiglie", "servizi sociali"] {
            graph.italian(&set, "dcat:keyword", keyword);
        }
        modified(&set, about, &mut graph);
        for format in Format::ALL {
            distribution(&set, holds.name, format, about, &mut graph);
        }
    }
    Ok(rdf::turtle(&graph.triples)?)
}

fn distribution(set: &NamedOrBlankNode, name: &str, format: Format, about: &About<'_>, graph: &mut Graph) {
    let address = [about.site, "/dati/", name, ".", format.extension()].concat();
    let file = node([&*address, "#file"].concat());
    graph.add(set, "dcat:distribution", file.clone());
    graph.is_a(&file, "dcatapit:Distribution");
    graph.is_a(&file, "dcat:Distribution");
    graph.link(&file, "dcat:accessURL", &address);
    graph.link(&file, "dcat:downloadURL", &address);
    graph.link(&file, "dct:license", LICENCE);
    graph.link(&file, "dct:format", &[FILE_TYPE, file_type(format)].concat());
    graph.text(&file, "dcat:mediaType", format.media_type());
    graph.italian(&file, "dct:title", &[name, ".", format.extension()].concat());
    modified(&file, about, graph);
}

/// The EU's vocabulary of file types has none for iCalendar, which is a text.
const fn file_type(format: Format) -> &'static str {
    match format {
        Format::Csv => "CSV",
        Format::Xlsx => "XLSX",
        Format::GeoJson => "GEOJSON",
        Format::Hsds => "JSON",
        Format::Turtle => "RDF_TURTLE",
        Format::JsonLd => "JSON_LD",
        Format::Ics => "TXT",
        Format::Atom => "ATOM",
    }
}

fn agent(publisher: &NamedOrBlankNode, about: &About<'_>, graph: &mut Graph) {
    graph.is_a(publisher, "dcatapit:Agent");
    graph.is_a(publisher, "foaf:Agent");
    graph.italian(publisher, "foaf:name", about.name);
    graph.text(publisher, "dct:identifier", about.site);
}

fn licence(graph: &mut Graph) {
    let licence = node(LICENCE);
    graph.is_a(&licence, "dcatapit:LicenseDocument");
    graph.italian(&licence, "foaf:name", LICENCE_NAME);
    graph.link(&licence, "dct:type", "http://purl.org/adms/licencetype/Attribution");
    graph.link(&licence, "foaf:homepage", LICENCE_URL);
}

fn modified(subject: &NamedOrBlankNode, about: &About<'_>, graph: &mut Graph) {
    let day = about.changed();
    let day = day.get(..10).unwrap_or_default();
    graph.triples.push(oxrdf::Triple::new(
        subject.clone(),
        term("dct:modified"),
        Literal::new_typed_literal(day, vocab::xsd::DATE),
    ));
}
