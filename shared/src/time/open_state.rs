//! Whether a place or a desk is open at a moment of the wall clock, until when, and always why.

use super::basis::Basis;
use super::calendar::{Calendar, Feast};
use super::date::{Date, LocalDateTime, TimeOfDay};
use super::door::Door;
use super::opening::{DayFacts, HoursKind, OpeningHours, Segment, segment_at};
pub use super::reason::Reason;
use crate::model::{Closure, Desk, Place, Status};

/// How far ahead the next opening is looked for.
const HORIZON_DAYS: i32 = 400;
/// So many steps are taken for one answer, a step being a rule or a span that is looked at. Hours of some ten rules
/// need a tenth of it for the whole horizon; what would need more is not known.
const MOST_STEPS: usize = 200_000;
/// An opening that lasts longer than this has no closing time worth telling.
const ENDLESS_DAYS: u16 = 8;
const DAY: u16 = 1_440;

/// Open, closed, by appointment, or not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// Whoever comes is let in.
    Open,
    /// Closed.
    Closed,
    /// Someone is there, by appointment or by telephone only.
    ByAppointment,
    /// The hours are not known: never told as closed.
    Unknown,
}

impl State {
    /// The code of the HTTP interface and of `data-state`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Closed => "closed",
            Self::ByAppointment => "by_appointment",
            Self::Unknown => "unknown",
        }
    }

    const fn of(kind: HoursKind) -> Self {
        match kind {
            HoursKind::Open => Self::Open,
            HoursKind::ByAppointment => Self::ByAppointment,
            HoursKind::Closed => Self::Closed,
            HoursKind::Unknown => Self::Unknown,
        }
    }
}

/// What is known of a place or desk at one moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenState {
    /// The state.
    pub state: State,
    /// When it ends, for open and by appointment; `None` if it does not end within a week.
    pub until: Option<LocalDateTime>,
    /// When it opens next, unless it is open; `None` if not within 400 days or not known.
    pub opens: Option<LocalDateTime>,
    /// Whether at `opens` one can walk in ([`State::Open`]) or needs an appointment; [`State::Closed`] without `opens`.
    pub opens_as: State,
    /// The public holiday on the day of `opens`, where the place does not say what it does on holidays.
    pub opens_doubt: Option<String>,
    /// Open, but for 30 minutes at most.
    pub closing_soon: bool,
    /// Why.
    pub reason: Reason,
    /// How old the hours are, and so how firmly the state may be said.
    pub basis: Basis,
}

impl OpenState {
    /// Whether it follows from hours, and is said only as firmly as these are known. Closures and the end of a place are
    /// dated facts of their own.
    #[must_use]
    pub const fn rests_on_hours(&self) -> bool {
        let dated = matches!(
            self.reason,
            Reason::Closure { .. } | Reason::MovedAway | Reason::ClosedForGood | Reason::Planned { .. }
        );
        !dated && !matches!(self.state, State::Unknown)
    }

    const fn new(basis: Basis, state: State, reason: Reason) -> Self {
        Self {
            basis,
            state,
            until: None,
            opens: None,
            opens_as: State::Closed,
            opens_doubt: None,
            closing_soon: false,
            reason,
        }
    }
}

/// The state of a place by its own hours; those of its desks are theirs ([`desk_state`]).
///
/// Closures and the place's own status come before hours, also where hours are not known. Hours on a public holiday
/// stand unless the place has a `PH` rule, with [`Reason::HolidayDoubt`] as the warning.
#[must_use]
pub fn open_state(place: &Place, calendar: &Calendar<'_>, at: LocalDateTime) -> OpenState {
    door_state(Door::of(place), calendar, at)
}

/// The state of one desk of a place: its own hours, within the closures and the status of the place.
#[must_use]
pub fn desk_state(place: &Place, desk: &Desk, calendar: &Calendar<'_>, at: LocalDateTime) -> OpenState {
    door_state(Door::desk(place, desk), calendar, at)
}

