//! Names for the lives of a server.

use std::io;

use super::hex;

/// A name for a life of a server: 16 random hex digits.
pub(crate) fn new_epoch() -> io::Result<String> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(hex::encode(&bytes))
}
