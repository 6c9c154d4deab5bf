//! Puts the built browser files into the binary: writes a table of `include_bytes!` for `assets.rs`.
//!
//! The directory is `$FAMILY_HUB_DIST`, else `../target/dist` if it is there, else none: the server then answers the
//! API and plain HTML without scripts, which is what its own tests need.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use serde_json::Value;

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=FAMILY_HUB_DIST");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets OUT_DIR")).join("embedded.rs");
    let table = match dist() {
        Some(dist) => {
            println!("cargo:rerun-if-changed={}", dist.join("assets.json").display());
            table(&dist)
        }
        None => table_of("", String::new(), String::new()),
    };
    fs::write(out, table).expect("OUT_DIR can be written");
}

fn dist() -> Option<PathBuf> {
    if let Some(given) = env::var_os("FAMILY_HUB_DIST").filter(|given| !given.is_empty()) {
        return Some(fs::canonicalize(&given).unwrap_or_else(|error| panic!("FAMILY_HUB_DIST: {error}")));
    }
    let manifest = env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let beside = Path::new(&manifest).join("../target/dist");
    beside
        .join("assets.json")
        .exists()
        .then(|| fs::canonicalize(&beside).unwrap_or(beside))
}

fn table(dist: &Path) -> String {
    let list = fs::read(dist.join("assets.json")).expect("the directory of browser files holds assets.json");
    let list: Value = serde_json::from_slice(&list).expect("assets.json is JSON");
    let mut files = String::new();
    for file in list["files"].as_array().expect("assets.json has a list of files") {
        let path = text(file, "path");
        let beside = |ending: &str| {
            let path = dist.join(format!("{path}{ending}"));
            match path.exists() {
                true => format!("Some(include_bytes!({:?}))", path.display().to_string()),
                false => "None".to_owned(),
            }
        };
        let identity = dist.join(path).display().to_string();
        let (content_type, sha256) = (text(file, "type"), text(file, "sha256"));
        let (gzip, brotli) = (beside(".gz"), beside(".br"));
        let _infallible = writeln!(
            files,
            "    File {{ path: {path:?}, content_type: {content_type:?}, sha256: {sha256:?}, \
             identity: include_bytes!({identity:?}), gzip: {gzip}, brotli: {brotli} }},"
        );
    }
    let mut roles = String::new();
    for (role, path) in list["roles"].as_object().expect("assets.json has roles") {
        let path = path.as_str().expect("a role names a path");
        let _infallible = writeln!(roles, "    ({role:?}, {path:?}),");
    }
    table_of(text(&list, "build"), files, roles)
}

fn table_of(build: &str, files: String, roles: String) -> String {
    format!(
        "pub(super) static BUILD: &str = {build:?};\n\
         pub(super) static FILES: &[File] = &[\n{files}];\n\
         pub(super) static ROLES: &[(&str, &str)] = &[\n{roles}];\n"
    )
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name]
        .as_str()
        .unwrap_or_else(|| panic!("assets.json lacks {name}"))
}
