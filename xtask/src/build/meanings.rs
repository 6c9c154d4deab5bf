//! The thesaurus as it travels: the meanings first, then a column for each language with a line for each meaning.
//! Words of one language side by side compress by a tenth better than a paragraph for each meaning, and letters of
//! Cyrillic and Arabic that take one byte each by more. `shared/src/search/thesaurus/reading.rs` reads both forms.

use std::collections::BTreeMap;

/// Languages whose letters travel as ASCII from `A` on, with the letter that is `A`.
const SHIFTED: [(&str, char); 2] = [("uk", 'а'), ("ar", 'ء')];
/// How many letters from the first on are shifted: up to the last sign of ASCII.
const SHIFTED_LETTERS: u32 = 0x3a;

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
        out.extend([*head, "\n"]);
    }
    for (language, mut column) in languages {
        out.extend(["@", language, "\n"]);
        for concept in 0..heads.len() {
            let mut phrases = column.remove(&concept).unwrap_or_default();
            phrases.sort();
            phrases.dedup();
            let phrases: Vec<String> = phrases.iter().map(|phrase| shifted(language, phrase)).collect();
            out.extend([phrases.join(",").as_str(), "\n"]);
        }
    }
    out
}

/// A phrase in plain small letters.
fn plain(phrase: &str) -> String {
    let letter = |letter: char| {
        let known = PLAIN.iter().find(|(marked, _)| marked.contains(letter));
        known.map_or_else(|| letter.to_lowercase().next().unwrap_or(letter), |(_, plain)| *plain)
    };
    phrase.chars().map(letter).collect()
}

/// A phrase with its letters as ASCII, where its language is one of those and it has no such letter already.
fn shifted(language: &str, phrase: &str) -> String {
    let first = SHIFTED
        .iter()
        .find(|(shifted, _)| *shifted == language)
        .map(|(_, first)| *first);
    let Some(first) = first else {
        return phrase.to_owned();
    };
    if phrase.contains(|letter: char| letter.is_ascii_alphabetic()) {
        return format!("~{phrase}");
    }
    let shift = |letter: char| match u32::from(letter).checked_sub(u32::from(first)) {
        Some(step @ ..SHIFTED_LETTERS) => char::from(b'A' + step as u8),
        _ => letter,
    };
    phrase.chars().map(shift).collect()
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn each_language_is_a_column_with_a_line_for_each_meaning() {
        let text =
            "# a remark\n= topic:scuola\nit scuola, Così\nuk ага, spid у школі\n\n= word:x | topic:lavoro\nuk баба\n";
        let columns = columns(text);
        let expected = "= topic:scuola\n= word:x | topic:lavoro\n@it\ncosi,scuola\n\n@uk\n~spid у школі,ADA\nBABA\n";
        assert_eq!(columns, expected);
    }
}
