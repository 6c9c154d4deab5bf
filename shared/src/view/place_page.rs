//! The page of a place, in the order of the Italian model for municipal sites: connected places, services, access,
//! address, hours, contacts, who runs it, further information.

use crate::model::{
    Access, Activity, Address, Desk, Email, Entry, Phone, Place, PlaceId, Precision, SaidBy, Source, Status,
    TranslatedField, Url, Wheelchair,
};

use super::behind::{history, hours_page, not_counted, organisations_section};
use super::freshness;
use super::links::{phone_link, place_link, shown_address, shown_phone};
use super::page::{Action, Badge, Block, LinkTo, Page, Section};
use super::translated::{translated, trust};
use super::{Context, access, contacts, dates, kind_class, next_step, open, taking_part};
use crate::i18n::Word;
use crate::reach;
use crate::route::Route;

/// How many activities the page names.
const ACTIVITIES_SHOWN: usize = 8;

/// The page, or nothing when there is no such place.
#[must_use]
pub fn place_page(context: &Context<'_>, id: &PlaceId) -> Option<Page> {
    let place = context.data.place_now(id)?;
    let freshness = freshness::of_place(context, place);
    let mut badges = Vec::new();
    // What a network says of all its places is told in a sentence, as said by it.
    if place.access.free == Some(true) && place.access.said_by.is_none() {
        badges.push(plain_badge(context.words.text(Word::Free)));
    }
    if place.sample {
        badges.push(sample_badge(context));
    }
    badges.push(freshness.badge());
    let first = [
        next_step::section(context, place),
        access::for_us(context, place),
        connected(context, place),
        services(context, place),
        activities(context, place),
        getting_in(context, place),
    ];
    let second = [
        address(context, place),
        hours(context, place),
        contacts::of_place(context, place),
        organisations_section(context, &place.organisations),
        history(context, place),
        sources(context, &place.sources),
    ];
    let mut sections: Vec<Section> = first.into_iter().flatten().collect();
    let second_column = sections.len();
    sections.extend(second.into_iter().flatten());
    confirmed(context, place, &mut sections);
    let field = TranslatedField::Description;
    let own = translated(context, &place.translations, field, &place.description);
    badges.extend(own.and_then(|one| trust(context, one)));
    Some(Page {
        test_id: "place-page",
        id: place.id.to_string(),
        kind: Some((kind_class(place.kind), kinds_in_words(context, place))),
        beside: network_link(context, place),
        title: place.name.clone(),
        lead: own.map_or_else(|| place.description.clone(), |one| one.text.clone()),
        title_of_record: true,
        lead_of_record: own.is_none(),
        state: Some(open::state_now(context, place)),
        badges,
        notices: status_notice(context, place).into_iter().collect(),
        actions: actions(context, place),
        age: freshness::on_paper(context, place),
        sections,
        second_column,
    })
}

/// Where only some facts were confirmed, each section says who did and when.
fn confirmed(context: &Context<'_>, place: &Place, sections: &mut [Section]) {
    if place.verified.is_some() {
        return;
    }
    let groups = &place.verified_groups;
    let of_sections = [
        ("dove", &groups.address),
        ("contatti", &groups.contacts),
        ("orari", &groups.hours),
        ("servizi", &groups.activities),
        ("accesso", &groups.access),
    ];
    for (id, stamp) in of_sections {
        let section = sections.iter_mut().find(|section| section.id == id);
        if let (Some(section), Some(stamp)) = (section, stamp) {
            let can_call = reach::can_call(context.data, place);
            let when = freshness::of_verification(context, stamp, can_call).words;
            let words = match stamp.how.is_empty() {
                true => when,
                false => context.words.filled(Word::InBrackets, &[&when, &stamp.how]),
            };
            section.blocks.push(Block::Remark(words));
        }
    }
}

fn plain_badge(text: &str) -> Badge {
    Badge {
        class: "",
        text: text.to_owned(),
    }
}

/// The mark of an example.
#[must_use]
pub fn sample_badge(context: &Context<'_>) -> Badge {
    Badge {
        class: "badge-sample",
        text: context.words.text(Word::Sample).to_owned(),
    }
}

fn kinds_in_words(context: &Context<'_>, place: &Place) -> String {
    let mut words = context.words.kind(place.kind).to_owned();
    for kind in &place.acts_as {
        words.push_str(", ");
        words.push_str(&context.words.filled(Word::ActsAs, &[context.words.kind(*kind)]));
    }
    words
}

fn network_link(context: &Context<'_>, place: &Place) -> Option<LinkTo> {
    let network = context.data.network(&place.network)?;
    Some(LinkTo {
        href: context.href(&Route::Network(network.id.clone())),
        text: network.name.clone(),
        ..LinkTo::default()
    })
}

