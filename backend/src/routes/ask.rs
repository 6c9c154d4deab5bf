//! What a reading route gets: the state to answer from, "now", and a way to answer once for everybody who asks the
//! same. What is not remembered is made by the pool, never on the threads that serve connections.

use std::convert::Infallible;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT_LANGUAGE, HeaderValue, LINK};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Response};
use serde::Serialize;
use shared::time::{Instant, LocalDateTime, rome};

use super::reply::{JSON, Tagged, accepted, known, with_suffix};
use crate::app::App;
use crate::encoding::{Coding, Effort, Encoded};
use crate::error::Problem;
use crate::headers::CacheRule;
use crate::pool::Overloaded;
use crate::published::Current;
use crate::rates::{Allowance, Cost};
use crate::remembered::Kept;

/// What an answer depends on besides its question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DependsOn {
    /// Nothing but the program.
    Build,
    /// The records only.
    Records,
    /// The records and when they were last changed, or this server was started.
    Revision,
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
    allowance: Option<Allowance>,
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
            allowance: parts.extensions.get().cloned(),
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

    /// When the newest change was made; never later than now.
    #[must_use]
    pub fn changed(&self) -> Instant {
        Instant(self.current.published.at).min(self.now)
    }

    /// When the records were last changed or this server was started, whichever is later. It never falls: a server
    /// that is restored from a backup is started after whatever it served before.
    #[must_use]
    pub fn revision(&self) -> Instant {
        self.current.at.max(self.app.started)
    }

    /// Where the web app stands, such as `https://example.org`: what the operator said, whatever a request claims.
    #[must_use]
    pub fn site(&self) -> &str {
        &self.app.options.site
    }

    /// The languages that whoever asked would like, as `Accept-Language` has them.
    #[must_use]
    pub fn accepted_languages(&self) -> &str {
        let value = self.headers.get(ACCEPT_LANGUAGE);
        value.and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// The tag by which whoever asked has the state of that tag already.
    #[must_use]
    pub fn known(&self, etag: &HeaderValue) -> Option<HeaderValue> {
        known(&self.headers, etag, accepted(&self.headers))
    }

    /// Answers a question with JSON, from memory if the same was asked before. The question names the route and, in
    /// one normal form, all that the answer depends on.
    ///
    /// # Errors
    /// Those of `make`; 429 and 503 when too much is asked.
    pub async fn json<T: Serialize>(
        self,
        depends_on: DependsOn,
        cost: Cost,
        question: &str,
        make: impl FnOnce(&Self) -> Result<T, Problem> + Send + 'static,
    ) -> Result<Response<Body>, Problem> {
        self.answer(depends_on, cost, JSON, question, |ask| json_of(&make(ask)?))
            .await
    }

    /// Answers with a text of that media type; otherwise like [`Self::json`].
    ///
    /// # Errors
    /// Those of `make`; 429 and 503 when too much is asked.
    pub async fn answer<B: Into<bytes::Bytes>>(
        self,
        depends_on: DependsOn,
        cost: Cost,
        content_type: HeaderValue,
        question: &str,
        make: impl FnOnce(&Self) -> Result<B, Problem> + Send + 'static,
    ) -> Result<Response<Body>, Problem> {
        self.answer_variant(depends_on, cost, content_type, question, "", make)
            .await
    }

    /// [`Self::answer`] to a question that has several answers, told apart by a word: each has its own entity tag.
    ///
    /// # Errors
    /// As [`Self::answer`].
    pub async fn answer_variant<B: Into<bytes::Bytes>>(
        self,
        depends_on: DependsOn,
        cost: Cost,
        content_type: HeaderValue,
        question: &str,
        variant: &str,
        make: impl FnOnce(&Self) -> Result<B, Problem> + Send + 'static,
    ) -> Result<Response<Body>, Problem> {
        self.answer_linked(depends_on, cost, content_type, (question, variant), |ask| {
            Ok((make(ask)?, None))
        })
        .await
    }

    /// [`Self::answer_variant`] with a `Link` to what belongs to the answer, such as its next page.
    ///
    /// # Errors
    /// As [`Self::answer`].
    pub async fn answer_linked<B: Into<bytes::Bytes>>(
        self,
        depends_on: DependsOn,
        cost: Cost,
        content_type: HeaderValue,
        (question, variant): (&str, &str),
        make: impl FnOnce(&Self) -> Result<(B, Option<HeaderValue>), Problem> + Send + 'static,
    ) -> Result<Response<Body>, Problem> {
        let etag = match variant {
            "" => self.etag(depends_on),
            variant => with_suffix(&self.etag(depends_on), variant),
        };
        let question = [question, " ", variant].concat();
        let minute = (depends_on == DependsOn::Minute).then(|| self.now.0.div_euclid(60));
        let key = match minute {
            Some(minute) => [&minute.to_string(), " ", &question].concat(),
            None => ["- ", &question].concat(),
        };
        self.kept(cost, key, move |ask| {
            let (body, link) = make(ask)?;
            Ok(Arc::new(Kept {
                content_type,
                etag,
                body: Encoded::new(body, Effort::Quick),
                link,
                minute,
            }))
        })
        .await
    }

    /// Answers with what `make` gives for that key, once for everybody.
    ///
    /// # Errors
    /// Those of `make`; 429 and 503 when too much is asked.
    pub async fn kept(
        self,
        cost: Cost,
        key: String,
        make: impl FnOnce(&Self) -> Result<Arc<Kept>, Problem> + Send + 'static,
    ) -> Result<Response<Body>, Problem> {
        let coding = accepted(&self.headers);
        if let Some(kept) = self.current.answers.get(&key)
            && kept.body.ready(coding)
        {
            return Ok(reply(&kept, &self.headers));
        }
        let left = match &self.allowance {
            Some(allowance) => Some(allowance.spend(cost)?),
            None => None,
        };
        let time = self.app.pool.limits().time;
        let ask = Arc::new(self);
        // A task of its own: what was begun is finished and remembered, also when whoever asked has gone.
        let making = tokio::spawn(Arc::clone(&ask).make(key, coding, make));
        let kept = match tokio::time::timeout(time, making).await {
            Ok(Ok(kept)) => kept?,
            Ok(Err(error)) => match error.try_into_panic() {
                Ok(panic) => std::panic::resume_unwind(panic),
                Err(cancelled) => return Err(Problem::internal(cancelled)),
            },
            Err(_elapsed) => return Err(overloaded(Overloaded::Late)),
        };
        let mut response = reply(&kept, &ask.headers);
        if let Some(left) = left {
            left.tell(response.headers_mut());
        }
        Ok(response)
    }

    async fn make(
        self: Arc<Self>,
        key: String,
        coding: Coding,
        make: impl FnOnce(&Self) -> Result<Arc<Kept>, Problem> + Send + 'static,
    ) -> Result<Arc<Kept>, Problem> {
        let (pool, answers) = (&self.app.pool, &self.current.answers);
        let kept = answers.get_or_make(&key, async {
            let ask = Arc::clone(&self);
            let job = move || {
                ask.current.answers.forget_other_minutes(ask.now.0.div_euclid(60));
                let kept = make(&ask)?;
                kept.body.get(coding);
                Ok(kept)
            };
            pool.run(job).await.map_err(overloaded)?
        });
        let kept = kept.await?;
        if kept.body.ready(coding) {
            return Ok(kept);
        }
        // Made for a reader of another coding. This one is made once, too.
        let compressed = [&key, " ", coding.token().unwrap_or_default()].concat();
        answers
            .get_or_make(&compressed, async {
                let compress = move || {
                    kept.body.get(coding);
                    kept
                };
                pool.run(compress).await.map_err(overloaded)
            })
            .await
    }

    /// The entity tag of an answer that depends on that.
    #[must_use]
    pub fn etag(&self, depends_on: DependsOn) -> HeaderValue {
        match depends_on {
            DependsOn::Build => HeaderValue::from_static(concat!("\"", env!("CARGO_PKG_VERSION"), "\"")),
            DependsOn::Records => self.current.etag.clone(),
            DependsOn::Revision => self.current.etag_of("r", self.revision().0),
            DependsOn::Minute => self.current.etag_of(self.app.assets.build(), self.now.0.div_euclid(60)),
        }
    }
}

/// A value as JSON text.
///
/// # Errors
/// 500 when it cannot be written.
pub fn json_of<T: Serialize>(value: &T) -> Result<Vec<u8>, Problem> {
    serde_json::to_vec(value).map_err(Problem::internal)
}

/// 503: what could not be computed now.
#[must_use]
pub fn overloaded(why: Overloaded) -> Problem {
    /// Seconds in which a queue empties.
    const SOON: u64 = 5;
    let code = match why {
        Overloaded::Full => "overloaded",
        Overloaded::Late => "too-slow",
    };
    Problem::unavailable(code, why.to_string(), SOON)
}

fn reply(kept: &Kept, request: &HeaderMap) -> Response<Body> {
    let tagged = Tagged {
        content_type: kept.content_type.clone(),
        etag: &kept.etag,
        cache: CacheRule::Revalidate,
        body: &kept.body,
    };
    let mut response = tagged.reply(request);
    if let Some(link) = &kept.link {
        response.headers_mut().append(LINK, link.clone());
    }
    response
}
