//! Places that are likely the same: by telephone, or by name in one comune and not far from each other.

use std::collections::{BTreeMap, BTreeSet};

use crate::geo::Point;
use crate::model::{Place, PlaceId};
use crate::text::fold;

/// Farther apart, two points are two places whatever they are called, in metres.
const FAR: u32 = 500;
/// So many hundredths of the words of two names are the same when they are likely one.
const ALIKE: usize = 60;
/// With so many places at most one is compared by one number or word.
const MOST_COMPARED: usize = 500;
/// Words that many places have in their names.
const COMMON: &[&str] = &[
    "centro",
    "centri",
    "per",
    "le",
    "la",
    "il",
    "lo",
    "di",
    "del",
    "della",
    "dei",
    "delle",
    "e",
    "famiglia",
    "famiglie",
    "family",
    "hub",
    "spoke",
    "sportello",
    "sede",
    "presso",
    "consultorio",
    "familiare",
    "casa",
    "punto",
];

/// Places to be compared with.
#[derive(Clone, Debug, Default)]
pub struct Known {
    places: Vec<Entry>,
    by_phone: BTreeMap<String, Vec<usize>>,
    /// By comune and a word of the name: whole comuni would be compared place by place.
    by_word: BTreeMap<(String, String), Vec<usize>>,
}

#[derive(Clone, Debug)]
struct Entry {
    id: PlaceId,
    words: BTreeSet<String>,
    comune: Option<String>,
    point: Option<Point>,
}

impl Entry {
    fn of(place: &Place) -> Self {
        let exact = |position: &crate::model::Position| position.precision != crate::model::Precision::Comune;
        let comune = place.address.as_ref().and_then(|address| address.comune.as_ref());
        Self {
            id: place.id.clone(),
            words: Self::of_name(&place.name),
            comune: comune.map(|code| code.as_str().to_owned()),
            point: place.position.filter(exact).map(|position| position.point()),
        }
    }

    /// The words of a name that tell it from others; all of them where none does.
    fn of_name(name: &str) -> BTreeSet<String> {
        let folded = fold(name);
        let words = |common: bool| -> BTreeSet<String> {
            let words = folded.split(' ').filter(|word| !word.is_empty());
            let words = words.filter(|word| common || !COMMON.contains(word));
            words.map(str::to_owned).collect()
        };
        let own = words(false);
        if own.is_empty() { words(true) } else { own }
    }

    /// Shared words of all words, in hundredths.
    fn likeness(&self, other: &Self) -> usize {
        let shared = self.words.intersection(&other.words).count();
        let all = self.words.union(&other.words).count();
        shared * 100 / all.max(1)
    }

    fn far_from(&self, other: &Self) -> bool {
        let points = self.point.zip(other.point);
        points.is_some_and(|(a, b)| a.metres_to(b) > FAR)
    }
}

impl Known {
    /// Adds a place to compare with.
    pub fn add(&mut self, place: &Place) {
        let entry = Entry::of(place);
        let at = self.places.len();
        for phone in &place.phone {
            self.by_phone.entry(phone.dial()).or_default().push(at);
        }
        if let Some(comune) = &entry.comune {
            for word in &entry.words {
                self.by_word.entry((comune.clone(), word.clone())).or_default().push(at);
            }
        }
        self.places.push(entry);
    }

