//! A list of triples as Turtle and as JSON-LD: one graph, two spellings.

use std::io;

use oxjsonld::JsonLdSerializer;
use oxrdf::Triple;
use oxttl::TurtleSerializer;

/// The namespaces that are written short.
pub(super) const PREFIXES: [(&str, &str); 15] = [
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("schema", "https://schema.org/"),
    ("dct", "http://purl.org/dc/terms/"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("dcatapit", "http://dati.gov.it/onto/dcatapit#"),
    ("l0", "https://w3id.org/italia/onto/l0/"),
    ("poi", "https://w3id.org/italia/onto/POI/"),
    ("cpev", "https://w3id.org/italia/onto/CPEV/"),
    ("cpsv", "https://w3id.org/italia/onto/CPSV/"),
    ("clv", "https://w3id.org/italia/onto/CLV/"),
    ("sm", "https://w3id.org/italia/onto/SM/"),
    ("ti", "https://w3id.org/italia/onto/TI/"),
];

/// Writes the triples as Turtle.
///
/// # Errors
/// A triple that Turtle cannot hold.
pub(super) fn turtle(triples: &[Triple]) -> io::Result<Vec<u8>> {
    let mut serializer = TurtleSerializer::new();
    for (name, iri) in PREFIXES {
        serializer = serializer.with_prefix(name, iri).map_err(io::Error::other)?;
    }
    let mut writer = serializer.for_writer(Vec::new());
    for triple in triples {
        writer.serialize_triple(triple)?;
    }
    writer.finish()
}

/// Writes the triples as JSON-LD.
///
/// # Errors
/// A triple that JSON-LD cannot hold.
pub(super) fn json_ld(triples: &[Triple]) -> io::Result<Vec<u8>> {
    let mut serializer = JsonLdSerializer::new();
    for (name, iri) in PREFIXES {
        serializer = serializer.with_prefix(name, iri).map_err(io::Error::other)?;
    }
    let mut writer = serializer.for_writer(Vec::new());
    for triple in triples {
        writer.serialize_quad(&triple.clone().in_graph(oxrdf::GraphName::DefaultGraph))?;
    }
    writer.finish()
}
