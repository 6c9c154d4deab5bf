//! What a day is at one spot: holiday, patron's day, school holiday; and from whom an activity inherits its pauses.

use super::date::Date;
use super::holiday::{Holiday, national};
use crate::model::{Activity, Dataset, Network, PatronDay, Place, Suspension};

/// Why a day is a public holiday somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Feast<'a> {
    /// Everywhere in Italy.
    National(Holiday),
    /// In that comune only.
    Patron(&'a PatronDay),
}

impl<'a> Feast<'a> {
    /// Its name: `Natale`, `Sant'Omobono`.
    #[must_use]
    pub fn name(self) -> &'a str {
        match self {
            Self::National(holiday) => holiday.name(),
            Self::Patron(patron) => &patron.name,
        }
    }

    /// Its name, and that it is the patron's day where it is: `Sant'Omobono, patrono`.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            Self::National(holiday) => holiday.name().to_owned(),
            Self::Patron(patron) => [patron.name.as_str(), ", patrono"].concat(),
        }
    }
}

/// What a place or an activity stands in. Whatever is `None` is not known, and then nothing is assumed.
#[derive(Clone, Copy, Debug, Default)]
pub struct Calendar<'a> {
    /// The place itself, or the place of the activity.
    pub place: Option<&'a Place>,
    /// Its network: suspensions of the whole network, school holidays of its region.
    pub network: Option<&'a Network>,
    /// Patron's day of the comune of the place.
    pub patron: Option<&'a PatronDay>,
}

impl<'a> Calendar<'a> {
    /// The calendar at that place.
    #[must_use]
    pub fn of_place(data: &'a Dataset, place: &'a Place) -> Self {
        let comune = place.address.as_ref().and_then(|address| address.comune.as_ref());
        Self {
            place: Some(place),
            network: data.network(&place.network),
            patron: comune
                .and_then(|code| data.comune(code))
                .and_then(|comune| comune.patron.as_ref()),
        }
    }

    /// The calendar of that activity: of its place, and of the network that offers it.
    #[must_use]
    pub fn of_activity(data: &'a Dataset, activity: &Activity) -> Self {
        let place = activity.place.as_ref().and_then(|id| data.place(id));
        Self {
            network: data.network(&activity.network),
            ..place.map_or_else(Self::default, |place| Self::of_place(data, place))
        }
    }

    /// The public holiday on that day, the national one first.
    #[must_use]
    pub fn holiday(&self, date: Date) -> Option<Feast<'a>> {
        if let Some(holiday) = national(date) {
            return Some(Feast::National(holiday));
        }
        let patron = self.patron?;
        let (_, month, day) = date.civil();
        ((month, day) == (patron.month, patron.day)).then_some(Feast::Patron(patron))
    }

    /// The school holidays that day belongs to.
    #[must_use]
    pub fn school_holiday(&self, date: Date) -> Option<&'a Suspension> {
        let periods = self.network.map_or(&[][..], |network| &network.school_holidays);
        periods.iter().find(|period| period.holds_on(date))
    }
}
