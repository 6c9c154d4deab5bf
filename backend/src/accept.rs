//! The accept loop: one task a connection, every wait bounded, a cap on how many, and an end that does not hang.
//! `axum::serve` closes no slow socket and waits for ever on an open event stream; this one does neither.

use std::collections::HashMap;
use std::convert::Infallible;
use std::io;
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper::{Request, Response};
use hyper_util::rt::{TokioIo, TokioTimer};
use ipnet::IpNet;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};

mod refusals;

pub use refusals::Refusal;

use self::refusals::Completing;
use crate::forwarded::is_trusted;
use crate::rates::visitor_of;

/// Bytes hyper may gather before it gives up on a request head with a bare 431. The edge refuses earlier
/// (16 KiB, 100 fields, 8 KiB of URL) with a full answer; this bounds what it ever gets to see.
const HEAD_BUFFER: usize = 64 * 1024;
/// Header fields hyper takes before its bare 431; the edge's own limit is lower.
const HEAD_FIELDS: usize = 200;
/// Pause after `accept` failed because no file descriptor was free: connections that end give some back.
const EXHAUSTED_PAUSE: Duration = Duration::from_millis(20);

/// Whether connections from this very machine count against the cap per address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loopback {
    /// They do not: behind a proxy every visitor comes from there.
    Exempt,
    /// They do.
    Counted,
}

/// Bounds on connections.
#[derive(Clone, Debug)]
pub struct ConnectionLimits {
    /// Connections at once; one more is closed at once.
    pub connections: usize,
    /// Connections at once from one IPv4 address or IPv6 /64. A hub's whole waiting room shares one.
    pub connections_per_address: usize,
    /// Whether the machine's own connections count against that.
    pub loopback: Loopback,
    /// Proxies that stand in front of this server: each carries everybody, so none counts against the cap per address.
    pub proxies: Vec<IpNet>,
    /// From the end of one answer (or the connect) to the end of the next request's head: slow heads and idle
    /// keep-alive both end here.
    pub head: Duration,
    /// How long sent bytes may stay unacknowledged, or a window closed, before the kernel drops the peer.
    pub unacknowledged: Duration,
    /// From the signal to stop until connections that still answer are cut.
    pub drain: Duration,
}

impl Default for ConnectionLimits {
    fn default() -> Self {
        Self {
            connections: 12_000,
            connections_per_address: 512,
            loopback: Loopback::Exempt,
            proxies: Vec::new(),
            head: Duration::from_secs(10),
            unacknowledged: Duration::from_secs(30),
            drain: Duration::from_millis(2_500),
        }
    }
}

/// File descriptors kept for everything but connections: data files, listeners, the runtime.
const KEPT_DESCRIPTORS: u64 = 96;

impl ConnectionLimits {
    /// The same limits with a cap on connections that the process's file descriptors can bear. Raises the soft limit
    /// of descriptors as far as it may: the usual 1,024 would do for fewer than a thousand kiosks.
    #[must_use]
    pub fn fitted(mut self) -> Self {
        let wanted = self.connections as u64 + KEPT_DESCRIPTORS;
        let mut limit = getrlimit(Resource::Nofile);
        if limit.current.is_some_and(|current| current < wanted) {
            let raised = Rlimit {
                current: Some(limit.maximum.map_or(wanted, |maximum| wanted.min(maximum))),
                maximum: limit.maximum,
            };
            // Where the system refuses, the cap below follows what there is.
            let _raised_or_not = setrlimit(Resource::Nofile, raised);
            limit = getrlimit(Resource::Nofile);
        }
        if let Some(current) = limit.current.filter(|current| *current < wanted) {
            let room = current.saturating_sub(KEPT_DESCRIPTORS).max(current / 4);
            self.connections = usize::try_from(room).unwrap_or(self.connections);
        }
        self
    }
}

/// What is open now, and how many were turned away.
#[derive(Debug, Default)]
pub struct Connections {
    open: AtomicUsize,
    refused: AtomicUsize,
    per_address: Mutex<HashMap<IpAddr, usize>>,
}

impl Connections {
    /// Connections open now.
    #[must_use]
    pub fn open(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    /// Connections turned away since the start.
    #[must_use]
    pub fn refused(&self) -> usize {
        self.refused.load(Ordering::Relaxed)
    }

    /// Room for one more from that address, given back when the ticket is dropped.
    fn admit(self: &Arc<Self>, address: IpAddr, limits: &ConnectionLimits) -> Option<Ticket> {
        let counted = match limits.loopback {
            Loopback::Exempt if address.is_loopback() => None,
            _ if is_trusted(address, &limits.proxies) => None,
            Loopback::Exempt | Loopback::Counted => Some(visitor_of(address)),
        };
        if self.open() >= limits.connections {
            return None;
        }
        if let Some(address) = counted {
            let mut per_address = self.per_address.lock().unwrap_or_else(PoisonError::into_inner);
            let open = per_address.entry(address).or_insert(0);
            if *open >= limits.connections_per_address {
                return None;
            }
            *open += 1;
        }
        self.open.fetch_add(1, Ordering::Relaxed);
        Some(Ticket {
            connections: Arc::clone(self),
            counted,
        })
    }
}

struct Ticket {
    connections: Arc<Connections>,
    counted: Option<IpAddr>,
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.connections.open.fetch_sub(1, Ordering::Relaxed);
        if let Some(address) = self.counted {
            let mut per_address = self
                .connections
                .per_address
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            if let Some(open) = per_address.get_mut(&address) {
                *open -= 1;
                if *open == 0 {
                    per_address.remove(&address);
                }
            }
        }
    }
}

