//! `GET /tiles/{z}/{x}/{y}.mvt`.

use axum::http::{Request, StatusCode};

use crate::fixture::Server;

/// A tile over Milan.
const MILAN: &str = "/tiles/8/134/91.mvt";

#[tokio::test]
async fn tiles_come_packed_for_whoever_takes_that() {
    let server = Server::new();
    let packed = server.get_with(MILAN, "accept-encoding", "gzip, br").await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    let plain = server.get_with(MILAN, "accept-encoding", "br").await;
    assert_eq!(plain.header("content-encoding"), "");
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(&packed.body[..]), &mut unpacked).expect("gzip");
    assert_eq!(unpacked, plain.body);
    assert!(unpacked.len() > 1_000, "a tile over Milan holds something");
    for (packing, first) in [("gzip", &packed), ("br", &plain)] {
        let request = Request::get(MILAN)
            .header("accept-encoding", packing)
            .header("if-none-match", first.header("etag"));
        assert_eq!(server.ask(request).await.status, StatusCode::NOT_MODIFIED, "{packing}");
    }
    let other = server.get_with(MILAN, "if-none-match", packed.header("etag")).await;
    assert_eq!(
        other.status,
        StatusCode::OK,
        "packed bytes are not what this reader would get"
    );
}

#[tokio::test]
async fn where_there_is_nothing_the_tile_is_empty() {
    let server = Server::new();
    for address in ["/tiles/8/0/0.mvt", "/tiles/0/0/0.mvt", "/tiles/22/0/0.mvt"] {
        let answer = server.get_with(address, "accept-encoding", "gzip").await;
        assert_eq!(
            (answer.status, answer.header("content-encoding")),
            (StatusCode::OK, ""),
            "{address}"
        );
        assert_eq!(answer.header("content-type"), "application/vnd.mapbox-vector-tile");
        assert!(answer.body.is_empty());
    }
}

#[tokio::test]
async fn what_is_no_tile_does_not_exist() {
    let server = Server::new();
    for address in [
        "/tiles/8/134/91",
        "/tiles/8/134/91.png",
        "/tiles/8/256/91.mvt",
        "/tiles/23/0/0.mvt",
        "/tiles/-1/0/0.mvt",
        "/tiles/8/+1/0.mvt",
        "/tiles/8/1e2/0.mvt",
        "/tiles/99999999999/0/0.mvt",
        "/tiles/%ff/0/0.mvt",
    ] {
        let answer = server.get(address).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{address}");
    }
    assert_eq!(
        server.get(&format!("{MILAN}?v=1")).await.status,
        StatusCode::BAD_REQUEST
    );
}
