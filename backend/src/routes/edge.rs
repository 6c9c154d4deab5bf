//! What every request passes before a route sees it, and every answer before it leaves: limits, deadlines, `OPTIONS`,
//! panics, and the headers of every response.

use std::convert::Infallible;
use std::fmt::Display;
use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, HttpBody};
use axum::http::header::{ALLOW, CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HeaderValue};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Request, Response, StatusCode};
use axum::response::IntoResponse;
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use tower::ServiceExt;

use crate::accept::Refusal;
use crate::app::{App, RequestLimits};
use crate::auth::{Signed, Visitor};
use crate::editor::import;
use crate::error::{PROBLEM_JSON, Problem};
use crate::forwarded::visitor;
use crate::headers::Transport;
use crate::{headers, router};

mod head;

/// How long an import may take: a hundred thousand records with a slow disk behind them.
const ADMIN_ANSWER_TIME: Duration = Duration::from_secs(600);

/// A router behind its limits.
pub struct Edge {
    app: Arc<App>,
    router: Router,
    whose: Whose,
    body_limit: usize,
    answer_time: Duration,
}

/// The two addresses that have to do with frames.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Framing {
    /// A part of the site for pages of other sites.
    Embedded,
    /// The page that shows such a part.
    Preview,
}

impl Framing {
    fn of(path: &str) -> Option<Self> {
        match path {
            "/embed" => Some(Self::Embedded),
            "/incorpora" => Some(Self::Preview),
            _ => None,
        }
    }
}

/// Who may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Whose {
    Everybody,
    Operator,
}

impl Edge {
    /// What everybody may ask.
    #[must_use]
    pub fn public(app: &Arc<App>) -> Self {
        Self {
            router: router::public(Arc::clone(app)),
            whose: Whose::Everybody,
            body_limit: app.options.requests.body,
            answer_time: app.options.requests.answer_time,
            app: Arc::clone(app),
        }
    }

    /// What only the machine's own operator may ask.
    #[must_use]
    pub fn admin(app: &Arc<App>) -> Self {
        Self {
            router: router::admin(Arc::clone(app)),
            whose: Whose::Operator,
            body_limit: app.options.requests.admin_body,
            answer_time: ADMIN_ANSWER_TIME,
            app: Arc::clone(app),
        }
    }

    /// Writes the whole answer for a head that hyper refused by itself.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        let options = &self.app.options;
        let strict = (options.transport == Transport::Tls).then_some(options.strict_transport);
        let app = Arc::clone(&self.app);
        Arc::new(move |status| {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_REQUEST);
            app.metrics.answered(status.as_u16(), Duration::ZERO);
            let (code, detail) = match status {
                StatusCode::URI_TOO_LONG => ("address-too-long", "the address is too long"),
                StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => {
                    ("head-too-large", "the head of the request is too large")
                }
                _ => ("malformed-request", "this is no HTTP request that can be read"),
            };
            let body = Problem::new(status, code, detail).body();
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, PROBLEM_JSON);
            headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
            headers.insert(CONNECTION, HeaderValue::from_static("close"));
            headers::seal(&mut headers, strict);
            let mut answer = format!("HTTP/1.1 {status}\r\n").into_bytes();
            for (name, value) in &headers {
                answer.extend([name.as_str().as_bytes(), b": ", value.as_bytes(), b"\r\n"].concat());
            }
            answer.extend(b"\r\n");
            answer.extend(body);
            answer
        })
    }

    /// Answers a request of that peer; never fails.
    pub async fn answer<B>(&self, peer: IpAddr, request: Request<B>) -> Response<Body>
    where
        B: HttpBody<Data = Bytes> + Send,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let began = Instant::now();
        let options = &self.app.options;
        let strict = options
            .transport
            .is_tls(request.headers())
            .then_some(options.strict_transport);
        let reads = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
        let open = self.whose == Whose::Everybody && reads && headers::is_open(request.uri().path());
        let asks_for_methods = request.method() == Method::OPTIONS;
        let framing = Framing::of(request.uri().path());
        let mut response = match self.routed(peer, request).await {
            Ok(response) => response,
            Err(problem) => closing(problem),
        };
        headers::seal(response.headers_mut(), strict);
        match framing.filter(|_| self.whose == Whose::Everybody) {
            Some(Framing::Embedded) => headers::embed(response.headers_mut(), &options.embed_hosts),
            Some(Framing::Preview) => headers::hold_own_frames(response.headers_mut()),
            None => {}
        }
        if open {
            headers::open(response.headers_mut());
            if asks_for_methods {
                headers::preflight(response.headers_mut());
            }
        }
        self.app.metrics.answered(response.status().as_u16(), began.elapsed());
        response
    }

    /// Bytes that a body may have there.
    fn limit_of(&self, path: &str) -> usize {
        let limits = &self.app.options.requests;
        match self.whose {
            Whose::Everybody
                if ["/api/v1/staff/", "/redazione/"]
                    .iter()
                    .any(|folder| path.starts_with(folder)) =>
            {
                limits.staff_body
            }
            Whose::Everybody if path == "/api/v1/feedback" => limits.feedback_body,
            _ => self.body_limit,
        }
    }

    /// Whether a request is a file from somebody who has signed in: nobody else can fill the memory with one.
    async fn brings_a_file(&self, head: &Parts) -> bool {
        let asks = self.whose == Whose::Everybody && head.method == Method::POST && head.uri.path() == import::ADDRESS;
        asks && matches!(Signed::by_cookie(&head.headers, &self.app).await, Ok(Some(_)))
    }

    async fn routed<B>(&self, peer: IpAddr, request: Request<B>) -> Result<Response<Body>, Problem>
    where
        B: HttpBody<Data = Bytes> + Send,
        B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let limits = &self.app.options.requests;
        head::check(&request, limits)?;
        let (mut head, body) = request.into_parts();
        match self.whose {
            Whose::Operator => head::check_own_host(&head.headers)?,
            Whose::Everybody => {
                let visitor = visitor(peer, &head.headers, &self.app.options.trusted_proxies);
                head.extensions.insert(Visitor(visitor));
                // Whoever runs on this machine can stop the server anyway; a proxy that was not named comes from here.
                if !visitor.is_loopback() {
                    head.extensions.insert(self.app.rates.admit(visitor)?);
                }
            }
        }
        let asks_for_methods = head.method == Method::OPTIONS;
        let body = match body.is_end_stream() {
            true => Body::empty(),
            false => {
                let limit = match self.brings_a_file(&head).await {
                    true => limits.import_body,
                    false => self.limit_of(head.uri.path()),
                };
                Body::from(whole_body(&head.headers, body, limit, limits).await?)
            }
        };
        let answer = NoPanic(self.router.clone().oneshot(Request::from_parts(head, body)));
        let mut response = match tokio::time::timeout(self.answer_time, answer).await {
            Ok(Ok(response)) => response,
            Ok(Err(Panicked)) => {
                self.app.metrics.panics.fetch_add(1, Ordering::Relaxed);
                return Err(Problem::internal("a route panicked"));
            }
            Err(_elapsed) => return Err(Problem::unavailable("too-slow", "the answer took too long", 5)),
        };
        if asks_for_methods && response.status() == StatusCode::METHOD_NOT_ALLOWED {
            response = methods(response.headers());
        }
        Ok(response)
    }
}

