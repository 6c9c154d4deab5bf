//! Running other programs: quietly while all is well, with everything they said when it is not.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, IsTerminal, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc;

use anyhow::{Context, Result, bail};

use crate::paths;
use crate::progress::Step;

/// A command that runs in the repository's root.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir(paths::root());
    command
}

/// The cargo that started this program, so that its toolchain is kept.
pub(crate) fn cargo() -> Command {
    let mut cargo = command(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // What `cargo run` told this program about its own package would make the next cargo rebuild.
    for (name, _) in std::env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") || name == "CARGO_CRATE_NAME" {
            cargo.env_remove(name);
        }
    }
    if std::io::stderr().is_terminal() {
        cargo.env("CARGO_TERM_COLOR", "always");
    }
    cargo
}

/// A script of an npm package, run by Node.
pub(crate) fn node(script: impl AsRef<Path>) -> Command {
    let mut node = command("node");
    node.arg(paths::root().join(script));
    node
}

/// Runs `command` to its end and gives back what it wrote to standard output. The step's line follows what it
/// says; if it fails, all it said is in the error.
///
/// # Errors
/// When the program cannot be started or ends with another status than 0.
pub(crate) fn run(step: &Step<'_>, command: &mut Command) -> Result<String> {
    let name = name(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .with_context(|| format!("cannot start {name}"))?;
    let (sender, receiver) = mpsc::channel();
    let out = child.stdout.take().context("standard output is piped")?;
    let err = child.stderr.take().context("standard error is piped")?;
    let readers = [
        follow(Source::Output, out, sender.clone()),
        follow(Source::Error, err, sender),
    ];
    let (mut output, mut said) = (String::new(), String::new());
    for (source, line) in receiver {
        let text = plain(&line);
        if !text.trim().is_empty() {
            step.doing(text.trim());
        }
        if matches!(source, Source::Output) {
            output.push_str(&line);
            output.push('\n');
        }
        said.push_str(&line);
        said.push('\n');
    }
    for reader in readers {
        let _ = reader.join();
    }
    let status = child.wait().with_context(|| format!("waiting for {name}"))?;
    if !status.success() {
        bail!("{name} ended with {status}:\n{}", said.trim_end());
    }
    Ok(output)
}

/// What `program --version` and the like answer; `None` if there is no such program or it fails.
pub(crate) fn answer(program: &str, arguments: &[&str]) -> Option<String> {
    let output = command(program).args(arguments).stdin(Stdio::null()).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

#[derive(Clone, Copy)]
enum Source {
    Output,
    Error,
}

fn follow(
    source: Source,
    pipe: impl Read + Send + 'static,
    sender: mpsc::Sender<(Source, String)>,
) -> std::thread::JoinHandle<()> {
    std::thread::spawn(move || {
        let mut lines = BufReader::new(pipe);
        let mut bytes = Vec::new();
        while lines.read_until(b'\n', &mut bytes).is_ok_and(|count| count > 0) {
            let line = String::from_utf8_lossy(&bytes)
                .trim_end_matches(['\n', '\r'])
                .to_owned();
            if sender.send((source, line)).is_err() {
                return;
            }
            bytes.clear();
        }
    })
}

/// `line` without the colour codes a terminal would read.
fn plain(line: &str) -> String {
    let mut text = String::new();
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\x1b' {
            characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            text.push(character);
        }
    }
    text
}

fn name(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let mut name = program
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    if let Some(first) = command.get_args().next() {
        name.push(' ');
        name.push_str(&paths::shown(Path::new(first)));
    }
    name
}
