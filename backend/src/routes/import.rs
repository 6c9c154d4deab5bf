//! `POST /import` on the admin listener: takes a data set file, or a file of another program, into the running server.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, ORIGIN};
use axum::http::{HeaderMap, StatusCode};
use bytes::Bytes;
use serde_json::{Value, json};
use shared::time::rome;

use super::parameters::Parameters;
use crate::app::App;
use crate::error::Problem;
use crate::service::import::{Bad, ImportError, ImportReport, Mode, RefusedRecord, Removals, import};
use crate::service::import_formats::{
    Converted, FormatFault, InFormat, Map, Named, Preview, RefusedPart, convert, preview,
};
use crate::store::CommitError;

/// Bad records that a problem lists; it tells how many there are in all.
const LISTED: usize = 100;

/// Imports the body, a file of the format that `format` or the media type says. Answers once it is on disk and every
/// reader sees it; with `dry_run=1` it says what would be done.
///
/// # Errors
/// 403 for a page in a browser; 400 naming number, field and reason of what is bad; 409 with the number to confirm when
/// it would remove many records; 503 with `Retry-After` when the disk takes no changes.
pub async fn post(
    State(app): State<Arc<App>>,
    mut parameters: Parameters,
    request: HeaderMap,
    body: Bytes,
) -> Result<Json<Value>, Problem> {
    refuse_browsers(&request)?;
    let asked = Asked::read(&mut parameters, &request)?;
    parameters.finish()?;
    let imported = tokio::task::spawn_blocking(move || asked.answer(&app, &body));
    imported.await.map_err(Problem::internal)?.map(Json)
}

/// What is asked about a file.
struct Asked {
    format: InFormat,
    map: Map,
    how: (Mode, Bad, Removals),
    dry_run: bool,
}

impl Asked {
    fn read(parameters: &mut Parameters, headers: &HeaderMap) -> Result<Self, Problem> {
        let mode = match parameters.text("mode").as_deref() {
            None | Some("merge") => Mode::Merge,
            Some("replace") => Mode::Replace,
            Some(_) => return Err(Problem::bad_request("unknown-mode", "mode", "mode is merge or replace")),
        };
        let bad = match parameters.text("bad").as_deref() {
            None | Some("refuse") => Bad::Refuse,
            Some("skip") => Bad::Skip,
            Some("strict") => Bad::Strict,
            Some(_) => {
                let reason = "bad is refuse, skip or strict";
                return Err(Problem::bad_request("unknown-bad", "bad", reason));
            }
        };
        let removals = match parameters.text("confirm").map(|number| number.parse()) {
            None => Removals::Few,
            Some(Ok(number)) => Removals::Confirmed(number),
            Some(Err(_)) => {
                let reason = "confirm is the number of records that may be removed";
                return Err(Problem::bad_request("bad-number", "confirm", reason));
            }
        };
        let dry_run = match parameters.text("dry_run").as_deref() {
            None | Some("0") => false,
            Some("1") => true,
            Some(_) => return Err(Problem::bad_request("bad-value", "dry_run", "dry_run is 1 or 0")),
        };
        let said = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let format = match parameters.text("format") {
            Some(text) => text
                .parse()
                .map_err(|reason: String| Problem::bad_request("unknown-format", "format", reason))?,
            // Programs say all kinds of things about JSON.
            None => said.and_then(InFormat::of_media_type).unwrap_or(InFormat::FamilyHub),
        };
        let map = match parameters.text("map") {
            Some(text) => Map::read(&text).map_err(|reason| Problem::bad_request("bad-map", "map", reason))?,
            None => Map::default(),
        };
        Ok(Self {
            format,
            map,
            how: (mode, bad, removals),
            dry_run,
        })
    }

    fn answer(&self, app: &App, body: &[u8]) -> Result<Value, Problem> {
        let stored = app.store.contents();
        let fault = |fault: FormatFault| match self.format {
            InFormat::FamilyHub => Problem::new(StatusCode::BAD_REQUEST, "not-a-data-set", fault.to_string()),
            _ => Problem::new(StatusCode::BAD_REQUEST, "unreadable-file", fault.to_string()),
        };
        let converted = convert(body, self.format, &self.map, &stored).map_err(fault)?;
        let (mode, bad, removals) = self.how;
        if self.dry_run {
            let today = rome::local(app.clock.now()).date;
            let preview = preview(&converted, &stored, self.how, today);
            return Ok(would_be(&converted, &preview, bad == Bad::Skip, stored.cursor.seq));
        }
        if let Some(first) = converted.refused.first().filter(|_| bad != Bad::Skip) {
            let parts: Vec<Value> = converted.refused.iter().take(LISTED).map(part).collect();
            let problem = Problem::bad_request("bad-records", first.field.clone(), first.to_string());
            return Err(problem.with("bad", converted.refused.len()).with("records", parts));
        }
        let report = import(app.store.as_ref(), &converted.json, mode, bad, removals).map_err(refused)?;
        app.catch_up();
        let epoch = app.current().published.cursor.epoch.clone();
        let mut told = told(&report, &epoch);
        if self.format != InFormat::FamilyHub {
            told["refused"] = converted.refused.iter().take(LISTED).map(part).collect();
        }
        Ok(told)
    }
}