/// Serves connections, each with the service made for its peer, until `stop` turns true or its sender is gone, then lets those that are answering finish
/// within [`ConnectionLimits::drain`]. Returns when the last one has ended.
pub async fn accept<S, B>(
    listener: TcpListener,
    service: impl Fn(IpAddr) -> S,
    refusal: Refusal,
    limits: ConnectionLimits,
    connections: Arc<Connections>,
    mut stop: watch::Receiver<bool>,
) where
    S: Service<Request<Incoming>, Response = Response<B>, Error = Infallible> + Send + 'static,
    S::Future: Send,
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn std::error::Error + Send + Sync>>,
{
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new())
        .header_read_timeout(limits.head)
        .max_buf_size(HEAD_BUFFER)
        .max_headers(HEAD_FIELDS);
    // Every connection holds a clone; the channel closes with the last of them.
    let (alive, mut all_ended) = mpsc::channel::<Infallible>(1);
    loop {
        let accepted = tokio::select! {
            biased;
            () = stopped(&mut stop) => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, peer)) => match connections.admit(peer.ip(), &limits) {
                Some(ticket) => {
                    prepare(&stream, &limits);
                    let stream = Completing::new(stream, Arc::clone(&refusal));
                    let connection = http.serve_connection(TokioIo::new(stream), service(peer.ip()));
                    let (alive, drain, mut stop) = (alive.clone(), limits.drain, stop.clone());
                    tokio::spawn(async move {
                        let _held_until_the_end = (ticket, alive);
                        let mut connection = std::pin::pin!(connection);
                        // A connection that fails is the peer's affair: a timeout, a reset, a malformed head.
                        tokio::select! {
                            _ended = connection.as_mut() => {}
                            () = stopped(&mut stop) => {
                                connection.as_mut().graceful_shutdown();
                                let _ended_or_cut = tokio::time::timeout(drain, connection).await;
                            }
                        }
                    });
                }
                None => {
                    connections.refused.fetch_add(1, Ordering::Relaxed);
                }
            },
            Err(error) if is_of_one_connection(&error) => {}
            Err(error) => {
                connections.refused.fetch_add(1, Ordering::Relaxed);
                tracing::warn!(%error, "cannot accept a connection; trying again");
                tokio::time::sleep(EXHAUSTED_PAUSE).await;
            }
        }
    }
    drop(listener);
    drop(alive);
    let _none_left = all_ended.recv().await;
}

async fn stopped(stop: &mut watch::Receiver<bool>) {
    // An error means that the sender is gone, and with it whoever could ask for more.
    let _asked_or_orphaned = stop.wait_for(|stop| *stop).await;
}

fn prepare(stream: &TcpStream, limits: &ConnectionLimits) {
    let socket = socket2::SockRef::from(stream);
    // Without these an answer is slower or a vanished peer is kept longer; neither is a reason to refuse it.
    let _kept_without = socket.set_tcp_nodelay(true);
    #[cfg(target_os = "linux")]
    let _kept_without = socket.set_tcp_user_timeout(Some(limits.unacknowledged));
    #[cfg(not(target_os = "linux"))]
    let _only_on_linux = limits.unacknowledged;
}

/// Errors that tell of the connection that was being accepted, not of the listener.
fn is_of_one_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
            | io::ErrorKind::Interrupted
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_address_cannot_take_all_the_room() {
        let limits = ConnectionLimits {
            connections: 3,
            connections_per_address: 2,
            ..ConnectionLimits::default()
        };
        let connections = Arc::new(Connections::default());
        let hub: IpAddr = "2001:db8::1".parse().expect("an address");
        let same_line: IpAddr = "2001:db8::2".parse().expect("an address");
        let other: IpAddr = "192.0.2.1".parse().expect("an address");
        let first = connections.admit(hub, &limits).expect("room");
        let _second = connections.admit(same_line, &limits).expect("room");
        assert!(connections.admit(hub, &limits).is_none());
        let _third = connections.admit(other, &limits).expect("room");
        assert!(
            connections.admit(IpAddr::from([127, 0, 0, 1]), &limits).is_none(),
            "the cap over all holds"
        );
        drop(first);
        assert!(connections.admit(hub, &limits).is_some());
        assert_eq!(connections.open(), 2);
    }
}
