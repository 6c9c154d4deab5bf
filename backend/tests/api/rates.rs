//! What one visitor may ask.

use axum::http::Request;
use backend::app::ServerOptions;
use backend::rates::{Rate, RateLimits};

use crate::fixture::Server;

/// Buckets that do not fill again while a test runs.
fn server() -> Server {
    Server::with(ServerOptions {
        rates: RateLimits {
            requests: Rate::new(40, 1),
            computed: Rate::new(12, 1),
            visitors: 100,
            ..RateLimits::default()
        },
        trusted_proxies: vec!["10.0.0.0/8".parse().expect("a network")],
        ..ServerOptions::default()
    })
}

#[tokio::test]
async fn a_visitor_who_asks_too_much_is_told_when_to_come_back() {
    let server = server();
    let (mut served, mut refused) = (0, None);
    for _ in 0..200 {
        let answer = server.ask_from("192.0.2.1", Request::get("/sw.js")).await;
        match answer.status.as_u16() {
            200 => served += 1,
            _ => refused = Some(answer),
        }
    }
    assert!((40..120).contains(&served), "{served}");
    let refused = refused.expect("the bucket is empty");
    assert_eq!(refused.status.as_u16(), 429);
    assert_eq!(refused.header("content-type"), "application/problem+json");
    assert_eq!(refused.json()["code"], "too-many-requests");
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(refused.header("ratelimit"), "\"requests\";r=0;t=1");
    assert_eq!(refused.header("ratelimit-policy"), "\"requests\";q=40;w=40");
    assert_eq!(refused.header("x-content-type-options"), "nosniff");
    assert_eq!(
        server
            .ask_from("192.0.2.2", Request::get("/sw.js"))
            .await
            .status
            .as_u16(),
        200
    );
}

#[tokio::test]
async fn what_is_computed_has_a_bucket_of_its_own_and_what_is_remembered_costs_nothing() {
    let server = server();
    let ask = async |address: &str| server.ask_from("192.0.2.1", Request::get(address)).await;
    let first = ask("/api/v1/places").await;
    assert_eq!(first.status.as_u16(), 200);
    assert_eq!(first.header("ratelimit"), "\"computed\";r=2;t=10");
    assert_eq!(first.header("ratelimit-policy"), "\"computed\";q=12;w=12");
    assert_eq!(ask("/api/v1/activities").await.status.as_u16(), 429);
    let again = ask("/api/v1/places").await;
    assert_eq!(again.status.as_u16(), 200, "it is remembered");
    assert_eq!(again.header("ratelimit"), "");
    let other = server.ask_from("192.0.2.2", Request::get("/api/v1/activities")).await;
    assert_eq!(other.status.as_u16(), 200, "another visitor has its own");
    assert_eq!(
        ask("/api/v1/activities").await.status.as_u16(),
        200,
        "which makes it cheap for all"
    );
}

#[tokio::test]
async fn a_visitor_is_whom_a_named_proxy_saw_and_nobody_it_claims_to_be() {
    let server = server();
    let ask = async |peer: &str, claimed: &str| {
        let request = Request::get("/api/v1/activities?").header("x-forwarded-for", claimed);
        server.ask_from(peer, request).await.status.as_u16()
    };
    // Two visitors behind one proxy, then the first again, once its bucket is spent on what nobody remembers.
    let list = |at: usize| format!("/api/v1/places?at=2026-12-0{at}T10:00");
    let through = async |peer: &str, claimed: &str, at: usize| {
        let request = Request::get(list(at)).header("x-forwarded-for", claimed);
        server.ask_from(peer, request).await.status.as_u16()
    };
    assert_eq!(through("10.1.1.1", "203.0.113.5", 1).await, 200);
    assert_eq!(through("10.1.1.1", "203.0.113.5", 2).await, 429);
    assert_eq!(through("10.1.1.1", "203.0.113.6", 2).await, 200);
    assert_eq!(
        through("10.1.1.1", "198.51.100.9, 203.0.113.5", 3).await,
        429,
        "the proxy's word comes last"
    );
    // Without a proxy the header is nobody's word.
    assert_eq!(through("192.0.2.1", "203.0.113.7", 4).await, 200);
    assert_eq!(through("192.0.2.1", "203.0.113.8", 5).await, 429);
    assert_eq!(
        ask("127.0.0.1", "203.0.113.5").await,
        200,
        "this machine is not counted"
    );
}

#[tokio::test]
async fn the_operators_routes_are_not_counted() {
    let server = server();
    for _ in 0..100 {
        let answer = server.administer(axum::http::Method::GET, "/metrics", "").await;
        assert_eq!(answer.status.as_u16(), 200);
    }
}
