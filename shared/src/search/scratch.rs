//! Room a search works in, kept between searches so that a keystroke allocates next to nothing.

use super::document::NONE_32;
use super::suited::Suited;
use super::when::{NextDates, Remembered};

/// Dense arrays over all records, and lists.
#[derive(Default)]
pub(super) struct Scratch {
    /// Points of each record over all words so far, each weighed by how rare it is.
    pub(super) total: Vec<u32>,
    /// Points of each record for the word at hand; the top bit says that no slip was forgiven.
    pub(super) current: Vec<u16>,
    /// The words each record has, as bits; those without a slip; how many stand exactly so in its title.
    pub(super) matched: Vec<u32>,
    pub(super) sure: Vec<u32>,
    pub(super) in_title: Vec<u8>,
    /// The records that have the word at hand.
    pub(super) touched: Vec<u32>,
    /// Order key of each record that matches.
    pub(super) keys: Vec<u32>,
    /// The records that match everything.
    pub(super) matching: Vec<u32>,
    /// The records that match everything but the radius.
    pub(super) beyond: Vec<u32>,
    /// Records that may answer the question when: by appointment, or nobody knows.
    pub(super) apart: Vec<u32>,
    /// Metres to each place.
    pub(super) metres: Vec<u32>,
    /// Places that match or hold a match.
    pub(super) on_map: Vec<bool>,
    /// Answers to the question when, kept from search to search.
    pub(super) when: Remembered,
    /// Next dates, kept likewise.
    pub(super) next_dates: NextDates,
    /// Whom each record suits, kept likewise.
    pub(super) suited: Suited,
}

/// Top bit of [`Scratch::current`].
pub(super) const SURE: u16 = 1 << 15;
/// Points of a word that stands exactly so in a title.
pub(super) const POINTS_MAX: u16 = 10_000;

/// The points of one word for two reasons: the better, and a little for having both without a slip.
pub(super) fn both(before: u16, points: u16) -> u16 {
    let better = before.max(points);
    if before & points & SURE == 0 {
        return better;
    }
    let more = (before & !SURE).min(points & !SURE) / 16;
    SURE | ((better & !SURE) + more).min(POINTS_MAX - 1).max(better & !SURE)
}

impl Scratch {
    /// Makes room for that many records and places, with nothing matched.
    pub(super) fn begin(&mut self, records: usize, places: usize) {
        for array in [&mut self.total, &mut self.matched, &mut self.sure] {
            array.clear();
            array.resize(records, 0);
        }
        self.current.clear();
        self.current.resize(records, 0);
        self.in_title.clear();
        self.in_title.resize(records, 0);
        self.touched.clear();
        self.matching.clear();
        self.beyond.clear();
        self.apart.clear();
        self.keys.resize(records, 0);
        self.metres.clear();
        self.metres.resize(places, NONE_32);
        self.on_map.clear();
        self.on_map.resize(places, false);
    }

    /// Gives a record points for the word at hand, if it has no better ones.
    pub(super) fn give(&mut self, record: u32, points: u16) {
        let current = &mut self.current[record as usize];
        if *current == 0 {
            self.touched.push(record);
        }
        *current = (*current).max(points);
    }

    /// Gives a record points for the meaning of the word at hand: the better of word and meaning, and a little for
    /// having both.
    pub(super) fn give_also(&mut self, record: u32, points: u16) {
        let before = self.current[record as usize];
        self.give(record, both(before, points));
    }

    /// Ends a word: its points are added up. `rarity` weighs it; a `word` of `None` need not be there.
    pub(super) fn end_word(&mut self, word: Option<u32>, rarity: u32) {
        for &record in &self.touched {
            let at = record as usize;
            let points = core::mem::take(&mut self.current[at]);
            // What need not be there decides only between equals.
            self.total[at] += u32::from(points & !SURE) * rarity / if word.is_some() { 1 } else { 16 };
            if let Some(word) = word {
                self.matched[at] |= 1 << word;
                self.sure[at] |= u32::from(points >> 15) << word;
                self.in_title[at] += u8::from(points == SURE | POINTS_MAX);
            }
        }
        self.touched.clear();
    }
}