    /// A place that is likely the same under another id.
    ///
    /// One telephone serves many places of a network: it counts with a name that is partly the same, or with a point
    /// that is not far. A name counts within one comune.
    #[must_use]
    pub fn alike(&self, place: &Place) -> Option<&PlaceId> {
        let entry = Entry::of(place);
        let other = |at: &&usize| self.places[**at].id != entry.id && !self.places[**at].far_from(&entry);
        let of_phone = |at: &usize| {
            let known = &self.places[*at];
            known.likeness(&entry) >= 34 || known.point.is_some() && entry.point.is_some()
        };
        let by_phone = place
            .phone
            .iter()
            .filter_map(|phone| self.by_phone.get(&phone.dial()))
            .flatten();
        let mut by_phone = by_phone.take(MOST_COMPARED).filter(other).filter(|at| of_phone(at));
        if let Some(at) = by_phone.next() {
            return Some(&self.places[*at].id);
        }
        let comune = entry.comune.as_ref()?;
        let mut of_words: Vec<&[usize]> = entry
            .words
            .iter()
            .map(|word| {
                self.by_word
                    .get(&(comune.clone(), word.clone()))
                    .map_or(&[][..], Vec::as_slice)
            })
            .collect();
        // Who shares so much of the words shares one of the rarest of them, however many places have the others.
        of_words.sort_by_key(|places| places.len());
        let must_share = (entry.words.len() * ALIKE).div_ceil(100);
        let rarest = of_words.into_iter().take(entry.words.len() + 1 - must_share);
        let mut candidates = rarest
            .flat_map(|places| places.iter().take(MOST_COMPARED))
            .filter(other);
        let at = candidates.find(|at| self.places[**at].likeness(&entry) >= ALIKE)?;
        Some(&self.places[*at].id)
    }
}

/// Places that are likely one, in pairs: each with the first that came before it and is like it.
#[must_use]
pub fn pairs(places: &[Place]) -> Vec<(&Place, &Place)> {
    let mut known = Known::default();
    let mut pairs = Vec::new();
    for place in places {
        let alike = known.alike(place);
        pairs.extend(
            alike
                .and_then(|id| places.iter().find(|other| other.id == *id))
                .map(|other| (other, place)),
        );
        known.add(place);
    }
    pairs
}

/// Places whose names are partly that one, the likest first; in that comune where both are known. For a name that is
/// still being typed, so that nothing else need be there.
#[must_use]
pub fn called_like<'a>(places: &'a [Place], name: &str, comune: Option<&str>, most: usize) -> Vec<&'a Place> {
    let typed = Entry::of_name(name);
    if typed.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<(usize, &Place)> = Vec::new();
    for place in places {
        let entry = Entry::of(place);
        let elsewhere = comune.zip(entry.comune.as_deref()).is_some_and(|(a, b)| a != b);
        let shared = entry.words.intersection(&typed).count();
        let all = entry.words.union(&typed).count();
        let likeness = shared * 100 / all.max(1);
        // All that was typed so far stands in a longer name.
        let begun = shared == typed.len() && typed.len() > 1;
        if !elsewhere && (likeness >= ALIKE || begun) {
            found.push((likeness, place));
        }
    }
    found.sort_by_key(|(likeness, _)| usize::MAX - likeness);
    found.truncate(most);
    found.into_iter().map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(id: &str, name: &str, phone: &str, lat: f64) -> Place {
        let json = format!(
            r#"{{ "id": "{id}", "network": "n", "kind": "hub", "name": "{name}", "address": {{ "comune": "015206" }},
                 "phone": ["{phone}"], "position": {{ "lat": {lat}, "lon": 9.1, "precision": "address" }} }}"#
        );
        serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}"))
    }

    #[test]
    fn the_same_place_is_known_under_another_name_and_a_neighbour_is_not() {
        let mut known = Known::default();
        known.add(&place("a", "Hub di Senago", "02 123456", 45.57));
        let alike = |other: &Place| known.alike(other).map(|id| id.as_str().to_owned());
        // Its number as others write it, and a name that is partly the same.
        assert_eq!(
            alike(&place("b", "Centro per le famiglie Senago", "+39 02123456", 45.5701)).as_deref(),
            Some("a")
        );
        // The name alone, without its number.
        assert_eq!(
            alike(&place("c", "Family Hub Senago", "02 999", 45.57)).as_deref(),
            Some("a")
        );
        // Far away, another name, itself.
        assert_eq!(alike(&place("d", "Hub di Senago", "02 123456", 45.60)), None);
        assert_eq!(alike(&place("e", "Biblioteca Verdi", "02 777777", 45.57)), None);
        assert_eq!(alike(&place("a", "Hub di Senago", "02 123456", 45.57)), None);
    }
}
