//! Documents name files that are there: relative links, and paths of this repository between backticks.

use super::Finding;
use super::source::Source;
use crate::paths;

/// Where paths of this repository begin.
const FOLDERS: [&str; 7] = [
    "backend/",
    "deploy/",
    "docs/",
    "frontend/",
    "shared/",
    "tests/",
    "xtask/",
];
/// What stands for several paths, or for a name that the reader chooses.
const PATTERNS: [char; 8] = ['{', '}', '*', '<', '>', '…', ' ', '$'];

/// Adds every path that leads nowhere.
pub(super) fn check(sources: &[Source], findings: &mut Vec<Finding>) {
    // The changelog tells of what was.
    let documents = sources
        .iter()
        .filter(|source| source.path.ends_with(".md") && source.path != "CHANGELOG.md");
    for source in documents {
        let folder = source.path.rfind('/').map_or("", |at| &source.path[..at]);
        for (line, text) in (1..).zip(source.text.lines()) {
            let named = named(text).map(str::to_owned);
            for path in named.chain(links(text).map(|link| joined(folder, link))) {
                if !paths::root().join(&path).exists() {
                    findings.push(Finding::new(source, line, format!("{path}: there is no such file")));
                }
            }
        }
    }
}

/// Paths of this repository between backticks.
fn named(text: &str) -> impl Iterator<Item = &str> {
    let code = text.split('`').skip(1).step_by(2);
    code.filter(|code| FOLDERS.iter().any(|folder| code.starts_with(folder)) && !code.contains(PATTERNS))
}

/// Relative targets of links, without a fragment.
fn links(text: &str) -> impl Iterator<Item = &str> {
    let targets = text.split("](").skip(1).filter_map(|rest| rest.split(')').next());
    targets
        .map(|target| target.split('#').next().unwrap_or_default())
        .filter(|target| !target.is_empty() && !target.contains(':') && !target.starts_with('/'))
}

/// A relative path as one from the root.
fn joined(folder: &str, relative: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in relative.split('/') {
        match part {
            ".." => drop(parts.pop()),
            "." | "" => {}
            part => parts.push(part),
        }
    }
    parts.join("/")
}

#[cfg(test)]
mod tests {
    use super::super::source::Source;
    use super::check;

    #[test]
    fn a_path_that_leads_nowhere_is_found() {
        let document = "See `shared/src/lib.rs`, `shared/src/`, `shared/src/{a,b}.rs`, [size](size.md#x), [up](../LICENSE),\n\
                        [web](https://example.org/a.md), `serve --data DIR`, `shared/src/gone.rs`, [gone](gone.md).\n";
        let sources = [Source::new("docs/guide.md".to_owned(), document.to_owned())];
        let mut findings = Vec::new();
        check(&sources, &mut findings);
        let found: Vec<_> = findings
            .iter()
            .map(|finding| (finding.line, finding.what.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                (2, "shared/src/gone.rs: there is no such file"),
                (2, "docs/gone.md: there is no such file")
            ]
        );
    }
}
