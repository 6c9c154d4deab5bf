//! A serving process: started on free ports, asked, and ended by SIGTERM or SIGKILL.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use ureq::Agent;

use crate::binary;

/// Slow machines are slow, but a server that needs this long is broken.
const PATIENCE: Duration = Duration::from_secs(30);

/// An answer of the server.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Seconds of `Retry-After`.
    pub retry_after: Option<u64>,
    /// The body.
    pub body: String,
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Panics
    /// It is none.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {}", self.body))
    }
}

/// A serving process. It is killed when it is dropped.
pub struct Server {
    child: Child,
    public: String,
    admin: String,
    log: Arc<Mutex<String>>,
    agent: Agent,
}

impl Server {
    /// Starts it without first data and waits until it listens.
    ///
    /// # Panics
    /// It does not come up.
    #[must_use]
    pub fn start(dir: &Path) -> Self {
        Self::start_with(dir, &["--no-seed"])
    }

    /// Starts it with some options and waits until it listens.
    ///
    /// # Panics
    /// It does not come up.
    #[must_use]
    pub fn start_with(dir: &Path, options: &[&str]) -> Self {
        let mut child = spawn(dir, options);
        let log = collect(child.stderr.take().expect("it is piped"));
        let lines = lines(child.stdout.take().expect("it is piped"));
        let mut address = |name: &str| match lines.recv_timeout(PATIENCE) {
            Ok(line) => match line.split_once("http://") {
                Some((_, address)) => format!("http://{}", address.trim_end_matches('/')),
                None => panic!("{name}: {line}"),
            },
            Err(_) => {
                let _ = child.kill();
                panic!("the server does not come up:\n{}", text(&log));
            }
        };
        let public = address("public");
        let admin = address("admin");
        let agent = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(PATIENCE))
            .build();
        Self {
            child,
            public,
            admin,
            log,
            agent: agent.into(),
        }
    }

    /// `http://127.0.0.1:<port>`
    #[must_use]
    pub fn address(&self) -> &str {
        &self.public
    }

    /// `http://127.0.0.1:<port>` of the operator's routes.
    #[must_use]
    pub fn admin(&self) -> &str {
        &self.admin
    }

    /// Its process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What it has logged so far.
    #[must_use]
    pub fn log(&self) -> String {
        text(&self.log)
    }

    /// Waits until something was logged.
    ///
    /// # Panics
    /// It is not logged in time.
    pub fn wait_for_log(&self, part: &str) {
        let deadline = Instant::now() + PATIENCE;
        while !self.log().contains(part) {
            assert!(
                Instant::now() < deadline,
                "\"{part}\" is not in the log:\n{}",
                self.log()
            );
            std::thread::yield_now();
        }
    }

    /// Asks the public listener; `None` when there is no answer.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<Answer> {
        let address = format!("{}{path}", self.public);
        answer(self.agent.get(address).call())
    }

    /// The records of one of the four kinds, as the API lists them.
    ///
    /// # Panics
    /// There is no answer.
    #[must_use]
    pub fn sync(&self) -> Value {
        let answer = self.get("/api/v1/sync").expect("it is serving");
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.json()
    }

    /// Sends a data set file to the admin listener; `None` when there is no answer.
    #[must_use]
    pub fn import(&self, query: &str, file: &str) -> Option<Answer> {
        let address = format!("{}/import?{query}", self.admin);
        answer(self.agent.post(address).content_type("application/json").send(file))
    }

    /// Asks the admin listener to do something; `None` when there is no answer.
    #[must_use]
    pub fn administer(&self, path: &str) -> Option<Answer> {
        let address = format!("{}{path}", self.admin);
        answer(self.agent.post(address).send_empty())
    }

    /// Ends it without a warning while others still ask it things.
    ///
    /// # Panics
    /// It cannot be killed.
    pub fn kill_now(&self) {
        kill_process(Pid::from_child(&self.child), Signal::KILL).expect("a child can be killed");
    }

    /// Ends it without a warning.
    ///
    /// # Panics
    /// It cannot be killed.
    pub fn kill(mut self) {
        self.child.kill().expect("a child can be killed");
        self.child.wait().expect("a child can be waited for");
    }

    /// Asks it to end; returns how, and how long that took.
    ///
    /// # Panics
    /// It does not end.
    #[must_use]
    pub fn terminate(mut self) -> (ExitStatus, Duration) {
        let begun = Instant::now();
        let pid = Pid::from_child(&self.child);
        kill_process(pid, Signal::TERM).expect("a child can be asked to end");
        while begun.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().expect("a child can be waited for") {
                return (status, begun.elapsed());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        panic!("it does not end:\n{}", self.log());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Ended already, or a test failed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts a serving process without waiting for anything.
///
/// # Panics
/// The binary cannot be started.
#[must_use]
pub fn spawn(dir: &Path, options: &[&str]) -> Child {
    Command::new(binary::path())
        .args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--admin-listen",
            "127.0.0.1:0",
            "--data",
        ])
        .arg(dir)
        .args(options)
        .env_remove("FAMILY_HUB_LOG")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the binary can be started")
}

fn answer(answered: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Option<Answer> {
    let mut response = answered.ok()?;
    let retry_after = response.headers().get("retry-after");
    let retry_after = retry_after.and_then(|seconds| seconds.to_str().ok()?.parse().ok());
    let body = response.body_mut().with_config().limit(1 << 30).read_to_string().ok()?;
    Some(Answer {
        status: response.status().as_u16(),
        retry_after,
        body,
    })
}

fn text(log: &Mutex<String>) -> String {
    log.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

fn collect(mut from: impl Read + Send + 'static) -> Arc<Mutex<String>> {
    let log = Arc::new(Mutex::new(String::new()));
    let into = Arc::clone(&log);
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(count @ 1..) = from.read(&mut bytes) {
            let text = String::from_utf8_lossy(&bytes[..count]).into_owned();
            into.lock().unwrap_or_else(PoisonError::into_inner).push_str(&text);
        }
    });
    log
}

fn lines(from: impl Read + Send + 'static) -> Receiver<String> {
    let (send, receive) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                break;
            }
        }
    });
    receive
}
