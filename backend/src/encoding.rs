//! Content codings: which one a client takes, and bodies that are compressed once and served many times.

use std::io::Write;
use std::sync::OnceLock;

use bytes::Bytes;

/// A content coding this server writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coding {
    /// Brotli (RFC 7932).
    Brotli,
    /// gzip (RFC 1952).
    Gzip,
    /// As it is.
    Identity,
}

impl Coding {
    /// The token in `Content-Encoding`; none for identity.
    #[must_use]
    pub const fn token(self) -> Option<&'static str> {
        match self {
            Self::Brotli => Some("br"),
            Self::Gzip => Some("gzip"),
            Self::Identity => None,
        }
    }

    /// The best coding that an `Accept-Encoding` value allows (RFC 9110 §12.5.3), brotli before gzip before identity
    /// at equal weight. No value at all means identity. Whoever forbids everything gets identity too: an answer that
    /// can be read in part is worth more than a 406.
    #[must_use]
    pub fn choose(accept: Option<&str>) -> Self {
        let Weights { brotli, gzip, identity } = Weights::read(accept.unwrap_or_default());
        if brotli > 0 && brotli >= gzip && brotli >= identity {
            Self::Brotli
        } else if gzip > 0 && gzip >= identity {
            Self::Gzip
        } else {
            Self::Identity
        }
    }

    /// Whether an `Accept-Encoding` value allows this coding at all.
    #[must_use]
    pub fn is_taken(self, accept: Option<&str>) -> bool {
        let weights = Weights::read(accept.unwrap_or_default());
        match self {
            Self::Brotli => weights.brotli > 0,
            Self::Gzip => weights.gzip > 0,
            Self::Identity => true,
        }
    }
}

/// How much a client wants each coding, in thousandths; 0 is not at all.
struct Weights {
    brotli: u16,
    gzip: u16,
    identity: u16,
}

impl Weights {
    fn read(accept: &str) -> Self {
        let (mut brotli, mut gzip, mut identity, mut any) = (None, None, None, None);
        for part in accept.split(',') {
            let mut pieces = part.split(';');
            let name = pieces.next().unwrap_or_default().trim();
            let weight = pieces.find_map(|piece| {
                let (key, value) = piece.split_once('=')?;
                key.trim().eq_ignore_ascii_case("q").then(|| thousandths(value.trim()))
            });
            let weight = Some(weight.unwrap_or(1000));
            if name.eq_ignore_ascii_case("br") {
                brotli = weight;
            } else if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") {
                gzip = weight;
            } else if name.eq_ignore_ascii_case("identity") {
                identity = weight;
            } else if name == "*" {
                any = weight;
            }
        }
        Self {
            brotli: brotli.or(any).unwrap_or(0),
            gzip: gzip.or(any).unwrap_or(0),
            // Identity is acceptable unless it is told otherwise, but then any named coding goes first.
            identity: identity.unwrap_or(0),
        }
    }
}

/// A weight such as `0.25` in thousandths; what cannot be read counts as 0, so that it is not chosen.
pub(crate) fn thousandths(text: &str) -> u16 {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if fraction.len() > 3 || !digits(fraction) {
        return 0;
    }
    match whole {
        "1" => 1000,
        "0" => {
            let padded = fraction.bytes().chain(*b"000").take(3);
            padded.fold(0, |sum, digit| sum * 10 + u16::from(digit - b'0'))
        }
        _ => 0,
    }
}

/// How hard to compress.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effort {
    /// For what lives a minute.
    Quick,
    /// For what is built once and sent to everybody.
    Thorough,
}

/// From this size on even thorough brotli takes the middle way: quality 9 costs about a second for 4 MB.
const LARGE: usize = 2 * 1024 * 1024;
/// From this size on a body that lives a minute is compressed fast: somebody waits for it.
const LONG: usize = 64 * 1024;
/// Smaller bodies fit one packet anyway.
const WORTH_COMPRESSING: usize = 860;

/// A body in its codings. Compressed forms are made when they are first wanted, and kept.
#[derive(Debug)]
pub struct Encoded {
    effort: Effort,
    identity: Bytes,
    gzip: OnceLock<Bytes>,
    brotli: OnceLock<Bytes>,
}

impl Encoded {
    /// A body that is compressed on demand.
    #[must_use]
    pub fn new(identity: impl Into<Bytes>, effort: Effort) -> Self {
        Self {
            effort,
            identity: identity.into(),
            gzip: OnceLock::new(),
            brotli: OnceLock::new(),
        }
    }

    /// A body whose compressed forms were made at build time; where one is missing, identity is served.
    #[must_use]
    pub fn prepared(identity: Bytes, gzip: Option<Bytes>, brotli: Option<Bytes>) -> Self {
        Self {
            effort: Effort::Thorough,
            gzip: gzip.unwrap_or_else(|| identity.clone()).into(),
            brotli: brotli.unwrap_or_else(|| identity.clone()).into(),
            identity,
        }
    }