/// The state of a place or of a desk: state, reason and next opening are of that one door.
#[must_use]
pub fn door_state(door: Door<'_>, calendar: &Calendar<'_>, at: LocalDateTime) -> OpenState {
    let place = door.place;
    let new = |state, reason| OpenState::new(Basis::of_place(place, at.date), state, reason);
    if has_not_begun(place) {
        return new(State::Unknown, Reason::announced(place, at.date));
    }
    if has_ended(place, at.date) {
        let reason = match place.status {
            Status::Moved => Reason::MovedAway,
            _ => Reason::ClosedForGood,
        };
        return new(State::Closed, reason);
    }
    let closure = closure(place, at.date);
    let Some(hours) = door.hours() else {
        return match closure {
            Some(closure) => new(State::Closed, Reason::closure(closure)),
            None => new(State::Unknown, Reason::UnknownHours),
        };
    };
    let mut days = Days::new(door, hours, calendar);
    if let Some(closure) = closure {
        let mut state = new(State::Closed, Reason::closure(closure));
        if let Some(after) = closure.to.and_then(Date::succ) {
            days.find_opening(&mut state, after, 0, State::Closed);
        }
        return state;
    }
    days.load(at.date);
    let minute = at.time.minutes();
    let segment = segment_at(&days.segments, minute);
    let mut state = new(
        segment.map_or(State::Closed, |segment| State::of(segment.kind)),
        days.reason(at, segment),
    );
    if let Some(segment) = segment.filter(|segment| segment.kind.opens()) {
        state.until = days.end_of(at.date, segment);
        if let (Reason::Hours { to, .. }, Some(until)) = (&mut state.reason, state.until) {
            *to = until.time;
        }
        let left = state.until.map(|until| until.minutes() - at.minutes());
        state.closing_soon = segment.kind == HoursKind::Open && left.is_some_and(|left| left <= 30);
    }
    if state.state != State::Open {
        let than = state.state;
        days.find_opening(&mut state, at.date, minute, than);
    }
    state
}

/// Whether a place is announced only.
pub(crate) fn has_not_begun(place: &Place) -> bool {
    place.status == Status::Planned
}

/// Whether a place has moved or closed for good by that day.
pub(crate) fn has_ended(place: &Place, date: Date) -> bool {
    matches!(place.status, Status::Moved | Status::Closed) && place.status_since.is_none_or(|since| since <= date)
}

/// The closure of a place that holds on that day.
#[must_use]
pub fn closure(place: &Place, date: Date) -> Option<&Closure> {
    place.closures.iter().find(|closure| closure.holds_on(date))
}

/// The days of one door, loaded one after the other into the same list.
pub(crate) struct Days<'a> {
    place: &'a Place,
    by_appointment: bool,
    hours: &'a OpeningHours,
    calendar: &'a Calendar<'a>,
    public: bool,
    school: bool,
    loaded: Option<DayFacts>,
    steps: usize,
    pub(crate) segments: Vec<Segment>,
}

impl<'a> Days<'a> {
    pub(crate) fn new(door: Door<'a>, hours: &'a OpeningHours, calendar: &'a Calendar<'a>) -> Self {
        Self {
            place: door.place,
            by_appointment: door.is_by_appointment(),
            hours,
            calendar,
            public: hours.mentions_public_holidays(),
            school: hours.mentions_school_holidays(),
            loaded: None,
            steps: 0,
            segments: Vec::new(),
        }
    }

    fn facts(&self, date: Date) -> DayFacts {
        match self.loaded {
            Some(day) if day.date == date => day,
            _ => DayFacts::new(
                date,
                self.public && self.calendar.holiday(date).is_some(),
                self.school && self.calendar.school_holiday(date).is_some(),
            ),
        }
    }

    /// Puts the stretches of that day into `segments`; closures are not looked at.
    pub(crate) fn load(&mut self, date: Date) {
        let yesterday = date.pred().map(|date| self.facts(date));
        let today = self.facts(date);
        self.hours.day(yesterday, today, &mut self.segments);
        if self.by_appointment {
            for segment in &mut self.segments {
                if segment.kind == HoursKind::Open && !self.hours.is_free_entry(*segment) {
                    segment.kind = HoursKind::ByAppointment;
                }
            }
        }
        self.loaded = Some(today);
        self.steps += self.hours.steps_a_day(self.segments.len()) + self.place.closures.len();
    }

