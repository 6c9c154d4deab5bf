//! Danger: whether somebody who searches may need help at once, and who answers the telephone.
//!
//! It is read before anything is scored, in all nine languages at once, from the rules of `shared/data/danger.txt`;
//! the head of that file describes them. A calm card too many does no harm, silence does: rules are wide, and what
//! only sounds alike is listed by name.

mod reading;
mod tokens;

pub(super) use reading::Reading;

use super::slips::Typed;
use super::thesaurus::{Codes, Thesaurus};
use super::vocabulary::{Vocabulary, letters};
use tokens::Token;

/// What kind of help is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum HelpKind {
    /// Somebody wants to die or hurts himself.
    Despair,
    /// Somebody was poisoned or took too much of something.
    Poison,
    /// Violence, suffered, done or feared.
    Violence,
    /// A child is in danger or gone.
    Child,
    /// Help at once, whatever it is about.
    Urgent,
}

impl HelpKind {
    /// All kinds, the first that applies gives its name to the answer.
    pub const ALL: [Self; 5] = [Self::Despair, Self::Poison, Self::Violence, Self::Child, Self::Urgent];

    /// The code in the API.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Despair => "despair",
            Self::Poison => "poison",
            Self::Violence => "violence",
            Self::Child => "child",
            Self::Urgent => "urgent",
        }
    }
}

/// A line that one can call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HelpLine {
    /// What is dialled, digits only: `tel:` and this is the link.
    pub dial: Box<str>,
    /// The number as people write it.
    pub number: Box<str>,
    /// Who runs it, and the title of the source.
    pub source: Box<str>,
    /// Address of the source.
    pub url: Box<str>,
    /// The day the source was seen, as `2026-11-30`.
    pub seen: Box<str>,
    code: Box<str>,
    says: Vec<(Box<str>, Box<str>)>,
}

impl HelpLine {
    /// One sentence on who answers, in a language (`it`, `en`, …); in Italian where there is none.
    #[must_use]
    pub fn says(&self, language: &str) -> &str {
        let in_language = |wanted: &str| self.says.iter().find(|(language, _)| **language == *wanted);
        in_language(language)
            .or_else(|| in_language("it"))
            .map_or("", |(_, sentence)| sentence)
    }
}

/// Whether a query speaks of danger. Such a query is not kept: not among recent searches, not in a title, not in the
/// browser's history.
#[must_use]
pub fn is_danger(query: &str) -> bool {
    !Thesaurus::get().danger.kinds_of(query).is_empty()
}

/// Whether a query may be kept on the device. Until the rules have been fetched none may.
#[must_use]
pub fn may_be_kept(query: &str) -> bool {
    let danger = &Thesaurus::get().danger;
    !danger.rules.is_empty() && danger.kinds_of(query).is_empty()
}

/// The lines to call for what a query speaks of, in order; none where it does not speak of danger, and until the rules
/// have been fetched.
#[must_use]
pub fn help_lines_for(query: &str) -> Vec<HelpLine> {
    let danger = &Thesaurus::get().danger;
    let lines = danger.lines_for(&danger.kinds_of(query));
    lines.into_iter().cloned().collect()
}

/// All lines that one can call, whatever the danger, each once; none until the rules have been fetched.
#[must_use]
pub fn help_lines() -> Vec<HelpLine> {
    let lines = Thesaurus::get().danger.lines_for(&HelpKind::ALL);
    lines.into_iter().cloned().collect()
}

/// What helps in one kind of danger.
pub(super) struct KindOfHelp {
    kind: HelpKind,
    /// Indexes of the lines, in order.
    lines: Vec<u8>,
    /// What helps, as codes.
    pub(super) about: Codes,
    /// What is never shown for it.
    pub(super) never: Codes,
    /// Number of the concept that stands for `about`.
    pub(super) concept: u16,
}

/// Words side by side, as numbers of units.
type Term = Box<[u32]>;

struct Rule {
    kind: HelpKind,
    /// Classes, all of which must be there.
    parts: Vec<u16>,
    /// A class that must not be there.
    guard: Option<u16>,
    /// Within how many words.
    window: usize,
}

