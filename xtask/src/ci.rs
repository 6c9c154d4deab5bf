//! `cargo xtask ci`: what must hold before a change lands, cheapest first.

use anyhow::Result;
use clap::Args;

use crate::build::{self, Flavour};
use crate::command::{cargo, run};
use crate::leftovers::{self, Leftovers};
use crate::progress::{Done, Progress};
use crate::{setup, size, test, tidy};

/// The compiler's and clippy's warnings are errors here.
const NO_WARNINGS: [&str; 3] = ["--", "-D", "warnings"];

/// Options of `cargo xtask ci`.
#[derive(Args, Default)]
pub(crate) struct CiOptions {
    /// Take away what a step has built as soon as no later one needs it: for a machine with little room, that begins
    /// from nothing and is thrown away.
    #[arg(long)]
    thrifty: bool,
}

impl CiOptions {
    fn leftovers(&self) -> Leftovers {
        if self.thrifty {
            Leftovers::Remove
        } else {
            Leftovers::Keep
        }
    }
}

/// Formatting, lints, invariants, sizes, tests; the last words are the test runners' totals.
///
/// # Errors
/// The first that does not hold.
pub(crate) fn ci(options: &CiOptions) -> Result<()> {
    let progress = Progress::new();
    let leftovers = options.leftovers();
    leftovers::tell_if_little_room(&progress, leftovers);
    cargo_step(&progress, "formatting", &["fmt", "--all", "--check"])?;
    tidy::tidy()?;
    setup::prepare(&progress)?;
    let native = ["clippy", "--workspace", "--all-targets"];
    cargo_step(&progress, "lints", &[native.as_slice(), &NO_WARNINGS].concat())?;
    let browser = ["clippy", "--package", "frontend", "--target", "wasm32-unknown-unknown"];
    cargo_step(
        &progress,
        "lints of the app",
        &[browser.as_slice(), &NO_WARNINGS].concat(),
    )?;
    leftovers.after_lints()?;
    let dist = build::web(&progress, Flavour::Release)?;
    size::weigh(&dist, size::Gate::Ceiling)?;
    leftovers.after_app()?;
    let binary = build::server(&progress, Flavour::Release)?;
    leftovers.after_server()?;
    test::run_all(&binary, leftovers)
}

fn cargo_step(progress: &Progress, name: &str, arguments: &[&str]) -> Result<()> {
    progress.step(name, |step| {
        run(step, cargo().args(arguments))?;
        Ok(((), Done::Made(String::new())))
    })
}
