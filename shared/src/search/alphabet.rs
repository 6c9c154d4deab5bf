//! Cyrillic and Arabic letters as single bytes, as the words of these languages travel: the first letter is `A`, the
//! next `B` and so on, without `_`, which parts words in the rules of danger. Written by `xtask/src/build/meanings.rs`.

/// The letter of a language's alphabet that travels as `A`; `None` where letters travel as they are.
pub(super) fn first_letter(language: &str) -> Option<u32> {
    match language {
        "uk" => Some(0x430),
        "ar" => Some(0x621),
        _ => None,
    }
}

/// A text with the letters of its own alphabet; one that begins with `~` has ASCII letters and was left as it is.
pub(super) fn unshifted(text: &str, first: u32) -> String {
    let letter = |letter: char| match u32::from(letter) {
        code @ 0x41..=0x5e => char::from_u32(first + code - 0x41).unwrap_or(letter),
        code @ 0x60..=0x7a => char::from_u32(first + code - 0x42).unwrap_or(letter),
        _ => letter,
    };
    match text.strip_prefix('~') {
        Some(left) => left.to_owned(),
        None => text.chars().map(letter).collect(),
    }
}
