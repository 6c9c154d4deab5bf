//! `target/dist`: every browser file under its final name, its compressed forms, and `assets.json`, by which the
//! server finds them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow, bail};
use serde::Serialize;

use super::compress::{compress, compressed};
use super::{Asset, Flavour, Stage, meanings, worker};
use crate::paths;
use crate::progress::{Done, Progress};
use crate::stamp::{self, Inputs};

#[path = "../../../shared/build/table.rs"]
mod table;
use table::Table;

/// Between interface and guides in the file of easy words: `shared::i18n` reads it (form feed).
const EASY_GUIDES_AFTER: u8 = 0x0c;

/// `assets.json`.
#[derive(Serialize)]
pub(crate) struct Dist {
    /// Identity of the whole: changes with every byte the browser could be given.
    pub(crate) build: String,
    /// Every file.
    pub(crate) files: Vec<DistFile>,
    /// Path of the file that has a role.
    pub(crate) roles: BTreeMap<String, String>,
}

/// One file of `target/dist`.
#[derive(Serialize)]
pub(crate) struct DistFile {
    /// Path below the site's root, without a leading slash.
    pub(crate) path: String,
    /// Media type.
    #[serde(rename = "type")]
    pub(crate) media_type: String,
    /// SHA-256 in hexadecimal digits.
    pub(crate) sha256: String,
    /// Length without compression.
    pub(crate) bytes: usize,
    /// What it is for; empty where only a style sheet names it.
    pub(crate) role: String,
}

/// Adds the files that need no compiler, then the manifest and the service worker, and writes the directory.
///
/// # Errors
/// When a source is missing or the directory cannot be written.
pub(super) fn assemble(progress: &Progress, flavour: Flavour, mut assets: Vec<Asset>) -> Result<Dist> {
    progress.step("web files", |step| {
        assets.extend(words()?);
        assets.extend(data()?);
        assets.extend(icons()?);
        let build = worker::build_id(&assets)?;
        assets.push(worker::manifest(&assets)?);
        assets.extend(worker::workers(step, flavour, &assets, &build)?);
        assets.sort_by(|one, other| one.path.cmp(&other.path));

        let dist = describe(&assets, build)?;
        let json = serde_json::to_string_pretty(&dist)?;
        let directory = flavour.dist();
        let list = directory.join("assets.json");
        let mut inputs = Inputs::new("2");
        inputs.text(&json);
        let inputs = inputs.finish();
        let stamp = format!("dist-{}", flavour.name());
        if stamp::is_fresh(&stamp, &inputs, std::slice::from_ref(&list)) {
            return Ok((dist, Done::Fresh));
        }
        // Written beside and then switched: the server's build must never embed half a directory.
        let part = directory.with_extension("part");
        if part.exists() {
            fs::remove_dir_all(&part)?;
        }
        if flavour != Flavour::Debug {
            compress(step, flavour, &assets)?;
        }
        for asset in &assets {
            step.doing(&asset.path);
            write(&part, asset, flavour)?;
        }
        fs::write(part.join("assets.json"), &json)?;
        if directory.exists() {
            fs::remove_dir_all(&directory)?;
        }
        fs::rename(&part, &directory).with_context(|| paths::shown(&directory))?;
        stamp::remember(&stamp, &inputs)?;
        let what = format!("{} files, build {}", dist.files.len(), dist.build);
        Ok((dist, Done::Made(what)))
    })
}

fn describe(assets: &[Asset], build: String) -> Result<Dist> {
    let mut roles = BTreeMap::new();
    for asset in assets.iter().filter(|asset| !asset.role.is_empty()) {
        if let Some(other) = roles.insert(asset.role.clone(), asset.path.clone()) {
            bail!("{} and {other} have the same role", asset.path);
        }
    }
    let files = assets.iter().map(|asset| DistFile {
        path: asset.path.clone(),
        media_type: asset.media_type.to_owned(),
        sha256: asset.sha256(),
        bytes: asset.bytes.len(),
        role: asset.role.clone(),
    });
    Ok(Dist {
        build,
        files: files.collect(),
        roles,
    })
}