fn status_notice(context: &Context<'_>, place: &Place) -> Option<String> {
    let words = match place.status {
        Status::Active => return None,
        Status::Planned => Word::StatusPlanned,
        Status::Moved => Word::StatusMoved,
        Status::Closed => Word::StatusClosed,
    };
    let since = place
        .status_since
        .map(|day| context.words.filled(Word::StatusSince, &[&context.words.full_day(day)]));
    Some(match since {
        Some(since) => [context.words.text(words), ", ", &since].concat(),
        None => context.words.text(words).to_owned(),
    })
}

fn actions(context: &Context<'_>, place: &Place) -> Vec<Action> {
    let reach = reach::of_place(context.data, place);
    let phone = reach.phones.as_ref().and_then(|(_, phones)| phones.first().copied());
    let has_dates = |activity: &Activity| activity.schedule.is_some();
    let calendar = context.by_place.activities(context.data, place).any(has_dates);
    let calendar = calendar.then_some(Action::Calendar);
    let mut actions = call_and_jump(context, phone);
    actions.push(Action::Save);
    actions.extend(calendar);
    actions.push(Action::Share);
    actions
}

/// What comes first on the page of somewhere to go: to call there, and to see where it is.
pub(super) fn call_and_jump(context: &Context<'_>, phone: Option<&Phone>) -> Vec<Action> {
    let mut actions = Vec::new();
    actions.extend(phone.map(|phone| call(context, phone)));
    actions.push(Action::Jump {
        href: "#dove",
        text: context.words.text(Word::Where),
    });
    actions
}

/// A button that calls a number.
#[must_use]
pub fn call(context: &Context<'_>, phone: &Phone) -> Action {
    Action::Call {
        href: ["tel:", &phone.dial()].concat(),
        text: context.words.filled(Word::Call, &[&shown_phone(phone)]),
    }
}

fn connected(context: &Context<'_>, place: &Place) -> Option<Section> {
    let links = |wanted: &dyn Fn(&Place) -> bool| -> Vec<LinkTo> {
        let mut links = Vec::new();
        for other in &context.data.places {
            if other.id != place.id && wanted(other) {
                links.push(place_link(context, other));
            }
        }
        links
    };
    let mut blocks = Vec::new();
    let mut group = |heading: Word, links: Vec<LinkTo>| {
        if !links.is_empty() {
            blocks.push(Block::Heading(context.words.text(heading).to_owned()));
            blocks.push(Block::Links(links));
        }
    };
    match &place.parent {
        Some(hub) => {
            group(Word::ItsHub, links(&|other| other.id == *hub));
            group(Word::OtherSpokes, links(&|other| other.parent.as_ref() == Some(hub)));
        }
        None => group(Word::Spokes, links(&|other| other.parent.as_ref() == Some(&place.id))),
    }
    blocks.extend(not_counted(context, place).map(Block::Remark));
    Section::unless_empty(
        "collegate",
        "icon-people",
        context.words.text(Word::ConnectedPlaces),
        blocks,
    )
}

fn services(context: &Context<'_>, place: &Place) -> Option<Section> {
    let mut blocks = Vec::new();
    blocks.extend(super::household::of_place(context, place).map(Block::Suits));
    if !place.services.is_empty() {
        blocks.push(Block::list_of_record(place.services.clone()));
    }
    if !place.topics.is_empty() {
        blocks.push(Block::Tags(
            place.topics.iter().map(|&code| context.words.topic(code)).collect(),
        ));
    }
    if !place.staff_roles.is_empty() {
        blocks.push(Block::Heading(context.words.text(Word::WhoIsThere).to_owned()));
        blocks.push(Block::list_of_record(place.staff_roles.clone()));
    }
    if !place.languages.is_empty() {
        blocks.push(Block::Heading(context.words.text(Word::LanguagesSpoken).to_owned()));
        blocks.push(Block::Text(context.words.language_names(&place.languages)));
    }
    for desk in &place.desks {
        blocks.push(Block::heading_of_record(desk.name.clone()));
        if !desk.topics.is_empty() {
            blocks.push(Block::Tags(
                desk.topics.iter().map(|&code| context.words.topic(code)).collect(),
            ));
        }
        if !desk.staff_roles.is_empty() {
            blocks.push(Block::list_of_record(desk.staff_roles.clone()));
        }
        if !desk.languages.is_empty() {
            blocks.push(Block::Text(context.words.language_names(&desk.languages)));
        }
        blocks.extend(desk.note.clone().map(Block::remark_of_record));
    }
    Section::unless_empty("servizi", "icon-info", context.words.text(Word::WhatYouFind), blocks)
}

