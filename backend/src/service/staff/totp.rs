//! Codes of an authenticator app as a second step (TOTP, RFC 6238: HMAC-SHA-1, six digits, thirty seconds, which every
//! such app understands), and codes on paper for whoever has lost the app.

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;

use crate::store::EventLogError;

/// How long a code is shown, in seconds.
pub const STEP_S: i64 = 30;
/// So many steps before and after now are taken, for clocks that differ and fingers that are slow.
const AROUND: i64 = 1;
/// Bytes of a secret: what RFC 4226 §4 recommends.
const SECRET_BYTES: usize = 20;
/// How many codes on paper there are.
pub const RECOVERY_CODES: usize = 10;
/// Bytes of a code on paper.
const RECOVERY_BYTES: usize = 10;

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// The code of a step (HOTP, RFC 4226 §5.3): a number below a million.
fn code_of(secret: &[u8], step: u64) -> u32 {
    let Ok(mut mac) = Hmac::<Sha1>::new_from_slice(secret) else {
        // HMAC takes keys of every length.
        return u32::MAX;
    };
    mac.update(&step.to_be_bytes());
    let digest = mac.finalize().into_bytes();
    let at = usize::from(digest[19] & 0x0F);
    let bytes = [digest[at] & 0x7F, digest[at + 1], digest[at + 2], digest[at + 3]];
    u32::from_be_bytes(bytes) % 1_000_000
}

/// The six digits that an app shows at that time; for tests and for who proves an app.
#[must_use]
pub fn shown(secret: &str, now: i64) -> Option<String> {
    let step = u64::try_from(now.div_euclid(STEP_S)).ok()?;
    Some(format!("{:06}", code_of(&from_base32(secret)?, step)))
}

/// The step whose code was typed; `None` when it is none of those around now.
#[must_use]
pub fn step_of(secret: &str, typed: &str, now: i64) -> Option<i64> {
    let typed: String = typed.chars().filter(|character| !character.is_whitespace()).collect();
    let is_code = typed.len() == 6 && typed.bytes().all(|byte| byte.is_ascii_digit());
    let typed: u32 = typed.parse().ok().filter(|_| is_code)?;
    let secret = from_base32(secret)?;
    let this = now.div_euclid(STEP_S);
    (this - AROUND..=this + AROUND).find(|step| u64::try_from(*step).is_ok_and(|step| code_of(&secret, step) == typed))
}

fn random<const BYTES: usize>() -> Result<[u8; BYTES], EventLogError> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes).map_err(|error| std::io::Error::other(error.to_string()))?;
    Ok(bytes)
}

/// A new secret, in the letters that apps take (base32, RFC 4648 §6).
///
/// # Errors
/// The system has no randomness.
pub fn new_secret() -> Result<String, EventLogError> {
    random::<SECRET_BYTES>().map(|bytes| to_base32(&bytes))
}

/// Whether a text is a secret as [`new_secret`] makes them.
#[must_use]
pub fn is_secret(text: &str) -> bool {
    from_base32(text).is_some_and(|bytes| bytes.len() == SECRET_BYTES)
}

/// Codes on paper: `abcd-efgh-ijkl-mnop`, each good for once.
///
/// # Errors
/// The system has no randomness.
pub fn recovery_codes() -> Result<Vec<String>, EventLogError> {
    let one = |_| {
        let text = to_base32(&random::<RECOVERY_BYTES>()?).to_lowercase();
        let parts: Vec<&str> = (0..4).map(|at| &text[at * 4..at * 4 + 4]).collect();
        Ok(parts.join("-"))
    };
    (0..RECOVERY_CODES).map(one).collect()
}

/// A code on paper as it is kept: without what people write between.
#[must_use]
pub fn plain(typed: &str) -> String {
    let letters = typed.chars().filter(char::is_ascii_alphanumeric);
    letters.map(|letter| letter.to_ascii_lowercase()).collect()
}

/// What the code to photograph says (the Key URI format that authenticator apps read).
#[must_use]
pub fn address(name: &str, secret: &str) -> String {
    let mut label = String::new();
    for byte in name.bytes() {
        match byte {
            byte if byte.is_ascii_alphanumeric() => label.push(char::from(byte)),
            byte => label.push_str(&format!("%{byte:02X}")),
        }
    }
    format!("otpauth://totp/Family%20Hub:{label}?secret={secret}&issuer=Family%20Hub&algorithm=SHA1&digits=6&period=30")
}

fn to_base32(bytes: &[u8]) -> String {
    let (mut text, mut held, mut bits) = (String::new(), 0_u32, 0);
    for byte in bytes {
        held = held << 8 | u32::from(*byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(ALPHABET[(held >> bits & 31) as usize]));
        }
    }
    if bits > 0 {
        text.push(char::from(ALPHABET[(held << (5 - bits) & 31) as usize]));
    }
    text
}

fn from_base32(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut held, mut bits) = (Vec::new(), 0_u32, 0);
    for letter in text.bytes() {
        let value = ALPHABET.iter().position(|known| *known == letter)?;
        held = held << 5 | u32::try_from(value).ok()?;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push((held >> bits & 0xFF) as u8);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, of which these are the last six of the eight digits; the secret is its ASCII text.
    #[test]
    fn the_codes_are_those_of_the_standard() {
        let secret = to_base32(b"12345678901234567890");
        assert_eq!(secret, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        for (now, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(shown(&secret, now).as_deref(), Some(code), "{now}");
            assert_eq!(step_of(&secret, code, now), Some(now / STEP_S));
        }
    }

    #[test]
    fn a_code_holds_a_step_longer_and_no_more() {
        let secret = new_secret().expect("there is randomness");
        assert!(is_secret(&secret) && !is_secret("GEZDGNBV") && !is_secret("0"));
        let now = 1_764_000_015;
        let code = shown(&secret, now).expect("a code");
        let spaced = [&code[..3], " ", &code[3..]].concat();
        for away in [-30, 0, 30] {
            assert_eq!(step_of(&secret, &spaced, now + away), Some(now / STEP_S), "{away}");
        }
        for away in [-90, 90] {
            assert_ne!(step_of(&secret, &code, now + away), Some(now / STEP_S), "{away}");
        }
        for typed in ["", "12345", "1234567", "abcdef", "+12345", "-12345"] {
            assert_eq!(step_of(&secret, typed, now), None, "{typed}");
        }
    }

    #[test]
    fn codes_on_paper_are_read_as_they_are_written() {
        let codes = recovery_codes().expect("there is randomness");
        assert_eq!(codes.len(), RECOVERY_CODES);
        for code in &codes {
            assert_eq!(code.len(), 19, "{code}");
            assert_eq!(plain(&code.to_uppercase().replace('-', " ")), plain(code));
        }
        assert_eq!(
            address("Anna Rossi", "GEZDGNBV"),
            "otpauth://totp/Family%20Hub:Anna%20Rossi?secret=GEZDGNBV&issuer=Family%20Hub&algorithm=SHA1&digits=6&period=30"
        );
    }
}
