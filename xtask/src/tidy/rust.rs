//! Invariants of Rust files: who may name what, how a file opens, how long it is.

use super::Finding;
use super::source::Source;

/// Lines from which on a file is pointed out, and those it must not pass.
const LONG: usize = 400;
const TOO_LONG: usize = 600;

/// A name that only some places may use.
struct Room {
    /// The crates' names, followed by `::` in code or standing in a `use`.
    names: &'static [&'static str],
    /// Where the rule holds.
    within: &'static [&'static str],
    /// Where, inside that, the name is at home.
    home: &'static [&'static str],
    why: &'static str,
}

const ROOMS: [Room; 5] = [
    Room {
        names: &["sled"],
        within: &["backend/", "shared/", "frontend/", "tests/"],
        home: &["backend/src/store"],
        why: "only the store knows how records are kept",
    },
    Room {
        names: &["axum"],
        within: &["backend/src/"],
        home: &[
            "backend/src/routes",
            "backend/src/router",
            "backend/src/auth",
            "backend/src/error",
            "backend/src/headers",
            "backend/src/lib",
        ],
        why: "only the edge of the server speaks HTTP",
    },
    Room {
        names: &["web_sys", "js_sys"],
        within: &["frontend/src/"],
        home: &[
            "frontend/src/browser",
            "frontend/src/local",
            "frontend/src/map",
            "frontend/src/sync",
        ],
        why: "the browser is reached through its four modules",
    },
    Room {
        names: &["leptos"],
        within: &["shared/"],
        home: &[],
        why: "rows and texts are computed without a page, and tested so",
    },
    Room {
        names: &[
            "tokio",
            "reqwest",
            "ureq",
            "std::fs",
            "std::net",
            "std::process",
            "std::env",
            "std::thread",
        ],
        within: &["shared/src/"],
        home: &[],
        why: "shared does no input or output",
    },
];

/// Parts of code that must not stand in some places, outside of unit tests.
const REFUSED: [(&str, &[&str], &str); 6] = [
    (
        "SystemTime::now",
        &["shared/src/"],
        "shared has no clock: the caller passes the time",
    ),
    (
        "Instant::now",
        &["shared/src/"],
        "shared has no clock: the caller passes the time",
    ),
    (
        ".to_lowercase(",
        &["shared/src/", "frontend/src/"],
        "weighs 10 KB in the browser: use text::fold",
    ),
    (
        "parse::<f64>",
        &["shared/src/", "frontend/src/"],
        "weighs 14 KB in the browser: read fixed-point numbers",
    ),
    (
        "inner_html",
        &["frontend/src/"],
        "text from records must never become markup",
    ),
    (
        "std::process::exit",
        &["backend/src/routes", "backend/src/service", "backend/src/store"],
        "only main ends the process",
    ),
];

/// Whether `source` is so long that a person should think of dividing it.
pub(super) fn is_long(source: &Source) -> bool {
    source.path.ends_with(".rs") && source.text.lines().count() > LONG
}

/// Adds what is wrong in `source`.
pub(super) fn check(source: &Source, findings: &mut Vec<Finding>) {
    if !source.path.ends_with(".rs") {
        return;
    }
    if !source.text.starts_with("//! ") {
        findings.push(Finding::new(source, 1, "opens without `//!`: say what lives here"));
    }
    let lines = source.text.lines().count();
    if lines > TOO_LONG {
        findings.push(Finding::new(
            source,
            lines,
            format!("{lines} lines, at most {TOO_LONG}"),
        ));
    }
    rooms(source, findings);
    refused(source, findings);
    layers(source, findings);
    reasons(source, findings);
    debug_texts(source, findings);
}

fn rooms(source: &Source, findings: &mut Vec<Finding>) {
    for room in &ROOMS {
        if !source.is_in(room.within) || source.is_in(room.home) {
            continue;
        }
        for (line, code) in source.code_lines() {
            // Tests of the store and the server may look at anything; shared's may use any crate.
            if line >= source.tests_from {
                break;
            }
            for name in room.names.iter().filter(|name| names_crate(code, name)) {
                findings.push(Finding::new(source, line, format!("names {name}: {}", room.why)));
            }
        }
    }
}

fn refused(source: &Source, findings: &mut Vec<Finding>) {
    for (part, within, why) in REFUSED {
        if !source.is_in(within) {
            continue;
        }
        for (line, code) in source.code_lines().take_while(|(line, _)| *line < source.tests_from) {
            if code.contains(part) {
                findings.push(Finding::new(source, line, format!("{part}: {why}")));
            }
        }
    }
}

/// The page and the map ask the state for data; they do not reach past it to the network or the device's store.
fn layers(source: &Source, findings: &mut Vec<Finding>) {
    if !source.is_in(&["frontend/src/app", "frontend/src/map"]) {
        return;
    }
    for (line, code) in source.code_lines() {
        let code = code.replace("std::sync::", "");
        let imports = code.contains("crate::{") || code.contains("super::{");
        for name in ["sync", "local"] {
            if names_crate(&code, name) || (imports && words(&code).any(|word| word == name)) {
                findings.push(Finding::new(
                    source,
                    line,
                    format!("names {name}: the page asks the state, not the {name} module"),
                ));
            }
        }
    }
}

