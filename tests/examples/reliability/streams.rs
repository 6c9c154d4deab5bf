//! A15, E3: thousands of open pages that listen, and the end of a server that they listen to.

use std::cell::{Cell, RefCell};
use std::net::TcpStream as BlockingStream;
use std::rc::Rc;
use std::time::{Duration, Instant};

use e2e::{Server, files};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::figures;

const STREAMS: usize = 9_000;
const EVENTS: usize = 5;
const SLOW_POSTS: usize = 20;

pub(crate) fn measure() {
    figures::open_as_many_as_may_be();
    let dir = tempfile::tempdir().expect("a temporary directory");
    let server = Server::start(dir.path());
    let (before, descriptors) = (figures::memory(server.id()), figures::descriptors(server.id()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.expect("a runtime");
    let local = tokio::task::LocalSet::new();
    local.block_on(&runtime, listeners(&server, before));
    // The listeners end with it.
    drop(local);
    closing(&server, descriptors);
    the_end(server);
}

/// What all listeners know together.
#[derive(Default)]
struct Heard {
    /// Streams on which the newest cursor has come.
    listeners: Cell<usize>,
    /// When the last of them heard of it.
    last: RefCell<Option<Instant>>,
    newest: Cell<u64>,
}

async fn listeners(server: &Server, before: u64) {
    let host = server.address().trim_start_matches("http://").to_owned();
    let heard = Rc::new(Heard::default());
    for _ in 0..STREAMS {
        let mut stream = TcpStream::connect(&host).await.expect("it is serving");
        let request = format!("GET /api/v1/events HTTP/1.1\r\nHost: {host}\r\n\r\n");
        stream.write_all(request.as_bytes()).await.expect("it is serving");
        tokio::task::spawn_local(listen(stream, Rc::clone(&heard)));
        // A backlog that is full would be the machine's limit.
        tokio::task::yield_now().await;
    }
    all_have_heard(&heard, "the first cursor").await;
    figures::told("E3 streams open at once", STREAMS as u64, "");
    let gained = figures::memory(server.id()).saturating_sub(before);
    figures::at_most("E3 memory gained by them", gained, "MB", 200);
    let (mut slowest, mut pages) = (Vec::new(), Vec::new());
    for event in 1..=EVENTS {
        heard.listeners.set(0);
        heard.newest.set(event as u64);
        let begun = Instant::now();
        let admin = server.admin().trim_start_matches("http://").to_owned();
        let file = files::guide("g", &format!("Title {event}"));
        let post = format!(
            "POST /import?mode=merge HTTP/1.1\r\nHost: {admin}\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{file}",
            file.len()
        );
        let sent = tokio::task::spawn_local(ask(admin, post));
        while !sent.is_finished() || heard.listeners.get() < STREAMS {
            let asked = Instant::now();
            let health = format!("GET /api/v1/places/none HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
            ask(host.clone(), health).await;
            pages.push(asked.elapsed());
            assert!(begun.elapsed() < Duration::from_secs(30), "not all hear of a change");
        }
        slowest.push(heard.last.borrow().expect("somebody heard").duration_since(begun));
    }
    slowest.sort_unstable();
    figures::at_most(
        "E3 from a change to the last stream that tells it",
        figures::share_below(&mut slowest, 1.0),
        "ms",
        1_000,
    );
    figures::at_most(
        "E3 a question meanwhile, p99",
        figures::share_below(&mut pages, 0.99),
        "ms",
        100,
    );
}

async fn all_have_heard(heard: &Heard, what: &str) {
    let begun = Instant::now();
    while heard.listeners.get() < STREAMS {
        assert!(begun.elapsed() < Duration::from_secs(60), "not all hear of {what}");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
}

/// Counts whenever the newest cursor comes.
async fn listen(mut stream: TcpStream, heard: Rc<Heard>) {
    let mut bytes = [0; 2_048];
    while let Ok(count @ 1..) = stream.read(&mut bytes).await {
        let text = String::from_utf8_lossy(&bytes[..count]);
        let wanted = format!(":{}\n", heard.newest.get());
        if text.lines().any(|line| line.starts_with("data: ")) && text.contains(&wanted) {
            heard.listeners.set(heard.listeners.get() + 1);
            heard.last.replace(Some(Instant::now()));
        }
    }
}

async fn ask(host: String, request: String) {
    let mut stream = TcpStream::connect(host).await.expect("it is serving");
    stream.write_all(request.as_bytes()).await.expect("it is serving");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.expect("it is serving");
    assert!(answer.starts_with(b"HTTP/1.1 "), "no answer");
}

/// All streams were closed at once.
fn closing(server: &Server, before: usize) {
    let begun = Instant::now();
    while figures::descriptors(server.id()) > before + 8 && begun.elapsed() < Duration::from_secs(30) {
        std::thread::sleep(Duration::from_millis(20));
    }
    let took = figures::millis(begun.elapsed());
    figures::at_most("E3 file descriptors given back after all have gone", took, "ms", 5_000);
}

/// SIGTERM while thousands listen and some send slowly.
fn the_end(server: Server) {
    use std::io::Write;
    let host = server.address().trim_start_matches("http://").to_owned();
    let connect = |request: String| {
        let mut stream = BlockingStream::connect(&host).expect("it is serving");
        stream.write_all(request.as_bytes()).expect("it is serving");
        stream
    };
    let listening = format!("GET /api/v1/events HTTP/1.1\r\nHost: {host}\r\n\r\n");
    let streams: Vec<_> = (0..STREAMS).map(|_| connect(listening.clone())).collect();
    let half = format!(
        "POST /api/v1/feedback HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{{\"text\":\""
    );
    let slow: Vec<_> = (0..SLOW_POSTS).map(|_| connect(half.clone())).collect();
    let (status, took) = server.terminate();
    figures::none(
        "A15 ends other than with 0 under 9,000 streams and 20 slow posts",
        usize::from(!status.success()),
    );
    figures::at_most(
        "A15 from SIGTERM to the end under them",
        figures::millis(took),
        "ms",
        5_000,
    );
    drop((streams, slow));
}
