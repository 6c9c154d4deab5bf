//! `cargo xtask licences`: gathers the licence texts of every crate that is compiled into the program or the web app
//! into `docs/licences-crates.txt`, which the program holds and serves.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use serde_json::Value;

use crate::{command, paths};

/// What is shipped: a package and the platform it is compiled for.
pub(crate) const SHIPPED: [(&str, &str); 2] = [
    ("backend", "x86_64-unknown-linux-gnu"),
    ("frontend", "wasm32-unknown-unknown"),
];
/// Beginnings of the names of files that hold a licence or a notice.
const FILES: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "NOTICE", "UNLICENSE"];

/// Writes the file.
pub(crate) fn run() -> Result<()> {
    let mut crates: BTreeMap<String, Value> = BTreeMap::new();
    for (package, platform) in SHIPPED {
        for found in shipped_with(package, platform)? {
            let name = format!("{} {}", text(&found, "name"), text(&found, "version"));
            crates.insert(name, found);
        }
    }
    let file = paths::root().join("docs/licences-crates.txt");
    let written = written(&crates)?;
    fs::write(&file, &written).with_context(|| paths::shown(&file))?;
    println!(
        "{}: {} crates, {} bytes",
        paths::shown(&file),
        crates.len(),
        written.len()
    );
    Ok(())
}

/// The crates from elsewhere that a package is linked with, as `cargo metadata` tells them. What only runs while
/// compiling is not shipped.
///
/// # Errors
/// When cargo cannot tell them.
pub(crate) fn shipped_with(package: &str, platform: &str) -> Result<Vec<Value>> {
    let arguments = [
        "metadata",
        "--format-version",
        "1",
        "--locked",
        "--filter-platform",
        platform,
    ];
    let output = command::cargo().args(arguments).output().context("cargo metadata")?;
    let metadata: Value = serde_json::from_slice(&output.stdout).context("cargo metadata")?;
    let packages: BTreeMap<&str, &Value> = list(&metadata["packages"])
        .map(|found| (text(found, "id"), found))
        .collect();
    let nodes: BTreeMap<&str, &Value> = list(&metadata["resolve"]["nodes"])
        .map(|node| (text(node, "id"), node))
        .collect();
    let root = packages.values().find(|found| text(found, "name") == package);
    let root = root.ok_or_else(|| anyhow!("there is no package {package}"))?;
    let (mut open, mut seen) = (vec![text(root, "id")], BTreeSet::new());
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            continue;
        }
        for dependency in nodes.get(id).into_iter().flat_map(|node| list(&node["deps"])) {
            let linked = list(&dependency["dep_kinds"]).any(|kind| kind["kind"].is_null());
            let id = text(dependency, "pkg");
            let only_compiles = packages.get(id).is_some_and(|found| {
                list(&found["targets"]).any(|target| list(&target["kind"]).any(|kind| kind == "proc-macro"))
            });
            if linked && !only_compiles {
                open.push(id);
            }
        }
    }
    let shipped = seen.into_iter().filter_map(|id| packages.get(id));
    Ok(shipped
        .filter(|found| !found["source"].is_null())
        .map(|found| (*found).clone())
        .collect())
}

/// A list of the crates, then each text once with those it is of.
fn written(crates: &BTreeMap<String, Value>) -> Result<String> {
    let mut out = String::from("CRATES COMPILED INTO FAMILY HUB, AND THEIR LICENCES\n\n");
    let mut texts: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, found) in crates {
        let _infallible = writeln!(out, "{name}: {}", found["license"].as_str().unwrap_or("see its text"));
        let manifest = Path::new(text(found, "manifest_path"));
        let directory = manifest.parent().context("a manifest stands in a directory")?;
        for licence in licences(directory)? {
            texts.entry(licence).or_default().push(name);
        }
    }
    let mut by_crate: Vec<_> = texts.into_iter().collect();
    by_crate.sort_by(|(_, one), (_, other)| one.cmp(other));
    for (licence, names) in by_crate {
        let _infallible = write!(out, "\n{}\n\n{}\n\n{licence}\n", "=".repeat(72), names.join(", "));
    }
    Ok(out)
}

/// The texts beside a manifest; where a crate may be taken under MIT, that one and the notices are enough.
fn licences(directory: &Path) -> Result<Vec<String>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(directory).with_context(|| directory.display().to_string())? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().to_uppercase();
        if FILES.iter().any(|beginning| name.starts_with(beginning)) && entry.file_type()?.is_file() {
            files.push((name, entry.path()));
        }
    }
    let has_mit = files.iter().any(|(name, _)| name.contains("MIT"));
    files.retain(|(name, _)| !has_mit || name.contains("MIT") || name.starts_with("NOTICE"));
    files.sort();
    let read = |path: &Path| -> Result<String> {
        let text = fs::read(path).with_context(|| path.display().to_string())?;
        let text = String::from_utf8_lossy(&text);
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        Ok(lines.join("\n").trim().to_owned())
    };
    files.iter().map(|(_, path)| read(path)).collect()
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

pub(crate) fn text<'a>(value: &'a Value, field: &str) -> &'a str {
    value[field].as_str().unwrap_or_default()
}
