//! Whose hours: hours belong to what they are of, a place or one of its desks, and so does the way in.

use super::opening::OpeningHours;
use crate::model::{Desk, Entry, Place};

/// A place itself, or one of its desks.
#[derive(Clone, Copy, Debug)]
pub struct Door<'a> {
    /// The place: its closures and its status hold for its desks too.
    pub place: &'a Place,
    /// The desk; `None` is the place itself.
    pub desk: Option<&'a Desk>,
}

impl<'a> Door<'a> {
    /// The place itself: only its own hours are its hours.
    #[must_use]
    pub const fn of(place: &'a Place) -> Self {
        Self { place, desk: None }
    }

    /// A desk in it.
    #[must_use]
    pub const fn desk(place: &'a Place, desk: &'a Desk) -> Self {
        Self {
            place,
            desk: Some(desk),
        }
    }

    /// The place itself, and behind it each desk that has hours of its own.
    pub fn all(place: &'a Place) -> impl Iterator<Item = Self> {
        let desks = place.desks.iter().filter(|desk| desk.opening_hours.is_some());
        core::iter::once(Self::of(place)).chain(desks.map(|desk| Self::desk(place, desk)))
    }

    /// Its hours; `None` is not known.
    #[must_use]
    pub fn hours(self) -> Option<&'a OpeningHours> {
        match self.desk {
            Some(desk) => desk.opening_hours.as_ref(),
            None => self.place.opening_hours.as_ref(),
        }
    }

    /// Whether one has to book or to be sent, so that nobody is simply let in: as the desk says, else as the place does.
    #[must_use]
    pub fn is_by_appointment(self) -> bool {
        let of_desk = self.desk.and_then(|desk| desk.access.as_ref()?.entry);
        let entry = of_desk.or(self.place.access.entry);
        matches!(entry, Some(Entry::Booking | Entry::Referral))
    }
}
