//! What is made once per published state and served many times: the snapshot body, the search index, and the answers
//! that were asked for lately.

use std::sync::Arc;

use hyper::header::HeaderValue;
use shared::agenda::Links;
use shared::search::Index;
use shared::sync::{self, Answer, Cursor, FORMAT, Snapshot};
use shared::time::Instant;
use shared::view::by_place::ByPlace;

use crate::encoding::{Effort, Encoded};
use crate::remembered::{Kept, Remembered};
use crate::store::Published;

/// A published state with all that is derived from it. Never changes; the next state gets its own.
pub struct Current {
    /// The records.
    pub published: Arc<Published>,
    /// When the newest change was made, never later than the moment of deriving: a change that was made while the
    /// machine's clock ran ahead is as new as can be, not from the future.
    pub at: Instant,
    /// `"epoch-seq"`: the entity tag of whatever depends on the records only.
    pub etag: HeaderValue,
    /// The snapshot.
    pub snapshot: Arc<Kept>,
    /// The search index over the records.
    pub index: Index,
    /// Which activities each place has.
    pub by_place: ByPlace,
    /// Where each activity takes place and who offers it.
    pub links: Links,
    /// Answers made from this state.
    pub answers: Remembered,
}

impl Current {
    /// Derives from a state. Takes a tenth of a second for 30,000 records.
    #[must_use]
    pub fn derive(published: Arc<Published>, now: Instant) -> Self {
        let at = Instant(published.at).min(now);
        let snapshot = Answer::Snapshot(Box::new(Snapshot {
            format: FORMAT,
            epoch: published.cursor.epoch.clone(),
            seq: published.cursor.seq,
            at: at.0,
            data: published.data.as_ref().clone(),
        }));
        let body = sync::encode(&snapshot).expect("records are made of texts, numbers and lists, which JSON can hold");
        let etag = etag(&published.cursor);
        Self {
            at,
            snapshot: Arc::new(Kept {
                content_type: HeaderValue::from_static("application/json"),
                etag: etag.clone(),
                body: Encoded::new(body, Effort::Thorough),
                link: None,
                minute: None,
            }),
            etag,
            index: Index::build(&published.data),
            by_place: ByPlace::new(&published.data),
            links: Links::build(&published.data),
            answers: Remembered::default(),
            published,
        }
    }

    /// `"epoch-seq-time-build"`: the entity tag of what also changes with the clock and with the web app around it.
    #[must_use]
    pub fn etag_of(&self, build: &str, time: i64) -> HeaderValue {
        let Cursor { epoch, seq } = &self.published.cursor;
        let build = build.get(..8).unwrap_or(build);
        let text = format!("\"{epoch}-{seq}-{time}-{build}\"");
        HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("\"\""))
    }
}

/// The entity tag of a cursor.
#[must_use]
pub fn etag(cursor: &Cursor) -> HeaderValue {
    let text = format!("\"{}-{}\"", cursor.epoch, cursor.seq);
    // An epoch is 16 hex digits.
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("\"\""))
}
