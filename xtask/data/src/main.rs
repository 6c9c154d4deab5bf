//! Derives the shipped data from their sources: `cargo xtask seed` and `cargo xtask comuni` run this program.
//!
//! A program of its own, because it links the whole of `shared`: the one that builds and runs stays small, so that a
//! fresh clone starts to build sooner.

mod comuni;
mod seed;

use clap::{Parser, Subcommand};

/// Derives the shipped data.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Derive the seed data set from the collected facts.
    Seed,
    /// Rewrite the gazetteer from a table of comuni.
    Comuni(comuni::ComuniOptions),
}

fn main() {
    let result = match Arguments::parse().verb {
        Verb::Seed => seed::run(),
        Verb::Comuni(options) => comuni::run(&options),
    };
    if let Err(error) = result {
        eprintln!("error: {error:#}");
        std::process::exit(1);
    }
}
