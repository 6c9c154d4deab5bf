//! Directories and backups of earlier versions, journals that are made shorter, changes that are taken back, and what
//! is left of a damaged directory.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use e2e::{Server, binary, files, run};
use flate2::read::GzDecoder;
use serde_json::{Value, json};

fn command(verb: &str, dir: &Path, more: &[&str]) -> Output {
    let mut arguments = vec![verb.as_ref(), "--data".as_ref(), dir.as_os_str()];
    arguments.extend(more.iter().map(std::ffi::OsStr::new));
    run(arguments)
}

fn done(verb: &str, dir: &Path, more: &[&str]) -> String {
    let output = command(verb, dir, more);
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{verb}: {text}{}", binary::errors(&output));
    text
}

fn refused(verb: &str, dir: &Path, more: &[&str]) -> String {
    let output = command(verb, dir, more);
    let errors = binary::errors(&output);
    assert_eq!((output.status.code(), errors.lines().count()), (Some(1), 1), "{errors}");
    errors
}

fn export(dir: &Path) -> Value {
    serde_json::from_str(&done("export", dir, &[])).expect("an export is JSON")
}

fn written(dir: &Path, name: &str, file: &Value) -> String {
    let path = dir.join(name);
    fs::write(&path, file.to_string()).expect("the disk works");
    path.to_str().expect("a plain name").to_owned()
}

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(name)
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("the disk works");
    for entry in fs::read_dir(from).expect("it is there") {
        let (path, name) = entry
            .map(|entry| (entry.path(), entry.file_name()))
            .expect("it is there");
        match path.is_dir() {
            true => copy(&path, &to.join(name)),
            false => drop(fs::copy(&path, to.join(name)).expect("the disk works")),
        }
    }
}

/// A directory as format 1 left it, with its index.
fn format_1(to: &Path) {
    copy(&fixture("data-1"), to);
    let packed = to.join("index/db.gz");
    let mut db = Vec::new();
    GzDecoder::new(fs::File::open(&packed).expect("it is there"))
        .read_to_end(&mut db)
        .expect("a whole file");
    fs::write(to.join("index/db"), db).expect("the disk works");
    fs::remove_file(packed).expect("it was there");
}

#[test]
fn data_of_format_1_opens_and_is_what_it_was() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let expected: Value =
        serde_json::from_slice(&fs::read(fixture("data-1.json")).expect("it is there")).expect("an export is JSON");
    let data = dir.path().join("data");
    format_1(&data);
    assert_eq!(export(&data), expected);
    let server = Server::start(&data);
    assert_eq!(
        (&server.sync()["epoch"], &server.sync()["seq"]),
        (&json!("42e1935204c1a8c8"), &json!(3))
    );
    assert_eq!(
        server
            .import("mode=merge", &files::one_guide("new"))
            .map(|answer| answer.status),
        Some(200)
    );
    assert!(server.terminate().0.success());
    done("verify", &data, &[]);
    done("undo", &data, &["4"]);
    assert_eq!(export(&data), expected);
    done("compact", &data, &[]);
    done("verify", &data, &[]);
    assert_eq!(export(&data), expected);

    let restored = dir.path().join("restored");
    let backup = fixture("backup-1.fhb");
    let backup = backup.to_str().expect("a plain name");
    assert!(run(["verify", "--backup", backup]).status.success());
    done("restore", &restored, &[backup]);
    assert_eq!(export(&restored), expected);
}

