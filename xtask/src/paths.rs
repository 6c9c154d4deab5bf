//! Where things lie in the repository and below `target/`.

use std::path::{Path, PathBuf};

/// The repository's root: the directory above this crate.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("a crate of the workspace lies below its root")
}

/// Cargo's output directory, also where `CARGO_TARGET_DIR` moved it.
pub(crate) fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(directory) => root().join(directory),
        None => root().join("target"),
    }
}

/// What the steps of this program remember and hand to each other.
pub(crate) fn work() -> PathBuf {
    target().join("xtask")
}

/// `path` as said to a person: relative to the repository where it lies inside.
pub(crate) fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap_or(path).display().to_string()
}
