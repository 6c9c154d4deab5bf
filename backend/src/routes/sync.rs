//! `GET /api/v1/sync`: everything, or what changed since a cursor, or "you have it".

use std::sync::Arc;

use axum::body::Body;
use axum::http::Response;
use shared::sync::{self, Answer, Cursor, Delta};
use shared::time::Instant;

use super::ask::Ask;
use super::parameters::Parameters;
use super::reply::{JSON, unchanged};
use crate::encoding::{Effort, Encoded};
use crate::error::Problem;
use crate::examples::delta;
use crate::headers::CacheRule;
use crate::published::etag;
use crate::rates::Cost;
use crate::remembered::Kept;

/// Answers with a snapshot, a delta or 304.
///
/// # Errors
/// 400 for a malformed cursor. One that this server does not know is no error: its answer is the snapshot.
pub async fn get(mut parameters: Parameters, ask: Ask) -> Result<Response<Body>, Problem> {
    let epoch = parameters.text("epoch");
    let seq = parameters.number("seq", 0..=u64::MAX)?;
    parameters.finish()?;
    let current = &ask.current;
    let cursor = match (epoch, seq) {
        (Some(epoch), Some(seq)) => Some(Cursor { epoch, seq }),
        (None, None) => None,
        (Some(_), None) => return Err(Problem::bad_request("missing-parameter", "seq", "epoch comes with seq")),
        (None, Some(_)) => {
            return Err(Problem::bad_request(
                "missing-parameter",
                "epoch",
                "seq comes with epoch",
            ));
        }
    };
    // A cursor of another life or from the future cannot have a delta, so it is not looked for.
    let newest = &current.published.cursor;
    let cursor = cursor.filter(|cursor| cursor.epoch == newest.epoch && cursor.seq <= newest.seq);
    if let Some(known) = ask.known(&current.etag) {
        return Ok(unchanged(known, CacheRule::Revalidate));
    }
    let key = match &cursor {
        Some(Cursor { epoch, seq }) => format!("- /sync?{epoch}:{seq}"),
        None => "- /sync".to_owned(),
    };
    ask.kept(Cost::One, key, move |ask| {
        match cursor.and_then(|cursor| delta(ask.app.store.as_ref(), &ask.current.published, &cursor)) {
            Some(delta) => of_delta(delta, ask.now),
            None => Ok(Arc::clone(&ask.current.snapshot)),
        }
    })
    .await
}

fn of_delta(mut delta: Delta, now: Instant) -> Result<Arc<Kept>, Problem> {
    let etag = etag(&Cursor {
        epoch: delta.epoch.clone(),
        seq: delta.seq,
    });
    delta.at = delta.at.min(now.0);
    let body = sync::encode(&Answer::Delta(Box::new(delta))).map_err(Problem::internal)?;
    Ok(Arc::new(Kept {
        content_type: JSON,
        etag,
        body: Encoded::new(body, Effort::Quick),
        link: None,
        minute: None,
    }))
}
