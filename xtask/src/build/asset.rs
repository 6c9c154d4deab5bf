//! One file that the browser is given: its name with the hash of its bytes in it, and what it is for.

use std::path::Path;

use anyhow::{Result, bail};

use crate::stamp::sha256;

/// A file of `target/dist`.
pub(crate) struct Asset {
    /// Path below the site's root, without a leading slash: `pkg/app-0123456789ab.wasm`.
    pub(crate) path: String,
    /// What it is for; the server's pages and the scripts look files up by it. Empty for a file that only a
    /// style sheet names.
    pub(crate) role: String,
    /// Media type as the server sends it.
    pub(crate) media_type: &'static str,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
    /// When a device stores it for use without network.
    pub(crate) stage: Stage,
}

/// When the service worker stores a file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stage {
    /// While it installs: the app cannot start without it.
    Core,
    /// When the page is at rest.
    Later,
    /// Once the page has asked for it: a language.
    Chosen,
    /// Not at all: asked for by the browser itself, or only online.
    Never,
}

impl Asset {
    /// A file below `pkg/` whose name carries its hash, so that it can be kept for ever.
    ///
    /// # Errors
    /// When the server has no media type for the name's extension.
    pub(crate) fn hashed(role: &str, name: &str, bytes: Vec<u8>, stage: Stage) -> Result<Asset> {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let path = format!("pkg/{stem}-{}.{extension}", &sha256(&bytes)[..12]);
        Asset::named(role, &path, bytes, stage)
    }

    /// A file under exactly this path.
    ///
    /// # Errors
    /// When the server has no media type for the path's extension.
    pub(crate) fn named(role: &str, path: &str, bytes: Vec<u8>, stage: Stage) -> Result<Asset> {
        Ok(Asset {
            path: path.to_owned(),
            role: role.to_owned(),
            media_type: media_type(path)?,
            bytes,
            stage,
        })
    }

    /// SHA-256 of the bytes, in hexadecimal digits.
    pub(crate) fn sha256(&self) -> String {
        sha256(&self.bytes)
    }
}

fn media_type(path: &str) -> Result<&'static str> {
    let extension = Path::new(path).extension().unwrap_or_default();
    Ok(match extension.to_string_lossy().as_ref() {
        "css" => "text/css; charset=utf-8",
        "ico" => "image/x-icon",
        "js" => "text/javascript; charset=utf-8",
        "json" => "application/json",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain; charset=utf-8",
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        other => bail!("{path}: no media type is known for .{other}"),
    })
}
