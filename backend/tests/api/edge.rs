//! What holds for every address: headers, limits, methods, and problems instead of broken connections.

use std::convert::Infallible;
use std::time::Duration;

use axum::body::Body;
use axum::http::{Method, Request, StatusCode};
use backend::app::{RequestLimits, ServerOptions};
use backend::headers::{StrictTransport, Transport};
use backend::store::memory::MemoryStore;
use backend::store::{Base, Change, CommitError, Contents, Health, OpenError, PastChange, Published, Store};
use bytes::Bytes;
use shared::model::RecordKey;
use shared::sync::{Cursor, Delta};

use crate::fixture::{Answer, Server};

/// The headers of every response, in full.
const EVERY_RESPONSE: [(&str, &str); 7] = [
    (
        "content-security-policy",
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data: blob:; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; \
         form-action 'self'; frame-ancestors 'none'; frame-src 'none'; object-src 'none'; media-src 'none'",
    ),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "accelerometer=(), camera=(), microphone=(), geolocation=(self), payment=(), usb=(), serial=(), \
         bluetooth=(), hid=(), midi=(), display-capture=(), browsing-topics=(), screen-wake-lock=(self), \
         fullscreen=(self)",
    ),
    ("x-frame-options", "DENY"),
];

fn assert_sealed(answer: &Answer, what: &str) {
    for (name, value) in EVERY_RESPONSE {
        assert_eq!(
            answer.header(name),
            resource_policy(name, value, is_open(answer)),
            "{what}: {name}"
        );
        assert_eq!(answer.headers.get_all(name).iter().count(), 1, "{what}: {name}");
    }
}

/// Whether pages of other sites may read it.
fn is_open(answer: &Answer) -> bool {
    answer.header("access-control-allow-origin") == "*"
}

