//! Data directories that are in use, new, damaged, or of another mind about examples.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use e2e::{Server, binary, files, run};

fn one_line(output: &std::process::Output) -> String {
    let errors = binary::errors(output);
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert_eq!(errors.lines().count(), 1, "{errors}");
    errors
}

fn command(verb: &str, dir: &Path, more: &[&Path]) -> std::process::Output {
    let mut arguments = vec![verb.as_ref(), "--data".as_ref(), dir.as_os_str()];
    arguments.extend(more.iter().map(|path| path.as_os_str()));
    run(arguments)
}

#[test]
fn a_second_process_is_sent_away() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let server = Server::start(dir.path());
    let file = dir.path().join("file.json");
    fs::write(&file, files::data_set(1, "").to_string()).expect("the disk works");
    let begun = Instant::now();
    let second = run([
        "serve".as_ref(),
        "--listen".as_ref(),
        "127.0.0.1:0".as_ref(),
        "--data".as_ref(),
        dir.path().as_os_str(),
    ]);
    assert!(
        one_line(&second).contains("another process uses"),
        "{}",
        binary::errors(&second)
    );
    assert!(begun.elapsed() < Duration::from_secs(5));
    let import = one_line(&command("import", dir.path(), &[&file]));
    assert!(import.contains("POST /import?mode=merge"), "{import}");
    assert!(
        server.get("/health").is_some_and(|answer| answer.status == 200),
        "the first one is not disturbed"
    );
    // Reading what is there disturbs nobody.
    assert!(command("export", dir.path(), &[]).status.success());
    assert!(command("verify", dir.path(), &[]).status.success());
}

#[test]
fn a_restart_finds_the_directory_free() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    for _ in 0..10 {
        let (status, took) = Server::start(dir.path()).terminate();
        assert!(status.success());
        assert!(took < Duration::from_secs(5));
    }
}

#[test]
fn the_end_is_quick_and_keeps_what_was_acknowledged() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let server = Server::start(dir.path());
    // Streams that never end by themselves.
    let streams: Vec<_> = (0..3).map(|_| open_stream(server.address())).collect();
    let answer = server
        .import("mode=replace", &files::data_set(50, "last").to_string())
        .expect("it is serving");
    assert_eq!(answer.status, 200, "{}", answer.body);
    let (status, took) = server.terminate();
    assert!(status.success());
    assert!(took < Duration::from_secs(5), "{took:?}");
    drop(streams);
    let export = command("export", dir.path(), &[]);
    let export: serde_json::Value = serde_json::from_slice(&export.stdout).expect("an export is JSON");
    assert_eq!(export, files::data_set(50, "last"));
}

fn open_stream(address: &str) -> std::net::TcpStream {
    use std::io::{Read, Write};
    let host = address.trim_start_matches("http://");
    let mut stream = std::net::TcpStream::connect(host).expect("it is serving");
    write!(stream, "GET /api/v1/events HTTP/1.1\r\nHost: {host}\r\n\r\n").expect("it is serving");
    let mut first = [0; 64];
    let count = stream.read(&mut first).expect("it answers");
    assert!(
        first[..count].starts_with(b"HTTP/1.1 200"),
        "{}",
        String::from_utf8_lossy(&first)
    );
    stream
}

#[test]
fn an_index_that_is_deleted_cut_or_flipped_is_rebuilt_and_that_is_said_once() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let server = Server::start_with(dir.path(), &[]);
    let expected = server.sync();
    let (status, _) = server.terminate();
    assert!(status.success());
    let index = dir.path().join("index");
    let db = index.join("db");
    let damages: [(&str, &dyn Fn()); 4] = [
        ("deleted", &|| fs::remove_dir_all(&index).expect("it was there")),
        ("cut", &|| {
            let half = fs::metadata(&db).expect("it is there").len() / 2;
            fs::OpenOptions::new()
                .write(true)
                .open(&db)
                .and_then(|db| db.set_len(half))
                .expect("files can be cut");
        }),
        ("emptied", &|| fs::write(&db, b"").expect("the disk works")),
        ("flipped", &|| {
            let mut bytes = fs::read(&db).expect("it is there");
            bytes.iter_mut().step_by(512).for_each(|byte| *byte ^= 0x20);
            fs::write(&db, bytes).expect("the disk works");
        }),
    ];
    for (name, damage) in damages {
        damage();
        let server = Server::start(dir.path());
        assert_eq!(server.sync(), expected, "{name}");
        server.wait_for_log("the index is rebuilt from the journal");
        let (status, _) = server.terminate();
        assert!(status.success());
        let verified = command("verify", dir.path(), &[]);
        let report = String::from_utf8_lossy(&verified.stdout).into_owned();
        assert!(report.contains("index    ok"), "{name}: {report}");
        let server = Server::start(dir.path());
        let (_, _) = (server.sync(), server.get("/health"));
        assert!(!server.log().contains("rebuilt"), "{name}: {}", server.log());
        assert!(server.terminate().0.success());
    }
}

