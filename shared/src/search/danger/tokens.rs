//! The words of a query as the rules of danger see them: folded, drawn-out letters shortened, joined words parted.

use super::super::thesaurus::bare;
use crate::text::{fold, words};

/// The word that stands before the first and after the last.
pub(super) const EDGE: &str = ".";
/// More words are not read.
const TOKENS_MAX: usize = 64;
/// No word of a rule is nearly as long; a longer one is left out, so that no text takes long.
const BYTES_MAX: usize = 60;

/// One word.
pub(super) struct Token {
    pub(super) word: String,
    /// An Arabic word without its article and particles.
    pub(super) bare: Option<String>,
}

impl Token {
    fn new(word: &str) -> Self {
        let without = bare(word);
        Self {
            bare: (without != word).then(|| without.to_owned()),
            word: word.to_owned(),
        }
    }
}

/// Reads a query. `is_word` tells of a word whether some rule names it.
pub(super) fn read(query: &str, is_word: impl Fn(&str) -> bool) -> Vec<Token> {
    let folded = fold(&without_apostrophes(query));
    let mut tokens = vec![Token::new(EDGE)];
    for word in words(&folded).filter(|word| word.len() <= BYTES_MAX).take(TOKENS_MAX) {
        let short = without_repeats(word);
        match parted(&short, &is_word) {
            Some((left, right)) => tokens.extend([Token::new(left), Token::new(right)]),
            None => tokens.push(Token::new(&short)),
        }
    }
    tokens.push(Token::new(EDGE));
    tokens
}

/// Ukrainian writes an apostrophe inside of a word: "б'є".
fn without_apostrophes(query: &str) -> String {
    let letters: Vec<char> = query.chars().collect();
    let beyond_ascii = |at: Option<&char>| at.is_some_and(|letter| !letter.is_ascii() && letter.is_alphabetic());
    let mut out = String::with_capacity(query.len());
    for (at, &letter) in letters.iter().enumerate() {
        let inside = matches!(letter, '\'' | '’' | 'ʼ' | '`')
            && beyond_ascii(at.checked_sub(1).and_then(|before| letters.get(before)))
            && beyond_ascii(letters.get(at + 1));
        if !inside {
            out.push(letter);
        }
    }
    out
}

/// "aiutoooo" is "aiuto".
fn without_repeats(word: &str) -> String {
    let letters: Vec<char> = word.chars().collect();
    let mut out = String::with_capacity(word.len());
    let mut at = 0;
    while at < letters.len() {
        let same = letters[at..]
            .iter()
            .take_while(|&&letter| letter == letters[at])
            .count();
        let keep = if same >= 3 && !letters[at].is_ascii_digit() {
            1
        } else {
            same
        };
        (0..keep).for_each(|_| out.push(letters[at]));
        at += same;
    }
    out
}

/// The two words that somebody wrote in one, when both are words of a rule and the whole is none.
fn parted<'a>(word: &'a str, is_word: &impl Fn(&str) -> bool) -> Option<(&'a str, &'a str)> {
    const PART_MIN: usize = 4;
    if word.len() < 10 || !word.is_ascii() || is_word(word) {
        return None;
    }
    (PART_MIN..=word.len() - PART_MIN)
        .map(|cut| word.split_at(cut))
        .find(|(left, right)| is_word(left) && is_word(right))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_drawn_out_and_words_in_one_are_mended() {
        let is_word = |word: &str| ["voglio", "morire", "aiuto"].contains(&word);
        let read = |text: &str| -> Vec<String> { read(text, is_word).into_iter().map(|token| token.word).collect() };
        assert_eq!(read("AIUTOOOO!"), [".", "aiuto", "."]);
        assert_eq!(read("vogliomorire"), [".", "voglio", "morire", "."]);
        assert_eq!(read("б'є мене"), [".", "бє", "мене", "."]);
        assert_eq!(read("vorrei 1111"), [".", "vorrei", "1111", "."]);
    }
}
