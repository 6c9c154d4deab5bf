//! What the machine must have before a build, and installing the part of it that may be installed.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use crate::cluster::packages;
use crate::command::{answer, cargo, command, run};
use crate::paths;
use crate::progress::{Done, Progress};
use crate::stamp::{self, Inputs};

const WASM_TARGET: &str = "wasm32-unknown-unknown";
/// The oldest Node that all npm packages of the lock file accept.
const OLDEST_NODE: (u32, u32) = (20, 19);

/// Makes sure of the WASM target and the npm packages.
///
/// # Errors
/// One line that says what to install, when it cannot be done here.
pub(crate) fn prepare(progress: &Progress) -> Result<()> {
    wasm_target(progress)?;
    npm_packages(progress)
}

fn wasm_target(progress: &Progress) -> Result<()> {
    // Asking rustc works with and without rustup, and needs no network.
    if has_wasm_target() {
        return Ok(());
    }
    progress.step("WebAssembly target", |step| {
        let advice = format!("Rust has no {WASM_TARGET} target here; install it with: rustup target add {WASM_TARGET}");
        run(step, command("rustup").args(["target", "add", WASM_TARGET])).context(advice.clone())?;
        if !has_wasm_target() {
            bail!("{advice}");
        }
        Ok(((), Done::Made(format!("{WASM_TARGET} installed"))))
    })
}

fn has_wasm_target() -> bool {
    let libraries = answer("rustc", &["--print", "target-libdir", "--target", WASM_TARGET]);
    libraries.is_some_and(|directory| {
        fs::read_dir(directory).is_ok_and(|mut entries| {
            entries.any(|entry| entry.is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with("libcore-")))
        })
    })
}

/// The standard library that the app is linked with.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum StandardLibrary {
    /// Compiled with the app from the toolchain's own sources: for size, and without the texts of panics.
    FromSource,
    /// As the toolchain brings it: for speed, about 20 KB larger after brotli.
    Prebuilt,
}

/// Fetches what compiling the standard library needs. Where it cannot be had the app is larger and works the same.
///
/// # Errors
/// When a stamp cannot be written.
pub(crate) fn standard_library(progress: &Progress) -> Result<StandardLibrary> {
    let prebuilt = |reason: &str| {
        progress.say(&format!(
            "  - standard library: {reason}; the app is linked with the prebuilt one, about 20 KB larger"
        ));
        Ok(StandardLibrary::Prebuilt)
    };
    if !knows_immediate_abort() {
        return prebuilt("this compiler cannot leave out the texts of panics (1.95 can)");
    }
    let Some(workspace) = answer("rustc", &["--print", "sysroot"])
        .map(|sysroot| PathBuf::from(sysroot).join("lib/rustlib/src/rust/library/Cargo.toml"))
    else {
        return prebuilt("rustc does not say where it is installed");
    };
    if !workspace.exists() {
        let added = progress.step("standard library's sources", |step| {
            let added =
                run(step, command("rustup").args(["component", "add", "rust-src"])).is_ok() && workspace.exists();
            let told = if added { "rust-src installed" } else { "not to be had" };
            Ok((added, Done::Made(told.to_owned())))
        })?;
        if !added {
            return prebuilt("rust-src is missing (rustup component add rust-src)");
        }
    }
    let mut inputs = Inputs::new("fetch");
    inputs.path(&workspace.with_extension("lock"))?;
    let inputs = inputs.finish();
    if !stamp::is_fresh("standard-library", &inputs, &[]) {
        let fetched = progress.step("standard library's crates", |step| {
            let mut fetch = cargo();
            fetch.args(["fetch", "--locked", "--manifest-path"]).arg(&workspace);
            fetch.env("RUSTC_BOOTSTRAP", "1");
            let fetched = run(step, &mut fetch).is_ok();
            let told = if fetched { "fetched" } else { "not to be had" };
            Ok((fetched, Done::Made(told.to_owned())))
        })?;
        if !fetched {
            return prebuilt("the crates it is made of cannot be fetched");
        }
        stamp::remember("standard-library", &inputs)?;
    }
    Ok(StandardLibrary::FromSource)
}

