//! How the columns of files were understood that were imported before, by the shape of the file: its headings. A table
//! that comes every month is explained once.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use shared::text::fold;

use crate::service::import_formats::Map;
use crate::store::{EventLog, EventLogError, hex};

/// The newest map of a shape counts.
#[derive(Debug, Serialize, Deserialize)]
struct Explained {
    shape: String,
    map: Map,
}

/// The maps of a data directory.
pub struct ImportMaps {
    inner: Mutex<Inner>,
}

struct Inner {
    log: EventLog,
    maps: HashMap<String, Map>,
}

impl Inner {
    fn take(&mut self, event: &str) {
        match serde_json::from_str::<Explained>(event) {
            Ok(explained) => {
                self.maps.insert(explained.shape, explained.map);
            }
            Err(error) => tracing::warn!(%error, "a map of columns cannot be read by this version"),
        }
    }
}

/// What a table is recognised by: its headings, in whatever order and however they are written. Nothing of its rows.
#[must_use]
pub fn shape_of<'a>(headings: impl Iterator<Item = &'a str>) -> String {
    let mut folded: Vec<String> = headings.map(fold).filter(|heading| !heading.is_empty()).collect();
    folded.sort();
    folded.dedup();
    hex::encode(&Sha256::digest(folded.join("\n").as_bytes()))
}

impl ImportMaps {
    /// Opens the maps of a data directory; there may be none yet.
    ///
    /// # Errors
    /// The file cannot be read, or is damaged.
    pub fn open(dir: &Path) -> Result<Self, EventLogError> {
        let mut inner = Inner {
            log: EventLog::import_maps(dir),
            maps: HashMap::new(),
        };
        for stored in inner.log.read_new()? {
            inner.take(&stored.event);
        }
        Ok(Self {
            inner: Mutex::new(inner),
        })
    }

    /// How a table of that shape is to be understood.
    ///
    /// # Errors
    /// The file cannot be read.
    pub fn of(&self, shape: &str) -> Result<Option<Map>, EventLogError> {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        for stored in inner.log.read_new()? {
            inner.take(&stored.event);
        }
        Ok(inner.maps.get(shape).cloned())
    }

    /// Remembers how a table of that shape is to be understood.
    ///
    /// # Errors
    /// The disk.
    pub fn remember(&self, shape: &str, map: &Map, now: i64) -> Result<(), EventLogError> {
        let explained = Explained {
            shape: shape.to_owned(),
            map: map.clone(),
        };
        let text = serde_json::to_string(&explained).map_err(std::io::Error::from)?;
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        let mut seen = Vec::new();
        let added = inner.log.append(now, |new| {
            seen = new;
            Ok::<_, EventLogError>(vec![text])
        })?;
        for stored in seen.into_iter().chain(added) {
            inner.take(&stored.event);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_map_is_found_again_by_the_headings() {
        let dir = tempfile::tempdir().expect("a directory");
        let shape = shape_of(["Nome struttura", "Città", ""].into_iter());
        assert_eq!(shape, shape_of(["CITTA\u{300}", "nome struttura"].into_iter()));
        assert_ne!(shape, shape_of(["Nome struttura"].into_iter()));
        let map = Map {
            kind: Some("place".to_owned()),
            columns: [("Città".to_owned(), "comune".to_owned())].into(),
            ..Map::default()
        };
        let maps = ImportMaps::open(dir.path()).expect("nothing yet");
        assert_eq!(maps.of(&shape).expect("read"), None);
        maps.remember(&shape, &map, 1).expect("stored");
        assert_eq!(maps.of(&shape).expect("read").as_ref(), Some(&map));
        let again = ImportMaps::open(dir.path()).expect("there is one");
        assert_eq!(again.of(&shape).expect("read"), Some(map));
    }
}
