//! The program with hardly any file descriptors: it refuses, lives, and serves again.

#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Descriptors the program may open.
const DESCRIPTORS: &str = "64";
/// Connections that ask for more.
const CONNECTIONS: usize = 120;
/// Far more than it takes.
const PATIENCE: Duration = Duration::from_secs(30);

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ended_already = self.0.kill();
        let _no_zombie = self.0.wait();
    }
}

fn health(address: &str) -> Option<String> {
    let mut stream = TcpStream::connect(address).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(2))).ok()?;
    stream
        .write_all(b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        .ok()?;
    let mut told = String::new();
    stream.read_to_string(&mut told).ok()?;
    told.starts_with("HTTP/1.1 200").then_some(told)
}

#[test]
fn a_flood_of_connections_is_outlived() {
    let data = tempfile::tempdir().expect("a directory");
    let script = format!("ulimit -n {DESCRIPTORS}; exec \"$0\" \"$@\"");
    let mut server = Server(
        Command::new("sh")
            .args(["-c", &script, env!("CARGO_BIN_EXE_family-hub")])
            .args(["serve", "--no-seed", "--listen", "127.0.0.1:0", "--data"])
            .arg(data.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts"),
    );
    let mut lines = BufReader::new(server.0.stdout.take().expect("it is piped")).lines();
    let line = lines.next().expect("a line").expect("text");
    let address = line
        .trim_end_matches('/')
        .rsplit('/')
        .next()
        .expect("an address")
        .to_owned();
    let flood: Vec<TcpStream> = (0..CONNECTIONS)
        .filter_map(|_| TcpStream::connect(&address).ok())
        .collect();
    assert!(flood.len() > CONNECTIONS / 2);
    drop(flood);
    let began = Instant::now();
    while health(&address).is_none() {
        assert!(began.elapsed() < PATIENCE, "it does not answer again");
    }
    assert!(server.0.try_wait().expect("its state").is_none(), "it still runs");
}
