//! The web manifest and the service worker, with the list of files baked into it.

use std::fs;

use anyhow::{Context, Result};
use serde_json::{Value, json};

use super::{Asset, Flavour, Stage, scripts};
use crate::paths;
use crate::progress::Step;
use crate::stamp::Inputs;

/// What, beside the assets, decides how the stored shell looks and behaves: a change here must reach the devices.
const SHELL_SOURCES: [&str; 6] = [
    "frontend/sw.js",
    "frontend/manifest.webmanifest",
    "backend/src/head.rs",
    "shared/src/view",
    "backend/src/headers.rs",
    "package-lock.json",
];

/// Identity of a build: equal exactly where a device need not fetch anything new.
///
/// # Errors
/// When a source cannot be read.
pub(super) fn build_id(assets: &[Asset]) -> Result<String> {
    let mut inputs = Inputs::new("build");
    let mut files: Vec<String> = assets
        .iter()
        .map(|asset| format!("{} {}", asset.path, asset.sha256()))
        .collect();
    files.sort();
    for file in files {
        inputs.text(&file);
    }
    for source in SHELL_SOURCES {
        inputs.path(&paths::root().join(source))?;
    }
    Ok(inputs.finish()[..16].to_owned())
}

/// The web manifest, its icons under their hashed names.
///
/// # Errors
/// When the source is missing, is not JSON or names an icon that is not there.
pub(super) fn manifest(assets: &[Asset]) -> Result<Asset> {
    let path = paths::root().join("frontend/manifest.webmanifest");
    let text = fs::read_to_string(&path).with_context(|| paths::shown(&path))?;
    let mut manifest: Value = serde_json::from_str(&text).with_context(|| paths::shown(&path))?;
    let icons = manifest
        .get_mut("icons")
        .and_then(Value::as_array_mut)
        .context("the manifest has icons")?;
    for icon in icons {
        let role = icon.get("src").and_then(Value::as_str).context("an icon has a src")?;
        let asset = assets.iter().find(|asset| asset.role == role);
        let asset = asset.with_context(|| format!("the manifest names {role}, no file has that role"))?;
        icon["src"] = json!(format!("/{}", asset.path));
    }
    let bytes = serde_json::to_vec(&manifest)?;
    Asset::named("manifest", "manifest.webmanifest", bytes, Stage::Never)
}

/// `sw.js` with its lists, and `sw-off.js`, which a server sends instead to take every worker back.
///
/// # Errors
/// When esbuild refuses one of them.
pub(super) fn workers(step: &Step<'_>, flavour: Flavour, assets: &[Asset], build: &str) -> Result<Vec<Asset>> {
    let list = |stage: Stage| {
        let files = assets.iter().filter(|asset| asset.stage == stage);
        let files: Vec<Value> = files
            .map(|asset| json!([asset.path, base64(&asset.sha256())]))
            .collect();
        Value::Array(files).to_string()
    };
    let (core, later, chosen) = (list(Stage::Core), list(Stage::Later), list(Stage::Chosen));
    let build = json!(build).to_string();
    let define = [
        ("BUILD", build.as_str()),
        ("CORE", &core),
        ("LATER", &later),
        ("CHOSEN", &chosen),
    ];
    let mut workers = Vec::new();
    for (role, name, define) in [("sw", "sw.js", define.as_slice()), ("sw-off", "sw-off.js", &[])] {
        let made = flavour.work().join(name);
        scripts::bundle(step, flavour, &paths::root().join("frontend").join(name), &made, define)?;
        workers.push(Asset::named(role, name, fs::read(&made)?, Stage::Never)?);
    }
    Ok(workers)
}

/// Hexadecimal digits in base64, as browsers want an `integrity`.
fn base64(hex: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let nibbles: Vec<u32> = hex.chars().filter_map(|digit| digit.to_digit(16)).collect();
    let bytes: Vec<u32> = nibbles
        .chunks(2)
        .map(|pair| pair.iter().fold(0, |byte, nibble| byte << 4 | nibble))
        .collect();
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let whole = group.iter().fold(0, |whole, byte| whole << 8 | byte) << (8 * (3 - group.len()));
        for place in 0..4 {
            if place <= group.len() {
                text.push(char::from(DIGITS[(whole >> (18 - 6 * place)) as usize & 63]));
            } else {
                text.push('=');
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_agrees_with_rfc_4648() {
        let cases = [
            ("", ""),
            ("66", "Zg=="),
            ("666f", "Zm8="),
            ("666f6f", "Zm9v"),
            ("666f6f626172", "Zm9vYmFy"),
        ];
        for (hex, text) in cases {
            assert_eq!(base64(hex), text);
        }
    }
}