fn activities(context: &Context<'_>, place: &Place) -> Option<Section> {
    let all: Vec<_> = context.by_place.activities(context.data, place).collect();
    let link = |activity: &Activity| LinkTo {
        href: context.href(&Route::Activity(activity.id.clone())),
        text: activity.title.clone(),
        of_record: true,
        sample: activity.sample,
        ..LinkTo::default()
    };
    let coming = dates::soonest(context, all.iter().copied(), ACTIVITIES_SHOWN);
    let mut blocks = Vec::new();
    let mut undated = Vec::new();
    for activity in &all {
        if undated.len() < ACTIVITIES_SHOWN && coming.iter().all(|(other, _)| other.id != activity.id) {
            undated.push(link(activity));
        }
    }
    if coming.is_empty() {
        blocks.push(Block::Text(context.words.text(Word::NextActivitiesNone).to_owned()));
    } else {
        let mut links = Vec::new();
        for (activity, date) in &coming {
            links.push(LinkTo {
                after: dates::line(context, date),
                on_paper: dates::line_on_paper(context, date),
                ..link(activity)
            });
        }
        blocks.push(Block::Dates(links));
    }
    if !undated.is_empty() {
        blocks.push(Block::Heading(context.words.text(Word::ActivitiesUndated).to_owned()));
        blocks.push(Block::Links(undated));
    }
    Section::unless_empty(
        "attivita",
        "icon-calendar",
        context.words.text(Word::NextActivities),
        blocks,
    )
}

/// Cost, way in, booking, wheelchair and what is there for babies, each told also when it is not known.
fn getting_in(context: &Context<'_>, place: &Place) -> Option<Section> {
    let mut list = access_words(context, &place.access);
    let words = match place.accessibility.wheelchair {
        Wheelchair::Yes => Word::WheelchairYes,
        Wheelchair::Limited => Word::WheelchairLimited,
        Wheelchair::No => Word::WheelchairNo,
        Wheelchair::Unknown => Word::WheelchairUnknown,
    };
    list.push(context.words.text(words).to_owned());
    list.extend(access::told(context, place));
    let mut blocks = vec![Block::List(list)];
    blocks.extend(place.accessibility.bus_stop.as_ref().map(Block::text_of_record));
    let own = [&place.access.contact, &place.access.note, &place.accessibility.note];
    blocks.extend(own.into_iter().flatten().map(Block::text_of_record));
    blocks.extend(taking_part::booking(context, &place.access));
    blocks.extend(taking_part::of_place(context, place));
    Section::unless_empty(
        "accesso",
        "icon-wheelchair",
        context.words.text(Word::HowToGetIn),
        blocks,
    )
}

fn access_words(context: &Context<'_>, access: &Access) -> Vec<String> {
    let free = access.free.map(|free| if free { Word::Free } else { Word::NotFree });
    let entry = access.entry.map(|entry| match entry {
        Entry::WalkIn => Word::EntryWalkIn,
        Entry::Booking => Word::EntryBooking,
        Entry::Referral => Word::EntryReferral,
    });
    let mut words = Vec::new();
    for word in [free, entry].into_iter().flatten() {
        let said = context.words.text(word);
        words.push(match access.said_by {
            Some(SaidBy::Network) => context.words.filled(Word::SaidByNetwork, &[said]),
            None => said.to_owned(),
        });
    }
    words
}

fn address(context: &Context<'_>, place: &Place) -> Option<Section> {
    let mut blocks = Vec::new();
    let lines = address_lines(context, place);
    match lines.is_empty() {
        true => {
            let word = match reach::can_call(context.data, place) {
                true => Word::AddressUnknown,
                false => Word::AddressNotKnown,
            };
            blocks.push(Block::Text(context.words.text(word).to_owned()));
        }
        false => blocks.extend(lines.into_iter().map(Block::text_of_record)),
    }
    blocks.extend(
        place
            .host
            .as_ref()
            .map(|host| Block::Remark(context.words.filled(Word::HostedBy, &[host]))),
    );
    let note = place.address.as_ref().and_then(|address| address.note.clone());
    blocks.extend(note.map(Block::remark_of_record));
    let exactness = match place.position.map(|position| position.precision) {
        Some(Precision::Address) => None,
        Some(Precision::Street) => Some(Word::PointStreet),
        Some(Precision::Quarter | Precision::Comune) => Some(Word::PointComune),
        None => Some(Word::PointUnknown),
    };
    blocks.extend(exactness.map(|words| Block::Remark(context.words.text(words).to_owned())));
    if place.position.is_some() {
        blocks.push(Block::MiniMap);
    }
    Section::unless_empty("dove", "icon-near", context.words.text(Word::Where), blocks)
}

/// Street, then postal code and comune with its province.
#[must_use]
pub fn address_lines(context: &Context<'_>, place: &Place) -> Vec<String> {
    lines_of(context, place.address.as_ref())
}

