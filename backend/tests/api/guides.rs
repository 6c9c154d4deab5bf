//! `GET /api/v1/guides` and `/guides/{id}`.

use insta::assert_json_snapshot;

use crate::fixture::Server;

#[tokio::test]
async fn guides_are_given_as_they_are() {
    let server = Server::new();
    assert_json_snapshot!(server.get("/api/v1/guides").await.json());
    assert_eq!(
        server.get("/api/v1/guides/affido").await.json()["topic"],
        "affido-e-adozione"
    );
    assert_eq!(server.get("/api/v1/guides/nessuna").await.status.as_u16(), 404);
    assert_eq!(server.get("/api/v1/guides/affido?lang=it").await.status.as_u16(), 400);
}
