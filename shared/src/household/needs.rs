//! What somebody needs to get somewhere, to be there and to be understood, and what a place says about it. Told on the
//! device and kept there, as all of the household; what nobody has told of a place is neither yes nor no.

use super::Household;
use crate::model::{Place, Wheelchair};

/// Something that somebody needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// A wheelchair comes along.
    Wheelchair,
    /// Only short ways on foot.
    WalksLittle,
    /// A pram comes along.
    Pram,
    /// Sees little.
    SeesLittle,
    /// Hears little.
    HearsLittle,
    /// Needs a quiet place.
    Quiet,
    /// Needs an interpreter.
    Interpreter,
    /// Cannot use the telephone.
    NoPhone,
}

/// A fact of access that somebody asks about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccessFact {
    /// A wheelchair gets in.
    Entrance,
    /// One gets in without a step.
    Level,
    /// There is a ramp.
    Ramp,
    /// There is a lift.
    Lift,
    /// There is a toilet for a wheelchair.
    Toilet,
    /// There is a changing table.
    ChangingTable,
    /// A pram gets in.
    Pram,
    /// There is reserved parking.
    Parking,
    /// There is a stop near by.
    BusStop,
    /// There is a hearing loop.
    HearingLoop,
    /// There is a quiet room.
    QuietRoom,
    /// One's language is spoken, or somebody translates.
    Interpreter,
    /// One can write instead of calling.
    Writing,
    /// One can call.
    Phone,
}

impl Need {
    /// All, in the order in which they are asked.
    pub const ALL: [Self; 8] = [
        Self::Wheelchair,
        Self::WalksLittle,
        Self::Pram,
        Self::SeesLittle,
        Self::HearsLittle,
        Self::Quiet,
        Self::Interpreter,
        Self::NoPhone,
    ];

    /// As it is kept.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Wheelchair => "wheelchair",
            Self::WalksLittle => "walks-little",
            Self::Pram => "pram",
            Self::SeesLittle => "sees-little",
            Self::HearsLittle => "hears-little",
            Self::Quiet => "quiet",
            Self::Interpreter => "interpreter",
            Self::NoPhone => "no-phone",
        }
    }

    /// The need of that code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|need| need.code() == code)
    }

    /// What decides whether a place works, the weightiest first.
    #[must_use]
    pub const fn asks(self) -> &'static [AccessFact] {
        use AccessFact as F;
        match self {
            Self::Wheelchair => &[F::Entrance, F::Level, F::Lift, F::Toilet, F::Parking],
            Self::WalksLittle => &[F::Level, F::Lift, F::Parking, F::BusStop],
            Self::Pram => &[F::Pram, F::Level, F::Lift, F::ChangingTable],
            Self::SeesLittle => &[F::Phone, F::BusStop],
            Self::HearsLittle => &[F::HearingLoop, F::Writing],
            Self::Quiet => &[F::QuietRoom],
            Self::Interpreter => &[F::Interpreter],
            Self::NoPhone => &[F::Writing],
        }
    }
}

/// What a place says about one's needs, each fact once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessFit {
    /// What works.
    pub works: Vec<AccessFact>,
    /// What is missing.
    pub missing: Vec<AccessFact>,
    /// What nobody has told.
    pub untold: Vec<AccessFact>,
}

impl AccessFit {
    /// For the order of results: 3 everything works, 2 something works and nothing is missing, 1 nobody has told, 0
    /// something is missing.
    #[must_use]
    pub const fn rank(&self) -> u8 {
        match (self.missing.is_empty(), self.works.is_empty(), self.untold.is_empty()) {
            (false, ..) => 0,
            (true, true, _) => 1,
            (true, false, false) => 2,
            (true, false, true) => 3,
        }
    }
}

impl Household {
    /// Whether results are put in the order of what works.
    #[must_use]
    pub const fn puts_fitting_first(&self) -> bool {
        self.fitting_first && !self.needs.is_empty()
    }

    /// What a place says about our needs.
    #[must_use]
    pub fn fit_access(&self, place: &Place) -> AccessFit {
        let mut fit = AccessFit::default();
        let mut asked: Vec<AccessFact> = Vec::new();
        for fact in self.needs.iter().flat_map(|need| need.asks()) {
            if asked.contains(fact) {
                continue;
            }
            asked.push(*fact);
            match self.told(place, *fact) {
                Some(true) => fit.works.push(*fact),
                Some(false) => fit.missing.push(*fact),
                None => fit.untold.push(*fact),
            }
        }
        fit
    }

