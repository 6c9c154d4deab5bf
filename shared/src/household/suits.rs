//! Whom of the household something suits: a verdict for each, on the day on which it would be.

use super::audience::{Ages, ForWhom};
use super::verdict::Verdict;
use super::{Child, Household, Month, Whom};
use crate::model::{Activity, Dataset, Guide, Place, Wheelchair};
use crate::taxonomy::Topic;
use crate::time::occurrence::next_slot;
use crate::time::{Calendar, Date, TimeOfDay};

/// Over 65, in months.
const ELDER: Ages = (780, 1_439);

/// Somebody of the household.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Member {
    /// A child, by its place in the list.
    Child(usize),
    /// The child that is expected, and who waits for it.
    Expected,
    /// The parents of these children: never told, always there.
    Parents,
    /// Who looks after a relative.
    Carer,
    /// Who is over 65.
    Elder,
}

/// Whom of the household something suits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fit {
    /// Everybody with a verdict.
    pub members: Vec<(Member, Verdict)>,
    /// Whether a pram or a wheelchair gets in; `None` when none comes along or it takes place nowhere.
    pub wheels: Option<Wheelchair>,
    /// It has had its last date.
    pub(super) over: bool,
}

impl Fit {
    /// Whether it is for one of us, or for all of us. What a pram or a wheelchair cannot get into is for none.
    ///
    /// Languages have no part in it, see [`Household::languages`].
    ///
    /// The parents count for "one of us" only: a play group is for all of a family whose children are all welcome.
    #[must_use]
    pub fn suits(&self, whom: Whom) -> Verdict {
        if self.wheels == Some(Wheelchair::No) {
            return Verdict::No;
        }
        let counted = self
            .members
            .iter()
            .filter(|(member, _)| whom == Whom::Anyone || *member != Member::Parents)
            .map(|(member, verdict)| match (member, verdict) {
                // That the parents are not meant takes nothing away from anybody.
                (Member::Parents, Verdict::Unknown) => Verdict::No,
                _ => *verdict,
            });
        let found = match whom {
            Whom::Anyone => counted.max(),
            Whom::Everyone => counted.min(),
        };
        found.unwrap_or(match self.wheels {
            Some(Wheelchair::Unknown) => Verdict::Unknown,
            _ => Verdict::Yes,
        })
    }

    /// A place suits whom one of its activities suits; that one of them does not takes nothing away.
    pub fn gain(&mut self, activity: &Self) {
        if activity.over {
            return;
        }
        for (mine, other) in self.members.iter_mut().zip(&activity.members) {
            if other.1 == Verdict::Yes {
                mine.1 = Verdict::Yes;
            }
        }
    }
}

impl Household {
    /// Everybody of whom something can be said on that day.
    #[must_use]
    pub fn members(&self, today: Date) -> Vec<Member> {
        let told = |(at, child): (usize, &Child)| child.born.map(|_| Member::Child(at));
        let mut members: Vec<Member> = self.children.iter().enumerate().filter_map(told).collect();
        let expects = self.expects(today);
        if expects {
            members.push(Member::Expected);
        }
        if !members.is_empty() {
            members.push(Member::Parents);
        }
        for (told, member) in [(self.carer, Member::Carer), (self.elder, Member::Elder)] {
            if told {
                members.push(member);
            }
        }
        members
    }

    /// Whom an activity suits, at the ages of its next date from today on; of today where it has none.
    #[must_use]
    pub fn fit_activity(&self, data: &Dataset, activity: &Activity, today: Date) -> Fit {
        let morning = today.at(TimeOfDay::MIDNIGHT);
        let next = next_slot(activity, &Calendar::of_activity(data, activity), morning);
        let day = next.map_or(today, |slot| slot.start.date.max(today));
        let place = activity.place.as_ref().and_then(|id| data.place(id));
        let mut fit = self.fit(&ForWhom::of_activity(activity), today, day);
        // What is told of the building does not hold at another venue.
        fit.wheels = match activity.venue {
            Some(_) => self.wheels.then_some(Wheelchair::Unknown),
            None => place.and_then(|place| self.wheels(place)),
        };
        fit.over = activity.schedule.is_some() && next.is_none();
        fit
    }

    /// Whom a place suits by its topics, those of its desks among them; a place never says for whom it is not.
    /// [`Fit::gain`] adds its activities.
    #[must_use]
    pub fn fit_place(&self, place: &Place, today: Date) -> Fit {
        let desks = place.desks.iter().flat_map(|desk| &desk.topics);
        let mut fit = self.fit(&ForWhom::of_topics(place.topics.iter().chain(desks)), today, today);
        fit.wheels = self.wheels(place);
        fit
    }

    /// Whom a guide suits by its topic.
    #[must_use]
    pub fn fit_guide(&self, guide: &Guide, today: Date) -> Fit {
        self.fit(&ForWhom::of_topics([&guide.topic]), today, today)
    }

    fn wheels(&self, place: &Place) -> Option<Wheelchair> {
        self.wheels.then_some(place.accessibility.wheelchair)
    }

    fn fit(&self, whom: &ForWhom, today: Date, day: Date) -> Fit {
        let children: Vec<Ages> = self.born(today).filter_map(|born| age(born, day)).collect();
        let child = |born: Month| match age(born, day) {
            None => whom.waiting(),
            // The month of birth is both: still waiting, and there.
            Some((0, 0)) if self.expecting == Some(born) => whom.waiting().max(whom.person((0, 0))),
            Some(ages) => whom.person(ages),
        };
        let verdict = |member| match member {
            Member::Child(at) => self.children[at].born.map_or(Verdict::Unknown, child),
            Member::Expected => self.expecting.map_or(Verdict::Unknown, child),
            Member::Parents => whom.parents(&children),
            Member::Carer => whom.carer(),
            Member::Elder => whom.person(ELDER),
        };
        let members = self.members(today).into_iter();
        Fit {
            members: members.map(|member| (member, verdict(member))).collect(),
            wheels: None,
            over: false,
        }
    }

    /// Months of birth, told and expected.
    fn born(&self, today: Date) -> impl Iterator<Item = Month> {
        let expected = self.expecting.filter(|_| self.expects(today));
        self.children.iter().filter_map(|child| child.born).chain(expected)
    }
}

/// Whether an activity is for people of these ages in completed months, or for their parents.
#[must_use]
pub fn suits_ages(activity: &Activity, ages: (u16, u16)) -> Verdict {
    let whom = ForWhom::of_activity(activity);
    whom.person(ages).max(whom.parents(&[ages]))
}

/// The same, judged by topics alone.
#[must_use]
pub fn topics_suit_ages(topics: &[Topic], ages: (u16, u16)) -> Verdict {
    ForWhom::of_topics(topics).person(ages)
}

/// The ages in completed months that somebody born in that month can have on that day; `None` before.
///
/// Only the month is known: before the birthday in it the age is one less than after, and both are meant.
fn age(born: Month, day: Date) -> Option<Ages> {
    let months = u16::try_from(born.months_to(Month::of(day))).ok()?;
    Some((months.saturating_sub(1), months))
}
