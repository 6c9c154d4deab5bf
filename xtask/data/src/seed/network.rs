//! Networks of the facts as records of the data set.

use anyhow::Result;
use shared::gazetteer::Gazetteer;
use shared::model::{Act, ComuneCode, HoursPage, Network};

use super::facts::{self, Sources};
use super::{comune, parse, parse_list, parse_option, source};

/// A network. Its catchment is what it states plus the comuni of its seats.
pub(super) fn network<'a>(
    facts: &facts::Network,
    seats: impl Iterator<Item = &'a facts::Place>,
    pages: &Sources,
    gazetteer: &Gazetteer,
) -> Result<Network> {
    let stated = facts.comuni.iter().map(String::as_str);
    let mut comuni: Vec<ComuneCode> = stated
        .chain(seats.filter_map(|place| place.comune.as_deref()))
        .map(|name| Ok(comune(gazetteer, name)?.code.clone()))
        .collect::<Result<_>>()?;
    comuni.sort();
    comuni.dedup();
    Ok(Network {
        id: parse(&facts.id)?,
        name: facts.name.clone(),
        description: facts.description.clone(),
        territory: Some(facts.territory.clone()),
        comuni,
        organisations: source::organisations(&facts.organisations)?,
        places_expected: facts.places_expected,
        places_known: None,
        acts: facts.acts.iter().map(act).collect(),
        access: source::stated(&facts.access)?,
        hours_page: facts.hours_page.as_ref().map(hours_page).transpose()?,
        website: parse_option(facts.website.as_deref())?,
        phone: parse_list(&facts.phone)?,
        email: Vec::new(),
        suspensions: Vec::new(),
        school_holidays: Vec::new(),
        verified: None,
        sources: source::sources(&facts.source, pages)?,
        sample: false,
    })
}

fn act(facts: &facts::Act) -> Act {
    Act {
        name: facts.name.clone(),
        note: facts.note.clone(),
        url: None,
    }
}

fn hours_page(facts: &facts::HoursPage) -> Result<HoursPage> {
    Ok(HoursPage {
        title: facts.title.clone(),
        url: parse_option(facts.url.as_deref())?,
    })
}
