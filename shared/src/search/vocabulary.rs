//! The words of the data: collected by hash while the index grows, then sorted, so that a prefix is a range.

use core::ops::Range;
use core::sync::atomic::{AtomicU32, Ordering::Relaxed};

use rust_stemmers::{Algorithm, Stemmer};

/// Words as they are met, each with a number.
#[derive(Default)]
pub(super) struct Interner {
    text: String,
    /// Where each word ends in `text`; it begins where the one before ends.
    ends: Vec<u32>,
    /// Open addressing: number + 1, 0 is free. Its length is a power of two.
    table: Vec<u32>,
}

impl Interner {
    /// The number of a word, new or known.
    pub(super) fn number(&mut self, word: &str) -> u32 {
        if (self.ends.len() + 1) * 2 > self.table.len() {
            self.grow();
        }
        let mask = self.table.len() - 1;
        let mut slot = hash(word.as_bytes()) as usize & mask;
        loop {
            match self.table[slot] {
                0 => break,
                number if self.word(number - 1) == word => return number - 1,
                _ => slot = (slot + 1) & mask,
            }
        }
        self.text.push_str(word);
        self.ends.push(self.text.len() as u32);
        self.table[slot] = self.ends.len() as u32;
        self.ends.len() as u32 - 1
    }

    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    fn word(&self, number: u32) -> &str {
        let at = number as usize;
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.text[start..self.ends[at] as usize]
    }

    #[cold]
    fn grow(&mut self) {
        let size = (self.table.len() * 2).max(1024);
        let mut table = vec![0_u32; size];
        for number in 0..self.ends.len() as u32 {
            let mut slot = hash(self.word(number).as_bytes()) as usize & (size - 1);
            while table[slot] != 0 {
                slot = (slot + 1) & (size - 1);
            }
            table[slot] = number + 1;
        }
        self.table = table;
    }

    /// The sorted words, and for each number its place among them.
    pub(super) fn sort(&self) -> (Vocabulary, Vec<u32>) {
        let mut order: Vec<u32> = (0..self.len() as u32).collect();
        order.sort_unstable_by(|&a, &b| self.word(a).as_bytes().cmp(self.word(b).as_bytes()));
        let mut place = vec![0_u32; order.len()];
        let mut words = Vocabulary {
            text: String::with_capacity(self.text.len()),
            ends: Vec::with_capacity(order.len()),
            letters: Vec::with_capacity(order.len()),
            stems: order.iter().map(|_| AtomicU32::new(0)).collect(),
        };
        for (at, &number) in order.iter().enumerate() {
            place[number as usize] = at as u32;
            let word = self.word(number);
            words.text.push_str(word);
            words.ends.push(words.text.len() as u32);
            words.letters.push(letters(word));
        }
        (words, place)
    }
}

/// FxHash over 4 bytes at a time: short words, and no need to withstand an enemy, who could only slow himself.
fn hash(bytes: &[u8]) -> u32 {
    const SEED: u32 = 0x9E37_79B9;
    let mut hash = bytes.len() as u32;
    let mut chunks = bytes.chunks_exact(4);
    for chunk in &mut chunks {
        let value = u32::from_le_bytes([chunk[0], chunk[1], chunk[2], chunk[3]]);
        hash = (hash.rotate_left(5) ^ value).wrapping_mul(SEED);
    }
    for &byte in chunks.remainder() {
        hash = (hash.rotate_left(5) ^ u32::from(byte)).wrapping_mul(SEED);
    }
    hash ^ (hash >> 15)
}

/// Which letters a word has: one bit each for a–z, the rest share six bits. Two words that differ by `n` edits differ
/// by at most `2 n` bits.
pub(super) fn letters(word: &str) -> u32 {
    word.bytes().fold(0, |bits, byte| {
        bits | match byte {
            b'a'..=b'z' => 1 << (byte - b'a'),
            // The first byte of a letter beyond ASCII says only the alphabet.
            0xC0.. => 0,
            _ => 1 << (26 + byte % 6),
        }
    })
}

/// The Italian stem of a folded word, as a hash that is never 0.
pub(super) fn stem(word: &str) -> u32 {
    let stemmer = Stemmer::create(Algorithm::Italian);
    hash(stemmer.stem(word).as_bytes()) | 1
}

/// The words of the data in order.
#[derive(Default)]
pub(super) struct Vocabulary {
    text: String,
    ends: Vec<u32>,
    /// [`letters`] of each word.
    letters: Vec<u32>,
    /// [`stem`] of each word that was ever asked for it, else 0.
    stems: Vec<AtomicU32>,
}

impl Vocabulary {
    /// How many words there are.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The word at that place.
    pub(super) fn word(&self, at: usize) -> &str {
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        &self.text[start..self.ends[at] as usize]
    }

    /// How many bytes the word at that place has.
    pub(super) fn bytes(&self, at: usize) -> usize {
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        self.ends[at] as usize - start
    }

    /// Where a word stands, if it is known.
    pub(super) fn find(&self, word: &str) -> Option<usize> {
        let at = self.partition(|other| other < word.as_bytes());
        (at < self.len() && self.word(at) == word).then_some(at)
    }

    /// [`letters`] of each word, in order.
    pub(super) fn letters(&self) -> &[u32] {
        &self.letters
    }

    /// The stem of the word at that place, as a hash that is worked out once.
    pub(super) fn stem(&self, at: usize) -> u32 {
        match self.stems[at].load(Relaxed) {
            0 => {
                let stem = stem(self.word(at));
                self.stems[at].store(stem, Relaxed);
                stem
            }
            known => known,
        }
    }

    /// All words that begin like that.
    pub(super) fn beginning_with(&self, prefix: &str) -> Range<usize> {
        let prefix = prefix.as_bytes();
        let start = self.partition(|word| word < prefix);
        let end = self.partition(|word| word < prefix || word.starts_with(prefix));
        start..end
    }

    fn partition(&self, before: impl Fn(&[u8]) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = low.midpoint(high);
            match before(self.word(middle).as_bytes()) {
                true => low = middle + 1,
                false => high = middle,
            }
        }
        low
    }

    /// Bytes held.
    pub(super) fn memory(&self) -> usize {
        self.text.capacity() + 4 * (self.ends.capacity() + self.letters.capacity() + self.stems.capacity())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_get_one_number_each_and_stand_in_order() {
        let mut interner = Interner::default();
        let words: Vec<String> = (0..3000_u32).map(|at| (at * 7919 % 3001).to_string()).collect();
        for word in words.iter().chain(&words) {
            interner.number(word);
        }
        assert_eq!(interner.len(), 3000);
        let (vocabulary, place) = interner.sort();
        assert!((1..vocabulary.len()).all(|at| vocabulary.word(at - 1) < vocabulary.word(at)));
        for word in &words {
            let at = vocabulary.beginning_with(word).start;
            assert_eq!(place[interner.number(word) as usize], at as u32);
        }
        assert!(vocabulary.beginning_with("x").is_empty());
        let range = vocabulary.beginning_with("29");
        assert!(range.clone().all(|at| vocabulary.word(at).starts_with("29")));
        assert_eq!(range.len(), words.iter().filter(|word| word.starts_with("29")).count());
    }

    #[test]
    fn an_edit_moves_at_most_two_letters() {
        for (a, b) in [
            ("gioco", "giuoco"),
            ("gioco", "goico"),
            ("допомога", "допамога"),
            ("20021", "20031"),
        ] {
            assert!((letters(a) ^ letters(b)).count_ones() <= 2, "{a} {b}");
        }
    }
}
