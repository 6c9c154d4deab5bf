//! A report of a family beside the record that it is about: read, taken into the form where it can be, and answered by
//! publishing.

use shared::model::{Email, Phone, Url};
use shared::time::hours_text;

use super::super::form::Form;
use super::record::Desk;
use crate::auth::editorial;
use crate::service::feedback::{Report, State};
use crate::service::staff::{Action, may};

impl Desk {
    /// The report that a form was opened for, where it is about this record and the account may answer it.
    pub(super) fn report(&self, form: &Form) -> Option<Report> {
        let id = form.get("report")?;
        let report = editorial(&self.app).ok()?.feedback.get(id)?;
        let is_about = report.record == format!("{}:{}", self.key.kind.code(), self.key.id);
        let data = &self.app.store.published().data;
        let whose = self.account.scope.holds(data, &self.key);
        (is_about && may(self.account.role, Action::Answer, whose)).then_some(report)
    }

    /// What a report says, where the whole of it is the value of one field: hours, a number, an address of mail or of a
    /// page. Everything else is read by a person.
    pub(super) fn corrected(&self, id: &str) -> Option<(String, String)> {
        let form = Form(vec![("report".to_owned(), id.to_owned())]);
        let report = self.report(&form)?;
        let text = report.text.trim();
        let (field, value) = match report.fact.as_str() {
            "hours" => ("opening_hours", hours_text::read(text).ok()?.as_str().to_owned()),
            "contacts" if text.parse::<Email>().is_ok() => ("email", text.to_owned()),
            "contacts" if text.parse::<Url>().is_ok() => ("website", text.to_owned()),
            "contacts" if text.parse::<Phone>().is_ok() => ("phone", text.to_owned()),
            _ => return None,
        };
        Some((field.to_owned(), value))
    }

    /// The record was put right: the report that asked for it is done.
    pub(super) fn report_is_done(&self, form: &Form) {
        let Some(report) = self.report(form) else { return };
        let now = self.app.clock.now().0;
        let done = editorial(&self.app).map(|editorial| {
            editorial
                .feedback
                .answer(&report.id, State::Done, None, &self.account.id, now)
        });
        if let Ok(Err(error)) = done {
            tracing::warn!(%error, "a report was dealt with and could not be marked so");
        }
    }
}
