//! Whether something suits somebody.

/// Whether something suits somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is for others.
    No,
    /// It does not say.
    Unknown,
    /// It does.
    Yes,
}
