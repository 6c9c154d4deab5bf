//! `cargo xtask sbom`: the bill of materials of what is shipped, as CycloneDX 1.5 (JSON), for whoever has to answer for
//! the parts of the program: every crate that is linked into the server or the web app, with version, licence, checksum
//! and source.

use std::collections::BTreeMap;
use std::fs;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::licences::{SHIPPED, shipped_with, text};
use crate::paths;

/// Writes `target/family-hub.cdx.json`.
///
/// # Errors
/// When cargo cannot tell the crates or the file cannot be written.
pub(crate) fn run() -> Result<()> {
    let checksums = checksums(&fs::read_to_string(paths::root().join("Cargo.lock")).context("Cargo.lock")?);
    let mut components: BTreeMap<String, Value> = BTreeMap::new();
    for (package, platform) in SHIPPED {
        for found in shipped_with(package, platform)? {
            let (name, version) = (text(&found, "name"), text(&found, "version"));
            let url = format!("pkg:cargo/{name}@{version}");
            let mut component = json!({
                "type": "library", "bom-ref": url, "name": name, "version": version, "purl": url,
                "licenses": [{ "expression": text(&found, "license") }],
            });
            if let Some(checksum) = checksums.get(&(name.to_owned(), version.to_owned())) {
                component["hashes"] = json!([{ "alg": "SHA-256", "content": checksum }]);
            }
            if let Some(repository) = found["repository"].as_str() {
                component["externalReferences"] = json!([{ "type": "vcs", "url": repository }]);
            }
            components.insert(url, component);
        }
    }
    let count = components.len();
    let bill = json!({
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": { "component": { "type": "application", "bom-ref": "family-hub", "name": "family-hub" } },
        "components": components.into_values().collect::<Vec<_>>(),
    });
    let file = paths::root().join("target/family-hub.cdx.json");
    fs::write(&file, serde_json::to_vec_pretty(&bill)?).with_context(|| paths::shown(&file))?;
    println!("{}: {count} crates", paths::shown(&file));
    Ok(())
}

/// The SHA-256 of every package that the lock file names one for.
fn checksums(lock: &str) -> BTreeMap<(String, String), String> {
    let value = |package: &str, key: &str| {
        let line = package
            .lines()
            .find_map(|line| line.strip_prefix(key)?.strip_prefix(" = \""));
        line.map(|line| line.trim_end_matches('"').to_owned())
    };
    let packages = lock.split("[[package]]");
    packages
        .filter_map(|package| {
            let name = (value(package, "name")?, value(package, "version")?);
            Some((name, value(package, "checksum")?))
        })
        .collect()
}
