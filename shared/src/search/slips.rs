//! Slips of the keyboard: how many letters apart two words are.

/// Letters of a longer word are not compared.
const LETTERS_MAX: usize = 40;

/// A typed word, ready to be compared with many.
pub(super) struct Typed<'a> {
    word: &'a str,
    letters: [u32; LETTERS_MAX],
    length: usize,
}

impl<'a> Typed<'a> {
    /// `None` for a word with more letters than can be compared.
    pub(super) fn new(word: &'a str) -> Option<Self> {
        let mut letters = [0; LETTERS_MAX];
        let length = spell(word, &mut letters)?;
        Some(Self { word, letters, length })
    }

    /// Whether a byte is a letter in both words.
    fn bytes_are_letters(&self, word: &str) -> bool {
        self.word.len() == self.length && word.len() <= LETTERS_MAX && word.is_ascii()
    }

    /// How many letters it has.
    pub(super) const fn len(&self) -> usize {
        self.length
    }

    /// Slips between it and a word: letters missing, added or changed, and neighbours in the wrong order (optimal
    /// string alignment). `None` above `most`.
    pub(super) fn slips(&self, word: &str, most: usize) -> Option<usize> {
        if most == 1 && self.bytes_are_letters(word) {
            return one_slip(self.word.as_bytes(), word.as_bytes());
        }
        let mut other = [0; LETTERS_MAX];
        let length = spell(word, &mut other)?;
        if length.abs_diff(self.length) > most {
            return None;
        }
        let last = self.rows(&other[..length], most);
        Some(last?[length] as usize).filter(|&slips| slips <= most)
    }

    /// Slips between it and the best beginning of a word. `None` above `most`.
    pub(super) fn slips_to_beginning(&self, word: &str, most: usize) -> Option<usize> {
        if most == 1 && self.bytes_are_letters(word) {
            return one_slip_to_beginning(self.word.as_bytes(), word.as_bytes());
        }
        let mut other = [0; LETTERS_MAX];
        let length = spell(word, &mut other)?.min(self.length + most);
        if length + most < self.length {
            return None;
        }
        let last = self.rows(&other[..length], most);
        last?[..=length]
            .iter()
            .map(|&slips| slips as usize)
            .min()
            .filter(|&slips| slips <= most)
    }

    /// The last row of the table of slips between all beginnings of the two words; `None` once a row holds nothing
    /// at or below `most`.
    fn rows(&self, other: &[u32], most: usize) -> Option<[u8; LETTERS_MAX + 1]> {
        let width = other.len();
        let mut before = [0_u8; LETTERS_MAX + 1];
        let mut above = [0_u8; LETTERS_MAX + 1];
        for (at, slips) in above.iter_mut().enumerate() {
            *slips = at as u8;
        }
        for row in 1..=self.length {
            let letter = self.letters[row - 1];
            let mut current = [0_u8; LETTERS_MAX + 1];
            current[0] = row as u8;
            let mut least = current[0];
            for column in 1..=width {
                let same = other[column - 1] == letter;
                let mut slips = (above[column - 1] + u8::from(!same))
                    .min(above[column] + 1)
                    .min(current[column - 1] + 1);
                let swapped =
                    row > 1 && column > 1 && other[column - 2] == letter && other[column - 1] == self.letters[row - 2];
                if swapped {
                    slips = slips.min(before[column - 2] + 1);
                }
                current[column] = slips;
                least = least.min(slips);
            }
            // A swap reaches back two rows, so one row alone above the bound is not the end.
            if usize::from(least) > most && above[..=width].iter().all(|&slips| usize::from(slips) > most) {
                return None;
            }
            before = above;
            above = current;
        }
        Some(above)
    }
}