    /// Whether no further day can be loaded for this answer.
    pub(crate) const fn is_spent(&self) -> bool {
        self.steps > MOST_STEPS
    }

    /// When the stretch ends that goes on at the end of that segment of the loaded day.
    fn end_of(&mut self, date: Date, segment: Segment) -> Option<LocalDateTime> {
        let mut end = segment.to;
        for day in date.days_on(ENDLESS_DAYS) {
            if day > date {
                if closure(self.place, day).is_some() {
                    return Some(day.at(TimeOfDay::MIDNIGHT));
                }
                self.load(day);
                end = 0;
            }
            while let Some(next) = segment_at(&self.segments, end).filter(|next| next.kind == segment.kind) {
                end = next.to;
            }
            if end < DAY {
                return day.at(TimeOfDay::MIDNIGHT).checked_add_minutes(i64::from(end));
            }
        }
        None
    }

    /// Looks for the next opening after that minute. `than` is what there is now: after a span by appointment only
    /// the next one for everybody counts.
    fn find_opening(&mut self, state: &mut OpenState, from: Date, minute: u16, than: State) {
        if !self.hours.ever_opens() {
            return;
        }
        let last = from.saturating_add_days(HORIZON_DAYS);
        let mut next = Some(from);
        let mut after = Some(minute).filter(|minute| *minute > 0);
        while let Some(date) = next.filter(|date| *date <= last) {
            if self.is_spent() || has_ended(self.place, date) {
                return;
            }
            if let Some(closure) = closure(self.place, date) {
                next = closure.to.and_then(Date::succ);
                after = None;
                continue;
            }
            match self.hours.may_open_from(date) {
                None => return,
                Some(begin) if begin > date => {
                    next = Some(begin);
                    after = None;
                    continue;
                }
                Some(_) => self.load(date),
            }
            let found = self.segments.iter().copied().find(|segment| {
                segment.kind.opens()
                    && (than != State::ByAppointment || segment.kind == HoursKind::Open)
                    && after.is_none_or(|minute| segment.from > minute)
            });
            if let Some(segment) = found {
                state.opens = TimeOfDay::from_minutes(segment.from).map(|time| date.at(time));
                state.opens_as = State::of(segment.kind);
                if !self.public {
                    state.opens_doubt = self.calendar.holiday(date).map(Feast::words);
                }
                return;
            }
            next = date.succ();
            after = None;
        }
    }

    /// Why the loaded day is as it is at that moment.
    fn reason(&self, at: LocalDateTime, segment: Option<Segment>) -> Reason {
        let feast = self.calendar.holiday(at.date);
        let note = segment.map_or("", |segment| self.hours.note(segment));
        let closed = segment.is_some_and(|segment| segment.kind == HoursKind::Closed);
        let minute = at.time.minutes();
        let later = |segment: &Segment| segment.to > minute && segment.kind.opens();
        if let Some(feast) = feast.filter(|_| !self.public && !closed && self.segments.iter().any(later)) {
            return Reason::HolidayDoubt {
                holiday: feast.words(),
                note: note.to_owned(),
            };
        }
        let by_holiday_rule = feast.filter(|_| self.loaded.is_some_and(|day| self.hours.holiday_rule_holds(day)));
        let Some(segment) = segment else {
            return match by_holiday_rule {
                Some(feast) => Reason::Holiday(feast.words()),
                None if self.segments.is_empty() => Reason::DayOff,
                None => Reason::OutsideHours,
            };
        };
        if !note.is_empty() {
            return Reason::Note(note.to_owned());
        }
        if segment.kind == HoursKind::Unknown {
            return Reason::UnknownHours;
        }
        if let Some(feast) = by_holiday_rule {
            return Reason::HolidayHours(feast.words());
        }
        if self.school
            && self
                .calendar
                .network
                .is_none_or(|network| network.school_holidays.is_empty())
        {
            return Reason::SchoolDoubt;
        }
        match (
            TimeOfDay::from_minutes(segment.from),
            TimeOfDay::from_minutes(segment.to % DAY),
        ) {
            (Some(from), Some(to)) => Reason::Hours { from, to },
            _ => Reason::OutsideHours,
        }
    }
}
