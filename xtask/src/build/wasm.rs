//! The app: Rust to WebAssembly, its JavaScript glue, and both made small.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

use super::split::{self, CHUNKS, linking};
use super::{Asset, Flavour, Stage, glue, order, scripts};
use crate::command::{cargo, node, run};
use crate::paths;
use crate::progress::{Done, Progress, Step};
use crate::setup::{self, StandardLibrary};
use crate::stamp::{self, Inputs};

const TARGET: &str = "wasm32-unknown-unknown";

/// What rustc turns on for this target today. Named one by one: with `--all-features` wasm-opt writes modules that
/// browsers refuse (import kinds still being standardised).
const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-extended-const",
];

/// What counts is the module after brotli. rustc has optimised it; the higher levels of wasm-opt make it smaller as it
/// is and 9 % larger compressed, because they make equal code look unequal.
const PASSES: [&str; 8] = [
    // The split points of the lazy chunks are called, not copied.
    "--no-inline=* split-point *",
    "-O1",
    // The names of functions: the cut goes by them.
    "-g",
    "--dae-optimizing",
    "--duplicate-function-elimination",
    "--remove-unused-module-elements",
    "--strip-producers",
    "--strip-target-features",
];

/// Afterwards functions are put side by side that are like each other: 5 % more than in the compiler's order
/// (docs/size.md).
const ORDER: [&str; 2] = ["--reorder-functions-by-name", "--strip-debug"];

/// A panic is a trap and nothing else: its text and place would be told to nobody. `start.js` tells the trap.
const WITHOUT_PANICS: &str = "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none";

/// Like functions are merged after the compiler, by wasm-opt: until then each keeps its own name, by which the module is
/// cut in parts.
const NAMES_KEPT: &str = "-Zmerge-functions=disabled";

/// The linker leaves what it knew of who needs what; the cut goes by it.
const RELOCATIONS_KEPT: &str = "-Clink-arg=--emit-relocs";

/// Builds the app's module and glue.
///
/// # Errors
/// When cargo, wasm-bindgen, wasm-opt or esbuild fails.
pub(super) fn build(progress: &Progress, flavour: Flavour) -> Result<Vec<Asset>> {
    let library = library(progress, flavour)?;
    let raw = progress.step("app (Rust to WebAssembly)", |step| {
        let raw = compile(step, "frontend", flavour, library)?;
        let size = fs::metadata(&raw).with_context(|| paths::shown(&raw))?.len();
        Ok((raw, Done::Made(format!("{} KB compiled", size / 1000))))
    })?;
    let work = flavour.work().join("wasm");
    let (module, glue) = (work.join("app.wasm"), work.join("app.js"));
    progress.step("app (bindings, made small)", |step| {
        let mut inputs = Inputs::new(&format!(
            "8 {} {FEATURES:?} {PASSES:?} {ORDER:?}",
            wasm_bindgen_version()
        ));
        inputs.path(&raw)?;
        inputs.path(&paths::root().join("package-lock.json"))?;
        // Where the module is cut.
        inputs.path(&paths::root().join("xtask/src/build"))?;
        let inputs = inputs.finish();
        let name = format!("wasm-{}", flavour.name());
        // Whoever debugs has all in one file.
        let parts = if flavour == Flavour::Release {
            files(&work)
        } else {
            vec![module.clone()]
        };
        let made: Vec<PathBuf> = parts.into_iter().chain([glue.clone()]).collect();
        if stamp::is_fresh(&name, &inputs, &made) {
            return Ok(((), Done::Fresh));
        }
        shrink(step, flavour, &raw, &work)?;
        stamp::remember(&name, &inputs)?;
        let size = fs::metadata(&module)?.len();
        Ok(((), Done::Made(format!("{} KB", size / 1000))))
    })?;
    let mut assets = vec![
        Asset::hashed("wasm", "app.wasm", fs::read(&module)?, Stage::Core)?,
        Asset::hashed("app-js", "app.js", fs::read(&glue)?, Stage::Core)?,
    ];
    if flavour == Flavour::Release {
        for (chunk, path) in CHUNKS.iter().zip(&files(&work)[1..]) {
            let (role, name) = (["wasm-", chunk.name].concat(), [chunk.name, ".wasm"].concat());
            assets.push(Asset::hashed(&role, &name, fs::read(path)?, chunk.stage)?);
        }
    }
    Ok(assets)
}

