//! Answers that were made lately, by the question they answer: bounded in memory, and made once however many ask.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use hyper::header::HeaderValue;
use quick_cache::sync::{Cache, DefaultLifecycle};
use quick_cache::{DefaultHashBuilder, OptionsBuilder, Weighter};

use crate::encoding::Encoded;

/// Bytes of remembered answers above which those asked for least are forgotten.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// Answers of usual size that fit.
const USUAL_ANSWERS: usize = 4_096;
/// What an entry costs beside its texts.
const ENTRY_BYTES: usize = 400;

/// An answer that was made once.
#[derive(Debug)]
pub struct Kept {
    /// Media type.
    pub content_type: HeaderValue,
    /// Entity tag of the uncompressed form.
    pub etag: HeaderValue,
    /// The body.
    pub body: Encoded,
    /// Pages before and after it (RFC 8288 `Link`); `None` for an answer that is whole.
    pub link: Option<HeaderValue>,
    /// The minute it holds for; `None` for as long as the records stay.
    pub minute: Option<i64>,
}

/// The answers made from one state of the records.
pub struct Remembered {
    answers: Cache<String, Arc<Kept>, Weights>,
    minute: AtomicI64,
}

impl Default for Remembered {
    fn default() -> Self {
        Self::of_bytes(MOST_BYTES)
    }
}

impl Remembered {
    fn of_bytes(most: u64) -> Self {
        let options = OptionsBuilder::new()
            .estimated_items_capacity(USUAL_ANSWERS)
            .weight_capacity(most)
            // One shard: a single answer may take all the room there is.
            .shards(1)
            .build()
            .expect("both capacities are given");
        let (hash, lifecycle) = (DefaultHashBuilder::default(), DefaultLifecycle::default());
        Self {
            answers: Cache::with_options(options, Weights, hash, lifecycle),
            minute: AtomicI64::new(i64::MIN),
        }
    }

    /// The answer to that question, if it is remembered. Questions whose answers change with the clock hold the minute.
    #[must_use]
    pub fn get(&self, question: &str) -> Option<Arc<Kept>> {
        self.answers.get(question)
    }

    /// The answer to that question: remembered, or made now. Whoever asks the same meanwhile waits for the same answer.
    ///
    /// # Errors
    /// Those of `make`; they are not remembered.
    pub async fn get_or_make<E>(
        &self,
        question: &str,
        make: impl Future<Output = Result<Arc<Kept>, E>>,
    ) -> Result<Arc<Kept>, E> {
        match self.answers.get_value_or_guard_async(question).await {
            Ok(kept) => Ok(kept),
            Err(place) => {
                let kept = make.await?;
                // Only a place that was cleared meanwhile gives it back; the asker has the answer all the same.
                let _kept_or_not = place.insert(Arc::clone(&kept));
                Ok(kept)
            }
        }
    }

    /// Forgets what held for another minute. Cheap unless the minute is a new one.
    pub fn forget_other_minutes(&self, minute: i64) {
        if self.minute.swap(minute, Ordering::Relaxed) != minute {
            self.answers
                .retain(|_, kept| kept.minute.is_none_or(|kept| kept == minute));
        }
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.answers.weight()
    }
}

/// The bytes of an entry, compressed forms too. A form that is made later is not counted: half as much again covers it.
#[derive(Clone)]
struct Weights;

impl Weighter<String, Arc<Kept>> for Weights {
    fn weight(&self, question: &String, kept: &Arc<Kept>) -> u64 {
        let body = kept.body.weight().max(kept.body.identity().len() * 3 / 2);
        (question.len() + body + ENTRY_BYTES) as u64
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use super::*;
    use crate::encoding::Effort;

    fn kept(bytes: usize, minute: Option<i64>) -> Arc<Kept> {
        Arc::new(Kept {
            content_type: HeaderValue::from_static("text/plain"),
            etag: HeaderValue::from_static("\"1\""),
            body: Encoded::new("x".repeat(bytes), Effort::Quick),
            link: None,
            minute,
        })
    }

    async fn put(remembered: &Remembered, question: &str, answer: Arc<Kept>) {
        let made = remembered
            .get_or_make(question, async { Ok::<_, Infallible>(answer) })
            .await;
        assert!(made.is_ok());
    }

    #[tokio::test]
    async fn memory_is_bounded_whatever_is_asked() {
        let remembered = Remembered::of_bytes(100_000);
        for at in 0..1_000 {
            put(&remembered, &format!("q={at}"), kept(1_000, None)).await;
            assert!(remembered.bytes() <= 100_000);
        }
        put(&remembered, "all", kept(1_000_000, None)).await;
        assert!(
            remembered.bytes() <= 100_000,
            "what is larger than all the room is not kept"
        );
    }

    #[tokio::test]
    async fn a_new_minute_forgets_the_last_one_only() {
        let remembered = Remembered::default();
        put(&remembered, "7 /", kept(10, Some(7))).await;
        put(&remembered, "- /calendar.ics", kept(10, None)).await;
        remembered.forget_other_minutes(7);
        assert!(remembered.get("7 /").is_some());
        remembered.forget_other_minutes(8);
        assert!(remembered.get("7 /").is_none());
        assert!(remembered.get("- /calendar.ics").is_some());
    }

    #[tokio::test]
    async fn what_many_ask_is_made_once_and_an_error_is_not_kept() {
        let remembered = Arc::new(Remembered::default());
        let (answer, answered) = tokio::sync::oneshot::channel::<Arc<Kept>>();
        let first = {
            let remembered = Arc::clone(&remembered);
            tokio::spawn(async move {
                remembered
                    .get_or_make("q", async { answered.await.map_err(|_| "cut") })
                    .await
            })
        };
        tokio::task::yield_now().await;
        let others: Vec<_> = (0..50)
            .map(|_| {
                let remembered = Arc::clone(&remembered);
                tokio::spawn(async move { remembered.get_or_make("q", async { Err("made twice") }).await })
            })
            .collect();
        tokio::task::yield_now().await;
        answer.send(kept(10, None)).expect("the first one waits");
        assert!(first.await.expect("no panic").is_ok());
        for other in others {
            assert!(other.await.expect("no panic").is_ok());
        }
        let failed = remembered.get_or_make("r", async { Err("bad") }).await;
        assert_eq!(failed.err(), Some("bad"));
        assert!(remembered.get("r").is_none());
    }
}
