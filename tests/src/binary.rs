//! Finds the binary beside the test that runs, and builds it when it is not there or older than its sources.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;
use std::time::SystemTime;

static BINARY: LazyLock<PathBuf> = LazyLock::new(find);

/// The binary under test.
#[must_use]
pub fn path() -> &'static Path {
    &BINARY
}

/// Runs a command of the binary to its end.
///
/// # Panics
/// The binary cannot be started.
#[must_use]
pub fn run<S: AsRef<OsStr>>(arguments: impl IntoIterator<Item = S>) -> Output {
    let output = Command::new(path())
        .args(arguments)
        .env_remove("FAMILY_HUB_LOG")
        .output();
    output.expect("the binary can be started")
}

/// What a finished command wrote to standard error.
#[must_use]
pub fn errors(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// `cargo test --workspace` has built it already. `cargo test -p e2e` alone has not, and must not test an old one.
fn find() -> PathBuf {
    let test = std::env::current_exe().expect("a running test has a path");
    let profile = test
        .ancestors()
        .find(|dir| dir.join("deps").is_dir())
        .expect("tests run in cargo's target directory");
    let binary = profile.join("family-hub");
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace");
    let built = fs::metadata(&binary).and_then(|binary| binary.modified()).ok();
    let newest = [
        "backend/src",
        "backend/pages",
        "backend/data",
        "shared/src",
        "shared/data",
    ]
    .iter()
    .filter_map(|dir| newest_in(&root.join(dir)))
    .max();
    if built.is_none() || built < newest {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut build = Command::new(cargo);
        build
            .current_dir(root)
            .args(["build", "--quiet", "--package", "backend"]);
        if profile.ends_with("release") {
            build.arg("--release");
        }
        let status = build.status().expect("cargo can be started");
        assert!(status.success(), "the binary cannot be built");
    }
    binary
}

fn newest_in(dir: &Path) -> Option<SystemTime> {
    let mut newest = None;
    for entry in fs::read_dir(dir).ok()? {
        let path = entry.ok()?.path();
        let time = match path.is_dir() {
            true => newest_in(&path),
            false => fs::metadata(&path).and_then(|file| file.modified()).ok(),
        };
        newest = newest.max(time);
    }
    newest
}
