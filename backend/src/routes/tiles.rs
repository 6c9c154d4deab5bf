//! `GET /tiles/{z}/{x}/{y}.mvt` and `/tiles.json`: vector tiles of the basemap, and which there are. Where it has none the tile is empty, with 200: only
//! plain 200 answers are kept for flight mode.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, ETAG, HeaderValue, VARY};
use axum::http::{HeaderMap, Response};
use bytes::Bytes;
use serde_json::json;
use shared::sync::crc32c;

use super::ask::{Ask, DependsOn};
use super::parameters::NoParameters;
use super::reply::{known, tag_of, takes_gzip, unchanged};
use crate::app::App;
use crate::basemap::TileBytes;
use crate::encoding::Coding;
use crate::error::Problem;
use crate::headers::CacheRule;
use crate::rates::Cost;

const TILE: HeaderValue = HeaderValue::from_static("application/vnd.mapbox-vector-tile");

/// One tile.
///
/// # Errors
/// 404 for an address that is no tile.
pub async fn get(
    State(app): State<Arc<App>>,
    path: Result<Path<(String, String, String)>, axum::extract::rejection::PathRejection>,
    _none: NoParameters,
    request: HeaderMap,
) -> Result<Response<Body>, Problem> {
    let missing = || Problem::not_found("tiles are /tiles/{z}/{x}/{y}.mvt");
    let Path((z, x, y)) = path.map_err(|_| missing())?;
    let (z, x, y) = address(&z, &x, &y).ok_or_else(missing)?;
    let read = tokio::task::spawn_blocking(move || app.basemap.tile(z, x, y));
    let tile = read.await.map_err(Problem::internal)?.map_err(Problem::internal)?;
    let etag = etag(tile.as_ref());
    let coding = match &tile {
        Some(TileBytes { gzip: true, .. }) if takes_gzip(&request) => Coding::Gzip,
        _ => Coding::Identity,
    };
    if let Some(known) = known(&request, &etag, coding) {
        return Ok(unchanged(known, CacheRule::Day));
    }
    let (bytes, gzip) = match tile {
        None => (Bytes::new(), false),
        Some(TileBytes { bytes, gzip: false }) => (bytes, false),
        Some(TileBytes { bytes, gzip: true }) if takes_gzip(&request) => (bytes, true),
        Some(TileBytes { bytes, gzip: true }) => (unpacked(&bytes)?, false),
    };
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, TILE);
    headers.insert(CACHE_CONTROL, CacheRule::Day.value());
    headers.insert(ETAG, tag_of(&etag, coding));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if gzip {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Ok(response)
}

/// Which area and zooms the basemap has, as TileJSON 3.0.0.
///
/// # Errors
/// 400 for any parameter.
pub async fn describe(_none: NoParameters, ask: Ask) -> Result<Response<Body>, Problem> {
    ask.json(DependsOn::Records, Cost::One, "/tiles.json", |ask| {
        let basemap = &ask.app.basemap;
        let bounds = basemap.bounds();
        Ok(json!({
            "tilejson": "3.0.0",
            "tiles": ["/tiles/{z}/{x}/{y}.mvt"],
            "minzoom": basemap.min_zoom(),
            "maxzoom": basemap.max_zoom(),
            "bounds": [bounds.west, bounds.south, bounds.east, bounds.north],
            "attribution": basemap.attribution(),
        }))
    })
    .await
}

fn etag(tile: Option<&TileBytes>) -> HeaderValue {
    let bytes: &[u8] = tile.map_or(&[], |tile| &tile.bytes);
    let text = format!("\"{:x}-{:08x}\"", bytes.len(), crc32c(bytes));
    HeaderValue::try_from(text).unwrap_or(HeaderValue::from_static("\"\""))
}

fn address(z: &str, x: &str, y: &str) -> Option<(u8, u32, u32)> {
    let number = |text: &str| match text.bytes().all(|byte| byte.is_ascii_digit()) && text.len() <= 8 {
        true => text.parse::<u32>().ok(),
        false => None,
    };
    let z = u8::try_from(number(z)?).ok().filter(|z| *z <= 22)?;
    let (x, y) = (number(x)?, number(y.strip_suffix(".mvt")?)?);
    (x < 1 << z && y < 1 << z).then_some((z, x, y))
}

/// For the rare client that takes no gzip.
fn unpacked(bytes: &[u8]) -> Result<Bytes, Problem> {
    use std::io::Read as _;
    /// No tile of a sane map unpacks to more.
    const LARGEST: u64 = 32 << 20;
    let mut plain = Vec::new();
    let mut reader = flate2::read::GzDecoder::new(bytes).take(LARGEST);
    reader.read_to_end(&mut plain).map_err(Problem::internal)?;
    Ok(plain.into())
}
