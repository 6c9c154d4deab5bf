//! `/redazione` as a browser without scripts uses it: sign in, publish, two people at one record, confirm, take back.

use axum::http::{Request, StatusCode};
use backend::service::staff::{Role, Scope};

use crate::fixture::{Answer, NOW, Server};
use crate::staff::PASSPHRASE;

/// A browser that has one cookie and sends forms.
pub(crate) struct Browser<'a> {
    server: &'a Server,
    cookie: String,
}

fn encoded(pairs: &[(&str, &str)]) -> String {
    let text = |text: &str| -> String {
        text.bytes()
            .map(|byte| match byte {
                byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
                byte => format!("%{byte:02X}"),
            })
            .collect()
    };
    let pairs: Vec<String> = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", text(name), text(value)))
        .collect();
    pairs.join("&")
}

impl<'a> Browser<'a> {
    pub(crate) async fn signed_in(server: &'a Server, name: &str, role: Role, scope: Scope) -> Self {
        let editorial = server.app.options.editorial.as_ref().expect("the fixture has one");
        let (_, token) = editorial.staff.add(name, role, scope, NOW.0).expect("the name is free");
        let mut browser = Self {
            server,
            cookie: String::new(),
        };
        let address = format!("/redazione/invito/{}", token.text());
        assert!(browser.get(&address).await.text().contains("staff-invitation"));
        let accepted = browser.send(&address, &[("passphrase", PASSPHRASE)]).await;
        assert_eq!(
            (accepted.status, accepted.header("location")),
            (StatusCode::SEE_OTHER, "/redazione"),
            "{}",
            accepted.text()
        );
        browser.take_cookie(&accepted);
        browser
    }

    fn take_cookie(&mut self, answer: &Answer) {
        self.cookie = answer
            .header("set-cookie")
            .split(';')
            .next()
            .expect("a pair")
            .to_owned();
    }

    pub(crate) fn cookie(&self) -> &str {
        &self.cookie
    }

    /// A form of any kind.
    pub(crate) async fn whole(&self, request: axum::http::request::Builder, body: Vec<u8>) -> Answer {
        let request = request
            .header("cookie", &self.cookie)
            .header("origin", "http://localhost");
        self.server.whole(request.body(body.into()).expect("a request")).await
    }

    pub(crate) async fn get(&self, address: &str) -> Answer {
        self.server.get_with(address, "cookie", &self.cookie).await
    }

    pub(crate) async fn send(&self, address: &str, pairs: &[(&str, &str)]) -> Answer {
        self.send_with(address, pairs, &[]).await
    }

    /// As the script of the page sends it.
    pub(crate) async fn by_script(&self, address: &str, pairs: &[(&str, &str)]) -> Answer {
        self.send_with(address, pairs, &[("x-family-hub", "1")]).await
    }

    async fn send_with(&self, address: &str, pairs: &[(&str, &str)], headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::post(address)
            .header("cookie", &self.cookie)
            .header("origin", "http://localhost")
            .header("content-type", "application/x-www-form-urlencoded");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.server
            .whole(request.body(encoded(pairs).into()).expect("a request"))
            .await
    }
}

pub(crate) const PLACE: &str = "/redazione/places/hub-senago";
pub(crate) const EPOCH: &str = "00000000000000aa";

pub(crate) fn administrator(server: &Server) -> impl Future<Output = Browser<'_>> {
    Browser::signed_in(server, "Anna", Role::Administrator, Scope::All)
}