/// The rules, read.
#[derive(Default)]
pub(super) struct Danger {
    lines: Vec<HelpLine>,
    kinds: Vec<KindOfHelp>,
    /// Patterns of single words: `word`, `beginning*`, `*inside*`, `*` and `.`.
    units: Vocabulary,
    terms: Vec<Term>,
    /// The terms that begin with a unit, ordered.
    beginning: Vec<(u32, u32)>,
    /// The units that match inside of a word.
    inside: Vec<u32>,
    /// The classes that a term belongs to, ordered.
    classes: Vec<(u32, u16)>,
    class_count: usize,
    rules: Vec<Rule>,
    /// Beginnings of words that are no misspelt words of danger.
    safe: Vec<Box<str>>,
}

/// Shorter words and beginnings are never taken for misspelt ones.
const LETTERS_MIN: usize = 6;

/// The class of idioms.
const IDIOM: u16 = 0;

/// A term found in a query: its class and the tokens it covers.
#[derive(Clone, Copy)]
struct Found {
    class: u16,
    start: usize,
    end: usize,
}

impl Danger {
    /// The kinds of danger that a query speaks of, in the order of [`HelpKind::ALL`].
    pub(super) fn kinds_of(&self, query: &str) -> Vec<HelpKind> {
        match self.rules.is_empty() {
            true => Vec::new(),
            false => self.kinds_in(query),
        }
    }

    /// [`Self::kinds_of`] by rules that are there. They are fetched together with the lazy chunk, which holds this.
    #[inline(never)]
    fn kinds_in(&self, query: &str) -> Vec<HelpKind> {
        let tokens = tokens::read(query, |word| self.is_word(word));
        let matched: Vec<Vec<u32>> = tokens.iter().map(|token| self.units_of(token)).collect();
        let mut found = Vec::new();
        for start in 0..tokens.len() {
            for &unit in &matched[start] {
                self.terms_at(unit, start, &matched, &mut found);
            }
        }
        let mut idle = vec![false; tokens.len()];
        for idiom in found.iter().filter(|found| found.class == IDIOM) {
            idle[idiom.start..idiom.end].fill(true);
        }
        found.retain(|found| found.class != IDIOM && !idle[found.start..found.end].contains(&true));
        if found.is_empty() {
            return Vec::new();
        }
        let mut by_class: Vec<Vec<Found>> = vec![Vec::new(); self.class_count];
        for found in found {
            by_class[usize::from(found.class)].push(found);
        }
        let mut kinds: Vec<HelpKind> = self
            .rules
            .iter()
            .filter(|rule| rule.applies(&by_class))
            .map(|rule| rule.kind)
            .collect();
        kinds.sort_unstable();
        kinds.dedup();
        kinds
    }

    /// What helps in that kind of danger.
    pub(super) fn help_for(&self, kind: HelpKind) -> Option<&KindOfHelp> {
        self.kinds.iter().find(|help| help.kind == kind)
    }

    /// The lines for some kinds of danger: those of the first, then what the others add.
    pub(super) fn lines_for(&self, kinds: &[HelpKind]) -> Vec<&HelpLine> {
        let mut lines: Vec<u8> = Vec::new();
        for help in kinds.iter().filter_map(|&kind| self.help_for(kind)) {
            for &line in &help.lines {
                if !lines.contains(&line) {
                    lines.push(line);
                }
            }
        }
        lines.iter().map(|&line| &self.lines[usize::from(line)]).collect()
    }

    /// Whether a word is one that some unit names as it is written.
    fn is_word(&self, word: &str) -> bool {
        self.units.find(word).is_some() || self.begins(word).next().is_some()
    }

    /// Units `beginning*` that a word begins with.
    fn begins(&self, word: &str) -> impl Iterator<Item = u32> {
        let ends = word.char_indices().map(|(at, letter)| at + letter.len_utf8());
        ends.filter_map(move |end| self.units.find(&[&word[..end], "*"].concat()))
            .map(|at| at as u32)
    }

