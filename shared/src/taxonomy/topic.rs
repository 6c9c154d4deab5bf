//! Topics (temi) in two levels: seventeen that families browse, and the finer ones below them.

/// What help is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Topic(u8);

/// Code, Italian name, code of the topic above (empty at the first level).
const TOPICS: &[(&str, &str, &str)] = &[
    ("scuola", "Scuola", ""),
    ("lavoro", "Lavoro", ""),
    ("abitare", "Casa", ""),
    ("salute", "Salute", ""),
    ("servizi", "Servizi e pratiche", ""),
    ("nascita", "Nascita e primi mille giorni", ""),
    ("prima-infanzia", "Prima infanzia (0-6)", ""),
    ("genitorialita", "Essere genitori", ""),
    ("adolescenza", "Adolescenza", ""),
    ("coppia-e-famiglia", "Coppia e famiglia", ""),
    ("anziani", "Anziani", ""),
    ("caregiver", "Prendersi cura", ""),
    ("disabilita", "Disabilità", ""),
    ("affido-e-adozione", "Affido e adozione", ""),
    ("sostegno-economico", "Aiuti economici", ""),
    ("comunita", "Comunità e vicinato", ""),
    ("legalita-e-cittadinanza", "Legalità e cittadinanza", ""),
    ("orientamento-scolastico", "Scelta della scuola", "scuola"),
    ("sostegno-allo-studio", "Aiuto con lo studio", "scuola"),
    ("ricerca-lavoro", "Cercare lavoro", "lavoro"),
    ("conciliazione", "Conciliare vita e lavoro", "lavoro"),
    ("affitto-e-sfratto", "Affitto e sfratto", "abitare"),
    ("salute-bambini", "Salute dei bambini", "salute"),
    ("salute-mentale", "Ascolto psicologico", "salute"),
    ("malattia-e-lutto", "Malattia e lutto", "salute"),
    ("digitale", "SPID e servizi digitali", "servizi"),
    ("pratiche", "Pratiche e documenti", "servizi"),
    ("gravidanza", "Gravidanza", "nascita"),
    ("dopo-parto", "Dopo il parto", "nascita"),
    ("allattamento", "Allattamento e svezzamento", "nascita"),
    ("neo-papa", "Neo-papà", "nascita"),
    ("gioco-0-3", "Giocare insieme 0-3", "prima-infanzia"),
    ("competenze-genitoriali", "Crescere come genitori", "genitorialita"),
    ("ascolto-adolescenti", "Ascolto per ragazzi", "adolescenza"),
    ("ritiro-sociale", "Ritiro sociale", "adolescenza"),
    ("separazione", "Separazione e mediazione", "coppia-e-famiglia"),
    ("memoria", "Memoria e mente attiva", "anziani"),
    ("anziani-fragili", "Anziani fragili", "caregiver"),
    ("affido", "Affido", "affido-e-adozione"),
    ("adozione", "Adozione", "affido-e-adozione"),
    ("affiancamento", "Affiancamento tra famiglie", "affido-e-adozione"),
    ("bonus-e-agevolazioni", "Bonus e agevolazioni", "sostegno-economico"),
    ("poverta", "Difficoltà economica", "sostegno-economico"),
    ("banca-del-tempo", "Banca del tempo", "comunita"),
    ("mutuo-aiuto", "Mutuo aiuto", "comunita"),
    ("volontariato", "Volontariato", "comunita"),
    ("cittadinanza-attiva", "Cittadinanza attiva", "legalita-e-cittadinanza"),
    ("stranieri", "Famiglie da altri Paesi", "legalita-e-cittadinanza"),
];

impl Topic {
    /// All topics, first level first, in the order of the taxonomy.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..TOPICS.len() as u8).map(Self)
    }

    /// How many topics there are, for tables indexed by topic.
    pub const COUNT: usize = TOPICS.len();

    /// The code in data sets and URLs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        TOPICS[self.0 as usize].0
    }

    /// The Italian name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        TOPICS[self.0 as usize].1
    }

    /// The topic above; `None` at the first level.
    #[must_use]
    pub fn parent(self) -> Option<Self> {
        let above = TOPICS[self.0 as usize].2;
        Self::all().find(|topic| topic.code() == above)
    }

    /// Itself at the first level, else the topic above.
    #[must_use]
    pub fn root(self) -> Self {
        self.parent().unwrap_or(self)
    }

    /// Position in the taxonomy, for tables indexed by topic.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

crate::taxonomy::code_serde!(Topic, "unknown-topic", TOPICS);