    fn told(&self, place: &Place, fact: AccessFact) -> Option<bool> {
        let access = &place.accessibility;
        let baby = place.baby.as_ref();
        match fact {
            AccessFact::Entrance => match access.wheelchair {
                Wheelchair::Yes => Some(true),
                Wheelchair::No => Some(false),
                // In part: which part, one has to ask.
                Wheelchair::Limited | Wheelchair::Unknown => None,
            },
            AccessFact::Level => level(access.step, access.ramp),
            AccessFact::Ramp => access.ramp,
            AccessFact::Lift => access.lift,
            AccessFact::Toilet => access.toilet,
            AccessFact::ChangingTable => baby.and_then(|baby| baby.changing_table),
            AccessFact::Pram => baby.and_then(|baby| baby.pram),
            AccessFact::Parking => access.parking,
            AccessFact::BusStop => access.bus_stop.as_ref().map(|_| true),
            AccessFact::HearingLoop => access.hearing_loop,
            AccessFact::QuietRoom => access.quiet_room,
            AccessFact::Interpreter => {
                let spoken = place
                    .languages
                    .iter()
                    .chain(place.desks.iter().flat_map(|desk| &desk.languages));
                let mut ours = spoken.filter(|language| self.languages.contains(language));
                ours.next().map(|_| true)
            }
            AccessFact::Writing => {
                let booking = place.access.booking.as_ref();
                let books = booking.is_some_and(|booking| booking.url.is_some() || booking.email.is_some());
                match books || !place.email.is_empty() || place.website.is_some() {
                    true => Some(true),
                    // Where there is a number and nothing else, one would have to call.
                    false => has_phone(place).then_some(false),
                }
            }
            AccessFact::Phone => has_phone(place).then_some(true),
        }
    }
}

/// A ramp takes a step away; that there is none says nothing where nobody has told of a step.
const fn level(step: Option<bool>, ramp: Option<bool>) -> Option<bool> {
    match (step, ramp) {
        (Some(false), _) | (_, Some(true)) => Some(true),
        (Some(true), _) => Some(false),
        (None, _) => None,
    }
}

fn has_phone(place: &Place) -> bool {
    !place.phone.is_empty() || place.desks.iter().any(|desk| !desk.phone.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(told: &str) -> Place {
        let text = [r#"{"id":"p","network":"n","kind":"hub","name":"P""#, told, "}"].concat();
        serde_json::from_str(&text).expect("a place")
    }

    fn of(needs: &[Need]) -> Household {
        Household {
            needs: needs.to_vec(),
            ..Household::default()
        }
    }

    #[test]
    fn what_nobody_told_is_neither_yes_nor_no() {
        let fit = of(&Need::ALL).fit_access(&place(""));
        assert!(fit.works.is_empty() && fit.missing.is_empty());
        assert_eq!(
            fit.untold.len(),
            13,
            "each fact once, but the ramp that no need asks about"
        );
        assert_eq!(fit.rank(), 1);
    }

    #[test]
    fn a_step_is_in_the_way_unless_a_ramp_takes_it_away() {
        let needs = of(&[Need::WalksLittle]);
        let step = place(r#","accessibility":{"step":true,"lift":true}"#);
        assert_eq!(needs.fit_access(&step).missing, [AccessFact::Level]);
        assert_eq!(needs.fit_access(&step).rank(), 0);
        let ramp =
            place(r#","accessibility":{"step":true,"ramp":true,"lift":true,"parking":true,"bus_stop":"Linea 3"}"#);
        assert_eq!(needs.fit_access(&ramp).rank(), 3);
        let no_ramp = place(r#","accessibility":{"ramp":false}"#);
        assert!(needs.fit_access(&no_ramp).untold.contains(&AccessFact::Level));
    }

    #[test]
    fn a_wheelchair_that_gets_in_in_part_has_to_ask() {
        let needs = of(&[Need::Wheelchair]);
        for (told, rank) in [("yes", 2), ("limited", 1), ("no", 0), ("unknown", 1)] {
            let place = place(&format!(r#","accessibility":{{"wheelchair":"{told}"}}"#));
            assert_eq!(needs.fit_access(&place).rank(), rank, "{told}");
        }
    }

    #[test]
    fn who_cannot_call_needs_another_way() {
        let needs = of(&[Need::NoPhone]);
        assert_eq!(needs.fit_access(&place(r#","phone":["+39 02 1234567"]"#)).rank(), 0);
        assert_eq!(
            needs
                .fit_access(&place(r#","phone":["+39 02 1234567"],"email":["a@example.org"]"#))
                .rank(),
            3
        );
        assert_eq!(needs.fit_access(&place("")).rank(), 1);
    }

    #[test]
    fn our_language_is_one_we_told() {
        let mut needs = of(&[Need::Interpreter]);
        let arabic = place(r#","languages":["it","ar"]"#);
        assert_eq!(needs.fit_access(&arabic).untold, [AccessFact::Interpreter]);
        needs.languages.push("ar".parse().expect("a language"));
        assert_eq!(needs.fit_access(&arabic).works, [AccessFact::Interpreter]);
        assert_eq!(
            needs.fit_access(&place(r#","languages":["it"]"#)).untold,
            [AccessFact::Interpreter]
        );
    }
}