/// The lines of an address; the part of a large city stands with street and quarter.
#[must_use]
pub fn lines_of(context: &Context<'_>, address: Option<&Address>) -> Vec<String> {
    let Some(address) = address else {
        return Vec::new();
    };
    let comune = address.comune.as_ref().and_then(|code| context.data.comune(code));
    let town = comune.map(|comune| [comune.name.as_str(), " (", &comune.province, ")"].concat());
    let first = [&address.street, &address.locality, &address.municipio].map(Option::as_deref);
    let second = [address.postal_code.as_ref().map(|code| code.as_str()), town.as_deref()];
    let joined = |parts: &[Option<&str>], between: &str| {
        let parts: Vec<&str> = parts.iter().flatten().copied().collect();
        parts.join(between)
    };
    let lines = [joined(&first, ", "), joined(&second, " ")];
    lines.into_iter().filter(|line| !line.is_empty()).collect()
}

fn hours(context: &Context<'_>, place: &Place) -> Option<Section> {
    let mut blocks = Vec::new();
    if place.opening_hours.is_some() {
        blocks.push(Block::Hours(open::week(context, place, None)));
    } else if place.desks.iter().all(|desk| desk.opening_hours.is_none()) {
        let words = match reach::can_call(context.data, place) {
            true => Word::HoursUnknownCall,
            false => Word::HoursUnknown,
        };
        blocks.push(Block::Text(context.words.text(words).to_owned()));
    }
    for desk in place.desks.iter().filter(|desk| desk.opening_hours.is_some()) {
        blocks.push(Block::heading_of_record(desk.name.clone()));
        blocks.push(Block::Hours(open::week(context, place, Some(desk))));
    }
    blocks.extend(place.hours_note.clone().map(Block::remark_of_record));
    blocks.extend(place.hours_page.as_ref().map(|url| {
        Block::Links(vec![LinkTo {
            icon: "icon-web",
            href: url.to_string(),
            text: context.words.text(Word::HoursElsewhere).to_owned(),
            ..LinkTo::default()
        }])
    }));
    if place.hours_page.is_none() {
        let of_network = context.data.network(&place.network);
        let page = of_network.and_then(|network| network.hours_page.as_ref());
        blocks.extend(page.map(|page| hours_page(context, page)));
    }
    let closures: Vec<String> = place
        .closures
        .iter()
        .filter(|closure| closure.to.is_none_or(|to| to >= context.now.date))
        .map(|closure| {
            let from = context.words.full_day(closure.from);
            let days = match closure.to {
                Some(to) => context
                    .words
                    .filled(Word::FromTo, &[&from, &context.words.full_day(to)]),
                None => context.words.filled(Word::FromUntilFurtherNotice, &[&from]),
            };
            match closure.reason.is_empty() {
                true => days,
                false => [days.as_str(), ": ", &closure.reason].concat(),
            }
        })
        .collect();
    if !closures.is_empty() {
        blocks.push(Block::Heading(context.words.text(Word::Closures).to_owned()));
        blocks.push(Block::List(closures));
    }
    Section::unless_empty("orari", "icon-clock", context.words.text(Word::Hours), blocks)
}

/// Telephone, the desks' own ones behind it, e-mail and site as links.
pub fn contact_links(phones: &[Phone], desks: &[Desk], emails: &[Email], website: Option<&Url>) -> Vec<LinkTo> {
    let mut links = Vec::new();
    for phone in phones.iter().chain(desks.iter().flat_map(|desk| &desk.phone)) {
        links.push(phone_link(phone, shown_phone(phone)));
    }
    let mut add = |icon: &'static str, href: String, text: String| {
        links.push(LinkTo {
            icon,
            href,
            text,
            ..LinkTo::default()
        });
    };
    for email in emails {
        add("icon-mail", ["mailto:", email.as_str()].concat(), email.to_string());
    }
    if let Some(url) = website {
        add("icon-web", url.to_string(), shown_address(url.as_str()));
    }
    links
}

/// Where the facts come from, each with its date or "senza data".
#[must_use]
pub fn sources(context: &Context<'_>, sources: &[Source]) -> Option<Section> {
    let links: Vec<LinkTo> = sources
        .iter()
        .map(|source| LinkTo {
            href: source.url.as_ref().map(ToString::to_string).unwrap_or_default(),
            text: source.title.clone(),
            of_record: true,
            after: match source.date {
                Some(date) => context.words.partial_date(date),
                None => context.words.text(Word::SourceUndated).to_owned(),
            },
            ..LinkTo::default()
        })
        .collect();
    let block = match links.is_empty() {
        true => Block::Text(context.words.text(Word::NoSources).to_owned()),
        false => Block::Sources(links),
    };
    Section::unless_empty("fonti", "icon-info", context.words.text(Word::Sources), vec![block])
}
