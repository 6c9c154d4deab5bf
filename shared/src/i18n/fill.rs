//! Filling the gaps of a text so that the result is right in its language: Italian articles lose their vowel before
//! eight and eleven, and inside right-to-left text each filling is isolated from its surroundings.

use super::Language;

/// FIRST STRONG ISOLATE and POP DIRECTIONAL ISOLATE (UAX #9): what is between keeps its own direction.
const ISOLATE: [char; 2] = ['\u{2068}', '\u{2069}'];

/// `text` with `{0}`, `{1}` … replaced. A gap with a name is for somebody else to fill and stays.
pub(super) fn filled(language: Language, text: &str, gaps: &[&str]) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut parts = text.split('{');
    out.push_str(parts.next().unwrap_or_default());
    for part in parts {
        let numbered = part
            .split_once('}')
            .and_then(|(number, after)| Some((position(number)?, after)));
        match numbered {
            Some((at, after)) => {
                put(language, gaps.get(at).copied().unwrap_or_default(), &mut out);
                out.push_str(after);
            }
            None => {
                out.push('{');
                out.push_str(part);
            }
        }
    }
    out
}

/// `pattern` with its gaps filled by words of the same language, which need no isolating and elide nothing.
pub(super) fn pattern(pattern: &str, gaps: &[&str]) -> String {
    filled(Language::English, pattern, gaps)
}

fn position(number: &str) -> Option<usize> {
    match number.as_bytes() {
        [digit @ b'0'..=b'9'] => Some(usize::from(digit - b'0')),
        _ => None,
    }
}

fn put(language: Language, gap: &str, out: &mut String) {
    if language.is_rtl() && !gap.is_empty() {
        out.push(ISOLATE[0]);
        out.push_str(gap);
        out.push(ISOLATE[1]);
        return;
    }
    if language == Language::Italian && begins_with_a_vowel(gap) {
        elide(out);
    }
    out.push_str(gap);
}

/// Whether the number at the start of a text is spoken with a vowel first: otto, ottanta, ottocento, undici.
fn begins_with_a_vowel(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let is_day = matches!(digits, 1 | 2) && (digits == text.len() || text[digits..].starts_with(' '));
    is_day && (text.starts_with('8') || text.starts_with("11"))
}

/// "dal 8" is "dall’8", "il 8" is "l’8".
fn elide(out: &mut String) {
    let article = out
        .rsplit(|character: char| !character.is_alphabetic() && character != ' ')
        .next();
    let Some(article) = article.and_then(|words| words.strip_suffix(' ')?.rsplit(' ').next()) else {
        return;
    };
    let (keep, ending) = match article {
        "il" => (0, "l’"),
        "Il" => (0, "L’"),
        "al" | "dal" | "del" | "Al" | "Dal" | "Del" => (article.len(), "l’"),
        _ => return,
    };
    let length = out.len() - 1 - article.len() + keep;
    out.truncate(length);
    out.push_str(ending);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_stand_where_the_language_puts_them() {
        assert_eq!(filled(Language::English, "{1} before {0}", &["a", "b"]), "b before a");
        assert_eq!(filled(Language::English, "{n} places, {0}", &["a"]), "{n} places, a");
        assert_eq!(filled(Language::English, "{0}", &[]), "");
    }

    #[test]
    fn italian_articles_lose_their_vowel_before_eight_and_eleven() {
        for (text, gap, said) in [
            ("fino al {0}", "8 dicembre", "fino all’8 dicembre"),
            ("dal {0}", "11 gennaio 2027", "dall’11 gennaio 2027"),
            ("Confermato il {0}", "8 marzo 2026", "Confermato l’8 marzo 2026"),
            ("Dati del {0}", "11 marzo", "Dati dell’11 marzo"),
            ("fino al {0}", "18 dicembre", "fino al 18 dicembre"),
            ("fino al {0}", "1º maggio", "fino al 1º maggio"),
            ("Contatti del {0}", "2018", "Contatti del 2018"),
            ("dal {0} al 11 marzo", "8", "dall’8 al 11 marzo"),
            ("a {0} km", "8", "a 8 km"),
        ] {
            assert_eq!(filled(Language::Italian, text, &[gap]), said);
        }
        assert_eq!(
            filled(Language::Italian, "dal {0} al {1}", &["8 marzo", "11 marzo"]),
            "dall’8 marzo all’11 marzo"
        );
    }
}
