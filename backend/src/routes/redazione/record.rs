//! `/redazione/{list}/{id}`: a record as a form; publishing, two people at one record, confirming, one date, taking back.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Response, StatusCode, Uri};
use axum::response::IntoResponse;
use bytes::Bytes;
use serde_json::Value;
use sha2::{Digest, Sha256};
use shared::i18n::Language;
use shared::model::{ActivityId, BadRecord, GuideId, NetworkId, PlaceId, RecordKey, RecordKind};
use shared::query::Query;
use shared::route::Route;
use shared::time::{Date, LocalDateTime, rome};
use shared::view::{Slot, fill};

use super::super::form::Form;
use super::super::reply::HTML;
use super::fields::{Fields, fields_of};
use super::outcome::{self, Done};
use super::{answered, ask_to_sign_in, not_started_here, sender, session_ended, told};
use crate::app::App;
use crate::auth::{Signed, is_own_form};
use crate::editor::form::{field_of_fault, settled, with_form};
use crate::editor::record::{fault_in_words, record_page};
use crate::editor::shown::RecordPage;
use crate::editor::{Notice, Reader, as_part, document, filled};
use crate::error::Problem;
use crate::page::{Address, with_context};
use crate::published::Current;
use crate::service::staff::dates::{DateChange, change_date};
use crate::service::staff::edit::{EditError, Edited, Expected, done_before, put, verify};
use crate::service::staff::group::Group;
use crate::service::staff::{Account, Action, Token, Whose, may};
use crate::store::{Published, Put, Store, dataset_after, hex, kind_of_list, list_name};

