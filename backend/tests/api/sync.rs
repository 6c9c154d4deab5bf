//! `GET /api/v1/sync`.

use std::sync::Arc;

use axum::http::StatusCode;
use backend::app::{Clock, ServerOptions};
use backend::store::memory::MemoryStore;
use shared::sync::{self, Answer, NextStep, apply};
use shared::time::Instant;

use crate::fixture::Server;

/// One more guide.
const NEWS: &str =
    r#"{ "format": "family-hub/1", "guides": [{ "id": "casa", "title": "Cercare casa", "topic": "abitare" }] }"#;

fn decode(text: &str) -> Answer {
    sync::decode(text).unwrap_or_else(|error| panic!("{error}: {text}"))
}

#[tokio::test]
async fn a_first_visit_gets_everything() {
    let server = Server::new();
    let answer = server.get("/api/v1/sync").await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header("content-type"), "application/json");
    assert_eq!(answer.header("cache-control"), "no-cache");
    let Answer::Snapshot(snapshot) = decode(answer.text()) else {
        panic!("not a snapshot")
    };
    let published = server.app.current();
    assert_eq!(snapshot.data, *published.published.data);
    assert_eq!(
        answer.header("etag"),
        format!("\"{}-{}\"", snapshot.epoch, snapshot.seq)
    );
}

#[tokio::test]
async fn whoever_has_it_gets_304() {
    let server = Server::new();
    let etag = server.get("/api/v1/sync").await.header("etag").to_owned();
    let again = server.get_with("/api/v1/sync", "if-none-match", &etag).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    assert_eq!(again.header("etag"), etag);
    assert!(again.body.is_empty());
    let weak = server
        .get_with("/api/v1/sync", "if-none-match", &format!("\"x\", W/{etag}"))
        .await;
    assert_eq!(weak.status, StatusCode::NOT_MODIFIED);
    server.merge(NEWS);
    let changed = server.get_with("/api/v1/sync", "if-none-match", &etag).await;
    assert_eq!(changed.status, StatusCode::OK);
    assert_ne!(changed.header("etag"), etag);
}

#[tokio::test]
async fn whoever_lags_gets_what_changed() {
    let server = Server::new();
    let before = server.get("/api/v1/sync").await;
    let NextStep::Keep(have) = apply(None, decode(before.text())) else {
        panic!("a snapshot is kept")
    };
    server.merge(NEWS);
    let address = format!("/api/v1/sync?epoch={}&seq={}", have.cursor.epoch, have.cursor.seq);
    let delta = server.get_with(&address, "if-none-match", before.header("etag")).await;
    let answer = decode(delta.text());
    assert!(matches!(answer, Answer::Delta(_)));
    let NextStep::Keep(next) = apply(Some(*have), answer) else {
        panic!("the delta fits")
    };
    let fresh = server.get("/api/v1/sync").await;
    let NextStep::Keep(fresh_copy) = apply(None, decode(fresh.text())) else {
        panic!("a snapshot is kept")
    };
    assert_eq!(next.data, fresh_copy.data);
    assert_eq!(next.cursor, fresh_copy.cursor);
    assert_eq!(
        delta.header("etag"),
        fresh.header("etag"),
        "both lead to the same state"
    );
}

#[tokio::test]
async fn a_cursor_of_another_life_gets_everything() {
    let server = Server::new();
    for address in [
        "/api/v1/sync?epoch=ffffffffffffffff&seq=1",
        "/api/v1/sync?epoch=00000000000000aa&seq=999",
        "/api/v1/sync?epoch=00000000000000aa&seq=18446744073709551615",
        "/api/v1/sync?epoch=%F0%9F%A6%84&seq=0",
    ] {
        let answer = server.get(address).await;
        assert_eq!(answer.status, StatusCode::OK, "{address}");
        assert!(matches!(decode(answer.text()), Answer::Snapshot(_)), "{address}");
    }
}

#[tokio::test]
async fn nonsense_is_named() {
    let server = Server::new();
    for (address, code, field) in [
        ("/api/v1/sync?epoch=aa", "missing-parameter", "seq"),
        ("/api/v1/sync?seq=1", "missing-parameter", "epoch"),
        ("/api/v1/sync?epoch=aa&seq=-1", "bad-number", "seq"),
        ("/api/v1/sync?epoch=aa&seq=18446744073709551616", "bad-number", "seq"),
        ("/api/v1/sync?epoch=aa&seq=1&seq=2", "doubled-parameter", "seq"),
        ("/api/v1/sync?epoch=%ff&seq=1", "malformed-query", "epoch"),
        ("/api/v1/sync?cursor=1", "unknown-parameter", "cursor"),
    ] {
        let answer = server.get(address).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{address}");
        assert_eq!(answer.header("content-type"), "application/problem+json");
        let problem = answer.json();
        assert_eq!(
            (problem["code"].as_str(), problem["field"].as_str()),
            (Some(code), Some(field))
        );
    }
}

