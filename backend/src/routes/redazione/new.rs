//! `/redazione/nuova/{list}`: a record that is not there yet.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Response, StatusCode, Uri};
use bytes::Bytes;
use serde_json::{Value, json};
use shared::duplicates::called_like;
use shared::model::{Dataset, RecordKey, RecordKind};

use super::super::form::Form;
use super::fields::Fields;
use super::outcome;
use super::record::{Desk, name_of};
use super::{ask_to_sign_in, not_started_here, sender, session_ended};
use crate::app::App;
use crate::auth::{Signed, is_own_form};
use crate::editor::Notice;
use crate::editor::form::{settled, with_form};
use crate::error::Problem;
use crate::service::import_formats::slug;
use crate::service::staff::edit::{EditError, Expected, done_before, put};
use crate::service::staff::{Account, Action, Whose, may};
use crate::store::kind_of_list;

/// The id of a record that is still to be made: what it is previewed under.
const NEW: &str = "nuova";
/// Places of a like name that are shown.
const ALIKE: usize = 5;
/// Names that differ in nothing but a number at most.
const NAMESAKES: usize = 50;

/// The empty form.
///
/// # Errors
/// 403, 404; 503 for a server without accounts.
pub async fn get(
    State(app): State<Arc<App>>,
    Path(list): Path<String>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let kind = kind_of(&list)?;
    let Some(signed) = Signed::by_cookie(&headers, &app).await? else {
        return Ok(ask_to_sign_in(&app, StatusCode::OK, None, uri.path(), &Form::default()));
    };
    at_desk(app, signed.account, kind, false, |desk| {
        let (form, none) = (Form::default(), Fields::new());
        Ok(desk.shown(
            StatusCode::OK,
            (&desk.first_fields(&form), 0),
            &form,
            HashMap::new(),
            None,
            &none,
        ))
    })
    .await
}

