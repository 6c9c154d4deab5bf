//! `GET /api/v1/networks` and `/networks/{id}`.

use insta::assert_json_snapshot;

use crate::fixture::Server;

#[tokio::test]
async fn networks_tell_how_complete_they_are() {
    let server = Server::new();
    assert_json_snapshot!(server.get("/api/v1/networks").await.json());
    let one = server.get("/api/v1/networks/rete-nord").await.json();
    assert_eq!((&one["places_expected"], &one["places_listed"]), (&4.into(), &2.into()));
    assert_eq!(one["incomplete"], true);
    assert_eq!(server.get("/api/v1/networks/nessuna").await.status.as_u16(), 404);
    assert_eq!(server.get("/api/v1/networks?id=rete-nord").await.status.as_u16(), 400);
}
