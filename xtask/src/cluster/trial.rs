//! Sixteen editors write and four readers read while the leader of the database and the servers are killed, one after
//! the other; afterwards every acknowledged write must be there once, in one order on all servers.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};
use ureq::Agent;

use super::machines::Cluster;

const EDITORS: usize = 16;
const READERS: usize = 4;
/// Guides that each editor keeps: what grows is the journal.
const GUIDES: u64 = 8;
/// What is hoped for, and how long it is tried.
const WRITES: u64 = 10_000;
const KILLS: usize = 20;
const TIME: Duration = Duration::from_secs(230);
/// How soon writes must be taken again.
const BACK: Duration = Duration::from_secs(15);

/// What was seen.
#[derive(Default)]
struct Seen {
    /// Writes that were acknowledged: which guide, and the text that was written.
    acknowledged: Mutex<Vec<(String, String)>>,
    /// When the last one was.
    last: Mutex<Option<Instant>>,
    written: AtomicU64,
    /// Writes that were answered by a refusal, or not at all, and were sent again.
    again: AtomicU64,
    read: AtomicU64,
    /// Reads that were not answered by 200 or 304, or by something older than the reader had.
    bad_reads: AtomicU64,
    bad_read: Mutex<Option<String>>,
    end: AtomicBool,
}

impl Seen {
    fn is_over(&self) -> bool {
        self.end.load(Ordering::Relaxed)
    }

    fn last(&self) -> Option<Instant> {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn bad(&self, what: String) {
        self.bad_reads.fetch_add(1, Ordering::Relaxed);
        self.bad_read
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get_or_insert(what);
    }
}

fn agent(patience: u64) -> Agent {
    Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(patience)))
        .build()
        .into()
}

/// Runs it and prints what was measured.
///
/// # Errors
/// When something was lost, doubled, put into another order, answered wrongly or came back too late.
pub(super) fn run(cluster: &mut Cluster) -> Result<()> {
    let seen = Seen::default();
    let (proxy, operators) = (cluster.proxy_port, cluster.operators_port);
    let begun = Instant::now();
    let returns = std::thread::scope(|scope| {
        for editor in 0..EDITORS {
            let seen = &seen;
            scope.spawn(move || edit(editor, operators, seen));
        }
        for reader in 0..READERS {
            let seen = &seen;
            scope.spawn(move || read(reader, proxy, seen));
        }
        let returns = kill(cluster, &seen, begun);
        while returns.is_ok() && seen.written.load(Ordering::Relaxed) < WRITES && begun.elapsed() < TIME {
            std::thread::sleep(Duration::from_millis(100));
        }
        seen.end.store(true, Ordering::Relaxed);
        returns
    });
    let seconds = begun.elapsed().as_secs_f64();
    let returns = returns?;
    let cursor = wait_until_equal(cluster)?;
    cluster.end_hubs();
    let journals: Vec<String> = cluster
        .hubs
        .iter()
        .map(|hub| journal(&hub.data))
        .collect::<Result<_>>()?;
    let one_order = journals.iter().all(|journal| *journal == journals[0]);
    let written = written_in(&journals[0])?;
    let acknowledged = seen.acknowledged.lock().unwrap_or_else(PoisonError::into_inner);
    let count = |write: &(String, String)| written.get(write).copied().unwrap_or(0);
    let lost = acknowledged.iter().filter(|write| count(write) == 0).count();
    let doubled = written.values().filter(|times| **times > 1).count();
    let slowest = returns.iter().map(|(_, back)| *back).max().unwrap_or_default();
    for (what, back) in &returns {
        println!(
            "  {what:<7} killed: the next write was acknowledged after {:.1} s",
            back.as_secs_f64()
        );
    }
    let bad_reads = seen.bad_reads.load(Ordering::Relaxed);
    println!(
        "writes acknowledged  {} in {seconds:.0} s ({:.0} a second), {} sent again\nlost                 {lost}\n\
         doubled              {doubled}\none order            {one_order} (change {cursor} on all servers)\n\
         reads                {} ({bad_reads} bad)\nkills                {} ({} of the database's leader)\n\
         slowest return       {:.1} s",
        acknowledged.len(),
        acknowledged.len() as f64 / seconds,
        seen.again.load(Ordering::Relaxed),
        seen.read.load(Ordering::Relaxed),
        returns.len(),
        returns.iter().filter(|(what, _)| *what == "leader").count(),
        slowest.as_secs_f64()
    );
    if let Some(bad) = seen.bad_read.lock().unwrap_or_else(PoisonError::into_inner).as_ref() {
        println!("first bad read       {bad}");
    }
    if lost > 0 || doubled > 0 || !one_order || bad_reads > 0 || slowest > BACK {
        bail!("it does not hold");
    }
    Ok(())
}

/// Writes one guide after the other, each until it is acknowledged.
fn edit(editor: usize, port: u16, seen: &Seen) {
    let agent = agent(40);
    let address = format!("http://127.0.0.1:{port}/import?mode=merge");
    for number in 0_u64.. {
        let id = format!("e{editor}-{}", number % GUIDES);
        let title = format!("Scritto {number}");
        let guide = json!({"id": id, "title": title, "topic": "scuola", "body": "Testo della guida."});
        let file = json!({"format": "family-hub/1", "guides": [guide]}).to_string();
        loop {
            // What was sent may be made although nobody says so; it is no acknowledgement, and no loss either.
            if seen.is_over() || seen.written.load(Ordering::Relaxed) >= WRITES {
                return;
            }
            let answer = agent.post(&address).content_type("application/json").send(&file);
            if answer.is_ok_and(|answer| answer.status() == 200) {
                break;
            }
            seen.again.fetch_add(1, Ordering::Relaxed);
            std::thread::sleep(Duration::from_millis(100));
        }
        *seen.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(Instant::now());
        seen.written.fetch_add(1, Ordering::Relaxed);
        seen.acknowledged
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push((id, title));
    }
}

