//! Databases of their own for tests, and a line to them that can be cut.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tokio_postgres::{Config, NoTls};

use super::address::Address;

/// A new, empty database on the server that FAMILY_HUB_TEST_DATABASE names.
pub(crate) struct TestDatabase {
    server: String,
    name: String,
}

impl TestDatabase {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let server = std::env::var("FAMILY_HUB_TEST_DATABASE")
            .expect("FAMILY_HUB_TEST_DATABASE names a PostgreSQL; cargo xtask cluster --store starts one");
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let name = format!("hub_{}_{number}", std::process::id());
        run(&server, &format!("CREATE DATABASE {name}"));
        Self { server, name }
    }

    fn config(&self) -> Config {
        let mut config: Config = self.server.parse().expect("it is an address");
        config.dbname(&self.name);
        config
    }

    fn host_and_port(&self) -> (String, u16) {
        let config = self.config();
        let host = match config.get_hosts().first() {
            Some(tokio_postgres::config::Host::Tcp(host)) => host.clone(),
            _ => panic!("the server of the tests is reached over TCP"),
        };
        (host, config.get_ports().first().copied().unwrap_or(5432))
    }

    pub(crate) fn address(&self) -> Address {
        let (host, port) = self.host_and_port();
        self.address_at(&host, port)
    }

    fn address_at(&self, host: &str, port: u16) -> Address {
        let config = self.config();
        let user = config.get_user().expect("a user");
        let address = format!("postgres://{user}@{host}:{port}/{}", self.name);
        address.parse().expect("it is an address")
    }

    /// Runs SQL, as somebody who tampers with the database would.
    pub(crate) fn run(&self, sql: &str) {
        let (host, port) = self.host_and_port();
        let user = self.config().get_user().expect("a user").to_owned();
        run(&format!("postgres://{user}@{host}:{port}/{}", self.name), sql);
    }

    /// A line that can be cut, and the address at its near end.
    pub(crate) fn line(&self) -> (Line, Address) {
        let line = Line::to(self.host_and_port());
        let address = self.address_at("127.0.0.1", line.port);
        (line, address)
    }
}

fn run(address: &str, sql: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    runtime.expect("a thread to wait in").block_on(async {
        let (client, connection) = tokio_postgres::connect(address, NoTls)
            .await
            .expect("the server answers");
        tokio::spawn(connection);
        client.batch_execute(sql).await.expect("it does what it is told");
    });
}

/// How a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum State {
    /// Everything passes.
    Whole,
    /// Nobody is let in.
    Cut,
    /// From the next insert on, what is asked arrives, and no answer comes back.
    Mute,
    /// From the next insert on, what is asked does not arrive.
    Deaf,
}

/// A line to a database.
pub(crate) struct Line {
    port: u16,
    state: Arc<AtomicU8>,
    /// There was an insert since then.
    inserted: Arc<AtomicBool>,
    open: Arc<Mutex<Vec<TcpStream>>>,
}

impl Line {
    fn to((host, port): (String, u16)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
        let line = Self {
            port: listener.local_addr().expect("it listens").port(),
            state: Arc::new(AtomicU8::new(State::Whole as u8)),
            inserted: Arc::default(),
            open: Arc::default(),
        };
        let (state, open, inserted) = (
            Arc::clone(&line.state),
            Arc::clone(&line.open),
            Arc::clone(&line.inserted),
        );
        std::thread::spawn(move || {
            for near in listener.incoming().flatten() {
                if state.load(Ordering::SeqCst) == State::Cut as u8 {
                    continue;
                }
                let Ok(far) = TcpStream::connect((host.as_str(), port)) else {
                    continue;
                };
                let copies = [near.try_clone(), far.try_clone(), near.try_clone(), far.try_clone()];
                let [Ok(near_2), Ok(far_2), Ok(near_3), Ok(far_3)] = copies else {
                    continue;
                };
                open.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .extend([near_3, far_3]);
                let silent = |silent: State| {
                    let (state, inserted) = (Arc::clone(&state), Arc::clone(&inserted));
                    move || inserted.load(Ordering::SeqCst) && state.load(Ordering::SeqCst) == silent as u8
                };
                let (deaf, mute, seen) = (silent(State::Deaf), silent(State::Mute), Arc::clone(&inserted));
                std::thread::spawn(move || {
                    pass(near, far, |bytes| {
                        if bytes.windows(INSERT.len()).any(|part| part == INSERT) {
                            seen.store(true, Ordering::SeqCst);
                        }
                        deaf()
                    });
                });
                std::thread::spawn(move || pass(far_2, near_2, |_| mute()));
            }
        });
        line
    }

    /// Makes the line so from now on.
    pub(crate) fn set(&self, state: State) {
        self.inserted.store(false, Ordering::SeqCst);
        self.state.store(state as u8, Ordering::SeqCst);
    }

    /// Makes the line so, and ends the connections that there are.
    pub(crate) fn break_and_set(&self, state: State) {
        self.set(state);
        for stream in self.open.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
            let _ = stream.shutdown(Shutdown::Both);
        }
    }
}

const INSERT: &[u8] = b"INSERT INTO family_hub_journal";

fn pass(mut from: TcpStream, mut to: TcpStream, is_silent: impl Fn(&[u8]) -> bool) {
    let mut bytes = [0; 16 * 1024];
    while let Ok(count) = from.read(&mut bytes) {
        if count == 0 {
            break;
        }
        if is_silent(&bytes[..count]) {
            continue;
        }
        if to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Both);
    let _ = from.shutdown(Shutdown::Both);
}
