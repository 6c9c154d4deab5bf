//! `/redazione/territorio`: what is missing where, as tables to read and to take along.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, Response, StatusCode, Uri};
use axum::response::IntoResponse;
use shared::time::rome;

use super::super::form::Form;
use super::{answered, ask_to_sign_in};
use crate::app::App;
use crate::auth::Signed;
use crate::editor::territory::{ADDRESS, tables, territory_page};
use crate::editor::word;
use crate::error::Problem;
use crate::formats::FORMULA;
use crate::routes::parameters::Parameters;
use crate::service::territory::{MINUTES, Territory, metres_in, territory};

/// Farthest that a hub may be said to be away, in kilometres.
const MOST_KM: u32 = 200;

/// The page, for everybody who has signed in: it tells nothing that is not published.
///
/// # Errors
/// 400 for a distance that is none; 503 for a server without accounts.
pub async fn get(State(app): State<Arc<App>>, headers: HeaderMap, uri: Uri) -> Result<Response<Body>, Problem> {
    let Some(signed) = Signed::by_cookie(&headers, &app).await? else {
        return Ok(ask_to_sign_in(&app, StatusCode::OK, None, ADDRESS, &Form::default()));
    };
    let reach = reach(&uri)?;
    let page = crate::editor::spawn(move || {
        let page = territory_page(&of(&app, reach), &km(reach), None);
        answered(
            &app,
            Some(&signed.account.id),
            StatusCode::OK,
            &word("territory"),
            &page,
        )
    });
    page.await.map_err(Problem::internal)
}

/// One of its tables as CSV, with what its figures mean in front.
///
/// # Errors
/// 401 without a session; 404 for another name; 400; 503.
pub async fn csv(
    State(app): State<Arc<App>>,
    Path(file): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Result<Response<Body>, Problem> {
    if Signed::by_cookie(&headers, &app).await?.is_none() {
        let detail = "sign in first, or again";
        return Err(Problem::new(StatusCode::UNAUTHORIZED, "no-session", detail));
    }
    let reach = reach(&uri)?;
    let made = crate::editor::spawn(move || {
        let name = file.strip_suffix(".csv");
        let found = tables(&of(&app, reach))
            .into_iter()
            .find(|table| Some(table.name) == name);
        let table = found.ok_or_else(|| Problem::not_found("there is no such table"))?;
        let means = word(&format!("territory.{}.means", table.name)).replace("{0}", &km(reach));
        let mut writer = csv::WriterBuilder::new()
            .flexible(true)
            .delimiter(b';')
            .terminator(csv::Terminator::CRLF)
            .from_writer(b"\xef\xbb\xbf".to_vec());
        let written = writer.write_record(&table.headings).and_then(|()| {
            for row in &table.rows {
                // A name that a spreadsheet would compute is told as text.
                writer.write_record(row.iter().map(|cell| match cell.starts_with(FORMULA) {
                    true => ["'", cell].concat(),
                    false => cell.clone(),
                }))?;
            }
            writer.write_record([&means])
        });
        written.map_err(Problem::internal)?;
        let bytes = writer.into_inner().map_err(Problem::internal)?;
        let attached = HeaderValue::try_from(format!("attachment; filename=\"{}.csv\"", table.name));
        let headers = [
            (CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8")),
            (CONTENT_DISPOSITION, attached.map_err(Problem::internal)?),
        ];
        Ok((headers, bytes).into_response())
    });
    made.await.map_err(Problem::internal)?
}

fn of(app: &App, reach: u32) -> Territory {
    let today = rome::local(app.clock.now()).date;
    territory(&app.store.published().data, today, reach)
}

/// Metres that a hub may be away: `km`, or what 20 minutes are reckoned to be.
fn reach(uri: &Uri) -> Result<u32, Problem> {
    let mut asked = Parameters::of_names(uri.query().unwrap_or_default(), &["km"])?;
    let Some(text) = asked.text("km") else {
        return Ok(metres_in(MINUTES));
    };
    let text = text.trim().replace(',', ".");
    let km = text
        .parse::<f64>()
        .ok()
        .filter(|km| (0.1..=f64::from(MOST_KM)).contains(km));
    let bad = || Problem::bad_request("bad-number", "km", format!("expected kilometres from 0.1 to {MOST_KM}"));
    km.map(|km| (km * 1_000.0).round() as u32).ok_or_else(bad)
}

/// Kilometres with one decimal, as they are written in Italian.
fn km(metres: u32) -> String {
    let tenths = (metres + 50) / 100;
    format!("{},{}", tenths / 10, tenths % 10)
}