/// What other sites may read, they may also load.
fn resource_policy(name: &str, value: &'static str, open: bool) -> &'static str {
    match name == "cross-origin-resource-policy" && open {
        true => "cross-origin",
        false => value,
    }
}

#[tokio::test]
async fn every_response_carries_the_headers() {
    let server = Server::new();
    // Address, status, cache rule, media type.
    let table = [
        ("/", 200, "no-cache", "text/html; charset=utf-8"),
        ("/sede/hub-senago", 200, "no-cache", "text/html; charset=utf-8"),
        ("/sede/nessuna", 404, "no-store", "text/html; charset=utf-8"),
        ("/nessuna-pagina", 404, "no-store", "text/html; charset=utf-8"),
        ("/attivita/gioco", 200, "no-cache", "text/html; charset=utf-8"),
        ("/scheda/affido", 200, "no-cache", "text/html; charset=utf-8"),
        ("/rete/rete-nord", 200, "no-cache", "text/html; charset=utf-8"),
        ("/agenda", 200, "no-cache", "text/html; charset=utf-8"),
        ("/salvati", 200, "no-cache", "text/html; charset=utf-8"),
        ("/noi", 200, "no-cache", "text/html; charset=utf-8"),
        ("/informazioni", 200, "no-cache", "text/html; charset=utf-8"),
        ("/api/v1/sync", 200, "no-cache", "application/json"),
        ("/api/v1/sync?seq=x", 400, "no-store", "application/problem+json"),
        ("/api/v1/search?q=senago", 200, "no-cache", "application/json"),
        ("/api/v1/places", 200, "no-cache", "application/json"),
        ("/api/v1/places/hub-senago", 200, "no-cache", "application/json"),
        ("/api/v1/places/nessuna", 404, "no-store", "application/problem+json"),
        ("/api/v1/activities", 200, "no-cache", "application/json"),
        ("/api/v1/activities/gioco", 200, "no-cache", "application/json"),
        (
            "/api/v1/activities/gioco/occurrences",
            200,
            "no-cache",
            "application/json",
        ),
        ("/api/v1/networks", 200, "no-cache", "application/json"),
        ("/api/v1/networks/rete-nord", 200, "no-cache", "application/json"),
        ("/api/v1/guides", 200, "no-cache", "application/json"),
        ("/api/v1/guides/affido", 200, "no-cache", "application/json"),
        ("/api/v1/comuni?q=sen", 200, "no-cache", "application/json"),
        ("/api/v1/openapi.json", 200, "no-cache", "application/json"),
        ("/api/v1/schema.json", 200, "no-cache", "application/schema+json"),
        ("/tiles.json", 200, "no-cache", "application/json"),
        ("/api/v1/nothing", 404, "no-store", "application/problem+json"),
        ("/api", 404, "no-store", "application/problem+json"),
        ("/health", 200, "no-store", "application/json"),
        (
            "/tiles/6/33/22.mvt",
            200,
            "public, max-age=86400",
            "application/vnd.mapbox-vector-tile",
        ),
        ("/tiles/6/33/22.png", 404, "no-store", "application/problem+json"),
        (
            "/pkg/app-1.wasm",
            200,
            "public, max-age=31536000, immutable",
            "application/wasm",
        ),
        ("/pkg/app-2.wasm", 404, "no-store", "application/problem+json"),
        ("/sw.js", 200, "no-cache", "text/javascript; charset=utf-8"),
        ("/manifest.webmanifest", 200, "no-cache", "application/manifest+json"),
        ("/favicon.ico", 200, "no-cache", "image/x-icon"),
        ("/preview.png", 200, "no-cache", "image/png"),
        ("/robots.txt", 200, "no-cache", "text/plain; charset=utf-8"),
        ("/sitemap.xml", 200, "no-cache", "application/xml"),
        ("/licenze", 200, "no-cache", "text/plain; charset=utf-8"),
        ("/calendar.ics", 200, "no-cache", "text/calendar; charset=utf-8"),
        ("/nothing.ico", 404, "no-store", "application/problem+json"),
    ];
    for (address, status, cache, content_type) in table {
        let answer = server.get(address).await;
        assert_eq!(
            answer.status.as_u16(),
            status,
            "{address}: {}",
            String::from_utf8_lossy(&answer.body)
        );
        assert_sealed(&answer, address);
        assert_eq!(answer.header("cache-control"), cache, "{address}");
        assert_eq!(answer.header("content-type"), content_type, "{address}");
        assert_eq!(
            answer.header("strict-transport-security"),
            "",
            "{address}: HSTS over plain HTTP"
        );
        // Data are open to every site, pages and the app's own files to none.
        let data = ["/api/v1/", "/tiles", "/calendar.ics", "/health", "/dati/"];
        let open = data.iter().any(|beginning| address.starts_with(beginning));
        assert_eq!(is_open(&answer), open, "{address}");
        assert!(
            !answer.headers.contains_key("access-control-allow-credentials"),
            "{address}"
        );
        assert!(!answer.headers.contains_key("set-cookie"), "{address}");
        assert_eq!(
            answer.headers.contains_key("etag"),
            status == 200 && cache != "no-store",
            "{address}"
        );
    }
}

#[tokio::test]
async fn refusals_carry_them_too() {
    let server = Server::new();
    let limits = RequestLimits::default();
    let long = "x".repeat(9 * 1024);
    for (answer, status) in [
        (server.send(Method::POST, "/api/v1/sync", Body::empty()).await, 405),
        (server.send(Method::OPTIONS, "/api/v1/sync", Body::empty()).await, 204),
        (
            server
                .send(Method::POST, "/api/v1/sync", vec![0; limits.body + 1])
                .await,
            413,
        ),
        (server.get(&format!("/?q={long}")).await, 414),
        (server.get_with("/", "x-long", &long.repeat(2)).await, 431),
        (server.get("/api/v1/search?kind=castle").await, 400),
        (server.get_with("/sw.js", "if-none-match", "*").await, 304),
        (server.send(Method::HEAD, "/", Body::empty()).await, 200),
        (server.administer(Method::GET, "/metrics", "").await, 200),
        (server.administer(Method::GET, "/", "").await, 404),
        (server.administer(Method::POST, "/import", "{}").await, 400),
    ] {
        assert_eq!(answer.status.as_u16(), status);
        assert_sealed(&answer, &status.to_string());
    }
    let stream = server
        .raw(Request::get("/api/v1/events").body(Body::empty()).expect("a request"))
        .await;
    for (name, value) in EVERY_RESPONSE {
        assert_eq!(
            stream.headers()[name],
            resource_policy(name, value, true),
            "events: {name}"
        );
    }
}

/// A store that fails where it must not.
struct Broken(std::sync::Arc<MemoryStore>);

impl Store for Broken {
    fn published(&self) -> std::sync::Arc<Published> {
        self.0.published()
    }

    fn delta(&self, _from: &Cursor) -> Option<Delta> {
        panic!("a fault of the server")
    }

    fn watch(&self) -> tokio::sync::watch::Receiver<Cursor> {
        self.0.watch()
    }

    fn commit(&self, base: Base, changes: Vec<Change>) -> Result<Cursor, CommitError> {
        self.0.commit(base, changes)
    }

    fn contents(&self) -> Contents {
        self.0.contents()
    }

    fn record(&self, key: &RecordKey) -> Option<(std::sync::Arc<str>, u64)> {
        self.0.record(key)
    }

    fn done_by_request(&self, key: &str) -> Option<u64> {
        self.0.done_by_request(key)
    }

    fn history(&self, seen: &mut dyn FnMut(PastChange)) -> Result<(), OpenError> {
        self.0.history(seen)
    }

    fn contents_before(&self, seq: u64) -> Result<Option<Contents>, OpenError> {
        self.0.contents_before(seq)
    }

    fn health(&self) -> Health {
        self.0.health()
    }
}

#[tokio::test]
async fn a_fault_is_a_500_that_tells_nothing() {
    let memory = std::sync::Arc::new(MemoryStore::new("00000000000000aa"));
    let broken = std::sync::Arc::new(Broken(memory.clone()));
    let server = Server::keeping(broken, memory, ServerOptions::default());
    let answer = server.get("/api/v1/sync?epoch=00000000000000aa&seq=0").await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    assert_sealed(&answer, "500");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.json()["code"], "internal");
    assert!(!answer.text().contains("a fault of the server"));
    assert_eq!(
        server.get("/health").await.status,
        StatusCode::OK,
        "others are served on"
    );
}

