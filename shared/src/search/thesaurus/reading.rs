//! Reading a thesaurus: line by line, and in a browser in pieces.

use super::super::vocabulary::Interner;
use super::super::{alphabet, danger};
use super::{Concept, Phrase, TAUGHT, Thesaurus, WORD, bare, concept};
use crate::text::{fold, words};

/// The text of `shared/data/thesaurus.txt` on its way into every search of this program. Only in a browser it is needed:
/// until it is taught, questions are answered by the words of the data alone. What was taught once stays.
pub struct Lesson {
    text: String,
    at: usize,
    reading: Reading,
}

impl Lesson {
    /// How many bytes of the text a step reads, up to the end of a line: a small part of what a page may take before it
    /// draws again.
    pub(super) const STEP: usize = 12_000;

    /// A lesson of that text.
    #[must_use]
    pub fn new(text: String) -> Self {
        Self {
            text,
            at: 0,
            reading: Reading::default(),
        }
    }

    /// Reads a piece of the text. Gives the lesson back as long as there is more; with the last piece it is taught.
    #[must_use]
    pub fn step(mut self) -> Option<Self> {
        let end = self.at + Self::STEP;
        while self.at < end {
            let rest = &self.text[self.at..];
            let Some(line) = rest.lines().next() else {
                TAUGHT.get_or_init(|| self.reading.finish());
                return None;
            };
            self.reading.line(line);
            self.at += rest.find('\n').map_or(rest.len(), |end| end + 1);
        }
        Some(self)
    }
}

/// A thesaurus that is being read.
#[derive(Default)]
pub(super) struct Reading {
    interner: Interner,
    concepts: Vec<Concept>,
    phrases: Vec<Phrase>,
    synonyms: Vec<(u16, Box<str>)>,
    danger: danger::Reading,
    in_danger: bool,
    /// Of a text in columns: the first letter of the alphabet of the column at hand, and which meaning its next line is of.
    column: Option<(Option<u32>, usize)>,
}

impl Reading {
    pub(super) fn line(&mut self, line: &str) {
        self.in_danger |= danger::Reading::begins(line);
        if self.in_danger {
            return self.danger.line(line);
        }
        if let Some(head) = line.strip_prefix('=') {
            let head = &*long(head);
            let said = words(head).filter_map(|code| code.strip_prefix(WORD));
            self.synonyms
                .extend(said.map(|word| (self.concepts.len() as u16, word.into())));
            self.concepts.push(concept(head));
        } else if let Some(language) = line.strip_prefix('@') {
            self.column = Some((alphabet::first_letter(language), 0));
        } else if let Some((first, concept)) = &mut self.column {
            let (first, concept) = (*first, core::mem::replace(concept, *concept + 1));
            match first {
                Some(first) => line
                    .split(',')
                    .for_each(|phrase| self.phrase(&alphabet::unshifted(phrase, first), concept)),
                None => self.front_coded(line, concept),
            }
        } else if let (Some((_, list)), Some(concept)) = (line.split_once(' '), self.concepts.len().checked_sub(1))
            && !line.starts_with('#')
        {
            list.split(',').for_each(|phrase| self.phrase(phrase, concept));
        }
    }

    /// Phrases in order, each behind a capital that tells how many bytes of the one before it begins with.
    fn front_coded(&mut self, line: &str, concept: usize) {
        let mut phrase = String::new();
        for letter in line.chars() {
            if letter.is_ascii_uppercase() {
                self.phrase(&phrase, concept);
                phrase.truncate(letter as usize - 'A' as usize);
            } else {
                phrase.push(letter);
            }
        }
        self.phrase(&phrase, concept);
    }

    fn phrase(&mut self, phrase: &str, concept: usize) {
        let folded = fold(phrase);
        let words: Vec<u32> = words(&folded).map(|word| self.interner.number(bare(word))).collect();
        if !words.is_empty() {
            self.phrases.push(Phrase {
                words,
                concept: concept as u16,
            });
        }
    }

    pub(super) fn finish(self) -> Thesaurus {
        let Self {
            interner,
            mut concepts,
            mut phrases,
            synonyms,
            danger,
            in_danger: _,
            column: _,
        } = self;
        phrases.sort_by_key(|phrase| phrase.concept);
        // "Banca del tempo" is told by its two nouns; "aiuto in casa" is not told by one.
        let mut optional = vec![false; interner.len()];
        for phrase in &phrases {
            if phrase.words.len() == 1 && concepts[usize::from(phrase.concept)] == Concept::Optional {
                optional[phrase.words[0] as usize] = true;
            }
        }
        for phrase in &mut phrases {
            if phrase.words.iter().filter(|word| !optional[**word as usize]).count() > 1 {
                phrase.words.retain(|word| !optional[*word as usize]);
            }
        }
        let (vocabulary, place) = interner.sort();
        let mut of_word = vec![Vec::new(); vocabulary.len()];
        for (at, phrase) in phrases.iter_mut().enumerate() {
            for word in &mut phrase.words {
                *word = place[*word as usize];
                of_word[*word as usize].push(at as u16);
            }
        }
        let danger = danger.finish(&mut concepts);
        Thesaurus {
            vocabulary,
            phrases,
            concepts,
            of_word,
            synonyms,
            danger,
        }
    }
}

/// A head with the kinds of its codes written out, which travel as one letter.
fn long(head: &str) -> String {
    let mut out = String::new();
    for letter in head.chars() {
        match letter {
            '~' => out.push_str(WORD),
            'T' => out.push_str("topic:"),
            'C' => out.push_str("category:"),
            _ => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_read_like_paragraphs() {
        let read = |text: &str| {
            let mut reading = Reading::default();
            text.lines().for_each(|line| reading.line(line));
            let read = reading.finish();
            let mut phrases: Vec<(u16, Vec<String>)> = Vec::new();
            for phrase in &read.phrases {
                let word = |&word: &u32| read.vocabulary.word(word as usize).to_owned();
                phrases.push((phrase.concept, phrase.words.iter().map(word).collect()));
            }
            phrases.sort();
            phrases
        };
        let paragraphs = "= topic:scuola\nit scuola, Così\nuk ага, spid у школі\nar شبكة\n\n= topic:lavoro\nuk баба\n";
        let columns = "= Tscuola\n= Tlavoro\n@it\ncosiAscuola\n\n@uk\n~spid у школі,ADA\nBABA\n@ar\nTHdh\n";
        assert_eq!(read(columns).len(), 6);
        assert_eq!(read(columns), read(paragraphs));
    }
}
