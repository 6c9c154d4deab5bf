//! The accept loop under real sockets: slow, silent, half-sent and endless clients end in time, others are served,
//! and the end of the server waits for nobody.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use backend::accept::{ConnectionLimits, Loopback};
use backend::app::{App, Clock, RequestLimits, ServerOptions};
use backend::assets::Assets;
use backend::basemap::Basemap;
use backend::store::memory::MemoryStore;
use backend::{Listeners, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

/// What the waits are cut to here; ten times as long counts as "never".
const SHORT: Duration = Duration::from_millis(150);
const NEVER: Duration = Duration::from_secs(5);

struct Running {
    address: SocketAddr,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

async fn start(options: ServerOptions) -> Running {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("it is bound");
    let store = Arc::new(MemoryStore::new("00000000000000aa"));
    let app = App::new(store, Assets::default(), Basemap::embedded(), Clock::system(), options);
    let (stop, stopped) = oneshot::channel();
    let listeners = Listeners {
        public: listener,
        admin: None,
    };
    let ended = tokio::spawn(async move {
        serve(listeners, app, async {
            let _asked_or_dropped = stopped.await;
        })
        .await;
    });
    Running { address, stop, ended }
}

fn short() -> ServerOptions {
    ServerOptions {
        connections: ConnectionLimits {
            head: SHORT,
            drain: SHORT,
            ..ConnectionLimits::default()
        },
        requests: RequestLimits {
            body_time: SHORT,
            ..RequestLimits::default()
        },
        ..ServerOptions::default()
    }
}

impl Running {
    async fn connect(&self, first: &str) -> TcpStream {
        let mut stream = TcpStream::connect(self.address).await.expect("the server listens");
        // The server may refuse before it has read everything.
        let _sent_or_refused = stream.write_all(first.as_bytes()).await;
        stream
    }

    async fn get(&self, path: &str) -> String {
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        let mut stream = self.connect(&request).await;
        until_closed(&mut stream).await
    }

    async fn end(self) {
        self.stop.send(()).expect("it still runs");
        tokio::time::timeout(NEVER, self.ended)
            .await
            .expect("it ends in time")
            .expect("without a panic");
    }
}

/// What comes until the server closes; a connection that is not closed fails the test.
async fn until_closed(stream: &mut TcpStream) -> String {
    let mut told = Vec::new();
    let read = tokio::time::timeout(NEVER, stream.read_to_end(&mut told))
        .await
        .expect("closed in time");
    // A reset is a way of closing.
    let _closed = read;
    String::from_utf8_lossy(&told).into_owned()
}

#[tokio::test]
async fn slow_heads_and_idle_connections_are_closed() {
    let server = start(short()).await;
    let began = Instant::now();
    let mut silent = server.connect("").await;
    let mut partial = server.connect("GET / HTTP/1.1\r\nHost: loc").await;
    let mut idle = server.connect("GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    let mut dripping = server.connect("GET / HTTP/1.1\r\n").await;
    let drip = async {
        while dripping.write_all(b"X-Slow: 1\r\n").await.is_ok() {
            tokio::time::sleep(SHORT / 10).await;
        }
    };
    let closed = async {
        let (silent, partial, idle) = tokio::join!(
            until_closed(&mut silent),
            until_closed(&mut partial),
            until_closed(&mut idle)
        );
        (silent, partial, idle)
    };
    let ((silent, partial, idle), dripped) = tokio::join!(closed, tokio::time::timeout(NEVER, drip));
    assert_eq!(silent, "");
    assert!(!partial.contains("200 OK"), "{partial}");
    assert!(idle.starts_with("HTTP/1.1 200 OK"), "{idle}");
    assert!(
        dripped.is_ok(),
        "a head that never ends is cut although bytes keep coming"
    );
    assert!(began.elapsed() < NEVER);
    assert!(server.get("/health").await.contains("\"status\":\"ok\""));
    server.end().await;
}

#[tokio::test]
async fn a_body_that_never_comes_is_refused() {
    let server = start(short()).await;
    let mut slow = server
        .connect("POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc")
        .await;
    let told = until_closed(&mut slow).await;
    assert!(told.starts_with("HTTP/1.1 408"), "{told}");
    assert!(told.contains("x-content-type-options: nosniff"), "{told}");
    let mut huge = server
        .connect("POST /health HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999\r\n\r\nabc")
        .await;
    let told = until_closed(&mut huge).await;
    assert!(told.starts_with("HTTP/1.1 413"), "{told}");
    server.end().await;
}

#[tokio::test]
async fn hostile_heads_get_a_refusal_and_no_second_request() {
    let server = start(short()).await;
    let long = "x".repeat(9 * 1024);
    let many: String = (0..101).map(|at| format!("X-{at}: 1\r\n")).collect();
    let endless = "x".repeat(70 * 1024);
    for (head, status) in [
        (format!("GET /?q={long} HTTP/1.1\r\nHost: a\r\n\r\n"), "414"),
        (
            format!("GET / HTTP/1.1\r\nHost: a\r\nX-Long: {long}{long}\r\n\r\n"),
            "431",
        ),
        (format!("GET / HTTP/1.1\r\nHost: a\r\n{many}\r\n"), "431"),
        (format!("GET / HTTP/1.1\r\nX-Endless: {endless}\r\n\r\n"), "431"),
        ("GET / HTTP/1.1\r\n\r\n".to_owned(), "400"),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n".to_owned(), "400"),
        (
            "POST /health HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n".to_owned(),
            "400",
        ),
        (
            "POST /health HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                .to_owned(),
            "400",
        ),
        ("GET / HTTP/1.1\r\nHost: a\r\nBad Header: 1\r\n\r\n".to_owned(), "400"),
        ("\u{16}\u{3}\u{1}TLS?\r\n\r\n".to_owned(), "400"),
        ("GET /a b HTTP/1.1\r\nHost: a\r\n\r\n".to_owned(), "400"),
        (
            "POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde".to_owned(),
            "400",
        ),
        (
            "POST /health HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n".to_owned(),
            "400",
        ),
    ] {
        let mut stream = server.connect(&head).await;
        let told = until_closed(&mut stream).await;
        let first = told.lines().next().unwrap_or_default();
        assert!(
            first.contains(status),
            "{status} expected, got {first:?} for {:?}",
            &head[..head.len().min(60)]
        );
        assert_eq!(told.matches("HTTP/1.1 ").count(), 1, "one answer: {told}");
        // Also where hyper refused by itself.
        for part in [
            "\r\nconnection: close\r\n",
            "\r\ncontent-type: application/problem+json\r\n",
            "\r\nx-content-type-options: nosniff\r\n",
            "\r\ncontent-security-policy: default-src 'none'",
            "\r\ncache-control: no-store\r\n",
            &format!("\"status\":{status}"),
        ] {
            assert!(told.contains(part), "{part:?} is missing: {told}");
        }
    }
    // A body that is told in two ways: whichever holds, what follows it is not taken for a request of its own.
    let smuggled = "POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n\
                    0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    let mut stream = server.connect(smuggled).await;
    let told = until_closed(&mut stream).await;
    assert!(!told.contains("200 OK"), "{told}");
    server.end().await;
}

#[tokio::test]
async fn the_cap_holds_and_lets_go() {
    let server = start(ServerOptions {
        connections: ConnectionLimits {
            connections: 3,
            ..short().connections
        },
        ..short()
    })
    .await;
    let mut open = Vec::new();
    for _ in 0..3 {
        open.push(server.connect("GET /health HTTP/1.1\r\nHost: a\r\n\r\n").await);
    }
    let mut first = [0; 12];
    for stream in &mut open {
        stream.read_exact(&mut first).await.expect("an answer");
        assert_eq!(&first, b"HTTP/1.1 200");
    }
    let began = Instant::now();
    let mut refused = server.connect("").await;
    assert_eq!(until_closed(&mut refused).await, "");
    assert!(began.elapsed() < SHORT, "refused at once");
    for stream in &mut open {
        until_closed(stream).await;
    }
    assert!(server.get("/health").await.starts_with("HTTP/1.1 200"));
    server.end().await;
}

#[tokio::test]
async fn one_address_has_its_own_cap() {
    let server = start(ServerOptions {
        connections: ConnectionLimits {
            connections_per_address: 1,
            loopback: Loopback::Counted,
            ..short().connections
        },
        ..short()
    })
    .await;
    let mut first = server.connect("").await;
    let mut second = server.connect("").await;
    assert_eq!(until_closed(&mut second).await, "");
    until_closed(&mut first).await;
    assert!(server.get("/health").await.starts_with("HTTP/1.1 200"));
    server.end().await;
}

#[tokio::test]
async fn open_streams_do_not_hold_up_the_end() {
    // Only the end itself is short here: nothing but the stop closes these.
    let server = start(ServerOptions {
        connections: ConnectionLimits {
            drain: NEVER * 2,
            ..ConnectionLimits::default()
        },
        ..ServerOptions::default()
    })
    .await;
    let mut streams = Vec::new();
    for _ in 0..5 {
        let mut stream = server.connect("GET /api/v1/events HTTP/1.1\r\nHost: a\r\n\r\n").await;
        let mut first = [0; 15];
        stream.read_exact(&mut first).await.expect("the stream begins");
        assert_eq!(&first, b"HTTP/1.1 200 OK");
        streams.push(stream);
    }
    let mut idle = server.connect("").await;
    server.end().await;
    for stream in &mut streams {
        let told = until_closed(stream).await;
        assert!(told.contains("id: 00000000000000aa:0"), "{told}");
        assert!(told.ends_with("0\r\n\r\n"), "it ends as a whole answer: {told:?}");
    }
    until_closed(&mut idle).await;
}

#[tokio::test]
async fn a_client_that_hangs_is_cut_at_the_end() {
    let server = start(ServerOptions {
        connections: ConnectionLimits {
            drain: SHORT,
            ..ConnectionLimits::default()
        },
        ..ServerOptions::default()
    })
    .await;
    let mut hanging = server
        .connect("POST /health HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
        .await;
    assert!(server.get("/health").await.starts_with("HTTP/1.1 200"));
    server.end().await;
    until_closed(&mut hanging).await;
}