#[tokio::test]
async fn hsts_is_promised_over_tls_only() {
    const HSTS: &str = "strict-transport-security";
    let promised = "max-age=63072000";
    for (transport, proto, expected) in [
        (Transport::Plain, "https", ""),
        (Transport::Tls, "http", promised),
        (Transport::ForwardedProto, "https", promised),
        (Transport::ForwardedProto, "HTTPS", promised),
        (Transport::ForwardedProto, "http", ""),
    ] {
        let server = Server::with(ServerOptions {
            transport,
            ..ServerOptions::default()
        });
        for address in ["/health", "/nothing.txt"] {
            let answer = server.get_with(address, "x-forwarded-proto", proto).await;
            assert_eq!(answer.header(HSTS), expected, "{transport:?} {proto} {address}");
        }
    }
    let server = Server::with(ServerOptions {
        transport: Transport::Tls,
        strict_transport: StrictTransport::Subdomains,
        ..ServerOptions::default()
    });
    assert_eq!(
        server.get("/health").await.header(HSTS),
        "max-age=63072000; includeSubDomains",
        "for other names only where the operator says so"
    );
}

#[tokio::test]
async fn a_request_names_one_machine() {
    let server = Server::new();
    let request = |hosts: &[&str]| {
        let mut request = Request::get("/health");
        for host in hosts {
            request = request.header("host", *host);
        }
        request
    };
    for (hosts, status) in [
        (&["localhost"][..], 200),
        (&["famiglie.example.org:8443"], 200),
        (&["[2001:db8::1]:80"], 200),
        (&["family_hub"], 200),
        (&[], 400),
        (&["localhost", "localhost"], 400),
        (&["localhost", "evil.example"], 400),
        (&[""], 400),
        (&["a b"], 400),
        (&["user@example.org"], 400),
        (&["example.org/path"], 400),
    ] {
        let answer = server
            .as_it_is(request(hosts).body(Body::empty()).expect("a request"))
            .await;
        assert_eq!(answer.status.as_u16(), status, "{hosts:?}");
        assert_sealed(&answer, "host");
        if status == 400 {
            assert_eq!(answer.json()["code"], "bad-host", "{hosts:?}");
            assert_eq!(answer.header("connection"), "close", "{hosts:?}");
        }
    }
    let old = request(&[]).version(axum::http::Version::HTTP_10).body(Body::empty());
    assert_eq!(server.as_it_is(old.expect("a request")).await.status, StatusCode::OK);
}

