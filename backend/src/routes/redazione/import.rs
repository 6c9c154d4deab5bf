//! `/redazione/importa`: a file is brought, looked at, explained, taken or left, and taken back.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode};
use axum::response::IntoResponse;
use bytes::Bytes;
use shared::model::RecordKind;
use shared::time::rome;

use super::super::form::Form;
use super::{answered, ask_to_sign_in, follow, form_sender};
use crate::app::App;
use crate::auth::{Signed, editorial};
use crate::editor::import::{ADDRESS, LookPage, choose_page, look_page};
use crate::editor::{Notice, filled, word};
use crate::error::Problem;
use crate::formats::template;
use crate::routes::parameters::Parameters;
use crate::service::import::{Bad, ImportError, Mode, Removals};
use crate::service::import_formats::{InFormat, Map, convert, headings_of, preview};
use crate::service::staff::bring::{bring, may_bring};
use crate::service::staff::edit::undo_change;
use crate::service::staff::import_maps::shape_of;
use crate::service::staff::staged::{MOST_BYTES, StagedFile};
use crate::service::staff::{Account, Scope};
use crate::service::undo::UndoError;

/// Longest name of a file that is told again.
const LONGEST_NAME: usize = 120;

/// The form for a file, and what was taken lately.
///
/// # Errors
/// 503 for a server without accounts.
pub async fn get(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    uri: axum::http::Uri,
) -> Result<Response<Body>, Problem> {
    let Some(signed) = Signed::by_cookie(&headers, &app).await? else {
        return Ok(ask_to_sign_in(&app, StatusCode::OK, None, ADDRESS, &Form::default()));
    };
    let mut asked = Parameters::of_names(uri.query().unwrap_or_default(), &["fatto", "seq", "n"])?;
    let taken = asked.number("seq", 1..=u64::MAX)?;
    let count = asked.number("n", 0..=u64::MAX)?;
    let notice = match (asked.text("fatto").as_deref(), count) {
        (Some("taken"), Some(count)) => Some(Notice::Done(filled("import-taken", &count.to_string()))),
        (Some("nothing"), _) => Some(Notice::done("import-nothing")),
        (Some("undone"), _) => Some(Notice::done("import-undone")),
        (Some("expired"), _) => Some(Notice::failed("import-expired")),
        _ => None,
    };
    Ok(chosen(&app, &signed.account, StatusCode::OK, taken, notice.as_ref()))
}

fn chosen(
    app: &App,
    account: &Account,
    status: StatusCode,
    taken: Option<u64>,
    notice: Option<&Notice>,
) -> Response<Body> {
    if !may_bring(account) {
        let notice = Notice::failed("not-yours");
        let page = crate::editor::pages::refused(&notice);
        return answered(app, Some(&account.id), StatusCode::FORBIDDEN, &word("import"), &page);
    }
    let page = choose_page(account.scope == Scope::All, taken, notice);
    answered(app, Some(&account.id), status, &word("import"), &page)
}

