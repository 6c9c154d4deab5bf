//! Which words of a question name a place.
//!
//! A name of a comune is a place unless it is rather meant as a word: "Sale", "Como" and "Cerchio" are both. What then
//! decides is how it was written: after "vicino a" or "in", with a capital letter, or with nothing else beside it.

use super::super::near::{locate, of_comune, of_quarter, only_quarter};
use super::super::weights::Field;
use super::*;
use crate::geo::Point;
use crate::model::Comune;

/// A comune's name has at most so many words; in Chinese every letter is one.
const NAME_WORDS_MAX: usize = 12;
/// A shorter name of another language ("Rom") is too much else where nothing says that a place is meant.
const OTHER_NAME_MIN: usize = 4;
/// No name of a comune is longer; what is longer is not even put together.
const NAME_BYTES_MAX: usize = 80;
/// Residents of a town that is meant although a language has its name as a small word ("como").
const LARGE: u32 = 30_000;

/// How a name stands in its question.
struct Stands {
    /// After "vicino a", "near".
    near: bool,
    /// After "a", "in", "à".
    at: bool,
    /// With a capital letter that does not begin the question.
    capital: bool,
    /// With nothing but small words beside it.
    alone: bool,
    /// As the last word.
    last: bool,
}

impl Stands {
    /// The greater, the more it says that a place is meant.
    const fn tells(&self) -> u8 {
        4 * self.near as u8 + 2 * self.at as u8 + 2 * self.capital as u8
    }
}

