//! The data set, the clock and the server that all tests of routes share.

use std::net::{IpAddr, Ipv4Addr};
use std::sync::Arc;

use axum::body::Body;
use axum::http::header::{HOST, HeaderValue};
use axum::http::{HeaderMap, Method, Request, StatusCode};
use backend::app::{App, Clock, ServerOptions};
use backend::assets::Assets;
use backend::basemap::Basemap;
use backend::encoding::{Effort, Encoded};
use backend::examples::Examples;
use backend::routes::edge::Edge;
use backend::service::import::{Bad, Mode, Removals, import};
use backend::service::staff::editorial::Editorial;
use backend::store::Store;
use backend::store::memory::MemoryStore;
use bytes::Bytes;
use http_body_util::BodyExt;
use shared::time::Instant;

/// A small data set with one of everything.
pub(crate) const DATA: &str = include_str!("fixture.json");

/// Tuesday 24 November 2026, 10:00 in Rome.
pub(crate) const NOW: Instant = Instant(1_795_510_800);

/// Where requests come from unless it is said.
const THIS_MACHINE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

/// An answer, taken apart.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().expect("headers are texts"))
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).expect("bodies are UTF-8")
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}

/// A server without sockets: requests go in at the edge.
pub(crate) struct Server {
    pub(crate) app: Arc<App>,
    pub(crate) store: Arc<MemoryStore>,
    /// Where accounts and reports are.
    pub(crate) dir: tempfile::TempDir,
    public: Edge,
    admin: Edge,
}

impl Server {
    /// A server that holds [`DATA`].
    pub(crate) fn new() -> Self {
        Self::with(ServerOptions::default())
    }

    /// The same with options.
    pub(crate) fn with(options: ServerOptions) -> Self {
        let store = Arc::new(MemoryStore::new("00000000000000aa"));
        import(store.as_ref(), DATA, Mode::Replace, Bad::Refuse, Removals::Any).expect("the fixture is good");
        Self::over(store, options)
    }

    fn over(store: Arc<MemoryStore>, options: ServerOptions) -> Self {
        let keeping: Arc<dyn Store> = store.clone();
        Self::keeping(keeping, store, options)
    }

    /// A server that shows facts only.
    pub(crate) fn without_examples() -> Self {
        let store = Arc::new(MemoryStore::new("00000000000000aa"));
        import(store.as_ref(), DATA, Mode::Replace, Bad::Refuse, Removals::Any).expect("the fixture is good");
        Self::serving(Clock::fixed(NOW), store.clone(), store, ServerOptions::default())
    }

    /// A server over another store than the one it is filled through.
    pub(crate) fn keeping(keeping: Arc<dyn Store>, store: Arc<MemoryStore>, options: ServerOptions) -> Self {
        Self::at(Clock::fixed(NOW), keeping, store, options)
    }

    /// The same by another clock.
    pub(crate) fn at(clock: Clock, keeping: Arc<dyn Store>, store: Arc<MemoryStore>, options: ServerOptions) -> Self {
        let examples = Examples::Shown;
        Self::serving(clock, keeping, store, ServerOptions { examples, ..options })
    }

