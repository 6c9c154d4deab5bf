//! The page of a place, in the order of the Italian model for municipal sites: connected places, services, access,
//! address, hours, contacts, who runs it, further information.

use shared::model::{Activity, Place, PlaceId, Precision, Status};

use super::frame::{Entry, Frame, titled};
use super::page::{Action, Badge, Block, LinkTo, Page, PageTemplate, Section};
use super::words::{
    access_words, actions_at, comune_name, contact_links, full_day, kind_class, kind_name, language_names,
    network_link, organisations_section, phone_link, place_link, sources_section, wheelchair_words,
};
use super::{Context, Rendered, dates, freshness, hours, json_ld, next_step, written};

/// How many activities the page names.
const ACTIVITIES: usize = 8;

/// The page, or nothing when there is no such place.
///
/// # Errors
/// When the template cannot be written, which is a fault of the server.
#[must_use]
pub fn place(context: &Context<'_>, id: &PlaceId) -> Option<Rendered> {
    let place = context.data.place(id)?;
    let mut frame = Frame::new(
        context,
        Entry::Other,
        &titled(&place.name),
        &description(context, place),
    );
    frame.json_ld = Some(json_ld::place(context, place));
    let first = [
        next_step::section(context, place),
        connected(context, place),
        services(place),
        activities(context, place),
        access(place),
    ];
    let second = [
        address(context, place),
        hours_section(context, place),
        contacts(context, place),
        organisations_section(&place.organisations),
        sources_section(&place.sources),
    ];
    let page = Page {
        test_id: "place-page",
        id: place.id.to_string(),
        kind_class: kind_class(place.kind),
        kind: kinds_in_words(place),
        beside: context.data.network(&place.network).map(network_link),
        title: place.name.clone(),
        lead: place.description.clone(),
        state: Some(hours::state_line(context, place)),
        badges: badges(context, place),
        notices: status_notice(place).into_iter().collect(),
        actions: actions(context, place),
        first: first.into_iter().flatten().collect(),
        second: second.into_iter().flatten().collect(),
    };
    Some(written(&PageTemplate { frame, page }))
}

fn description(context: &Context<'_>, place: &Place) -> String {
    if !place.description.is_empty() {
        return place.description.clone();
    }
    let network = context
        .data
        .network(&place.network)
        .map_or("", |network| network.name.as_str());
    let at = comune_name(context, place).map_or_else(String::new, |comune| format!(" a {comune}"));
    format!(
        "{}{at}, rete {network}: indirizzo, orari, contatti, servizi e attività.",
        kind_name(place.kind)
    )
}

fn kinds_in_words(place: &Place) -> String {
    let acts_as = place
        .acts_as
        .iter()
        .map(|kind| format!(", fa anche da {}", kind_name(*kind)));
    std::iter::once(kind_name(place.kind).to_owned())
        .chain(acts_as)
        .collect()
}

fn badges(context: &Context<'_>, place: &Place) -> Vec<Badge> {
    let free = (place.access.free == Some(true)).then(|| Badge::plain("Gratis"));
    let sample = place.sample.then(Badge::sample);
    let fresh = freshness::of_place(place, context.now.date);
    free.into_iter().chain(sample).chain([fresh]).collect()
}

fn status_notice(place: &Place) -> Option<String> {
    let words = match place.status {
        Status::Active => return None,
        Status::Planned => "Sede annunciata, non ancora aperta",
        Status::Moved => "Questa sede si è trasferita",
        Status::Closed => "Questa sede ha chiuso",
    };
    Some(match place.status_since {
        Some(since) => format!("{words}, dal {}", full_day(since)),
        None => words.to_owned(),
    })
}

fn actions(context: &Context<'_>, place: &Place) -> Vec<Action> {
    let network = context.data.network(&place.network);
    let phone = place.phone.first().or_else(|| network?.phone.first());
    let has_dates = |activity: &Activity| activity.place.as_ref() == Some(&place.id) && activity.schedule.is_some();
    let calendar = context.data.activities.iter().any(has_dates);
    actions_at(phone, calendar.then_some(Action::Calendar))
}

