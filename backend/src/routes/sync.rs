//! `GET /api/v1/sync`: everything, or what changed since a cursor, or "you have it".

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, Response};
use shared::sync::{self, Answer, Cursor};

use super::parameters::Parameters;
use super::reply::{JSON, Tagged, accepted, is_known, unchanged};
use crate::app::App;
use crate::encoding::{Effort, Encoded};
use crate::error::Problem;
use crate::headers::CacheRule;
use crate::published::{Current, etag};

/// Answers with a snapshot, a delta or 304.
///
/// # Errors
/// 400 for a malformed cursor. One that this server does not know is no error: its answer is the snapshot.
pub async fn get(
    State(app): State<Arc<App>>,
    mut parameters: Parameters,
    request: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let epoch = parameters.text("epoch");
    let seq = parameters.number("seq", 0..=u64::MAX)?;
    parameters.finish()?;
    let current = app.current();
    if is_known(&request, &current.etag) {
        return Ok(unchanged(current.etag.clone(), CacheRule::Revalidate));
    }
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
    match cursor.and_then(|cursor| app.store.delta(&cursor)) {
        Some(delta) => {
            let etag = etag(&Cursor {
                epoch: delta.epoch.clone(),
                seq: delta.seq,
            });
            let body = sync::encode(&Answer::Delta(Box::new(delta))).map_err(Problem::internal)?;
            let body = Encoded::new(body, Effort::Quick);
            Ok(tagged(&etag, &body).reply(&request))
        }
        None => snapshot(current, &request).await,
    }
}

/// The first client of a new state waits until its coding is made; that is done beside the other requests.
async fn snapshot(current: Arc<Current>, request: &HeaderMap) -> Result<Response<Body>, Problem> {
    let coding = accepted(request);
    if !current.snapshot.ready(coding) {
        let current = Arc::clone(&current);
        let compress = tokio::task::spawn_blocking(move || {
            let _kept_in_the_snapshot = current.snapshot.get(coding);
        });
        compress.await.map_err(Problem::internal)?;
    }
    Ok(tagged(&current.etag, &current.snapshot).reply(request))
}

fn tagged<'a>(etag: &'a axum::http::HeaderValue, body: &'a Encoded) -> Tagged<'a> {
    Tagged {
        content_type: JSON,
        etag,
        cache: CacheRule::Revalidate,
        body,
    }
}
