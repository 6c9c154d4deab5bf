//! Room a search works in, kept between searches so that a keystroke allocates next to nothing.

use super::document::NONE_32;
use super::standing::Standing;
use super::suited::Suited;
use super::understand::WORDS_MAX;
use super::when::{NextDates, Remembered};
use super::words::Answer;

/// What a record has gathered over the words so far, in one number, so that a word adds to all of it at once. From the
/// lowest bit: how many of the words stand exactly so in its title, how many it has without a slip, and how many it has
/// (five bits each); from bit 16 the words it has without a slip, as bits; from bit 40 its points.
#[derive(Clone, Copy, Default)]
pub(super) struct Tally(u64);

const COUNT: u64 = 0x1F;
const SURE_AT: u32 = 5;
const HAS_AT: u32 = 10;
const WORDS_AT: u32 = 16;
const POINTS_AT: u32 = WORDS_AT + WORDS_MAX as u32;

// Twenty-four words that weigh the most leave the points below the top.
const _: () = assert!((WORDS_MAX as u64 * POINTS_MAX as u64 * RARITY_MAX as u64) >> (64 - POINTS_AT) == 0);
const _: () = assert!(WORDS_MAX as u64 <= COUNT);

impl Tally {
    /// Points over all words so far, each weighed by how rare it is.
    pub(super) const fn points(self) -> u32 {
        (self.0 >> POINTS_AT) as u32
    }

    /// The words it has without a slip, as bits.
    pub(super) const fn words(self) -> u32 {
        (self.0 >> WORDS_AT) as u32 & ((1 << WORDS_MAX) - 1)
    }

    /// How many words it has.
    pub(super) const fn has(self) -> u32 {
        (self.0 >> HAS_AT & COUNT) as u32
    }

    /// How many words it has without a slip.
    pub(super) const fn sure(self) -> u32 {
        (self.0 >> SURE_AT & COUNT) as u32
    }

    /// How many words stand exactly so in its title.
    pub(super) const fn in_title(self) -> u32 {
        (self.0 & COUNT) as u32
    }
}

/// How far everything is from what was asked to be near.
#[derive(Default)]
pub(super) struct Away {
    /// Metres to each place.
    pub(super) places: Vec<u32>,
    /// The activities that are elsewhere than at their place, by record, and metres to each.
    pub(super) venues: Vec<(u32, u32)>,
}

/// Dense arrays over all records, and lists.
#[derive(Default)]
pub(super) struct Scratch {
    /// What each record has gathered over the words so far.
    pub(super) tallies: Vec<Tally>,
    /// The most words that any record has.
    pub(super) most: u32,
    /// Points of each record for the word at hand; the top bit says that no slip was forgiven.
    pub(super) current: Vec<u16>,
    /// The records that have the word at hand, one bit each.
    marks: Vec<u64>,
    /// Order key of each record that matches.
    pub(super) keys: Vec<u32>,
    /// The records that match everything.
    pub(super) matching: Vec<u32>,
    /// The records that match everything but the radius.
    pub(super) beyond: Vec<u32>,
    /// Records that may answer the question when: by appointment, or nobody knows.
    pub(super) apart: Vec<u32>,
    /// How far everything is.
    pub(super) away: Away,
    /// Whether each record fits the time that the words speak of; empty where they speak of none.
    pub(super) timely: Vec<bool>,
    /// Answers to the question when, kept from search to search.
    pub(super) when: Remembered,
    /// Next dates, kept likewise.
    pub(super) next_dates: NextDates,
    /// Whom each record suits, kept likewise.
    pub(super) suited: Suited,
    /// What each record stands for whatever is asked, kept likewise.
    pub(super) standing: Standing,
    /// How the data say what meanings were asked for, kept likewise.
    pub(super) said: Sayings,
}

/// How the data say a meaning.
#[derive(Default)]
pub(super) struct Said {
    /// Words of the data that say the same.
    pub(super) synonyms: Vec<Answer>,
    /// Records whose texts say it by a rare word or a phrase, ascending.
    pub(super) records: Vec<u32>,
}

/// How the data say meanings, by the number of the meaning.
#[derive(Default)]
pub(super) struct Sayings(Vec<Option<Said>>);

impl Sayings {
    /// Takes out what is known of a meaning.
    pub(super) fn take(&mut self, concept: u16) -> Option<Said> {
        self.0.get_mut(usize::from(concept))?.take()
    }

