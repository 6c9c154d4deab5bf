//! Room a search works in, kept between searches so that a keystroke allocates next to nothing.

use super::document::NONE_32;

/// Dense arrays over all records, and lists.
#[derive(Default)]
pub(super) struct Scratch {
    /// Points of each record over all words so far.
    pub(super) total: Vec<u32>,
    /// Points of each record for the word at hand; the top bit says that no slip was forgiven.
    pub(super) current: Vec<u16>,
    /// How many words each record has, and how many of them without a slip.
    pub(super) matched: Vec<u8>,
    pub(super) exact: Vec<u8>,
    /// The records that have the word at hand.
    pub(super) touched: Vec<u32>,
    /// Order key of each record that matches.
    pub(super) keys: Vec<u32>,
    /// The records that match everything.
    pub(super) matching: Vec<u32>,
    /// Metres to each place.
    pub(super) metres: Vec<u32>,
    /// Places that match or hold a match.
    pub(super) on_map: Vec<bool>,
}

/// Top bit of [`Scratch::current`].
pub(super) const SURE: u16 = 1 << 15;

impl Scratch {
    /// Makes room for that many records and places, with nothing matched.
    pub(super) fn begin(&mut self, records: usize, places: usize) {
        self.total.clear();
        self.total.resize(records, 0);
        self.current.clear();
        self.current.resize(records, 0);
        self.matched.clear();
        self.matched.resize(records, 0);
        self.exact.clear();
        self.exact.resize(records, 0);
        self.touched.clear();
        self.matching.clear();
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

    /// Ends a word: its points are added up.
    pub(super) fn end_word(&mut self) {
        for &record in &self.touched {
            let at = record as usize;
            let points = core::mem::take(&mut self.current[at]);
            self.total[at] += u32::from(points & !SURE);
            self.matched[at] += 1;
            self.exact[at] += u8::from(points & SURE != 0);
        }
        self.touched.clear();
    }
}