/// Follows the data as a device does, and opens a page now and then.
fn read(reader: usize, port: u16, seen: &Seen) {
    let agent = agent(20);
    let mut cursor: Option<(String, u64)> = None;
    for turn in 0_u64.. {
        if seen.is_over() {
            return;
        }
        let path = match (turn % 8, &cursor) {
            (0, _) => "/".to_owned(),
            (_, Some((epoch, seq))) => format!("/api/v1/sync?epoch={epoch}&seq={seq}"),
            (_, None) => "/api/v1/sync".to_owned(),
        };
        let request = agent
            .get(format!("http://127.0.0.1:{port}{path}"))
            .header("X-Forwarded-For", format!("192.0.2.{}", reader + 1));
        let answer = request.call().map_err(|error| error.to_string());
        seen.read.fetch_add(1, Ordering::Relaxed);
        let text = answer.and_then(|mut answer| match answer.status().as_u16() {
            200 => answer.body_mut().read_to_string().map_err(|error| error.to_string()),
            status => Err(format!("status {status}")),
        });
        match text {
            Err(error) => seen.bad(format!("{path}: {error}")),
            Ok(text) if path != "/" => {
                let told: Value = serde_json::from_str(&text).unwrap_or_default();
                let next = told["epoch"].as_str().map(str::to_owned).zip(told["seq"].as_u64());
                match (&cursor, next) {
                    (_, None) => seen.bad(format!("{path}: no cursor")),
                    (Some((epoch, seq)), Some((new_epoch, new_seq))) if *epoch == new_epoch && new_seq < *seq => {
                        seen.bad(format!("{path}: {new_seq} after {seq}"));
                    }
                    (_, next) => cursor = next,
                }
            }
            Ok(_) => {}
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Kills the leader and a server by turns. Returns what was killed, and how long no write was acknowledged then.
fn kill(cluster: &mut Cluster, seen: &Seen, begun: Instant) -> Result<Vec<(&'static str, Duration)>> {
    let mut returns = Vec::new();
    wait("the first write", Duration::from_secs(30), || seen.last().is_some())?;
    for number in 0..KILLS {
        if begun.elapsed() > TIME {
            break;
        }
        wait("a leader with a standby", Duration::from_secs(60), || {
            cluster.leader_with_standby().is_some()
        })?;
        std::thread::sleep(Duration::from_secs(2));
        let killed = Instant::now();
        let what = match number % 2 {
            0 => {
                cluster.kill_leader()?;
                "leader"
            }
            _ => {
                cluster.kill_hub(number / 2 % 3);
                "server"
            }
        };
        // A write that was on its way when the leader died may still be acknowledged at once.
        std::thread::sleep(Duration::from_millis(300));
        let settled = Instant::now();
        wait("writes to come back", Duration::from_secs(60), || {
            seen.last().is_some_and(|last| last > settled)
        })?;
        let back = seen.last().unwrap_or(settled).duration_since(killed);
        returns.push((what, back));
        if what == "server" {
            cluster.start_hub_again(number / 2 % 3)?;
        }
    }
    Ok(returns)
}

fn wait(what: &str, patience: Duration, mut holds: impl FnMut() -> bool) -> Result<()> {
    let deadline = Instant::now() + patience;
    while !holds() {
        if Instant::now() > deadline {
            bail!("{what}: not within {} s", patience.as_secs());
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    Ok(())
}

/// Waits until all servers stand at the same change, and say the same of it.
fn wait_until_equal(cluster: &Cluster) -> Result<u64> {
    let states = |path: &str| -> Option<Vec<Value>> { (0..3).map(|number| cluster.ask(number, path)).collect() };
    let cursors = || {
        let all = states("/health")?;
        let cursor = (all[0]["epoch"].clone(), all[0]["seq"].clone());
        all.iter()
            .all(|one| (one["epoch"].clone(), one["seq"].clone()) == cursor)
            .then(|| cursor.1.as_u64())?
    };
    wait("all servers at one change", Duration::from_secs(30), || {
        cursors().is_some()
    })?;
    let all = states("/api/v1/sync").context("a server does not answer")?;
    if all.iter().any(|one| one["data"] != all[0]["data"]) {
        bail!("the servers do not hold the same records");
    }
    cursors().context("the servers still move")
}

/// All lines of a directory's journal, in order.
fn journal(data: &Path) -> Result<String> {
    let mut files: Vec<_> = fs::read_dir(data.join("journal"))?
        .flatten()
        .map(|file| file.path())
        .collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "log"));
    // Numbers stand behind the epoch, which need not be in order.
    files.sort_by_key(|file| {
        let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        stem.rsplit_once('-').and_then(|(_, number)| number.parse::<u32>().ok())
    });
    Ok(files
        .iter()
        .map(fs::read_to_string)
        .collect::<std::io::Result<Vec<_>>>()?
        .concat())
}

/// How often each text was written to each guide.
fn written_in(journal: &str) -> Result<HashMap<(String, String), usize>> {
    let mut written = HashMap::new();
    for line in journal.lines() {
        let line: Value = serde_json::from_str(line)?;
        let commits = line["commits"].as_array().into_iter().flatten();
        for step in commits.flat_map(|commit| commit.as_array().into_iter().flatten()) {
            if let (Some(id), Some(title)) = (step["id"].as_str(), step["record"]["title"].as_str()) {
                *written.entry((id.to_owned(), title.to_owned())).or_insert(0) += 1;
            }
        }
    }
    Ok(written)
}