fn connected(context: &Context<'_>, place: &Place) -> Option<Section> {
    let links = |wanted: &dyn Fn(&Place) -> bool| -> Vec<LinkTo> {
        let others = context
            .data
            .places
            .iter()
            .filter(|other| other.id != place.id && wanted(other));
        others.map(|other| place_link(context, other)).collect()
    };
    let groups = match &place.parent {
        Some(hub) => vec![
            ("Il suo hub", links(&|other| other.id == *hub)),
            (
                "Le altre sedi dello stesso hub",
                links(&|other| other.parent.as_ref() == Some(hub)),
            ),
        ],
        None => vec![(
            "Le sue sedi sul territorio",
            links(&|other| other.parent.as_ref() == Some(&place.id)),
        )],
    };
    let blocks = groups
        .into_iter()
        .filter(|(_, links)| !links.is_empty())
        .flat_map(|(heading, links)| [Block::Heading(heading.to_owned()), Block::Links(links)])
        .collect();
    Section::unless_empty("collegate", "icon-people", "Sedi collegate", blocks)
}

fn services(place: &Place) -> Option<Section> {
    let mut blocks = Vec::new();
    if !place.services.is_empty() {
        blocks.push(Block::List(place.services.clone()));
    }
    if !place.topics.is_empty() {
        blocks.push(Block::Tags(place.topics.iter().map(|topic| topic.name()).collect()));
    }
    if !place.staff_roles.is_empty() {
        blocks.push(Block::Heading("Chi c’è".to_owned()));
        blocks.push(Block::List(place.staff_roles.clone()));
    }
    if !place.languages.is_empty() {
        blocks.push(Block::Heading("Lingue parlate".to_owned()));
        blocks.push(Block::Text(language_names(&place.languages)));
    }
    for desk in &place.desks {
        blocks.push(Block::Heading(desk.name.clone()));
        if !desk.topics.is_empty() {
            blocks.push(Block::Tags(desk.topics.iter().map(|topic| topic.name()).collect()));
        }
        if !desk.staff_roles.is_empty() {
            blocks.push(Block::List(desk.staff_roles.clone()));
        }
        if !desk.languages.is_empty() {
            blocks.push(Block::Text(language_names(&desk.languages)));
        }
        blocks.extend(desk.note.clone().map(Block::Remark));
    }
    Section::unless_empty("servizi", "icon-info", "Cosa trovi qui", blocks)
}

/// Cost, way in and wheelchair; the last is told also when it is not known.
fn access(place: &Place) -> Option<Section> {
    let mut list = access_words(&place.access);
    list.push(wheelchair_words(place.accessibility.wheelchair).to_owned());
    list.extend(place.accessibility.note.clone());
    Section::unless_empty("accesso", "icon-wheelchair", "Come si accede", vec![Block::List(list)])
}

fn activities(context: &Context<'_>, place: &Place) -> Option<Section> {
    let here = context
        .data
        .activities
        .iter()
        .filter(|activity| activity.place.as_ref() == Some(&place.id));
    let all: Vec<&Activity> = here.collect();
    let link = |activity: &Activity, after: String| LinkTo {
        href: format!("/attivita/{}", activity.id),
        text: activity.title.clone(),
        after,
        sample: activity.sample,
        ..LinkTo::default()
    };
    let coming = dates::soonest(context, all.iter().copied(), ACTIVITIES);
    let is_coming = |activity: &Activity| coming.iter().any(|(other, _)| other.id == activity.id);
    let undated = all.iter().filter(|activity| !is_coming(activity)).take(ACTIVITIES);
    let undated: Vec<LinkTo> = undated.map(|activity| link(activity, String::new())).collect();
    let mut blocks = match coming.is_empty() {
        true => vec![Block::Text(
            "Nessuna attività in programma, per quello che sappiamo.".to_owned(),
        )],
        false => {
            let dated = coming
                .iter()
                .map(|(activity, date)| link(activity, dates::line(context, date)));
            vec![Block::Dates(dated.collect())]
        }
    };
    if !undated.is_empty() {
        blocks.push(Block::Heading("Date non note: chiedi quando".to_owned()));
        blocks.push(Block::Links(undated));
    }
    Section::unless_empty("attivita", "icon-calendar", "Prossime attività", blocks)
}

