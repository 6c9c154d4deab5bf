//! Who asks a staff route, and whether a change was meant: the cookie of a session, the marks of an own page, and the
//! keys by which a request that comes again is known.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::header::{CONTENT_TYPE, COOKIE, HOST, HeaderName, HeaderValue, IF_MATCH, IF_NONE_MATCH, ORIGIN};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::app::App;
use crate::error::Problem;
use crate::service::staff::edit::Expected;
use crate::service::staff::editorial::Editorial;
use crate::service::staff::{Account, SESSION_S};

/// The mark of a request that a program or a page of our own makes: no form and no link of another site can set it.
const OWN: HeaderName = HeaderName::from_static("x-family-hub");
/// The life of the server that revisions belong to: after a restore the same number may mean another change.
const EPOCH: HeaderName = HeaderName::from_static("x-family-hub-epoch");
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");
const FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Where a request came from, as far as that is known.
#[derive(Clone, Copy, Debug)]
pub struct Visitor(pub IpAddr);

impl FromRequestParts<Arc<App>> for Visitor {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _app: &Arc<App>) -> Result<Self, Problem> {
        let known = parts.extensions.get::<Self>().copied();
        known.ok_or_else(|| Problem::internal("a request without an address"))
    }
}

/// The editorial office of this server.
///
/// # Errors
/// 503 for a server that has none.
pub fn editorial(app: &App) -> Result<Arc<Editorial>, Problem> {
    let editorial = app.options.editorial.as_ref().map(Arc::clone);
    editorial.ok_or_else(|| Problem::unavailable("no-accounts", "the accounts of this server cannot be read", 60))
}

/// A request that a page of our own or a program made on purpose.
pub struct Meant;

impl FromRequestParts<Arc<App>> for Meant {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        meant(&parts.headers, app)?;
        Ok(Self)
    }
}

fn meant(headers: &HeaderMap, app: &App) -> Result<(), Problem> {
    let refused = |code, detail| Err(Problem::new(StatusCode::FORBIDDEN, code, detail));
    own_origin(headers, app)?;
    match headers.get(&OWN) {
        Some(value) if value == "1" => Ok(()),
        _ => refused("not-meant", "a change needs the header X-Family-Hub: 1")
            .map_err(|problem: Problem| problem.about("x-family-hub")),
    }
}

/// Refuses what another site's page sends. Programs that are no browsers send neither header.
///
/// # Errors
/// 403.
pub fn own_origin(headers: &HeaderMap, app: &App) -> Result<(), Problem> {
    let foreign = || {
        Problem::new(
            StatusCode::FORBIDDEN,
            "foreign-origin",
            "this request came from another site",
        )
    };
    let site_is_own = |value: &HeaderValue| value == "same-origin" || value == "none";
    if !headers.get(&FETCH_SITE).is_none_or(site_is_own) {
        return Err(foreign());
    }
    let Some(origin) = headers.get(ORIGIN) else {
        return Ok(());
    };
    let origin = origin.to_str().map_err(|_| foreign())?;
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let of_host = origin.split_once("://").map(|(_, authority)| authority);
    match origin.eq_ignore_ascii_case(&app.options.site)
        || of_host.is_some_and(|authority| host.is_some_and(|host| host.eq_ignore_ascii_case(authority)))
    {
        true => Ok(()),
        false => Err(foreign()),
    }
}

/// Somebody who has signed in. For what changes something the request is known to be meant.
pub struct Signed {
    /// Who.
    pub account: Account,
    /// The token of their session.
    pub token: String,
}

impl FromRequestParts<Arc<App>> for Signed {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        if !matches!(parts.method, Method::GET | Method::HEAD) {
            meant(&parts.headers, app)?;
        }
        let signed = Self::by_cookie(&parts.headers, app).await?;
        signed.ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED, "no-session", "sign in first, or again"))
    }
}

impl Signed {
    /// Whoever the cookie of a request belongs to; `None` when nobody has signed in, or the session has ended.
    ///
    /// # Errors
    /// 503 for a server without accounts.
    pub async fn by_cookie(headers: &HeaderMap, app: &Arc<App>) -> Result<Option<Self>, Problem> {
        let editorial = editorial(app)?;
        let Some(token) = token(headers, app) else {
            return Ok(None);
        };
        let now = app.clock.now().0;
        let asked = token.clone();
        let session = tokio::task::spawn_blocking(move || editorial.staff.session(&asked, now));
        let session = session.await.map_err(Problem::internal)?.map_err(Problem::internal)?;
        Ok(session.map(|account| Self { account, token }))
    }
}

/// Whether a form was sent by a page of our own. Every browser says where a form comes from; a request that does not say
/// is not taken for one.
#[must_use]
pub fn is_own_form(headers: &HeaderMap, app: &App) -> bool {
    (headers.contains_key(ORIGIN) || headers.contains_key(&FETCH_SITE)) && own_origin(headers, app).is_ok()
}

/// The name of the cookie: over TLS browsers hold it to this very host.
fn cookie_name(headers: &HeaderMap, app: &App) -> &'static str {
    match app.options.transport.is_tls(headers) {
        true => "__Host-sid",
        false => "sid",
    }
}

