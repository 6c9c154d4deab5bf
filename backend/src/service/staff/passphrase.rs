//! Passphrases: which ones are taken, and how they are kept.

use std::sync::{Mutex, PoisonError};

use argon2::password_hash::{Output, PasswordHash, Salt, SaltString};
use argon2::{Algorithm, Argon2, Block, Params, Version};

/// Shortest and longest, in characters. Any characters are taken, spaces too.
pub const LENGTH: std::ops::RangeInclusive<usize> = 15..=128;

/// Words of which no good passphrase is made by repeating, numbering and joining them: the commonest passwords, and
/// what stands on every page here.
const COMMON: &str = "password passwort passphrase parola ordine segreta segreto secret qwerty qwertyuiop asdfgh asdfghjkl \
    zxcvbn zxcvbnm iloveyou letmein welcome benvenuto benvenuti admin administrator amministratore login accesso \
    default changeme change cambiami root user utente test prova ciao amore tiamo juventus inter milan roma napoli \
    italia italy forza monkey dragon football baseball superman batman sunshine princess shadow master michael \
    andrea francesca giuseppe alessandro martina antonio family familyhub famiglia famiglie hub centro centri per \
    redazione sportello comune rete network staff primavera estate autunno inverno gennaio febbraio marzo aprile \
    maggio giugno luglio agosto settembre ottobre novembre dicembre abc abcd abcdef abcdefgh aaa the and of my il la";

/// What is left of a passphrase without common words must be at least so long.
const OWN: usize = 6;
/// It must have at least so many different characters.
const DIFFERENT: usize = 6;

/// Why a passphrase is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PassphraseError {
    /// Too short or too long.
    #[error("a passphrase has 15 to 128 characters")]
    Length,
    /// Easily guessed.
    #[error("this passphrase is easily guessed: take some words that do not belong together")]
    Common,
}

/// Checks a passphrase; `name` is whose it is to be, and must not be most of it.
///
/// # Errors
/// See [`PassphraseError`].
pub fn check(passphrase: &str, name: &str) -> Result<(), PassphraseError> {
    if !LENGTH.contains(&passphrase.chars().count()) {
        return Err(PassphraseError::Length);
    }
    let typed: Vec<char> = passphrase.chars().flat_map(char::to_lowercase).collect();
    let plain = typed.iter().copied().map(unleet);
    let plain: Vec<char> = plain.filter(|character| character.is_alphanumeric()).collect();
    let mut different = plain.clone();
    different.sort_unstable();
    different.dedup();
    let mut left: String = plain.iter().collect();
    let name = name.to_lowercase();
    let mut words: Vec<&str> = COMMON.split_whitespace().chain(name.split_whitespace()).collect();
    words.sort_by_key(|word| std::cmp::Reverse(word.len()));
    for word in words.iter().filter(|word| word.len() > 2) {
        left = left.replace(word, "");
    }
    let left: Vec<char> = left.chars().filter(|character| character.is_alphabetic()).collect();
    let is_weak =
        different.len() < DIFFERENT || own_length(&left) < OWN || own_length(&typed) < OWN || is_repeated(&plain);
    match is_weak {
        true => Err(PassphraseError::Common),
        false => Ok(()),
    }
}

