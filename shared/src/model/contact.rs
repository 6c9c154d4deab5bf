//! Ways to reach somebody: telephone, e-mail, web address, and the languages spoken there.

use super::codes::checked_text;

checked_text!(
    /// A telephone number as people write it: digits with spaces and `+ ( ) . / -`, 3 to 20 digits.
    Phone,
    "bad-phone",
    "a telephone number",
    |text| {
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        (3..=20).contains(&digits)
            && text.len() <= 40
            && text.bytes().all(|b| b.is_ascii_digit() || matches!(b, b' ' | b'+' | b'(' | b')' | b'.' | b'/' | b'-'))
    }
);

impl Phone {
    /// The number for a `tel:` link (RFC 3966): digits with a leading `+`; Italian numbers get `+39`.
    #[must_use]
    pub fn dial(&self) -> String {
        let digits: String = self.as_str().chars().filter(char::is_ascii_digit).collect();
        match self.as_str().trim_start().starts_with('+') {
            true => ["+", &digits].concat(),
            // Short codes of emergency and public services (112, 1522, 116117) and freephone numbers are dialled as
            // they are; every longer Italian number begins with 0 or 3.
            false if digits.len() <= 5 || digits.starts_with('1') && digits.len() == 6 || digits.starts_with("800") => {
                digits
            }
            false => match digits.strip_prefix("00") {
                Some(international) => ["+", international].concat(),
                None => ["+39", &digits].concat(),
            },
        }
    }
}

/// What no address of a person needs and a `mailto:` link would understand: further fields, further readers.
const MEANS_MORE: &[u8] = b"<>\",;:?&#%/\\()[]";

checked_text!(
    /// An e-mail address: one `@`, a dot in the domain, no spaces (a check for slips, not RFC 5322).
    Email,
    "bad-email",
    "an e-mail address",
    |text| {
        text.len() <= 254
            && !text.bytes().any(|b| b.is_ascii_whitespace() || b.is_ascii_control() || MEANS_MORE.contains(&b))
            && text.split_once('@').is_some_and(|(user, domain)| {
                !user.is_empty() && !domain.contains('@') && domain.contains('.') && !domain.starts_with('.') && !domain.ends_with('.')
            })
    }
);

checked_text!(
    /// A web address with `https:` or `http:`; no other scheme can become a link.
    Url,
    "bad-url",
    "a web address with http:// or https://",
    |text| {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
        text.len() <= 2000
            && rest.is_some_and(is_plain_authority)
            && !text.bytes().any(|b| b <= b' ' || matches!(b, b'<' | b'>' | b'"' | b'\\' | 0x7f))
    }
);

/// Whether an address names its host and nothing in front of it: no user that looks like one (`bank.it@evil.org`), no
/// letters of several alphabets in one word of the name (`раypal.com`).
fn is_plain_authority(rest: &str) -> bool {
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    let host = authority.split_once(':').map_or(authority, |(host, _)| host);
    let mixed = |label: &str| {
        let latin = label.chars().any(|letter| letter.is_ascii_alphabetic());
        latin && label.chars().any(|letter| letter.is_alphabetic() && !is_latin(letter))
    };
    !host.is_empty() && !authority.contains('@') && !host.split('.').any(mixed)
}

/// Letters of Latin alphabets, accents included.
fn is_latin(letter: char) -> bool {
    letter.is_ascii_alphabetic() || ('\u{c0}'..='\u{24f}').contains(&letter)
}

checked_text!(
    /// A language tag (BCP 47) in its simple form: two or three small letters, such as `it`.
    Language,
    "bad-language",
    "a language tag of two or three small letters",
    |text| (2..=3).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase())
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_dialled_as_the_network_expects() {
        for (written, dialled) in [
            ("0372 20751", "+39037220751"),
            ("+39 0372 20751", "+39037220751"),
            ("0039 02 123456", "+3902123456"),
            ("800 123456", "800123456"),
            ("1522", "1522"),
            ("116 117", "116117"),
            ("331 6673644", "+393316673644"),
        ] {
            assert_eq!(
                written.parse::<Phone>().map(|phone| phone.dial()).as_deref(),
                Ok(dialled)
            );
        }
        assert!("chiamare Anna".parse::<Phone>().is_err());
    }

    #[test]
    fn only_web_addresses_become_links() {
        for good in [
            "https://example.org/a?b=c",
            "https://città.example/@hub",
            "http://example.org:8080/x",
            "https://почта.example/",
        ] {
            assert!(good.parse::<Url>().is_ok(), "{good}");
        }
        for bad in [
            "javascript:alert(1)",
            "//example.org",
            "https://",
            "https:///x",
            "http://a b",
            "data:text/html,x",
            "https://bank.example@evil.example/",
            "https://evil.example\\@bank.example/",
            "https://p\u{430}ypal.example/",
        ] {
            assert!(bad.parse::<Url>().is_err(), "{bad}");
        }
    }

    #[test]
    fn an_address_has_one_at_sign() {
        assert!("hub@example.org".parse::<Email>().is_ok());
        for bad in [
            "hub",
            "hub@",
            "@example.org",
            "a@b@c.it",
            "a b@c.it",
            "a@localhost",
            "a@c.it?bcc=b@c.it",
            "a@c.it,b@c.it",
            "a%0a@c.it",
        ] {
            assert!(bad.parse::<Email>().is_err(), "{bad}");
        }
    }
}