#[tokio::test]
async fn the_operators_routes_answer_to_this_machine_only() {
    let server = Server::new();
    for (host, status) in [
        ("localhost:9090", 200),
        ("LOCALHOST", 200),
        ("127.0.0.1:9090", 200),
        ("127.5.5.5", 200),
        ("[::1]:9090", 200),
        ("evil.example", 421),
        ("evil.example:9090", 421),
        ("localhost.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("192.0.2.1", 421),
    ] {
        let request = Request::get("/metrics").header("host", host).body(Body::empty());
        let answer = server.administer_whole(request.expect("a request")).await;
        assert_eq!(answer.status.as_u16(), status, "{host}");
        assert_sealed(&answer, host);
    }
}

#[tokio::test]
async fn a_body_ends_in_one_way() {
    let server = Server::new();
    for (codings, status) in [
        (&["chunked"][..], 405),
        (&["Chunked"], 405),
        (&["gzip, chunked"], 400),
        (&["chunked, chunked"], 400),
        (&["chunked", "chunked"], 400),
        (&["identity"], 400),
        (&["chunked", "identity"], 400),
    ] {
        let mut request = Request::post("/health");
        for coding in codings {
            request = request.header("transfer-encoding", *coding);
        }
        let answer = server.whole(request.body(Body::from("x")).expect("a request")).await;
        assert_eq!(answer.status.as_u16(), status, "{codings:?}");
        if status == 400 {
            assert_eq!(answer.json()["code"], "bad-transfer-coding", "{codings:?}");
            assert_eq!(answer.header("connection"), "close", "{codings:?}");
        }
    }
}

/// An address of exactly so many bytes.
fn address_of(bytes: usize) -> String {
    let beginning = "/?q=";
    [beginning, &"x".repeat(bytes - beginning.len())].concat()
}

#[tokio::test]
async fn each_limit_holds_at_its_edge() {
    let server = Server::new();
    let limits = RequestLimits::default();
    let fits = server.get(&address_of(limits.url)).await;
    assert_eq!(fits.status, StatusCode::OK);
    let above = server.get(&address_of(limits.url + 1)).await;
    assert_eq!(
        (above.status.as_u16(), above.json()["code"].as_str()),
        (414, Some("address-too-long"))
    );

    let fields = |count: usize| {
        // One of them is the Host.
        (1..count).fold(Request::get("/health").header("host", "localhost"), |request, at| {
            request.header(format!("x-{at}"), "1")
        })
    };
    assert_eq!(server.ask(fields(limits.fields)).await.status, StatusCode::OK);
    let above = server.ask(fields(limits.fields + 1)).await;
    assert_eq!(
        (above.status.as_u16(), above.json()["code"].as_str()),
        (431, Some("head-too-large"))
    );

    let head = |bytes: usize| {
        let others = "host".len() + "localhost".len() + 4 + "x-long".len() + 4;
        Request::get("/health")
            .header("host", "localhost")
            .header("x-long", "x".repeat(bytes - others))
    };
    assert_eq!(server.ask(head(limits.head)).await.status, StatusCode::OK);
    let above = server.ask(head(limits.head + 1)).await;
    assert_eq!(
        (above.status.as_u16(), above.json()["code"].as_str()),
        (431, Some("head-too-large"))
    );
}

#[tokio::test]
async fn methods_are_told() {
    let server = Server::new();
    for method in [
        Method::POST,
        Method::PUT,
        Method::DELETE,
        Method::PATCH,
        Method::TRACE,
        Method::CONNECT,
    ] {
        for address in ["/api/v1/sync", "/api/v1/networks/rete-nord", "/sw.js"] {
            let answer = server.send(method.clone(), address, Body::empty()).await;
            assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED, "{method} {address}");
            assert_eq!(answer.header("allow"), "GET,HEAD", "{method} {address}");
            assert_eq!(answer.json()["code"], "method-not-allowed");
        }
        assert_eq!(
            server.send(method, "/nothing.txt", Body::empty()).await.status,
            StatusCode::NOT_FOUND
        );
    }
    let options = server.send(Method::OPTIONS, "/api/v1/sync", Body::empty()).await;
    assert_eq!(options.status, StatusCode::NO_CONTENT);
    assert_eq!(options.header("allow"), "GET,HEAD");
    assert!(options.body.is_empty());
}

