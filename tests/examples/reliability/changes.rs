//! B3, B8, B12, B13: what readers get from any point on, how soon, and when they were slow.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use e2e::{Server, files};
use serde_json::Value;

use crate::figures;

const CHANGES: usize = 5_000;
const TIMED: usize = 200;
/// More than the kernel buffers of a connection hold of cursors.
const MISSED_BY_THE_SLOW: usize = 10_000;

pub(crate) fn measure() {
    from_any_cursor();
    events();
    a_slow_reader();
}

type State = BTreeMap<String, String>;

/// Takes the guides of a snapshot or of changes into a state.
fn apply(state: &mut State, guides: &Value, removed: &Value) {
    for guide in guides.as_array().into_iter().flatten() {
        if let (Some(id), Some(title)) = (guide["id"].as_str(), guide["title"].as_str()) {
            state.insert(id.to_owned(), title.to_owned());
        }
    }
    for id in removed.as_array().into_iter().flatten().filter_map(Value::as_str) {
        state.remove(id);
    }
}

/// A reader that has the state of any number and asks for what came after has the newest state then.
fn from_any_cursor() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let server = Server::start(dir.path());
    let mut states = vec![State::new()];
    for change in 1..=CHANGES {
        let (id, title) = (format!("g{}", change * 7_919 % 300), format!("Title {change}"));
        let answer = server
            .import("mode=merge", &files::guide(&id, &title))
            .expect("it is serving");
        assert_eq!(answer.json()["seq"], change, "{}", answer.body);
        let mut state = states.last().expect("one at least").clone();
        state.insert(id, title);
        states.push(state);
    }
    let newest = states.last().expect("one at least").clone();
    let epoch = server.sync()["epoch"].as_str().expect("an epoch").to_owned();
    let (mut equal, mut snapshots) = (0, 0);
    for (seq, state) in states.into_iter().enumerate() {
        let mut state = state;
        let answer = server
            .get(&format!("/api/v1/sync?epoch={epoch}&seq={seq}"))
            .expect("it is serving");
        let told = answer.json();
        if told["type"] == "snapshot" {
            snapshots += 1;
            state.clear();
            apply(&mut state, &told["data"]["guides"], &Value::Null);
        } else {
            apply(&mut state, &told["put"]["guides"], &told["removed"]["guides"]);
        }
        equal += usize::from(state == newest);
    }
    figures::all(
        "B3 states that any of 5,000 cursors lead to, equal to the newest",
        equal,
        CHANGES + 1,
    );
    figures::told("B3 of them by a snapshot", snapshots, "");
    garbage(&server, &epoch);
}

/// Cursors nobody was given are answered by a snapshot or an error of the asker's.
fn garbage(server: &Server, epoch: &str) {
    let cursors = [
        format!("epoch={epoch}&seq=9999999"),
        format!("epoch={epoch}&seq={}", u64::MAX),
        format!("epoch={epoch}&seq=99999999999999999999999"),
        format!("epoch={epoch}&seq=-1"),
        format!("epoch={epoch}&seq="),
        format!("epoch={epoch}&seq=1.5"),
        format!("epoch={epoch}&seq=%FF%FE"),
        format!("epoch={epoch}"),
        format!("epoch={epoch}&epoch={epoch}&seq=1"),
        "epoch=0000000000000000&seq=1".to_owned(),
        "epoch=%00&seq=1".to_owned(),
        "epoch=%F0%9F%A6%84&seq=1".to_owned(),
        "epoch=&seq=".to_owned(),
        "seq=1".to_owned(),
        format!("epoch={}&seq=1", "f".repeat(4_000)),
        format!("epoch={epoch}&seq=1;drop"),
    ];
    let good = cursors.iter().filter(|cursor| {
        let answer = server.get(&format!("/api/v1/sync?{cursor}")).expect("it is serving");
        match answer.status {
            200 => answer.json()["type"] == "snapshot",
            status => (400..500).contains(&status),
        }
    });
    figures::all(
        "B8 cursors nobody was given, answered by a snapshot or 4xx",
        good.count(),
        cursors.len(),
    );
}

/// An open stream of events, after its head.
fn listen(server: &Server) -> BufReader<TcpStream> {
    let host = server.address().trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).expect("it is serving");
    write!(stream, "GET /api/v1/events HTTP/1.1\r\nHost: {host}\r\n\r\n").expect("it is serving");
    stream
        .set_read_timeout(Some(Duration::from_secs(20)))
        .expect("a socket takes a limit");
    BufReader::new(stream)
}

/// The next number that a stream tells; `None` when it ends.
fn next_seq(stream: &mut impl BufRead) -> Option<u64> {
    let mut line = String::new();
    loop {
        line.clear();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(cursor) = line.trim_end().strip_prefix("data: ") {
            return cursor.rsplit(':').next()?.parse().ok();
        }
    }
}

fn events() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let server = Server::start(dir.path());
    let mut stream = listen(&server);
    assert_eq!(next_seq(&mut stream), Some(0));
    let mut times = Vec::new();
    for change in 1..=TIMED {
        let begun = Instant::now();
        let answer = server.import("mode=merge", &files::guide("g", &format!("Title {change}")));
        let seq = answer.expect("it is serving").json()["seq"].as_u64();
        while next_seq(&mut stream) < seq {}
        times.push(begun.elapsed());
    }
    figures::at_most(
        "B12 from a change sent to the event of it read, p95",
        figures::share_below(&mut times, 0.95),
        "ms",
        1_000,
    );
}

/// A reader that does not read for many changes learns of the newest, or its stream ends.
fn a_slow_reader() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let server = Server::start(dir.path());
    let mut stream = listen(&server);
    assert_eq!(next_seq(&mut stream), Some(0));
    let before = figures::memory(server.id());
    for change in 1..=MISSED_BY_THE_SLOW {
        let answer = server.import("mode=merge", &files::guide("g", &format!("Title {change}")));
        assert_eq!(answer.map(|answer| answer.status), Some(200));
    }
    let newest = MISSED_BY_THE_SLOW as u64;
    let mut last = None;
    while last != Some(newest) {
        match next_seq(&mut stream) {
            Some(seq) => last = Some(seq),
            None => break,
        }
    }
    figures::none(
        "B13 the newest change not told to a reader that slept for 10,000",
        usize::from(last != Some(newest)),
    );
    figures::told(
        "B13 memory gained meanwhile",
        figures::memory(server.id()).saturating_sub(before),
        "MB",
    );
}