/// Whether a panic can be compiled to nothing but a trap; the option has no stable name yet.
fn knows_immediate_abort() -> bool {
    let mut rustc = command("rustc");
    rustc.args(["-Zunstable-options", "-Cpanic=immediate-abort", "--print", "cfg"]);
    rustc.args(["--target", WASM_TARGET]).env("RUSTC_BOOTSTRAP", "1");
    rustc.output().is_ok_and(|output| output.status.success())
}

fn npm_packages(progress: &Progress) -> Result<()> {
    let modules = paths::root().join("node_modules");
    let mut inputs = Inputs::new("npm ci");
    inputs.path(&paths::root().join("package-lock.json"))?;
    let inputs = inputs.finish();
    // npm writes this file last, and removes it with the directory.
    let installed = modules.join(".package-lock.json");
    if stamp::is_fresh("npm", &inputs, std::slice::from_ref(&installed)) {
        return Ok(());
    }
    progress.step("npm packages", |step| {
        let version = answer("node", &["--version"]);
        if !version.as_deref().is_some_and(is_new_enough) {
            let found = version.map_or_else(|| "none was found".to_owned(), |version| format!("{version} was found"));
            bail!(
                "Node {}.{} or newer is needed, {found}; see https://nodejs.org",
                OLDEST_NODE.0,
                OLDEST_NODE.1
            );
        }
        // No package of the lock file needs its install script here, so none is run.
        run(
            step,
            command("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]),
        )?;
        stamp::remember("npm", &inputs)?;
        Ok(((), Done::Made("installed".to_owned())))
    })
}

/// Debian's packages of the engines that the browser's tests drive, with a program of each.
const ENGINES: [(&str, &str); 4] = [
    ("chromium", "chromium"),
    ("firefox-esr", "firefox-esr"),
    ("webkit2gtk-driver", "WebKitWebDriver"),
    ("xvfb", "Xvfb"),
];

/// Finds the engines of the browser's tests and installs those that are missing where the system's package manager may
/// be used; answers where Chromium is.
///
/// # Errors
/// One line that says what to install.
pub(crate) fn browsers(progress: &Progress) -> Result<PathBuf> {
    let missing: Vec<&str> = ENGINES
        .iter()
        // Only Linux has WebKitGTK and needs a display for it; elsewhere its journeys do not exist.
        .filter(|(package, _)| cfg!(target_os = "linux") || matches!(*package, "chromium" | "firefox-esr"))
        .filter(|(package, program)| match *package {
            "chromium" => find_chromium().is_none(),
            "firefox-esr" => std::env::var_os("FIREFOX").is_none() && in_path(&[*program, "firefox"]).is_none(),
            _ => in_path(&[*program]).is_none(),
        })
        .map(|(package, _)| *package)
        .collect();
    let advice = format!(
        "the browser's tests need {}; install it (Debian: apt-get install {}) or name it in CHROMIUM, FIREFOX",
        missing.join(", "),
        missing.join(" ")
    );
    if !missing.is_empty() {
        packages::install(progress, "browsers", &missing).context(advice.clone())?;
    }
    find_chromium().context(advice)
}

fn find_chromium() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("CHROMIUM")
        .map(PathBuf::from)
        .filter(|path| path.exists())
    {
        return Some(named);
    }
    const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    const APPLICATIONS: [&str; 2] = [
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    ];
    in_path(&NAMES).or_else(|| APPLICATIONS.iter().map(PathBuf::from).find(|path| path.is_file()))
}

/// The first of these programs that is in the search path.
fn in_path(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let directories: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let candidates = names
        .iter()
        .flat_map(|name| directories.iter().map(move |directory| directory.join(name)));
    candidates.into_iter().find(|path| path.is_file())
}

/// Whether a version like "v20.19.1" will do.
fn is_new_enough(version: &str) -> bool {
    let mut numbers = version
        .trim_start_matches('v')
        .split('.')
        .map(|number| number.parse().unwrap_or(0));
    let found = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    found >= OLDEST_NODE
}

#[cfg(test)]
mod tests {
    use super::is_new_enough;

    #[test]
    fn the_oldest_node_is_compared_by_numbers() {
        assert!(is_new_enough("v20.19.0") && is_new_enough("v22.1.0") && is_new_enough("v100.0.0"));
        assert!(!is_new_enough("v20.9.0") && !is_new_enough("v18.20.1") && !is_new_enough("nonsense"));
    }
}
