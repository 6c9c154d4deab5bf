//! `/redazione/{list}/{id}`: a record as a form; publishing, two people at one record, confirming, one date, taking back.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Response, StatusCode, Uri};
use axum::response::IntoResponse;
use bytes::Bytes;
use serde_json::{Map, Value};
use shared::i18n::{Language, Words};
use shared::model::{ActivityId, BadRecord, GuideId, NetworkId, PlaceId, RecordKey, RecordKind};
use shared::query::Query;
use shared::route::Route;
use shared::time::occurrence::{Calendar, coming};
use shared::time::{Date, Instant, rome};
use shared::view::{Slot, fill};

use super::super::form::Form;
use super::super::reply::HTML;
use super::{answered, ask_to_sign_in, follow, not_started_here, session_ended};
use crate::app::App;
use crate::auth::{Signed, is_own_form};
use crate::editor::conflict::{ConflictPage, conflict_page};
use crate::editor::form::{field_of_fault, with_form};
use crate::editor::record::{ComingDate, Past, RecordPage, fault_in_words, record_page};
use crate::editor::{Notice, as_part, document};
use crate::error::Problem;
use crate::page::{Address, with_context};
use crate::published::Current;
use crate::service::staff::dates::{DateChange, change_date};
use crate::service::staff::edit::{EditError, Expected, Group, history, put, undo_change, verify};
use crate::service::staff::{Account, Action, Token, conflict, may};
use crate::store::{CommitError, Published, Put, Store, dataset_after, kind_of_list, list_name};

/// Coming dates that are listed.
const DATES: usize = 10;
/// Past changes that are listed.
const PAST: usize = 30;
/// How often a change is put together anew with what others publish meanwhile.
const TRIES: usize = 5;

type Fields = Map<String, Value>;

/// Everything that a page of a record needs.
struct Desk {
    app: Arc<App>,
    account: Account,
    key: RecordKey,
}

