//! Which kiosks were heard of, and when: in memory alone, and nothing about people.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use shared::model::PlaceId;
use shared::time::Instant;

/// A kiosk that was silent for so long is missing, in seconds. They are heard every two minutes.
pub const MISSING_AFTER: i64 = 300;
/// So many are remembered; one more takes the place of the one that was silent for longest.
const MOST: usize = 1_000;
/// Bytes of a name or of a build.
const NAME_MOST: usize = 64;

/// What a kiosk tells of itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Heartbeat {
    /// Its name.
    pub kiosk: String,
    /// The place it stands in.
    pub place: PlaceId,
    /// The build of the app that it runs.
    pub build: String,
    /// The number of the last change that it has.
    pub seq: u64,
    /// Seconds since it last reached the server for data.
    pub age: u64,
    /// Seconds since its page was opened.
    pub uptime: u64,
}

impl Heartbeat {
    /// Whether name and build are short and plain.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        let plain = |text: &str| {
            let byte = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
            text.len() <= NAME_MOST && text.bytes().all(byte)
        };
        !self.kiosk.is_empty() && plain(&self.kiosk) && plain(&self.build)
    }
}

/// A kiosk and when it was heard last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Known {
    /// What it told.
    #[serde(flatten)]
    pub heartbeat: Heartbeat,
    /// When, in UTC seconds since 1970.
    pub heard: i64,
    /// Whether it has been silent for too long.
    pub missing: bool,
    /// Seconds since it was heard.
    pub silent: i64,
    /// The same in words, where it is missing: "manca da 12 minuti".
    pub says: String,
}

/// All kiosks that were heard since the start.
#[derive(Debug, Default)]
pub struct Kiosks(Mutex<BTreeMap<String, (Heartbeat, Instant)>>);

impl Kiosks {
    /// Hears a kiosk.
    pub fn hear(&self, heartbeat: Heartbeat, now: Instant) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST && !known.contains_key(&heartbeat.kiosk) {
            let silent = known.iter().min_by_key(|(_, (_, heard))| heard.0);
            if let Some(name) = silent.map(|(name, _)| name.clone()) {
                known.remove(&name);
            }
        }
        known.insert(heartbeat.kiosk.clone(), (heartbeat, now));
    }

    /// All that are known, by name.
    #[must_use]
    pub fn list(&self, now: Instant) -> Vec<Known> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let one = |(heartbeat, heard): &(Heartbeat, Instant)| {
            let silent = (now.0 - heard.0).max(0);
            let missing = silent >= MISSING_AFTER;
            Known {
                heartbeat: heartbeat.clone(),
                heard: heard.0,
                missing,
                silent,
                says: if missing { missing_for(silent) } else { String::new() },
            }
        };
        known.values().map(one).collect()
    }
}

/// "manca da …": by minutes, hours or days.
fn missing_for(seconds: i64) -> String {
    let (number, one, more) = match seconds {
        ..3_600 => (seconds / 60, "minuto", "minuti"),
        3_600..172_800 => (seconds / 3_600, "ora", "ore"),
        _ => (seconds / 86_400, "giorno", "giorni"),
    };
    format!("manca da {number} {}", if number == 1 { one } else { more })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beat(kiosk: &str) -> Heartbeat {
        Heartbeat {
            kiosk: kiosk.to_owned(),
            place: "hub-senago".parse().expect("an id"),
            build: "abc".to_owned(),
            seq: 3,
            age: 10,
            uptime: 60,
        }
    }

    #[test]
    fn the_silent_are_missing_and_come_back() {
        let kiosks = Kiosks::default();
        kiosks.hear(beat("a"), Instant(1_000));
        for (after, missing, says) in [
            (0, false, ""),
            (299, false, ""),
            (300, true, "manca da 5 minuti"),
            (3_600, true, "manca da 1 ora"),
            (180_000, true, "manca da 2 giorni"),
            (-50, false, ""),
        ] {
            let known = kiosks.list(Instant(1_000 + after)).pop().expect("one");
            assert_eq!((known.missing, known.says.as_str()), (missing, says), "{after}");
        }
        kiosks.hear(beat("a"), Instant(9_000));
        assert!(!kiosks.list(Instant(9_010))[0].missing);
    }

    #[test]
    fn only_so_many_are_remembered() {
        let kiosks = Kiosks::default();
        for at in 0..1_100_i64 {
            kiosks.hear(beat(&format!("k{at:04}")), Instant(at));
        }
        let known = kiosks.list(Instant(2_000));
        assert_eq!(known.len(), MOST);
        assert_eq!(known[0].heartbeat.kiosk, "k0100", "the longest silent have gone");
    }

    #[test]
    fn names_are_plain() {
        assert!(beat("sala-1").is_plain());
        for name in ["", "a b", "<b>", &"x".repeat(65)] {
            assert!(!beat(name).is_plain(), "{name}");
        }
    }
}
