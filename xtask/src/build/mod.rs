//! From sources to one file: the browser's part is compiled, hashed and compressed into `target/dist`, and the
//! server is compiled with that directory inside.

mod asset;
mod compress;
mod dist;
mod functions;
mod glue;
mod meanings;
mod order;
mod scripts;
mod split;
mod styles;
mod wasm;
mod worker;

use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;

pub(crate) use dist::{Dist, DistFile};

use asset::{Asset, Stage};
pub(crate) use functions::Function;
use functions::functions;
pub(crate) use split::CHUNKS;
pub(crate) use wasm::bench_page;

use crate::command::{cargo, run};
use crate::paths;
use crate::progress::{Done, Progress, seconds};
use crate::setup;

/// Options of `cargo xtask build`.
#[derive(Args)]
pub(crate) struct BuildOptions {
    /// Compile quickly and for debugging, without optimising or compressing.
    #[arg(long)]
    pub(crate) debug: bool,
}

impl BuildOptions {
    /// What kind of build is asked for.
    pub(crate) fn flavour(&self) -> Flavour {
        if self.debug { Flavour::Debug } else { Flavour::Release }
    }
}

/// The kinds of build. Each has its own directories, so that none undoes another.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flavour {
    /// What is deployed: small and compressed.
    Release,
    /// Made soon: the same app in one file, larger. What `cargo xtask run` serves.
    Quick,
    /// With names and assertions kept.
    Debug,
}

impl Flavour {
    /// Where the steps' results lie before they are put together.
    pub(crate) fn work(self) -> PathBuf {
        paths::work().join(self.name())
    }

    /// The directory that goes into the server.
    pub(crate) fn dist(self) -> PathBuf {
        paths::target().join(match self {
            Flavour::Release => "dist",
            Flavour::Quick => "dist-quick",
            Flavour::Debug => "dist-debug",
        })
    }

    /// The server's file.
    pub(crate) fn binary(self) -> PathBuf {
        let name = format!("family-hub{}", std::env::consts::EXE_SUFFIX);
        paths::target().join(self.name()).join(name)
    }

    /// Its name in stamps and directories.
    fn name(self) -> &'static str {
        match self {
            Flavour::Release => "release",
            Flavour::Quick => "quick",
            Flavour::Debug => "debug",
        }
    }
}

/// Installs what is missing, builds everything, and gives back the server's file.
///
/// # Errors
/// The first step that failed, with what it said.
pub(crate) fn build(flavour: Flavour) -> Result<PathBuf> {
    let progress = Progress::new();
    web(&progress, flavour)?;
    let binary = server(&progress, flavour)?;
    let size = std::fs::metadata(&binary).with_context(|| paths::shown(&binary))?.len();
    let took = seconds(progress.elapsed());
    progress.say(&format!(
        "{} ({:.1} MB) in {took}",
        paths::shown(&binary),
        size as f64 / 1e6
    ));
    Ok(binary)
}

/// Builds `target/dist`: everything the browser is given.
///
/// # Errors
/// The first step that failed, with what it said.
pub(crate) fn web(progress: &Progress, flavour: Flavour) -> Result<Dist> {
    setup::prepare(progress)?;
    // Node's steps take seconds and one core; they hide behind the compiler's.
    let (wasm, styles, scripts) = std::thread::scope(|scope| {
        let styles = scope.spawn(|| styles::build(progress, flavour));
        let scripts = scope.spawn(|| scripts::build(progress, flavour));
        let wasm = wasm::build(progress, flavour);
        (wasm, joined(styles), joined(scripts))
    });
    let mut assets = wasm?;
    assets.extend(styles?);
    assets.extend(scripts?);
    dist::assemble(progress, flavour, assets)
}

fn joined<T>(thread: std::thread::ScopedJoinHandle<'_, Result<T>>) -> Result<T> {
    thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}

/// Builds the server around what [`web`] built, and gives back its file.
///
/// # Errors
/// When cargo fails, with what it said.
pub(crate) fn server(progress: &Progress, flavour: Flavour) -> Result<PathBuf> {
    progress.step("server", |step| {
        let mut cargo = cargo();
        cargo
            .args(["build", "--package", "backend"])
            .env("FAMILY_HUB_DIST", flavour.dist());
        match flavour {
            Flavour::Release => cargo.arg("--release"),
            Flavour::Quick => cargo.args(["--profile", "quick"]),
            Flavour::Debug => &mut cargo,
        };
        run(step, &mut cargo)?;
        Ok((flavour.binary(), Done::Made(String::new())))
    })
}

/// The functions of the release build's app, before its names were stripped.
///
/// # Errors
/// When there is no such build.
pub(crate) fn release_functions() -> Result<Vec<Function>> {
    let path = wasm::functions_path();
    let text = std::fs::read_to_string(&path).with_context(|| paths::shown(&path))?;
    let parsed = text.lines().filter_map(|line| {
        let mut words = line.splitn(3, ' ');
        let (part, bytes) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        let name = words.next()?.to_owned();
        Some(Function { name, bytes, part })
    });
    Ok(parsed.collect())
}