/// The page.
///
/// # Errors
/// 404; 503 for a server without accounts.
pub async fn get(
    State(app): State<Arc<App>>,
    Path((list, id)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let key = key_of(&list, id)?;
    let Some(signed) = Signed::by_cookie(&headers, &app).await? else {
        return Ok(ask_to_sign_in(&app, StatusCode::OK, None, uri.path(), &Form::default()));
    };
    let done = uri
        .query()
        .and_then(|query| query.strip_prefix("fatto="))
        .unwrap_or_default();
    let notice = match done {
        "published" | "confirmed" | "undone" | "date-cancelled" | "date-restored" | "nothing-changed" => {
            Some(Notice::done(done))
        }
        _ => None,
    };
    work(app, signed.account, key, move |desk| {
        desk.as_it_stands(StatusCode::OK, notice.as_ref())
    })
    .await
}

/// What a form of the page asks for.
///
/// # Errors
/// 404, 415; 503. What is wrong with a record is told in the page.
pub async fn post(
    State(app): State<Arc<App>>,
    Path((list, id)): Path<(String, String)>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, Problem> {
    let key = key_of(&list, id)?;
    let form = Form::read(&headers, &body)?;
    if !is_own_form(&headers, &app) {
        return Ok(not_started_here(&app));
    }
    let Some(signed) = Signed::by_cookie(&headers, &app).await? else {
        return Ok(session_ended(&app, uri.path(), &form));
    };
    work(app, signed.account, key, move |desk| desk.asked(&form)).await
}

/// The page with what was typed when the session ended.
pub(super) async fn again(
    app: &Arc<App>,
    account: Account,
    list: &str,
    id: &str,
    form: Form,
) -> Result<Response<Body>, Problem> {
    let key = key_of(list, id.to_owned())?;
    work(Arc::clone(app), account, key, move |desk| desk.preview(&form)).await
}

async fn work(
    app: Arc<App>,
    account: Account,
    key: RecordKey,
    work: impl FnOnce(&Desk) -> Result<Response<Body>, Problem> + Send + 'static,
) -> Result<Response<Body>, Problem> {
    let desk = Desk { app, account, key };
    tokio::task::spawn_blocking(move || work(&desk))
        .await
        .map_err(Problem::internal)?
}

fn key_of(list: &str, id: String) -> Result<RecordKey, Problem> {
    let kind = kind_of_list(list).ok_or_else(|| Problem::not_found("there is no such list of records"))?;
    Ok(RecordKey { kind, id })
}

fn fields_of(raw: &str) -> Fields {
    match serde_json::from_str(raw) {
        Ok(Value::Object(fields)) => fields,
        _ => Fields::new(),
    }
}

impl Desk {
    fn store(&self) -> &dyn Store {
        self.app.store.as_ref()
    }

    fn address(&self) -> String {
        format!("/redazione/{}/{}", list_name(self.key.kind), self.key.id)
    }

    fn done(&self, what: &str) -> Response<Body> {
        self.app.catch_up();
        follow(&format!("{}?fatto={what}", self.address()))
    }

    /// The record as it stands.
    fn stands(&self) -> Result<(Fields, u64), Problem> {
        let stored = self.store().record(&self.key);
        let (raw, rev) = stored.ok_or_else(|| Problem::not_found("there is no such record"))?;
        Ok((fields_of(&raw), rev))
    }

    /// The record as the form began from it, and what the form makes of it.
    fn typed(&self, form: &Form) -> Result<(Fields, u64, bool), Problem> {
        let (stands, rev) = self.stands()?;
        let seen = form.text("rev").parse().unwrap_or(0);
        let this_life = form.text("epoch") == self.store().published().cursor.epoch;
        let began = match (seen == rev, this_life) {
            (true, true) => Some(stands.clone()),
            (_, true) => {
                let mut raw = None;
                let found = self.store().history(&mut |change| {
                    if change.key == self.key && change.seq == seen {
                        raw = change.raw;
                    }
                });
                found.map_err(Problem::internal)?;
                raw.map(|raw| fields_of(&raw))
            }
            (_, false) => None,
        };
        let known = began.is_some();
        let began = began.unwrap_or(stands);
        let given = |name: &str| form.get(name).map(str::to_owned);
        Ok((with_form(self.key.kind, &began, &given), seen, known))
    }

    fn asked(&self, form: &Form) -> Result<Response<Body>, Problem> {
        match form.get("action") {
            Some("publish") => self.publish(form),
            Some("resolve") => self.resolve(form),
            Some("confirm") => self.confirm(form),
            Some("cancel-date") => self.date(form, &DateChange::Cancel, "date-cancelled"),
            Some("restore-date") => self.date(form, &DateChange::Restore, "date-restored"),
            Some("undo") => self.undo(form),
            _ => self.preview(form),
        }
    }

    fn preview(&self, form: &Form) -> Result<Response<Body>, Problem> {
        let (typed, seen, _) = self.typed(form)?;
        let notice = Notice::failed("only-a-preview");
        Ok(self.shown(StatusCode::OK, &typed, seen, form, HashMap::new(), Some(&notice)))
    }

    fn publish(&self, form: &Form) -> Result<Response<Body>, Problem> {
        let (typed, seen, known) = self.typed(form)?;
        let (_, rev) = self.stands()?;
        if !known {
            // The same number means another change in another life of the server.
            return self.in_conflict(&typed, None, form);
        }
        let json = Value::Object(typed.clone()).to_string();
        let request = format!(
            "FORM {} {} {} {json}",
            self.key.kind.code(),
            self.key.id,
            form.text("key")
        );
        match put(
            self.store(),
            &self.account,
            &self.key,
            &json,
            Expected::Revision(seen),
            Some(&request),
        ) {
            Ok(edited) if edited.rev == rev && rev == seen => Ok(self.done("nothing-changed")),
            Ok(_) => Ok(self.done("published")),
            Err(EditError::Changed { .. }) => self.in_conflict(&typed, Some(seen), form),
            Err(error) => self.not_published(error, &typed, seen, form),
        }
    }

    /// Puts together what does not touch and publishes that; asks for the rest.
    fn in_conflict(&self, mine: &Fields, seen: Option<u64>, form: &Form) -> Result<Response<Body>, Problem> {
        let json = Value::Object(mine.clone()).to_string();
        for _try in 0..TRIES {
            let found = conflict::of(self.store(), &self.key, Some(&json), seen).map_err(Problem::internal)?;
            let (Some(merged), Some(rev)) = (found.merged, found.rev) else {
                break;
            };
            if !merged.conflicts.is_empty() {
                let shown = ConflictPage {
                    name: name_of(mine),
                    conflicts: &merged.conflicts,
                    mine: json,
                    seen: seen.unwrap_or(0),
                    rev,
                    epoch: self.store().published().cursor.epoch.clone(),
                    key: new_key()?,
                };
                return Ok(answered(
                    &self.app,
                    StatusCode::CONFLICT,
                    &shown.name,
                    &conflict_page(&shown),
                ));
            }
            let together = Value::Object(merged.record.clone()).to_string();
            match put(
                self.store(),
                &self.account,
                &self.key,
                &together,
                Expected::Revision(rev),
                None,
            ) {
                Ok(_) => return Ok(self.done("published")),
                Err(EditError::Changed { .. }) => {}
                Err(error) => return self.not_published(error, &merged.record, rev, form),
            }
        }
        Err(Problem::not_found("there is no such record"))
    }

    /// Publishes what was decided, where the record still stands as it was shown.
    fn resolve(&self, form: &Form) -> Result<Response<Body>, Problem> {
        let mine = fields_of(&form.text("mine"));
        let this_life = form.text("epoch") == self.store().published().cursor.epoch;
        let seen = form.text("seen").parse().ok().filter(|seen| *seen > 0 && this_life);
        let shown: u64 = form.text("rev").parse().unwrap_or(0);
        let json = Value::Object(mine.clone()).to_string();
        let found = conflict::of(self.store(), &self.key, Some(&json), seen).map_err(Problem::internal)?;
        let (Some(mut merged), true) = (found.merged, found.rev == Some(shown) && this_life) else {
            return self.in_conflict(&mine, seen, form);
        };
        let mine_kept: Vec<&str> = merged
            .conflicts
            .iter()
            .map(|conflict| conflict.group)
            .filter(|group| form.get(&format!("keep-{group}")) == Some("mine"))
            .collect();
        for group in mine_kept {
            merged.take_mine(group);
        }
        let decided = Value::Object(merged.record.clone()).to_string();
        match put(
            self.store(),
            &self.account,
            &self.key,
            &decided,
            Expected::Revision(shown),
            None,
        ) {
            Ok(_) => Ok(self.done("published")),
            Err(EditError::Changed { .. }) => self.in_conflict(&mine, seen, form),
            Err(error) => self.not_published(error, &merged.record, shown, form),
        }
    }

    fn not_published(
        &self,
        error: EditError,
        typed: &Fields,
        rev: u64,
        form: &Form,
    ) -> Result<Response<Body>, Problem> {
        let mut faults = HashMap::new();
        let (status, notice) = match error {
            EditError::Bad(bad) => {
                let mut other = Vec::new();
                for BadRecord { field, refusal, .. } in &bad {
                    match field_of_fault(self.key.kind, field) {
                        Some(path) => drop(faults.insert(path, fault_in_words(path, &refusal.to_string()))),
                        None => other.push(format!("{field}: {refusal}")),
                    }
                }
                let notice = match other.is_empty() {
                    true => Notice::failed("not-published"),
                    false => Notice::Failed(other.join("; ")),
                };
                (StatusCode::UNPROCESSABLE_ENTITY, notice)
            }
            EditError::Forbidden => (StatusCode::FORBIDDEN, Notice::failed("not-yours")),
            EditError::Store(CommitError::ReadOnly { .. }) => {
                (StatusCode::SERVICE_UNAVAILABLE, Notice::failed("not-stored"))
            }
            EditError::NotFound => return Err(Problem::not_found("there is no such record")),
            other => return Err(Problem::internal(other)),
        };
        Ok(self.shown(status, typed, rev, form, faults, Some(&notice)))
    }

    fn confirm(&self, form: &Form) -> Result<Response<Body>, Problem> {
        let today = rome::local(self.app.clock.now()).date.to_string();
        let seen = form.text("rev").parse().unwrap_or(0);
        let how: String = form.text("how").chars().take(200).collect();
        let facts = (&Group::ALL[..], how.as_str(), today.as_str());
        match verify(self.store(), &self.account, &self.key, facts, seen, None) {
            Ok(_) => Ok(self.done("confirmed")),
            Err(EditError::Changed { .. }) => {
                // What was confirmed is not what stands: it is to be looked at first.
                self.as_it_stands(StatusCode::CONFLICT, Some(&Notice::failed("conflict")))
            }
            Err(error) => self.refused(error),
        }
    }

    fn date(&self, form: &Form, change: &DateChange, done: &str) -> Result<Response<Body>, Problem> {
        let date: Result<Date, _> = form.text("date").parse();
        let Ok(date) = date else {
            return Err(Problem::bad_request("bad-date", "date", "this is no date"));
        };
        let reason = form.text("reason");
        match change_date(
            self.store(),
            &self.account,
            &self.key.id,
            date,
            (change, reason.trim()),
            None,
        ) {
            Ok(_) => Ok(self.done(done)),
            Err(error) => self.refused(error),
        }
    }

    fn undo(&self, form: &Form) -> Result<Response<Body>, Problem> {
        let seq = form.text("seq").parse().unwrap_or(0);
        match undo_change(self.store(), &self.account, seq, None) {
            Ok(_) => Ok(self.done("undone")),
            Err(_refused) => self.as_it_stands(StatusCode::CONFLICT, Some(&Notice::failed("not-undone"))),
        }
    }

    /// The page with the record as it stands.
    fn as_it_stands(&self, status: StatusCode, notice: Option<&Notice>) -> Result<Response<Body>, Problem> {
        let (fields, rev) = self.stands()?;
        Ok(self.shown(status, &fields, rev, &Form::default(), HashMap::new(), notice))
    }

    /// Why nothing was changed, beside the record as it stands.
    fn refused(&self, error: EditError) -> Result<Response<Body>, Problem> {
        let (fields, rev) = self.stands()?;
        self.not_published(error, &fields, rev, &Form::default())
    }

    /// The page with that record in its form and as families would see it.
    fn shown(
        &self,
        status: StatusCode,
        fields: &Fields,
        rev: u64,
        form: &Form,
        faults: HashMap<&'static str, String>,
        notice: Option<&Notice>,
    ) -> Response<Body> {
        let published = self.store().published();
        let whose = self.account.scope.holds(&published.data, &self.key);
        let allowed = |action| may(self.account.role, action, whose);
        let json = Value::Object(fields.clone()).to_string();
        // What cannot be read yet is previewed as it stands.
        let draft = Put::parse(self.key.kind, &json).ok().map(|put| put.record().clone());
        let data = match draft {
            Some(record) => dataset_after(&published.data, &HashSet::from([self.key.clone()]), vec![record]),
            None => published.data.as_ref().clone(),
        };
        let now = self.app.clock.now();
        let current = Current::derive(
            Arc::new(Published {
                cursor: published.cursor.clone(),
                at: published.at,
                data: Arc::new(data),
            }),
            now,
        );
        let address = Address {
            language: Language::Italian,
            route: self.route(),
            query: Query::default(),
        };
        let typed: HashMap<String, String> = form.0.iter().cloned().collect();
        let page = RecordPage {
            kind: self.key.kind,
            name: name_of(fields),
            record: fields,
            typed: &typed,
            faults,
            rev,
            epoch: published.cursor.epoch.clone(),
            key: new_key().unwrap_or_default(),
            may: [allowed(Action::Edit), allowed(Action::Verify), allowed(Action::Undo)],
            dates: self.dates(&current, now),
            history: self.past(),
        };
        let html = record_page(&page, notice);
        let written = with_context(&current, &address, now, |context| {
            document(&self.app.shell, &page.name, &html, &|slot| match slot {
                Slot::Page => as_part(fill(context, slot)),
                slot => fill(context, slot),
            })
        });
        (status, [(CONTENT_TYPE, HTML)], written).into_response()
    }

    fn route(&self) -> Route {
        let id = self.key.id.as_str();
        let route = match self.key.kind {
            RecordKind::Place => id.parse::<PlaceId>().ok().map(Route::Place),
            RecordKind::Activity => id.parse::<ActivityId>().ok().map(Route::Activity),
            RecordKind::Network => id.parse::<NetworkId>().ok().map(Route::Network),
            RecordKind::Guide => id.parse::<GuideId>().ok().map(Route::Guide),
        };
        route.unwrap_or(Route::NotFound)
    }

    fn dates(&self, current: &Current, now: Instant) -> Vec<ComingDate> {
        let data = &current.published.data;
        let activity = (self.key.kind == RecordKind::Activity).then(|| {
            data.activities
                .iter()
                .find(|activity| activity.id.as_str() == self.key.id)
        });
        let Some(activity) = activity.flatten() else {
            return Vec::new();
        };
        let words = Words::of(Language::Italian);
        let calendar = Calendar::of_activity(data, activity);
        let dates = coming(activity, &calendar, rome::local(now), DATES);
        dates
            .into_iter()
            .map(|date| {
                let usual = date.moved_from.unwrap_or(date.start);
                let time = date.start.time.map_or_else(String::new, |time| format!(" {time}"));
                ComingDate {
                    day: usual.date.to_string(),
                    words: format!("{}{time} {}", words.full_day(date.start.date), date.reason)
                        .trim_end()
                        .to_owned(),
                    is_changed: !date.status.takes_place() || date.moved_from.is_some(),
                }
            })
            .collect()
    }

    fn past(&self) -> Vec<Past> {
        let words = Words::of(Language::Italian);
        let changes = history(self.store(), &self.account, &self.key).unwrap_or_default();
        let mut told = Vec::new();
        let mut before = Fields::new();
        for change in changes {
            let after = change.raw.as_deref().map(fields_of).unwrap_or_default();
            let names: HashSet<&String> = before.keys().chain(after.keys()).collect();
            let mut fields: Vec<String> = names
                .into_iter()
                .filter(|name| before.get(*name) != after.get(*name))
                .cloned()
                .collect();
            fields.sort();
            let at = rome::local(Instant(change.at));
            told.push(Past {
                seq: change.seq,
                when: format!("{} {}", words.full_day(at.date), at.time),
                role: change.by.map(|author| author.role).unwrap_or_default(),
                fields,
            });
            before = after;
        }
        told.reverse();
        told.truncate(PAST);
        told
    }
}

fn name_of(fields: &Fields) -> String {
    let name = fields.get("name").or_else(|| fields.get("title"));
    name.and_then(Value::as_str).unwrap_or_default().to_owned()
}

fn new_key() -> Result<String, Problem> {
    Ok(Token::new().map_err(Problem::internal)?.text()[..32].to_owned())
}
