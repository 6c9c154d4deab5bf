//! Two people at one record, and ways back: what is put together by itself, what is decided, taken back or brought back.

use std::collections::HashMap;

use axum::body::Body;
use axum::http::{Response, StatusCode};
use serde_json::Value;

use super::super::form::Form;
use super::fields::{Fields, fields_of};
use super::outcome::{self, Done};
use super::record::{Desk, name_of, new_key};
use crate::editor::Notice;
use crate::editor::conflict::{ConflictPage, conflict_page};
use crate::error::Problem;
use crate::service::staff::conflict;
use crate::service::staff::edit::{EditError, undo_change};

/// How often a change is put together anew with what others publish meanwhile.
const TRIES: usize = 5;

impl Desk {
    /// Puts together what does not touch and publishes that; asks for the rest.
    pub(super) fn in_conflict(
        &self,
        mine: &Fields,
        seen: Option<u64>,
        form: &Form,
        request: Option<&str>,
    ) -> Result<Response<Body>, Problem> {
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
                return Ok(self.answered(StatusCode::CONFLICT, &shown.name, &conflict_page(&shown)));
            }
            let together = Value::Object(merged.record.clone()).to_string();
            match self.put(&together, rev, request) {
                Ok(edited) => {
                    self.report_is_done(form);
                    return Ok(self.done("published", edited.rev, true));
                }
                Err(EditError::Changed { .. }) => {}
                Err(error) => return self.not_published(error, &merged.record, rev, form),
            }
        }
        Err(Problem::not_found("there is no such record"))
    }

    /// Publishes what was decided, where the record still stands as it was shown.
    pub(super) fn resolve(&self, form: &Form, request: Option<&str>) -> Result<Response<Body>, Problem> {
        let mine = fields_of(&form.text("mine"));
        let this_life = form.text("epoch") == self.store().published().cursor.epoch;
        let seen = form.text("seen").parse().ok().filter(|seen| *seen > 0 && this_life);
        let shown: u64 = form.text("rev").parse().unwrap_or(0);
        let json = Value::Object(mine.clone()).to_string();
        let found = conflict::of(self.store(), &self.key, Some(&json), seen).map_err(Problem::internal)?;
        let (Some(mut merged), true) = (found.merged, found.rev == Some(shown) && this_life) else {
            return self.in_conflict(&mine, seen, form, None);
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
        // What is left of the conflicts is where the other one's value stays.
        let mut not_used = Fields::new();
        for conflict in &merged.conflicts {
            for field in &conflict.fields {
                let value = conflict.mine.get(field).cloned().unwrap_or(Value::Null);
                not_used.insert(field.clone(), value);
            }
        }
        let decided = Value::Object(merged.record.clone()).to_string();
        match self.put(&decided, shown, request) {
            Ok(edited) if not_used.is_empty() => Ok(self.done("published", edited.rev, true)),
            Ok(edited) => {
                self.app.catch_up();
                let (fields, rev) = self.stands()?;
                let notice = Notice::done("published");
                let form = Form::default();
                let mut answer = self.shown(
                    StatusCode::OK,
                    (&fields, rev),
                    &form,
                    HashMap::new(),
                    Some(&notice),
                    &not_used,
                );
                let done = Done {
                    what: "published",
                    rev: Some(edited.rev),
                    merged: true,
                };
                outcome::mark(&mut answer, done);
                Ok(answer)
            }
            Err(EditError::Changed { .. }) => self.in_conflict(&mine, seen, form, None),
            Err(error) => self.not_published(error, &merged.record, shown, form),
        }
    }

    pub(super) fn undo(&self, form: &Form, request: Option<&str>) -> Result<Response<Body>, Problem> {
        let seq = form.text("seq").parse().unwrap_or(0);
        match undo_change(self.store(), &self.account, seq, request) {
            Ok(_) => {
                let rev = self.store().record(&self.key).map_or(0, |(_, rev)| rev);
                Ok(self.done("undone", rev, true))
            }
            Err(_refused) => self.as_it_stands(StatusCode::CONFLICT, Some(&Notice::failed("not-undone"))),
        }
    }

    /// Sets facts as they stood once, or as somebody would have had them, whatever else was changed since.
    pub(super) fn bring_back(&self, form: &Form, request: Option<&str>) -> Result<Response<Body>, Problem> {
        let values = fields_of(&form.text("values"));
        for _try in 0..TRIES {
            let (mut fields, rev) = self.stands()?;
            for (name, value) in values.clone() {
                match value {
                    Value::Null => drop(fields.remove(&name)),
                    value => drop(fields.insert(name, value)),
                }
            }
            match self.put(&Value::Object(fields).to_string(), rev, request) {
                Ok(edited) => return Ok(self.done("brought-back", edited.rev, true)),
                Err(EditError::Changed { .. }) => {}
                Err(error) => return self.refused(error),
            }
        }
        self.as_it_stands(StatusCode::CONFLICT, Some(&Notice::failed("conflict")))
    }
}
