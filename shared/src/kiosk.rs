//! What state a kiosk is in, from touches and the clock: pure, so that a test can hold the time.
//!
//! Times of touches are milliseconds of a clock that only goes forward; the hours of the screen are the wall clock.

mod setup;
#[cfg(test)]
mod tests;

pub use setup::{PinAnswer, Setup};

use crate::model::PlaceId;
use crate::time::{LocalDateTime, TimeOfDay};

/// So long without a touch, in milliseconds, and the warning is shown.
pub const IDLE: i64 = 60_000;
/// So long the warning counts down, in milliseconds, before the visit is forgotten.
pub const COUNTDOWN: i64 = 20_000;
/// So long without a touch, in milliseconds, and the screen is dimmed.
pub const DIM: i64 = 600_000;
/// Each language is shown so long on the board, in milliseconds.
pub const LANGUAGE: i64 = 12_000;
/// So often the picture is moved a little, in milliseconds: nothing may burn in.
pub const SHIFT: i64 = 300_000;
/// So many pixels it is moved.
pub const SHIFT_BY: i32 = 4;
/// Three crashes within so many milliseconds are a loop.
pub const CRASHES_WITHIN: i64 = 300_000;
/// So many crashes are a loop.
pub const CRASHES: usize = 3;

/// What is shown. Its code stands in `data-state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// The board, for who passes by.
    Attract,
    /// Languages and doors.
    Begin,
    /// Somebody is using it.
    Visit,
    /// Nobody has touched it for a while: is somebody there?
    Warning,
    /// Outside the hours of the screen.
    Asleep,
    /// Names, hours and telephones alone, after crashes.
    Safe,
}

impl State {
    /// The code in `data-state`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Attract => "attract",
            Self::Begin => "begin",
            Self::Visit => "visit",
            Self::Warning => "warning",
            Self::Asleep => "asleep",
            Self::Safe => "safe",
        }
    }
}

/// The hours in which the screen is on. Equal ends are the whole day; an end before the start lies on the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hours {
    /// From.
    pub from: TimeOfDay,
    /// To, not included.
    pub to: TimeOfDay,
}

impl Hours {
    /// Whether the screen is on at a moment.
    #[must_use]
    pub fn are_on(self, now: LocalDateTime) -> bool {
        let time = now.time;
        match self.from < self.to {
            true => self.from <= time && time < self.to,
            false => self.from == self.to || self.from <= time || time < self.to,
        }
    }
}

/// What has to be done by who holds the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Nothing.
    Nothing,
    /// Everything of the visit is forgotten, down to a fresh start.
    Wipe,
}

/// A kiosk between two events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kiosk {
    state: State,
    /// When it was touched last, or did something that counts as a touch.
    touched: i64,
}

impl Kiosk {
    /// Fresh from a start.
    #[must_use]
    pub const fn new(now: i64) -> Self {
        Self {
            state: State::Attract,
            touched: now,
        }
    }

    /// With the plain page alone, until somebody starts it again.
    #[must_use]
    pub const fn safe(now: i64) -> Self {
        Self {
            state: State::Safe,
            touched: now,
        }
    }

    /// What is shown.
    #[must_use]
    pub const fn state(self) -> State {
        self.state
    }

    /// Somebody touched it, typed, or has speech being read. A warning is not taken back by a stray touch: that is
    /// what [`Kiosk::extend`] is for.
    pub const fn touch(&mut self, now: i64) {
        match self.state {
            State::Warning | State::Safe => {}
            State::Attract | State::Asleep => {
                self.state = State::Begin;
                self.touched = now;
            }
            State::Begin | State::Visit => self.touched = now,
        }
    }

    /// A door was chosen.
    pub const fn enter(&mut self, now: i64) {
        if matches!(self.state, State::Begin | State::Visit) {
            self.state = State::Visit;
            self.touched = now;
        }
    }

    /// "I am still here."
    pub const fn extend(&mut self, now: i64) {
        if matches!(self.state, State::Warning) {
            self.state = State::Visit;
            self.touched = now;
        }
    }

    /// "I am done."
    pub const fn done(&mut self, now: i64) -> Effect {
        match self.state {
            State::Begin | State::Visit | State::Warning => {
                *self = Self::new(now);
                Effect::Wipe
            }
            State::Attract | State::Asleep | State::Safe => Effect::Nothing,
        }
    }

    /// Time went by.
    pub fn tick(&mut self, now: i64, hours: Hours, wall: LocalDateTime) -> Effect {
        let idle = now - self.touched;
        match self.state {
            State::Safe | State::Warning | State::Begin | State::Visit if idle < IDLE => {}
            // A clock that jumped over the warning has forgotten the visit all the same.
            State::Begin | State::Visit | State::Warning if idle >= IDLE + COUNTDOWN => return self.done(now),
            State::Begin | State::Visit => self.state = State::Warning,
            State::Attract if !hours.are_on(wall) && idle >= IDLE => self.state = State::Asleep,
            State::Asleep if hours.are_on(wall) => *self = Self::new(now),
            State::Safe | State::Warning | State::Attract | State::Asleep => {}
        }
        Effect::Nothing
    }

    /// The seconds that are left while the warning is shown.
    #[must_use]
    pub fn countdown(self, now: i64) -> usize {
        let left = self.touched + IDLE + COUNTDOWN - now;
        usize::try_from(left.clamp(0, COUNTDOWN)).unwrap_or(0).div_ceil(1_000)
    }

    /// Whether the screen is dimmed.
    #[must_use]
    pub const fn is_dim(self, now: i64) -> bool {
        matches!(self.state, State::Attract | State::Safe) && now - self.touched >= DIM
    }
}

/// Which of so many languages the board speaks.
#[must_use]
pub fn language_at(now: i64, languages: usize) -> usize {
    let languages = languages.max(1) as i64;
    (now.max(0) / LANGUAGE % languages) as usize
}

/// How far the picture is moved, to the right and down, in pixels: eight spots, never the same twice in a row.
#[must_use]
pub fn shift_at(now: i64) -> (i32, i32) {
    const SPOTS: [(i32, i32); 8] = [(0, 0), (1, 0), (2, 0), (2, 1), (2, 2), (1, 2), (0, 2), (0, 1)];
    let (right, down) = SPOTS[(now.max(0) / SHIFT % 8) as usize];
    (right * SHIFT_BY, down * SHIFT_BY)
}

/// Whether these crashes are a loop, so that only the plain page is left to show.
#[must_use]
pub fn crashes_again(crashes: &[i64], now: i64) -> bool {
    let late = crashes.iter().filter(|at| (0..CRASHES_WITHIN).contains(&(now - **at)));
    late.count() >= CRASHES
}

/// What the page of a kiosk is drawn from, beside what every page is drawn from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Screen {
    /// The place it stands in.
    pub place: PlaceId,
    /// What is shown.
    pub state: State,
    /// The seconds that are left while the warning is shown.
    pub seconds: usize,
    /// Whether there is a page to go back to.
    pub can_go_back: bool,
    /// Whether it is dimmed.
    pub is_dim: bool,
    /// How it was set up.
    pub setup: Setup,
    /// What helps to read.
    pub aids: Aids,
    /// The code that lies over the page.
    pub shows: Shows,
}

/// What helps to read a page, each on or off.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Aids {
    /// Larger letters.
    pub larger: bool,
    /// More contrast.
    pub contrast: bool,
    /// The page is being read aloud.
    pub aloud: bool,
}

/// A code that lies over the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Shows {
    /// None.
    #[default]
    Nothing,
    /// That of what the page is about.
    Page,
    /// That of an address outside.
    Address(String),
}
