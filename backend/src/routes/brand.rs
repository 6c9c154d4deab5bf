//! `/brand.css`, `/brand/logo` and the manifest: what an operator's own pages look like and are called.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderValue};
use axum::http::{HeaderMap, Response};
use serde_json::{Value, json};
use std::sync::Arc;

use super::ask::{Ask, DependsOn};
use crate::app::App;
use crate::error::Problem;
use crate::rates::Cost;

const CSS: HeaderValue = HeaderValue::from_static("text/css; charset=utf-8");
const MANIFEST: HeaderValue = HeaderValue::from_static("application/manifest+json");

/// The style sheet over that of the pages.
///
/// # Errors
/// 404 without a brand.
pub async fn css(ask: Ask) -> Result<Response<Body>, Problem> {
    if ask.app.options.brand.css.is_empty() {
        return Err(Problem::not_found("there is nothing at this address"));
    }
    ask.answer(DependsOn::Revision, Cost::One, CSS, "/brand.css", |ask| {
        Ok(ask.app.options.brand.css.clone())
    })
    .await
}

/// The logo, which may do nothing but be seen, wherever it is opened.
///
/// # Errors
/// 404 without one.
pub async fn logo(ask: Ask) -> Result<Response<Body>, Problem> {
    let Some(logo) = ask.app.options.brand.logo.clone() else {
        return Err(Problem::not_found("there is nothing at this address"));
    };
    let media_type = HeaderValue::from_static(logo.media_type);
    let mut answer = ask
        .answer(DependsOn::Revision, Cost::One, media_type, "/brand/logo", move |_| {
            Ok(logo.bytes)
        })
        .await?;
    let policy = HeaderValue::from_static("default-src 'none'; style-src 'unsafe-inline'; sandbox");
    answer.headers_mut().insert(CONTENT_SECURITY_POLICY, policy);
    Ok(answer)
}

/// The manifest of the web app, under the operator's name and colour.
///
/// # Errors
/// 404 for a build without the app.
pub async fn manifest(State(app): State<Arc<App>>, headers: HeaderMap, ask: Ask) -> Result<Response<Body>, Problem> {
    const FILE: &str = "manifest.webmanifest";
    let asset = app.assets.get(FILE);
    let asset = asset.ok_or_else(|| Problem::not_found("there is nothing at this address"))?;
    let brand = &app.options.brand;
    if *brand == crate::brand::Brand::default() {
        let tagged = super::reply::Tagged {
            content_type: asset.content_type.clone(),
            etag: &asset.etag,
            cache: asset.cache,
            body: &asset.body,
        };
        return Ok(tagged.reply(&headers));
    }
    ask.answer(DependsOn::Revision, Cost::One, MANIFEST, "/manifest", |ask| {
        let brand = &ask.app.options.brand;
        let written = ask
            .app
            .assets
            .get(FILE)
            .map(|asset| asset.body.get(crate::encoding::Coding::Identity).1.clone());
        let mut manifest: Value = serde_json::from_slice(&written.unwrap_or_default()).map_err(Problem::internal)?;
        manifest["name"] = json!(brand.named.name);
        manifest["short_name"] = json!(brand.short_name);
        manifest["theme_color"] = json!(brand.theme());
        serde_json::to_vec(&manifest).map_err(Problem::internal)
    })
    .await
}
