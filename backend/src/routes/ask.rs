//! What a reading route gets: the state to answer from, "now", and a way to answer once for everybody who asks the
//! same within a minute.

use std::borrow::Cow;
use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::header::{HOST, HeaderValue};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Response, Uri};
use serde::Serialize;
use shared::time::{Instant, LocalDateTime, rome};

use super::reply::{JSON, Tagged};
use crate::app::App;
use crate::encoding::{Effort, Encoded};
use crate::error::Problem;
use crate::headers::CacheRule;
use crate::published::{Current, Kept};

/// What an answer depends on besides its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DependsOn {
    /// Nothing but the program.
    Build,
    /// The records only.
    Records,
    /// The records, and the address by which this server was reached: they hold whole links to it.
    RecordsAndSite,
    /// The records and the minute: open or closed, what is next.
    Minute,
}

/// The longest name of a machine (RFC 1035), with a port behind it.
const LONGEST_HOST: usize = 253 + 6;

/// A question to the data.
pub struct Ask {
    /// Everything a route can reach.
    pub app: Arc<App>,
    /// The state to answer from.
    pub current: Arc<Current>,
    /// When it was asked.
    pub now: Instant,
    uri: Uri,
    headers: HeaderMap,
}

impl FromRequestParts<Arc<App>> for Ask {
    type Rejection = Infallible;

    /// Takes the headers along: extract it last.
    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Infallible> {
        Ok(Self {
            app: Arc::clone(app),
            current: app.current(),
            now: app.clock.now(),
            uri: parts.uri.clone(),
            headers: std::mem::take(&mut parts.headers),
        })
    }
}

impl Ask {
    /// The wall clock of Rome when it was asked.
    #[must_use]
    pub const fn local(&self) -> LocalDateTime {
        rome::local(self.now)
    }

    /// Where the web app stands for whoever asked, such as `https://example.org`: by the `Host` of the request; `""`
    /// when there is none, or one that is no name of a machine. Answer with it under [`DependsOn::RecordsAndSite`].
    #[must_use]
    pub fn site(&self) -> String {
        let host = self.headers.get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("");
        // An address of IPv6 stands in brackets.
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-.:[]".contains(&byte);
        if host.is_empty() || host.len() > LONGEST_HOST || !host.bytes().all(plain) {
            return String::new();
        }
        let scheme = match self.app.options.transport.is_tls(&self.headers) {
            true => "https://",
            false => "http://",
        };
        [scheme, host].concat()
    }

    /// Answers with JSON, from memory if the same was asked before.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn json<T: Serialize>(
        &self,
        depends_on: DependsOn,
        make: impl FnOnce(&Self) -> Result<T, Problem>,
    ) -> Result<Response<Body>, Problem> {
        self.answer(depends_on, JSON, |ask| {
            serde_json::to_vec(&make(ask)?).map_err(Problem::internal)
        })
    }

    /// Answers with a text of that media type, from memory if the same was asked before.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn answer<B: Into<bytes::Bytes>>(
        &self,
        depends_on: DependsOn,
        content_type: HeaderValue,
        make: impl FnOnce(&Self) -> Result<B, Problem>,
    ) -> Result<Response<Body>, Problem> {
        let minute = self.now.0.div_euclid(60);
        let asked = self.uri.path_and_query().map_or("", |whole| whole.as_str());
        // What one machine's name made is never another's answer.
        let key = match depends_on {
            DependsOn::RecordsAndSite => Cow::Owned([&self.site(), " ", asked].concat()),
            _ => Cow::Borrowed(asked),
        };
        let kept = self.current.remember(&key, minute, || {
            Ok(Kept {
                content_type,
                etag: self.etag(depends_on, minute),
                body: Encoded::new(make(self)?, Effort::Quick),
            })
        })?;
        let tagged = Tagged {
            content_type: kept.content_type.clone(),
            etag: &kept.etag,
            cache: CacheRule::Revalidate,
            body: &kept.body,
        };
        Ok(tagged.reply(&self.headers))
    }

    fn etag(&self, depends_on: DependsOn, minute: i64) -> HeaderValue {
        match depends_on {
            DependsOn::Build => HeaderValue::from_static(concat!("\"", env!("CARGO_PKG_VERSION"), "\"")),
            DependsOn::Records | DependsOn::RecordsAndSite => self.current.etag.clone(),
            DependsOn::Minute => self.current.etag_of_minute(self.app.assets.build(), minute),
        }
    }
}
