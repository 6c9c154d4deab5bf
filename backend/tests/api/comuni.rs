//! `GET /api/v1/comuni?q=`.

use crate::fixture::Server;

async fn names(server: &Server, query: &str) -> Vec<String> {
    let answer = server.get(&format!("/api/v1/comuni?{query}")).await;
    assert_eq!(answer.status.as_u16(), 200, "{query}");
    let names = answer.json();
    let names = names.as_array().expect("a list").iter();
    names
        .map(|comune| comune["name"].as_str().expect("a name").to_owned())
        .collect()
}

#[tokio::test]
async fn names_and_postal_codes_are_completed() {
    let server = Server::new();
    assert_eq!(names(&server, "q=senag").await, ["Senago"]);
    assert_eq!(
        names(&server, "q=20030").await.first().map(String::as_str),
        Some("Senago")
    );
    assert_eq!(names(&server, "q=MIL&limit=1").await, ["Milano"]);
    assert_eq!(names(&server, "q=forl%C3%AC&limit=1").await, ["Forlì"]);
    assert_eq!(names(&server, "q=xyzxyz").await, [""; 0]);
    assert_eq!(names(&server, "q=a&limit=100").await.len(), 100);
    // Everyday abbreviations are the beginning of no name.
    for (written, name) in [
        ("S.%20Donato%20Milanese", "San Donato Milanese"),
        ("Sesto%20S.%20Giovanni", "Sesto San Giovanni"),
        ("Cernusco%20s/N", "Cernusco sul Naviglio"),
        ("Bolzano/Bozen", "Bolzano/Bozen"),
    ] {
        assert_eq!(names(&server, &format!("q={written}")).await, [name]);
    }
    let senago = server.get("/api/v1/comuni?q=senago").await.json();
    insta::assert_json_snapshot!(senago);
}

#[tokio::test]
async fn what_is_wrong_is_named() {
    let server = Server::new();
    for (query, field) in [
        ("", "q"),
        ("q=", "q"),
        ("q=a&limit=0", "limit"),
        ("q=a&limit=101", "limit"),
        ("q=a&x=1", "x"),
    ] {
        let answer = server.get(&format!("/api/v1/comuni?{query}")).await;
        assert_eq!(
            (answer.status.as_u16(), answer.json()["field"].as_str()),
            (400, Some(field)),
            "{query}"
        );
    }
}