#[test]
fn a_backup_is_a_tar_file_that_anybody_can_open() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let data = dir.path().join("data");
    let file = files::data_set(30, "first");
    done("import", &data, &[&written(dir.path(), "a.json", &file)]);
    done("compact", &data, &[]);
    done(
        "import",
        &data,
        &[&written(dir.path(), "b.json", &files::data_set(30, "second"))],
    );
    // A bare name, in the current directory.
    let output = Command::new(binary::path())
        .current_dir(dir.path())
        .args(["backup", "--data", "data", "backup.tar"])
        .output()
        .expect("the binary can be started");
    assert!(output.status.success(), "{}", binary::errors(&output));
    let unpacked = dir.path().join("unpacked");
    fs::create_dir(&unpacked).expect("the disk works");
    let status = |program: &str, arguments: &[&str]| {
        let mut command = Command::new(program);
        command.current_dir(&unpacked).args(arguments).stdout(Stdio::null());
        command.status().expect("it is on every machine").success()
    };
    assert!(status("tar", &["xf", "../backup.tar"]));
    assert!(status("sha256sum", &["--quiet", "-c", "SHA256SUMS"]) || cfg!(not(target_os = "linux")));
    let inside: Value =
        serde_json::from_slice(&fs::read(unpacked.join("data.json")).expect("it is there")).expect("it is JSON");
    assert_eq!(inside, export(&data));
    // The journal in it is a journal.
    let by_hand = dir.path().join("by-hand");
    fs::create_dir(&by_hand).expect("the disk works");
    fs::rename(unpacked.join("journal"), by_hand.join("journal")).expect("it was unpacked");
    assert_eq!(export(&by_hand), inside);
    let restored = dir.path().join("restored");
    done(
        "restore",
        &restored,
        &[dir.path().join("backup.tar").to_str().expect("a plain name")],
    );
    assert_eq!(export(&restored), inside);
    done("undo", &restored, &["2"]);
    assert_eq!(export(&restored), file, "the history came along");
}

#[test]
fn an_import_is_taken_back_also_after_the_journal_was_made_shorter() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let data = dir.path().join("data");
    let first = files::data_set(60, "first");
    done("import", &data, &[&written(dir.path(), "a.json", &first)]);
    let second = written(dir.path(), "b.json", &files::data_set(5, "second"));
    done("import", &data, &[&second, "--replace", "--yes"]);
    let told = done("undo", &data, &["2"]);
    assert!(
        told.contains("61 records are what they were, 0 removed; the data stands at change 3"),
        "{told}"
    );
    assert_eq!(export(&data), first);
    done("import", &data, &[&second, "--replace", "--yes"]);
    done("compact", &data, &[]);
    done("undo", &data, &["4"]);
    let (now, expected) = (export(&data), &first);
    let sorted = |file: &Value| {
        let mut places = file["places"].as_array().cloned().unwrap_or_default();
        places.sort_by_key(|place| place["id"].to_string());
        places
    };
    assert_eq!(
        (sorted(&now), &now["networks"]),
        (sorted(expected), &expected["networks"])
    );
    assert!(refused("undo", &data, &["77"]).contains("there is no change 77"));
    // Once more there is nothing left to take back.
    assert!(done("undo", &data, &["4"]).contains("the data stands at change 5"));
    assert!(refused("undo", &dir.path().join("nowhere"), &["1"]).contains("holds no data"));
    let server = Server::start(&data);
    assert!(refused("undo", &data, &["1"]).contains("POST /undo?seq=1"));
    let answer = server.administer("/undo?seq=5").expect("it is serving");
    assert_eq!(
        (answer.status, answer.json()["seq"].as_u64()),
        (200, Some(6)),
        "{}",
        answer.body
    );
    assert_eq!(server.sync()["data"]["places"].as_array().map(Vec::len), Some(5));
    assert_eq!(server.administer("/undo?seq=77").map(|answer| answer.status), Some(404));
}

