//! E1, E2, E5: sockets that keep a server waiting, more connections than it takes, bodies that are too long.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::{Duration, Instant};

use e2e::Server;

use crate::figures;

const EACH: usize = 500;
const CONNECTS: usize = 13_000;

pub(crate) fn measure() {
    let dir = tempfile::tempdir().expect("a temporary directory");
    let server = Server::start_with(dir.path(), &[]);
    slow_sockets(&server);
    bodies(&server);
    drop(server);
    too_many();
}

fn connect(server: &Server, request: &str) -> TcpStream {
    let host = server.address().trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).expect("it is serving");
    let _sent_or_closed = stream.write_all(request.replace("HOST", host).as_bytes());
    stream
}

/// Whether the other side has closed it, after whatever it still says; waits for that until a moment.
fn is_closed(stream: &mut TcpStream, until: Instant) -> bool {
    let mut bytes = [0; 4_096];
    loop {
        let left = until
            .saturating_duration_since(Instant::now())
            .max(Duration::from_millis(1));
        stream.set_read_timeout(Some(left)).expect("a socket takes a limit");
        match stream.read(&mut bytes) {
            Ok(0) => return true,
            Ok(_) => {}
            Err(error) => {
                return !matches!(
                    error.kind(),
                    std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
                );
            }
        }
    }
}

/// Four kinds of sockets that never end what they began; others are answered meanwhile.
fn slow_sockets(server: &Server) {
    let half_body = "POST /api/v1/feedback HTTP/1.1\r\nHost: HOST\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{";
    let kinds: [(&str, &str, u64); 4] = [
        ("say nothing", "", 15),
        ("send half a head", "GET / HTTP/1.1\r\nHost: HOST\r\nX-", 15),
        ("rest after an answer", "GET /health HTTP/1.1\r\nHost: HOST\r\n\r\n", 15),
        ("send half a body", half_body, 30),
    ];
    let begun = Instant::now();
    let mut open: Vec<(&str, u64, Vec<TcpStream>)> = kinds
        .iter()
        .map(|(name, request, seconds)| (*name, *seconds, (0..EACH).map(|_| connect(server, request)).collect()))
        .collect();
    let mut times = Vec::new();
    while begun.elapsed() < Duration::from_secs(8) {
        let asked = Instant::now();
        let answer = server.get("/api/v1/search?q=senago");
        assert_eq!(answer.map(|answer| answer.status), Some(200));
        times.push(asked.elapsed());
        thread::sleep(Duration::from_millis(10));
    }
    figures::at_most(
        "E1 a search beside 2,000 slow sockets, p99",
        figures::share_below(&mut times, 0.99),
        "ms",
        250,
    );
    for (name, seconds, streams) in &mut open {
        let until = begun + Duration::from_secs(*seconds);
        let closed = streams
            .iter_mut()
            .filter_map(|stream| is_closed(stream, until).then_some(()));
        let name = format!("E1 sockets that {name}, closed within {seconds} s");
        figures::all(&name, closed.count(), EACH);
    }
}

/// One byte more than may be sent, told and untold.
fn bodies(server: &Server) {
    let limits: [(&str, &str, usize); 3] = [
        ("POST", "/api/v1/feedback", 16 * 1024),
        ("POST", "/api/v1/staff/session", 256 * 1024),
        ("PUT", "/api/v1/staff/places/fh-senago", 256 * 1024),
    ];
    let before = figures::memory(server.id());
    let mut refused = 0;
    let mut slowest = Duration::ZERO;
    for (method, path, limit) in limits {
        let long = " ".repeat(limit + 1);
        let told = format!("Content-Length: {}\r\n\r\n{long}", long.len());
        let untold = format!(
            "Transfer-Encoding: chunked\r\n\r\n{:x}\r\n{long}\r\n0\r\n\r\n",
            long.len()
        );
        for body in [told, untold] {
            let head = format!(
                "{method} {path} HTTP/1.1\r\nHost: HOST\r\nX-Family-Hub: 1\r\nIdempotency-Key: long\r\nContent-Type: application/json\r\n"
            );
            let begun = Instant::now();
            let mut stream = connect(server, &(head + &body));
            stream
                .set_read_timeout(Some(Duration::from_secs(10)))
                .expect("a socket takes a limit");
            let mut answer = [0; 12];
            let read = stream.read_exact(&mut answer);
            slowest = slowest.max(begun.elapsed());
            // Who has no session need not be told more than that.
            refused += usize::from(read.is_ok() && matches!(&answer[9..], b"413" | b"401"));
        }
    }
    figures::all("E5 bodies one byte too long, refused", refused, 2 * limits.len());
    figures::at_most(
        "E5 the slowest of these refusals",
        figures::millis(slowest),
        "ms",
        1_000,
    );
    figures::told(
        "E5 memory gained by them",
        figures::memory(server.id()).saturating_sub(before),
        "MB",
    );
}

/// More connections than the server takes: it refuses the rest at once and goes on serving the others.
fn too_many() {
    let most = rustix::process::getrlimit(rustix::process::Resource::Nofile);
    let wanted = rustix::process::Rlimit {
        current: most.maximum,
        maximum: most.maximum,
    };
    rustix::process::setrlimit(rustix::process::Resource::Nofile, wanted).expect("up to the hard limit");
    let dir = tempfile::tempdir().expect("a temporary directory");
    let server = Server::start(dir.path());
    // Asks before and after over one connection that stays.
    let mut first = connect(&server, "GET /health HTTP/1.1\r\nHost: HOST\r\n\r\n");
    let mut streams = Vec::with_capacity(CONNECTS);
    for _ in 0..CONNECTS {
        streams.push(connect(&server, ""));
    }
    let until = Instant::now() + Duration::from_millis(200);
    let refused = streams
        .iter_mut()
        .rev()
        .take(CONNECTS - 12_000)
        .filter_map(|stream| is_closed(stream, until).then_some(()));
    figures::told(
        "E2 of 13,000 connections refused within 200 ms",
        refused.count() as u64,
        "",
    );
    figures::at_most(
        "E2 memory under 12,000 connections",
        figures::memory(server.id()),
        "MB",
        300,
    );
    let host = server.address().trim_start_matches("http://");
    let again = format!("GET /health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
    let mut answer = String::new();
    let served = first
        .write_all(again.as_bytes())
        .and_then(|()| first.read_to_string(&mut answer));
    figures::none(
        "E2 connections of before that are no longer served",
        usize::from(served.is_err() || answer.matches(" 200 ").count() < 2),
    );
    drop(streams);
    let begun = Instant::now();
    while server.get("/health").is_none_or(|answer| answer.status != 200) && begun.elapsed() < Duration::from_secs(10) {
    }
    figures::at_most(
        "E2 from their end to a new connection served",
        figures::millis(begun.elapsed()),
        "ms",
        5_000,
    );
}
