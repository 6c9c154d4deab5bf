//! Who may do what, walked whole: every role at every route, with what is its own and what is not; and that nothing is
//! changed by whoever did not mean it.

use axum::http::{Method, Request, StatusCode};
use backend::service::staff::{Action, Role, Scope, Whose, may};
use serde_json::{Value, json};

use crate::fixture::Server;
use crate::staff::{Person, send};

/// What each route of the table does, with a record that is one's own and one that is not.
async fn try_out(person: &Person<'_>, action: &str, own: bool, at: usize) -> StatusCode {
    let (place, activity) = if own {
        ("hub-senago", "gioco")
    } else {
        ("casa-bari", "senza-data")
    };
    let address = format!("/api/v1/staff/places/{place}");
    let read = person.get(&address).await;
    let (mut record, rev) = (read.json(), read.header("etag").to_owned());
    let key = format!("{action}-{own}-{at}");
    let answer = match action {
        "look" => read,
        "history" => person.get(&format!("/api/v1/staff/history?record=place:{place}")).await,
        "edit" => {
            record["host"] = json!(key);
            person.put(&address, &record, &rev, &key).await
        }
        "new" => {
            let network = if own { "rete-nord" } else { "rete-sud" };
            let id = format!("nuova-{at}-{own}");
            let parent = own.then_some("hub-senago");
            let new = json!({"id": id, "network": network, "kind": "spoke", "name": "N", "parent": parent});
            person.put(&format!("/api/v1/staff/places/{id}"), &new, "*", &key).await
        }
        "verify" => {
            person
                .post(&format!("{address}/verify"), &json!({"groups": ["hours"], "how": key}))
                .await
        }
        "date" => {
            let day = if own { "2026-12-15" } else { "2026-11-28" };
            let address = format!("/api/v1/staff/activities/{activity}/occurrences/{day}/cancel");
            person.post(&address, &json!({"reason": key})).await
        }
        "campaign" => {
            person
                .post("/api/v1/staff/campaigns", &json!({"places": [place]}))
                .await
        }
        other => panic!("{other}"),
    };
    answer.status
}

#[tokio::test]
async fn every_role_at_every_route() {
    let server = Server::new();
    let mut at = 0;
    for role in Role::ALL {
        let scope = match role {
            Role::Administrator => Scope::All,
            Role::NetworkEditor | Role::Reader => Scope::Network("rete-nord".to_owned()),
            Role::PlaceEditor | Role::Verifier => Scope::Place("hub-senago".to_owned()),
        };
        let person = Person::new(&server, role.code(), role, scope.clone()).await;
        for (route, action) in [
            ("look", Action::Look),
            ("history", Action::Look),
            ("edit", Action::Edit),
            ("new", Action::Edit),
            ("verify", Action::Verify),
            ("date", Action::Edit),
            ("campaign", Action::Verify),
        ] {
            for own in [true, false] {
                at += 1;
                let whose = if own || scope == Scope::All {
                    Whose::Own
                } else {
                    Whose::Other
                };
                let status = try_out(&person, route, own, at).await;
                let expected = may(role, action, whose);
                if route == "date" && !own {
                    // There is no such date: whoever may look at it hears that first.
                    assert!(!status.is_success(), "{role:?}");
                    continue;
                }
                assert_eq!(status.is_success(), expected, "{role:?} {route} own: {own}: {status}");
                assert!(
                    expected || status == StatusCode::FORBIDDEN,
                    "{role:?} {route} own: {own}: {status}"
                );
            }
        }
        let inbox = person.get("/api/v1/staff/feedback").await.status;
        assert_eq!(inbox.is_success(), may(role, Action::Answer, Whose::Own), "{role:?}");
    }
}

