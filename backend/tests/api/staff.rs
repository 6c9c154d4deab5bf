//! The people who keep the data: sign in, edit, meet each other at one record, confirm, look back, take back.

use axum::http::{Method, Request, StatusCode};
use backend::service::staff::{Role, Scope};
use serde_json::{Value, json};

use crate::fixture::{Answer, NOW, Server};

pub(crate) const PASSPHRASE: &str = "quattro tazze verdi sul davanzale";

/// Somebody with an account, through an invitation and a session.
pub(crate) struct Person<'a> {
    server: &'a Server,
    cookie: String,
}

impl<'a> Person<'a> {
    pub(crate) async fn new(server: &'a Server, name: &str, role: Role, scope: Scope) -> Self {
        let editorial = server.app.options.editorial.as_ref().expect("the fixture has one");
        let (_, token) = editorial.staff.add(name, role, scope, NOW.0).expect("the name is free");
        let address = format!("/api/v1/staff/invitations/{}", token.text());
        let used = post(server, &address, &json!({"passphrase": PASSPHRASE}), &[]).await;
        assert_eq!(used.status, StatusCode::OK, "{}", used.text());
        let session = sign_in(server, name, PASSPHRASE).await;
        assert_eq!(session.status, StatusCode::OK, "{}", session.text());
        let cookie = session
            .header("set-cookie")
            .split(';')
            .next()
            .expect("a pair")
            .to_owned();
        Self { server, cookie }
    }

    pub(crate) fn cookie(&self) -> &str {
        &self.cookie
    }

    pub(crate) async fn send(&self, method: Method, address: &str, body: &Value, more: &[(&str, &str)]) -> Answer {
        let cookie = [("cookie", self.cookie.as_str())];
        send(self.server, method, address, body, &[more, &cookie].concat()).await
    }

    pub(crate) async fn get(&self, address: &str) -> Answer {
        self.server.get_with(address, "cookie", &self.cookie).await
    }

    pub(crate) async fn post(&self, address: &str, body: &Value) -> Answer {
        self.send(Method::POST, address, body, &[]).await
    }

    pub(crate) async fn put(&self, address: &str, body: &Value, rev: &str, key: &str) -> Answer {
        let conditions = match rev {
            "*" => ("if-none-match", "*"),
            rev => ("if-match", rev),
        };
        self.send(Method::PUT, address, body, &[conditions, ("idempotency-key", key)])
            .await
    }
}

