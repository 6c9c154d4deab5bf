//! The dialogs above a page.

/// A dialog above the page. A page has each at most once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialog {
    /// All filters.
    Filters,
    /// When.
    When,
    /// Sending the page to somebody.
    Share,
    /// Putting dates into a calendar.
    Calendar,
}

impl Dialog {
    /// The id of its element.
    #[must_use]
    pub const fn id(self) -> &'static str {
        match self {
            Self::Filters => "filtri",
            Self::When => "quando",
            Self::Share | Self::Calendar => "passa",
        }
    }
}
