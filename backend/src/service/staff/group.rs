//! Groups of facts that are confirmed and merged together.

/// A group of facts that is confirmed at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Address and point.
    Address,
    /// Telephone, mail, web.
    Contacts,
    /// Opening hours, closures, desks.
    Hours,
    /// What takes place there.
    Activities,
    /// Who may come and how.
    Access,
}

impl Group {
    /// All groups.
    pub const ALL: [Self; 5] = [
        Self::Address,
        Self::Contacts,
        Self::Hours,
        Self::Activities,
        Self::Access,
    ];

    /// The word for it in records and requests.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Contacts => "contacts",
            Self::Hours => "hours",
            Self::Activities => "activities",
            Self::Access => "access",
        }
    }
}
