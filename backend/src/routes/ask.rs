//! What a reading route gets: the state to answer from, "now", and a way to answer once for everybody who asks the
//! same within a minute.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::header::HeaderValue;
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
    /// The records and the minute: open or closed, what is next.
    Minute,
}

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
        let key = self.uri.path_and_query().map_or("", |whole| whole.as_str());
        let kept = self.current.remember(key, minute, || {
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
            DependsOn::Records => self.current.etag.clone(),
            DependsOn::Minute => self.current.etag_of_minute(self.app.assets.build(), minute),
        }
    }
}