#[test]
fn killed_while_the_journal_is_made_shorter() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let data = dir.path().join("data");
    let names: Vec<String> = (0..2)
        .map(|mark| {
            written(
                dir.path(),
                &format!("{mark}.json"),
                &files::data_set(400, &format!("of {mark}")),
            )
        })
        .collect();
    let mut cut_off = 0;
    let mut longest = Duration::from_millis(200);
    for kill in 0..24_u32 {
        done("import", &data, &[&names[kill as usize % 2]]);
        let expected = export(&data);
        let begun = Instant::now();
        let child = Command::new(binary::path())
            .args(["compact", "--data"])
            .arg(&data)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let mut child = child.expect("the binary can be started");
        let until = longest * (kill + 1) / 24;
        while begun.elapsed() < until && child.try_wait().expect("a child can be waited for").is_none() {
            std::thread::sleep(Duration::from_millis(1));
        }
        match child.try_wait().expect("a child can be waited for") {
            Some(_) => longest = begun.elapsed().min(longest),
            None => {
                cut_off += 1;
                child.kill().expect("a child can be killed");
                child.wait().expect("a child can be waited for");
            }
        }
        assert_eq!(export(&data), expected, "after kill {kill}");
        done("verify", &data, &[]);
    }
    assert!(cut_off > 3, "only {cut_off} were cut off: this shows nothing");
    done("compact", &data, &[]);
    let journal = fs::read_dir(data.join("journal")).expect("it is there").count();
    assert_eq!(journal, 3, "what was left behind is tidied away");
}

#[test]
fn a_loss_is_refused_and_a_repair_says_what_is_gone() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let data = dir.path().join("data");
    for number in 0..6 {
        let file: Value = serde_json::from_str(&files::one_guide(&format!("g{number}"))).expect("it is JSON");
        done("import", &data, &[&written(dir.path(), "g.json", &file)]);
    }
    assert!(done("repair", &data, &[]).contains("needs no repair"));
    let segment = fs::read_dir(data.join("journal"))
        .expect("it is there")
        .next()
        .and_then(Result::ok)
        .expect("one segment")
        .path();
    let whole = fs::read(&segment).expect("it is there");
    let before = dir.path().join("before");
    copy(&data, &before);
    let ids = |dir: &Path| -> Vec<String> {
        let guides = export(dir)["guides"].as_array().cloned().unwrap_or_default();
        guides
            .iter()
            .filter_map(|guide| guide["id"].as_str().map(str::to_owned))
            .collect()
    };
    let all = ids(&data);
    let lines: Vec<usize> = whole
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\n')
        .map(|(at, _)| at)
        .collect();
    let third = lines[2] + 40;

    // Damage in the middle: the index still holds everything.
    let damaged = |keep_index: bool| {
        let copied = dir.path().join(format!("damaged-{keep_index}"));
        copy(&before, &copied);
        let mut bytes = whole.clone();
        bytes[third] ^= 1;
        fs::write(copied.join("journal").join(segment.file_name().expect("a name")), bytes).expect("the disk works");
        if !keep_index {
            fs::remove_dir_all(copied.join("index")).expect("it was there");
        }
        copied
    };
    let with_index = damaged(true);
    assert!(refused("export", &with_index, &[]).contains("change 3 cannot be read"));
    let told = done("repair", &with_index, &[]);
    assert!(
        told.contains("change 3: gone from the journal, and kept by the index"),
        "{told}"
    );
    assert_eq!(ids(&with_index), all);

    let without = damaged(false);
    let told = done("repair", &without, &[]);
    assert!(
        told.starts_with("change 3: lost\n") && told.contains("changes go on after 6"),
        "{told}"
    );
    let mut expected = all.clone();
    expected.remove(2);
    assert_eq!(ids(&without), expected);
    done("verify", &without, &[]);
    assert!(done("repair", &without, &[]).contains("needs no repair"));
    let server = Server::start(&without);
    let old = server
        .get("/api/v1/sync?epoch=0000000000000000&seq=3")
        .expect("it is serving");
    assert_eq!(old.json()["type"], "snapshot");
    let next = server
        .import("mode=merge", &files::one_guide("next"))
        .expect("it is serving");
    assert_eq!(next.json()["seq"], 7);
    drop(server);

    // The end is cut off, and only the index knows.
    fs::write(&segment, &whole[..=lines[lines.len() - 2]]).expect("the disk works");
    fs::remove_file(data.join("witness.json")).expect("it was there");
    let said = refused("serve", &data, &["--listen", "127.0.0.1:0"]);
    assert!(said.contains("change 6") && said.contains("repair"), "{said}");
    let told = done("repair", &data, &[]);
    assert!(
        told.contains("change 6: gone from the journal, and kept by the index"),
        "{told}"
    );
    assert_eq!(ids(&data), all);
    assert!(data.join("journal.before-restore").is_dir());
}

