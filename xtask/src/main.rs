//! `cargo xtask`: everything a developer, a continuous integration machine or an operator does with this
//! repository. One verb a module; `build/` makes the one file that is deployed.

mod bench;
mod build;
mod ci;
mod cluster;
mod command;
mod deny;
mod geodata;
mod leftovers;
mod licences;
mod oracles;
mod paths;
mod progress;
mod python;
mod run;
mod sbom;
mod setup;
mod shipped_data;
mod size;
mod stamp;
mod test;
mod tidy;

use clap::{Parser, Subcommand};

/// Builds, runs, tests and weighs Family Hub.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask")]
struct Arguments {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Install what is missing, build, serve, and print the address.
    Run(run::RunOptions),
    /// Make `target/release/family-hub`: one file with the web app, seed data and basemap inside.
    Build(build::BuildOptions),
    /// Run every test: native, property, API, browser, accessibility.
    Test,
    /// What must hold before a change lands: formatting, lints, invariants, sizes, tests.
    Ci(ci::CiOptions),
    /// Run several servers over one database, and look whether they tell the same.
    Cluster(cluster::ClusterOptions),
    /// Measure what the budgets speak of.
    Bench(bench::BenchOptions),
    /// Check the invariants of the source tree.
    Tidy,
    /// Derive the seed data set from the collected facts.
    Seed,
    /// Rewrite the gazetteer from a table of comuni.
    Comuni(shipped_data::ComuniOptions),
    /// Draw the embedded basemap anew from published boundaries (needs Python and the network).
    Geodata,
    /// Make the tables anew that the tests of time are held against (needs Python and the network).
    Oracles,
    /// Gather the licence texts of every crate that is shipped.
    Licences,
    /// Write the bill of materials of what is shipped (CycloneDX) to `target/family-hub.cdx.json`
    Sbom,
    /// Hold the dependencies to `deny.toml` (cargo-deny, installed below `target/`).
    Deny(deny::DenyOptions),
    /// Weigh what the browser downloads against `xtask/budget.txt`.
    Size(size::SizeOptions),
}

fn main() {
    let result = match Arguments::parse().verb {
        Verb::Run(options) => run::run(&options),
        Verb::Build(options) => build::build(options.flavour()).map(|_| ()),
        Verb::Test => test::test(),
        Verb::Ci(options) => ci::ci(&options),
        Verb::Cluster(options) => cluster::cluster(&options),
        Verb::Bench(options) => bench::bench(&options),
        Verb::Tidy => tidy::tidy(),
        Verb::Seed => shipped_data::seed(),
        Verb::Comuni(options) => shipped_data::comuni(&options),
        Verb::Geodata => geodata::run(),
        Verb::Oracles => oracles::run(),
        Verb::Licences => licences::run(),
        Verb::Sbom => sbom::run(),
        Verb::Deny(options) => deny::deny(&options),
        Verb::Size(options) => size::size(&options),
    };
    if let Err(error) = result {
        eprintln!("error: {error:#}");
        std::process::exit(1);
    }
}
