//! What a comune is called in other languages and scripts, and the parts of it that have a name of their own.

use super::Gazetteer;
use super::quarter::Quarter;
use crate::model::Comune;

/// Endings of names in cases of Slavic languages, folded: "Мілані", "Флоренцією".
const CYRILLIC_ENDINGS: [&str; 6] = ["ою", "ею", "єю", "ом", "ем", "ам"];
/// Vowels that such names end in.
const CYRILLIC_VOWELS: [char; 12] = ['а', 'е', 'є', 'и', 'і', 'о', 'у', 'ю', 'я', 'ь', 'ы', 'э'];
/// Words written in one with an Arabic name: "in", "to", "and", "as", "so".
const ARABIC_PARTICLES: [char; 5] = ['ب', 'ل', 'و', 'ك', 'ف'];
/// Endings of Albanian cases, longest first: "Milanos", "Romës", "Napolit".
const ALBANIAN_ENDINGS: [&str; 5] = ["in", "it", "s", "t", "n"];
/// A shorter stem would be that of too many names.
const STEM_LETTERS_MIN: usize = 3;
/// So many names are looked at for one that differs in its ending.
const LOOKED_AT_MAX: usize = 200;

impl Gazetteer {
    /// The most populous comune that has that folded name in another language, whatever the case of its noun:
    /// "mailand", "рима", "بميلانو".
    #[must_use]
    pub fn named_otherwise(&self, folded: &str) -> Option<&Comune> {
        self.exactly_otherwise(folded).or_else(|| {
            let first = folded.chars().next()?;
            match first {
                'а'..='ґ' => self.in_another_case(folded),
                'ء'..='ي' => {
                    let rest = folded.strip_prefix(ARABIC_PARTICLES)?;
                    self.exactly_otherwise(rest.strip_prefix("ال").unwrap_or(rest))
                }
                _ => None,
            }
        })
    }

    /// The most populous comune whose name that is with an Albanian ending: "milanos".
    #[must_use]
    pub fn named_with_ending(&self, folded: &str) -> Option<&Comune> {
        let stems = ALBANIAN_ENDINGS.iter().filter_map(|ending| folded.strip_suffix(ending));
        stems
            .filter(|stem| stem.len() > STEM_LETTERS_MIN)
            .find_map(|stem| self.named(stem).or_else(|| self.exactly_otherwise(stem)))
    }

    fn exactly_otherwise(&self, folded: &str) -> Option<&Comune> {
        self.all_beginning_with(folded)
            .take_while(|(_, name)| name.len() == folded.len())
            .map(|(at, _)| self.of_name(at))
            .max_by_key(|comune| comune.population)
    }

    fn in_another_case(&self, folded: &str) -> Option<&Comune> {
        let stem = slavic_stem(folded);
        if stem.chars().count() < STEM_LETTERS_MIN {
            return None;
        }
        self.all_beginning_with(stem)
            .take(LOOKED_AT_MAX)
            .filter(|(_, name)| slavic_stem(name) == stem)
            .map(|(at, _)| self.of_name(at))
            .max_by_key(|comune| comune.population)
    }

    /// The quarters of that folded name, each with its comune.
    pub fn quarters_named<'a>(&'a self, folded: &'a str) -> impl Iterator<Item = (&'a Quarter, &'a Comune)> {
        let start = self.quarters.partition_point(|quarter| &*quarter.folded < folded);
        self.quarters[start..]
            .iter()
            .take_while(move |quarter| quarter.folded == folded)
            .filter_map(|quarter| Some((quarter, self.comuni.get(usize::from(quarter.comune))?)))
    }

    pub(super) fn quarters_beginning_with<'a>(&'a self, folded: &'a str) -> impl Iterator<Item = &'a str> {
        let start = self.quarters.partition_point(|quarter| &*quarter.folded < folded);
        self.quarters[start..]
            .iter()
            .map(|quarter| &*quarter.folded)
            .take_while(move |name| name.starts_with(folded))
    }
}

/// What is left of a name in Cyrillic letters without the ending of its case.
fn slavic_stem(name: &str) -> &str {
    let longer = CYRILLIC_ENDINGS.iter().find_map(|ending| name.strip_suffix(ending));
    let stem = longer.unwrap_or(name).trim_end_matches(CYRILLIC_VOWELS);
    if stem.chars().count() < STEM_LETTERS_MIN {
        name.trim_end_matches(CYRILLIC_VOWELS)
    } else {
        stem
    }
}
