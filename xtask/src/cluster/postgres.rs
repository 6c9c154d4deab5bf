//! A PostgreSQL of one's own: in a temporary directory, on a free port of 127.0.0.1, ended with the value that holds it.

use std::fs;
use std::net::{TcpListener, TcpStream};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::packages;
use crate::command::answer;
use crate::progress::Progress;

/// "nobody" of Debian and most others: PostgreSQL does not run as root.
const NOBODY: u32 = 65534;
/// How long it may take until it answers.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where the programs of PostgreSQL are; they are installed where that can be done.
///
/// # Errors
/// One line that says what to install.
pub(crate) fn programs(progress: &Progress) -> Result<PathBuf> {
    if let Some(found) = find_programs() {
        return Ok(found);
    }
    packages::install(progress, "PostgreSQL", &["postgresql"])?;
    find_programs().context("PostgreSQL is installed, and initdb is not to be found")
}

fn find_programs() -> Option<PathBuf> {
    // Debian keeps them out of PATH, by version.
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut places: Vec<PathBuf> = debian.map(|version| version.path().join("bin")).collect();
    places.sort();
    let path = std::env::var_os("PATH").unwrap_or_default();
    let in_path = std::env::split_paths(&path);
    let mut all = places.into_iter().rev().chain(in_path);
    all.find(|place| place.join("initdb").is_file() && place.join("postgres").is_file())
}

/// A port that nobody listens on.
pub(crate) fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Waits until somebody listens on a port of this machine.
pub(crate) fn wait_for_port(port: u16, patience: Duration) -> bool {
    let deadline = Instant::now() + patience;
    while Instant::now() < deadline {
        if TcpStream::connect(("127.0.0.1", port)).is_ok() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    false
}

/// A command that runs as nobody when this program is root's.
pub(crate) fn as_nobody(program: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir("/").stdin(Stdio::null()).stdout(Stdio::null());
    if is_root() {
        command.uid(NOBODY).gid(NOBODY);
    }
    command
}

/// Gives a directory to whom [`as_nobody`] runs as.
pub(crate) fn give_to_nobody(directory: &Path) -> Result<()> {
    if is_root() {
        std::os::unix::fs::chown(directory, Some(NOBODY), Some(NOBODY))?;
    }
    Ok(())
}

fn is_root() -> bool {
    answer("id", &["-u"]).as_deref() == Some("0")
}

/// A server of one's own.
pub(crate) struct Postgres {
    child: Child,
    port: u16,
    directory: PathBuf,
}

impl Postgres {
    /// Makes one and waits until it answers.
    ///
    /// # Errors
    /// When it does not come up; what it said is in the error.
    pub(crate) fn start(programs: &Path) -> Result<Self> {
        let directory = std::env::temp_dir().join(format!("family-hub-postgres-{}", std::process::id()));
        fs::create_dir_all(&directory)?;
        give_to_nobody(&directory)?;
        let data = directory.join("data");
        let made = as_nobody(&programs.join("initdb"))
            .args([
                "--username=postgres",
                "--auth=trust",
                "--encoding=UTF8",
                "--locale=C",
                "--no-sync",
                "-D",
            ])
            .arg(&data)
            .stderr(Stdio::piped())
            .output()?;
        if !made.status.success() {
            bail!("initdb: {}", String::from_utf8_lossy(&made.stderr).trim());
        }
        let port = free_port()?;
        let log = fs::File::create(directory.join("log"))?;
        let child = as_nobody(&programs.join("postgres"))
            .arg("-D")
            .arg(&data)
            .args(["-p", &port.to_string()])
            // Tests lose connections, not power.
            .args([
                "-c",
                "listen_addresses=127.0.0.1",
                "-c",
                "unix_socket_directories=",
                "-c",
                "fsync=off",
            ])
            .args(["-c", "max_connections=200"])
            .stderr(log)
            .spawn()
            .context("starting PostgreSQL")?;
        let server = Self { child, port, directory };
        if !wait_for_port(port, PATIENCE) {
            let said = fs::read_to_string(server.directory.join("log")).unwrap_or_default();
            bail!("PostgreSQL does not come up:\n{said}");
        }
        Ok(server)
    }

    /// `postgres://…`
    pub(crate) fn address(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // SIGQUIT ends its children, too, and keeps nothing.
        let pid = self.child.id().to_string();
        let _ = Command::new("kill").args(["-QUIT", &pid]).status();
        let _ = self.child.wait();
        let _ = fs::remove_dir_all(&self.directory);
    }
}