#[tokio::test]
async fn without_a_session_there_is_a_sign_in_and_nothing_else() {
    let server = Server::new();
    for address in ["/redazione", PLACE] {
        let page = server.get(address).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(
            page.text().contains("data-testid=\"staff-login\"") && !page.text().contains("record-form"),
            "{address}"
        );
        assert_eq!(page.header("cache-control"), "no-store");
        assert!(page.text().contains("noindex"));
    }
    let anna = administrator(&server).await;
    let home = anna.get("/redazione").await;
    assert!(
        home.text()
            .contains("data-testid=\"worklist-row\" data-id=\"place:spoke-bollate\""),
        "{}",
        home.text()
    );
    let wrong = anna
        .send(
            "/redazione/entra",
            &[("name", "Anna"), ("passphrase", "sbagliata"), ("next", PLACE)],
        )
        .await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert!(wrong.text().contains("non corrispondono") && wrong.text().contains(PLACE));
    let right = [("name", "Anna"), ("passphrase", PASSPHRASE), ("next", PLACE)];
    assert_eq!(anna.send("/redazione/entra", &right).await.header("location"), PLACE);
    let away = [
        ("name", "Anna"),
        ("passphrase", PASSPHRASE),
        ("next", "/redazione//evil.example"),
    ];
    assert_eq!(
        anna.send("/redazione/entra", &away).await.header("location"),
        "/redazione"
    );
    assert_eq!(anna.send("/redazione/esci", &[]).await.status, StatusCode::SEE_OTHER);
    assert!(anna.get("/redazione").await.text().contains("staff-login"));
}

#[tokio::test]
async fn a_record_is_previewed_published_and_taken_back() {
    let server = Server::new();
    let anna = administrator(&server).await;
    let page = anna.get(PLACE).await.text().to_owned();
    for part in [
        "record-form",
        "field-name",
        "field-opening_hours",
        "preview",
        "publish",
        "confirm-all",
        "history-row",
        "place-page",
    ] {
        assert!(page.contains(&format!("data-testid=\"{part}\"")), "{part}");
    }
    assert_eq!((page.matches("<main").count(), page.matches("<h1").count()), (1, 1));
    let form = |action: &'static str, name: &'static str| {
        [
            ("action", action),
            ("rev", "1"),
            ("epoch", EPOCH),
            ("key", "k"),
            ("name", name),
            ("phone", "02 123456\r\n02 777777"),
        ]
    };
    let preview = anna.send(PLACE, &form("preview", "Hub <b>nuovo</b>")).await;
    assert_eq!(preview.status, StatusCode::OK);
    assert!(
        preview.text().contains("Hub &lt;b&gt;nuovo") && preview.text().contains("02\u{a0}777777"),
        "{}",
        preview.text()
    );
    assert!(!server.get("/sede/hub-senago").await.text().contains("nuovo"));
    let published = anna.send(PLACE, &form("publish", "Hub <b>nuovo</b>")).await;
    assert_eq!(
        (published.status, published.header("location")),
        (StatusCode::SEE_OTHER, &*format!("{PLACE}?fatto=published"))
    );
    assert!(
        server
            .get("/sede/hub-senago")
            .await
            .text()
            .contains("Hub &lt;b&gt;nuovo")
    );
    assert!(
        anna.get(&format!("{PLACE}?fatto=published"))
            .await
            .text()
            .contains("data-notice=\"done\"")
    );
    let unchanged = [
        ("action", "publish"),
        ("rev", "2"),
        ("epoch", EPOCH),
        ("key", "k2"),
        ("name", "Hub <b>nuovo</b>"),
    ];
    assert!(
        anna.send(PLACE, &unchanged)
            .await
            .header("location")
            .ends_with("nothing-changed")
    );
    let undone = anna.send(PLACE, &[("action", "undo"), ("seq", "2")]).await;
    assert!(undone.header("location").ends_with("undone"), "{}", undone.text());
    assert!(server.get("/sede/hub-senago").await.text().contains("Hub di Senago"));
}

