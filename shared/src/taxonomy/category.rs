//! Kinds of activities: the ten of ATS Insubria, then those the other networks add.

/// What kind of activity it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Category(u8);

/// Code and Italian name.
const CATEGORIES: [(&str, &str); 18] = [
    ("informazione", "Informazione e orientamento"),
    ("socializzazione", "Socializzazione"),
    ("ascolto", "Ascolto e consulenza"),
    ("ascolto-giovani", "Ascolto per ragazze e ragazzi"),
    ("genitorialita", "Sostegno ai genitori"),
    ("gioco-e-cultura", "Gioco e cultura"),
    ("mutuo-aiuto", "Mutuo aiuto"),
    ("intergenerazionale", "Incontri tra generazioni"),
    ("caregiver", "Per chi si prende cura"),
    ("conciliazione", "Conciliazione vita-lavoro"),
    ("laboratorio", "Laboratorio"),
    ("spazio-0-3", "Spazio 0-3 anni"),
    ("orientamento-scolastico", "Orientamento scolastico"),
    ("sostegno-allo-studio", "Sostegno allo studio"),
    ("stimolazione-cognitiva", "Allenamento della mente"),
    ("neo-papa", "Neo-papà"),
    ("banca-del-tempo", "Banca del tempo"),
    ("cittadinanza-attiva", "Cittadinanza attiva"),
];

impl Category {
    /// How many categories there are, for tables indexed by category.
    pub const COUNT: usize = CATEGORIES.len();

    /// All categories, in the order of the taxonomy.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..CATEGORIES.len() as u8).map(Self)
    }

    /// The code in data sets and URLs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        CATEGORIES[self.0 as usize].0
    }

    /// The Italian name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        CATEGORIES[self.0 as usize].1
    }

    /// Position in the taxonomy, for tables indexed by category.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

crate::taxonomy::code_serde!(Category, "unknown-category", CATEGORIES);
