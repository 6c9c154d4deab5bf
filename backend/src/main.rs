//! The `family-hub` program: reads the command line and ends with 0 (done), 1 (refused or failed, one line on standard
//! error says why) or 2 (usage).

mod cli;
mod commands;
mod config;
mod import_command;
mod output;
mod reading;
mod serve;
mod staff_commands;

use std::io::IsTerminal;
use std::process::ExitCode;

use clap::Parser;
use tracing_subscriber::EnvFilter;

fn main() -> ExitCode {
    let cli = cli::Cli::parse();
    log_to_standard_error(cli.command.default_log());
    match commands::run(cli.command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody may be reading; the exit code still tells.
            use std::io::Write;
            let _ = writeln!(std::io::stderr(), "family-hub: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// One line an event. sled's own lines are left out: what matters about the index is said by its keeper. A panic is a
/// line of the log like any other, wherever it happens.
fn log_to_standard_error(default: &str) {
    let filter = EnvFilter::try_from_env("FAMILY_HUB_LOG").unwrap_or_else(|_| EnvFilter::new(default));
    tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(std::io::stderr().is_terminal())
        .with_target(false)
        .init();
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        let payload = panic.payload();
        let text = payload.downcast_ref::<String>().map(String::as_str);
        let text = text
            .or_else(|| payload.downcast_ref::<&str>().copied())
            .unwrap_or("no text");
        let text = text.lines().next().unwrap_or_default();
        tracing::error!(place, text, "a thread panicked");
    }));
}