impl hyper::service::Service<Request<hyper::body::Incoming>> for Served {
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn call(&self, request: Request<hyper::body::Incoming>) -> Self::Future {
        let (edge, peer) = (Arc::clone(&self.edge), self.peer);
        Box::pin(async move { Ok(edge.answer(peer, request).await) })
    }
}

/// An edge as the accept loop takes it: for one connection.
pub struct Served {
    /// The edge.
    pub edge: Arc<Edge>,
    /// The other end of the connection.
    pub peer: IpAddr,
}

/// A refusal before the route: the connection is in an unknown state (a body half read) and is not used again.
fn closing(problem: Problem) -> Response<Body> {
    let mut response = problem.into_response();
    response
        .headers_mut()
        .insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

async fn whole_body<B>(headers: &HeaderMap, body: B, limit: usize, limits: &RequestLimits) -> Result<Bytes, Problem>
where
    B: HttpBody<Data = Bytes> + Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let too_large = || {
        let detail = format!("the body is larger than {limit} bytes");
        Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "body-too-large", detail)
    };
    let announced = headers
        .get(CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limit as u64) {
        return Err(too_large());
    }
    if headers.get(CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
        let detail = "a compressed body is not taken";
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "compressed-body",
            detail,
        ));
    }
    let whole = Limited::new(body, limit).collect();
    match tokio::time::timeout(limits.body_time, whole).await {
        Ok(Ok(whole)) => Ok(whole.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large()),
        Ok(Err(error)) => Err(broken_body(&error)),
        Err(_elapsed) => {
            let detail = "the body did not arrive in time";
            Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "body-too-slow", detail))
        }
    }
}

fn broken_body(error: &impl Display) -> Problem {
    tracing::debug!(%error, "a body broke off");
    Problem::new(StatusCode::BAD_REQUEST, "broken-body", "the body broke off")
}

/// The answer to `OPTIONS`: what the 405 of the same path allows.
fn methods(refused: &HeaderMap) -> Response<Body> {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    if let Some(allow) = refused.get(ALLOW) {
        response.headers_mut().insert(ALLOW, allow.clone());
    }
    response.headers_mut().remove(CONTENT_TYPE);
    response
}

struct Panicked;

/// A future whose panic becomes an answer instead of a cut connection.
struct NoPanic<F>(F);

impl<F: Future<Output = Result<Response<Body>, Infallible>> + Unpin> Future for NoPanic<F> {
    type Output = Result<Response<Body>, Panicked>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        // The future is not polled again after a panic, so that nobody sees a half-changed state of it.
        match catch_unwind(AssertUnwindSafe(|| Pin::new(&mut self.0).poll(context))) {
            Ok(Poll::Pending) => Poll::Pending,
            Ok(Poll::Ready(Ok(response))) => Poll::Ready(Ok(response)),
            Ok(Poll::Ready(Err(never))) => match never {},
            Err(_panic) => Poll::Ready(Err(Panicked)),
        }
    }
}