pub(crate) async fn send(
    server: &Server,
    method: Method,
    address: &str,
    body: &Value,
    headers: &[(&str, &str)],
) -> Answer {
    let mut request = Request::builder()
        .method(method)
        .uri(address)
        .header("x-family-hub", "1");
    if !headers.iter().any(|(name, _)| *name == "content-type") {
        request = request.header("content-type", "application/json");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    server
        .whole(request.body(body.to_string().into()).expect("a request"))
        .await
}

pub(crate) async fn post(server: &Server, address: &str, body: &Value, headers: &[(&str, &str)]) -> Answer {
    send(server, Method::POST, address, body, headers).await
}

async fn sign_in(server: &Server, name: &str, passphrase: &str) -> Answer {
    post(
        server,
        "/api/v1/staff/session",
        &json!({"name": name, "passphrase": passphrase}),
        &[],
    )
    .await
}

pub(crate) const PLACE: &str = "/api/v1/staff/places/hub-senago";

#[tokio::test]
async fn an_invitation_then_a_session_then_nothing() {
    let server = Server::new();
    let editorial = server.app.options.editorial.as_ref().expect("the fixture has one");
    let (_, token) = editorial
        .staff
        .add("Anna", Role::Administrator, Scope::All, NOW.0)
        .expect("the name is free");
    let invitation = format!("/api/v1/staff/invitations/{}", token.text());
    let short = post(&server, &invitation, &json!({"passphrase": "corta"}), &[]).await;
    assert_eq!(
        (short.status, &short.json()["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("passphrase"))
    );
    let taken = post(&server, &invitation, &json!({"passphrase": PASSPHRASE}), &[]).await;
    assert_eq!(
        (taken.status, &taken.json()["account"]["role"]),
        (StatusCode::OK, &json!("administrator"))
    );
    let again = post(&server, &invitation, &json!({"passphrase": PASSPHRASE}), &[]).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    assert_eq!(server.get("/api/v1/staff/me").await.status, StatusCode::UNAUTHORIZED);
    let wrong = sign_in(&server, "Anna", "un'altra frase lunga").await;
    let nobody = sign_in(&server, "Nessuno", "un'altra frase lunga").await;
    assert_eq!((wrong.status, wrong.body), (StatusCode::UNAUTHORIZED, nobody.body));
    let session = sign_in(&server, "anna", PASSPHRASE).await;
    let cookie = session.header("set-cookie").to_owned();
    assert!(
        cookie.starts_with("sid=") && cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200"),
        "{cookie}"
    );
    assert_eq!(session.header("cache-control"), "no-store");
    let pair = cookie.split(';').next().expect("a pair");
    let me = server.get_with("/api/v1/staff/me", "cookie", pair).await;
    assert_eq!(
        (me.status, &me.json()["account"]["name"]),
        (StatusCode::OK, &json!("Anna"))
    );
    let out = send(
        &server,
        Method::DELETE,
        "/api/v1/staff/session",
        &Value::Null,
        &[("cookie", pair)],
    )
    .await;
    assert_eq!(
        (out.status, out.header("clear-site-data")),
        (StatusCode::NO_CONTENT, "\"cookies\"")
    );
    let after = server.get_with("/api/v1/staff/me", "cookie", pair).await;
    assert_eq!(
        (after.status, &after.json()["code"]),
        (StatusCode::UNAUTHORIZED, &json!("no-session"))
    );
}

#[tokio::test]
async fn over_tls_the_cookie_is_held_to_this_host() {
    let server = Server::with(backend::app::ServerOptions {
        transport: backend::headers::Transport::Tls,
        ..backend::app::ServerOptions::default()
    });
    let editorial = server.app.options.editorial.as_ref().expect("the fixture has one");
    let (_, token) = editorial
        .staff
        .add("Anna", Role::Reader, Scope::All, NOW.0)
        .expect("the name is free");
    editorial
        .staff
        .accept(token.text(), PASSPHRASE, NOW.0)
        .expect("it holds");
    let cookie = sign_in(&server, "Anna", PASSPHRASE)
        .await
        .header("set-cookie")
        .to_owned();
    assert!(cookie.starts_with("__Host-sid="), "{cookie}");
    assert!(
        cookie.ends_with("; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=43200"),
        "{cookie}"
    );
}

#[tokio::test]
async fn guesses_are_slowed_down_and_colleagues_are_not() {
    let server = Server::new();
    let anna = Person::new(&server, "Anna", Role::Administrator, Scope::All).await;
    for _guess in 0..5 {
        assert_eq!(
            sign_in(&server, "Bruno", "una frase sbagliata").await.status,
            StatusCode::UNAUTHORIZED
        );
    }
    let refused = sign_in(&server, "Bruno", "una frase sbagliata").await;
    assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(
        refused
            .header("retry-after")
            .parse::<u64>()
            .is_ok_and(|seconds| seconds > 0)
    );
    assert_eq!(sign_in(&server, "Anna", PASSPHRASE).await.status, StatusCode::OK);
    assert_eq!(anna.get("/api/v1/staff/me").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_date_is_cancelled_moved_and_restored() {
    let server = Server::new();
    let anna = Person::new(
        &server,
        "Anna",
        Role::PlaceEditor,
        Scope::Place("hub-senago".to_owned()),
    )
    .await;
    let dates = "/api/v1/staff/activities/gioco/occurrences";
    let cancelled = anna
        .post(&format!("{dates}/2026-12-15/cancel"), &json!({"reason": "Sciopero"}))
        .await;
    assert_eq!(cancelled.status, StatusCode::OK, "{}", cancelled.text());
    let told = server.get("/attivita/gioco").await.text().to_owned();
    assert!(told.contains("Sciopero") && told.contains("Assemblea"));
    let to = json!({"to": "2026-12-16T17:00", "reason": "Altra sala"});
    let moved = anna.post(&format!("{dates}/2026-12-15/move"), &to).await.json();
    assert_eq!(
        moved["schedule"]["moved"],
        json!([{"date": "2026-12-15", "to": "2026-12-16T17:00", "reason": "Altra sala"}])
    );
    assert_eq!(
        moved["schedule"]["cancelled"],
        json!([{"date": "2026-12-01", "reason": "Assemblea"}])
    );
    let restored = anna.post(&format!("{dates}/2026-12-15/restore"), &Value::Null).await;
    assert_eq!(restored.status, StatusCode::OK, "{}", restored.text());
    let restored = restored.json();
    assert_eq!(restored["schedule"].get("moved"), None);
    for (day, verb, body, field) in [
        ("2026-12-16", "cancel", json!({"reason": ""}), "date"),
        ("2026-12-08", "cancel", json!({"reason": ""}), "date"),
        ("domani", "cancel", json!({}), "date"),
        ("2026-12-15", "move", json!({"reason": ""}), "to"),
        ("2026-12-15", "move", json!({"to": "dopo"}), "to"),
    ] {
        let refused = anna.post(&format!("{dates}/{day}/{verb}"), &body).await;
        assert_eq!(
            (refused.status.as_u16(), &refused.json()["field"]),
            (422, &json!(field)),
            "{day} {verb}"
        );
    }
    assert_eq!(
        anna.post(&format!("{dates}/2026-12-15/paint"), &Value::Null)
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn history_tells_and_undo_takes_back() {
    let server = Server::new();
    let anna = Person::new(&server, "Anna", Role::Administrator, Scope::All).await;
    let bruno = Person::new(
        &server,
        "Bruno",
        Role::NetworkEditor,
        Scope::Network("rete-sud".to_owned()),
    )
    .await;
    let mut record = anna.get(PLACE).await.json();
    record["name"] = json!("Sbagliato");
    anna.put(PLACE, &record, "\"1\"", "k").await;
    let history = bruno.get("/api/v1/staff/history?record=place:hub-senago").await.json();
    let newest = &history["changes"][0];
    assert_eq!(
        (&newest["seq"], &newest["by"]["role"], &newest["by"]["name"]),
        (&json!(2), &json!("administrator"), &json!("Anna"))
    );
    assert_eq!(
        (&newest["fields"], &newest["before"]["name"], &newest["after"]["name"]),
        (&json!(["name"]), &json!("Hub di Senago"), &json!("Sbagliato"))
    );
    let all = bruno.get("/api/v1/staff/history").await.json();
    assert_eq!(
        (&all["changes"][0]["records"], &all["changes"][1]["seq"]),
        (&json!(["place:hub-senago"]), &json!(1))
    );
    assert_eq!(
        bruno.post("/api/v1/staff/undo", &json!({"seq": 2})).await.status,
        StatusCode::FORBIDDEN
    );
    let undone = anna.post("/api/v1/staff/undo", &json!({"seq": 2})).await;
    assert_eq!((undone.status, &undone.json()["restored"]), (StatusCode::OK, &json!(1)));
    assert_eq!(anna.get(PLACE).await.json()["name"], "Hub di Senago");
    let newest = anna.get("/api/v1/staff/history?record=place:hub-senago").await.json();
    assert_eq!(newest["changes"][0]["by"]["role"], "administrator");
    assert_eq!(
        anna.post("/api/v1/staff/undo", &json!({"seq": 99})).await.status,
        StatusCode::NOT_FOUND
    );
    let nobody = anna.get("/api/v1/staff/history?record=place:nessuna").await;
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_worklist_names_what_is_to_be_looked_at() {
    let server = Server::new();
    let anna = Person::new(&server, "Anna", Role::Administrator, Scope::All).await;
    let list = anna.get("/api/v1/staff/worklist").await.json();
    let why = |record: &str| {
        let rows = list["rows"].as_array().expect("rows");
        rows.iter()
            .find(|row| row["record"] == record)
            .map(|row| row["why"].clone())
    };
    assert_eq!(
        why("place:hub-senago"),
        None,
        "everything is known and was confirmed lately"
    );
    assert_eq!(
        why("place:spoke-bollate"),
        Some(json!(["no-contact", "no-point", "no-hours", "never-confirmed"]))
    );
    assert_eq!(
        why("place:senza-luogo").map(|why| why[0].clone()),
        Some(json!("announced"))
    );
    assert_eq!(
        why("activity:laboratorio").map(|why| why[0].clone()),
        Some(json!("runs-out"))
    );
    assert_eq!(why("activity:gioco"), None, "an example");
    let bruno = Person::new(
        &server,
        "Bruno",
        Role::PlaceEditor,
        Scope::Place("spoke-bollate".to_owned()),
    )
    .await;
    let own = bruno.get("/api/v1/staff/worklist").await.json();
    assert_eq!(own["rows"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn a_campaign_makes_a_link_a_place() {
    let server = Server::new();
    let anna = Person::new(
        &server,
        "Anna",
        Role::NetworkEditor,
        Scope::Network("rete-nord".to_owned()),
    )
    .await;
    let made = anna
        .post(
            "/api/v1/staff/campaigns",
            &json!({"places": ["hub-senago", "spoke-bollate"]}),
        )
        .await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text());
    let made = made.json();
    let url = made["links"][0]["url"].as_str().expect("an address");
    assert!(url.starts_with("http://localhost/c/") && url.len() == "http://localhost/c/".len() + 64);
    let file = std::fs::read_to_string(server.dir.path().join("campaigns.log")).expect("it is there");
    assert!(
        !file.contains(&url["http://localhost/c/".len()..]),
        "only hashes are kept"
    );
    let foreign = anna
        .post("/api/v1/staff/campaigns", &json!({"places": ["casa-bari"]}))
        .await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN);
    let unknown = anna
        .post("/api/v1/staff/campaigns", &json!({"places": ["nessuna"]}))
        .await;
    assert_eq!(
        (unknown.status.as_u16(), &unknown.json()["field"]),
        (422, &json!("places"))
    );
    let list = anna.get("/api/v1/staff/campaigns").await.json();
    assert_eq!(
        list["campaigns"][0]["places"],
        json!({"hub-senago": null, "spoke-bollate": null})
    );
    let address = format!("/api/v1/staff/campaigns/{}", made["id"].as_str().expect("an id"));
    assert_eq!(
        anna.send(Method::DELETE, &address, &Value::Null, &[]).await.status,
        StatusCode::NO_CONTENT
    );
    assert_eq!(
        anna.get("/api/v1/staff/campaigns").await.json()["campaigns"][0]["withdrawn"],
        true
    );
}
