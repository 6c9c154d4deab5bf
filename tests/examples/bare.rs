//! The yardstick of `cargo xtask bench`: an axum handler that does nothing but answer with given bytes.
//!
//! `bare FILE [HEADER]…` listens on a free port of 127.0.0.1, prints its address and answers `/body` with the bytes of
//! FILE and the given headers ("name: value"), `/unchanged` with 304 and the same headers.

use std::error::Error;

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::routing::get;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let body = Bytes::from(std::fs::read(arguments.next().ok_or("usage: bare FILE [HEADER]…")?)?);
    let mut headers = HeaderMap::new();
    for header in arguments {
        let (name, value) = header.split_once(": ").ok_or("a header is \"name: value\"")?;
        headers.insert(name.parse::<HeaderName>()?, value.parse::<HeaderValue>()?);
    }
    let unchanged = headers.clone();
    let router = Router::new()
        .route("/body", get(move || async move { (headers, body) }))
        .route(
            "/unchanged",
            get(move || async move { (StatusCode::NOT_MODIFIED, unchanged) }),
        );
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    axum::serve(listener, router).await?;
    Ok(())
}