#[tokio::test]
async fn what_is_wrong_is_told_at_its_field_and_stays_typed() {
    let server = Server::new();
    let anna = administrator(&server).await;
    let form = [
        ("action", "publish"),
        ("rev", "1"),
        ("epoch", EPOCH),
        ("key", "k"),
        ("opening_hours", "quando capita"),
        ("name", "Nuovo"),
    ];
    let refused = anna.send(PLACE, &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let html = refused.text();
    assert!(
        html.contains("data-fault=\"opening_hours\"") && html.contains("value=\"quando capita\""),
        "{html}"
    );
    assert!(
        html.contains("value=\"Nuovo\"")
            && html.contains("data-notice=\"failed\"")
            && !html.contains("data-notice=\"done\"")
    );
    assert!(server.get("/sede/hub-senago").await.text().contains("Hub di Senago"));
}

#[tokio::test]
async fn two_people_are_put_together_or_asked() {
    let server = Server::new();
    let anna = administrator(&server).await;
    let bruno = Browser::signed_in(
        &server,
        "Bruno",
        Role::NetworkEditor,
        Scope::Network("rete-nord".to_owned()),
    )
    .await;
    let publish = |field: &'static str, value: &'static str| {
        [
            ("action", "publish"),
            ("rev", "1"),
            ("epoch", EPOCH),
            ("key", "k"),
            (field, value),
        ]
    };
    assert_eq!(
        anna.send(PLACE, &publish("opening_hours", "Mo 09:00-12:00"))
            .await
            .status,
        StatusCode::SEE_OTHER
    );
    let together = bruno.send(PLACE, &publish("phone", "02 888888")).await;
    assert!(
        together.header("location").ends_with("published"),
        "{}",
        together.text()
    );
    let asked = bruno.send(PLACE, &publish("opening_hours", "Tu 09:00-12:00")).await;
    assert_eq!(asked.status, StatusCode::CONFLICT);
    let html = asked.text();
    assert!(
        html.contains("data-testid=\"conflict\"") && html.contains("Mo 09:00-12:00") && html.contains("Tu 09:00-12:00")
    );
    let hidden = |name: &str| {
        let from = html
            .find(&format!("name=\"{name}\" value=\""))
            .unwrap_or_else(|| panic!("{name}"));
        let rest = &html[from + name.len() + 15..];
        rest[..rest.find('"').expect("its end")]
            .replace("&quot;", "\"")
            .replace("&lt;", "<")
            .replace("&gt;", ">")
            .replace("&amp;", "&")
    };
    let (mine, seen, rev) = (hidden("mine"), hidden("seen"), hidden("rev"));
    let resolve = [
        ("action", "resolve"),
        ("mine", &mine),
        ("seen", &seen),
        ("rev", &rev),
        ("epoch", EPOCH),
        ("keep-opening_hours", "mine"),
    ];
    let resolved = bruno.send(PLACE, &resolve).await;
    assert!(
        resolved.header("location").ends_with("published"),
        "{}",
        resolved.text()
    );
    let export: serde_json::Value = serde_json::from_str(&server.store_export()).expect("an export is JSON");
    let place = &export["places"][0];
    assert_eq!(
        (place["opening_hours"].as_str(), &place["phone"]),
        (Some("Tu 09:00-12:00"), &serde_json::json!(["02 888888"]))
    );
    // A form of another life of the server is asked about, and overwrites nothing.
    let old = [
        ("action", "publish"),
        ("rev", "4"),
        ("epoch", "00000000000000bb"),
        ("key", "k"),
        ("phone", "02 000000"),
    ];
    let asked = bruno.send(PLACE, &old).await;
    assert!(asked.status == StatusCode::CONFLICT && asked.text().contains("data-testid=\"conflict\""));
}

#[tokio::test]
async fn a_session_that_ended_asks_and_goes_on_with_what_was_typed() {
    let server = Server::new();
    let mut anna = administrator(&server).await;
    let cookie = std::mem::replace(&mut anna.cookie, "sid=x".to_owned());
    let form = [
        ("action", "publish"),
        ("rev", "1"),
        ("epoch", EPOCH),
        ("key", "k"),
        ("name", "Scritto a mano"),
    ];
    let asked = anna.send(PLACE, &form).await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    assert!(
        asked.text().contains("staff-login") && asked.text().contains("name=\"keep.name\" value=\"Scritto a mano\""),
        "{}",
        asked.text()
    );
    let again = [
        ("name", "Anna"),
        ("passphrase", PASSPHRASE),
        ("next", PLACE),
        ("keep.rev", "1"),
        ("keep.epoch", EPOCH),
        ("keep.name", "Scritto a mano"),
    ];
    let page = anna.send("/redazione/entra", &again).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("value=\"Scritto a mano\"") && page.text().contains("record-form"));
    assert_ne!(page.header("set-cookie"), cookie);
}