fn address(context: &Context<'_>, place: &Place) -> Option<Section> {
    let mut blocks = Vec::new();
    let lines = address_lines(context, place);
    if lines.is_empty() {
        let unknown = "L’indirizzo non è noto: chiama per sapere dove si trova.";
        blocks.push(Block::Text(unknown.to_owned()));
    }
    blocks.extend(lines.into_iter().map(Block::Text));
    blocks.extend(
        place
            .host
            .as_ref()
            .map(|host| Block::Remark(format!("In casa di {host}"))),
    );
    let note = place.address.as_ref().and_then(|address| address.note.clone());
    blocks.extend(note.map(Block::Remark));
    let exactness = match place.position.map(|position| position.precision) {
        Some(Precision::Address) => None,
        Some(Precision::Street) => Some("Il punto sulla mappa è nella via giusta, non sulla porta."),
        Some(Precision::Quarter) => {
            Some("Il punto sulla mappa è il centro del quartiere: la posizione esatta non è nota.")
        }
        Some(Precision::Comune) => Some("Il punto sulla mappa è il centro del comune: la posizione esatta non è nota."),
        None => Some("La posizione non è nota: sulla mappa questa sede non c’è."),
    };
    blocks.extend(exactness.map(|words| Block::Remark(words.to_owned())));
    blocks.extend(place.position.map(|_| Block::MiniMap));
    Section::unless_empty("dove", "icon-near", "Dove", blocks)
}

/// Street, then postal code and comune with its province.
pub(super) fn address_lines(context: &Context<'_>, place: &Place) -> Vec<String> {
    let Some(address) = &place.address else {
        return Vec::new();
    };
    let comune = address.comune.as_ref().and_then(|code| context.data.comune(code));
    let town = comune.map(|comune| format!("{} ({})", comune.name, comune.province));
    let first = [address.street.as_deref(), address.locality.as_deref()];
    let second = [address.postal_code.as_ref().map(|code| code.as_str()), town.as_deref()];
    let joined =
        |parts: &[Option<&str>], between: &str| parts.iter().flatten().copied().collect::<Vec<_>>().join(between);
    let lines = [joined(&first, ", "), joined(&second, " ")];
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

fn hours_section(context: &Context<'_>, place: &Place) -> Option<Section> {
    let mut blocks = Vec::new();
    let desks = place.desks.iter().filter(|desk| desk.opening_hours.is_some());
    if place.opening_hours.is_some() {
        blocks.push(Block::Hours(hours::week(context, place, None)));
    } else if desks.clone().next().is_none() {
        blocks.push(Block::Text(hours::unknown_words(place).to_owned()));
        let network = context.data.network(&place.network);
        if let (true, Some(phone)) = (
            place.phone.is_empty(),
            network.and_then(|network| network.phone.first()),
        ) {
            blocks.push(Block::Links(vec![phone_link(phone, "Chiama la rete: ")]));
        }
    }
    for desk in desks {
        blocks.push(Block::Heading(desk.name.clone()));
        blocks.push(Block::Hours(hours::week(context, place, Some(desk))));
    }
    blocks.extend(place.hours_note.clone().map(Block::Remark));
    blocks.extend(place.hours_page.as_ref().map(|url| {
        Block::Links(vec![LinkTo {
            icon: "icon-web",
            href: url.to_string(),
            text: "Orari sul sito di chi gestisce la sede".to_owned(),
            ..LinkTo::default()
        }])
    }));
    let closures: Vec<String> = place
        .closures
        .iter()
        .filter(|closure| closure.to.is_none_or(|to| to >= context.now.date))
        .map(|closure| {
            let from = full_day(closure.from);
            let days = match closure.to {
                Some(to) => format!("dal {from} al {}", full_day(to)),
                None => format!("dal {from} fino a nuovo avviso"),
            };
            match closure.reason.is_empty() {
                true => days,
                false => format!("{days}: {}", closure.reason),
            }
        })
        .collect();
    if !closures.is_empty() {
        blocks.push(Block::Heading("Chiusure".to_owned()));
        blocks.push(Block::List(closures));
    }
    Section::unless_empty("orari", "icon-clock", "Orari", blocks)
}

fn contacts(context: &Context<'_>, place: &Place) -> Option<Section> {
    let phones = place
        .phone
        .iter()
        .chain(place.desks.iter().flat_map(|desk| &desk.phone));
    let mut links = contact_links(phones, &place.email, place.website.as_ref());
    let mut blocks = Vec::new();
    if links.is_empty() {
        blocks.push(Block::Text("Di questa sede non abbiamo contatti.".to_owned()));
        if let Some(network) = context.data.network(&place.network) {
            links = contact_links(network.phone.iter(), &network.email, network.website.as_ref());
        }
    }
    if !links.is_empty() {
        blocks.push(Block::Links(links));
    }
    Section::unless_empty("contatti", "icon-phone", "Contatti", blocks)
}
