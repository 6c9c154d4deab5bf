//! Reading the rules of danger, line by line.

use super::super::alphabet;
use super::super::thesaurus::{Codes, Concept, codes};
use super::super::vocabulary::{Interner, Vocabulary};
use super::{Danger, HelpKind, HelpLine, IDIOM, KindOfHelp, Rule};
use crate::text::{fold, words};

/// Within how many words the parts of a rule must stand when it does not say.
const WINDOW: usize = 8;

/// Rules that are being read.
#[derive(Default)]
pub(in super::super) struct Reading {
    danger: Danger,
    units: Interner,
    /// Names of the classes of the language at hand, and their numbers.
    names: Vec<(Box<str>, u16)>,
    classes: u16,
    in_language: bool,
    /// The first letter of the alphabet that the terms of the language at hand travel in, `A` being that.
    first_letter: Option<u32>,
}

impl Reading {
    /// Whether a line begins the rules, for they come after the thesaurus in one file.
    pub(in super::super) fn begins(line: &str) -> bool {
        line.starts_with("line ") && line.contains(" | ")
    }

    /// Reads a line.
    pub(in super::super) fn line(&mut self, line: &str) {
        if line.is_empty() || line.starts_with('#') {
            return;
        }
        if let Some(language) = line.strip_prefix('@') {
            self.in_language = true;
            // "@uk ~": as it travels.
            let language = language.strip_suffix(" ~").unwrap_or_default();
            self.first_letter = alphabet::first_letter(language);
            self.names.clear();
        } else if let Some(head) = line.strip_prefix("line ") {
            self.help_line(head);
        } else if let Some(head) = line.strip_prefix("kind ") {
            self.kind(head);
        } else if !self.in_language {
            if let (Some((language, sentence)), Some(last)) = (line.split_once(' '), self.danger.lines.last_mut()) {
                last.says.push((language.into(), sentence.into()));
            }
        } else if let Some((head, list)) = line.split_once(": ") {
            self.rules(head, list);
        }
    }

    fn help_line(&mut self, head: &str) {
        let mut parts = head.split('|').map(str::trim);
        let mut next = || -> Box<str> { parts.next().unwrap_or_default().into() };
        let (code, dial, number, source, url, seen) = (next(), next(), next(), next(), next(), next());
        self.danger.lines.push(HelpLine {
            dial,
            number,
            source,
            url,
            seen,
            code,
            says: Vec::new(),
        });
    }

    fn kind(&mut self, head: &str) {
        let mut parts = head.split('|').map(str::trim);
        let mut next = || parts.next().unwrap_or_default();
        let mut named = next().split(' ');
        let Some(kind) = named.next().and_then(kind) else {
            return;
        };
        let line = |code: &str| self.danger.lines.iter().position(|line| &*line.code == code);
        let lines = words(next()).filter_map(line).map(|at| at as u8).collect();
        let (about, never) = (codes(next()), codes(next()));
        self.danger.kinds.push(KindOfHelp {
            kind,
            lines,
            about,
            never,
            concept: 0,
        });
    }

    fn rules(&mut self, head: &str, list: &str) {
        let list = list.split(',').map(str::trim).filter(|one| !one.is_empty());
        if head == "safe" {
            let first = self.first_letter;
            let own = |safe: &str| first.map_or_else(|| safe.into(), |first| alphabet::unshifted(safe, first).into());
            self.danger
                .safe
                .extend(list.map(|safe| own(safe.trim_end_matches('*'))));
        } else if head == "idiom" {
            self.classes = self.classes.max(IDIOM + 1);
            list.for_each(|term| self.term(term, IDIOM));
        } else if let Some(name) = head.strip_prefix('$') {
            let class = self.class();
            self.names.push((name.into(), class));
            list.for_each(|term| self.term(term, class));
        } else if let Some(kind) = kind(head) {
            list.for_each(|rule| self.rule(kind, rule));
        }
    }

