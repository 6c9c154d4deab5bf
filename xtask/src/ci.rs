//! `cargo xtask ci`: what must hold before a change lands, cheapest first.

use anyhow::Result;

use crate::build::{self, Flavour};
use crate::command::{cargo, run};
use crate::progress::{Done, Progress};
use crate::{setup, size, test, tidy};

/// The compiler's and clippy's warnings are errors here.
const NO_WARNINGS: [&str; 3] = ["--", "-D", "warnings"];

/// Formatting, lints, invariants, sizes, tests; the last words are the test runners' totals.
///
/// # Errors
/// The first that does not hold.
pub(crate) fn ci() -> Result<()> {
    let progress = Progress::new();
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
    let dist = build::web(&progress, Flavour::Release)?;
    size::weigh(&dist, size::Gate::Ceiling)?;
    test::test()
}

fn cargo_step(progress: &Progress, name: &str, arguments: &[&str]) -> Result<()> {
    progress.step(name, |step| {
        run(step, cargo().args(arguments))?;
        Ok(((), Done::Made(String::new())))
    })
}
