//! `cargo xtask bench`: the figures that the budgets speak of, as a table, and as JSON lines for keeping.
//!
//! A group of figures is a function here that either computes them or runs a program which prints them, one JSON
//! object a line: `{ "name", "value", "unit", "budget", "pass" }`. To add a group, add it to [`GROUPS`].

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use clap::Args;
use serde::{Deserialize, Serialize};

use crate::build::{self, Flavour};
use crate::command::{cargo, node, run};
use crate::progress::{Done, Progress};
use crate::{paths, setup, size};

/// Options of `cargo xtask bench`.
#[derive(Args)]
pub(crate) struct BenchOptions {
    /// Only these groups; if none is named, all of them but reliability, which takes half an hour.
    #[arg(value_parser = names())]
    groups: Vec<String>,
    /// The group of that name alone: kills, floods, thousands of streams.
    #[arg(long)]
    reliability: bool,
    /// Print the JSON lines instead of the table.
    #[arg(long)]
    json: bool,
}

/// One measured number.
#[derive(Serialize, Deserialize, Debug)]
struct Figure {
    name: String,
    /// A number, or a text such as "38/40".
    value: serde_json::Value,
    unit: String,
    /// "<= 150", ">= 4000", or nothing for a figure that is only told.
    budget: String,
    pass: bool,
}

/// What a group may use.
struct Bench<'a> {
    progress: &'a Progress,
    chromium: PathBuf,
}

struct Group {
    name: &'static str,
    measure: fn(&Bench<'_>) -> Result<Vec<Figure>>,
}

const GROUPS: [Group; 7] = [
    Group {
        name: "size",
        measure: sizes,
    },
    Group {
        name: "search",
        measure: search,
    },
    Group {
        name: "time",
        measure: time,
    },
    Group {
        name: "server",
        measure: server,
    },
    Group {
        name: "page",
        measure: |bench| bench.serving("tests/bench/page.mjs", &[]),
    },
    Group {
        name: "lighthouse",
        measure: |bench| bench.serving("tests/bench/lighthouse.mjs", &[]),
    },
    Group {
        name: RELIABILITY,
        measure: reliability,
    },
];

const RELIABILITY: &str = "reliability";

fn names() -> Vec<&'static str> {
    GROUPS.iter().map(|group| group.name).collect()
}

/// Builds, measures, prints; the lines are also kept in `target/bench.jsonl`.
///
/// # Errors
/// When something cannot be built or measured, or a figure misses its budget.
pub(crate) fn bench(options: &BenchOptions) -> Result<()> {
    let progress = Progress::new();
    setup::prepare(&progress)?;
    let chromium = setup::browsers(&progress)?;
    let bench = Bench {
        progress: &progress,
        chromium,
    };
    let wanted = |group: &&Group| match (group.name, options.groups.as_slice()) {
        (RELIABILITY, groups) => options.reliability || groups.iter().any(|name| name == RELIABILITY),
        (_, []) => !options.reliability,
        (name, groups) => groups.iter().any(|group| group == name),
    };
    let mut figures = Vec::new();
    for group in GROUPS.iter().filter(wanted) {
        figures.extend((group.measure)(&bench).with_context(|| format!("measuring {}", group.name))?);
    }
    let lines: Vec<String> = figures.iter().map(serde_json::to_string).collect::<Result<_, _>>()?;
    let lines = lines.join("\n") + "\n";
    fs::write(paths::target().join("bench.jsonl"), &lines)?;
    if options.json {
        print!("{lines}");
    } else {
        print!("{}", table(&figures));
    }
    match figures.iter().filter(|figure| !figure.pass).count() {
        0 => Ok(()),
        missed => bail!("{missed} of {} figures miss their budget", figures.len()),
    }
}