    /// Keeps what is known of a meaning.
    pub(super) fn keep(&mut self, concept: u16, said: Said) {
        let at = usize::from(concept);
        if at >= self.0.len() {
            self.0.resize_with(at + 1, || None);
        }
        self.0[at] = Some(said);
    }
}

/// Top bit of [`Scratch::current`].
pub(super) const SURE: u16 = 1 << 15;
/// Points of a word that stands exactly so in a title.
pub(super) const POINTS_MAX: u16 = 10_000;
/// What a word weighs that all records have.
pub(super) const RARITY_MIN: u32 = 4;
/// What the rarest word weighs.
pub(super) const RARITY_MAX: u32 = 12;

/// The points of one word for two reasons: the better, and a little for having both without a slip.
#[inline(always)]
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
        self.tallies.resize(records, Tally::default());
        self.tallies.fill(Tally::default());
        self.most = 0;
        self.current.resize(records, 0);
        self.current.fill(0);
        self.marks.resize(records.div_ceil(64), 0);
        self.marks.fill(0);
        self.matching.clear();
        self.beyond.clear();
        self.apart.clear();
        self.keys.resize(records, 0);
        self.away.places.resize(places, NONE_32);
        self.away.places.fill(NONE_32);
        self.away.venues.clear();
    }

    /// Forgets what was scored; how far everything is stays.
    pub(super) fn begin_again(&mut self) {
        self.tallies.fill(Tally::default());
        self.most = 0;
    }

    /// Gives a record points for the word at hand, if it has no better ones.
    #[inline(always)]
    pub(super) fn give(&mut self, record: u32, points: u16) {
        let at = record as usize;
        let current = &mut self.current[at];
        *current = (*current).max(points);
        self.marks[at / 64] |= 1 << (at % 64);
    }

    /// Gives a record points for the meaning of the word at hand: the better of word and meaning, and a little for
    /// having both.
    #[inline(always)]
    pub(super) fn give_also(&mut self, record: u32, points: u16) {
        let before = self.current[record as usize];
        self.give(record, both(before, points));
    }

    /// How many records have the word at hand.
    pub(super) fn touched(&self) -> usize {
        self.marks.iter().map(|marks| marks.count_ones() as usize).sum()
    }

    /// Forgets the word at hand.
    pub(super) fn drop_word(&mut self) {
        for (block, marks) in self.marks.iter_mut().enumerate() {
            let mut left = core::mem::take(marks);
            while left != 0 {
                self.current[block * 64 + left.trailing_zeros() as usize] = 0;
                left &= left - 1;
            }
        }
    }

    /// Ends a word that puts in order and need not be there.
    pub(super) fn end_filler(&mut self, rarity: u32) {
        for (block, marks) in self.marks.iter_mut().enumerate() {
            let mut left = core::mem::take(marks);
            while left != 0 {
                let at = block * 64 + left.trailing_zeros() as usize;
                left &= left - 1;
                let points = core::mem::take(&mut self.current[at]);
                self.tallies[at].0 += u64::from(u32::from(points & !SURE) * rarity) << POINTS_AT;
            }
        }
    }

    /// Ends a word: its points are added up. `rarity` weighs it; a `word` of `None` need not be there.
    pub(super) fn end_word(&mut self, word: Option<u32>, rarity: u32) {
        // What need not be there decides only between equals.
        let (has, has_bit, divisor) = word.map_or((0, 0, 4), |word| (1 << HAS_AT, 1 << WORDS_AT << word, 0));
        for (block, marks) in self.marks.iter_mut().enumerate() {
            let mut left = core::mem::take(marks);
            while left != 0 {
                let at = block * 64 + left.trailing_zeros() as usize;
                left &= left - 1;
                let points = core::mem::take(&mut self.current[at]);
                let mut more = (u64::from((u32::from(points & !SURE) * rarity) >> divisor) << POINTS_AT) | has;
                if has != 0 {
                    let sure = u64::from(points >> 15);
                    more |= (sure << SURE_AT) | (sure * has_bit) | u64::from(points == SURE | POINTS_MAX);
                }
                let tally = &mut self.tallies[at];
                tally.0 += more;
                self.most = self.most.max(tally.has());
            }
        }
    }
}
