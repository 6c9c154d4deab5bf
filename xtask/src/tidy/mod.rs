//! `cargo xtask tidy`: the invariants of the source tree that a compiler does not check. ARCHITECTURE.md says why
//! each holds; here they are held.

mod circles;
mod links;
mod manifests;
mod rust;
mod source;
mod text;

use std::fs;

use anyhow::{Result, bail};

use crate::command::answer;
use crate::progress::{Done, Progress};
use crate::{paths, stamp};
use source::Source;

/// Where something is wrong, and what.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    /// Counted from 1; 0 for the file as a whole.
    line: usize,
    what: String,
}

impl Finding {
    fn new(source: &Source, line: usize, what: impl Into<String>) -> Finding {
        Finding {
            path: source.path.clone(),
            line,
            what: what.into(),
        }
    }
}

/// Checks every file under version control or on its way there.
///
/// # Errors
/// When an invariant is broken; each place is printed.
pub(crate) fn tidy() -> Result<()> {
    let progress = Progress::new();
    let sources = sources()?;
    progress.step("invariants", |_| {
        let findings = check(&sources);
        for finding in &findings {
            progress.say(&format!("{}:{}: {}", finding.path, finding.line, finding.what));
        }
        for source in sources.iter().filter(|source| rust::is_long(source)) {
            progress.say(&format!(
                "  - {} has {} lines: think of a second file",
                source.path,
                source.text.lines().count()
            ));
        }
        match findings.len() {
            0 => Ok(((), Done::Made(format!("{} files", sources.len())))),
            count => bail!("{count} invariants are broken"),
        }
    })
}

fn check(sources: &[Source]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        rust::check(source, &mut findings);
        text::check(source, &mut findings);
        manifests::check(source, &mut findings);
    }
    circles::check(sources, &mut findings);
    links::check(sources, &mut findings);
    findings
}

fn sources() -> Result<Vec<Source>> {
    let root = paths::root();
    let listed = answer("git", &["ls-files", "--cached", "--others", "--exclude-standard"]);
    let mut names: Vec<String> = match listed {
        Some(listed) => listed.lines().map(str::to_owned).collect(),
        // A released archive has no history: everything in it but what is made counts.
        None => stamp::files_below(root)?
            .iter()
            .map(|file| paths::shown(file))
            .filter(|name| {
                !["target/", "node_modules/", "data/", ".git/"]
                    .iter()
                    .any(|made| name.starts_with(made))
            })
            .collect(),
    };
    names.sort();
    // What is no text (icons, the basemap) and what was just deleted is passed over.
    let texts = names.into_iter().filter_map(|path| {
        let text = fs::read_to_string(root.join(&path)).ok()?;
        Some(Source::new(path, text))
    });
    Ok(texts.collect())
}
