//! Data set files in and out of the real binary: equal, whole or refused with a reason, and kept in backups.

use std::fs;
use std::path::Path;
use std::process::Output;

use e2e::{Server, binary, files, run};
use serde_json::{Value, json};

fn command(verb: &str, dir: &Path, more: &[&str]) -> Output {
    let mut arguments = vec![verb.as_ref(), "--data".as_ref(), dir.as_os_str()];
    arguments.extend(more.iter().map(std::ffi::OsStr::new));
    run(arguments)
}

fn written(dir: &Path, name: &str, text: &str) -> String {
    let path = dir.join(name);
    fs::write(&path, text).expect("the disk works");
    path.to_str().expect("a plain name").to_owned()
}

fn export(dir: &Path) -> Value {
    let output = command("export", dir, &[]);
    assert!(output.status.success(), "{}", binary::errors(&output));
    serde_json::from_slice(&output.stdout).expect("an export is JSON")
}

#[test]
fn what_goes_in_comes_out() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let data = dir.path().join("data");
    let mut file = files::data_set(20, "first");
    file["licence"] = json!({"name": "CC BY 4.0", "since": 2026});
    file["places"][3]["a field of theirs"] = json!([1.10, {"b": "à"}, null]);
    let pretty = serde_json::to_string_pretty(&file).expect("it is JSON");
    let path = written(dir.path(), "a.json", &pretty);
    let first = command("import", &data, &[&path]);
    assert!(
        String::from_utf8_lossy(&first.stdout).contains("21 added"),
        "{}",
        binary::errors(&first)
    );
    assert_eq!(export(&data), file);
    let again = command("import", &data, &[&path]);
    assert!(String::from_utf8_lossy(&again.stdout).contains("21 unchanged; the data stands at change 1"));

    let other = files::data_set(10, "second");
    let path = written(dir.path(), "b.json", &other.to_string());
    let refused = command("import", &data, &[&path, "--replace"]);
    assert_eq!(refused.status.code(), Some(1));
    let errors = binary::errors(&refused);
    assert!(
        errors.contains("would remove 10 of 21 records") && errors.contains("--yes"),
        "{errors}"
    );
    assert_eq!(export(&data), file, "nothing of the file is stored");
    assert!(
        command("import", &data, &[&path, "--replace", "--yes"])
            .status
            .success()
    );
    assert_eq!(export(&data), other, "a file replaces what was there");
    let more = json!({"format": "family-hub/1", "places": [files::place(99, "merged")]});
    let path = written(dir.path(), "c.json", &more.to_string());
    assert!(command("import", &data, &[&path]).status.success());
    assert_eq!(
        export(&data)["places"].as_array().map(Vec::len),
        Some(11),
        "without --replace a file adds and updates"
    );
    let target = dir.path().join("export.json");
    fs::write(&target, "what was there before").expect("the disk works");
    let target = target.to_str().expect("a plain name");
    assert!(command("export", &data, &[target]).status.success());
    assert_eq!(fs::read(target).ok(), Some(command("export", &data, &[]).stdout));
    // Into a device, which nothing can take the place of.
    assert!(command("export", &data, &["/dev/null"]).status.success());
    let refused = command("export", &dir.path().join("nowhere"), &[target]);
    assert_eq!((refused.status.code(), fs::read(target).is_ok()), (Some(1), true));
}

#[test]
fn bad_records_are_refused_by_number_field_and_reason() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let data = dir.path().join("data");
    let mut file = files::data_set(5, "");
    file["places"][1]["kind"] = json!("castle");
    file["places"][3]["closures"] = json!([{"from": "2026-08-28", "to": "2026-08-03"}]);
    file["places"][4]["address"]["postal_code"] = json!("2610");
    let path = written(dir.path(), "bad.json", &file.to_string());
    let refused = command("import", &data, &[&path]);
    let errors = binary::errors(&refused);
    assert_eq!(refused.status.code(), Some(1));
    let lines: Vec<&str> = errors.lines().collect();
    assert_eq!(lines.len(), 4, "{errors}");
    assert!(
        lines[0].contains("places 2 ") && lines[0].contains("field kind") && lines[0].contains("\"castle\""),
        "{errors}"
    );
    assert!(
        lines[1].contains("places 4 ") && lines[1].contains("closures"),
        "{errors}"
    );
    assert!(
        lines[2].contains("places 5 ") && lines[2].contains("field address.postal_code"),
        "{errors}"
    );
    assert!(
        lines[3].contains("3 bad records: nothing of the file is stored"),
        "{errors}"
    );
    assert_eq!(export(&data)["places"], json!([]));

    let server = Server::start(&data);
    let answer = server.import("mode=replace", &file.to_string()).expect("it is serving");
    let problem = answer.json();
    assert_eq!((answer.status, &problem["bad"]), (400, &json!(3)), "{}", answer.body);
    assert_eq!(problem["records"][2]["field"], "address.postal_code");
    assert_eq!(server.sync()["seq"], 0);
    drop(server);

    let skipped = command("import", &data, &[&path, "--skip-bad"]);
    assert!(skipped.status.success());
    assert_eq!(export(&data)["places"].as_array().map(Vec::len), Some(2));
}