/// Every exception from a lint says why.
fn reasons(source: &Source, findings: &mut Vec<Finding>) {
    let mut from = 0;
    while let Some(found) = ["[allow(", "[expect("]
        .iter()
        .filter_map(|start| source.code[from..].find(start))
        .min()
    {
        let start = from + found;
        let end = source.code[start..]
            .find(")]")
            .map_or(source.code.len(), |end| start + end);
        if !source.code[start..end].contains("reason =") {
            let line = source.code[..start].lines().count().max(1);
            findings.push(Finding::new(
                source,
                line,
                "an exception from a lint without `reason = \"…\"`",
            ));
        }
        from = end.max(start + 1);
    }
}

/// `{:?}` keeps the Debug code of a type in the browser's download.
fn debug_texts(source: &Source, findings: &mut Vec<Finding>) {
    if !source.is_in(&["shared/src/", "frontend/src/"]) {
        return;
    }
    for (line, text) in (1..)
        .zip(source.uncommented.lines())
        .take_while(|(line, _)| *line < source.tests_from)
    {
        if text.contains(":?}") || text.contains(":#?}") {
            findings.push(Finding::new(
                source,
                line,
                "{:?} in the browser's code: write what a person can read",
            ));
        }
    }
}

/// Whether `code` uses the crate or path `name`: `name::…`, `use name;`, `use name as …`.
fn names_crate(code: &str, name: &str) -> bool {
    code.match_indices(name).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        let after = &code[at + name.len()..];
        let starts = !before.is_some_and(|character| character.is_alphanumeric() || character == '_');
        let used = code.trim_start().trim_start_matches("pub ").starts_with("use ");
        starts && (after.starts_with("::") || (used && after.starts_with([';', ' ', ','])))
    })
}

fn words(code: &str) -> impl Iterator<Item = &str> {
    code.split(|character: char| !character.is_alphanumeric() && character != '_')
}

#[cfg(test)]
mod tests {
    use super::super::source::Source;
    use super::check;

    fn findings(path: &str, text: &str) -> Vec<String> {
        let mut findings = Vec::new();
        check(&Source::new(path.into(), text.into()), &mut findings);
        findings
            .into_iter()
            .map(|finding| format!("{} {}", finding.line, finding.what))
            .collect()
    }

    #[track_caller]
    fn refused(path: &str, text: &str) {
        assert_eq!(
            findings(path, &format!("//! A file.\n{text}\n")).len(),
            1,
            "{path}: {text}"
        );
    }

    #[track_caller]
    fn accepted(path: &str, text: &str) {
        assert_eq!(
            findings(path, &format!("//! A file.\n{text}\n")),
            Vec::<String>::new(),
            "{path}: {text}"
        );
    }

    #[test]
    fn a_file_says_what_lives_in_it() {
        assert_eq!(findings("a.rs", "fn a() {}\n").len(), 1);
        assert_eq!(findings("a.rs", "//! A.\nfn a() {}\n").len(), 0);
    }

    #[test]
    fn crates_stay_in_their_rooms() {
        refused("backend/src/service/import.rs", "use sled::Db;");
        refused("backend/src/service/import.rs", "fn a() -> axum::Router {}");
        refused("frontend/src/state/mod.rs", "use web_sys::Window;");
        refused("shared/src/view/row.rs", "use leptos::prelude::*;");
        refused("shared/src/geo.rs", "use std::fs;");
        accepted("backend/src/store/index.rs", "use sled::Db;");
        accepted("backend/src/routes/search.rs", "use axum::Router;");
        accepted("frontend/src/browser/listen.rs", "use web_sys::Window;");
        accepted("shared/src/geo.rs", "// like sled::Db\nconst NAME: &str = \"axum::\";");
        accepted("backend/src/service/import.rs", "fn a(unsled: ::other::Crate) {}");
    }

    #[test]
    fn unit_tests_may_use_what_the_code_may_not() {
        accepted(
            "shared/src/geo.rs",
            "#[cfg(test)]\nmod tests {\n    fn a() { panic!(\"{:?}\", std::fs::read(\"x\")); }\n}",
        );
    }

    #[test]
    fn pages_do_not_reach_past_the_state() {
        refused("frontend/src/map/list.rs", "use crate::sync::Session;");
        refused("frontend/src/map/list.rs", "use crate::{local, state};");
        refused("frontend/src/app.rs", "fn a() { local::open() }");
        accepted(
            "frontend/src/map/list.rs",
            "use std::sync::Arc;\nuse crate::{state, view};",
        );
        accepted("frontend/src/state/mod.rs", "use crate::sync::Session;");
    }

    #[test]
    fn exceptions_say_why() {
        refused("a.rs", "#[allow(dead_code)]\nfn a() {}");
        refused("a.rs", "#[expect(\n    dead_code\n)]\nfn a() {}");
        accepted("a.rs", "#[allow(dead_code, reason = \"kept for tests\")]\nfn a() {}");
    }

    #[test]
    fn heavy_code_is_refused_where_the_browser_downloads_it() {
        refused("shared/src/text.rs", "fn a(b: &str) -> String { b.to_lowercase() }");
        refused("frontend/src/pages/a.rs", "fn a() { format!(\"{b:?}\"); }");
        refused("frontend/src/pages/a.rs", "fn a() { view! { <p inner_html=b/> } }");
        accepted("backend/src/main.rs", "fn a(b: &str) -> String { b.to_lowercase() }");
    }

    #[test]
    fn length_has_a_limit() {
        assert_eq!(findings("a.rs", &format!("//! A.\n{}", "//\n".repeat(600))).len(), 1);
        assert_eq!(findings("a.rs", &format!("//! A.\n{}", "//\n".repeat(599))).len(), 0);
    }
}