fn token(headers: &HeaderMap, app: &App) -> Option<String> {
    let name = cookie_name(headers, app);
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='));
    let value = pairs.find(|(known, _)| *known == name).map(|(_, value)| value);
    value.filter(|value| value.len() == 64).map(str::to_owned)
}

/// `Set-Cookie` for a session that begins, or for one that ends (`None`).
#[must_use]
pub fn cookie(headers: &HeaderMap, app: &App, token: Option<&str>) -> HeaderValue {
    let name = cookie_name(headers, app);
    let secure = if name == "sid" { "" } else { " Secure;" };
    let (value, age) = match token {
        Some(token) => (token, SESSION_S),
        None => ("", 0),
    };
    let cookie = format!("{name}={value}; Path=/;{secure} HttpOnly; SameSite=Strict; Max-Age={age}");
    HeaderValue::try_from(cookie).unwrap_or(HeaderValue::from_static("sid=; Path=/; Max-Age=0"))
}

/// The body of a request as that type.
///
/// # Errors
/// 415 for what is not said to be JSON, 400 for what is none, 422 with the field that is missing or of another type.
pub fn json_body<T: DeserializeOwned>(headers: &HeaderMap, body: &Bytes) -> Result<T, Problem> {
    text_body(headers, body)?;
    let mut reader = serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let field = error.path().to_string();
        let inner = error.into_inner();
        match inner.classify() {
            serde_json::error::Category::Data => {
                let text = inner.to_string();
                let text = text
                    .rfind(" at line ")
                    .map_or(text.as_str(), |at| &text[..at])
                    .to_owned();
                let missing = text
                    .strip_prefix("missing field `")
                    .and_then(|rest| rest.strip_suffix('`'));
                let field = missing.map_or(field, str::to_owned);
                Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "bad-field", text).about(field)
            }
            _ => Problem::new(
                StatusCode::BAD_REQUEST,
                "bad-json",
                "the body is no JSON that can be read",
            ),
        }
    })
}

/// The body of a request as text that is said to be JSON.
///
/// # Errors
/// 415, and 400 for what is no UTF-8.
pub fn text_body<'a>(headers: &HeaderMap, body: &'a Bytes) -> Result<&'a str, Problem> {
    let given = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let media = given.split(';').next().unwrap_or_default().trim();
    if !media.eq_ignore_ascii_case("application/json") {
        let detail = "the body is to be JSON, with Content-Type: application/json";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-json", detail));
    }
    std::str::from_utf8(body).map_err(|_| Problem::bad_request("bad-json", "body", "the body is no UTF-8 text"))
}

/// The key of a request, if it has one.
///
/// # Errors
/// 400 for one that is too long or holds what cannot be seen.
pub fn idempotency_key(headers: &HeaderMap) -> Result<Option<String>, Problem> {
    let Some(value) = headers.get(&IDEMPOTENCY_KEY) else {
        return Ok(None);
    };
    let plain = |text: &&str| (1..=200).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    match value.to_str().ok().filter(plain) {
        Some(key) => Ok(Some(key.to_owned())),
        None => Err(Problem::bad_request(
            "bad-idempotency-key",
            "idempotency-key",
            "a key has 1 to 200 letters, digits and signs of ASCII",
        )),
    }
}

/// The key of a request that needs one.
///
/// # Errors
/// 400 without one.
pub fn required_key(headers: &HeaderMap) -> Result<String, Problem> {
    idempotency_key(headers)?.ok_or_else(|| {
        Problem::bad_request(
            "idempotency-key-required",
            "idempotency-key",
            "send a random Idempotency-Key, the same one when the same request is sent again",
        )
    })
}

/// What an editor thinks is there, by `If-Match` and `If-None-Match`; `None` when nothing is said.
///
/// # Errors
/// 400 for a tag that is no revision.
pub fn expected(headers: &HeaderMap) -> Result<Option<Expected>, Problem> {
    let bad = |field| Problem::bad_request("bad-revision", field, "a revision is a number in quotes, or *");
    if let Some(value) = headers.get(IF_NONE_MATCH) {
        return match value.as_bytes() {
            b"*" => Ok(Some(Expected::Nothing)),
            _ => Err(bad("if-none-match")),
        };
    }
    let Some(value) = headers.get(IF_MATCH) else {
        return Ok(None);
    };
    let tag = value.to_str().map_err(|_| bad("if-match"))?.trim();
    let tag = tag.strip_prefix("W/").unwrap_or(tag);
    let rev = tag
        .strip_prefix('"')
        .and_then(|tag| tag.strip_suffix('"'))
        .unwrap_or(tag);
    let rev = rev.parse().map_err(|_| bad("if-match"))?;
    Ok(Some(Expected::Revision(rev)))
}

/// Whether the revisions of a request belong to this life of the server. Who does not say is believed.
#[must_use]
pub fn is_this_life(headers: &HeaderMap, epoch: &str) -> bool {
    headers
        .get(&EPOCH)
        .is_none_or(|value| value.as_bytes() == epoch.as_bytes())
}