    /// As it is.
    #[must_use]
    pub const fn identity(&self) -> &Bytes {
        &self.identity
    }

    /// The body in that coding, or in identity where compression gains nothing, and which of both it is.
    /// Compresses on the first call; see [`Self::ready`].
    pub fn get(&self, coding: Coding) -> (Coding, &Bytes) {
        let bytes = match coding {
            _ if self.identity.len() < WORTH_COMPRESSING => return (Coding::Identity, &self.identity),
            Coding::Identity => &self.identity,
            Coding::Gzip => self
                .gzip
                .get_or_init(|| self.smaller(gzip(&self.identity, self.effort))),
            Coding::Brotli => self
                .brotli
                .get_or_init(|| self.smaller(brotli(&self.identity, self.effort))),
        };
        match bytes.len() < self.identity.len() {
            true => (coding, bytes),
            false => (Coding::Identity, &self.identity),
        }
    }

    /// The coding in which [`Self::get`] would answer, as far as that is known without compressing.
    #[must_use]
    pub fn form(&self, coding: Coding) -> Coding {
        match self.ready(coding) {
            true => self.get(coding).0,
            false => coding,
        }
    }

    /// Whether [`Self::get`] answers without compressing first.
    #[must_use]
    pub fn ready(&self, coding: Coding) -> bool {
        match coding {
            _ if self.identity.len() < WORTH_COMPRESSING => true,
            Coding::Identity => true,
            Coding::Gzip => self.gzip.get().is_some(),
            Coding::Brotli => self.brotli.get().is_some(),
        }
    }

    /// Bytes held, all codings together.
    #[must_use]
    pub fn weight(&self) -> usize {
        self.identity.len() + self.gzip.get().map_or(0, Bytes::len) + self.brotli.get().map_or(0, Bytes::len)
    }

    fn smaller(&self, compressed: Option<Vec<u8>>) -> Bytes {
        match compressed {
            Some(compressed) if compressed.len() < self.identity.len() => compressed.into(),
            _ => self.identity.clone(),
        }
    }
}

fn gzip(bytes: &[u8], effort: Effort) -> Option<Vec<u8>> {
    let level = match effort {
        Effort::Quick => 5,
        Effort::Thorough => 9,
    };
    let mut encoder =
        flate2::write::GzEncoder::new(Vec::with_capacity(bytes.len() / 4), flate2::Compression::new(level));
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok()
}

fn brotli(bytes: &[u8], effort: Effort) -> Option<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: match effort {
            Effort::Thorough if bytes.len() < LARGE => 9,
            Effort::Quick if bytes.len() > LONG => 3,
            Effort::Thorough | Effort::Quick => 5,
        },
        lgwin: 22,
        size_hint: bytes.len(),
        ..brotli::enc::BrotliEncoderParams::default()
    };
    let mut out = Vec::with_capacity(bytes.len() / 5);
    brotli::BrotliCompress(&mut &bytes[..], &mut out, &parameters).ok()?;
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_client_decides() {
        use Coding::{Brotli, Gzip, Identity};
        for (accept, chosen) in [
            (None, Identity),
            (Some(""), Identity),
            (Some("gzip, deflate, br, zstd"), Brotli),
            (Some("gzip, deflate"), Gzip),
            (Some("br;q=0, gzip"), Gzip),
            (Some("br;q=0.2, gzip;q=0.8"), Gzip),
            (Some("br ; Q=0.000 , *"), Gzip),
            (Some("*"), Brotli),
            (Some("*;q=0"), Identity),
            (Some("identity, br;q=0.5"), Identity),
            (Some("identity;q=0.1, br;q=0.5"), Brotli),
            (Some("br;q=nonsense, gzip;q=2"), Identity),
            (Some("br;q=1.000"), Brotli),
            (Some("deflate"), Identity),
        ] {
            assert_eq!(Coding::choose(accept), chosen, "{accept:?}");
        }
    }

    #[test]
    fn every_coding_says_the_same() {
        let text = "sede ".repeat(1000);
        let body = Encoded::new(text.clone(), Effort::Quick);
        assert!(!body.ready(Coding::Brotli));
        let (coding, bytes) = body.get(Coding::Brotli);
        assert_eq!(coding, Coding::Brotli);
        let mut back = Vec::new();
        brotli::BrotliDecompress(&mut &bytes[..], &mut back).expect("our own bytes");
        assert_eq!(back, text.as_bytes());
        let (coding, bytes) = body.get(Coding::Gzip);
        assert_eq!(coding, Coding::Gzip);
        let mut back = String::new();
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(&bytes[..]), &mut back).expect("our own bytes");
        assert_eq!(back, text);
        assert_eq!(
            Encoded::new("short", Effort::Thorough).get(Coding::Brotli).0,
            Coding::Identity
        );
    }
}
