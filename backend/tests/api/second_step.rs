//! A second step of signing in: asked of the account that switched it on, a code good for once, paper instead of an app.

use axum::http::StatusCode;
use backend::service::staff::{Role, Scope, totp};
use serde_json::{Value, json};

use crate::fixture::{Answer, NOW, Server};
use crate::redazione::{Browser, administrator};
use crate::staff::{PASSPHRASE, post};

const PAGE: &str = "/redazione/accesso";

async fn sign_in(server: &Server, code: Option<&str>) -> Answer {
    let mut body = json!({"name": "Anna", "passphrase": PASSPHRASE});
    if let Some(code) = code {
        body["totp"] = json!(code);
    }
    post(server, "/api/v1/staff/session", &body, &[]).await
}

fn code_of(answer: &Answer) -> (StatusCode, Value) {
    (answer.status, answer.json()["code"].clone())
}

/// The value of a hidden field of a page.
fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let at = page.find(&mark).expect("the field is there") + mark.len();
    page[at..].split('"').next().expect("a value").to_owned()
}

/// Switches the second step of Anna on, and gives the secret and the codes on paper.
async fn switched_on(anna: &Browser<'_>) -> (String, Vec<String>) {
    let page = anna.get(PAGE).await.text().to_owned();
    assert!(
        page.contains("viewBox") && page.contains("Aegis"),
        "a code to photograph"
    );
    let secret = hidden(&page, "secret");
    let wrong = anna
        .send(PAGE, &[("action", "on"), ("secret", &secret), ("totp", "000000")])
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(hidden(wrong.text(), "secret"), secret, "the app holds it by now");
    let code = totp::shown(&secret, NOW.0 - totp::STEP_S).expect("a code");
    let on = anna
        .send(PAGE, &[("action", "on"), ("secret", &secret), ("totp", &code)])
        .await;
    assert_eq!(on.status, StatusCode::OK, "{}", on.text());
    let text = on.text();
    let list = text.split("recovery-codes").nth(1).expect("the codes on paper");
    let codes = list.split("<code class=\"redazione-code\">").skip(1);
    let codes: Vec<String> = codes
        .map(|rest| rest.split('<').next().expect("a code").to_owned())
        .collect();
    assert_eq!(codes.len(), totp::RECOVERY_CODES);
    (secret, codes)
}

#[tokio::test]
async fn it_is_asked_of_who_wants_it_and_of_nobody_else() {
    let server = Server::new();
    let anna = administrator(&server).await;
    Browser::signed_in(&server, "Bruno", Role::Reader, Scope::All).await;
    assert_eq!(sign_in(&server, None).await.status, StatusCode::OK);
    let (secret, codes) = switched_on(&anna).await;
    let asked = sign_in(&server, None).await;
    assert_eq!(code_of(&asked), (StatusCode::UNAUTHORIZED, json!("totp_required")));
    assert_eq!(asked.json()["field"], json!("totp"));
    assert!(asked.header("set-cookie").is_empty());
    let used = totp::shown(&secret, NOW.0 - totp::STEP_S).expect("a code");
    assert_eq!(
        code_of(&sign_in(&server, Some(&used)).await),
        (StatusCode::UNAUTHORIZED, json!("bad-totp")),
        "the code that switched it on"
    );
    let code = totp::shown(&secret, NOW.0).expect("a code");
    let signed_in = sign_in(&server, Some(&code)).await;
    assert_eq!(signed_in.status, StatusCode::OK, "{}", signed_in.text());
    let cookie = signed_in
        .header("set-cookie")
        .split(';')
        .next()
        .expect("a pair")
        .to_owned();
    let me = server.get_with("/api/v1/staff/me", "cookie", &cookie).await.json();
    assert_eq!(me["totp"], json!(true));
    assert_eq!(
        code_of(&sign_in(&server, Some(&code)).await),
        (StatusCode::UNAUTHORIZED, json!("bad-totp")),
        "once is once"
    );
    let written = codes[3].to_uppercase().replace('-', " ");
    assert_eq!(sign_in(&server, Some(&written)).await.status, StatusCode::OK);
    assert_eq!(
        code_of(&sign_in(&server, Some(&codes[3])).await).1,
        json!("bad-totp"),
        "paper holds once too"
    );
    assert!(anna.get(PAGE).await.text().contains("rimasti: 9"));
    let bruno = json!({"name": "Bruno", "passphrase": PASSPHRASE});
    let bruno = post(&server, "/api/v1/staff/session", &bruno, &[]).await;
    assert_eq!(bruno.status, StatusCode::OK, "others are not asked");
}

#[tokio::test]
async fn without_the_passphrase_nobody_learns_that_it_is_on() {
    let server = Server::new();
    let anna = administrator(&server).await;
    switched_on(&anna).await;
    let guess = json!({"name": "Anna", "passphrase": "un'altra frase lunga", "totp": "123456"});
    let guess = post(&server, "/api/v1/staff/session", &guess, &[]).await;
    assert_eq!(code_of(&guess), (StatusCode::UNAUTHORIZED, json!("bad-credentials")));
}

#[tokio::test]
async fn who_knows_the_passphrase_guesses_ten_codes_and_waits() {
    let server = Server::new();
    let anna = administrator(&server).await;
    switched_on(&anna).await;
    let mut refused = 0;
    for guess in 0..12 {
        let answer = sign_in(&server, Some(&format!("{guess:06}"))).await;
        refused += usize::from(answer.status == StatusCode::TOO_MANY_REQUESTS);
    }
    assert!(refused >= 7, "five tries at one name from one address: {refused}");
    let page = anna.send(PAGE, &[("action", "off"), ("totp", "111111")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for guess in 0..6 {
        anna.send(PAGE, &[("action", "off"), ("totp", &format!("{guess:06}"))])
            .await;
    }
    let page = anna.send(PAGE, &[("action", "off"), ("totp", "111111")]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS, "here and there together");
}

#[tokio::test]
async fn the_pages_ask_for_it_too_and_switch_it_off() {
    let server = Server::new();
    let anna = administrator(&server).await;
    let (secret, codes) = switched_on(&anna).await;
    let given = [("name", "Anna"), ("passphrase", PASSPHRASE), ("next", PAGE)];
    let asked = anna.send("/redazione/entra", &given).await;
    assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
    assert!(asked.text().contains("codice di riserva") && !asked.text().contains(PASSPHRASE));
    let code = totp::shown(&secret, NOW.0).expect("a code");
    let right = [&given[..], &[("totp", code.as_str())]].concat();
    assert_eq!(anna.send("/redazione/entra", &right).await.header("location"), PAGE);
    let off = anna.send(PAGE, &[("action", "off"), ("totp", &codes[0])]).await;
    assert!(off.text().contains("basta di nuovo la frase segreta"), "{}", off.text());
    assert_eq!(sign_in(&server, None).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_new_invitation_lets_in_who_lost_app_and_paper() {
    let server = Server::new();
    let anna = administrator(&server).await;
    switched_on(&anna).await;
    let editorial = server.app.options.editorial.as_ref().expect("the fixture has one");
    let (_, token) = editorial.staff.invite("Anna", NOW.0).expect("she is there");
    assert_eq!(
        code_of(&sign_in(&server, None).await).1,
        json!("totp_required"),
        "not before it is used"
    );
    let address = format!("/redazione/invito/{}", token.text());
    let accepted = anna.send(&address, &[("passphrase", PASSPHRASE)]).await;
    assert_eq!(accepted.status, StatusCode::SEE_OTHER, "{}", accepted.text());
    assert_eq!(sign_in(&server, None).await.status, StatusCode::OK);
}
