//! Why a door is the right one.

use crate::taxonomy::Topic;
use crate::time::{LocalDateTime, Start};

/// Why a door is the right one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// It is about this.
    Topic(Topic),
    /// It is for those asked about.
    Audience,
    /// Open now.
    OpenNow,
    /// Opens then.
    Opens(LocalDateTime),
    /// The next date.
    NextDate(Start),
    /// In one's own comune.
    YourTown,
    /// It serves one's own comune.
    ServesTown,
    /// So many metres away.
    Near(u32),
    /// Somebody answers the telephone.
    ByPhone,
    /// Come as you are.
    WalkIn,
    /// Free of charge.
    Free,
}

impl Because {
    /// The code in `data-reason`.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Topic(_) => "topic",
            Self::Audience => "audience",
            Self::OpenNow => "open-now",
            Self::Opens(_) => "opens",
            Self::NextDate(_) => "next-date",
            Self::YourTown => "your-town",
            Self::ServesTown => "serves-town",
            Self::Near(_) => "near",
            Self::ByPhone => "by-phone",
            Self::WalkIn => "walk-in",
            Self::Free => "free",
        }
    }
}
