//! Which of our columns a heading of somebody's table means: by the map, by our own name, by a usual one.

use shared::interop::table::{Column, columns};
use shared::model::RecordKind;
use shared::text::fold;

use super::Map;

/// What other tables call our columns, folded.
const USUAL: &[(&str, &[&str])] = &[
    (
        "nome",
        &[
            "denominazione",
            "name",
            "nome sede",
            "nome struttura",
            "struttura",
            "sede",
            "ente",
        ],
    ),
    ("titolo", &["title", "nome attivita", "attivita", "evento", "nome"]),
    ("descrizione", &["description", "note", "cosa si fa"]),
    ("rete", &["network", "progetto"]),
    ("tipo", &["kind", "tipologia", "tipo sede"]),
    ("indirizzo", &["via", "address", "street", "indirizzo sede"]),
    ("cap", &["codice postale", "postal code", "zip"]),
    ("codice_comune", &["istat", "codice istat", "istat comune"]),
    ("comune", &["citta", "city", "localita comune", "town"]),
    ("localita", &["frazione", "quartiere"]),
    ("latitudine", &["lat", "latitude", "y"]),
    ("longitudine", &["lon", "lng", "long", "longitude", "x"]),
    (
        "telefono",
        &["tel", "telefoni", "phone", "recapito telefonico", "numero di telefono"],
    ),
    ("email", &["e mail", "mail", "posta elettronica", "indirizzo email"]),
    ("sito", &["sito web", "website", "url", "web", "pagina web"]),
    (
        "orari",
        &[
            "orario",
            "orari di apertura",
            "orario di apertura",
            "apertura",
            "opening hours",
        ],
    ),
    ("temi", &["topics", "argomenti", "ambiti"]),
    ("servizi", &["services", "prestazioni"]),
    ("lingue", &["languages", "lingue parlate"]),
    ("gratuito", &["gratis", "free", "gratuita"]),
    ("ingresso", &["accesso", "modalita di accesso", "entry"]),
    ("inizio", &["data", "data inizio", "data e ora", "quando", "start"]),
    ("durata_minuti", &["durata", "minuti", "durata in minuti"]),
    ("categoria", &["category", "tipo attivita"]),
    ("sede", &["place", "id sede", "luogo"]),
    ("organizza", &["organizzatore", "a cura di"]),
    ("sedia_a_rotelle", &["accessibilita", "accessibile", "disabili"]),
];

/// Whose headings these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// Ours, of all kinds in one table: each means itself only.
    Ours,
    /// Anybody's.
    Anybodys,
}

/// The column of that kind that a heading means.
pub(super) fn column(kind: RecordKind, heading: &str, map: &Map, whose: Whose) -> Option<&'static Column> {
    let ours = |name: &str| columns(kind).iter().find(|column| column.heading == name);
    if let Some(mapped) = map.columns.get(heading.trim()) {
        // Also nothing, where the map says so.
        return ours(mapped);
    }
    let folded = fold(heading);
    let own = columns(kind).iter().find(|column| fold(column.heading) == folded);
    own.or_else(|| {
        if whose == Whose::Ours {
            return None;
        }
        let usual = USUAL.iter().filter(|(_, names)| names.contains(&&*folded));
        usual.filter_map(|(name, _)| ours(name)).next()
    })
}

/// The kind whose columns these headings name best; a place before others where they say the same.
pub(super) fn kind_of(headings: &[String], map: &Map) -> Option<RecordKind> {
    if let Some(kind) = &map.kind {
        return kind.parse().ok();
    }
    let fitting = |kind: RecordKind| {
        headings
            .iter()
            .filter(|heading| column(kind, heading, map, Whose::Anybodys).is_some())
            .count()
    };
    let order = [
        RecordKind::Place,
        RecordKind::Activity,
        RecordKind::Guide,
        RecordKind::Network,
    ];
    let best = order.into_iter().rev().max_by_key(|kind| fitting(*kind))?;
    (fitting(best) > 0).then_some(best)
}
