//! A1, A2, A10, A11, A12, H1, H3: kills, starts, backups, space.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use e2e::{Server, files, run, server};
use serde_json::{Value, json};

use crate::figures;

const KILLS: usize = 500;
const RESTARTS: usize = 50;
const BACKUPS: usize = 40;
const DAMAGES: usize = 100;
const LIVE: usize = 5_000;
const DAYS: usize = 30;
const CHANGES_A_DAY: usize = 2_000;

pub(crate) fn measure() {
    kills_in_writes();
    kills_in_starts();
    restarts();
    backups();
    thirty_days();
}

/// Guides by id, with the number that stands in their title.
fn guides(server: &Server) -> BTreeMap<String, usize> {
    let sync = server.sync();
    let guides = sync["data"]["guides"].as_array().into_iter().flatten();
    let pairs = guides.filter_map(|guide| {
        let number = guide["title"].as_str()?.rsplit(' ').next()?.parse().ok()?;
        Some((guide["id"].as_str()?.to_owned(), number))
    });
    pairs.collect()
}

/// SIGKILL while four clients change what is there: each acknowledged change is there afterwards, or a later one of the
/// same client, and each has a number of its own.
fn kills_in_writes() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let (mut acknowledged, mut numbers) = (BTreeMap::<String, usize>::new(), BTreeSet::new());
    let (mut lost, mut twice, mut behind) = (0, 0, 0);
    let mut starts = Vec::new();
    let mut highest = 0;
    for kill in 0..=KILLS {
        let begun = Instant::now();
        let server = Server::start(dir.path());
        starts.push(begun.elapsed());
        let found = guides(&server);
        let is_lost = |(id, number): &(&String, &usize)| found.get(*id) < Some(*number);
        lost += acknowledged.iter().filter(is_lost).count();
        acknowledged.extend(found);
        behind += usize::from(server.sync()["seq"].as_u64() < Some(highest));
        if kill == KILLS {
            break;
        }
        // Between 0 and 400 ms, evenly, in an order that is no order.
        let moment = Duration::from_millis((kill * 7_919 % 400) as u64);
        let done: Vec<(String, usize, u64)> = thread::scope(|scope| {
            let writers: Vec<_> = (0..4)
                .map(|writer| {
                    let server = &server;
                    scope.spawn(move || write_until_it_ends(server, kill, writer))
                })
                .collect();
            thread::sleep(moment);
            server.kill_now();
            let done = writers.into_iter().map(|writer| writer.join().expect("no panic"));
            done.flatten().collect()
        });
        for (id, number, seq) in done {
            twice += usize::from(!numbers.insert(seq));
            highest = highest.max(seq);
            acknowledged.insert(id, number);
        }
    }
    figures::told("A1 kills while four clients write", KILLS as u64, "");
    figures::told("A1 acknowledged changes", numbers.len() as u64, "");
    figures::none("A1 acknowledged changes lost", lost);
    figures::none("A1 numbers given out twice", twice);
    figures::none("A1 starts behind an acknowledged change", behind);
    figures::at_most(
        "A1 from start to serving, p99",
        figures::share_below(&mut starts, 0.99),
        "ms",
        2_000,
    );
}

/// What was acknowledged: id, the number in the title, the number of the change.
fn write_until_it_ends(server: &Server, kill: usize, writer: usize) -> Vec<(String, usize, u64)> {
    let mut done = Vec::new();
    for at in 0.. {
        // Few names, so that the directory stays small.
        let id = format!("w{writer}-{}", at % 100);
        let number = kill * 100_000 + at;
        match server.import("mode=merge", &files::guide(&id, &format!("Guide {number}"))) {
            Some(answer) if answer.status == 200 => {
                done.push((id, number, answer.json()["seq"].as_u64().expect("a number")));
            }
            // Two writers can race; the one that lost is told so.
            Some(answer) if answer.status == 409 => {}
            _ => break,
        }
    }
    done
}

/// SIGKILL in the first 40 ms of a start over 200,000 changes; the next start works.
fn kills_in_starts() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let server = Server::start(dir.path());
    for round in 0..40 {
        let answer = server.import(
            "mode=merge",
            &files::data_set(LIVE, &format!("of round {round}")).to_string(),
        );
        assert_eq!(answer.map(|answer| answer.status), Some(200));
    }
    let expected = server.sync();
    server.kill();
    let begun = Instant::now();
    drop(Server::start(dir.path()));
    figures::at_most(
        "A2 start after 200,000 changes of 5,000 records",
        figures::millis(begun.elapsed()),
        "ms",
        2_000,
    );
    let mut failed = 0;
    for kill in 0..KILLS {
        let mut child = server::spawn(dir.path(), &["--no-seed"]);
        thread::sleep(Duration::from_micros((kill * 7_919 % 40_000) as u64));
        child.kill().expect("a child can be killed");
        child.wait().expect("a child can be waited for");
        if kill % 10 == 9 {
            let server = Server::start(dir.path());
            failed += usize::from(server.sync() != expected);
        }
    }
    figures::told("A2 kills within 40 ms of a start", KILLS as u64, "");
    figures::none("A2 starts after them that failed or told other data", failed);
}

fn restarts() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let mut times = Vec::new();
    for _ in 0..RESTARTS {
        let begun = Instant::now();
        let server = Server::start_with(dir.path(), &[]);
        times.push(begun.elapsed());
        let (status, _) = server.terminate();
        assert!(status.success());
    }
    let good = times.iter().filter(|time| **time <= Duration::from_secs(3)).count();
    figures::all("A10 restarts back to back within 3 s", good, RESTARTS);
}