/// The parts of the app, the first one and then [`CHUNKS`].
fn files(work: &Path) -> Vec<PathBuf> {
    let names = ["app"].into_iter().chain(CHUNKS.iter().map(|chunk| chunk.name));
    names.map(|name| work.join([name, ".wasm"].concat())).collect()
}

/// The functions of the last release build's module, before names were stripped: "part bytes name" a line.
pub(super) fn functions_path() -> PathBuf {
    Flavour::Release.work().join("wasm").join("functions.txt")
}

/// Builds `tests/bench/page`, the calls that measurements in a page use, into `directory`.
///
/// # Errors
/// When cargo, wasm-bindgen or wasm-opt fails.
pub(crate) fn bench_page(progress: &Progress, directory: &Path) -> Result<()> {
    let library = library(progress, Flavour::Release)?;
    progress.step("calls to measure in a page", |step| {
        let raw = compile(step, "bench-page", Flavour::Release, library)?;
        fs::create_dir_all(directory)?;
        let bound = directory.join("bound");
        let (_, module) = linking::read(&fs::read(raw)?)?;
        Bindgen::new()
            .input_bytes("bench_page", module)
            .out_name("bench_page")
            .web(true)?
            .typescript(false)
            .generate(&bound)?;
        let module = directory.join("bench_page_bg.wasm");
        optimise(step, &bound.join("bench_page_bg.wasm"), &module)?;
        arrange(step, fs::read(&module)?, &module)?;
        fs::copy(bound.join("bench_page.js"), directory.join("bench_page.js"))?;
        Ok(((), Done::Made(String::new())))
    })
}

fn library(progress: &Progress, flavour: Flavour) -> Result<StandardLibrary> {
    match flavour {
        Flavour::Release => setup::standard_library(progress),
        // Whoever debugs wants to know where a panic was, and whoever wants to see the app soon need not wait for it.
        Flavour::Debug | Flavour::Quick => Ok(StandardLibrary::Prebuilt),
    }
}

fn compile(step: &Step<'_>, package: &str, flavour: Flavour, library: StandardLibrary) -> Result<PathBuf> {
    let profile = match flavour {
        Flavour::Release => "wasm-release",
        Flavour::Quick => "quick",
        Flavour::Debug => "dev",
    };
    let mut cargo = cargo();
    cargo.args([
        "build",
        "--package",
        package,
        "--lib",
        "--target",
        TARGET,
        "--profile",
        profile,
    ]);
    if flavour == Flavour::Quick {
        // The profile is the server's; a browser wants less code rather than faster code.
        cargo.env("CARGO_PROFILE_QUICK_OPT_LEVEL", "s");
    }
    if flavour == Flavour::Release {
        // Panic messages name source files: short names are fewer bytes, and the same on every machine.
        let mut flags = short_paths();
        // Options that are on no stable channel; what they build is tested in the browser like all else.
        cargo.env("RUSTC_BOOTSTRAP", "1");
        flags.push(NAMES_KEPT.to_owned());
        flags.push(RELOCATIONS_KEPT.to_owned());
        if library == StandardLibrary::FromSource {
            flags.push(WITHOUT_PANICS.to_owned());
            cargo.args(["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"]);
        }
        cargo.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags.join(" "));
    }
    run(step, &mut cargo)?;
    let directory = if flavour == Flavour::Debug { "debug" } else { profile };
    Ok(paths::target()
        .join(TARGET)
        .join(directory)
        .join(format!("{}.wasm", package.replace('-', "_"))))
}

fn short_paths() -> Vec<String> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let registry = home.map(|home| home.join("registry").join("src"));
    let sources = registry
        .as_deref()
        .and_then(|registry| fs::read_dir(registry).ok())
        .into_iter()
        .flatten()
        .flatten();
    let mut flags: Vec<String> = sources
        .map(|source| format!("--remap-path-prefix={}=crates", source.path().display()))
        .collect();
    flags.sort();
    flags.push(format!("--remap-path-prefix={}=.", paths::root().display()));
    flags.push("--cfg=erase_components".to_owned());
    flags
}