/// Everything that a page of a record needs.
pub(super) struct Desk {
    pub(super) app: Arc<App>,
    pub(super) account: Account,
    pub(super) key: RecordKey,
    /// Whether the script of the page asks.
    pub(super) script: bool,
    /// Whether the record is still to be made.
    pub(super) is_new: bool,
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
    let asked = |name: &str| {
        uri.query()
            .and_then(|query| query.strip_prefix(name))
            .unwrap_or_default()
    };
    let done = asked("fatto=");
    let report = Some(asked("segnalazione=").to_owned()).filter(|id| !id.is_empty());
    let notice = match done {
        "published" | "confirmed" | "undone" | "date-cancelled" | "date-moved" | "date-restored" | "brought-back"
        | "nothing-changed" => Some(Notice::done(done)),
        _ => None,
    };
    work(app, signed.account, key, false, move |desk| {
        desk.with_report(StatusCode::OK, notice.as_ref(), report.as_deref())
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
    let script = outcome::is_script(&headers);
    let Some(signed) = sender(&headers, &app).await? else {
        // The script has what was typed, and sends it again by itself.
        let carried = if script { Form::default() } else { form };
        return Ok(session_ended(&app, uri.path(), &carried));
    };
    work(app, signed.account, key, script, move |desk| desk.asked(&form)).await
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
    work(Arc::clone(app), account, key, false, move |desk| {
        desk.preview(&Form(settled(&form.0)))
    })
    .await
}

pub(super) async fn work(
    app: Arc<App>,
    account: Account,
    key: RecordKey,
    script: bool,
    work: impl FnOnce(&Desk) -> Result<Response<Body>, Problem> + Send + 'static,
) -> Result<Response<Body>, Problem> {
    let desk = Desk {
        app,
        account,
        key,
        script,
        is_new: false,
    };
    crate::editor::spawn(move || work(&desk))
        .await
        .map_err(Problem::internal)?
}

fn key_of(list: &str, id: String) -> Result<RecordKey, Problem> {
    let kind = kind_of_list(list).ok_or_else(|| Problem::not_found("there is no such list of records"))?;
    Ok(RecordKey { kind, id })
}

impl Desk {
    pub(super) fn store(&self) -> &dyn Store {
        self.app.store.as_ref()
    }

    fn address(&self) -> String {
        format!("/redazione/{}/{}", list_name(self.key.kind), self.key.id)
    }

    pub(super) fn done(&self, what: &str, rev: u64, merged: bool) -> Response<Body> {
        self.app.catch_up();
        let done = Done {
            what,
            rev: Some(rev),
            merged,
        };
        outcome::done(self.script, &self.address(), done)
    }

    pub(super) fn answered(&self, status: StatusCode, title: &str, page: &shared::view::Html) -> Response<Body> {
        answered(&self.app, Some(&self.account.id), status, title, page)
    }

    /// The record as it stands.
    pub(super) fn stands(&self) -> Result<(Fields, u64), Problem> {
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
        let form = &Form(settled(&form.0));
        let request = self.request(form);
        let before = request
            .as_deref()
            .and_then(|key| done_before(self.store(), &self.account, key));
        if let (Some(rev), Some(what)) = (before, form.get("action").and_then(done_by)) {
            return Ok(self.done(what, rev, false));
        }
        let request = request.as_deref();
        match form.get("action") {
            Some("publish") => self.publish(form, request),
            Some("resolve") => self.resolve(form, request),
            Some("confirm") => self.confirm(form, request),
            Some("cancel-date") => self.date(form, &DateChange::Cancel, request),
            Some("restore-date") => self.date(form, &DateChange::Restore, request),
            Some("move-date") => {
                let to: Result<LocalDateTime, _> = form.text("to").parse();
                let to = to.map_err(|_| Problem::bad_request("bad-date", "to", "this is no date with a time"))?;
                self.date(form, &DateChange::Move { to, minutes: None }, request)
            }
            Some("undo") => self.undo(form, request),
            Some("bring-back") => self.bring_back(form, request),
            _ => self.preview(form),
        }
    }

    /// What a form is known by when it comes again: its key and all that it says, since a page that is gone back to
    /// sends another form by the same key.
    pub(super) fn request(&self, form: &Form) -> Option<String> {
        let key = form.get("key").filter(|key| !key.is_empty())?;
        let mut hash = Sha256::new();
        for (name, value) in &form.0 {
            hash.update(format!("{} {name} {} {value}", name.len(), value.len()));
        }
        let says = hex::encode(&hash.finalize());
        Some(format!("FORM {} {} {key} {says}", self.key.kind.code(), self.key.id))
    }

    fn preview(&self, form: &Form) -> Result<Response<Body>, Problem> {
        let (typed, seen, _) = self.typed(form)?;
        let notice = Notice::failed("only-a-preview");
        // What cannot be read yet is told at its field already.
        let bad = Put::parse(self.key.kind, &Value::Object(typed.clone()).to_string()).err();
        let fault = bad.and_then(|bad| {
            let path = field_of_fault(self.key.kind, &bad.field)?;
            Some((path, fault_in_words(path, &bad.refusal.to_string())))
        });
        let faults = fault.into_iter().collect();
        let none = Fields::new();
        Ok(self.shown(StatusCode::OK, (&typed, seen), form, faults, Some(&notice), &none))
    }

    fn publish(&self, form: &Form, request: Option<&str>) -> Result<Response<Body>, Problem> {
        let (typed, seen, known) = self.typed(form)?;
        let (_, rev) = self.stands()?;
        if !known {
            // The same number means another change in another life of the server.
            return self.in_conflict(&typed, None, form, request);
        }
        let json = Value::Object(typed.clone()).to_string();
        match self.put(&json, seen, request) {
            Ok(edited) if edited.rev == rev && rev == seen => Ok(self.done("nothing-changed", rev, false)),
            Ok(edited) => {
                self.report_is_done(form);
                Ok(self.done("published", edited.rev, false))
            }
            Err(EditError::Changed { .. }) => self.in_conflict(&typed, Some(seen), form, request),
            Err(error) => self.not_published(error, &typed, seen, form),
        }
    }

    pub(super) fn put(&self, json: &str, seen: u64, request: Option<&str>) -> Result<Edited, EditError> {
        let expected = Expected::Revision(seen);
        put(self.store(), &self.account, &self.key, json, expected, request)
    }

    pub(super) fn not_published(
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
            EditError::Store(error) => outcome::not_stored(&error),
            EditError::NotFound => return Err(Problem::not_found("there is no such record")),
            other => return Err(Problem::internal(other)),
        };
        Ok(self.shown(status, (typed, rev), form, faults, Some(&notice), &Fields::new()))
    }

    fn confirm(&self, form: &Form, request: Option<&str>) -> Result<Response<Body>, Problem> {
        let today = rome::local(self.app.clock.now()).date.to_string();
        let seen = form.text("rev").parse().unwrap_or(0);
        let how: String = form.text("how").chars().take(200).collect();
        let facts = (&Group::ALL[..], how.as_str(), today.as_str());
        match verify(self.store(), &self.account, &self.key, facts, seen, request) {
            Ok(edited) => Ok(self.done("confirmed", edited.rev, false)),
            Err(EditError::Changed { .. }) => {
                // What was confirmed is not what stands: it is to be looked at first.
                self.as_it_stands(StatusCode::CONFLICT, Some(&Notice::failed("conflict")))
            }
            Err(error) => self.refused(error),
        }
    }

    fn date(&self, form: &Form, change: &DateChange, request: Option<&str>) -> Result<Response<Body>, Problem> {
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
            request,
        ) {
            Ok(edited) => {
                let done = form.get("action").and_then(done_by).unwrap_or("published");
                Ok(self.done(done, edited.rev, true))
            }
            Err(error) => self.refused(error),
        }
    }

