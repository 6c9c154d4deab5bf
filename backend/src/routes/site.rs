//! What search engines, previews and browsers ask a site for: `/robots.txt`, `/sitemap.xml`, `/favicon.ico`,
//! `/preview.png`, and the licences of everything that is shipped.

use axum::body::Body;
use axum::http::Response;
use axum::http::header::HeaderValue;
use shared::i18n::Language;
use shared::model::Dataset;

use super::ask::{Ask, DependsOn};
use crate::error::Problem;
use crate::leaflet_page;
use crate::rates::Cost;

const TEXT: HeaderValue = HeaderValue::from_static("text/plain; charset=utf-8");
const XML: HeaderValue = HeaderValue::from_static("application/xml");
const ICON: HeaderValue = HeaderValue::from_static("image/x-icon");
const PNG: HeaderValue = HeaderValue::from_static("image/png");

static SMALL_ICON: &[u8] = include_bytes!("../../../frontend/icons/icon-48.png");
static PREVIEW: &[u8] = include_bytes!("../../../frontend/icons/preview.png");
/// The notices of data, map, letters, styles and scripts, and of every crate that is compiled in.
static LICENCES: [&str; 2] = [
    include_str!("../../../docs/licences.md"),
    include_str!("../../../docs/licences-crates.txt"),
];

/// Addresses in one sitemap (sitemaps.org); what is beyond is found by links.
const MOST_ADDRESSES: usize = 50_000;
/// Pages that are not about a record.
const PAGES: [&str; 5] = ["/", "/agenda", "/informazioni", "/dati", "/accessibilita"];

/// `/robots.txt`
///
/// # Errors
/// 503 when too much is asked.
pub async fn robots(ask: Ask) -> Result<Response<Body>, Problem> {
    ask.answer(DependsOn::Build, Cost::One, TEXT, "/robots.txt", |ask| {
        let site = ask.site();
        // What stands on the device only, and what programs read.
        Ok(format!(
            "User-agent: *\nDisallow: /api/\nDisallow: /tiles/\nDisallow: /salvati\nDisallow: /noi\nDisallow: /shell\n\
             Sitemap: {site}/sitemap.xml\n"
        ))
    })
    .await
}

/// `/sitemap.xml`: every page about something real.
///
/// # Errors
/// 503 when too much is asked.
pub async fn sitemap(ask: Ask) -> Result<Response<Body>, Problem> {
    ask.answer(DependsOn::Records, Cost::List, XML, "/sitemap.xml", |ask| {
        Ok(sitemap_of(&ask.current.published.data, ask.site()))
    })
    .await
}

/// Examples are never in it. Ids and the site hold no character that XML would want escaped.
fn sitemap_of(data: &Dataset, site: &str) -> String {
    let places = data.places.iter().filter(|place| !place.sample);
    let activities = data.activities.iter().filter(|activity| !activity.sample);
    let networks = data.networks.iter().filter(|network| !network.sample);
    let guides = data.guides.iter().filter(|guide| !guide.sample);
    let records = networks
        .map(|network| ["/rete/", network.id.as_str()].concat())
        .chain(places.map(|place| ["/sede/", place.id.as_str()].concat()))
        .chain(guides.map(|guide| ["/scheda/", guide.id.as_str()].concat()))
        .chain(activities.map(|activity| ["/attivita/", activity.id.as_str()].concat()));
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let leaflets = leaflet_page::all(data)
        .into_iter()
        .map(|about| about.path(Language::Italian));
    let addresses = PAGES.into_iter().map(str::to_owned).chain(records).chain(leaflets);
    for path in addresses.take(MOST_ADDRESSES) {
        xml.extend(["<url><loc>", site, &path, "</loc></url>\n"]);
    }
    xml.push_str("</urlset>\n");
    xml
}

/// `/favicon.ico`: for programs that ask for nothing else; pages name the drawn one.
///
/// # Errors
/// 503 when too much is asked.
pub async fn favicon(ask: Ask) -> Result<Response<Body>, Problem> {
    ask.answer(DependsOn::Build, Cost::One, ICON, "/favicon.ico", |_| {
        Ok(ico_of(SMALL_ICON))
    })
    .await
}

/// One PNG of 48 × 48 in the container of an icon file.
fn ico_of(png: &[u8]) -> Vec<u8> {
    /// Bytes of the header and its one entry.
    const HEADER: u32 = 22;
    let mut ico = vec![0, 0, 1, 0, 1, 0, 48, 48, 0, 0, 1, 0, 32, 0];
    ico.extend(u32::try_from(png.len()).unwrap_or(u32::MAX).to_le_bytes());
    ico.extend(HEADER.to_le_bytes());
    ico.extend(png);
    ico
}

/// `/preview.png`: what a link looks like where messages show a picture (`og:image`).
///
/// # Errors
/// 503 when too much is asked.
pub async fn preview(ask: Ask) -> Result<Response<Body>, Problem> {
    ask.answer(DependsOn::Build, Cost::One, PNG, "/preview.png", |_| Ok(PREVIEW))
        .await
}

/// `/licenze`: the licence texts of everything in the program and in the pages.
///
/// # Errors
/// 503 when too much is asked.
pub async fn licences(ask: Ask) -> Result<Response<Body>, Problem> {
    ask.answer(DependsOn::Build, Cost::One, TEXT, "/licenze", |_| {
        Ok(LICENCES.join("\n\n"))
    })
    .await
}
