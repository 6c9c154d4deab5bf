//! No circle of imports: the files of a crate can be read from the bottom up.
//!
//! An import leads to the file that holds what is imported, through the `pub use` of modules on the way. What a module
//! exports again is no import of its own. The split points of lazy chunks are like a dynamic import: the chunks before call
//! them once the chunk is there, and what lies behind may use all that is before it.

use std::collections::{BTreeMap, BTreeSet};

use super::Finding;
use super::source::Source;

/// The source roots of the crates.
const CRATES: [&str; 4] = ["shared/src/", "backend/src/", "frontend/src/", "xtask/src/"];
/// The split points of the lazy chunks, `xtask/src/build/split/chunks.rs`.
const SPLIT_POINTS: [&str; 3] = [
    "frontend/src/input.rs",
    "frontend/src/later.rs",
    "frontend/src/kiosk.rs",
];

/// Rooms whose circles are known and stay: the index owns the scratch space of its own searches, whose columns are filled
/// from the index; the thesaurus owns the rules of danger, which ask it for words.
const KNOWN: [&str; 1] = ["shared/src/search/"];

/// A module by its path in the crate; the crate itself is the empty path.
type Module = Vec<String>;

struct Graph {
    /// Each module with the number of its file.
    files: BTreeMap<Module, usize>,
    /// What a module exports again: module and name, and where that is.
    exports: BTreeMap<(Module, String), Module>,
}

/// Says every circle.
pub(super) fn check(sources: &[Source], findings: &mut Vec<Finding>) {
    for root in CRATES {
        let of_crate: Vec<&Source> = sources
            .iter()
            .filter(|source| source.path.starts_with(root) && source.path.ends_with(".rs") && source.tests_from > 1)
            .collect();
        for circle in circles(&of_crate, root) {
            let names: Vec<&str> = circle.iter().map(|at| of_crate[*at].path.as_str()).collect();
            if KNOWN.iter().any(|room| names.iter().all(|name| name.starts_with(room))) {
                continue;
            }
            let first = of_crate[circle[0]];
            findings.push(Finding::new(
                first,
                0,
                ["a circle of imports: ", &names.join(", ")].concat(),
            ));
        }
    }
}

/// The files of each circle, by their numbers.
fn circles(sources: &[&Source], root: &str) -> Vec<Vec<usize>> {
    let modules: Vec<Module> = sources.iter().map(|source| module_of(&source.path, root)).collect();
    let mut graph = Graph {
        files: modules.iter().cloned().zip(0..).collect(),
        exports: BTreeMap::new(),
    };
    let codes: Vec<String> = sources.iter().map(|source| without_tests(source)).collect();
    let uses: Vec<Vec<Use>> = codes.iter().map(|code| uses(code)).collect();
    for (module, uses) in modules.iter().zip(&uses) {
        for path in uses.iter().filter(|one| one.is_public).map(|one| &one.path) {
            if let Some(target) = graph.module(path, module).filter(|target| target != module) {
                let name = path.last().cloned().unwrap_or_default();
                graph.exports.insert((module.clone(), name), target);
            }
        }
    }
    let edges: Vec<BTreeSet<usize>> = (0..sources.len())
        .map(|at| {
            let private = uses[at].iter().filter(|one| !one.is_public).map(|one| one.path.clone());
            let targets = private.chain(inline(&codes[at])).filter_map(|path| {
                let target = graph.home(&path, &modules[at])?;
                let number = *graph.files.get(&target)?;
                let is_split_point = SPLIT_POINTS.contains(&sources[number].path.as_str());
                (number != at && !is_split_point).then_some(number)
            });
            targets.collect()
        })
        .collect();
    let reaches: Vec<BTreeSet<usize>> = (0..edges.len()).map(|from| reached(&edges, from)).collect();
    let mut circles: Vec<Vec<usize>> = Vec::new();
    for at in 0..edges.len() {
        if reaches[at].contains(&at) && !circles.iter().flatten().any(|known| *known == at) {
            let with = |other: &usize| reaches[at].contains(other) && reaches[*other].contains(&at);
            circles.push((0..edges.len()).filter(with).collect());
        }
    }
    circles
}

/// What can be reached by one import or more.
fn reached(edges: &[BTreeSet<usize>], from: usize) -> BTreeSet<usize> {
    let mut seen = BTreeSet::new();
    let mut open: Vec<usize> = edges[from].iter().copied().collect();
    while let Some(at) = open.pop() {
        if seen.insert(at) {
            open.extend(&edges[at]);
        }
    }
    seen
}

impl Graph {
    /// The module that a path leads to from another, as far as it names modules.
    fn module(&self, path: &[String], from: &Module) -> Option<Module> {
        let (mut at, mut rest) = match path.first()?.as_str() {
            "crate" => (Module::new(), &path[1..]),
            "self" => (from.clone(), &path[1..]),
            "super" => (from.clone(), path),
            first => {
                let child = [from.as_slice(), &[first.to_owned()]].concat();
                self.files.contains_key(&child).then(|| (from.clone(), path))?
            }
        };
        while let Some((_, more)) = rest.split_first().filter(|(first, _)| *first == "super") {
            at.pop()?;
            rest = more;
        }
        for part in rest {
            at.push(part.clone());
            if !self.files.contains_key(&at) {
                at.pop();
                break;
            }
        }
        self.files.contains_key(&at).then_some(at)
    }