#[tokio::test]
async fn head_is_get_without_a_body() {
    let server = Server::new();
    for address in ["/api/v1/sync", "/api/v1/networks", "/sw.js", "/health", "/nothing.txt"] {
        let get = server.get(address).await;
        let head = server.send(Method::HEAD, address, Body::empty()).await;
        assert_eq!(head.status, get.status, "{address}");
        assert!(head.body.is_empty(), "{address}");
        for name in ["content-type", "etag", "cache-control", "vary"] {
            assert_eq!(head.header(name), get.header(name), "{address}: {name}");
        }
        assert_eq!(head.header("content-length"), get.body.len().to_string(), "{address}");
    }
}

#[tokio::test]
async fn heads_have_limits() {
    let server = Server::new();
    let long = format!("/api/v1/comuni?q={}", "x".repeat(9 * 1024));
    let answer = server.get(&long).await;
    assert_eq!(answer.status, StatusCode::URI_TOO_LONG);
    assert_eq!(answer.json()["code"], "address-too-long");
    let fits = format!("/api/v1/comuni?q={}", "x".repeat(8 * 1024 - 20));
    assert_eq!(server.get(&fits).await.status, StatusCode::OK);
    let large = server.get_with("/health", "x-large", &"x".repeat(17 * 1024)).await;
    assert_eq!(large.status, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    let mut many = Request::get("/health");
    for at in 0..101 {
        many = many.header(format!("x-{at}"), "1");
    }
    let many = server.ask(many).await;
    assert_eq!(many.status, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    assert_eq!(many.json()["code"], "head-too-large");
    assert_eq!(many.header("connection"), "close");
}

#[tokio::test]
async fn bodies_have_limits() {
    let server = Server::new();
    let limit = RequestLimits::default().body;
    for address in ["/api/v1/sync", "/api/v1/networks", "/health", "/sw.js"] {
        let announced = server.send(Method::POST, address, vec![b' '; limit + 1]).await;
        assert_eq!(announced.status, StatusCode::PAYLOAD_TOO_LARGE, "{address}");
        let chunks = tokio_stream::iter((0..=limit / 1024).map(|_| Ok::<_, Infallible>(Bytes::from(vec![b' '; 1024]))));
        let chunked = server.send(Method::POST, address, Body::from_stream(chunks)).await;
        assert_eq!(chunked.status, StatusCode::PAYLOAD_TOO_LARGE, "{address}");
        assert_eq!(chunked.json()["code"], "body-too-large");
        let fits = server.send(Method::POST, address, vec![b' '; limit]).await;
        assert_eq!(fits.status, StatusCode::METHOD_NOT_ALLOWED, "{address}");
    }
    let lying = Request::post("/health")
        .header("content-length", "999999999999999999999")
        .body(Body::from("x"));
    assert_eq!(
        server.whole(lying.expect("a request")).await.status,
        StatusCode::METHOD_NOT_ALLOWED
    );
    let bomb = Request::post("/health")
        .header("content-encoding", "gzip")
        .body(Body::from("x"));
    assert_eq!(
        server.whole(bomb.expect("a request")).await.status,
        StatusCode::UNSUPPORTED_MEDIA_TYPE
    );
}

#[tokio::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let server = Server::with(ServerOptions {
        requests: RequestLimits {
            body_time: Duration::from_millis(20),
            ..RequestLimits::default()
        },
        ..ServerOptions::default()
    });
    let never = Body::from_stream(tokio_stream::pending::<Result<Bytes, Infallible>>());
    let answer = server.send(Method::POST, "/health", never).await;
    assert_eq!(answer.status, StatusCode::REQUEST_TIMEOUT);
    assert_eq!(answer.header("connection"), "close");
    let breaks = tokio_stream::once(Err::<Bytes, _>(std::io::Error::other("cut")));
    let answer = server.send(Method::POST, "/health", Body::from_stream(breaks)).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}