    fn units_of(&self, token: &Token) -> Vec<u32> {
        let word = token.word.as_str();
        let mut units: Vec<u32> = self.units.find(word).map(|at| at as u32).into_iter().collect();
        if word == tokens::EDGE {
            return units;
        }
        units.extend(self.begins(word));
        if let Some(bare) = &token.bare {
            units.extend(self.units.find(bare).map(|at| at as u32));
            units.extend(self.begins(bare));
        }
        if !word.is_ascii() {
            let holds = |&unit: &u32| word.contains(self.units.word(unit as usize).trim_matches('*'));
            units.extend(self.inside.iter().copied().filter(holds));
        }
        // A short beginning says little: "violensa" begins like "violé" and is a slip of "violenza".
        if units.iter().all(|&unit| self.is_short_beginning(unit)) {
            units.extend(self.misspelt(word));
        }
        units.extend(self.units.find("*").map(|at| at as u32));
        units
    }

    fn is_short_beginning(&self, unit: u32) -> bool {
        let beginning = self.units.word(unit as usize).strip_suffix('*');
        beginning.is_some_and(|letters| letters.len() < LETTERS_MIN)
    }

    /// The units that a word is one slip away from, when it is no word that anybody knows.
    fn misspelt(&self, word: &str) -> Vec<u32> {
        let Some(first) = word.chars().next() else {
            return Vec::new();
        };
        let known = word.chars().count() < LETTERS_MIN
            || self.safe.iter().any(|safe| word.starts_with(&**safe))
            || Thesaurus::get().knows(word);
        if known {
            return Vec::new();
        }
        let Some(typed) = Typed::new(word) else {
            return Vec::new();
        };
        /// The bits of the letters a to z.
        const PLAIN: u32 = (1 << 26) - 1;
        let has = letters(word);
        self.units
            .beginning_with(first.encode_utf8(&mut [0; 4]))
            // One slip puts one letter in the place of another at most.
            .filter(|&at| (self.units.letters()[at] & !has & PLAIN).count_ones() <= 1)
            .filter(|&at| {
                let unit = self.units.word(at);
                let beginning = unit.strip_suffix('*');
                let letters = beginning.unwrap_or(unit);
                letters.chars().count() >= LETTERS_MIN
                    && match beginning {
                        Some(beginning) => {
                            Typed::new(beginning).is_some_and(|unit| unit.slips_to_beginning(word, 1).is_some())
                        }
                        None => typed.slips(unit, 1).is_some(),
                    }
            })
            .map(|at| at as u32)
            .collect()
    }

    /// Adds the terms that begin with a unit matched at a token.
    fn terms_at(&self, unit: u32, start: usize, matched: &[Vec<u32>], found: &mut Vec<Found>) {
        let from = self.beginning.partition_point(|&(first, _)| first < unit);
        for &(_, term) in self.beginning[from..].iter().take_while(|&&(first, _)| first == unit) {
            let units = &self.terms[term as usize];
            let end = start + units.len();
            let Some(rest) = matched.get(start + 1..end) else {
                continue;
            };
            if units[1..]
                .iter()
                .zip(rest)
                .all(|(unit, matched)| matched.contains(unit))
            {
                let from = self.classes.partition_point(|&(of, _)| of < term);
                let classes = self.classes[from..].iter().take_while(|&&(of, _)| of == term);
                found.extend(classes.map(|&(_, class)| Found { class, start, end }));
            }
        }
    }
}

impl Rule {
    fn applies(&self, by_class: &[Vec<Found>]) -> bool {
        let of = |class: u16| by_class[usize::from(class)].as_slice();
        if self.parts.iter().any(|&part| of(part).is_empty()) || self.guard.is_some_and(|guard| !of(guard).is_empty()) {
            return false;
        }
        let Some((&first, others)) = self.parts.split_first() else {
            return false;
        };
        of(first).iter().any(|found| {
            let (mut start, mut end) = (found.start, found.end);
            let mut taken = vec![*found];
            others.iter().all(|&part| {
                let apart = |one: &&Found| {
                    taken
                        .iter()
                        .all(|other| one.end <= other.start || other.end <= one.start)
                };
                let span = |one: &&Found| one.end.max(end) - one.start.min(start);
                let Some(&nearest) = of(part).iter().filter(apart).min_by_key(span) else {
                    return false;
                };
                start = start.min(nearest.start);
                end = end.max(nearest.end);
                taken.push(nearest);
                end - start <= self.window
            })
        })
    }
}