#[tokio::test]
async fn places_are_confirmed_and_dates_cancelled_in_one_form_each() {
    let server = Server::new();
    let anna = administrator(&server).await;
    let confirmed = anna
        .send(
            "/redazione/places/spoke-bollate",
            &[("action", "confirm"), ("rev", "1"), ("how", "telefono")],
        )
        .await;
    assert!(
        confirmed.header("location").ends_with("confirmed"),
        "{}",
        confirmed.text()
    );
    assert!(
        server
            .get("/sede/spoke-bollate")
            .await
            .text()
            .contains("Confermato oggi")
    );
    let activity = "/redazione/activities/gioco";
    assert!(anna.get(activity).await.text().contains("data-date=\"2026-12-15\""));
    let cancel = [
        ("action", "cancel-date"),
        ("date", "2026-12-15"),
        ("reason", "Sciopero"),
    ];
    assert!(
        anna.send(activity, &cancel)
            .await
            .header("location")
            .ends_with("date-cancelled")
    );
    assert!(server.get("/attivita/gioco").await.text().contains("Sciopero"));
    let restore = [("action", "restore-date"), ("date", "2026-12-15")];
    assert!(
        anna.send(activity, &restore)
            .await
            .header("location")
            .ends_with("date-restored")
    );
    let reader = Browser::signed_in(&server, "Rita", Role::Reader, Scope::Network("rete-nord".to_owned())).await;
    let page = reader.get(PLACE).await;
    assert!(!page.text().contains("record-form") && page.text().contains("place-page"));
    let refused = reader
        .send(
            PLACE,
            &[
                ("action", "publish"),
                ("rev", "1"),
                ("epoch", EPOCH),
                ("key", "k"),
                ("name", "X"),
            ],
        )
        .await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_script_reads_marks_and_a_form_that_comes_twice_counts_once() {
    let server = Server::new();
    let anna = administrator(&server).await;
    let page = anna.get(PLACE).await;
    let account = page.header("x-family-hub-account").to_owned();
    assert!(account.len() == 16 && page.text().contains(&format!("data-account=\"{account}\"")));
    assert_eq!(server.get(PLACE).await.header("x-family-hub-account"), "-");
    let publish = |note: &'static str, key: &'static str| {
        [
            ("action", "publish"),
            ("rev", "1"),
            ("epoch", EPOCH),
            ("key", key),
            ("hours_note", note),
        ]
    };
    let marks = |answer: &Answer| {
        let header = |name: &str| answer.header(name).to_owned();
        (
            answer.status.as_u16(),
            header("x-family-hub-done"),
            header("x-family-hub-rev"),
        )
    };
    let done = |what: &str, rev: &str| (200, what.to_owned(), rev.to_owned());
    let first = anna.by_script(PLACE, &publish("Citofono 3", "k")).await;
    assert_eq!(marks(&first), done("published", "2"));
    let cancel = [
        ("action", "cancel-date"),
        ("date", "2026-12-15"),
        ("reason", "Neve"),
        ("key", "c"),
    ];
    let activity = "/redazione/activities/laboratorio";
    let cancel_it = [("date", "2026-11-28"), cancel[0], cancel[2], cancel[3]];
    assert_eq!(
        marks(&anna.by_script(activity, &cancel_it).await),
        done("date-cancelled", "3")
    );
    let restored = anna
        .by_script(
            activity,
            &[("action", "restore-date"), ("date", "2026-11-28"), ("key", "r")],
        )
        .await;
    assert_eq!(marks(&restored), done("date-restored", "4"));
    // Both come once more, since their answers were lost: the note is not written anew, the date stays restored.
    assert_eq!(
        marks(&anna.by_script(PLACE, &publish("Citofono 3", "k")).await),
        done("published", "2")
    );
    assert_eq!(
        marks(&anna.by_script(activity, &cancel_it).await),
        done("date-cancelled", "3")
    );
    assert!(!server.get("/attivita/laboratorio").await.text().contains("Neve"));
    // A page that was gone back to sends something else by the same key: that is another form.
    let conflict = anna.by_script(PLACE, &publish("Citofono 4", "k")).await;
    assert_eq!(conflict.status, StatusCode::CONFLICT);
    assert!(conflict.header("x-family-hub-done").is_empty() && conflict.text().contains("data-testid=\"conflict\""));
    // What somebody else wrote on the same device is not sent as mine.
    let of_another = [("x-family-hub", "1"), ("x-family-hub-account", "0000000000000000")];
    let refused = anna.send_with(PLACE, &publish("Di un’altra", "k9"), &of_another).await;
    assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    assert!(!refused.text().contains("Di un’altra"), "the script has it");
}

#[tokio::test]
async fn what_was_given_up_or_replaced_comes_back_in_one_step() {
    let server = Server::new();
    let anna = administrator(&server).await;
    let publish = |note: &'static str| {
        [
            ("action", "publish"),
            ("rev", "1"),
            ("epoch", EPOCH),
            ("key", note),
            ("hours_note", note),
        ]
    };
    anna.send(PLACE, &publish("Una")).await;
    let page = anna.get(PLACE).await.text().to_owned();
    assert!(
        page.contains("data-field=\"hours_note\"") && page.contains("vuoto → Una"),
        "{page}"
    );
    let values = r#"{"opening_hours":"Mo-Fr 09:00-12:30; Tu 15:00-18:00; PH off","hours_note":null}"#;
    let back = [("action", "bring-back"), ("values", values), ("key", "b")];
    assert!(
        anna.send(PLACE, &back)
            .await
            .header("location")
            .ends_with("brought-back")
    );
    let export: serde_json::Value = serde_json::from_str(&server.store_export()).expect("an export is JSON");
    assert!(export["places"][0]["hours_note"].is_null());
    assert_eq!(
        export["places"][0]["closures"],
        serde_json::json!([{"from": "2026-08-03", "to": "2026-08-28", "reason": "Chiusura estiva"}])
    );
}

