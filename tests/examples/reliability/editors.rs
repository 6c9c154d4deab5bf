//! B11, E10: many editors at few records, and a flood of sign-ins.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use e2e::{Server, files, run};
use serde_json::{Value, json};
use ureq::Agent;
use ureq::http::Response;

use crate::figures;

const EDITORS: usize = 50;
/// Each conflict reads the past of the record; 10,000 edits take a quarter of an hour.
const EDITS: usize = 40;
const RECORDS: usize = 20;
const SIGN_INS: usize = 500;
const PASSPHRASE: &str = "nove gatti attraversano il ponte";

pub(crate) fn measure() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    sign_ins(&Server::start_with(dir.path(), &[]));
    let dir = tempfile::tempdir().expect("a temporary directory");
    let server = Server::start(dir.path());
    let places = files::data_set(RECORDS, "first").to_string();
    assert!(server.import("mode=merge", &places).is_some());
    let cookie = signed_in(dir.path(), &server);
    edits(&server, &cookie);
}

fn agent() -> Agent {
    let config = Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(60)));
    config.build().into()
}

fn body(answer: &mut Response<ureq::Body>) -> Value {
    let text = answer.body_mut().read_to_string().unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// An administrator's cookie.
fn signed_in(data: &std::path::Path, server: &Server) -> String {
    let options = ["staff", "add", "--role", "administrator", "--name", "Prova", "--data"];
    let made = run(options.iter().map(std::ffi::OsStr::new).chain([data.as_os_str()]));
    let told = String::from_utf8_lossy(&made.stdout).into_owned();
    let token = told.trim_end().rsplit('/').next().expect("a link").to_owned();
    let agent = agent();
    let post = |path: &str, body: &Value| {
        let request = agent
            .post(format!("{}{path}", server.address()))
            .header("X-Family-Hub", "1");
        request
            .content_type("application/json")
            .send(body.to_string())
            .expect("it is serving")
    };
    let invited = post(
        &format!("/api/v1/staff/invitations/{token}"),
        &json!({"passphrase": PASSPHRASE}),
    );
    assert!(invited.status().is_success(), "{}", invited.status());
    let session = post(
        "/api/v1/staff/session",
        &json!({"name": "Prova", "passphrase": PASSPHRASE}),
    );
    let cookie = session
        .headers()
        .get("set-cookie")
        .and_then(|value| value.to_str().ok());
    cookie
        .and_then(|cookie| cookie.split(';').next())
        .expect("a cookie")
        .to_owned()
}

/// Each editor adds a service of its own to one record after the other, again after each conflict: all are there then.
fn edits(server: &Server, cookie: &str) {
    let (conflicts, errors) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let begun = Instant::now();
    thread::scope(|scope| {
        for editor in 0..EDITORS {
            let (conflicts, errors) = (&conflicts, &errors);
            scope.spawn(move || {
                let agent = agent();
                for edit in 0..EDITS {
                    let record = (editor + edit) % RECORDS;
                    let address = format!("{}/api/v1/staff/places/place-{record}", server.address());
                    add_service(&agent, &address, cookie, &format!("{editor}-{edit}"), conflicts, errors);
                }
            });
        }
    });
    figures::told(
        "B11 2,000 edits of 50 editors at 20 records took",
        begun.elapsed().as_secs(),
        "s",
    );
    figures::told(
        "B11 answers that told of a conflict",
        conflicts.load(Ordering::Relaxed) as u64,
        "",
    );
    figures::none("B11 answers 5xx or none", errors.load(Ordering::Relaxed));
    let agent = agent();
    let marks = (0..RECORDS).flat_map(|record| {
        let address = format!("{}/api/v1/staff/places/place-{record}", server.address());
        let mut answer = agent
            .get(address)
            .header("Cookie", cookie)
            .call()
            .expect("it is serving");
        let place = body(&mut answer);
        let marks = place["marks"].as_array().into_iter().flatten();
        let marks: Vec<String> = marks.filter_map(|mark| mark.as_str().map(str::to_owned)).collect();
        marks
    });
    let marks: BTreeSet<String> = marks.collect();
    figures::all("B11 edits that are there at the end", marks.len(), EDITORS * EDITS);
}

fn add_service(agent: &Agent, address: &str, cookie: &str, mark: &str, conflicts: &AtomicUsize, errors: &AtomicUsize) {
    for attempt in 0.. {
        let Ok(mut answer) = agent.get(address).header("Cookie", cookie).call() else {
            errors.fetch_add(1, Ordering::Relaxed);
            return;
        };
        let tag = answer
            .headers()
            .get("etag")
            .and_then(|tag| tag.to_str().ok())
            .unwrap_or_default()
            .to_owned();
        let mut place = body(&mut answer);
        // A field that the program does not know is kept as it is.
        match place["marks"].as_array_mut() {
            Some(marks) => marks.push(mark.into()),
            None => place["marks"] = json!([mark]),
        }
        let put = agent
            .put(address)
            .header("Cookie", cookie)
            .header("X-Family-Hub", "1")
            .header("If-Match", tag)
            .header("Idempotency-Key", format!("edit-{mark}-{attempt}"))
            .content_type("application/json")
            .send(place.to_string());
        match put.map(|answer| answer.status().as_u16()) {
            Ok(200) => return,
            Ok(409 | 412) => {
                conflicts.fetch_add(1, Ordering::Relaxed);
            }
            _ => {
                errors.fetch_add(1, Ordering::Relaxed);
                return;
            }
        }
    }
}

/// 500 sign-ins at once, each of which costs a memory-hard hash, and families beside them.
fn sign_ins(server: &Server) {
    let before = figures::memory(server.id());
    figures::forget_peak(server.id());
    let pages = AtomicUsize::new(0);
    let statuses = std::sync::Mutex::new(std::collections::BTreeMap::<u16, u64>::new());
    let mut times = thread::scope(|scope| {
        let asked: Vec<_> = (0..SIGN_INS)
            .map(|number| {
                let statuses = &statuses;
                scope.spawn(move || {
                    let request = agent().post(format!("{}/api/v1/staff/session", server.address()));
                    let wrong = json!({"name": format!("Nessuno {number}"), "passphrase": PASSPHRASE}).to_string();
                    let request = request.header("X-Family-Hub", "1").content_type("application/json");
                    let status = request.send(wrong).map_or(0, |answer| answer.status().as_u16());
                    *statuses.lock().expect("no panic").entry(status).or_default() += 1;
                })
            })
            .collect();
        let mut times = Vec::new();
        while asked.iter().any(|thread| !thread.is_finished()) {
            let begun = Instant::now();
            let answer = server.get("/api/v1/search?q=senago");
            times.push(begun.elapsed());
            pages.fetch_add(
                usize::from(answer.is_some_and(|answer| answer.status == 200)),
                Ordering::Relaxed,
            );
        }
        times
    });
    let asked = times.len();
    figures::at_most(
        "E10 memory gained by 500 sign-ins at once",
        figures::peak_memory(server.id()).saturating_sub(before),
        "MB",
        64,
    );
    for (status, count) in statuses.into_inner().expect("no panic") {
        figures::told(&format!("E10 sign-ins answered by {status}"), count, "");
    }
    figures::all("E10 searches answered meanwhile", pages.load(Ordering::Relaxed), asked);
    figures::at_most(
        "E10 a search meanwhile, p99",
        figures::share_below(&mut times, 0.99),
        "ms",
        300,
    );
}
