//! Refusals: why a value or a record cannot be taken, in a form a person and a program can read.

use core::fmt;

/// The words of a refusal, out of their pieces. Nobody reads them in the browser's app: built without the feature
/// `reasons` they are not in it, which is 3 KB less.
#[must_use]
pub fn reason(pieces: &[&str]) -> String {
    match cfg!(feature = "reasons") {
        true => pieces.concat(),
        false => String::new(),
    }
}

/// A value that was refused. `code` is stable and for programs, `reason` is for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Stable machine code, kebab-case, such as `bad-date`.
    pub code: &'static str,
    /// One sentence in English that names the offending text.
    pub reason: String,
    /// Where in the text the fault lies: 1-based column in characters, when it is known.
    pub column: Option<usize>,
}

impl Refusal {
    /// A refusal without a column.
    #[must_use]
    pub fn new(code: &'static str, reason: impl Into<String>) -> Self {
        Self {
            code,
            reason: reason.into(),
            column: None,
        }
    }

    /// A refusal that points at a 1-based column.
    #[must_use]
    pub fn at(code: &'static str, column: usize, reason: impl Into<String>) -> Self {
        Self {
            code,
            reason: reason.into(),
            column: Some(column),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.reason)?;
        match self.column {
            Some(column) => write!(f, " (column {column})"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Refusal {}
