//! The index at rest: words, where they stand, what each record is, and the options of every facet.

use std::sync::{Arc, Mutex};

use super::alike::Alike;
use super::document::Attributes;
use super::scratch::Scratch;
use super::sites::Sites;
use super::vocabulary::Vocabulary;
use super::weights::Weights;
use crate::filter::{BabyFact, FacetName, Free, Quarter, UNKNOWN, What};
use crate::model::{Dataset, Entry, Group, Language, Mode, PlaceKind, Setting, Status, Wheelchair};
use crate::taxonomy::{Category, LifeStage, Professional, Topic};
use crate::text::fold;

/// For each word the records it stands in, ascending, with the fields it stands in.
#[derive(Default)]
pub(super) struct Postings {
    /// Record << 8 | bits of the fields.
    entries: Vec<u32>,
    /// Where the entries of each word end; they begin where those of the word before end.
    ends: Vec<u32>,
}

impl Postings {
    /// Room for as many entries a word as there are counted.
    pub(super) fn with_counts(mut counts: Vec<u32>) -> Self {
        let mut sum = 0;
        for count in &mut counts {
            let begin = sum;
            sum += *count;
            *count = begin;
        }
        Self {
            entries: vec![0; sum as usize],
            ends: counts,
        }
    }

    /// Adds an entry. While entries are added, `ends` holds where the next one goes; after the last it is the end.
    pub(super) fn push(&mut self, word: u32, entry: u32) {
        let end = &mut self.ends[word as usize];
        self.entries[*end as usize] = entry;
        *end += 1;
    }

    /// The entries of a word.
    pub(super) fn of(&self, word: usize) -> &[u32] {
        let start = if word == 0 { 0 } else { self.ends[word - 1] as usize };
        &self.entries[start..self.ends[word] as usize]
    }

    fn memory(&self) -> usize {
        4 * (self.entries.capacity() + self.ends.capacity())
    }
}

/// A search index over one state of a data set. It holds no text of the records: search is given the same data set
/// again, and answers with indexes into its lists. Searching from several threads at once is fine.
pub struct Index {
    pub(super) vocabulary: Vocabulary,
    pub(super) postings: Postings,
    pub(super) attributes: Vec<Attributes>,
    pub(super) alike: Alike,
    pub(super) sites: Sites,
    /// How many of the records, from the first, are places; and how many are places or activities.
    pub(super) places: usize,
    pub(super) with_activities: usize,
    /// Sets of comuni that single guides name; numbered after the comuni.
    pub(super) comune_sets: Vec<Vec<u16>>,
    pub(super) comuni: usize,
    /// Folded names of the comuni, ordered: whole names, and first words that only one of them has.
    pub(super) comune_names: Vec<(Box<str>, u16)>,
    /// For each of 256 sets of fields the weight of the best.
    pub(super) field_weights: [u16; 256],
    pub(super) weights: Weights,
    /// Codes of the options of each facet, by bit or number.
    pub(super) options: Vec<FacetOptions>,
    /// Room for searches, reused.
    pub(super) scratch: Mutex<Vec<Scratch>>,
}

/// The options of one facet: the bit (or number) and the code of each.
pub(super) struct FacetOptions {
    pub(super) name: FacetName,
    pub(super) codes: Vec<(u16, Arc<str>)>,
}

impl Index {
    pub(super) fn new(
        data: &Dataset,
        vocabulary: Vocabulary,
        postings: Postings,
        attributes: Vec<Attributes>,
        languages: &[Language],
        quarters: &[(Quarter, u16)],
        comune_sets: Vec<Vec<u16>>,
    ) -> Self {
        let weights = Weights::USUAL;
        let places = attributes.len().min(data.places.len());
        Self {
            vocabulary,
            postings,
            places,
            with_activities: attributes.len().min(places + data.activities.len()),
            alike: Alike::new(&attributes),
            sites: Sites::new(&attributes, places),
            attributes,
            comune_sets,
            comuni: data.comuni.len(),
            comune_names: comune_names(data),
            field_weights: core::array::from_fn(|fields| weights.best_field(fields as u8) as u16),
            weights,
            options: FacetName::ALL
                .iter()
                .map(|&name| options(data, name, languages, quarters))
                .collect(),
            scratch: Mutex::new(Vec::new()),
        }
    }

    /// How many records are in it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.attributes.len()
    }

    /// Whether no record is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.attributes.is_empty()
    }

    /// How many different words are in it.
    #[must_use]
    pub fn word_count(&self) -> usize {
        self.vocabulary.len()
    }

    /// Bytes it holds, without what a search in progress needs.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.vocabulary.memory()
            + self.postings.memory()
            + self.attributes.capacity() * size_of::<Attributes>()
            + self.alike.memory()
            + self.sites.memory()
    }

    /// What kind of record stands at that number, and its index in that list of the data set.
    pub(super) fn record(&self, number: usize) -> (What, u32) {
        match number {
            _ if number < self.places => (What::Place, number as u32),
            _ if number < self.with_activities => (What::Activity, (number - self.places) as u32),
            _ => (What::Guide, (number - self.with_activities) as u32),
        }
    }

    /// Runs `work` with room to work in, taken from the pool and put back.
    pub(super) fn with_scratch<T>(&self, work: impl FnOnce(&mut Scratch) -> T) -> T {
        let pool = || self.scratch.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let mut scratch = pool().pop().unwrap_or_default();
        let result = work(&mut scratch);
        pool().push(scratch);
        result
    }
}

