//! Figures of reliability, measured on the real binary: `cargo xtask bench reliability`, or by hand
//! `cargo run --release -p e2e --example reliability -- [GROUP]…`.
//!
//! Each group starts servers of its own on this machine, in temporary directories, and prints one figure a line as JSON:
//! `{ "name", "value", "unit", "budget", "pass" }`. The names begin with the items of `docs/reliability.md`. What takes
//! longer than a run of the suite may take is here; what is quick is a test.

mod changes;
mod editors;
mod figures;
mod hostile;
mod storage;
mod streams;

use std::process::ExitCode;

const GROUPS: [(&str, fn()); 5] = [
    ("storage", storage::measure),
    ("changes", changes::measure),
    ("editors", editors::measure),
    ("streams", streams::measure),
    ("hostile", hostile::measure),
];

fn main() -> ExitCode {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    if let Some(unknown) = wanted.iter().find(|name| GROUPS.iter().all(|(group, _)| group != name)) {
        eprintln!("no group is called {unknown}");
        return ExitCode::from(2);
    }
    for (name, measure) in GROUPS {
        if wanted.is_empty() || wanted.iter().any(|group| group == name) {
            measure();
        }
    }
    match figures::missed() {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}