/// Takes a file in, to be looked at.
///
/// # Errors
/// 400, 413, 415; 503. What is wrong with the file is told in the page.
pub async fn post(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response<Body>, Problem> {
    let signed = match form_sender(&headers, &app, ADDRESS).await? {
        Ok(signed) => signed,
        Err(answer) => return Ok(answer),
    };
    let account = signed.account;
    if !may_bring(&account) {
        return Ok(chosen(&app, &account, StatusCode::FORBIDDEN, None, None));
    }
    let failed = |key| {
        let notice = Notice::failed(key);
        Ok(chosen(
            &app,
            &account,
            StatusCode::UNPROCESSABLE_ENTITY,
            None,
            Some(&notice),
        ))
    };
    let Some(sent) = Sent::read(request, &app).await? else {
        return failed("import-no-file");
    };
    if sent.bytes.is_empty() {
        return failed("import-no-file");
    }
    if sent.bytes.len() > MOST_BYTES {
        return failed("import-too-large");
    }
    let said = match sent.format.as_str() {
        "" => InFormat::of_file_name(&sent.name),
        code => code.parse().ok(),
    };
    let Some(format) = said else {
        return failed("import-no-format");
    };
    let whole = sent.whole && account.scope == Scope::All;
    let now = app.clock.now().0;
    let id = editorial(&app)?
        .staged
        .keep(&account.id, (sent.name, format, whole), sent.bytes, now)
        .map_err(Problem::internal)?;
    Ok(follow(&format!("{ADDRESS}/{id}")))
}

/// What the form sent.
#[derive(Default)]
struct Sent {
    name: String,
    bytes: Bytes,
    format: String,
    whole: bool,
}

impl Sent {
    /// `None` where there is no file in it.
    async fn read(request: Request, app: &Arc<App>) -> Result<Option<Self>, Problem> {
        let not_a_form = |_| {
            let detail = "a file is to be sent as multipart/form-data";
            Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-a-form", detail)
        };
        let bad = |_| Problem::bad_request("bad-form", "body", "the form cannot be read");
        let mut parts = Multipart::from_request(request, app).await.map_err(not_a_form)?;
        let (mut sent, mut there) = (Self::default(), false);
        while let Some(part) = parts.next_field().await.map_err(bad)? {
            match part.name().unwrap_or_default() {
                "file" => {
                    let name = part.file_name().unwrap_or_default();
                    // Browsers of old send the whole path.
                    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
                    sent.name = name.chars().filter(|it| !it.is_control()).take(LONGEST_NAME).collect();
                    sent.bytes = part.bytes().await.map_err(bad)?;
                    there = !sent.name.is_empty();
                }
                "format" => sent.format = part.text().await.map_err(bad)?,
                "whole" => sent.whole = part.text().await.map_err(bad)? == "yes",
                _ => {}
            }
        }
        Ok(there.then_some(sent))
    }
}

/// What a file that waits would do.
///
/// # Errors
/// 503.
pub async fn look(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let Some(signed) = Signed::by_cookie(&headers, &app).await? else {
        return Ok(ask_to_sign_in(&app, StatusCode::OK, None, ADDRESS, &Form::default()));
    };
    blocking(move || at_file(&app, &signed.account, &id, |desk| desk.shown(StatusCode::OK, None))).await
}

/// Explains the columns of a file that waits, takes it, or leaves it.
///
/// # Errors
/// 415; 503. What is wrong is told in the page.
pub async fn decide(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, Problem> {
    let form = Form::read(&headers, &body)?;
    let signed = match form_sender(&headers, &app, ADDRESS).await? {
        Ok(signed) => signed,
        Err(answer) => return Ok(answer),
    };
    blocking(move || {
        at_file(&app, &signed.account, &id, |desk| match form.get("action") {
            Some("explain") => desk.explained(&form),
            Some("publish") => desk.taken(&form),
            Some("discard") => {
                let now = desk.app.clock.now().0;
                editorial(desk.app)?.staged.forget(&desk.file.id, &desk.account.id, now);
                Ok(follow(ADDRESS))
            }
            _ => desk.shown(StatusCode::OK, None),
        })
    })
    .await
}

/// Takes an import back.
///
/// # Errors
/// 415; 503. What keeps it from being taken back is told in the page.
pub async fn undo(State(app): State<Arc<App>>, headers: HeaderMap, body: Bytes) -> Result<Response<Body>, Problem> {
    let form = Form::read(&headers, &body)?;
    let signed = match form_sender(&headers, &app, ADDRESS).await? {
        Ok(signed) => signed,
        Err(answer) => return Ok(answer),
    };
    let seq = form.text("seq").parse::<u64>().ok();
    let seq = seq.ok_or_else(|| Problem::bad_request("bad-number", "seq", "seq is the number of a change"))?;
    blocking(move || {
        match undo_change(
            app.store.as_ref(),
            &signed.account,
            seq,
            Some(&format!("UNDO {seq} import")),
        ) {
            Ok(_) => {
                app.catch_up();
                Ok(follow(&format!("{ADDRESS}?fatto=undone")))
            }
            Err(error) => {
                let (status, key) = match error {
                    UndoError::Forbidden => (StatusCode::FORBIDDEN, "not-yours"),
                    UndoError::Store(_) => (StatusCode::SERVICE_UNAVAILABLE, "not-stored"),
                    UndoError::History(error) => return Err(Problem::internal(error)),
                    _ => (StatusCode::CONFLICT, "import-not-undone"),
                };
                let notice = Notice::failed(key);
                Ok(chosen(&app, &signed.account, status, None, Some(&notice)))
            }
        }
    })
    .await
}

/// `/redazione/importa/modello/{file}`: an empty table to be filled in. Nothing in it is anybody's.
///
/// # Errors
/// 404 for another name.
pub async fn model(Path(file): Path<String>) -> Result<Response<Body>, Problem> {
    let missing = || Problem::not_found("there is no such table");
    let (name, extension) = file.split_once('.').ok_or_else(missing)?;
    let kind = match name {
        "sedi" => RecordKind::Place,
        "attivita" => RecordKind::Activity,
        _ => return Err(missing()),
    };
    let (media, body) = match extension {
        "csv" => ("text/csv; charset=utf-8", template::csv(kind)),
        "xlsx" => (
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            template::xlsx(kind),
        ),
        _ => return Err(missing()),
    };
    let body = body.map_err(Problem::internal)?;
    let attached = HeaderValue::try_from(format!("attachment; filename=\"{name}.{extension}\""));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(media)),
        (CONTENT_DISPOSITION, attached.map_err(Problem::internal)?),
    ];
    Ok((headers, body).into_response())
}

