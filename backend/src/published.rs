//! What is made once per published state and served many times: the snapshot body, the search index, and the answers
//! that were asked for lately.

use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock};

use hyper::header::HeaderValue;
use shared::search::Index;
use shared::sync::{self, Answer, Cursor, FORMAT, Snapshot};

use crate::encoding::{Effort, Encoded};
use crate::store::Published;

/// Bytes of remembered answers above which all are forgotten: a crawler passes by, memory stays.
const REMEMBERED_BYTES: usize = 32 * 1024 * 1024;
/// What an entry costs beside its texts.
const ENTRY_BYTES: usize = 400;

/// A published state with all that is derived from it. Never changes; the next state gets its own.
pub struct Current {
    /// The records.
    pub published: Arc<Published>,
    /// `"epoch-seq"`: the entity tag of whatever depends on the records only.
    pub etag: HeaderValue,
    /// The body of a snapshot.
    pub snapshot: Encoded,
    /// The search index over the records.
    pub index: Index,
    remembered: RwLock<Remembered>,
}

impl Current {
    /// Derives from a state. Takes a tenth of a second for 30,000 records.
    #[must_use]
    pub fn derive(published: Arc<Published>) -> Self {
        let snapshot = Answer::Snapshot(Box::new(Snapshot {
            format: FORMAT,
            epoch: published.cursor.epoch.clone(),
            seq: published.cursor.seq,
            at: published.at,
            data: published.data.as_ref().clone(),
        }));
        let body = sync::encode(&snapshot).expect("records are made of texts, numbers and lists, which JSON can hold");
        Self {
            etag: etag(&published.cursor),
            snapshot: Encoded::new(body, Effort::Thorough),
            index: Index::build(&published.data),
            remembered: RwLock::default(),
            published,
        }
    }

    /// `"epoch-seq-minute-build"`: the entity tag of what also changes with the clock and with the web app around it.
    #[must_use]
    pub fn etag_of_minute(&self, build: &str, minute: i64) -> HeaderValue {
        let Cursor { epoch, seq } = &self.published.cursor;
        let build = build.get(..8).unwrap_or(build);
        let text = format!("\"{epoch}-{seq}-{minute}-{build}\"");
        HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("\"\""))
    }

    /// The answer remembered under that key since the given minute began, or the one made now.
    ///
    /// # Errors
    /// Those of `make`; they are not remembered.
    pub fn remember<E>(&self, key: &str, minute: i64, make: impl FnOnce() -> Result<Kept, E>) -> Result<Arc<Kept>, E> {
        {
            let remembered = self.remembered.read().unwrap_or_else(PoisonError::into_inner);
            if remembered.minute == minute
                && let Some(kept) = remembered.answers.get(key)
            {
                return Ok(Arc::clone(kept));
            }
        }
        let kept = Arc::new(make()?);
        let mut remembered = self.remembered.write().unwrap_or_else(PoisonError::into_inner);
        // The compressed forms come later; half as much again is a fair guess.
        let weight = key.len() + kept.body.identity().len() * 3 / 2 + ENTRY_BYTES;
        if remembered.minute != minute || remembered.bytes + weight > REMEMBERED_BYTES {
            *remembered = Remembered {
                minute,
                ..Remembered::default()
            };
        }
        remembered.bytes += weight;
        remembered.answers.insert(key.to_owned(), Arc::clone(&kept));
        Ok(kept)
    }
}

/// An answer that was made once.
#[derive(Debug)]
pub struct Kept {
    /// Media type.
    pub content_type: HeaderValue,
    /// Entity tag.
    pub etag: HeaderValue,
    /// The body.
    pub body: Encoded,
}

#[derive(Debug, Default)]
struct Remembered {
    minute: i64,
    bytes: usize,
    answers: HashMap<String, Arc<Kept>>,
}

/// The entity tag of a cursor.
#[must_use]
pub fn etag(cursor: &Cursor) -> HeaderValue {
    let text = format!("\"{}-{}\"", cursor.epoch, cursor.seq);
    // An epoch is 16 hex digits.
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("\"\""))
}
