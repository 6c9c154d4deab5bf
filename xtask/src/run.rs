//! `cargo xtask run`: from a fresh clone to the address in the browser.

use std::net::{Ipv4Addr, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use clap::Args;
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::build::{self, Flavour};
use crate::command::command;
use crate::paths;

/// Options of `cargo xtask run`.
#[derive(Args)]
pub(crate) struct RunOptions {
    /// Port on this machine.
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Where the server keeps its data.
    #[arg(long, value_name = "DIR", default_value = "data")]
    data: PathBuf,
    /// Leave out the example activities.
    #[arg(long)]
    no_samples: bool,
    /// Print a link by which to try the pages of the editorial office (`/redazione`) as an administrator.
    #[arg(long)]
    demo_staff: bool,
    /// Compile for debugging: with assertions and the places of panics, without optimising or compressing.
    #[arg(long)]
    debug: bool,
}

/// How long a server may take to its first answer before something is wrong.
const PATIENCE: Duration = Duration::from_secs(60);

/// Builds, serves until the person stops it, and says where.
///
/// # Errors
/// When the build fails or the server ends by itself with an error.
pub(crate) fn run(options: &RunOptions) -> Result<()> {
    let binary = build::build(if options.debug { Flavour::Debug } else { Flavour::Quick })?;
    let mut serve = command(&binary);
    // A directory is meant from where the person stands, as everywhere on a command line.
    let data = std::env::current_dir()?.join(&options.data);
    serve
        .arg("serve")
        .arg("--listen")
        .arg(format!("127.0.0.1:{}", options.port))
        .arg("--data")
        .arg(&data);
    if !options.no_samples {
        serve.arg("--demo");
    }
    let invite = options.demo_staff.then_some(binary.as_path());
    supervise(serve, options.port, &data, invite)
}

/// A new link for the account that tries things out, made if it is not there yet.
fn invitation(binary: &Path, port: u16, data: &Path) -> Result<String> {
    const NAME: &str = "Prova";
    let site = format!("http://127.0.0.1:{port}");
    let ask = |arguments: &[&str]| {
        let mut staff = command(binary);
        staff.arg("staff").args(arguments).arg("--data").arg(data);
        staff.args(["--public-url", &site]).output().context("staff")
    };
    let mut answer = ask(&["add", "--role", "administrator", "--name", NAME])?;
    if !answer.status.success() {
        answer = ask(&["invite", NAME])?;
    }
    let text = String::from_utf8_lossy(&answer.stdout).into_owned();
    text.lines().last().map(str::to_owned).context("no link was printed")
}

fn supervise(mut serve: Command, port: u16, data: &Path, invite: Option<&Path>) -> Result<()> {
    let signals = Signals::new([SIGINT, SIGTERM])?;
    let mut server = serve.spawn().context("starting the server")?;
    let began = Instant::now();
    while TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_err() {
        if let Some(status) = server.try_wait()? {
            bail!("the server ended with {status}");
        }
        if began.elapsed() > PATIENCE {
            server.kill()?;
            bail!(
                "the server did not answer on port {port} within {} s",
                PATIENCE.as_secs()
            );
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    println!("\n    http://127.0.0.1:{port}/\n");
    if let Some(binary) = invite {
        println!("    try the editorial office: {}\n", invitation(binary, port, data)?);
    }
    println!("data in {}; stop with Ctrl-C", paths::shown(data));
    wait(server, signals)
}

/// Waits for the server. Ctrl-C reaches it by itself, being of the same terminal; a plain SIGTERM is passed on.
fn wait(mut server: Child, mut signals: Signals) -> Result<()> {
    let mut stopping = false;
    loop {
        if let Some(status) = server.try_wait()? {
            if status.success() || stopping {
                return Ok(());
            }
            bail!("the server ended with {status}");
        }
        for signal in signals.pending() {
            if signal == SIGTERM && !stopping {
                let id = server.id().to_string();
                command("kill").args(["-TERM", &id]).status().context("kill")?;
            }
            stopping = true;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
}
