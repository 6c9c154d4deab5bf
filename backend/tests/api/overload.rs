//! Dear answers under load: they are made once, they wait in a line, and what is cheap never waits for them.

use std::sync::Arc;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use axum::http::StatusCode;
use backend::app::{App, ServerOptions};
use backend::pool::PoolLimits;

use crate::fixture::Server;

/// Every address that has to be computed, one of each kind.
const DEAR: [&str; 14] = [
    "/calendar.ics",
    "/calendar.ics?network=rete-nord",
    "/api/v1/search?q=gioco",
    "/api/v1/search?open_at=now&limit=1000",
    "/api/v1/places",
    "/api/v1/places?at=2026-12-08T10:00",
    "/api/v1/activities",
    "/api/v1/activities/gioco/occurrences",
    "/api/v1/networks",
    "/api/v1/guides",
    "/api/v1/comuni?q=sen",
    "/",
    "/agenda",
    "/sede/hub-senago",
];

/// Keeps every worker of a server busy until it is dropped.
struct Held {
    ends: Vec<mpsc::Sender<()>>,
}

impl Held {
    async fn all(app: &Arc<App>) -> Self {
        let mut ends = Vec::new();
        for _ in 0..app.pool.limits().workers {
            let (end, ended) = mpsc::channel::<()>();
            let (begun, begins) = tokio::sync::oneshot::channel();
            let app = Arc::clone(app);
            tokio::spawn(async move {
                app.pool
                    .run(move || {
                        let _somebody_listens = begun.send(());
                        let _dropped = ended.recv();
                    })
                    .await
            });
            begins.await.expect("a worker is free");
            ends.push(end);
        }
        Self { ends }
    }
}

fn with(computing: PoolLimits) -> Server {
    Server::with(ServerOptions {
        computing,
        ..ServerOptions::default()
    })
}

#[tokio::test]
async fn health_files_and_remembered_answers_do_not_wait_for_dear_ones() {
    let server = with(PoolLimits {
        wait: Duration::from_secs(3600),
        time: Duration::from_secs(3600),
        ..PoolLimits::default()
    });
    for address in ["/", "/api/v1/sync", "/calendar.ics"] {
        assert_eq!(server.get(address).await.status, StatusCode::OK, "{address}");
    }
    let held = Held::all(&server.app).await;
    let server = Arc::new(server);
    let waiting = {
        let server = Arc::clone(&server);
        tokio::spawn(async move { server.get("/agenda").await.status })
    };
    while server.app.pool.waiting() == 0 {
        tokio::task::yield_now().await;
    }
    for address in [
        "/health",
        "/sw.js",
        "/pkg/app-1.wasm",
        "/",
        "/api/v1/sync",
        "/calendar.ics",
        "/nothing",
    ] {
        let status = server.get(address).await.status.as_u16();
        assert_eq!(status, if address == "/nothing" { 404 } else { 200 }, "{address}");
    }
    assert!(!waiting.is_finished(), "what has to be computed waits its turn");
    drop(held.ends);
    assert_eq!(waiting.await.expect("no panic"), StatusCode::OK);
}

#[tokio::test]
async fn whoever_waits_too_long_is_told_when_to_come_back() {
    let server = with(PoolLimits {
        wait: Duration::from_millis(10),
        ..PoolLimits::default()
    });
    let _held = Held::all(&server.app).await;
    for address in DEAR {
        let answer = server.get(address).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{address}");
        assert_eq!(answer.header("retry-after"), "5", "{address}");
        assert_eq!(answer.json()["code"], "too-slow", "{address}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{address}");
    }
}

#[tokio::test]
async fn a_full_line_refuses_at_once() {
    let server = with(PoolLimits {
        queue: 0,
        wait: Duration::from_secs(3600),
        ..PoolLimits::default()
    });
    let held = Held::all(&server.app).await;
    let answer = server.get("/api/v1/places").await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(answer.json()["code"], "overloaded");
    drop(held.ends);
    while server.get("/api/v1/places").await.status != StatusCode::OK {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn an_answer_that_takes_too_long_is_there_for_the_next_who_asks() {
    let server = with(PoolLimits {
        wait: Duration::from_secs(3600),
        time: Duration::from_millis(10),
        ..PoolLimits::default()
    });
    let held = Held::all(&server.app).await;
    assert_eq!(
        server.get("/calendar.ics").await.status,
        StatusCode::SERVICE_UNAVAILABLE
    );
    drop(held.ends);
    while server.app.pool.waiting() > 0 {
        tokio::task::yield_now().await;
    }
    // It is remembered once the worker has made it, and then it is given without one.
    while server.get("/calendar.ics").await.status != StatusCode::OK {
        tokio::task::yield_now().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_hundred_readers_of_the_dearest_addresses_hold_up_nobody() {
    /// What a supervisor waits at most, with room for a machine that does much else.
    const PATIENCE: Duration = Duration::from_secs(2);
    let server = Arc::new(Server::new());
    server.merge(&crate::fixture::many_activities(2_000));
    let readers: Vec<_> = (0..200)
        .map(|reader| {
            let server = Arc::clone(&server);
            tokio::spawn(async move {
                for (at, address) in DEAR.iter().enumerate() {
                    // Half of them ask what nobody else asks.
                    let joint = if address.contains('?') { '&' } else { '?' };
                    let address = match (reader % 2, address.starts_with("/api/v1/search")) {
                        (1, true) => format!("{address}{joint}offset={}", reader * 100 + at),
                        _ => (*address).to_owned(),
                    };
                    let answer = server.get(&address).await;
                    assert!(
                        [200, 503].contains(&answer.status.as_u16()),
                        "{address}: {}",
                        answer.status
                    );
                }
            })
        })
        .collect();
    let mut longest = Duration::ZERO;
    while !readers.iter().all(tokio::task::JoinHandle::is_finished) {
        let began = Instant::now();
        assert_eq!(server.get("/health").await.status, StatusCode::OK);
        longest = longest.max(began.elapsed());
        tokio::task::yield_now().await;
    }
    for reader in readers {
        reader.await.expect("no panic");
    }
    assert!(longest < PATIENCE, "/health took {longest:?}");
}