fn wasm_bindgen_version() -> String {
    // The crate does not tell its version, the lock file does; Cargo.toml pins it to the library's.
    let lock = fs::read_to_string(paths::root().join("Cargo.lock")).unwrap_or_default();
    let after = lock
        .split("name = \"wasm-bindgen-cli-support\"")
        .nth(1)
        .unwrap_or_default();
    after.lines().nth(1).unwrap_or_default().to_owned()
}

fn shrink(step: &Step<'_>, flavour: Flavour, raw: &Path, work: &Path) -> Result<()> {
    step.doing("wasm-bindgen");
    let bound = work.join("bound");
    if bound.exists() {
        fs::remove_dir_all(&bound)?;
    }
    fs::create_dir_all(&bound)?;
    let (graph, named) = match flavour {
        Flavour::Release => {
            let (graph, named) = linking::read(&fs::read(raw)?)?;
            (Some(graph), named)
        }
        _ => (None, fs::read(raw)?),
    };
    Bindgen::new()
        .input_bytes("app", named)
        .demangle(false)
        .out_name("app")
        .web(true)?
        .typescript(false)
        .debug(flavour == Flavour::Debug)
        // The page passes the module itself: it began to fetch it before this script was there.
        .omit_default_module_path(true)
        .remove_producers_section(true)
        .generate(&bound)
        .context("wasm-bindgen")?;
    let (bound_module, bound_script) = (bound.join("app_bg.wasm"), bound.join("app.js"));
    let (module, script) = (work.join("app.wasm"), work.join("app.js"));
    let Some(graph) = graph else {
        fs::copy(&bound_module, &module)?;
        step.doing("esbuild");
        return scripts::bundle(step, flavour, &bound_script, &script, &[]);
    };
    let bytes = fs::read(&bound_module)?;
    let (bytes, text) = glue::shorten_imports(&bytes, &fs::read_to_string(&bound_script)?)?;
    // A class that nobody uses can only go with what would free its objects, if making that is known to do nothing.
    let text = text.replace("new FinalizationRegistry(", "/* @__PURE__ */ new FinalizationRegistry(");
    fs::write(&bound_script, text)?;
    // The page calls these two. Asked for by name, they leave behind the classes that a crate of the app exports.
    let entry = bound.join("entry.js");
    fs::write(&entry, "export { default, start } from \"./app.js\";\n")?;
    step.doing("esbuild");
    scripts::bundle(step, flavour, &entry, &script, &[("Symbol.dispose", "undefined")])?;
    let compiled = glue::drop_unused_exports(&bytes, &fs::read_to_string(&script)?)?;
    fs::write(&bound_module, &compiled)?;
    let whole = work.join("whole.wasm");
    optimise(step, &bound_module, &whole)?;
    step.doing("cutting it in parts");
    let parts = split::split(&graph, &compiled, &fs::read(&whole)?)?;
    fs::write(functions_path(), parts.listing)?;
    for (part, made) in parts.modules.into_iter().zip(files(work)) {
        arrange(step, part, &made)?;
    }
    Ok(())
}

fn optimise(step: &Step<'_>, from: &Path, to: &Path) -> Result<()> {
    step.doing("wasm-opt");
    wasm_opt(step, from, &PASSES, to)
}

/// Writes `module` with its functions in the order that compresses best.
fn arrange(step: &Step<'_>, module: Vec<u8>, to: &Path) -> Result<()> {
    step.doing("the order of functions");
    let named = to.with_extension("named.wasm");
    fs::write(&named, order::named_by_likeness(&module)?)?;
    wasm_opt(step, &named, &ORDER, to)?;
    fs::remove_file(&named)?;
    Ok(())
}

fn wasm_opt(step: &Step<'_>, from: &Path, passes: &[&str], to: &Path) -> Result<()> {
    let mut optimiser = node("node_modules/binaryen/bin/wasm-opt");
    optimiser.args(FEATURES).arg(from).args(passes).arg("-o").arg(to);
    run(step, &mut optimiser)?;
    Ok(())
}