#[test]
fn what_a_repair_kept_is_not_taken_away_by_an_undo() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let data = dir.path().join("data");
    let import = |server: &Server, id: &str, title: &str| -> Value {
        let guide = json!({"id": id, "title": title, "topic": "scuola"});
        let file = json!({"format": "family-hub/1", "guides": [guide]}).to_string();
        let answer = server.import("mode=merge", &file).expect("it is serving");
        assert_eq!(answer.status, 200);
        answer.json()["seq"].clone()
    };
    let titles = |server: &Server| -> Vec<String> {
        let guides = server.sync()["data"]["guides"].as_array().cloned().unwrap_or_default();
        let title = |guide: &Value| guide["title"].as_str().unwrap_or_default().to_owned();
        guides.iter().map(title).collect()
    };
    let undo = |server: &Server, seq: &Value| {
        server
            .administer(&format!("/undo?seq={seq}"))
            .map(|answer| answer.status)
    };
    let server = Server::start(&data);
    for (id, title) in [("a", "A"), ("b", "B"), ("c", "C")] {
        import(&server, id, title);
    }
    // Ended in good order, so that the index has it all.
    assert!(server.terminate().0.success());
    let segment = fs::read_dir(data.join("journal")).expect("it is there").next();
    let segment = segment.and_then(Result::ok).expect("one segment").path();
    let whole = fs::read(&segment).expect("it is there");
    let end = whole[..whole.len() - 1].iter().rposition(|byte| *byte == b'\n');
    fs::write(&segment, &whole[..=end.expect("lines")]).expect("the disk works");
    // The index has the records, and nobody their past.
    done("repair", &data, &[]);

    let server = Server::start(&data);
    assert_eq!(titles(&server), ["A", "B", "C"]);
    let seq = import(&server, "a", "Changed");
    assert_eq!(
        (undo(&server, &seq), titles(&server)),
        (Some(200), vec!["A".into(), "B".into(), "C".into()])
    );
    let (first, second) = (import(&server, "b", "Changed"), import(&server, "b", "Again"));
    drop(server);

    // Folded, what was there before the first change is known no more. It is said, and nothing is removed.
    done("compact", &data, &[]);
    let server = Server::start(&data);
    assert_eq!(undo(&server, &second), Some(200));
    assert_eq!(titles(&server), ["A", "Changed", "C"]);
    assert_eq!(undo(&server, &first), Some(404));
    assert_eq!(titles(&server), ["A", "Changed", "C"]);
}

#[test]
fn a_directory_that_is_not_there_is_said_and_a_stray_file_is_told_as_one() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    for verb in ["verify", "export", "compact", "repair"] {
        refused(verb, &dir.path().join("nowhere"), &[]);
        assert!(!dir.path().join("nowhere").exists(), "{verb}");
    }
    let data = dir.path().join("data");
    done(
        "import",
        &data,
        &[&written(dir.path(), "a.json", &files::data_set(3, ""))],
    );
    let told = done("verify", &data, &[]);
    assert!(
        !told.contains("DAMAGED") && told.contains("index"),
        "right after an import: {told}"
    );
    for name in ["notes.txt", "copy-7.log", "aaaaaaaaaaaaaaaa-000009.log"] {
        fs::write(data.join("journal").join(name), "not of the journal").expect("the disk works");
        let told = done("verify", &data, &[]);
        assert!(told.contains(&format!("stray    note     {name}")), "{told}");
    }
    assert_eq!(export(&data), files::data_set(3, ""));
}