fn comune_names(data: &Dataset) -> Vec<(Box<str>, u16)> {
    /// A shorter word begins too many names, and means too much else.
    const FIRST_WORD_MIN: usize = 5;
    let mut whole: Vec<(Box<str>, u16)> = Vec::new();
    let mut first: Vec<(Box<str>, u16)> = Vec::new();
    for (at, comune) in data.comuni.iter().enumerate() {
        let Ok(at) = u16::try_from(at) else { break };
        for name in comune.name.split('/') {
            let name = fold(name);
            if let Some((word, _)) = name.split_once(' ').filter(|(word, _)| word.len() >= FIRST_WORD_MIN) {
                first.push((word.into(), at));
            }
            whole.push((name.into(), at));
        }
    }
    // Of two comuni with one name the more populous is meant.
    whole.sort_by(|a, b| {
        let residents = |at: u16| data.comuni[usize::from(at)].population;
        a.0.cmp(&b.0).then(residents(b.1).cmp(&residents(a.1)))
    });
    whole.dedup_by(|a, b| a.0 == b.0);
    first.sort();
    let names: Vec<(Box<str>, u16)> = first
        .iter()
        .enumerate()
        .filter(|&(at, (word, _))| {
            let same = |other: Option<usize>| other.and_then(|other| first.get(other)).is_some_and(|(w, _)| w == word);
            !same(at.checked_sub(1))
                && !same(Some(at + 1))
                && whole.binary_search_by(|(name, _)| name.cmp(word)).is_err()
        })
        .map(|(_, name)| name.clone())
        .collect();
    whole.extend(names);
    whole.sort();
    whole
}

fn options(data: &Dataset, name: FacetName, languages: &[Language], quarters: &[(Quarter, u16)]) -> FacetOptions {
    let mut codes: Vec<(u16, Arc<str>)> = Vec::new();
    let mut add = |at: usize, code: &str| codes.push((at as u16, code.into()));
    match name {
        FacetName::What => What::ALL.iter().for_each(|&value| add(value as usize, value.code())),
        FacetName::Kind => PlaceKind::ALL
            .iter()
            .for_each(|&value| add(value as usize, value.code())),
        FacetName::Network => {
            data.networks
                .iter()
                .enumerate()
                .for_each(|(at, network)| add(at, network.id.as_str()));
        }
        FacetName::Comune => data
            .comuni
            .iter()
            .enumerate()
            .for_each(|(at, comune)| add(at, comune.code.as_str())),
        FacetName::Topic => Topic::all().for_each(|value| add(value.index(), value.code())),
        FacetName::Category => Category::all().for_each(|value| add(value.index(), value.code())),
        FacetName::Stage => {
            LifeStage::all().for_each(|value| add(value.index(), value.code()));
            add(15, UNKNOWN);
        }
        FacetName::Language => {
            languages
                .iter()
                .enumerate()
                .for_each(|(at, language)| add(at, language.as_str()));
            add(31, UNKNOWN);
        }
        FacetName::Free => Free::ALL.iter().for_each(|&value| add(value as usize, value.code())),
        FacetName::Entry => {
            Entry::ALL.iter().for_each(|&value| add(value as usize, value.code()));
            add(3, UNKNOWN);
        }
        FacetName::Wheelchair => Wheelchair::ALL
            .iter()
            .for_each(|&value| add(value as usize, value.code())),
        FacetName::Professional => {
            Professional::all().for_each(|value| add(value.index(), value.code()));
            add(15, UNKNOWN);
        }
        FacetName::Status => Status::ALL.iter().for_each(|&value| add(value as usize, value.code())),
        FacetName::Mode => with_unknown(&mut Mode::ALL.iter().map(|value| value.code()), 7, &mut add),
        FacetName::Setting => with_unknown(&mut Setting::ALL.iter().map(|value| value.code()), 7, &mut add),
        FacetName::Baby => with_unknown(&mut BabyFact::ALL.iter().map(|value| value.code()), 7, &mut add),
        FacetName::Who => with_unknown(&mut Group::ALL.iter().map(|value| value.code()), 15, &mut add),
        FacetName::Quarter => quarters
            .iter()
            .for_each(|(quarter, at)| add(usize::from(*at), quarter.as_str())),
    }
    FacetOptions { name, codes }
}

/// The codes by their place in their list, and "not known" at that bit.
fn with_unknown(codes: &mut dyn Iterator<Item = &'static str>, unknown: usize, add: &mut dyn FnMut(usize, &str)) {
    for (code, at) in codes.zip(0..) {
        add(at, code);
    }
    add(unknown, UNKNOWN);
}
