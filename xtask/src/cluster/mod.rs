//! `cargo xtask cluster`: several servers over one database, under faults. Everything listens on 127.0.0.1 alone and is
//! ended by the number of its process.
//!
//! In reading order: [`packages`] what is installed for it, [`postgres`] one PostgreSQL for tests, [`machines`] a whole
//! cluster, [`trial`] what is done to it and what must hold then.

mod machines;
pub(crate) mod packages;
pub(crate) mod postgres;
mod trial;

use std::path::Path;

use anyhow::{Result, bail};
use clap::Args;

use self::machines::Cluster;
use self::postgres::Postgres;
use crate::build::{self, Flavour};
use crate::command::cargo;
use crate::progress::Progress;

/// Tests that need a database are compiled with this feature only, so that they cannot be passed over in silence.
pub(crate) const FEATURE: &str = "backend/database-tests";
/// Names the server of those tests.
pub(crate) const ADDRESS: &str = "FAMILY_HUB_TEST_DATABASE";

/// Options of `cargo xtask cluster`.
#[derive(Args)]
pub(crate) struct ClusterOptions {
    /// Only the tests of the store, over one PostgreSQL.
    #[arg(long)]
    store: bool,
}

/// Runs what was asked for.
///
/// # Errors
/// When something cannot be started, or does not hold.
pub(crate) fn cluster(options: &ClusterOptions) -> Result<()> {
    let progress = Progress::new();
    let programs = postgres::programs(&progress)?;
    if options.store {
        return test_store(&programs);
    }
    for (name, program, package) in [
        ("Patroni", "/usr/bin/patroni", "patroni"),
        ("etcd", "/usr/bin/etcd", "etcd-server"),
        ("nginx", "/usr/sbin/nginx", "nginx-light"),
    ] {
        if !Path::new(program).exists() {
            packages::install(&progress, name, &[package])?;
        }
    }
    let binary = match std::env::var_os("FAMILY_HUB_BINARY") {
        Some(binary) => binary.into(),
        None => build::build(Flavour::Release)?,
    };
    trial::run(&mut Cluster::start(&programs, &binary)?)
}

fn test_store(programs: &Path) -> Result<()> {
    let server = Postgres::start(programs)?;
    let mut tests = cargo();
    tests.args([
        "test",
        "--package",
        "backend",
        "--lib",
        "--features",
        FEATURE,
        "store::",
    ]);
    let status = tests.env(ADDRESS, server.address()).status()?;
    if !status.success() {
        bail!("tests failed");
    }
    Ok(())
}
