//! A small file that knows how far the journal went: without it, a journal that lost its end looks like a shorter one.

use std::io;
use std::path::Path;

use serde::Deserialize;

use super::files;
use super::hex;
use super::journal::line::{seal_holds, sealed};
use super::journal::replay::Damage;
use super::state::State;

const NAME: &str = "witness.json";

/// What was true at some moment, at most a minute ago.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Witness {
    pub(crate) epoch: String,
    pub(crate) seq: u64,
    /// How many records there were.
    pub(crate) records: u64,
    /// [`State::hash`]
    pub(crate) state: [u8; 32],
    /// Hash of the journal line that holds the last commit.
    pub(crate) chain: [u8; 32],
}

#[derive(Deserialize)]
struct Written {
    epoch: String,
    head_seq: u64,
    doc_count: u64,
    state_hash: String,
    chain: String,
}

impl Witness {
    /// What is true of a state.
    pub(crate) fn of(state: &State) -> Self {
        Self {
            epoch: state.cursor.epoch.clone(),
            seq: state.cursor.seq,
            records: state.records.len() as u64,
            state: state.hash,
            chain: state.chain_at(state.cursor.seq).unwrap_or([0; 32]),
        }
    }

    /// Whether there is such a file, whatever it holds.
    pub(crate) fn is_there(dir: &Path) -> bool {
        dir.join(NAME).exists()
    }

    /// Reads the file; `Ok(None)` when there is none, or when it is damaged, which one log line says.
    pub(crate) fn read(dir: &Path) -> io::Result<Option<Self>> {
        let text = match std::fs::read(dir.join(NAME)) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let witness = Self::parse(text.trim_ascii_end());
        if witness.is_none() {
            tracing::warn!("the witness file is damaged and is written anew; the journal is checked without it");
        }
        Ok(witness)
    }

    fn parse(text: &[u8]) -> Option<Self> {
        if !seal_holds(text) {
            return None;
        }
        let written: Written = serde_json::from_slice(text).ok()?;
        Some(Self {
            epoch: written.epoch,
            seq: written.head_seq,
            records: written.doc_count,
            state: hex::decode_hash(&written.state_hash)?,
            chain: hex::decode_hash(&written.chain)?,
        })
    }

    /// Writes the file; the old one stays whole until the new one is.
    pub(crate) fn write(&self, dir: &Path) -> io::Result<()> {
        let text = sealed(format!(
            "{{\"epoch\":{},\"head_seq\":{},\"doc_count\":{},\"state_hash\":\"{}\",\"chain\":\"{}\"",
            serde_json::Value::from(self.epoch.as_str()),
            self.seq,
            self.records,
            hex::encode(&self.state),
            hex::encode(&self.chain)
        ));
        files::replace(&dir.join(NAME), format!("{text}\n").as_bytes())
    }

    /// Whether a replayed journal goes at least as far as this, on the same way.
    pub(crate) fn check(&self, state: &State) -> Result<(), Damage> {
        if self.epoch != state.cursor.epoch {
            // Of an earlier life: a new one began before the next witness was written.
            return match state.past_epochs.contains(&self.epoch) {
                true => Ok(()),
                false => Err(Damage::Replaced {
                    witness: "the witness file",
                    epoch: self.epoch.clone(),
                    seq: self.seq,
                }),
            };
        }
        if self.seq > state.cursor.seq {
            return Err(Damage::EndMissing(state.cursor.seq + 1..=self.seq));
        }
        let same_line = state
            .chain_at(self.seq)
            .is_none_or(|chain| chain == self.chain || self.chain == [0; 32]);
        let same_state =
            self.seq < state.cursor.seq || (self.state == state.hash && self.records == state.records.len() as u64);
        match same_line && same_state {
            true => Ok(()),
            false => Err(Damage::Rewritten(self.seq)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn witness() -> Witness {
        Witness {
            epoch: "e".to_owned(),
            seq: 5,
            records: 2,
            state: [1; 32],
            chain: [2; 32],
        }
    }

    #[test]
    fn it_comes_back_and_a_damaged_one_does_not() {
        let dir = tempfile::tempdir().expect("a temporary directory");
        assert_eq!(Witness::read(dir.path()).expect("the disk works"), None);
        witness().write(dir.path()).expect("the disk works");
        assert_eq!(Witness::read(dir.path()).expect("the disk works"), Some(witness()));
        let path = dir.path().join(NAME);
        let mut text = std::fs::read(&path).expect("the disk works");
        text[12] ^= 1;
        std::fs::write(&path, text).expect("the disk works");
        assert_eq!(Witness::read(dir.path()).expect("the disk works"), None);
    }

    #[test]
    fn a_shorter_journal_is_refused_with_what_is_missing() {
        let mut state = State::new("e".to_owned());
        assert_eq!(witness().check(&state), Err(Damage::EndMissing(1..=5)));
        for _ in 0..5 {
            state.apply(0, [3; 32], &[]);
        }
        assert_eq!(witness().check(&state), Err(Damage::Rewritten(5)));
    }
}