fn table(figures: &[Figure]) -> String {
    let mut text = String::new();
    for figure in figures {
        let value = match &figure.value {
            serde_json::Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let verdict = match (figure.budget.is_empty(), figure.pass) {
            (true, true) => "",
            (false, true) => "ok",
            (_, false) => "MISSED",
        };
        let line = format!(
            "{:<64} {value:>12} {:<11} {:<14} {verdict}",
            figure.name, figure.unit, figure.budget
        );
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

fn sizes(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let dist = build::web(bench.progress, Flavour::Release)?;
    let figures = size::totals(&dist)?.into_iter().map(|total| Figure {
        name: format!("size: {}", total.name),
        value: total.bytes.into(),
        unit: "bytes".to_owned(),
        budget: format!("<= {}", total.most),
        pass: total.bytes <= total.most,
    });
    Ok(figures.collect())
}

fn server(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    bench.progress.step("load generator", |step| {
        let mut cargo = cargo();
        cargo.args([
            "build",
            "--release",
            "--package",
            "e2e",
            "--example",
            "load",
            "--example",
            "bare",
        ]);
        run(step, &mut cargo)?;
        Ok(((), Done::Made(String::new())))
    })?;
    let examples = paths::target().join("release/examples");
    bench.serving("tests/bench/server.mjs", &[&examples])
}

fn reliability(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    // The program looks for the server's file beside itself.
    build::build(Flavour::Release)?;
    bench.progress.step("reliability", |step| {
        let mut cargo = cargo();
        cargo.args(["build", "--release", "--package", "e2e", "--example", "reliability"]);
        run(step, &mut cargo)?;
        step.doing("kills, floods, streams");
        let measure = paths::target().join("release/examples/reliability");
        // A figure that misses its budget is told as such, not as a program that failed.
        let output = Command::new(measure)
            .stdin(Stdio::null())
            .stderr(Stdio::inherit())
            .output()?;
        let figures = figures(&String::from_utf8_lossy(&output.stdout))?;
        if figures.is_empty() {
            bail!("it printed no figure");
        }
        let done = format!("{} figures", figures.len());
        Ok((figures, Done::Made(done)))
    })
}

fn search(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    let page = paths::work().join("bench-page");
    build::bench_page(bench.progress, &page)?;
    bench.script("tests/bench/search.mjs", &[&page], &[])
}

fn time(bench: &Bench<'_>) -> Result<Vec<Figure>> {
    bench.progress.step("hours and rules", |step| {
        let mut cargo = cargo();
        cargo.args(["run", "--release", "--package", "shared", "--example", "bench_time"]);
        let figures = figures(&run(step, &mut cargo)?)?;
        let done = format!("{} figures", figures.len());
        Ok((figures, Done::Made(done)))
    })
}

impl Bench<'_> {
    /// Runs a script that prints figures of the server's file, which is built first where it is out of date.
    fn serving(&self, script: &str, arguments: &[&Path]) -> Result<Vec<Figure>> {
        let binary = build::build(Flavour::Release)?;
        self.script(script, arguments, &[("FAMILY_HUB_BINARY", &binary)])
    }

    /// Runs a script that prints figures.
    fn script(&self, script: &str, arguments: &[&Path], variables: &[(&str, &Path)]) -> Result<Vec<Figure>> {
        self.progress.step(script, |step| {
            let mut node: Command = node(script);
            node.args(arguments)
                .envs(variables.iter().copied())
                .env("CHROMIUM", &self.chromium);
            node.stdin(Stdio::null());
            let output = run(step, &mut node)?;
            let figures = figures(&output)?;
            if figures.is_empty() {
                bail!("{script} printed no figure");
            }
            let done = format!("{} figures", figures.len());
            Ok((figures, Done::Made(done)))
        })
    }
}

/// The figures among a program's lines; whatever is no JSON object is passed over.
fn figures(output: &str) -> Result<Vec<Figure>> {
    let lines = output.lines().filter(|line| line.starts_with('{'));
    lines
        .map(|line| serde_json::from_str(line).with_context(|| line.to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{figures, table};

    #[test]
    fn figures_are_read_among_other_lines_and_a_miss_is_seen() {
        let output = "warming up\n{\"name\":\"a\",\"value\":1.5,\"unit\":\"ms\",\"budget\":\"<= 1\",\"pass\":false}\n\
                      {\"name\":\"b\",\"value\":\"3/4\",\"unit\":\"\",\"budget\":\"\",\"pass\":true}\n";
        let figures = figures(output).expect("two figures");
        let table = table(&figures);
        assert!(
            table.contains("MISSED") && table.contains("3/4") && table.lines().count() == 2,
            "{table}"
        );
    }

    #[test]
    fn a_line_that_begins_like_a_figure_must_be_one() {
        assert!(figures("{\"name\":\"a\"}").is_err());
    }
}
