//! The secret by which another machine may read the metrics. Only its hash is kept in memory.

use sha2::{Digest, Sha256};

/// Fewest characters of a token.
pub const LEAST: usize = 24;

/// The hash of a token.
#[derive(Clone, PartialEq, Eq)]
pub struct MetricsToken([u8; 32]);

impl std::fmt::Debug for MetricsToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MetricsToken").finish_non_exhaustive()
    }
}

impl MetricsToken {
    /// Takes the text of a file that holds a token and nothing else.
    ///
    /// # Errors
    /// It is too short to be a secret, or more than one word.
    pub fn read(text: &str) -> Result<Self, String> {
        let token = text.trim();
        let is_one = token.bytes().all(|byte| byte.is_ascii_graphic());
        match token.len() >= LEAST && is_one {
            true => Ok(Self(Sha256::digest(token.as_bytes()).into())),
            false => Err(format!(
                "it is no token of at least {LEAST} letters and digits on one line"
            )),
        }
    }

    /// Whether that is it. Takes the same time whatever is given: hashes are compared, and every byte of them.
    #[must_use]
    pub fn holds(&self, given: &str) -> bool {
        let given: [u8; 32] = Sha256::digest(given.as_bytes()).into();
        let differing = self.0.iter().zip(given).fold(0, |all, (a, b)| all | (a ^ b));
        std::hint::black_box(differing) == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_one_long_word() {
        let token = MetricsToken::read("0123456789abcdef01234567\n").expect("a token");
        assert!(token.holds("0123456789abcdef01234567"));
        for other in [
            "",
            "0123456789abcdef0123456",
            "0123456789abcdef01234567 ",
            "0123456789ABCDEF01234567",
        ] {
            assert!(!token.holds(other), "{other:?}");
        }
        for bad in [
            "",
            "short",
            "two words that are long enough",
            "0123456789abcdef\n01234567",
        ] {
            assert!(MetricsToken::read(bad).is_err(), "{bad:?}");
        }
    }
}