    fn serving(clock: Clock, keeping: Arc<dyn Store>, store: Arc<MemoryStore>, options: ServerOptions) -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let editorial = Some(Editorial::open(dir.path(), NOW).expect("there is nothing yet"));
        let options = ServerOptions { editorial, ..options };
        let app = App::new(keeping, assets(), Basemap::embedded(), clock, options);
        Self {
            public: Edge::public(&app),
            admin: Edge::admin(&app),
            app,
            store,
            dir,
        }
    }

    /// `GET` without any header.
    pub(crate) async fn get(&self, address: &str) -> Answer {
        self.ask(Request::get(address)).await
    }

    /// `GET` with one header.
    pub(crate) async fn get_with(&self, address: &str, name: &str, value: &str) -> Answer {
        self.ask(Request::get(address).header(name, value)).await
    }

    /// A request without a body.
    pub(crate) async fn ask(&self, request: axum::http::request::Builder) -> Answer {
        self.whole(request.body(Body::empty()).expect("a request")).await
    }

    /// A request without a body from another machine.
    pub(crate) async fn ask_from(&self, peer: &str, request: axum::http::request::Builder) -> Answer {
        let request = with_host(request.body(Body::empty()).expect("a request"));
        let peer = peer.parse().expect("an address");
        taken_apart(self.public.answer(peer, request).await).await
    }

    /// Any request from another machine.
    pub(crate) async fn from(&self, peer: &str, request: Request<Body>) -> Answer {
        let peer = peer.parse().expect("an address");
        taken_apart(self.public.answer(peer, with_host(request)).await).await
    }

    /// A request as it is, also without a `Host`.
    pub(crate) async fn as_it_is(&self, request: Request<Body>) -> Answer {
        taken_apart(self.public.answer(THIS_MACHINE, request).await).await
    }

    /// A request with a body.
    pub(crate) async fn send(&self, method: Method, address: &str, body: impl Into<Body>) -> Answer {
        let request = Request::builder().method(method).uri(address).body(body.into());
        self.whole(request.expect("a request")).await
    }

    /// Any request.
    pub(crate) async fn whole(&self, request: Request<Body>) -> Answer {
        taken_apart(self.raw(request).await).await
    }

    /// Any request, its answer still open.
    pub(crate) async fn raw(&self, request: Request<Body>) -> axum::http::Response<Body> {
        self.public.answer(THIS_MACHINE, with_host(request)).await
    }

    /// A request to the operator's listener.
    pub(crate) async fn administer(&self, method: Method, address: &str, body: impl Into<Body>) -> Answer {
        let request = Request::builder().method(method).uri(address).body(body.into());
        self.administer_whole(request.expect("a request")).await
    }

    /// Any request to the operator's listener.
    pub(crate) async fn administer_whole(&self, request: Request<Body>) -> Answer {
        taken_apart(self.admin.answer(THIS_MACHINE, with_host(request)).await).await
    }

    /// All that the store holds.
    pub(crate) fn store_export(&self) -> String {
        self.store.export()
    }

    /// Imports a data set file beside what is there, as another process of the operator would.
    pub(crate) fn merge(&self, json: &str) {
        import(self.store.as_ref(), json, Mode::Merge, Bad::Refuse, Removals::Any).expect("a good file");
        self.app.catch_up();
    }
}

/// Every client names the machine it asks; tests that are about that name do it themselves.
fn with_host(mut request: Request<Body>) -> Request<Body> {
    let headers = request.headers_mut();
    if !headers.contains_key(HOST) {
        headers.insert(HOST, HeaderValue::from_static("localhost"));
    }
    request
}

async fn taken_apart(response: axum::http::Response<Body>) -> Answer {
    let (head, body) = response.into_parts();
    Answer {
        status: head.status,
        headers: head.headers,
        body: body.collect().await.expect("bodies in memory do not break").to_bytes(),
    }
}

/// A web app of four files.
fn assets() -> Assets {
    let file = |path, content_type, text: &str| backend::assets::NewAsset {
        path,
        content_type,
        sha256: "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        body: Encoded::new(text.repeat(200), Effort::Thorough),
    };
    Assets::new(
        "cafe0123",
        [
            file("pkg/app-1.wasm", "application/wasm", "wasm "),
            file("pkg/app-1.css", "text/css; charset=utf-8", "css "),
            file("pkg/start-1.js", "text/javascript; charset=utf-8", "start "),
            file("sw.js", "text/javascript; charset=utf-8", "worker "),
            file("manifest.webmanifest", "application/manifest+json", "manifest "),
        ],
        &[
            ("wasm", "pkg/app-1.wasm"),
            ("app-css", "pkg/app-1.css"),
            ("start-js", "pkg/start-1.js"),
        ],
    )
}

/// A data set file of so many weekly activities at the fixture's hub.
pub(crate) fn many_activities(count: usize) -> String {
    let activities: Vec<serde_json::Value> = (0..count)
        .map(|at| {
            serde_json::json!({
                "id": format!("attivita-{at}"), "place": "hub-senago", "network": "rete-nord",
                "title": format!("Gioco numero {at}"), "description": "", "category": "gioco-e-cultura",
                "schedule": { "start": "2026-11-24T16:30", "minutes": 90, "rrule": "FREQ=WEEKLY;BYDAY=TU",
                              "exdates": ["2026-12-08"] },
            })
        })
        .collect();
    serde_json::json!({ "format": "family-hub/1", "activities": activities }).to_string()
}
