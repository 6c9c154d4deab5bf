//! Activities of the facts as records of the data set.

use anyhow::Result;
use shared::gazetteer::Gazetteer;
use shared::model::{Activity, Address, Audience, Schedule, Venue};

use super::facts::{self, Sources};
use super::{comune, parse, parse_list, parse_option, source, topics};

/// An activity. Only dates that a page states become a schedule; all of them are past, and none repeats.
pub(super) fn activity(facts: &facts::Activity, pages: &Sources, gazetteer: &Gazetteer) -> Result<Activity> {
    let schedule = facts.schedule.as_ref().map(schedule).transpose()?;
    let texts = [facts.title.as_str(), facts.description.as_str()];
    Ok(Activity {
        id: parse(&facts.id)?,
        place: parse_option(facts.place.as_deref())?,
        venue: facts.venue.as_ref().map(|facts| venue(facts, gazetteer)).transpose()?,
        network: parse(&facts.network)?,
        title: facts.title.clone(),
        description: facts.description.clone(),
        translations: Vec::new(),
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
            who: parse_list(&facts.audience.who)?,
        },
        modes: parse_list(&facts.modes)?,
        settings: parse_list(&facts.settings)?,
        bring: Vec::new(),
        places_left: None,
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

/// A venue stands at no point: no page states one.
fn venue(facts: &facts::Venue, gazetteer: &Gazetteer) -> Result<Venue> {
    let comune = facts
        .comune
        .as_deref()
        .map(|name| comune(gazetteer, name))
        .transpose()?;
    let address = Address {
        street: facts.street.clone(),
        comune: comune.map(|comune| comune.code.clone()),
        ..Address::default()
    };
    Ok(Venue {
        name: facts.name.clone(),
        address: (address != Address::default()).then_some(address),
        position: None,
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
