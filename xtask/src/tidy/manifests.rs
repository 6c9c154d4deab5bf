//! Invariants of the manifests: every version stands once, and the lock names no registry.

use super::Finding;
use super::source::Source;

/// What `shared` may depend on: pure code that is small in the browser.
const SHARED_MAY_USE: [&str; 4] = ["serde", "serde_json", "rust-stemmers", "qrcodegen"];

/// Adds what is wrong in `source`.
pub(super) fn check(source: &Source, findings: &mut Vec<Finding>) {
    match source.path.as_str() {
        "Cargo.toml" => {}
        "package-lock.json" => lock(source, findings),
        path if path.ends_with("/Cargo.toml") => member(source, findings),
        _ => {}
    }
}

fn lock(source: &Source, findings: &mut Vec<Finding>) {
    for (line, text) in (1..).zip(source.text.lines()) {
        if text.trim_start().starts_with("\"resolved\"") {
            findings.push(Finding::new(
                source,
                line,
                "the lock names a registry: run npm with the repository's .npmrc",
            ));
        }
    }
}

fn member(source: &Source, findings: &mut Vec<Finding>) {
    let mut section = "";
    let mut lints = false;
    for (line, text) in (1..).zip(source.text.lines()) {
        let text = text.trim();
        if text.starts_with('[') {
            section = text;
            lints |= section == "[lints]";
            continue;
        }
        let Some((name, value)) = text.split_once('=').filter(|_| section.ends_with("dependencies]")) else {
            continue;
        };
        let name = name.trim().trim_end_matches(".workspace");
        if !text.contains("workspace = true") || value.contains("version") {
            findings.push(Finding::new(
                source,
                line,
                format!("{name}: versions stand in the workspace's Cargo.toml"),
            ));
        }
        if source.path == "shared/Cargo.toml" && section == "[dependencies]" && !SHARED_MAY_USE.contains(&name) {
            findings.push(Finding::new(
                source,
                line,
                format!("{name}: shared uses only {}", SHARED_MAY_USE.join(", ")),
            ));
        }
    }
    if !lints {
        findings.push(Finding::new(source, 0, "does not take the workspace's lints"));
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::Source;
    use super::check;

    fn lines(path: &str, text: &str) -> Vec<usize> {
        let mut findings = Vec::new();
        check(&Source::new(path.into(), text.into()), &mut findings);
        findings.into_iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn versions_stand_once() {
        let good = "[dependencies]\nserde.workspace = true\nsha2 = { workspace = true, features = [\"x\"] }\n[lints]\nworkspace = true\n";
        assert_eq!(lines("backend/Cargo.toml", good), [0_usize; 0]);
        let bad = "[dev-dependencies]\nserde = \"1\"\n[lints]\nworkspace = true\n";
        assert_eq!(lines("backend/Cargo.toml", bad), [2]);
        assert_eq!(lines("backend/Cargo.toml", "[package]\nname = \"a\"\n"), [0]);
    }

    #[test]
    fn shared_stays_small() {
        let text = "[dependencies]\ntokio.workspace = true\n[dev-dependencies]\nproptest.workspace = true\n[lints]\nworkspace = true\n";
        assert_eq!(lines("shared/Cargo.toml", text), [2]);
    }

    #[test]
    fn the_lock_names_no_registry() {
        assert_eq!(
            lines("package-lock.json", "{\n  \"resolved\": \"https://a/b.tgz\"\n}"),
            [2]
        );
    }
}
