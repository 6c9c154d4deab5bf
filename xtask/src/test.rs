//! `cargo xtask test`: every test there is. First the native ones, then the browser's against the release binary;
//! at the end the runners' own totals.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::build::{self, Flavour};
use crate::cluster::postgres::{self, Postgres};
use crate::command::{cargo, command};
use crate::leftovers::Leftovers;
use crate::progress::Progress;
use crate::{cluster, paths, setup, stamp};

/// Where the browser's tests lie.
const JOURNEYS: &str = "tests/journeys";

/// Builds the binary once, then runs everything.
///
/// # Errors
/// When something cannot be built, or a test failed.
pub(crate) fn test() -> Result<()> {
    let binary = build::build(Flavour::Release)?;
    run_all(&binary, Leftovers::Keep)
}

/// Runs everything against the release `binary`. A failure of one runner does not keep the other from running.
///
/// # Errors
/// When something cannot be built, or a test failed.
pub(crate) fn run_all(binary: &Path, leftovers: Leftovers) -> Result<()> {
    let chromium = setup::browsers(&Progress::new())?;
    // The same environment for every runner: the tests of faults and the journeys drive the very same file.
    let prepare = |mut command: Command| {
        command
            .env("FAMILY_HUB_DIST", Flavour::Release.dist())
            .env("FAMILY_HUB_BINARY", binary);
        command.env("CHROMIUM", &chromium);
        command
    };

    let database = Postgres::start(&postgres::programs(&Progress::new())?)?;
    let mut native = prepare(cargo());
    native.args(["test", "--workspace", "--no-fail-fast", "--features", cluster::FEATURE]);
    native.env(cluster::ADDRESS, database.address());
    let native = watch(native, Totals::cargo_line)?;
    drop(database);
    leftovers.after_native_tests()?;

    let journeys = journeys()?;
    let mut browser = Totals::default();
    if journeys.is_empty() {
        println!("\n{JOURNEYS}: no journeys");
    } else {
        let mut node = prepare(command("node"));
        // One journey at a time: each looks at times, and a phone is slow enough alone.
        node.args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
            .args(journeys);
        browser = watch(node, Totals::node_line)?;
    }

    println!("\ncargo test   {native}");
    println!("node --test  {browser}");
    if !native.all_well() || !browser.all_well() {
        bail!("tests failed");
    }
    Ok(())
}

fn journeys() -> Result<Vec<PathBuf>> {
    let files = stamp::files_below(&paths::root().join(JOURNEYS))?;
    Ok(files
        .into_iter()
        .filter(|file| file.to_string_lossy().ends_with(".test.mjs"))
        .collect())
}

/// What a runner counted itself.
#[derive(Default, Debug, PartialEq, Eq)]
struct Totals {
    passed: u64,
    failed: u64,
    left_out: u64,
    /// The runner ended with status 0.
    ended_well: Option<bool>,
}

impl Totals {
    fn all_well(&self) -> bool {
        self.failed == 0 && self.ended_well != Some(false)
    }

    /// "test result: ok. 12 passed; 0 failed; 1 ignored; …"
    fn cargo_line(&mut self, line: &str) {
        let Some(counts) = line.trim().strip_prefix("test result: ") else {
            return;
        };
        for part in counts.split([';', '.']) {
            let mut words = part.split_whitespace();
            let count = words.next().and_then(|word| word.parse::<u64>().ok()).unwrap_or(0);
            match words.next() {
                Some("passed") => self.passed += count,
                Some("failed") => self.failed += count,
                Some("ignored") => self.left_out += count,
                _ => {}
            }
        }
    }

    /// "ℹ pass 12"
    fn node_line(&mut self, line: &str) {
        let mut words = line.trim().trim_start_matches('ℹ').split_whitespace();
        let (name, count) = (words.next(), words.next().and_then(|word| word.parse::<u64>().ok()));
        match (name, count) {
            (Some("pass"), Some(count)) => self.passed += count,
            (Some("fail" | "cancelled"), Some(count)) => self.failed += count,
            (Some("skipped" | "todo"), Some(count)) => self.left_out += count,
            _ => {}
        }
    }
}

impl std::fmt::Display for Totals {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            out,
            "{} passed, {} failed, {} left out",
            self.passed, self.failed, self.left_out
        )
    }
}

/// Runs a test runner in sight of the person and reads its totals on the way.
fn watch(mut runner: Command, read: fn(&mut Totals, &str)) -> Result<Totals> {
    let mut child = runner.stdout(Stdio::piped()).spawn().context("starting the tests")?;
    let out = child.stdout.take().context("standard output is piped")?;
    let mut totals = Totals::default();
    for line in BufReader::new(out).split(b'\n') {
        let line = line?;
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        read(&mut totals, &line);
    }
    totals.ended_well = Some(child.wait()?.success());
    Ok(totals)
}

#[cfg(test)]
mod tests {
    use super::Totals;

    #[test]
    fn totals_are_added_over_the_lines_of_a_runner() {
        let mut cargo = Totals::default();
        cargo.cargo_line(
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.2s",
        );
        cargo.cargo_line("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out");
        cargo.cargo_line("test time::a_day_of_23_hours ... ok");
        assert_eq!(
            cargo,
            Totals {
                passed: 15,
                failed: 2,
                left_out: 1,
                ended_well: None
            }
        );

        let mut node = Totals::default();
        for line in [
            "ℹ tests 9",
            "ℹ pass 7",
            "ℹ fail 1",
            "ℹ cancelled 0",
            "ℹ skipped 1",
            "ℹ duration_ms 812.5",
        ] {
            node.node_line(line);
        }
        assert_eq!(
            node,
            Totals {
                passed: 7,
                failed: 1,
                left_out: 1,
                ended_well: None
            }
        );
        assert!(!node.all_well());
    }

    #[test]
    fn a_runner_that_died_without_a_word_is_not_well() {
        assert!(
            !Totals {
                ended_well: Some(false),
                ..Totals::default()
            }
            .all_well()
        );
    }
}