/// What the form asks for.
///
/// # Errors
/// 403, 404, 415; 503. What is wrong with the record is told in the page.
pub async fn post(
    State(app): State<Arc<App>>,
    Path(list): Path<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, Problem> {
    let kind = kind_of(&list)?;
    let form = Form::read(&headers, &body)?;
    if !is_own_form(&headers, &app) {
        return Ok(not_started_here(&app));
    }
    let script = outcome::is_script(&headers);
    let Some(signed) = sender(&headers, &app).await? else {
        let carried = if script { Form::default() } else { form };
        return Ok(session_ended(&app, uri.path(), &carried));
    };
    at_desk(app, signed.account, kind, script, move |desk| desk.made(&form)).await
}

/// The form with what was typed when the session ended.
pub(super) async fn again(app: &Arc<App>, account: Account, list: &str, form: Form) -> Result<Response<Body>, Problem> {
    let kind = kind_of(list)?;
    at_desk(Arc::clone(app), account, kind, false, move |desk| desk.made(&form)).await
}

fn kind_of(list: &str) -> Result<RecordKind, Problem> {
    kind_of_list(list).ok_or_else(|| Problem::not_found("there is no such list of records"))
}

async fn at_desk(
    app: Arc<App>,
    account: Account,
    kind: RecordKind,
    script: bool,
    work: impl FnOnce(&Desk) -> Result<Response<Body>, Problem> + Send + 'static,
) -> Result<Response<Body>, Problem> {
    if !may(account.role, Action::Edit, Whose::Own) {
        let detail = "this account may not do that";
        return Err(Problem::new(StatusCode::FORBIDDEN, "not-yours", detail));
    }
    let key = RecordKey {
        kind,
        id: NEW.to_owned(),
    };
    let desk = Desk {
        app,
        account,
        key,
        script,
        is_new: true,
    };
    crate::editor::spawn(move || work(&desk))
        .await
        .map_err(Problem::internal)?
}

impl Desk {
    /// The networks that a new record can belong to: id and name.
    pub(super) fn networks(&self) -> Vec<(String, String)> {
        if matches!(self.key.kind, RecordKind::Guide | RecordKind::Network) {
            return Vec::new();
        }
        let data = &self.store().published().data;
        let mine = |id: &str| {
            let key = RecordKey {
                kind: RecordKind::Network,
                id: id.to_owned(),
            };
            self.account.scope.holds(data, &key) == Whose::Own
        };
        let of_place = |id: &str| {
            let mut places = data.places.iter().filter(|place| place.network.as_str() == id);
            places.any(|place| {
                let key = RecordKey {
                    kind: RecordKind::Place,
                    id: place.id.as_str().to_owned(),
                };
                self.account.scope.holds(data, &key) == Whose::Own
            })
        };
        let known = data
            .networks
            .iter()
            .filter(|it| mine(it.id.as_str()) || of_place(it.id.as_str()));
        known.map(|it| (it.id.as_str().to_owned(), it.name.clone())).collect()
    }

    /// Places that are called like the new one.
    pub(super) fn alike(&self, data: &Dataset, fields: &Fields) -> Vec<(String, String)> {
        if !self.is_new || self.key.kind != RecordKind::Place {
            return Vec::new();
        }
        let comune = fields.get("address").and_then(|address| address["comune"].as_str());
        let found = called_like(&data.places, &name_of(fields), comune, ALIKE);
        found
            .into_iter()
            .map(|place| (place.id.as_str().to_owned(), place.name.clone()))
            .collect()
    }

    /// The record before anything is typed: the network that it belongs to.
    fn first_fields(&self, form: &Form) -> Fields {
        let mut fields = Fields::new();
        let networks = self.networks();
        let chosen = form.get("network").map(str::to_owned);
        if let Some(network) = chosen.or_else(|| networks.first().map(|(id, _)| id.clone())) {
            fields.insert("network".to_owned(), Value::from(network));
        }
        fields
    }

    fn made(&self, form: &Form) -> Result<Response<Body>, Problem> {
        let form = &Form(settled(&form.0));
        let given = |name: &str| form.get(name).map(str::to_owned);
        let mut fields = with_form(self.key.kind, &self.first_fields(form), &given);
        let none = Fields::new();
        if form.get("action") != Some("publish") {
            fields.insert("id".to_owned(), json!(NEW));
            let notice = Notice::failed("only-a-preview");
            return Ok(self.shown(StatusCode::OK, (&fields, 0), form, HashMap::new(), Some(&notice), &none));
        }
        let request = self.request(form);
        let request = request.as_deref();
        let before = request.and_then(|key| done_before(self.store(), &self.account, key));
        if let Some(rev) = before {
            let mut id = None;
            let found = self.store().history(&mut |change| {
                if change.seq == rev && change.key.kind == self.key.kind {
                    id = Some(change.key.id);
                }
            });
            found.map_err(Problem::internal)?;
            return Ok(self.there(id.unwrap_or_default()).done("published", rev, false));
        }
        let name = slug(&name_of(&fields));
        for at in 1..=NAMESAKES {
            let id = match at {
                1 => name.clone(),
                at => format!("{name}-{at}"),
            };
            fields.insert("id".to_owned(), Value::from(id.as_str()));
            let desk = self.there(id);
            let json = Value::Object(fields.clone()).to_string();
            match put(
                self.store(),
                &self.account,
                &desk.key,
                &json,
                Expected::Nothing,
                request,
            ) {
                Ok(edited) => return Ok(desk.done("published", edited.rev, false)),
                // There is one of that name.
                Err(EditError::Changed { .. }) => {}
                Err(error) => {
                    fields.insert("id".to_owned(), json!(NEW));
                    return self.not_published(error, &fields, 0, form);
                }
            }
        }
        let notice = Notice::failed("not-published");
        Ok(self.shown(
            StatusCode::CONFLICT,
            (&fields, 0),
            form,
            HashMap::new(),
            Some(&notice),
            &none,
        ))
    }

    /// The desk of the record that was made.
    fn there(&self, id: String) -> Self {
        Self {
            app: Arc::clone(&self.app),
            account: self.account.clone(),
            key: RecordKey {
                kind: self.key.kind,
                id,
            },
            script: self.script,
            is_new: false,
        }
    }
}
