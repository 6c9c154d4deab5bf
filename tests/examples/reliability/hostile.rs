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

/// Whether the other side closes it within some time, after whatever it still says.
fn is_closed(stream: &mut TcpStream, most: Duration) -> bool {
    let until = Instant::now() + most;
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

/// Opens sockets that say something and then nothing more, and waits for each to be closed: how many are, and the longest
/// time that one was open.
fn wait_for_the_end(server: &Server, request: &str) -> (usize, Duration) {
    let open: Vec<_> = (0..EACH).map(|_| (Instant::now(), connect(server, request))).collect();
    let (mut closed, mut longest) = (0, Duration::ZERO);
    // In the order in which they were opened, so that none is looked at long after its end.
    for (begun, mut stream) in open {
        closed += usize::from(is_closed(&mut stream, Duration::from_secs(60)));
        longest = longest.max(begun.elapsed());
    }
    (closed, longest)
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
    let mut times = Vec::new();
    let ends: Vec<_> = thread::scope(|scope| {
        let waiting: Vec<_> = kinds
            .iter()
            .map(|(_, request, _)| scope.spawn(move || wait_for_the_end(server, request)))
            .collect();
        while waiting.iter().any(|thread| !thread.is_finished()) {
            let asked = Instant::now();
            let answer = server.get("/api/v1/search?q=senago");
            assert_eq!(answer.map(|answer| answer.status), Some(200));
            times.push(asked.elapsed());
            thread::sleep(Duration::from_millis(10));
        }
        let ends = waiting.into_iter().map(|thread| thread.join().expect("no panic"));
        ends.collect()
    });
    let beside = figures::share_below(&mut times, 0.99);
    figures::at_most("E1 a search beside 2,000 slow sockets, p99", beside, "ms", 250);
    for ((name, _, seconds), (closed, longest)) in kinds.iter().zip(ends) {
        figures::all(&format!("E1 sockets that {name}, closed"), closed, EACH);
        // A moment for the machine that looks.
        let most = seconds * 1_000 + 500;
        figures::at_most(
            &format!("E1 sockets that {name}, open at most"),
            figures::millis(longest),
            "ms",
            most,
        );
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
    figures::open_as_many_as_may_be();
    let dir = tempfile::tempdir().expect("a temporary directory");
    let server = Server::start(dir.path());
    // Four at a time: a connection that says nothing is closed after ten seconds, before all are open otherwise.
    let begun = Instant::now();
    let opened = thread::scope(|scope| {
        let opening: Vec<_> = (0..4)
            .map(|_| {
                let server = &server;
                scope.spawn(move || (0..CONNECTS / 4).map(|_| connect(server, "")).collect::<Vec<_>>())
            })
            .collect();
        let opened = opening.into_iter().map(|thread| thread.join().expect("no panic"));
        opened.collect::<Vec<_>>()
    });
    figures::told(
        "E2 13,000 connections opened in",
        figures::millis(begun.elapsed()),
        "ms",
    );
    // Those of the last moment are the ones too many.
    let mut streams: Vec<TcpStream> = opened.into_iter().flatten().collect();
    let refused = streams
        .iter_mut()
        .filter_map(|stream| is_closed(stream, Duration::ZERO).then_some(()))
        .count();
    figures::told("E2 of them closed by the server by then", refused as u64, "");
    figures::none(
        "E2 connections taken beyond 12,000",
        (CONNECTS - refused).saturating_sub(12_000),
    );
    figures::at_most(
        "E2 memory under 12,000 connections",
        figures::memory(server.id()),
        "MB",
        300,
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
