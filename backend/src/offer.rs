//! Which other language a page is offered in: the first that a browser asks for (RFC 9110 §12.5.4) and that the product
//! speaks, where it is not that of the page. Nobody is sent elsewhere.

use shared::i18n::Language;

use crate::encoding::thousandths;

/// The language to offer beside that of the page, by the value of `Accept-Language`.
#[must_use]
pub fn offered(accept: &str, page: Language) -> Option<Language> {
    let all: Vec<Language> = Language::all().collect();
    wanted(accept, &all).filter(|language| *language != page)
}

/// The language of these that a browser asks for before the others.
#[must_use]
pub fn wanted(accept: &str, of: &[Language]) -> Option<Language> {
    let mut best: Option<(u16, Language)> = None;
    for part in accept.split(',') {
        let (range, weight) = part.split_once(';').unwrap_or((part, "q=1"));
        let primary = range.trim().split('-').next().unwrap_or_default();
        let language = of
            .iter()
            .find(|language| language.tag().eq_ignore_ascii_case(primary))
            .copied();
        let weight = weight.trim().strip_prefix(['q', 'Q']).map(str::trim_start);
        let weight = weight
            .and_then(|weight| weight.strip_prefix('='))
            .map_or(0, |weight| thousandths(weight.trim()));
        // Of equals the one named first.
        if let Some(language) = language.filter(|_| weight > best.map_or(0, |(weight, _)| weight)) {
            best = Some((weight, language));
        }
    }
    best.map(|(_, language)| language)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_wanted_most_of_those_spoken_is_offered() {
        for (accept, page, expected) in [
            ("", Language::Italian, None),
            ("*", Language::Italian, None),
            ("it-IT,it;q=0.9,en;q=0.8", Language::Italian, None),
            ("en-GB,en;q=0.9,it;q=0.8", Language::Italian, Some(Language::English)),
            (
                "de-DE, AR ; q=0.5 , it;q=0.4",
                Language::Italian,
                Some(Language::Arabic),
            ),
            (
                "it;q=0.3,uk;q=0.30001,zh;q=0",
                Language::English,
                Some(Language::Italian),
            ),
            ("en,it", Language::English, None),
            ("de,ja", Language::Italian, None),
            ("en;level=1", Language::Italian, None),
        ] {
            assert_eq!(offered(accept, page), expected, "{accept}");
        }
    }
}
