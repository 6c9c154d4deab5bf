//! `cargo xtask run`: from a fresh clone to the address in the browser.

use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
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
    supervise(serve, options.port, &data)
}

fn supervise(mut serve: Command, port: u16, data: &std::path::Path) -> Result<()> {
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
