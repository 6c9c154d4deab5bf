//! Activities of the facts as records of the data set.

use anyhow::Result;
use shared::model::{Activity, Audience, Schedule};

use super::facts::{self, Sources};
use super::{parse, parse_option, source, topics};

/// An activity. Only dates that a page states become a schedule; all of them are past, and none repeats.
pub(super) fn activity(facts: &facts::Activity, pages: &Sources) -> Result<Activity> {
    let schedule = facts.schedule.as_ref().map(schedule).transpose()?;
    let texts = [facts.title.as_str(), facts.description.as_str()];
    Ok(Activity {
        id: parse(&facts.id)?,
        place: parse_option(facts.place.as_deref())?,
        network: parse(&facts.network)?,
        title: facts.title.clone(),
        description: facts.description.clone(),
        category: parse(&facts.category)?,
        topics: topics::topics(
            texts
                .into_iter()
                .chain(facts.audience.groups.iter().map(String::as_str)),
        )?,
        audience: Audience {
            min_months: facts.audience.min_months,
            max_months: facts.audience.max_months,
            groups: facts.audience.groups.clone(),
        },
        schedule,
        suspensions: Vec::new(),
        access: source::access(&facts.access, &facts::Access::default())?,
        organiser: facts.organiser.clone(),
        languages: Vec::new(),
        staff_roles: facts.staff_roles.clone(),
        verified: None,
        sources: source::sources(&facts.source, pages)?,
        sample: false,
    })
}

fn schedule(facts: &facts::Schedule) -> Result<Schedule> {
    Ok(Schedule {
        start: parse(&facts.start)?,
        minutes: facts.minutes,
        all_day: false,
        rrule: None,
        dates: facts.dates.iter().map(|date| parse(date)).collect::<Result<_>>()?,
        exdates: Vec::new(),
        cancelled: Vec::new(),
        moved: Vec::new(),
    })
}
