//! Whether a date takes place.

/// Whether a date takes place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OccurrenceStatus {
    /// As usual.
    Scheduled,
    /// It takes place, at another time than usual: this is the new time.
    Moved,
    /// It was announced and does not take place, or not at this time.
    Cancelled,
    /// It falls into a pause.
    Suspended,
}

impl OccurrenceStatus {
    /// The code of the HTTP interface; a moved date is scheduled at its new time.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Scheduled | Self::Moved => "scheduled",
            Self::Cancelled => "cancelled",
            Self::Suspended => "suspended",
        }
    }

    /// Whether one can go.
    #[must_use]
    pub const fn takes_place(self) -> bool {
        matches!(self, Self::Scheduled | Self::Moved)
    }
}
