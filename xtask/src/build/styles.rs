//! The style sheets: Sass to small CSS, and the fonts and pictures they name.

use std::fs;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::{Asset, Flavour, Stage, scripts::BROWSERS};
use crate::command::{node, run};
use crate::paths;
use crate::progress::{Done, Progress};
use crate::stamp::{self, Inputs};

/// Role, source and when a device stores the sheet and what it names.
const ENTRIES: [(&str, &str, Stage); 2] = [
    ("app-css", "frontend/style/app.scss", Stage::Core),
    ("map-css", "frontend/style/map.scss", Stage::Later),
];
const SCRIPT: &str = "xtask/node/styles.mjs";

/// What a sheet is made of, and where the script looks for the classes that are used.
const LOOKED_AT: [&str; 8] = [
    "backend/src/head.rs",
    "frontend/style",
    "frontend/icons",
    "frontend/src",
    "frontend/js",
    "shared/src/view",
    "package-lock.json",
    SCRIPT,
];

/// What the script writes beside the sheets.
#[derive(Deserialize)]
struct Named {
    /// File name as the sheets use it, with its hash.
    name: String,
    /// Name without the hash, for the role.
    stem: String,
}

/// Compiles every sheet of [`ENTRIES`].
///
/// # Errors
/// When a sheet does not compile or names a file that is nowhere.
pub(super) fn build(progress: &Progress, flavour: Flavour) -> Result<Vec<Asset>> {
    let root = paths::root();
    let mut assets: Vec<Asset> = Vec::new();
    for (role, source, stage) in ENTRIES {
        let source = root.join(source);
        if !source.exists() {
            progress.say(&format!(
                "  - {} is not there: the page does without it",
                paths::shown(&source)
            ));
            continue;
        }
        let name = role.trim_end_matches("-css");
        let work = flavour.work().join("styles").join(name);
        let (sheet, list) = (work.join("sheet.css"), work.join("named.json"));
        progress.step(&format!("style {name}"), |step| {
            let mut inputs = Inputs::new(&format!("2 {BROWSERS}"));
            for path in LOOKED_AT {
                inputs.path(&root.join(path))?;
            }
            let inputs = inputs.finish();
            let stamp = format!("{role}-{}", flavour.name());
            if stamp::is_fresh(&stamp, &inputs, &[sheet.clone(), list.clone()]) {
                return Ok(((), Done::Fresh));
            }
            if work.exists() {
                fs::remove_dir_all(&work)?;
            }
            fs::create_dir_all(&work)?;
            let minify = if flavour == Flavour::Release {
                "minify"
            } else {
                "readable"
            };
            run(step, node(SCRIPT).arg(&source).arg(&work).arg(minify).arg(BROWSERS))?;
            stamp::remember(&stamp, &inputs)?;
            Ok((
                (),
                Done::Made(format!("{:.1} KB", fs::metadata(&sheet)?.len() as f64 / 1e3)),
            ))
        })?;
        assets.push(Asset::hashed(role, &format!("{name}.css"), fs::read(&sheet)?, stage)?);
        let named: Vec<Named> =
            serde_json::from_str(&fs::read_to_string(&list)?).context("the sheet's list of files")?;
        for file in named {
            let path = format!("pkg/{}", file.name);
            if assets.iter().any(|asset| asset.path == path) {
                continue;
            }
            let role = if file.name.ends_with(".woff2") {
                format!("font-{}", file.stem)
            } else {
                String::new()
            };
            assets.push(Asset::named(&role, &path, fs::read(work.join(&file.name))?, stage)?);
        }
    }
    Ok(assets)
}
