//! SIGKILL at any moment: nothing acknowledged is lost, nothing half-done is seen, and the next start works.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use e2e::{Server, binary, files, run, server};
use serde_json::Value;

const KILLS: u32 = 60;
/// On a machine that is busy with other things, a first run can take very long.
const LONGEST: Duration = Duration::from_millis(600);

/// Kills a child after some time; returns whether it had ended well before.
fn kill_after(mut child: Child, time: Duration) -> bool {
    let deadline = Instant::now() + time;
    while Instant::now() < deadline && child.try_wait().expect("a child can be waited for").is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().expect("a child can be killed");
    child.wait().expect("a child can be waited for").success()
}

fn guides(server: &Server) -> BTreeSet<String> {
    let sync = server.sync();
    let guides = sync["data"]["guides"].as_array().cloned().unwrap_or_default();
    let ids = guides
        .iter()
        .filter_map(|guide| guide["id"].as_str().map(str::to_owned));
    ids.collect()
}

fn export(dir: &Path) -> Value {
    let output = run(["export".as_ref(), "--data".as_ref(), dir.as_os_str()]);
    assert!(output.status.success(), "{}", binary::errors(&output));
    serde_json::from_slice(&output.stdout).expect("an export is JSON")
}

fn holds(dir: &Path) {
    let output = run(["verify".as_ref(), "--data".as_ref(), dir.as_os_str()]);
    let report = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{report}{}", binary::errors(&output));
}

#[test]
fn killed_while_it_takes_imports() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let mut acknowledged: BTreeSet<String> = BTreeSet::new();
    let mut asked: BTreeSet<String> = BTreeSet::new();
    let mut seq = 0;
    for kill in 0..KILLS {
        let server = Server::start(dir.path());
        let found = guides(&server);
        assert!(
            found.is_superset(&acknowledged),
            "before kill {kill}: {:?} is lost",
            acknowledged.difference(&found)
        );
        assert!(
            found.is_subset(&asked),
            "nobody asked for {:?}",
            found.difference(&asked)
        );
        let stands_at = server.sync()["seq"].as_u64().expect("a number");
        assert!(stands_at >= seq, "{stands_at} after {seq} was acknowledged");
        acknowledged = found;
        let deadline = Instant::now() + Duration::from_millis(u64::from(kill) * 2);
        std::thread::scope(|scope| {
            let writers: Vec<_> = (0..2)
                .map(|writer| {
                    let server = &server;
                    scope.spawn(move || write_until_it_ends(server, &format!("k{kill}-w{writer}")))
                })
                .collect();
            while Instant::now() < deadline {
                std::thread::yield_now();
            }
            server.kill_now();
            for writer in writers {
                let (done, begun) = writer.join().expect("a writer does not panic");
                seq = done.iter().map(|(_, seq)| *seq).max().unwrap_or(seq).max(seq);
                acknowledged.extend(done.into_iter().map(|(id, _)| id));
                asked.extend(begun);
            }
        });
    }
    assert!(
        acknowledged.len() > 60,
        "only {} commits were acknowledged: this shows nothing",
        acknowledged.len()
    );
    let server = Server::start(dir.path());
    assert!(guides(&server).is_superset(&acknowledged));
    let (status, _) = server.terminate();
    assert!(status.success());
    holds(dir.path());
}

/// What was acknowledged, with its seq, and what was asked for at all.
fn write_until_it_ends(server: &Server, name: &str) -> (Vec<(String, u64)>, Vec<String>) {
    let (mut done, mut begun) = (Vec::new(), Vec::new());
    for number in 0.. {
        let id = format!("{name}-{number}");
        begun.push(id.clone());
        match server.import("mode=merge", &files::one_guide(&id)) {
            Some(answer) if answer.status == 200 => {
                let seq = answer.json()["seq"].as_u64().expect("a number");
                done.push((id, seq));
            }
            // Two writers can race; the one that lost is told so.
            Some(answer) if answer.status == 409 => {}
            Some(answer) => panic!("{} {}", answer.status, answer.body),
            None => break,
        }
    }
    (done, begun)
}

#[test]
fn killed_while_a_file_is_imported() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let data = dir.path().join("data");
    let versions: Vec<Value> = (0..3)
        .map(|version| files::data_set(120, &format!("of file {version}")))
        .collect();
    let paths: Vec<_> = (0..3)
        .map(|version| dir.path().join(format!("{version}.json")))
        .collect();
    for (version, path) in versions.iter().zip(&paths) {
        fs::write(path, version.to_string()).expect("the disk works");
    }
    let import = |version: usize| {
        let mut command = Command::new(binary::path());
        command
            .arg("import")
            .arg("--data")
            .arg(&data)
            .arg(&paths[version])
            .arg("--replace");
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let begun = Instant::now();
    assert!(import(0).status().expect("the binary can be started").success());
    let whole = begun.elapsed().min(LONGEST);
    let (mut holds_version, mut cut_off) = (0, 0);
    for kill in 0..KILLS {
        let next = (holds_version + 1) % 3;
        let child = import(next).spawn().expect("the binary can be started");
        // From the first moment to a little after the end.
        let acknowledged = kill_after(child, whole * kill / (KILLS * 4 / 5));
        let found = export(&data);
        let found = versions.iter().position(|version| *version == found);
        match found {
            Some(version) if version == next => holds_version = next,
            Some(version) if version == holds_version && !acknowledged => cut_off += 1,
            other => panic!("kill {kill}: {other:?} after {holds_version}, with {next} on its way"),
        }
    }
    assert!(cut_off > 5, "only {cut_off} imports were cut off: this shows nothing");
    holds(&data);
}

#[test]
fn killed_while_it_starts() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    Server::start_with(dir.path(), &[]).kill();
    let begun = Instant::now();
    let server = Server::start(dir.path());
    let whole = begun.elapsed().min(LONGEST);
    for number in 0..20 {
        let answer = server.import("mode=merge", &files::one_guide(&format!("g{number}")));
        assert_eq!(answer.map(|answer| answer.status), Some(200));
    }
    let expected = server.sync();
    server.kill();
    for kill in 0..KILLS {
        if kill % 6 == 5 {
            // Starting also means making the index anew.
            fs::remove_dir_all(dir.path().join("index")).expect("it was there");
        }
        kill_after(server::spawn(dir.path(), &["--no-seed"]), whole * kill / KILLS);
        if kill % 4 == 3 {
            let server = Server::start(dir.path());
            assert_eq!(server.sync(), expected, "after kill {kill}");
            server.kill();
        }
    }
    let (status, _) = Server::start(dir.path()).terminate();
    assert!(status.success());
    holds(dir.path());
}

#[test]
fn killed_while_a_new_directory_is_filled() {
    let expected = {
        let dir = tempfile::tempdir().expect("a temporary directory");
        Server::start_with(dir.path(), &[]).sync()["data"].clone()
    };
    for kill in 0..20_u32 {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let data = dir.path().join("data");
        kill_after(server::spawn(&data, &[]), Duration::from_millis(12) * kill);
        let server = Server::start_with(&data, &[]);
        assert_eq!(server.sync()["data"], expected, "after kill {kill}");
    }
}
