//! The JavaScript written by hand: the page's starter and the map's bundle, each with what it imports.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use super::{Asset, Flavour, Stage};
use crate::command::{node, run};
use crate::paths;
use crate::progress::{Done, Progress, Step};
use crate::stamp::{self, Inputs};

/// The oldest browsers that are served the app: below them WebAssembly lacks what rustc emits. The server's own
/// pages serve every browser.
pub(super) const BROWSERS: &str = "chrome96,firefox91,safari15";

/// Role, source and when a device stores it.
const ENTRIES: [(&str, &str, Stage); 3] = [
    ("start-js", "frontend/js/start.js", Stage::Core),
    ("map-js", "frontend/js/map.js", Stage::Later),
    ("aloud-js", "frontend/js/aloud.js", Stage::Later),
];

/// Bundles every script of [`ENTRIES`].
///
/// # Errors
/// When esbuild refuses a script.
pub(super) fn build(progress: &Progress, flavour: Flavour) -> Result<Vec<Asset>> {
    let root = paths::root();
    let work = flavour.work().join("scripts");
    let mut assets = Vec::new();
    for (role, source, stage) in ENTRIES {
        let source = root.join(source);
        if !source.exists() {
            progress.say(&format!(
                "  - {} is not there: the page does without it",
                paths::shown(&source)
            ));
            continue;
        }
        let name = source
            .file_name()
            .context("an entry is a file")?
            .to_string_lossy()
            .into_owned();
        let made = work.join(&name);
        progress.step(&format!("script {name}"), |step| {
            let mut inputs = Inputs::new(&format!("1 {BROWSERS} {name}"));
            inputs.path(&root.join("frontend/js"))?;
            inputs.path(&root.join("package-lock.json"))?;
            let inputs = inputs.finish();
            let stamp = format!("{role}-{}", flavour.name());
            if stamp::is_fresh(&stamp, &inputs, std::slice::from_ref(&made)) {
                return Ok(((), Done::Fresh));
            }
            bundle(step, flavour, &source, &made, &[])?;
            stamp::remember(&stamp, &inputs)?;
            Ok((
                (),
                Done::Made(format!("{:.1} KB", fs::metadata(&made)?.len() as f64 / 1e3)),
            ))
        })?;
        assets.push(Asset::hashed(role, &name, fs::read(&made)?, stage)?);
    }
    Ok(assets)
}

/// Bundles `source` with all it imports into `made`, small in a release build. `define` are names and the
/// JavaScript expressions they stand for.
///
/// # Errors
/// When esbuild refuses the script.
pub(super) fn bundle(
    step: &Step<'_>,
    flavour: Flavour,
    source: &Path,
    made: &Path,
    define: &[(&str, &str)],
) -> Result<()> {
    let mut esbuild = node("node_modules/esbuild/bin/esbuild");
    esbuild
        .arg(source)
        .args([
            "--bundle",
            "--format=esm",
            "--charset=utf8",
            "--legal-comments=none",
            "--log-level=warning",
        ])
        .arg(format!("--target={BROWSERS}"))
        .arg(format!("--outfile={}", made.display()));
    if flavour == Flavour::Release {
        // A registry that nothing is registered with does nothing.
        esbuild.args(["--minify", "--pure:FinalizationRegistry"]);
    }
    for (name, expression) in define {
        esbuild.arg(format!("--define:{name}={expression}"));
    }
    run(step, &mut esbuild).with_context(|| paths::shown(source))?;
    Ok(())
}