    /// The module that holds what a path names.
    fn home(&self, path: &[String], from: &Module) -> Option<Module> {
        let mut home = self.module(path, from)?;
        for part in path {
            let mut passed = BTreeSet::new();
            while let Some(next) = self.exports.get(&(home.clone(), part.clone())) {
                if !passed.insert(home.clone()) {
                    break;
                }
                home.clone_from(next);
            }
        }
        Some(home)
    }
}

fn module_of(path: &str, root: &str) -> Module {
    let inner = path[root.len()..].trim_end_matches(".rs");
    let mut parts: Module = inner.split('/').map(str::to_owned).collect();
    let last = parts.last().map_or("", String::as_str);
    if last == "mod" || (parts.len() == 1 && ["lib", "main"].contains(&last)) {
        parts.pop();
    }
    parts
}

fn without_tests(source: &Source) -> String {
    let lines = source
        .code_lines()
        .take_while(|(number, _)| *number < source.tests_from);
    lines.flat_map(|(_, line)| [line, "\n"]).collect()
}

struct Use {
    path: Vec<String>,
    is_public: bool,
}

/// Every path that a `use` names, its groups spread out.
fn uses(code: &str) -> Vec<Use> {
    let mut found = Vec::new();
    for statement in code.split(';') {
        let Some(at) = use_in(statement) else { continue };
        let is_public = statement[..at]
            .trim_end()
            .rsplit('\n')
            .next()
            .is_some_and(|line| line.trim().starts_with("pub"));
        let mut paths = Vec::new();
        spread(&statement[at + "use ".len()..], &[], &mut paths);
        found.extend(paths.into_iter().map(|path| Use { path, is_public }));
    }
    found
}

/// Where the keyword stands, at the beginning of a line or behind `pub`.
fn use_in(statement: &str) -> Option<usize> {
    let mut hits = statement.match_indices("use ").map(|(at, _)| at);
    hits.find(|at| {
        let before = statement[..*at].rsplit('\n').next().unwrap_or_default().trim();
        before.is_empty() || (before.starts_with("pub") && !before.contains(' '))
    })
}

fn spread(text: &str, before: &[String], paths: &mut Vec<Vec<String>>) {
    let text = text.trim();
    let (head, group) = match text.split_once('{') {
        Some((head, group)) => (head, Some(group.trim_end().trim_end_matches('}'))),
        None => (text, None),
    };
    let head = head.split(" as ").next().unwrap_or_default();
    let mut path = before.to_vec();
    let parts = head.split("::").map(str::trim).filter(|part| !part.is_empty());
    path.extend(
        parts
            .filter(|part| *part != "self" || before.is_empty())
            .map(str::to_owned),
    );
    let Some(group) = group else {
        if !path.is_empty() {
            paths.push(path);
        }
        return;
    };
    let (mut depth, mut start) = (0_i32, 0);
    for (at, character) in group.char_indices() {
        match character {
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                spread(&group[start..at], &path, paths);
                start = at + 1;
            }
            _ => {}
        }
    }
    spread(&group[start..], &path, paths);
}

/// Paths that are written out where they are used.
fn inline(code: &str) -> Vec<Vec<String>> {
    let is_name = |character: char| character.is_alphanumeric() || character == '_' || character == ':';
    let words = code.split(|character: char| !is_name(character));
    let paths = words.filter(|word| {
        ["crate::", "super::", "self::"]
            .iter()
            .any(|begin| word.starts_with(begin))
    });
    paths
        .map(|word| {
            word.split("::")
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::source::Source;
    use super::check;

    fn told(files: &[(&str, &str)]) -> Vec<String> {
        let sources: Vec<Source> = files
            .iter()
            .map(|(path, code)| Source::new((*path).to_owned(), [code, "\nfn end() {}\n"].concat()))
            .collect();
        let mut findings = Vec::new();
        check(&sources, &mut findings);
        findings.into_iter().map(|finding| finding.what).collect()
    }

    #[test]
    fn a_circle_is_said_with_its_files() {
        let told = told(&[
            ("shared/src/lib.rs", "pub mod a;\npub mod b;\npub mod c;"),
            ("shared/src/a.rs", "use crate::{b::{self, B}, c};"),
            ("shared/src/b.rs", "fn b() { super::c::c() }"),
            ("shared/src/c.rs", "use super::a::A;"),
        ]);
        assert_eq!(
            told,
            ["a circle of imports: shared/src/a.rs, shared/src/b.rs, shared/src/c.rs"]
        );
    }

    #[test]
    fn an_import_leads_to_where_the_thing_is() {
        let told = told(&[
            ("shared/src/lib.rs", "pub mod a;"),
            (
                "shared/src/a/mod.rs",
                "mod b;\nmod c;\npub use b::B;\npub(crate) use c::{C as D, E};",
            ),
            ("shared/src/a/b.rs", "use super::E;"),
            ("shared/src/a/c.rs", "use std::fmt;"),
        ]);
        assert!(told.is_empty(), "{told:?}");
    }

    #[test]
    fn tests_and_split_points_of_chunks_close_no_circle() {
        let told = told(&[
            ("frontend/src/lib.rs", "mod app;\nmod input;"),
            ("frontend/src/app.rs", "use crate::input::ask;"),
            ("frontend/src/input.rs", "use crate::app::start;"),
            (
                "frontend/src/other.rs",
                "#[cfg(test)]\nmod tests {\n    use crate::app;\n}",
            ),
        ]);
        assert!(told.is_empty(), "{told:?}");
    }
}