#[tokio::test]
async fn a_date_is_moved_with_a_reason() {
    let server = Server::new();
    let anna = administrator(&server).await;
    let activity = "/redazione/activities/laboratorio";
    let moved = [
        ("action", "move-date"),
        ("date", "2026-11-28"),
        ("to", "2026-11-29T15:00"),
        ("reason", "Sala occupata"),
    ];
    let answer = anna.send(activity, &moved).await;
    assert!(answer.header("location").ends_with("date-moved"), "{}", answer.text());
    let page = server.get("/attivita/laboratorio").await.text().to_owned();
    assert!(page.contains("Sala occupata") && page.contains("15:00"), "{page}");
}

#[tokio::test]
async fn a_form_of_another_site_changes_nothing() {
    let server = Server::new();
    let anna = administrator(&server).await;
    let before = server.store_export();
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
        ("accept", "*/*"),
    ] {
        for address in [
            PLACE,
            "/redazione/entra",
            "/redazione/esci",
            "/redazione/accesso",
            "/redazione/campagne",
            "/redazione/chiusure",
            "/redazione/importa",
            "/redazione/importa/annulla",
            "/redazione/importa/x",
            "/redazione/invito/x",
            "/redazione/doppioni",
            "/redazione/nuova/places",
            "/redazione/segnalazioni/x",
        ] {
            let request = Request::post(address)
                .header("cookie", &anna.cookie)
                .header(name, value)
                .header("content-type", "application/x-www-form-urlencoded");
            let body = encoded(&[("action", "publish"), ("rev", "1"), ("epoch", EPOCH), ("name", "X")]);
            let answer = server.whole(request.body(body.into()).expect("a request")).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{name}: {value} {address}");
        }
    }
    assert_eq!(server.store_export(), before);
    assert_eq!(
        anna.get("/api/v1/staff/me").await.status,
        StatusCode::OK,
        "the session goes on"
    );
}