/// Backups beside writes hold exactly what was there at one number between begin and end; damaged ones are refused.
fn backups() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let data = dir.path().join("data");
    let server = Server::start(&data);
    assert!(
        server
            .import("mode=merge", &files::data_set(500, "first").to_string())
            .is_some()
    );
    let file = dir.path().join("backup.tar");
    let restored = dir.path().join("restored");
    let mut exact = 0;
    let ends = AtomicBool::new(false);
    thread::scope(|scope| {
        let (server, ends) = (&server, &ends);
        // The n-th change adds the guide n: what a state holds says at which number it was.
        scope.spawn(move || {
            for number in 0.. {
                if ends.load(Ordering::Relaxed) {
                    break;
                }
                let _answer = server.import("mode=merge", &files::one_guide(&format!("n{number}")));
            }
        });
        for _ in 0..BACKUPS {
            let least = server.sync()["seq"].as_u64().expect("a number");
            let made = run(["backup".as_ref(), "--data".as_ref(), data.as_os_str(), file.as_os_str()]);
            let most = server.sync()["seq"].as_u64().expect("a number");
            let _there_or_not = fs::remove_dir_all(&restored);
            let put = run([
                "restore".as_ref(),
                "--data".as_ref(),
                restored.as_os_str(),
                file.as_os_str(),
            ]);
            exact += usize::from(made.status.success() && put.status.success() && is_between(&restored, least, most));
        }
        ends.store(true, Ordering::Relaxed);
    });
    figures::all(
        "A11 backups beside writes, each restored to one exact state",
        exact,
        BACKUPS,
    );
    drop(server);
    let whole = fs::read(&file).expect("it was written");
    let damaged = dir.path().join("damaged.tar");
    let refused = (0..DAMAGES).filter(|damage| {
        let mut bytes = whole.clone();
        let at = (damage * 7_919 * 131) % bytes.len();
        match damage % 2 {
            0 => bytes[at] ^= 1 << (damage % 8),
            _ => bytes.truncate(at),
        }
        fs::write(&damaged, &bytes).expect("the disk works");
        !run(["verify".as_ref(), "--backup".as_ref(), damaged.as_os_str()])
            .status
            .success()
    });
    figures::all("H3 flipped or cut backups refused", refused.count(), DAMAGES);
}

fn is_between(restored: &Path, least: u64, most: u64) -> bool {
    let output = run(["export".as_ref(), "--data".as_ref(), restored.as_os_str()]);
    let export: Value = serde_json::from_slice(&output.stdout).unwrap_or_default();
    let numbers: BTreeSet<u64> = export["guides"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|guide| guide["id"].as_str()?.strip_prefix('n')?.parse().ok())
        .collect();
    // Change 1 were the places.
    let seq = numbers.len() as u64 + 1;
    let is_whole = numbers.iter().copied().eq(0..numbers.len() as u64);
    is_whole && export["places"].as_array().map(Vec::len) == Some(500) && (least..=most).contains(&seq)
}

/// A month of many changes: what it takes of disk and memory, and how long the next start and a restore are.
fn thirty_days() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let data = dir.path().join("data");
    let server = Server::start(&data);
    let whole = files::data_set(LIVE, "first").to_string();
    assert!(server.import("mode=merge", &whole).is_some());
    const AT_ONCE: usize = 200;
    for change in 0..DAYS * CHANGES_A_DAY / AT_ONCE {
        let places: Vec<Value> = (0..AT_ONCE)
            .map(|at| files::place((change * AT_ONCE + at) % LIVE, &format!("of change {change}")))
            .collect();
        let file = json!({"format": "family-hub/1", "places": places}).to_string();
        let answer = server.import("mode=merge", &file);
        assert_eq!(answer.map(|answer| answer.status), Some(200));
    }
    figures::at_most(
        "A12 memory, 5,000 records after 60,000 changes",
        figures::memory(server.id()),
        "MB",
        150,
    );
    assert!(server.terminate().0.success());
    let disk = size(&data) / 1_000_000;
    let most = 64.max(10 * whole.len() as u64 / 1_000_000);
    figures::at_most("A12 disk after 60,000 changes", disk, "MB", most);
    let begun = Instant::now();
    drop(Server::start(&data));
    figures::at_most(
        "A12 start after 60,000 changes",
        figures::millis(begun.elapsed()),
        "ms",
        2_000,
    );
    let file = dir.path().join("backup.tar");
    let verify = figures::peak_of_a_run(&["verify".as_ref(), "--data".as_ref(), data.as_os_str()]);
    figures::at_most("A12 memory of verify", verify, "MB", 64);
    let backup = ["backup".as_ref(), "--data".as_ref(), data.as_os_str(), file.as_os_str()];
    figures::at_most("A12 memory of backup", figures::peak_of_a_run(&backup), "MB", 64);
    let restored = dir.path().join("restored");
    let begun = Instant::now();
    let put = run([
        "restore".as_ref(),
        "--data".as_ref(),
        restored.as_os_str(),
        file.as_os_str(),
    ]);
    assert!(put.status.success());
    figures::at_most(
        "H1 restore of it into an empty directory",
        figures::millis(begun.elapsed()),
        "ms",
        30_000,
    );
}

fn size(dir: &Path) -> u64 {
    let entries = fs::read_dir(dir).expect("it is there").flatten();
    let sizes = entries.map(|entry| match entry.path() {
        path if path.is_dir() => size(&path),
        path => fs::metadata(path).map_or(0, |file| file.len()),
    });
    sizes.sum()
}