/// What a file would do.
fn would_be(converted: &Converted, preview: &Preview, skips: bool, seq: u64) -> Value {
    let records = |list: &[Named]| -> Value {
        let records = list.iter().take(LISTED);
        records
            .map(|it| json!({ "kind": it.key.kind.code(), "id": it.key.id, "name": it.name }))
            .collect()
    };
    let alike = preview.alike.iter().take(LISTED);
    let alike: Value = alike
        .map(|(new, there)| json!({ "id": new.key.id, "name": new.name, "like": there }))
        .collect();
    let mut refused: Vec<RefusedPart> = converted.refused.clone();
    let mut answer = json!({
        "dry_run": true,
        "seq": seq,
        "added": preview.new.len(),
        "updated": preview.changed.len(),
        "removed": preview.gone.len(),
        "new": records(&preview.new),
        "changed": records(&preview.changed),
        "gone": records(&preview.gone),
        "alike": alike,
        "hours": preview.hours.iter().take(LISTED).collect::<Vec<_>>(),
        "passed_over": converted.passed_over,
    });
    match &preview.report {
        Ok(report) => {
            if let Some(first) = converted.refused.first().filter(|_| !skips) {
                answer["reason"] = format!("{first}: nothing of the file is stored").into();
            }
            refused.extend(converted.refused_parts(&report.skipped));
            answer["unchanged"] = report.unchanged.into();
        }
        Err(error) => {
            refused.extend(converted.refused_records(error));
            answer["reason"] = error.to_string().into();
            if let ImportError::ManyRemovals { removed, .. } = error {
                answer["confirm"] = (*removed).into();
            }
        }
    }
    answer["bad"] = refused.len().into();
    answer["refused"] = refused.iter().take(LISTED).map(part).collect();
    answer
}

fn part(part: &RefusedPart) -> Value {
    json!({ "origin": part.origin, "field": part.field, "reason": part.reason })
}

/// A page that the operator has open must not be able to write here. Every browser says where a POST comes from;
/// command-line programs do not.
pub(super) fn refuse_browsers(request: &HeaderMap) -> Result<(), Problem> {
    match request.contains_key(ORIGIN) || request.contains_key("sec-fetch-site") {
        false => Ok(()),
        true => Err(Problem::new(
            StatusCode::FORBIDDEN,
            "from-a-browser",
            "changes are taken here from programs, not from pages in a browser",
        )),
    }
}

fn told(report: &ImportReport, epoch: &str) -> Value {
    json!({
        "epoch": epoch,
        "seq": report.cursor.seq,
        "added": report.added,
        "updated": report.updated,
        "removed": report.removed,
        "unchanged": report.unchanged,
        "skipped": report.skipped.iter().map(bad_record).collect::<Vec<_>>(),
        "warnings": report.warnings.iter().take(LISTED).map(bad_record).collect::<Vec<_>>(),
    })
}

fn refused(error: ImportError) -> Problem {
    match error {
        ImportError::NotADataSet(reason) => Problem::new(StatusCode::BAD_REQUEST, "not-a-data-set", reason),
        ImportError::BadRecords(records) => {
            let first = records.first().map(ToString::to_string).unwrap_or_default();
            let field = records
                .first()
                .map(|record| record.bad.field.clone())
                .unwrap_or_default();
            let listed: Vec<Value> = records.iter().take(LISTED).map(bad_record).collect();
            Problem::bad_request("bad-records", field, first)
                .with("bad", records.len())
                .with("records", listed)
        }
        ImportError::LeftBehind(records) => {
            let field = records.first().map(|bad| bad.field.clone()).unwrap_or_default();
            let count = records.len();
            Problem::bad_request("left-behind", field, ImportError::LeftBehind(records).to_string()).with("bad", count)
        }
        ImportError::ManyRemovals { removed, of } => {
            let reason = format!(
                "{}; confirm={removed} does it",
                ImportError::ManyRemovals { removed, of }
            );
            Problem::new(StatusCode::CONFLICT, "many-removals", reason)
                .with("removed", removed)
                .with("of", of)
        }
        error @ ImportError::Forbidden { .. } => Problem::new(StatusCode::FORBIDDEN, "not-yours", error.to_string()),
        ImportError::Store(error) => not_stored(error),
    }
}

/// The problem that tells why the store took no changes.
pub(super) fn not_stored(error: CommitError) -> Problem {
    match error {
        CommitError::ReadOnly { retry_after_s, reason } => {
            Problem::unavailable("read-only", reason, retry_after_s.into())
        }
        CommitError::Unknown { retry_after_s } => Problem::unavailable(
            "outcome-unknown",
            "it is not known yet whether the change was made; send it again with the same Idempotency-Key",
            retry_after_s.into(),
        ),
        CommitError::Moved(_) => Problem::new(StatusCode::CONFLICT, "moved", "another change came first; try again"),
        CommitError::Closed => Problem::unavailable("closing", "the server is ending", 5),
    }
}

fn bad_record(record: &RefusedRecord) -> Value {
    json!({
        "kind": record.bad.kind.code(),
        "number": record.number,
        "overall": record.overall,
        "id": record.bad.id,
        "field": record.bad.field,
        "code": record.bad.refusal.code,
        "reason": record.bad.refusal.to_string(),
        "follows_from": record.follows.as_ref().map(|key| key.id.as_str()),
    })
}
