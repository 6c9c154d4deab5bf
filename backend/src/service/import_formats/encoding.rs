//! Bytes as text, whatever wrote them: UTF-8 and UTF-16 by their mark or by what they hold, else Windows-1252.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The text of a file without its byte order mark.
pub(super) fn decode(bytes: &[u8]) -> Cow<'_, str> {
    let encoding = match Encoding::for_bom(bytes) {
        Some((encoding, _)) => encoding,
        None => guessed(bytes),
    };
    // Takes the mark away where there is one.
    let (text, ..) = encoding.decode(bytes);
    text
}

/// Text in Latin letters has a zero byte in every second place when it is UTF-16.
fn guessed(bytes: &[u8]) -> &'static Encoding {
    let sample = &bytes[..bytes.len().min(4_096)];
    let zeros = |first: usize| sample.iter().skip(first).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    match sample.len() / 4 {
        most if odd > most && even < odd / 4 => UTF_16LE,
        most if even > most && odd < even / 4 => UTF_16BE,
        _ if std::str::from_utf8(bytes).is_ok() => UTF_8,
        _ => WINDOWS_1252,
    }
}
