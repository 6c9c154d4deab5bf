//! The household: who is at home, told on the device and kept there, so that results can say whom they suit.
//!
//! Pure: the day is an argument, so that ages move by themselves and a pregnancy ends by itself.

mod audience;
mod needs;
mod suits;
#[cfg(test)]
mod tests;
mod verdict;

pub use needs::{AccessFact, AccessFit, Need};
pub use suits::{Fit, Member, suits_ages, topics_suit_ages};
pub use verdict::Verdict;

use crate::model::Language;
use crate::time::Date;

/// At most so many letters of a name are kept: enough to tell siblings apart.
pub const NAME_MAX: usize = 24;
/// At most so many children are kept.
pub const CHILDREN_MAX: usize = 12;

/// A month of a year: all that is asked of a birthday.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Month(i32);

impl Month {
    /// The month of a day.
    #[must_use]
    pub const fn of(date: Date) -> Self {
        Self(date.year() * 12 + date.month() as i32 - 1)
    }

    /// From `YYYY-MM`; `None` for anything else and for years before 1900 or after 2200.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        [text, "-01"].concat().parse().ok().map(Self::of)
    }

    /// As `YYYY-MM`.
    #[must_use]
    pub fn text(self) -> String {
        let first = Date::new(self.0.div_euclid(12), self.0.rem_euclid(12) as u8 + 1, 1);
        let mut text = first.unwrap_or(Date::MIN).to_string();
        text.truncate(7);
        text
    }

    /// How many months later that one is; negative when it is earlier.
    #[must_use]
    pub const fn months_to(self, later: Self) -> i32 {
        later.0 - self.0
    }
}

/// A child at home.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Child {
    /// How it is called, for this device only; may be empty.
    pub name: String,
    /// Month of birth; `None` until it is told, and nothing is said about the child before.
    pub born: Option<Month>,
}

/// Which results are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Only {
    /// For whom they must be.
    pub whom: Whom,
    /// Also those that do not say for whom they are.
    pub untold: bool,
}

/// For whom of the household something must be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// For one of us at least.
    Anyone,
    /// For all of us.
    Everyone,
}

/// Who is at home.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Household {
    /// Children.
    pub children: Vec<Child>,
    /// The month in which a child is expected; over by itself once that month has passed.
    pub expecting: Option<Month>,
    /// Somebody looks after a relative.
    pub carer: bool,
    /// Somebody is over 65.
    pub elder: bool,
    /// Languages spoken besides Italian. They mark and never exclude: what speaks one of them says so, and nothing is
    /// hidden for want of one, since few places tell which languages they speak.
    pub languages: Vec<Language>,
    /// A pram or a wheelchair comes along.
    pub wheels: bool,
    /// What is needed to get somewhere and to be understood; marks, and never excludes.
    pub needs: Vec<Need>,
    /// Results are put in the order of what works for these needs.
    pub fitting_first: bool,
    /// What the results are narrowed to; `None` is not at all.
    pub only: Option<Only>,
}

impl Household {
    /// Whether nothing is known of anybody, so that nothing can be said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self
            == Self {
                only: self.only,
                ..Self::default()
            }
    }

    /// Whether results can be narrowed to us on that day: somebody is told, or wheels that must get in. Languages alone
    /// narrow nothing.
    #[must_use]
    pub fn narrows(&self, today: Date) -> bool {
        self.wheels || !self.members(today).is_empty()
    }

    /// One line for each thing told. [`Self::parse`] gives it back equal.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut line = |parts: &[&str]| {
            for part in parts {
                text.push_str(part);
            }
            text.push('\n');
        };
        for child in &self.children {
            let born = child.born.map_or_else(|| "-".to_owned(), Month::text);
            line(&["child ", &born, " ", &child.name]);
        }
        if let Some(due) = self.expecting {
            line(&["expecting ", &due.text()]);
        }
        for (told, word) in [(self.carer, "carer"), (self.elder, "over-65"), (self.wheels, "wheels")] {
            if told {
                line(&[word]);
            }
        }
        for language in &self.languages {
            line(&["language ", language.as_str()]);
        }
        for need in &self.needs {
            line(&["need ", need.code()]);
        }
        if self.fitting_first {
            line(&["fitting-first"]);
        }
        if let Some(only) = self.only {
            let whom = match only.whom {
                Whom::Anyone => "only anyone",
                Whom::Everyone => "only everyone",
            };
            line(&[whom, if only.untold { " untold" } else { "" }]);
        }
        text
    }

    /// Reads what [`Self::text`] wrote. Never fails: a line that is not understood, of a later version or damaged, is
    /// passed over.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut household = Self::default();
        for line in text.lines() {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            match word {
                "child" if household.children.len() < CHILDREN_MAX => {
                    let (born, name) = rest.split_once(' ').unwrap_or((rest, ""));
                    household.children.push(Child {
                        name: short_name(name),
                        born: Month::parse(born),
                    });
                }
                "expecting" => household.expecting = Month::parse(rest),
                "carer" => household.carer = true,
                "over-65" => household.elder = true,
                "wheels" => household.wheels = true,
                "language" => {
                    if let Ok(language) = rest.parse()
                        && !household.languages.contains(&language)
                    {
                        household.languages.push(language);
                    }
                }
                "need" => {
                    if let Some(need) = Need::of_code(rest).filter(|need| !household.needs.contains(need)) {
                        household.needs.push(need);
                    }
                }
                "fitting-first" => household.fitting_first = true,
                "only" => {
                    let (whom, untold) = match rest.strip_suffix(" untold") {
                        Some(whom) => (whom, true),
                        None => (rest, false),
                    };
                    household.only = match whom {
                        "anyone" => Some(Whom::Anyone),
                        "everyone" => Some(Whom::Everyone),
                        _ => None,
                    }
                    .map(|whom| Only { whom, untold });
                }
                _ => {}
            }
        }
        household
    }

    /// Whether a child is expected on that day.
    #[must_use]
    pub fn expects(&self, today: Date) -> bool {
        self.expecting.is_some_and(|due| Month::of(today) <= due)
    }

    /// The month that has passed without anybody telling of the birth: it can be made a child's.
    #[must_use]
    pub fn overdue(&self, today: Date) -> Option<Month> {
        self.expecting.filter(|&due| due < Month::of(today))
    }
}

/// A name as it is kept: on one line, without space around it, not too long.
#[must_use]
pub fn short_name(name: &str) -> String {
    let letters = name.trim().chars().filter(|letter| !letter.is_control());
    let mut name: String = letters.take(NAME_MAX).collect();
    name.truncate(name.trim_end().len());
    name
}
