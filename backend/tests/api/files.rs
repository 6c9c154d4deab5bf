//! Files of the web app, precompressed, and honest 404s.

use axum::http::{Request, StatusCode};

use crate::fixture::Server;

#[tokio::test]
async fn files_come_in_the_coding_that_suits() {
    let server = Server::new();
    for (accept, coding) in [
        ("br, gzip", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("br;q=0, gzip;q=0", ""),
        ("identity", ""),
        ("*", "br"),
        ("zstd", ""),
    ] {
        let answer = server.get_with("/pkg/app-1.wasm", "accept-encoding", accept).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("content-encoding"), coding, "{accept}");
        assert_eq!(answer.header("vary"), "accept-encoding");
        assert_eq!(answer.header("content-type"), "application/wasm");
    }
    let etag = server.get("/sw.js").await.header("etag").to_owned();
    let known = server.get_with("/sw.js", "if-none-match", &etag).await;
    assert_eq!(known.status, StatusCode::NOT_MODIFIED);
}

#[tokio::test]
async fn a_missing_file_is_never_a_page() {
    let server = Server::new();
    for address in [
        "/pkg/app-2.wasm",
        "/pkg/nothing",
        "/index.html",
        "/nothing.ico",
        "/.git/config",
        "/pkg/../sw.js",
        "/pkg/..%2fsw.js",
        "//sw.js",
        "/sw.js/",
        "/api",
        "/api/",
        "/api/v2/places",
        "/api/v1/Places",
        "/tiles/1/2",
    ] {
        let answer = server.get(address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{address}");
    }
}

#[tokio::test]
async fn a_slash_at_the_end_leads_to_the_page_and_to_no_other_host() {
    let server = Server::new();
    for (address, page) in [
        ("/ar/", "/ar"),
        ("/ar/?q=senago&near=Bari", "/ar?q=senago&near=Bari"),
        ("/agenda/", "/agenda"),
        ("/en/sede/x/", "/en/sede/x"),
    ] {
        let answer = server.get(address).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{address}");
        assert_eq!(answer.header("location"), page, "{address}");
    }
    for address in [
        "//example.org/",
        "/\\example.org/",
        "/a//example.org/",
        "/api/v1/places/",
    ] {
        assert_eq!(server.get(address).await.status, StatusCode::NOT_FOUND, "{address}");
    }
}

#[tokio::test]
async fn each_coding_has_an_entity_tag_of_its_own() {
    let server = Server::new();
    for address in [
        "/pkg/app-1.wasm",
        "/api/v1/sync",
        "/",
        "/calendar.ics",
        "/api/v1/places",
    ] {
        let mut tags = Vec::new();
        for coding in ["br", "gzip", "identity"] {
            let answer = server.get_with(address, "accept-encoding", coding).await;
            let told = if coding == "identity" { "" } else { coding };
            let small = answer.header("content-encoding").is_empty();
            assert!(small || answer.header("content-encoding") == told, "{address} {coding}");
            // A page offers itself in the language that a browser asks for.
            let language = if address == "/" { ", accept-language" } else { "" };
            let vary = ["accept-encoding", language].concat();
            assert_eq!(answer.header("vary"), vary, "{address}");
            let tag = answer.header("etag").to_owned();
            assert!(
                tag.starts_with('"') && tag.ends_with('"'),
                "{address}: a strong one, not {tag}"
            );
            let request = Request::get(address)
                .header("accept-encoding", coding)
                .header("if-none-match", &tag);
            assert_eq!(
                server.ask(request).await.status,
                StatusCode::NOT_MODIFIED,
                "{address} {coding}"
            );
            if !small || coding == "identity" {
                tags.push(tag);
            }
        }
        let count = tags.len();
        tags.sort();
        tags.dedup();
        assert_eq!(tags.len(), count, "{address}: {tags:?}");
    }
}
