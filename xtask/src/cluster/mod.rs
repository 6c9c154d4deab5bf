//! `cargo xtask cluster`: several servers over one database.

pub(crate) mod packages;
pub(crate) mod postgres;

use anyhow::{Result, bail};
use clap::Args;

use self::postgres::Postgres;
use crate::command::cargo;
use crate::progress::Progress;

/// Tests that need a database are compiled with this feature only, so that they cannot be passed over in silence.
pub(crate) const FEATURE: &str = "backend/database-tests";
/// Names the server of those tests.
pub(crate) const ADDRESS: &str = "FAMILY_HUB_TEST_DATABASE";

/// Options of `cargo xtask cluster`.
#[derive(Args)]
pub(crate) struct ClusterOptions {
    /// Only the tests of the store, over one PostgreSQL
    #[arg(long)]
    store: bool,
}

/// Runs what was asked for.
///
/// # Errors
/// When something cannot be started, or does not hold.
pub(crate) fn cluster(options: &ClusterOptions) -> Result<()> {
    if !options.store {
        bail!("say --store");
    }
    let server = Postgres::start(&postgres::programs(&Progress::new())?)?;
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