const CHANGING: [(&str, &str); 11] = [
    ("POST", "/api/v1/staff/invitations/x"),
    ("POST", "/api/v1/staff/session"),
    ("DELETE", "/api/v1/staff/session"),
    ("PUT", "/api/v1/staff/places/hub-senago"),
    ("DELETE", "/api/v1/staff/places/hub-senago"),
    ("POST", "/api/v1/staff/places/hub-senago/verify"),
    ("POST", "/api/v1/staff/activities/gioco/occurrences/2026-12-15/cancel"),
    ("POST", "/api/v1/staff/undo"),
    ("POST", "/api/v1/staff/campaigns"),
    ("DELETE", "/api/v1/staff/campaigns/x"),
    ("POST", "/api/v1/staff/feedback/x"),
];

#[tokio::test]
async fn nothing_changes_that_was_not_meant() {
    let server = Server::new();
    let anna = Person::new(&server, "Anna", Role::Administrator, Scope::All).await;
    let before = server.store_export();
    for (method, address) in CHANGING {
        for headers in [
            &[][..],
            &[("x-family-hub", "0")][..],
            &[("x-family-hub", "1"), ("origin", "https://evil.example")][..],
            &[("x-family-hub", "1"), ("origin", "null")][..],
            &[("x-family-hub", "1"), ("sec-fetch-site", "cross-site")][..],
            &[("content-type", "text/plain")][..],
            &[("content-type", "application/x-www-form-urlencoded")][..],
        ] {
            let mut request = Request::builder()
                .method(method)
                .uri(address)
                .header("cookie", anna.cookie());
            request = request.header("if-match", "\"1\"").header("idempotency-key", "k");
            for (name, value) in headers {
                request = request.header(*name, *value);
            }
            let answer = server
                .whole(request.body("{\"seq\":1}".into()).expect("a request"))
                .await;
            assert_eq!(
                answer.status,
                StatusCode::FORBIDDEN,
                "{method} {address} {headers:?}: {}",
                answer.text()
            );
        }
        let without = send(
            &server,
            method.parse::<Method>().expect("a method"),
            address,
            &json!({}),
            &[],
        )
        .await;
        let needs_session = !address.contains("invitations") && (method, address) != ("POST", "/api/v1/staff/session");
        assert_eq!(
            without.status == StatusCode::UNAUTHORIZED,
            needs_session,
            "{method} {address}: {}",
            without.status
        );
    }
    assert_eq!(server.store_export(), before);
    let own = [("origin", "http://localhost"), ("sec-fetch-site", "same-origin")];
    let undo = anna
        .send(Method::POST, "/api/v1/staff/undo", &json!({"seq": 99}), &own)
        .await;
    assert_eq!(undo.status, StatusCode::NOT_FOUND, "it came through");
}

/// Every route of the table that changes something is walked above.
#[test]
fn no_route_is_forgotten() {
    let table = include_str!("../../src/router.rs");
    let public = &table[..table.find("pub fn admin").expect("the admin table comes second")];
    let flat: String = public.split_whitespace().collect();
    let routes = flat.split(".route(\"/api/v1/staff/").skip(1);
    let mut changing = 0;
    for route in routes {
        let route = &route[..route
            .find(").route")
            .or_else(|| route.find("//"))
            .unwrap_or(route.len())];
        changing += ["post(", "put(", "delete("]
            .iter()
            .filter(|verb| route.contains(**verb))
            .count();
    }
    assert_eq!(changing, CHANGING.len());
}

#[tokio::test]
async fn reading_needs_a_session() {
    let server = Server::new();
    for address in [
        "/api/v1/staff/me",
        "/api/v1/staff/history",
        "/api/v1/staff/worklist",
        "/api/v1/staff/campaigns",
        "/api/v1/staff/feedback",
        "/api/v1/staff/places/hub-senago",
    ] {
        for cookie in [
            "",
            "sid=",
            "sid=x",
            "__Host-sid=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
        ] {
            let answer = server.get_with(address, "cookie", cookie).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{address}");
            assert_eq!(answer.json()["code"], "no-session");
        }
    }
    let _: Value = server.get("/api/v1/places").await.json();
}