fn write(directory: &Path, asset: &Asset, flavour: Flavour) -> Result<()> {
    let path = directory.join(&asset.path);
    fs::create_dir_all(path.parent().unwrap_or(directory))?;
    fs::write(&path, &asset.bytes)?;
    if flavour == Flavour::Debug {
        return Ok(());
    }
    let forms = compressed(asset, flavour)?;
    for (extension, bytes) in [("br", forms.brotli), ("gz", forms.gzip)] {
        // What is compressed already (fonts, pictures) gains nothing worth a second copy.
        if bytes.len() * 100 < asset.bytes.len() * 97 {
            fs::write(directory.join(format!("{}.{extension}", asset.path)), bytes)?;
        }
    }
    Ok(())
}

/// The texts in short form: of the pages in the languages beside Italian, which the app has compiled in; of kiosk and
/// desk card in all.
fn words() -> Result<Vec<Asset>> {
    let directory = paths::root().join("shared/data/i18n");
    let mut assets = texts(&directory, "words")?;
    assets.retain(|asset| asset.role != "words-it");
    assets.extend(texts(&directory.join("kiosk"), "kiosk-words")?);
    assets.extend(about()?);
    Ok(assets)
}

/// The files of texts right in a directory, each with the role `{role}-{tag}`.
fn texts(directory: &Path, role: &str) -> Result<Vec<Asset>> {
    let read = |path: &Path| -> Result<Table> {
        let file = fs::read_to_string(path).with_context(|| paths::shown(path))?;
        Table::read(&file).map_err(|wrong| anyhow!("{}: {wrong}", paths::shown(path)))
    };
    let italian = read(&directory.join("it.txt"))?;
    let files = stamp::files_below(directory)?;
    let files = files.iter().filter(|file| file.parent() == Some(directory));
    files
        .map(|file| {
            let tag = file.file_stem().unwrap_or_default().to_string_lossy();
            let role = format!("{role}-{tag}");
            let mut short = read(file)?.short(&italian).into_bytes();
            if role == "words-it-easy" {
                // What is read in easy words is fetched by who chose them: the guides travel with the interface.
                short.push(EASY_GUIDES_AFTER);
                short.extend(fs::read(paths::root().join("shared/data/guides-easy.txt"))?);
            }
            // Orientation and the sentences for a desk work without a network in Italian, chosen or not.
            let stage = match role.as_str() {
                "kiosk-words-it" => Stage::Later,
                _ => Stage::Chosen,
            };
            Asset::hashed(&role, &format!("{role}.txt"), short, stage)
        })
        .collect()
}

/// What the product says about itself, in the languages beside Italian.
fn about() -> Result<Vec<Asset>> {
    let mut assets = Vec::new();
    for file in stamp::files_below(&paths::root().join("frontend/i18n"))? {
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let stem = name.strip_suffix(".txt").unwrap_or_default();
        let role = format!("words-{stem}");
        assets.push(Asset::hashed(&role, &name, fs::read(&file)?, Stage::Chosen)?);
    }
    Ok(assets)
}

/// Texts of `shared/data` that the server has compiled in and the app fetches when somebody types: what words mean, and
/// the comuni.
fn data() -> Result<Vec<Asset>> {
    ["thesaurus", "comuni"]
        .into_iter()
        .map(|role| {
            let name = format!("{role}.txt");
            let path = paths::root().join("shared/data").join(&name);
            let read = |path: &Path| fs::read_to_string(path).with_context(|| paths::shown(path));
            let mut text = read(&path)?;
            if role == "thesaurus" {
                // The rules of danger travel with the meanings of words: who has one has the other.
                text = meanings::columns(&text) + &meanings::rules(&read(&path.with_file_name("danger.txt"))?);
            }
            Asset::hashed(role, &name, text.into_bytes(), Stage::Later)
        })
        .collect()
}

/// The icons that pages and the manifest name. Only the one of the tab is kept for use without network.
fn icons() -> Result<Vec<Asset>> {
    let directory = paths::root().join("frontend/icons");
    [
        "icon.svg",
        "icon-180.png",
        "icon-192.png",
        "icon-512.png",
        "icon-maskable-512.png",
    ]
    .into_iter()
    .map(|name| {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let role = if extension == "svg" { "icon-svg" } else { stem };
        let stage = if extension == "svg" { Stage::Core } else { Stage::Never };
        let path = directory.join(name);
        let bytes = fs::read(&path).with_context(|| paths::shown(&path))?;
        Asset::hashed(role, name, bytes, stage)
    })
    .collect()
}
