//! `cargo xtask deny`: the dependencies held to `deny.toml` by cargo-deny: licences, banned crates, sources, and known
//! vulnerabilities where a database of them is at hand.
//!
//! Not a part of `cargo xtask ci`: compiling cargo-deny takes longer than all lints together.

use anyhow::Result;
use clap::Args;

use crate::command::{cargo, command, run};
use crate::paths;
use crate::progress::{Done, Progress};
use crate::python::step;

/// Another version may read `deny.toml` otherwise.
const VERSION: &str = "0.20.2";

/// Options of `cargo xtask deny`.
#[derive(Args)]
pub(crate) struct DenyOptions {
    /// Look for known vulnerabilities too, in the copy of the RustSec database that cargo-deny keeps
    /// (`cargo deny fetch`); nothing is fetched.
    #[arg(long)]
    advisories: bool,
}

/// Installs cargo-deny below `target/` where it is not there in this version, and runs it.
///
/// # Errors
/// When it cannot be installed, or a dependency is not as it should be.
pub(crate) fn deny(options: &DenyOptions) -> Result<()> {
    let home = paths::target().join("tools");
    let program = home.join("bin/cargo-deny");
    let told = command(&program).arg("--version").output();
    let is_here = told.is_ok_and(|told| String::from_utf8_lossy(&told.stdout).trim().ends_with(VERSION));
    if !is_here {
        Progress::new().step("cargo-deny", |step| {
            let mut install = cargo();
            install.args(["install", "cargo-deny", "--locked", "--version", VERSION, "--root"]);
            run(step, install.arg(&home))?;
            Ok(((), Done::Made(VERSION.to_owned())))
        })?;
    }
    let mut check = command(&program);
    check.args(["--locked", "--offline", "check", "bans", "licenses", "sources"]);
    if options.advisories {
        check.arg("advisories");
    }
    step("deny", "what the dependencies are, and where from", &mut check)
}
