//! `cargo xtask oracles`: makes the tables anew that the tests of time are held against, and has other people's
//! libraries read what we write.
//!
//! The tests themselves need neither Python nor the network: they hold our answers to the committed tables. This is
//! for whoever changes a rule, the calendar writer or a table.

use std::fs::{self, File};

use anyhow::Result;

use crate::command::cargo;
use crate::paths;
use crate::python::{environment, step};

/// Writes the tables, then reads them with python-dateutil, icalendar and recurring-ical-events.
///
/// # Errors
/// When Python 3 with `venv` is missing, a package cannot be installed, or somebody reads other dates than we meant.
pub(crate) fn run() -> Result<()> {
    let tables = paths::root().join("shared/tests/oracles");
    let work = paths::work().join("oracles");
    fs::create_dir_all(&work)?;
    let python = environment("oracles", &tables.join("requirements.txt"), &work)?;
    let run_python = |script: &str| {
        let mut command = crate::command::command(&python);
        command.arg(tables.join(script));
        command
    };
    let made = work.join("rules.txt");
    step(
        "oracles",
        "dates of random rules, by python-dateutil",
        run_python("rules.py").stdout(File::create(&made)?),
    )?;
    fs::copy(&made, tables.join("rules.txt"))?;
    let mut tests = cargo();
    tests.args(["test", "--quiet", "--package", "shared", "--test", "time"]);
    step("oracles", "our tables", tests.env("FAMILY_HUB_WRITE_TABLES", "1"))?;
    step(
        "oracles",
        "the calendar file, read by icalendar and recurring-ical-events",
        &mut run_python("read_calendar.py"),
    )
}
