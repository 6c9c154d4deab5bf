//! The thesaurus as it travels: the meanings first, then a column for each language with a line for each meaning.
//! Words of one language side by side compress by a tenth better than a paragraph for each meaning, in order and each
//! without what it begins like the one before, and letters of Cyrillic and Arabic as one byte each.
//! `shared/src/search/{thesaurus,danger}/reading.rs` read this form and that of the source.

use std::collections::BTreeMap;

/// Languages whose letters travel as ASCII from `A` on, with the letter that is `A`.
const SHIFTED: [(&str, char); 2] = [("uk", 'а'), ("ar", 'ء')];
/// How many letters from the first on are shifted: up to the last sign of ASCII.
const SHIFTED_LETTERS: u32 = 0x39;
/// Which of them would be the sign that parts words in the rules.
const UNDERSCORE: u32 = 0x1e;

/// Marked letters and the plain ones that searching takes them for (`shared::text::fold`).
const PLAIN: [(&str, char); 17] = [
    ("àáâãäăÀÁ", 'a'),
    ("èéêëÈÉÊ", 'e'),
    ("ìíîïÎ", 'i'),
    ("òóôö", 'o'),
    ("ùúûü", 'u'),
    ("çÇ", 'c'),
    ("ñ", 'n'),
    ("șşȘ", 's'),
    ("țţȚ", 't'),
    ("й", 'и'),
    ("ї", 'і'),
    ("أإآ", 'ا'),
    ("ىئ", 'ي'),
    ("ؤ", 'و'),
    ("ة", 'ه'),
    ("’-", ' '),
    ("'", ' '),
];

/// The columns of a thesaurus.
pub(super) fn columns(text: &str) -> String {
    let mut heads: Vec<&str> = Vec::new();
    let mut languages: BTreeMap<&str, BTreeMap<usize, Vec<String>>> = BTreeMap::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if line.starts_with('=') {
            heads.push(line);
        } else if let Some((language, list)) = line.split_once(' ') {
            let column = languages.entry(language).or_default();
            let phrases = column.entry(heads.len() - 1).or_default();
            phrases.extend(list.split(',').map(|phrase| plain(phrase.trim())));
        }
    }
    let mut out = String::with_capacity(text.len());
    for head in &heads {
        out.extend([short(head).as_str(), "\n"]);
    }
    for (language, mut column) in languages {
        out.extend(["@", language, "\n"]);
        for concept in 0..heads.len() {
            let mut phrases = column.remove(&concept).unwrap_or_default();
            phrases.sort();
            phrases.dedup();
            let line = match alphabet(language) {
                Some(first) => phrases
                    .iter()
                    .map(|phrase| shifted(phrase, first))
                    .collect::<Vec<_>>()
                    .join(","),
                None => front_coded(&phrases),
            };
            out.extend([line.as_str(), "\n"]);
        }
    }
    out
}

/// The rules of danger, with the terms of two languages in single bytes.
pub(super) fn rules(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let (mut in_rules, mut first) = (false, None);
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        if let Some(language) = line.strip_prefix('@') {
            in_rules = true;
            first = alphabet(language);
            out.extend([line, if first.is_some() { " ~\n" } else { "\n" }]);
            continue;
        }
        let Some((head, list)) = line.split_once(": ").filter(|_| in_rules) else {
            out.extend([line, "\n"]);
            continue;
        };
        let part = |part: &str| match first {
            Some(first) if !part.starts_with(['$', '!', '/']) => shifted(part, first),
            _ => part.to_owned(),
        };
        let rule = |rule: &str| rule.trim().split(' ').map(part).collect::<Vec<_>>().join(" ");
        out.extend([
            head,
            ": ",
            &list.split(',').map(rule).collect::<Vec<_>>().join(","),
            "\n",
        ]);
    }
    out
}

/// The first letter of a language's alphabet, where its letters travel as ASCII.
fn alphabet(language: &str) -> Option<char> {
    SHIFTED
        .iter()
        .find(|(shifted, _)| *shifted == language)
        .map(|(_, first)| *first)
}

/// Phrases in order, each behind a capital that tells how many bytes of the one before it begins with.
fn front_coded(phrases: &[String]) -> String {
    const MOST: usize = 25;
    let (mut out, mut before) = (String::new(), "");
    for (at, phrase) in phrases.iter().enumerate() {
        let pairs = before.chars().zip(phrase.chars()).take_while(|(a, b)| a == b);
        let ends = pairs.scan(0, |end, (letter, _)| {
            *end += letter.len_utf8();
            Some(*end)
        });
        let same = ends.take_while(|end| *end <= MOST).last().unwrap_or(0);
        if at > 0 {
            out.push(char::from(b'A' + same as u8));
        }
        out.push_str(&phrase[same..]);
        before = phrase;
    }
    out
}

/// A head with the kinds of its codes in one letter.
fn short(head: &str) -> String {
    head.replace("word:", "~")
        .replace("topic:", "T")
        .replace("category:", "C")
}

/// A phrase in plain small letters.
fn plain(phrase: &str) -> String {
    let letter = |letter: char| {
        let known = PLAIN.iter().find(|(marked, _)| marked.contains(letter));
        known.map_or_else(|| letter.to_lowercase().next().unwrap_or(letter), |(_, plain)| *plain)
    };
    phrase.chars().map(letter).collect()
}

/// A phrase with its letters as ASCII; one that has such letters already stays, behind a mark.
fn shifted(phrase: &str, first: char) -> String {
    match phrase.contains(|letter: char| letter.is_ascii_alphabetic()) {
        true => ["~", phrase].concat(),
        false => shift(phrase, first),
    }
}

/// A text with its letters as ASCII from `A` on, without `_`.
fn shift(text: &str, first: char) -> String {
    let letter = |letter: char| match u32::from(letter).checked_sub(u32::from(first)) {
        Some(step @ ..UNDERSCORE) => char::from(b'A' + step as u8),
        Some(step @ ..SHIFTED_LETTERS) => char::from(b'B' + step as u8),
        _ => letter,
    };
    text.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn each_language_is_a_column_with_a_line_for_each_meaning() {
        let text =
            "# a remark\n= topic:scuola\nit scuola, Così\nuk ага, spid у школі\n\n= word:x | topic:lavoro\nuk баба\n";
        let columns = columns(text);
        let expected = "= Tscuola\n= ~x | Tlavoro\n@it\ncosiAscuola\n\n@uk\n~spid у школі,ADA\nBABA\n";
        assert_eq!(columns, expected);
    }
}