async fn blocking(
    work: impl FnOnce() -> Result<Response<Body>, Problem> + Send + 'static,
) -> Result<Response<Body>, Problem> {
    crate::editor::spawn(work).await.map_err(Problem::internal)?
}

/// A file that waits, and whoever brought it.
struct Desk<'a> {
    app: &'a App,
    account: &'a Account,
    file: StagedFile,
}

fn at_file(
    app: &App,
    account: &Account,
    id: &str,
    work: impl FnOnce(&Desk<'_>) -> Result<Response<Body>, Problem>,
) -> Result<Response<Body>, Problem> {
    if !may_bring(account) {
        return Ok(chosen(app, account, StatusCode::FORBIDDEN, None, None));
    }
    match editorial(app)?.staged.find(id, &account.id, app.clock.now().0) {
        Some(file) => work(&Desk { app, account, file }),
        None => Ok(follow(&format!("{ADDRESS}?fatto=expired"))),
    }
}

impl Desk<'_> {
    /// How the columns are to be understood, whether somebody has said so, and the shape that is remembered by.
    fn map(&self) -> Result<(Map, bool, Option<String>), Problem> {
        let plain = headings_of(&self.file.bytes, self.file.format, &Map::default());
        if plain.headings.is_empty() {
            return Ok((Map::default(), false, None));
        }
        let shape = shape_of(plain.headings.iter().map(|(heading, _)| heading.as_str()));
        let known = editorial(self.app)?.maps.of(&shape).map_err(Problem::internal)?;
        let explained = known.is_some();
        Ok((known.unwrap_or_default(), explained, Some(shape)))
    }

    fn how(&self, form: &Form) -> (Mode, Bad, Removals) {
        let mode = if self.file.whole { Mode::Replace } else { Mode::Merge };
        let bad = match form.get("skip") {
            Some("yes") => Bad::Skip,
            _ => Bad::Refuse,
        };
        let confirmed = form.get("confirm").and_then(|number| number.parse().ok());
        (mode, bad, confirmed.map_or(Removals::Few, Removals::Confirmed))
    }

    fn shown(&self, status: StatusCode, notice: Option<&Notice>) -> Result<Response<Body>, Problem> {
        let (map, explained, _) = self.map()?;
        let headed = headings_of(&self.file.bytes, self.file.format, &map);
        let mut page = LookPage {
            id: self.file.id.clone(),
            file: self.file.name.clone(),
            kind: headed.kind,
            headings: headed.headings,
            explained,
            key: super::record::new_key()?,
            ..LookPage::default()
        };
        let stored = self.app.store.contents();
        match convert(&self.file.bytes, self.file.format, &map, &stored) {
            Err(fault) => page.refusal = Some(format!("{} ({fault}).", word("import-unreadable"))),
            Ok(converted) => {
                let today = rome::local(self.app.clock.now()).date;
                // What can be taken is shown, whatever else is in the file.
                let (mode, _, removals) = self.how(&Form::default());
                let tried = preview(&converted, &stored, (mode, Bad::Skip, removals), today);
                page.refused.clone_from(&converted.refused);
                match &tried.report {
                    Ok(report) => {
                        page.unchanged = report.unchanged;
                        page.refused.extend(converted.refused_parts(&report.skipped));
                    }
                    Err(error) => {
                        page.refused.extend(converted.refused_records(error));
                        page.refusal = Some(in_words(error));
                        if let ImportError::ManyRemovals { removed, .. } = error {
                            page.confirm = Some(*removed);
                        }
                    }
                }
                (page.new, page.changed, page.gone) = (tried.new, tried.changed, tried.gone);
                (page.alike, page.hours) = (tried.alike, tried.hours);
            }
        }
        let title = filled("import-of", &self.file.name);
        let html = look_page(&page, notice);
        Ok(answered(self.app, Some(&self.account.id), status, &title, &html))
    }

    /// Remembers what the columns of this file mean.
    fn explained(&self, form: &Form) -> Result<Response<Body>, Problem> {
        let (_, _, shape) = self.map()?;
        let kind = form.get("kind").filter(|kind| kind.parse::<RecordKind>().is_ok());
        let mut map = Map {
            kind: kind.map(str::to_owned),
            ..Map::default()
        };
        for (name, heading) in &form.0 {
            if let Some(at) = name.strip_prefix("heading-") {
                let column = form.text(&format!("column-{at}"));
                map.columns.insert(heading.trim().to_owned(), column);
            }
        }
        if let Some(shape) = shape {
            let now = self.app.clock.now().0;
            let maps = &editorial(self.app)?.maps;
            maps.remember(&shape, &map, now).map_err(Problem::internal)?;
        }
        Ok(follow(&format!("{ADDRESS}/{}", self.file.id)))
    }

    fn taken(&self, form: &Form) -> Result<Response<Body>, Problem> {
        let failed = |status, words: String| self.shown(status, Some(&Notice::Failed(words)));
        let request = form.get("key").filter(|key| !key.is_empty());
        let request = request.map(|key| format!("IMPORT {} {key}", self.file.id));
        let (map, _, _) = self.map()?;
        let stored = self.app.store.contents();
        let converted = match convert(&self.file.bytes, self.file.format, &map, &stored) {
            Ok(converted) => converted,
            Err(fault) => {
                let words = format!("{} ({fault}).", word("import-unreadable"));
                return failed(StatusCode::UNPROCESSABLE_ENTITY, words);
            }
        };
        let how = self.how(form);
        if how.1 != Bad::Skip && !converted.refused.is_empty() {
            return failed(StatusCode::UNPROCESSABLE_ENTITY, word("import-bad"));
        }
        match bring(
            self.app.store.as_ref(),
            self.account,
            &converted.json,
            how,
            request.as_deref(),
        ) {
            Ok(report) => {
                self.app.catch_up();
                let now = self.app.clock.now().0;
                editorial(self.app)?.staged.forget(&self.file.id, &self.account.id, now);
                let count = report.added + report.updated + report.removed;
                Ok(follow(&match count {
                    0 => format!("{ADDRESS}?fatto=nothing"),
                    count => format!("{ADDRESS}?fatto=taken&n={count}&seq={}", report.cursor.seq),
                }))
            }
            Err(ImportError::Store(_)) => failed(StatusCode::SERVICE_UNAVAILABLE, word("not-stored")),
            Err(error @ ImportError::Forbidden { .. }) => failed(StatusCode::FORBIDDEN, in_words(&error)),
            Err(error) => failed(StatusCode::UNPROCESSABLE_ENTITY, in_words(&error)),
        }
    }
}

/// Why nothing of a file is taken.
fn in_words(error: &ImportError) -> String {
    match error {
        ImportError::NotADataSet(reason) => format!("{} ({reason}).", word("import-unreadable")),
        ImportError::BadRecords(_) => word("import-bad"),
        ImportError::LeftBehind(_) => word("import-left-behind"),
        ImportError::ManyRemovals { .. } => word("import-many"),
        ImportError::Forbidden { .. } => word("import-others"),
        ImportError::Store(_) => word("not-stored"),
    }
}
