//! `GET /api/v1/sync`: everything, or what changed since a cursor, or "you have it"; and everything as of one change, at
//! an address of its own.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::Path;
use axum::extract::rejection::PathRejection;
use axum::http::Response;
use axum::http::header::CACHE_CONTROL;
use shared::model::Dataset;
use shared::sync::{self, Answer, Cursor, Delta, FORMAT, Removed};
use shared::time::Instant;

use super::ask::Ask;
use super::parameters::{NoParameters, Parameters};
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
    if let Some(cursor) = cursor.clone().filter(|cursor| is_ahead(&ask, cursor)) {
        let key = format!("- /sync?{}:{}", cursor.epoch, cursor.seq);
        let make = move |ask: &Ask| of_delta(nothing_newer(cursor, ask.current.published.at), ask.now);
        return ask.kept(Cost::One, key, make).await;
    }
    let current = &ask.current;
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

/// Answers with the snapshot as of one change, which is the same for ever: caches between reader and server may keep it.
///
/// # Errors
/// 404 for any other state than the newest one: older ones are not kept.
pub async fn snapshot(
    path: Result<Path<(String, u64)>, PathRejection>,
    _none: NoParameters,
    ask: Ask,
) -> Result<Response<Body>, Problem> {
    let unknown = || Problem::not_found("this state is not kept here: ask /api/v1/sync");
    let Path((epoch, seq)) = path.map_err(|_| unknown())?;
    let cursor = Cursor { epoch, seq };
    if ask.current.published.cursor != cursor {
        return Err(unknown());
    }
    // Until this machine's clock has caught up with the change, the time in it is not the one that other servers tell.
    let is_final = ask.current.at.0 == ask.current.published.at;
    let response = ask.kept(Cost::One, "- /sync".to_owned(), |ask| {
        Ok(Arc::clone(&ask.current.snapshot))
    });
    let mut response = response.await?;
    if is_final {
        response
            .headers_mut()
            .insert(CACHE_CONTROL, CacheRule::Immutable.value());
    }
    Ok(response)
}

/// Whether a cursor is of a change that another server over the same journal has told, and this one is yet to hear of.
fn is_ahead(ask: &Ask, cursor: &Cursor) -> bool {
    let newest = &ask.current.published.cursor;
    ask.app.store.is_shared() && newest.epoch == cursor.epoch && newest.seq < cursor.seq
}

/// There is nothing newer than that. To go back behind what a reader has would cost a snapshot, and show what is past.
fn nothing_newer(cursor: Cursor, at: i64) -> Delta {
    Delta {
        format: FORMAT,
        epoch: cursor.epoch,
        from: cursor.seq,
        seq: cursor.seq,
        at,
        put: Dataset::default(),
        removed: Removed::default(),
    }
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
