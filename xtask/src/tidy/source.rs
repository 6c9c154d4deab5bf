//! One file of the tree, and its Rust code told apart from comments, texts and tests.

/// A text file under version control.
pub(super) struct Source {
    /// Path from the repository's root, with `/`.
    pub(super) path: String,
    /// All of it.
    pub(super) text: String,
    /// The text with comments and the insides of string literals blanked, for Rust; else the text.
    pub(super) code: String,
    /// The text with only comments blanked, for Rust; else the text.
    pub(super) uncommented: String,
    /// The first line (from 1) of the unit tests at its end; beyond the last line where there are none.
    pub(super) tests_from: usize,
}

impl Source {
    pub(super) fn new(path: String, text: String) -> Source {
        let path = path.replace('\\', "/");
        let rust = path.ends_with(".rs");
        let code = if rust { blanked(&text, true) } else { text.clone() };
        let uncommented = if rust { blanked(&text, false) } else { text.clone() };
        let all_tests = path.ends_with("/tests.rs") || path.contains("/tests/");
        let tests_from = if all_tests { 1 } else { tests_from(&code) };
        Source {
            path,
            text,
            code,
            uncommented,
            tests_from,
        }
    }

    /// Whether it lies below one of `places`: a directory (ends in `/`), a file, or a module's name without `.rs`,
    /// which stands for the file and the directory.
    pub(super) fn is_in(&self, places: &[&str]) -> bool {
        places.iter().any(|place| match self.path.strip_prefix(place) {
            Some(rest) => place.ends_with('/') || rest.is_empty() || rest == ".rs" || rest.starts_with('/'),
            None => false,
        })
    }

    /// Lines of `code` with their numbers.
    pub(super) fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        (1..).zip(self.code.lines())
    }
}

fn tests_from(code: &str) -> usize {
    let lines: Vec<&str> = code.lines().map(str::trim).collect();
    let is_start = |at: usize| {
        lines[at] == "#[cfg(test)]"
            && lines[at + 1..]
                .iter()
                .find(|line| !line.starts_with('#'))
                .is_some_and(|line| line.starts_with("mod "))
    };
    (0..lines.len()).find(|at| is_start(*at)).map_or(lines.len(), |at| at) + 1
}

/// `text` with every comment, and with `strings` also what stands between quotes, made blanks. Lines stay lines.
fn blanked(text: &str, strings: bool) -> String {
    let bytes: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let blank = |character: char| if character == '\n' { '\n' } else { ' ' };
    while at < bytes.len() {
        let rest = &bytes[at..];
        let end = match rest {
            ['/', '/', ..] => {
                at + rest
                    .iter()
                    .position(|character| *character == '\n')
                    .unwrap_or(rest.len())
            }
            ['/', '*', ..] => at + block_comment(rest),
            ['r', '"' | '#', ..] if !follows_name(&bytes, at) && raw_string(rest).is_some() => {
                let end = at + raw_string(rest).unwrap_or(1);
                copy(&bytes[at..end], strings, &mut out);
                at = end;
                continue;
            }
            ['"', ..] => {
                let end = at + string(rest);
                copy(&bytes[at..end], strings, &mut out);
                at = end;
                continue;
            }
            // A quoted quote would open a string that never ends.
            ['\'', '"', '\'', ..] | ['\'', '\\', _, '\'', ..] => {
                let length = if rest[1] == '\\' { 4 } else { 3 };
                out.extend(std::iter::repeat_n(' ', length));
                at += length;
                continue;
            }
            _ => {
                out.push(bytes[at]);
                at += 1;
                continue;
            }
        };
        out.extend(bytes[at..end].iter().map(|character| blank(*character)));
        at = end;
    }
    out
}

fn copy(run: &[char], strings: bool, out: &mut String) {
    if strings {
        out.push('"');
        let inner = run.get(1..run.len().saturating_sub(1)).unwrap_or_default();
        out.extend(
            inner
                .iter()
                .map(|character| if *character == '\n' { '\n' } else { ' ' }),
        );
        out.push('"');
    } else {
        out.extend(run);
    }
}

fn follows_name(text: &[char], at: usize) -> bool {
    at > 0 && (text[at - 1].is_alphanumeric() || text[at - 1] == '_')
}

fn block_comment(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        match &rest[at..] {
            ['/', '*', ..] => (depth, at) = (depth + 1, at + 2),
            ['*', '/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            return at;
        }
    }
    rest.len()
}

fn string(rest: &[char]) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    rest.len()
}

/// Length of the raw string that begins here, if one does.
fn raw_string(rest: &[char]) -> Option<usize> {
    let hashes = rest[1..].iter().take_while(|character| **character == '#').count();
    if rest.get(1 + hashes) != Some(&'"') {
        return None;
    }
    let body = 2 + hashes;
    let closes = |at: &usize| {
        rest[*at] == '"' && rest[at + 1..].iter().take(hashes).filter(|next| **next == '#').count() == hashes
    };
    let end = (body..rest.len()).find(closes);
    Some(end.map_or(rest.len(), |end| end + 1 + hashes))
}

#[cfg(test)]
mod tests {
    use super::{Source, blanked};

    #[test]
    fn comments_and_texts_are_told_from_code() {
        let text =
            "let a = \"sled::\"; // sled::\nlet b = r#\"x \" y\"#; /* a /* b */ c */ let c = '\"'; sled::open()\n";
        let code = blanked(text, true);
        assert_eq!(code.matches("sled::").count(), 1);
        assert!(code.contains("let c =") && !code.contains('x'));
        assert_eq!(code.lines().count(), text.lines().count());
        let uncommented = blanked(text, false);
        assert_eq!(uncommented.matches("sled::").count(), 2);
    }

    #[test]
    fn lifetimes_are_no_quotes() {
        let text = "fn a<'a>(x: &'a str) -> &'a str { x } // gone";
        assert_eq!(blanked(text, true).trim_end(), "fn a<'a>(x: &'a str) -> &'a str { x }");
    }

    #[test]
    fn unit_tests_begin_at_their_module() {
        let source = Source::new(
            "a.rs".into(),
            "//! A.\nfn a() {}\n\n#[cfg(test)]\nmod tests {}\n".into(),
        );
        assert_eq!(source.tests_from, 4);
        let source = Source::new("a.rs".into(), "//! A.\n#[cfg(test)]\nuse b;\nfn a() {}\n".into());
        assert_eq!(source.tests_from, 5);
        let source = Source::new("a/tests.rs".into(), "//! Tests of a.\nfn a() {}\n".into());
        assert_eq!(source.tests_from, 1);
    }

    #[test]
    fn a_module_is_its_file_and_its_directory() {
        let at = |path: &str| Source::new(path.into(), String::new());
        assert!(at("a/b.rs").is_in(&["a/b"]) && at("a/b/c.rs").is_in(&["a/b"]) && at("a/b/c.rs").is_in(&["a/"]));
        assert!(!at("a/bc.rs").is_in(&["a/b"]));
    }
}
