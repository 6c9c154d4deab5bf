//! A small load generator for `cargo xtask bench`: keeps some connections busy with GET requests, one after the
//! other on each, and counts whole answers.
//!
//! `load ADDRESS CONNECTIONS SECONDS TARGETS [HEADER]…`: TARGETS is a file with one request target a line, taken in
//! turn; a HEADER is "name: value". Prints one JSON object.

use std::cell::RefCell;
use std::error::Error;
use std::rc::Rc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What all connections count together.
#[derive(Default)]
struct Counts {
    answers: u64,
    bytes: u64,
    refused: u64,
    micros: Vec<u32>,
    next: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [address, connections, seconds, targets, headers @ ..] = arguments.as_slice() else {
        return Err("usage: load ADDRESS CONNECTIONS SECONDS TARGETS [HEADER]…".into());
    };
    let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
    let targets = std::fs::read_to_string(targets)?;
    let requests: Rc<Vec<String>> = Rc::new(
        targets
            .lines()
            .map(|target| format!("GET {target} HTTP/1.1\r\nhost: {address}\r\n{headers}\r\n"))
            .collect(),
    );
    if requests.is_empty() {
        return Err("no targets".into());
    }
    let (connections, seconds): (usize, f64) = (connections.parse()?, seconds.parse()?);
    let counts = Rc::new(RefCell::new(Counts::default()));
    let began = Instant::now();
    let until = began + Duration::from_secs_f64(seconds);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let local = tokio::task::LocalSet::new();
    runtime.block_on(local.run_until(async {
        let tasks: Vec<_> = (0..connections)
            .map(|_| tokio::task::spawn_local(drive(address.clone(), Rc::clone(&requests), Rc::clone(&counts), until)))
            .collect();
        for task in tasks {
            task.await?.map_err(|error| format!("a connection broke: {error}"))?;
        }
        Ok::<(), Box<dyn Error>>(())
    }))?;
    let elapsed = began.elapsed().as_secs_f64();
    let mut counts = counts.borrow_mut();
    counts.micros.sort_unstable();
    let at = |share: f64| {
        counts
            .micros
            .get((counts.micros.len() as f64 * share) as usize)
            .copied()
            .unwrap_or(0)
    };
    println!(
        "{{\"requests\":{},\"rps\":{:.0},\"refused\":{},\"bytes_each\":{},\"p50_us\":{},\"p99_us\":{}}}",
        counts.answers,
        counts.answers as f64 / elapsed,
        counts.refused,
        counts.bytes / counts.answers.max(1),
        at(0.5),
        at(0.99),
    );
    Ok(())
}

async fn drive(
    address: String,
    requests: Rc<Vec<String>>,
    counts: Rc<RefCell<Counts>>,
    until: Instant,
) -> std::io::Result<()> {
    let mut stream = TcpStream::connect(&address).await?;
    stream.set_nodelay(true)?;
    let mut buffer = vec![0_u8; 256 * 1024];
    while Instant::now() < until {
        let at = {
            let mut counts = counts.borrow_mut();
            counts.next += 1;
            counts.next % requests.len()
        };
        let sent = Instant::now();
        stream.write_all(requests[at].as_bytes()).await?;
        let (status, bytes) = answer(&mut stream, &mut buffer).await?;
        let mut counts = counts.borrow_mut();
        counts.answers += 1;
        counts.bytes += bytes as u64;
        counts.refused += u64::from(status >= 400);
        counts
            .micros
            .push(u32::try_from(sent.elapsed().as_micros()).unwrap_or(u32::MAX));
    }
    Ok(())
}

/// Reads one answer with a `content-length`, or none as a 304 has: its status and its length, head included.
async fn answer(stream: &mut TcpStream, buffer: &mut [u8]) -> std::io::Result<(u16, usize)> {
    let broken = |what: &str| std::io::Error::other(what.to_owned());
    let mut have = 0;
    loop {
        let count = stream.read(&mut buffer[have..]).await?;
        if count == 0 {
            return Err(broken("closed within an answer"));
        }
        let searched = have.saturating_sub(3);
        have += count;
        let Some(end) = buffer[searched..have]
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
        else {
            continue;
        };
        let head_length = searched + end + 4;
        let head = std::str::from_utf8(&buffer[..head_length]).map_err(|_| broken("a head that is no text"))?;
        let status = head
            .get(9..12)
            .and_then(|status| status.parse().ok())
            .ok_or_else(|| broken("no status"))?;
        let body_length = head
            .lines()
            .filter_map(|line| line.split_once(':'))
            .find(|(name, _)| name.eq_ignore_ascii_case("content-length"))
            .and_then(|(_, length)| length.trim().parse::<usize>().ok());
        let body_length = match body_length {
            _ if status == 304 => 0,
            Some(length) => length,
            None => return Err(broken("an answer without content-length")),
        };
        let whole = head_length + body_length;
        while have < whole {
            // Only the count matters: the front of the buffer is overwritten.
            let room = (whole - have).min(buffer.len());
            let count = stream.read(&mut buffer[..room]).await?;
            if count == 0 {
                return Err(broken("closed within a body"));
            }
            have += count;
        }
        return Ok((status, whole));
    }
}