    /// The page with the record as it stands.
    pub(super) fn as_it_stands(&self, status: StatusCode, notice: Option<&Notice>) -> Result<Response<Body>, Problem> {
        self.with_report(status, notice, None)
    }

    /// The same beside a report of a family, to be put right.
    fn with_report(
        &self,
        status: StatusCode,
        notice: Option<&Notice>,
        report: Option<&str>,
    ) -> Result<Response<Body>, Problem> {
        let (fields, rev) = self.stands()?;
        let none = Fields::new();
        let mut form = Form::default();
        if let Some(report) = report {
            form.0.push(("report".to_owned(), report.to_owned()));
            form.0.extend(self.corrected(report));
        }
        Ok(self.shown(status, (&fields, rev), &form, HashMap::new(), notice, &none))
    }

    /// Why nothing was changed, beside the record as it stands.
    pub(super) fn refused(&self, error: EditError) -> Result<Response<Body>, Problem> {
        let (fields, rev) = self.stands()?;
        self.not_published(error, &fields, rev, &Form::default())
    }

    /// The page with that record in its form and as families would see it.
    pub(super) fn shown(
        &self,
        status: StatusCode,
        (fields, rev): (&Fields, u64),
        form: &Form,
        faults: HashMap<&'static str, String>,
        notice: Option<&Notice>,
        not_used: &Fields,
    ) -> Response<Body> {
        let published = self.store().published();
        let whose = match self.is_new {
            true => Whose::Own,
            false => self.account.scope.holds(&published.data, &self.key),
        };
        let allowed = |action| may(self.account.role, action, whose);
        let json = Value::Object(fields.clone()).to_string();
        // What cannot be read yet is previewed as it stands.
        let draft = Put::parse(self.key.kind, &json).ok().map(|put| put.record().clone());
        let has_page = !self.is_new || draft.is_some();
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
            name: match self.is_new {
                true => filled("new-record", &filled(&format!("kind.{}", self.key.kind.code()), "")),
                false => name_of(fields),
            },
            record: fields,
            typed: &typed,
            faults,
            rev,
            epoch: published.cursor.epoch.clone(),
            // What may have been published comes again under its key, and is not published twice.
            key: match form.get("key").filter(|_| status == StatusCode::SERVICE_UNAVAILABLE) {
                Some(key) => key.to_owned(),
                None => new_key().unwrap_or_default(),
            },
            may: [
                allowed(Action::Edit),
                !self.is_new && allowed(Action::Verify),
                allowed(Action::Undo),
            ],
            networks: if self.is_new { self.networks() } else { Vec::new() },
            alike: self.alike(&published.data, fields),
            report: self.report(form),
            dates: told::dates(&current.published.data, &self.key, now),
            history: told::past(self.store(), &self.account, &self.key),
            changes: match self.stands() {
                Ok((stands, _)) if !form.0.is_empty() => told::replaced(self.key.kind, &stands, fields),
                _ => Vec::new(),
            },
            not_used,
        };
        let html = record_page(&page, notice);
        let written = with_context(&current, self.app.shell.brand(), &address, now, |context| {
            let reader = Reader::Account(&self.account.id);
            document(&self.app.shell, reader, &page.name, &html, &|slot| match slot {
                Slot::Page if !has_page => shared::view::Html::Nothing,
                Slot::Page => as_part(fill(context, slot)),
                slot => fill(context, slot),
            })
        });
        let answer = (status, [(CONTENT_TYPE, HTML)], written).into_response();
        outcome::for_account(answer, Some(&self.account.id))
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
}

/// The key of the words for what an action does.
fn done_by(action: &str) -> Option<&'static str> {
    Some(match action {
        "publish" | "resolve" => "published",
        "confirm" => "confirmed",
        "cancel-date" => "date-cancelled",
        "restore-date" => "date-restored",
        "move-date" => "date-moved",
        "undo" => "undone",
        "bring-back" => "brought-back",
        _ => return None,
    })
}

pub(super) fn name_of(fields: &Fields) -> String {
    let name = fields.get("name").or_else(|| fields.get("title"));
    name.and_then(Value::as_str).unwrap_or_default().to_owned()
}

pub(super) fn new_key() -> Result<String, Problem> {
    Ok(Token::new().map_err(Problem::internal)?.text()[..32].to_owned())
}
