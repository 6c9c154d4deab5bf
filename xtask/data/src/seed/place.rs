//! Places of the facts as records of the data set.

use anyhow::Result;
use shared::gazetteer::Gazetteer;
use shared::model::{Accessibility, Address, Baby, Desk, Event, Place, Position, Precision, VerifiedGroups};

use super::facts::{self, Sources};
use super::{comune, hours, parse, parse_list, parse_option, source, topics};

/// Said wherever hours are known: the facts are silent about holidays.
const HOLIDAYS: &str = "Nei giorni festivi si considera chiuso, anche se la fonte non lo dice.";

/// A place. Nobody has told its point, so it stands at the point of its comune and says so.
pub(super) fn place(
    facts: &facts::Place,
    network: &facts::Network,
    pages: &Sources,
    gazetteer: &Gazetteer,
) -> Result<Place> {
    let comune = facts
        .comune
        .as_deref()
        .map(|name| comune(gazetteer, name))
        .transpose()?;
    let access = source::access(&facts.access, &network.access)?;
    let desks = facts.desks.iter().map(desk).collect::<Result<Vec<Desk>>>()?;
    let opening_hours = hours::opening_hours(&facts.hours, None)?;
    let has_hours = opening_hours.is_some() || desks.iter().any(|desk| desk.opening_hours.is_some());
    let hours_note = match (&facts.hours_note, has_hours) {
        (Some(note), true) => Some(format!("{note} {HOLIDAYS}")),
        (note, _) => note.clone(),
    };
    // One postal code for the whole comune is a fact about the comune; of several, none can be chosen.
    let only_postal_code = comune.and_then(|comune| match &comune.postal_codes[..] {
        [only] => Some(only.clone()),
        _ => None,
    });
    let address = Address {
        street: facts.address.street.clone(),
        postal_code: parse_option(facts.address.postal_code.as_deref())?.or(only_postal_code),
        comune: comune.map(|comune| comune.code.clone()),
        locality: facts.address.locality.clone(),
        municipio: facts.address.municipio.clone(),
        note: facts.address.note.clone(),
    };
    let texts = [facts.name.as_str()]
        .into_iter()
        .chain(facts.services.iter().map(String::as_str))
        .chain(facts.desks.iter().map(|desk| desk.name.as_str()))
        .chain(facts.desks.iter().filter_map(|desk| desk.note.as_deref()));
    Ok(Place {
        id: parse(&facts.id)?,
        network: parse(&facts.network)?,
        kind: kind(&facts.kind)?,
        acts_as: facts.acts_as.iter().map(|code| kind(code)).collect::<Result<_>>()?,
        parent: parse_option(facts.parent.as_deref())?,
        name: facts.name.clone(),
        description: facts.description.clone(),
        translations: Vec::new(),
        host: facts.host.clone(),
        organisations: source::organisations(&facts.managed_by)?,
        address: (address != Address::default()).then_some(address),
        position: comune.map(|comune| Position {
            lat: comune.lat,
            lon: comune.lon,
            precision: Precision::Comune,
        }),
        phone: parse_list(&facts.phone)?,
        email: parse_list(&facts.email)?,
        website: parse_option(facts.website.as_deref())?,
        opening_hours,
        hours_note,
        hours_page: None,
        desks,
        closures: Vec::new(),
        suspensions: Vec::new(),
        topics: topics::topics(texts)?,
        services: facts.services.clone(),
        staff_roles: facts.staff_roles.clone(),
        languages: Vec::new(),
        access,
        accessibility: Accessibility::default(),
        baby: facts.baby.as_ref().map(baby),
        modes: parse_list(&facts.modes)?,
        counted: facts.counted,
        events: facts.events.iter().map(event).collect::<Result<_>>()?,
        status: parse(&facts.status)?,
        former_ids: Vec::new(),
        status_since: parse_option(source::full_date(facts.status_since.as_deref()))?,
        contacts_as_of: parse_option(facts.contacts_as_of.as_deref())?,
        verified: None,
        verified_groups: VerifiedGroups::default(),
        sources: source::sources(&facts.source, pages)?,
        sample: false,
    })
}

fn kind(code: &str) -> Result<shared::model::PlaceKind> {
    parse(match code {
        "consultorio" => "clinic",
        other => other,
    })
}

fn baby(facts: &facts::Baby) -> Baby {
    Baby {
        changing_table: facts.changing_table,
        feeding_corner: facts.feeding_corner,
        ..Baby::default()
    }
}

fn event(facts: &facts::Event) -> Result<Event> {
    Ok(Event {
        kind: parse(&facts.kind)?,
        on: parse_option(facts.on.as_deref())?,
        note: facts.note.clone(),
    })
}

fn desk(facts: &facts::Desk) -> Result<Desk> {
    let nothing = facts::Access::default();
    let access = facts
        .access
        .as_ref()
        .map(|access| source::access(access, &nothing))
        .transpose()?;
    Ok(Desk {
        name: facts.name.clone(),
        opening_hours: hours::opening_hours(&facts.hours, facts.hours_comment.as_deref())?,
        topics: topics::topics([facts.name.as_str()].into_iter().chain(facts.note.as_deref()))?,
        languages: Vec::new(),
        staff_roles: Vec::new(),
        phone: Vec::new(),
        access,
        note: facts.note.clone(),
    })
}