/// Slips between two words if it is one at most: what is left between their common beginning and end tells.
fn one_slip(a: &[u8], b: &[u8]) -> Option<usize> {
    if a.len().abs_diff(b.len()) > 1 {
        return None;
    }
    let begin = equal(a.iter().zip(b));
    let (a, b) = (&a[begin..], &b[begin..]);
    let end = equal(a.iter().rev().zip(b.iter().rev()));
    match (&a[..a.len() - end], &b[..b.len() - end]) {
        ([], []) => Some(0),
        ([] | [_], [] | [_]) => Some(1),
        ([w, x], [y, z]) if w == z && x == y => Some(1),
        _ => None,
    }
}

/// Slips between a word and the best beginning of another if it is one at most.
fn one_slip_to_beginning(typed: &[u8], word: &[u8]) -> Option<usize> {
    let begin = equal(typed.iter().zip(word));
    let (typed, word) = (&typed[begin..], &word[begin..]);
    let ([first, rest @ ..], word_rest) = (typed, word.get(1..).unwrap_or_default()) else {
        return Some(0);
    };
    let swapped = || match (rest, word) {
        ([second, rest @ ..], [a, b, word @ ..]) => a == second && b == first && word.starts_with(rest),
        _ => false,
    };
    let one = word_rest.starts_with(rest) || word.starts_with(rest) || word_rest.starts_with(typed) || swapped();
    one.then_some(1)
}

fn equal<'a>(pairs: impl Iterator<Item = (&'a u8, &'a u8)>) -> usize {
    pairs.take_while(|(a, b)| a == b).count()
}

fn spell(word: &str, letters: &mut [u32; LETTERS_MAX]) -> Option<usize> {
    let mut length = 0;
    for letter in word.chars() {
        *letters.get_mut(length)? = letter as u32;
        length += 1;
    }
    Some(length)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slips(a: &str, b: &str) -> Option<usize> {
        Typed::new(a).and_then(|typed| typed.slips(b, 3))
    }

    #[test]
    fn a_slip_is_one_letter_or_two_neighbours_swapped() {
        for (a, b, expected) in [
            ("consultorio", "consultorio", Some(0)),
            ("consultrio", "consultorio", Some(1)),
            ("conusltorio", "consultorio", Some(1)),
            ("consutorrio", "consultorio", Some(2)),
            ("ab", "ba", Some(1)),
            ("допомога", "допамога", Some(1)),
            ("gioco", "lavoro", None),
            ("", "abc", Some(3)),
        ] {
            assert_eq!(slips(a, b), expected, "{a} {b}");
        }
        let typed = Typed::new("consur").expect("short");
        assert_eq!(typed.slips_to_beginning("consultorio", 1), Some(1));
        assert_eq!(typed.slips_to_beginning("congedo", 1), None);
        assert!(Typed::new(&"a".repeat(41)).is_none());
    }

    /// The textbook recursion.
    fn by_definition(a: &[char], b: &[char]) -> usize {
        match (a, b) {
            ([], rest) | (rest, []) => rest.len(),
            ([a_rest @ .., x], [b_rest @ .., y]) => {
                let mut best = (by_definition(a_rest, b_rest) + usize::from(x != y))
                    .min(by_definition(a_rest, b) + 1)
                    .min(by_definition(a, b_rest) + 1);
                if let ([a_two @ .., w, _], [b_two @ .., v, _]) = (a, b)
                    && w == y
                    && v == x
                {
                    best = best.min(by_definition(a_two, b_two) + 1);
                }
                best
            }
        }
    }

    proptest! {
        #[test]
        fn slips_are_counted_as_defined(a in "[ab c]{0,6}", b in "[abc]{0,6}") {
            let (left, right): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            let expected = by_definition(&left, &right);
            prop_assert_eq!(slips(&a, &b), Some(expected).filter(|&slips| slips <= 3));
            let beginning = (0..=right.len()).map(|end| by_definition(&left, &right[..end])).min();
            let found = Typed::new(&a).and_then(|typed| typed.slips_to_beginning(&b, 2));
            prop_assert_eq!(found, beginning.filter(|&slips| slips <= 2));
        }
    }
}