/// The letters that are commonly written as digits and signs.
const fn unleet(character: char) -> char {
    match character {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// How many characters do not just follow the one before them, up or down the alphabet or as the same again.
fn own_length(letters: &[char]) -> usize {
    let steps = letters.windows(2).filter(|pair| {
        let (a, b) = (u32::from(pair[0]), u32::from(pair[1]));
        a.abs_diff(b) > 1
    });
    steps.count() + usize::from(!letters.is_empty())
}

/// Whether it is a short text again and again.
fn is_repeated(text: &[char]) -> bool {
    (1..=text.len() / 2).any(|length| text.chunks(length).all(|part| text.starts_with(part)) && length <= 8)
}

/// As OWASP has it: 19 MiB, two passes, one lane.
fn params() -> Params {
    Params::new(19 * 1024, 2, 1, None).expect("these numbers are allowed")
}

/// The memory of hashes that are done, for those that come. Freed, it would stay with the allocator once for each thread
/// that ever hashed: hundreds of megabytes after a flood of sign-ins.
static MEMORY: Mutex<Vec<Vec<Block>>> = Mutex::new(Vec::new());

fn digest(passphrase: &str, salt: &[u8], params: Params) -> argon2::password_hash::Result<Output> {
    let pool = || MEMORY.lock().unwrap_or_else(PoisonError::into_inner);
    let mut memory = pool().pop().unwrap_or_default();
    memory.resize(params.block_count(), Block::default());
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut bytes = [0; Params::DEFAULT_OUTPUT_LEN];
    let hashed = argon2.hash_password_into_with_memory(passphrase.as_bytes(), salt, &mut bytes, &mut memory);
    pool().push(memory);
    hashed?;
    Output::new(&bytes)
}

/// The text that a passphrase is kept as (PHC string format). Takes tens of milliseconds and 19 MiB.
///
/// # Errors
/// The system has no randomness.
pub(super) fn hash(passphrase: &str) -> std::io::Result<String> {
    let mut salt = [0; 16];
    getrandom::fill(&mut salt).map_err(|error| std::io::Error::other(error.to_string()))?;
    let failed = |error: argon2::password_hash::Error| std::io::Error::other(error.to_string());
    let digest = digest(passphrase, &salt, params()).map_err(failed)?;
    let salt = SaltString::encode_b64(&salt).map_err(failed)?;
    let kept = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: params().try_into().map_err(failed)?,
        salt: Some(salt.as_salt()),
        hash: Some(digest),
    };
    Ok(kept.to_string())
}

/// Whether a passphrase is the one that was kept. Without one, as much time is spent as with one.
pub(super) fn holds(passphrase: &str, kept: Option<&str>) -> bool {
    /// Of a passphrase that nobody knows.
    const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$\
                          AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    let is_same = || {
        let parsed = PasswordHash::new(kept.unwrap_or(NOBODY)).ok()?;
        let mut salt = [0; Salt::MAX_LENGTH];
        let salt = parsed.salt?.decode_b64(&mut salt).ok()?;
        let found = digest(passphrase, salt, Params::try_from(&parsed).ok()?).ok()?;
        // Compared in constant time.
        Some(parsed.hash? == found)
    };
    is_same() == Some(true) && kept.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_ones_of_ones_own_are_taken_and_common_ones_are_not() {
        for good in [
            "quattro tazze verdi sul davanzale",
            "correct horse battery staple",
            "Il treno delle 7 passa piano",
            "zxq!mK2 pw-9Lr:dTg5",
            "мой дядя самых честных правил",
        ] {
            assert_eq!(check(good, "Anna Rossi"), Ok(()), "{good}");
        }
        for common in [
            "passwordpassword",
            "Password123456789",
            "P@ssw0rd-P@ssw0rd",
            "qwertyuiopasdfghjkl",
            "123456789012345",
            "aaaaaaaaaaaaaaaaaa",
            "abcabcabcabcabcabc",
            "abcdefghijklmnopqrstuvwxyz",
            "centroperlefamiglie",
            "FamilyHub-Redazione-2026",
            "annarossi-annarossi-1",
            "benvenuto-settembre-2026",
            "iloveyou iloveyou 1",
        ] {
            assert_eq!(check(common, "Anna Rossi"), Err(PassphraseError::Common), "{common}");
        }
        for length in ["", "kurz", "quattordici ch", &"lungo però bello ".repeat(8)] {
            assert_eq!(check(length, ""), Err(PassphraseError::Length), "{length}");
        }
    }

    #[test]
    fn a_kept_one_is_known_again() {
        let kept = hash("quattro tazze verdi").expect("there is randomness");
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(holds("quattro tazze verdi", Some(&kept)));
        assert!(!holds("quattro tazze rosse", Some(&kept)));
        assert!(!holds("quattro tazze verdi", None));
        assert!(!holds("quattro tazze verdi", Some("not a hash")));
    }

    /// From the tests of the reference implementation (P-H-C/phc-winner-argon2, `src/test.c`).
    #[test]
    fn one_that_another_program_kept_is_known() {
        let kept = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assert!(holds("password", Some(kept)));
        assert!(!holds("Password", Some(kept)));
    }
}
