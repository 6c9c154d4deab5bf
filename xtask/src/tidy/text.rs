//! Invariants of every text file: nothing put off, nothing that only one machine has.

use super::Finding;
use super::source::Source;

/// Files that name hosts and paths of others by their nature.
const GIVEN: [&str; 2] = ["Cargo.lock", "LICENSE"];

/// Work that was put off. Cut in two, so that this file does not find itself.
const PUT_OFF: [&str; 6] = [
    concat!("TO", "DO"),
    concat!("FIX", "ME"),
    concat!("todo", "!("),
    concat!("unimpl", "emented!("),
    concat!("#[ign", "ore"),
    concat!("test.", "skip("),
];

/// Paths of one machine and hosts of package registries.
const MACHINES: [&str; 8] = [
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("/wo", "rk/"),
    concat!("/tmp/", "brief"),
    concat!("registry.", "npmjs"),
    concat!("registry.", "yarnpkg"),
    concat!("index.", "crates.io"),
];

/// Adds what is wrong in `source`.
pub(super) fn check(source: &Source, findings: &mut Vec<Finding>) {
    if GIVEN.contains(&source.path.as_str()) {
        return;
    }
    for (line, text) in (1..).zip(source.text.lines()) {
        for part in PUT_OFF.iter().filter(|part| text.contains(**part)) {
            findings.push(Finding::new(
                source,
                line,
                format!("{part}: do it, or write down why not"),
            ));
        }
        // Behind a host's name it is the path of a web address.
        let on_a_machine = |part: &&&str| {
            let mut found = text.match_indices(**part);
            found.any(|(at, _)| !text[..at].ends_with(char::is_alphanumeric))
        };
        for part in MACHINES.iter().filter(on_a_machine) {
            findings.push(Finding::new(source, line, format!("{part}: a place of one machine")));
        }
        if text.starts_with(concat!("<<<<", "<<< ")) || text.starts_with(concat!(">>>>", ">>> ")) {
            findings.push(Finding::new(source, line, "a conflict left over from a merge"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::source::Source;
    use super::{MACHINES, PUT_OFF, check};

    #[test]
    fn what_is_put_off_or_of_one_machine_is_found() {
        for part in PUT_OFF.iter().chain(&MACHINES) {
            let mut findings = Vec::new();
            check(
                &Source::new("docs/a.md".into(), format!("a\nb {part}c\n")),
                &mut findings,
            );
            assert_eq!(
                findings.iter().map(|finding| finding.line).collect::<Vec<_>>(),
                [2],
                "{part}"
            );
        }
        let mut findings = Vec::new();
        check(
            &Source::new(
                "docs/a.md".into(),
                "https://crates.io is named, and methods too\n".into(),
            ),
            &mut findings,
        );
        assert_eq!(findings, []);
    }
}