impl Question<'_> {
    /// "bollate", "vicino a 20021", "near me": of all that may be a place what is most clearly one.
    pub(super) fn read_place(
        &mut self,
        index: &Index,
        data: &Dataset,
        thesaurus: &Thesaurus,
        context: &Context<'_>,
        chunks: &[&str],
    ) {
        let mut found: Vec<(u8, usize, usize, NearPlace)> = Vec::new();
        let mut next = 0;
        while next < self.units.len() {
            let at = next;
            next += 1;
            let near = (1..=2).any(|back| at >= back && self.has_role(thesaurus, at - back, Concept::Near));
            if near && self.has_role(thesaurus, at, Concept::Here) {
                self.place = context.position.map(here);
                self.units[at].slot = if self.place.is_some() {
                    Slot::Place
                } else {
                    Slot::Optional
                };
                return;
            }
            let begins = context
                .gazetteer
                .is_none_or(|gazetteer| may_begin(gazetteer, self.units[at].text));
            let longest = if begins { NAME_WORDS_MAX } else { 1 };
            for length in (1..=longest.min(self.units.len() - at)).rev() {
                let named = &self.units[at..at + length];
                if !named
                    .iter()
                    .all(|unit| matches!(unit.slot, Slot::Word | Slot::Optional))
                {
                    continue;
                }
                let stands = self.stands(thesaurus, chunks, at, length, near);
                let Some(place) = self.find_place(index, data, thesaurus, context, chunks, at..at + length, &stands)
                else {
                    continue;
                };
                found.push((stands.tells(), at, length, place));
                // "Albiano d'Ivrea" is not Ivrea.
                next = at + length;
                break;
            }
        }
        // "Bari San Paolo" is a quarter of Bari, and no comune of that name.
        for (_, at, length, place) in found.iter().filter(|(.., place)| place.quarter.is_none()) {
            if let Some((range, quarter)) = self.quarter_beside(thesaurus, context, chunks, *at..at + length, place) {
                for unit in &mut self.units[range] {
                    unit.slot = Slot::Place;
                }
                self.place = Some(quarter);
                return;
            }
        }
        // Among equals the first, and the longer name.
        let mut best: Option<(u8, usize, usize, NearPlace)> = None;
        for one in found {
            if best.as_ref().is_none_or(|(tells, ..)| one.0 > *tells) {
                best = Some(one);
            }
        }
        if let Some((_, at, length, place)) = best {
            for unit in &mut self.units[at..at + length] {
                unit.slot = Slot::Place;
            }
            self.place = Some(place);
        }
    }

    /// A quarter of that comune, named right before it or after it, and the words of both.
    fn quarter_beside(
        &self,
        thesaurus: &Thesaurus,
        context: &Context<'_>,
        chunks: &[&str],
        at: core::ops::Range<usize>,
        place: &NearPlace,
    ) -> Option<(core::ops::Range<usize>, NearPlace)> {
        let gazetteer = context.gazetteer?;
        let small = |at: &usize| self.units[*at].slot == Slot::Optional;
        let free = |at: usize| matches!(self.units[at].slot, Slot::Word | Slot::Optional);
        let after = at.end + (at.end..self.units.len()).take_while(small).count();
        let before = at.start - (0..at.start).rev().take_while(small).count();
        let lengths = || (1..=NAME_WORDS_MAX).rev();
        // "Torre a Mare, Bari" may begin with a small word of its own: "la Massimina".
        let beside_after = [after, at.end];
        let following = beside_after
            .into_iter()
            .flat_map(|start| lengths().map(move |length| start..start + length));
        let leading = [before, at.start]
            .into_iter()
            .flat_map(|end| lengths().filter_map(move |length| Some(end.checked_sub(length)?..end)));
        following
            .chain(leading)
            .filter(|range| range.end <= self.units.len() && range.clone().all(free))
            .find_map(|range| {
                let named = &self.units[range.clone()];
                let name: Vec<&str> = named.iter().map(|unit| unit.text).collect();
                let name = name.join(" ");
                let mut of_comune = gazetteer.quarters_named(&name);
                let quarter = of_comune.find(|(_, comune)| Some(&comune.code) == place.comune.as_ref())?;
                // "Torino centro famiglie" asks for a centre.
                let told = match named {
                    [only] => {
                        let written = chunks.get(only.chunk).map_or(&[][..], |chunk| chunk.as_bytes());
                        !thesaurus.knows(only.text)
                            || range.start > 0 && written.first().is_some_and(u8::is_ascii_uppercase)
                    }
                    _ => named.iter().any(|unit| unit.slot == Slot::Word),
                };
                told.then(|| (range.start.min(at.start)..range.end.max(at.end), of_quarter(quarter)))
            })
    }

    fn stands(&self, thesaurus: &Thesaurus, chunks: &[&str], at: usize, length: usize, near: bool) -> Stands {
        let written = |unit: &Unit<'_>| chunks.get(unit.chunk).map_or(&[][..], |chunk| chunk.as_bytes());
        let others = || self.units[..at].iter().chain(&self.units[at + length..]);
        Stands {
            near,
            at: at > 0 && self.has_role(thesaurus, at - 1, Concept::At),
            // Shouting says nothing, nor does the first letter of a sentence.
            capital: at > 0
                && written(&self.units[at]).iter().any(u8::is_ascii_uppercase)
                && written(&self.units[at]).iter().any(u8::is_ascii_lowercase),
            alone: others().all(|unit| unit.slot == Slot::Optional),
            last: at + length == self.units.len(),
        }
    }

    /// The place that these words name, if they name one and are not rather meant as words.
    #[allow(clippy::too_many_arguments, reason = "what is asked, and over what")]
    fn find_place(
        &self,
        index: &Index,
        data: &Dataset,
        thesaurus: &Thesaurus,
        context: &Context<'_>,
        chunks: &[&str],
        at: core::ops::Range<usize>,
        stands: &Stands,
    ) -> Option<NearPlace> {
        let named = &self.units[at.clone()];
        if named.iter().map(|unit| unit.text.len()).sum::<usize>() > NAME_BYTES_MAX {
            return None;
        }
        if let [only] = named
            && only.text.len() == 5
            && let Ok(code) = only.text.parse()
        {
            return locate(data, &Near::PostalCode(code), context);
        }
        let name: Vec<&str> = named.iter().map(|unit| unit.text).collect();
        let name = name.join(" ");
        if name.bytes().any(|byte| byte.is_ascii_digit()) || name.len() < 2 {
            return None;
        }
        let of_data = || {
            let comune = data.comuni.get(usize::from(index.comune_named(&name)?))?;
            // "Sesto" is the comune of that name before one that only begins so.
            let whole = comune.name.split('/').any(|one| fold(one) == name);
            let other = || context.gazetteer?.named(&name);
            if whole { Some(comune) } else { other().or(Some(comune)) }
        };
        let [_] = named else {
            let cut = |gazetteer: &'_ crate::gazetteer::Gazetteer| {
                // "S. Donato" is cut, "a San Donato" is not.
                let begins =
                    named[0].slot == Slot::Word || chunks.get(named[0].chunk).is_some_and(|chunk| chunk.ends_with('.'));
                let told = stands.tells() > 0 || named.iter().any(|unit| !unit.as_written || unit.text.len() == 1);
                if begins && told {
                    gazetteer.find(&name).cloned()
                } else {
                    None
                }
            };
            let all_small = named.iter().all(|unit| unit.slot == Slot::Optional);
            let whole = of_data()
                .or_else(|| context.gazetteer?.named(&name))
                .filter(|_| !all_small || stands.tells() > 0 || stands.alone);
            return match whole {
                Some(comune) => Some(of_comune(comune)),
                None if all_small => None,
                None => context
                    .gazetteer
                    .and_then(|gazetteer| {
                        let other = gazetteer.named_otherwise(&name).cloned();
                        other.or_else(|| cut(gazetteer))
                    })
                    .as_ref()
                    .map(of_comune)
                    .or_else(|| self.find_quarter(index, data, thesaurus, context, &name, at, stands)),
            };
        };
        match of_data().or_else(|| context.gazetteer?.named(&name)) {
            Some(comune) => self
                .is_meant(index, data, thesaurus, at.start, comune, stands)
                .then(|| of_comune(comune)),
            None => {
                let told = stands.capital
                    || stands.near
                    || stands.at
                    || (!name.is_ascii() || stands.alone || name.len() >= OTHER_NAME_MIN)
                        && !thesaurus.knows(&name)
                        && index.vocabulary.find(&name).is_none();
                let small = named[0].slot == Slot::Optional && !stands.alone;
                let otherwise = |gazetteer: &'_ crate::gazetteer::Gazetteer| {
                    let ending = || gazetteer.named_with_ending(&name).filter(|_| stands.tells() > 0);
                    gazetteer.named_otherwise(&name).or_else(ending).map(of_comune)
                };
                if !told || small {
                    return None;
                }
                context
                    .gazetteer
                    .and_then(otherwise)
                    .or_else(|| self.find_quarter(index, data, thesaurus, context, &name, at, stands))
            }
        }
    }

    /// The quarter that these words name, if it is clear which one and they are not rather meant as words.
    #[allow(clippy::too_many_arguments, reason = "what is asked, and over what")]
    fn find_quarter(
        &self,
        index: &Index,
        data: &Dataset,
        thesaurus: &Thesaurus,
        context: &Context<'_>,
        name: &str,
        at: core::ops::Range<usize>,
        stands: &Stands,
    ) -> Option<NearPlace> {
        let is_name = |unit: &Unit<'_>| !thesaurus.knows(unit.text) && !index.is_rather_a_word(data, unit.text);
        let no_need = |unit: &&Unit<'_>| unit.slot == Slot::Word && thesaurus.means(unit.text) != Some(true);
        let words = || self.units[at.clone()].iter().filter(no_need);
        let told = stands.tells() > 0 || stands.alone || words().count() > 1 || words().any(is_name);
        context
            .gazetteer
            .filter(|_| told)
            .and_then(|gazetteer| only_quarter(data, gazetteer, name))
    }

    /// Whether a single word means the comune of its name.
    #[allow(clippy::too_many_arguments, reason = "what is asked, and over what")]
    fn is_meant(
        &self,
        index: &Index,
        data: &Dataset,
        thesaurus: &Thesaurus,
        at: usize,
        comune: &Comune,
        stands: &Stands,
    ) -> bool {
        let word = &self.units[at];
        if stands.capital || stands.near && word.slot != Slot::Optional {
            return true;
        }
        if word.slot == Slot::Optional {
            // A small word of some language. Beside a need, and not in a sentence, a large town is meant.
            let beside = (self.units.get(at + 1)).is_none_or(|next| next.slot == Slot::Word);
            let town = comune.population >= LARGE && beside && self.units.len() <= 3;
            return stands.alone || town || (stands.last && comune.population >= LARGE);
        }
        match thesaurus.means(word.text) {
            Some(true) => false,
            Some(false) => stands.at || stands.alone,
            None => stands.at || stands.alone || !index.is_rather_a_word(data, word.text),
        }
    }
}

/// Whether a name of two words or more may begin with that word, or with one it is short for.
fn may_begin(gazetteer: &crate::gazetteer::Gazetteer, word: &str) -> bool {
    word.chars().nth(1).is_none() || gazetteer.has_first_word(word)
}

const fn here(point: Point) -> NearPlace {
    NearPlace {
        name: String::new(),
        comune: None,
        point,
        quarter: None,
    }
}

impl Index {
    /// Whether a word stands in the records mostly as something else than a name of a place: with a small letter.
    fn is_rather_a_word(&self, data: &Dataset, word: &str) -> bool {
        const LOOKED_AT: usize = 6;
        let Some(at) = self.vocabulary.find(word) else {
            return false;
        };
        let entries = self.postings.of(at);
        let as_place = entries
            .iter()
            .filter(|&&entry| entry & Field::Comune as u32 != 0)
            .count();
        if as_place * 3 >= entries.len() {
            return false;
        }
        let apart = |entry: &&u32| **entry & Field::Comune as u32 == 0;
        entries
            .iter()
            .filter(apart)
            .take(LOOKED_AT)
            .any(|&entry| self.writes_small(data, (entry >> 8) as usize, word))
    }
}