    fn rule(&mut self, kind: HelpKind, text: &str) {
        let mut rule = Rule {
            kind,
            parts: Vec::new(),
            guard: None,
            window: WINDOW,
        };
        for part in words(text) {
            if let Some(window) = part.strip_prefix('/') {
                rule.window = window.parse().unwrap_or(WINDOW);
                continue;
            }
            let (guards, name) = part.strip_prefix('!').map_or((false, part), |name| (true, name));
            let class = match name.strip_prefix('$') {
                // The tests hold every name of the file known.
                Some(name) => match self.names.iter().find(|(known, _)| **known == *name) {
                    Some(&(_, class)) => class,
                    None => return,
                },
                None => {
                    let class = self.class();
                    self.term(name, class);
                    class
                }
            };
            match guards {
                true => rule.guard = Some(class),
                false => rule.parts.push(class),
            }
        }
        self.danger.rules.push(rule);
    }

    fn class(&mut self) -> u16 {
        self.classes = self.classes.max(IDIOM + 1) + 1;
        self.classes - 1
    }

    fn term(&mut self, text: &str, class: u16) {
        let own = self.first_letter.map(|first| alphabet::unshifted(text, first));
        let text = own.as_deref().unwrap_or(text);
        let mut units: Vec<u32> = Vec::new();
        // A term may begin where the question does: "._aiuto".
        for part in text.split('_').flat_map(|part| match part.strip_prefix('.') {
            Some(rest) if !rest.is_empty() => [".", rest],
            _ => [part, ""],
        }) {
            if matches!(part, "." | "*") {
                units.push(self.units.number(part));
                continue;
            }
            let folded = fold(part);
            let last = words(&folded).count().saturating_sub(1);
            for (at, word) in words(&folded).enumerate() {
                let begins = if at == 0 && part.starts_with('*') { "*" } else { "" };
                let ends = if at == last && part.ends_with('*') { "*" } else { "" };
                units.push(self.units.number(&[begins, word, ends].concat()));
            }
        }
        if units.is_empty() {
            return;
        }
        self.danger.classes.push((self.danger.terms.len() as u32, class));
        self.danger.terms.push(units.into_boxed_slice());
    }

    /// The rules; concepts for what helps are added to those of the thesaurus.
    pub(in super::super) fn finish(self, concepts: &mut Vec<Concept>) -> Danger {
        let mut danger = self.danger;
        let (units, place): (Vocabulary, Vec<u32>) = self.units.sort();
        for (at, term) in danger.terms.iter_mut().enumerate() {
            term.iter_mut().for_each(|unit| *unit = place[*unit as usize]);
            danger.beginning.push((term[0], at as u32));
        }
        danger.beginning.sort_unstable();
        let inside = |&at: &u32| {
            let unit = units.word(at as usize);
            unit.len() > 1 && unit.starts_with('*')
        };
        danger.inside = (0..units.len() as u32).filter(inside).collect();
        danger.units = units;
        danger.class_count = usize::from(self.classes);
        for help in &mut danger.kinds {
            help.concept = concepts.len() as u16;
            concepts.push(Concept::About(help.about, Codes::default()));
        }
        danger
    }
}

fn kind(code: &str) -> Option<HelpKind> {
    HelpKind::ALL.into_iter().find(|kind| kind.code() == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_file_is_understood() {
        let text = include_str!("../../../data/danger.txt");
        let mut names: Vec<&str> = Vec::new();
        let mut reading = Reading::default();
        for line in text.lines() {
            reading.line(line);
            if line.starts_with('@') {
                names.clear();
            }
            let Some((head, list)) = line.split_once(": ").filter(|_| reading.in_language) else {
                continue;
            };
            assert!(
                matches!(head, "idiom" | "safe") || head.starts_with('$') || kind(head).is_some(),
                "{line}"
            );
            for name in list
                .split([' ', ','])
                .filter_map(|part| part.trim_start_matches('!').strip_prefix('$'))
            {
                assert!(names.contains(&name), "{name} in {line}");
            }
            names.extend(head.strip_prefix('$'));
        }
        let danger = reading.finish(&mut Vec::new());
        assert_eq!(danger.kinds.len(), HelpKind::ALL.len());
        for line in &danger.lines {
            let languages = ["it", "en", "fr", "es", "ro", "sq", "ar", "uk", "zh"];
            for language in languages {
                let said = line
                    .says
                    .iter()
                    .any(|(known, sentence)| **known == *language && !sentence.is_empty());
                assert!(said, "{} {language}", line.number);
            }
            assert!(
                line.url.starts_with("https://") && line.seen.len() == 10,
                "{}",
                line.number
            );
        }
    }
}