#[tokio::test]
async fn every_coding_holds_the_same_snapshot() {
    let server = Server::new();
    let plain = server.get("/api/v1/sync").await;
    assert_eq!(plain.header("content-encoding"), "");
    assert_eq!(plain.header("vary"), "accept-encoding");
    let gzip = server.get_with("/api/v1/sync", "accept-encoding", "gzip").await;
    assert_eq!(gzip.header("content-encoding"), "gzip");
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&gzip.body[..]), &mut unpacked).expect("gzip");
    assert_eq!(unpacked, plain.body);
    let brotli = server
        .get_with("/api/v1/sync", "accept-encoding", "gzip, deflate, br")
        .await;
    assert_eq!(brotli.header("content-encoding"), "br");
    let mut unpacked = Vec::new();
    brotli::BrotliDecompress(&mut &brotli.body[..], &mut unpacked).expect("brotli");
    assert_eq!(unpacked, plain.body);
    assert!(brotli.body.len() < gzip.body.len());
}

#[tokio::test]
async fn a_snapshot_has_an_address_of_its_own_that_caches_may_keep() {
    let store = Arc::new(MemoryStore::new("00000000000000aa"));
    // In 2128: the store's own clock is not ahead of it.
    let clock = Clock::fixed(Instant(5_000_000_000));
    let server = Server::at(clock, store.clone(), store, ServerOptions::default());
    server
        .merge(r#"{ "format": "family-hub/1", "guides": [{ "id": "scuola", "title": "Scuola", "topic": "scuola" }] }"#);
    let newest = server.get("/api/v1/sync").await;
    let Answer::Snapshot(told) = decode(newest.text()) else {
        panic!("not a snapshot")
    };
    let address = format!("/api/v1/snapshots/{}/{}", told.epoch, told.seq);
    let kept = server.get(&address).await;
    assert_eq!(kept.status, StatusCode::OK);
    assert_eq!(kept.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!((&kept.body, kept.header("etag")), (&newest.body, newest.header("etag")));
    let other = format!("/api/v1/snapshots/{}/{}", told.epoch, told.seq + 1);
    for address in [other.as_str(), "/api/v1/snapshots/ff/1", "/api/v1/snapshots/ff/x"] {
        let answer = server.get(address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert_eq!(answer.header("cache-control"), "no-store", "{address}");
    }
    server.merge(NEWS);
    assert_eq!(server.get(&address).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_snapshot_from_the_future_of_this_machine_is_not_final() {
    let store = Arc::new(MemoryStore::new("00000000000000aa"));
    let clock = Clock::fixed(Instant(1_000));
    let server = Server::at(clock, store.clone(), store, ServerOptions::default());
    server.merge(NEWS);
    let Answer::Snapshot(told) = decode(server.get("/api/v1/sync").await.text()) else {
        panic!("not a snapshot")
    };
    let kept = server
        .get(&format!("/api/v1/snapshots/{}/{}", told.epoch, told.seq))
        .await;
    assert_eq!(
        (kept.status, kept.header("cache-control")),
        (StatusCode::OK, "no-cache")
    );
}

#[tokio::test]
async fn a_server_that_lags_behind_another_does_not_lead_its_reader_back() {
    let server = Server::new();
    let newest = server.app.current().published.cursor.clone();
    let ahead = format!("/api/v1/sync?epoch={}&seq={}", newest.epoch, newest.seq + 1);
    let alone = server.get(&ahead).await;
    assert!(
        matches!(decode(alone.text()), Answer::Snapshot(_)),
        "there is no other server"
    );
    server.store.share();
    let answer = server.get(&ahead).await;
    let Answer::Delta(delta) = decode(answer.text()) else {
        panic!("it went back behind what the reader knew")
    };
    assert_eq!((delta.from, delta.seq), (newest.seq + 1, newest.seq + 1));
    assert_eq!((delta.put.len(), delta.removed), (0, sync::Removed::default()));
    let other = server.get("/api/v1/sync?epoch=ffffffffffffffff&seq=99").await;
    assert!(matches!(decode(other.text()), Answer::Snapshot(_)), "of another life");
    server.merge(NEWS);
    let address = format!("/api/v1/sync?epoch={}&seq={}", newest.epoch, newest.seq);
    assert!(matches!(decode(server.get(&address).await.text()), Answer::Delta(_)));
}