#[test]
fn what_is_no_data_set_file_is_refused_in_one_line() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let data = dir.path().join("data");
    let whole = files::data_set(3, "").to_string();
    let texts = [
        ("empty", String::new()),
        ("html", "<!doctype html><title>Sign in</title>".to_owned()),
        ("list", "[]".to_owned()),
        ("cut", whole[..whole.len() - 9].to_owned()),
        ("newer", whole.replace("family-hub/1", "family-hub/2")),
        ("unnamed", whole.replace("\"format\"", "\"fromat\"")),
        ("twice", whole.replacen('{', "{\"places\":[],", 1)),
        ("object", json!({"format": "family-hub/1", "places": {}}).to_string()),
    ];
    for (name, text) in texts {
        let path = written(dir.path(), name, &text);
        for more in [vec![path.as_str()], vec![path.as_str(), "--skip-bad"]] {
            let refused = command("import", &data, &more);
            let errors = binary::errors(&refused);
            assert_eq!(
                (refused.status.code(), errors.lines().count()),
                (Some(1), 1),
                "{name}: {errors}"
            );
            assert!(errors.contains("not a data set file"), "{name}: {errors}");
        }
    }
    let path = dir.path().join("latin-1");
    fs::write(&path, b"{\"format\":\"family-hub/1\",\"x\":\"\xe0\"}").expect("the disk works");
    let refused = command("import", &data, &[path.to_str().expect("a plain name")]);
    assert!(
        binary::errors(&refused).contains("UTF-8"),
        "{}",
        binary::errors(&refused)
    );
    let refused = command("import", &data, &["/nowhere/at/all.json"]);
    assert_eq!(
        (refused.status.code(), binary::errors(&refused).lines().count()),
        (Some(1), 1)
    );
}

#[test]
fn backups_beside_a_server_that_is_written_to_hold_a_state_that_was() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let data = dir.path().join("data");
    let server = Server::start_with(&data, &[]);
    let first = server.sync()["data"]["guides"].as_array().map_or(0, Vec::len);
    let backups: Vec<_> = (0..10)
        .map(|number| dir.path().join(format!("{number}.backup")))
        .collect();
    std::thread::scope(|scope| {
        let writer = scope.spawn(|| {
            for number in 0..120 {
                let answer = server.import("mode=merge", &files::one_guide(&format!("g{number:03}")));
                assert_eq!(answer.map(|answer| answer.status), Some(200));
            }
        });
        for backup in &backups {
            let output = command("backup", &data, &[backup.to_str().expect("a plain name")]);
            assert!(output.status.success(), "{}", binary::errors(&output));
        }
        writer.join().expect("the writer does not panic");
    });
    drop(server);
    for (number, backup) in backups.iter().enumerate() {
        let restored = dir.path().join(format!("restored-{number}"));
        let backup = backup.to_str().expect("a plain name");
        let output = command("restore", &restored, &[backup]);
        assert!(output.status.success(), "{}", binary::errors(&output));
        let server = Server::start(&restored);
        let sync = server.sync();
        // Change 1 brought the first data, and each one after it one guide.
        let expected = sync["seq"].as_u64().expect("a number") - 1 + first as u64;
        let guides = sync["data"]["guides"].as_array().map_or(0, Vec::len) as u64;
        assert_eq!(guides, expected, "backup {number}");
        drop(server);
        let output = command("restore", &restored, &[backup]);
        assert_eq!(
            output.status.code(),
            Some(1),
            "what is there is not replaced by accident"
        );
        assert!(binary::errors(&output).contains("--force"));
    }
}

#[test]
fn damaged_backups_are_refused() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let data = dir.path().join("data");
    let path = written(dir.path(), "a.json", &files::data_set(10, "").to_string());
    assert!(command("import", &data, &[&path]).status.success());
    let backup = written(dir.path(), "backup", "");
    assert!(command("backup", &data, &[&backup]).status.success());
    let whole = fs::read(&backup).expect("it was written");
    let target = dir.path().join("restored");
    for number in 0..50 {
        let at = whole.len() * number / 50;
        let mut bytes = whole.clone();
        match number % 2 {
            0 => bytes.truncate(at),
            _ => bytes[at] ^= 1 << (number % 8),
        }
        fs::write(&backup, bytes).expect("the disk works");
        let refused = command("restore", &target, &[&backup]);
        let errors = binary::errors(&refused);
        assert_eq!(
            (refused.status.code(), errors.lines().count()),
            (Some(1), 1),
            "{number}: {errors}"
        );
        assert!(errors.contains("is not a whole backup"), "{number}: {errors}");
        assert!(!target.join("journal").exists());
    }
    let verified = run(["verify", "--backup", &backup]);
    assert_eq!(verified.status.code(), Some(1));
    fs::write(&backup, whole).expect("the disk works");
    assert!(run(["verify", "--backup", &backup]).status.success());
    assert!(command("restore", &target, &[&backup]).status.success());
    assert_eq!(export(&target), files::data_set(10, ""));
}