#[test]
fn a_damaged_journal_is_refused_and_put_back_from_a_backup() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let data = dir.path().join("data");
    let server = Server::start_with(&data, &[]);
    for number in 0..5 {
        let answer = server
            .import("mode=merge", &files::one_guide(&format!("g{number}")))
            .expect("it is serving");
        assert_eq!(answer.status, 200);
    }
    let expected = server.sync();
    let (status, _) = server.terminate();
    assert!(status.success());
    let backup = dir.path().join("backup");
    assert!(command("backup", &data, &[&backup]).status.success());

    let segment = only_segment(&data);
    let whole = fs::read(&segment).expect("it is there");
    let third_line = whole
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\n')
        .nth(2)
        .map(|(at, _)| at);
    let mut bytes = whole.clone();
    bytes[third_line.expect("more lines than that") + 20] ^= 1;
    fs::write(&segment, &bytes).expect("the disk works");
    for verb in ["serve", "export", "backup"] {
        let more: &[&Path] = if verb == "backup" { &[&backup] } else { &[] };
        let refused = one_line(&command(verb, &data, more));
        assert!(refused.contains("change 3 cannot be read"), "{refused}");
    }
    assert_eq!(
        fs::read(&segment).expect("it is there"),
        bytes,
        "a refusal changes nothing"
    );
    let restored = command("restore", &data, &[&backup, Path::new("--force")]);
    assert!(restored.status.success(), "{}", binary::errors(&restored));
    let server = Server::start(&data);
    let now = server.sync();
    assert_eq!(now["data"], expected["data"]);
    assert_ne!(now["epoch"], expected["epoch"], "readers must take everything again");
    let old = format!(
        "/api/v1/sync?epoch={}&seq={}",
        expected["epoch"].as_str().unwrap_or_default(),
        3
    );
    assert_eq!(server.get(&old).expect("it is serving").json()["type"], "snapshot");
}

fn only_segment(data: &Path) -> PathBuf {
    let mut segments = fs::read_dir(data.join("journal")).expect("it is there");
    segments.next().expect("one segment").expect("it can be read").path()
}

#[test]
fn examples_are_shown_where_they_are_asked_for_only() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let has_samples = |server: &Server| server.sync().to_string().contains("\"sample\":true");
    let places = |server: &Server| server.sync()["data"]["places"].as_array().map_or(0, Vec::len);
    let server = Server::start_with(dir.path(), &[]);
    assert!(!has_samples(&server));
    assert!(places(&server) >= 40);
    let facts = server.sync()["epoch"].clone();
    assert!(server.terminate().0.success());

    let server = Server::start_with(dir.path(), &["--demo"]);
    assert!(has_samples(&server));
    let shown = server.sync()["epoch"].clone();
    assert_ne!(shown, facts, "devices take everything anew");
    assert!(server.terminate().0.success());

    let server = Server::start_with(dir.path(), &["--demo", "--no-samples"]);
    assert!(!has_samples(&server));
    assert_eq!(server.sync()["epoch"], facts);
}

#[test]
fn examples_of_before_are_hidden_and_kept() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let server = Server::start_with(dir.path(), &["--demo"]);
    let sample = serde_json::json!({"format": "family-hub/1",
        "guides": [{"id": "example", "title": "Example", "topic": "scuola", "sample": true}]});
    let told = server
        .import("mode=merge", &sample.to_string())
        .expect("it is serving")
        .json();
    assert_eq!(told["added"], 1, "{told}");
    let shown = server.sync();
    assert!(shown["data"]["guides"].to_string().contains("\"example\""));
    assert!(server.terminate().0.success());

    let server = Server::start(dir.path());
    assert_eq!(
        server.get("/api/v1/guides/example").map(|answer| answer.status),
        Some(404)
    );
    let old = format!(
        "/api/v1/sync?epoch={}&seq={}",
        shown["epoch"].as_str().unwrap_or_default(),
        shown["seq"]
    );
    assert_eq!(server.get(&old).expect("it is serving").json()["type"], "snapshot");
    assert!(server.terminate().0.success());
    let export = command("export", dir.path(), &[]);
    assert!(
        String::from_utf8_lossy(&export.stdout).contains("\"example\""),
        "hidden is not deleted"
    );
}

#[test]
fn usage_errors_end_with_2() {
    for arguments in [
        &["serve"][..],
        &["import", "--data", "x"],
        &["nothing"],
        &[],
        &["serve", "--data", "x", "--listen", "?"],
    ] {
        let output = run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
    }
    let output = run(["serve", "--data", "x", "--admin-listen", "0.0.0.0:0"]);
    assert_eq!(
        output.status.code(),
        Some(2),
        "the operator's routes are for this machine only"
    );
}
