//! The page of an activity, in the order Italian public sites use: what, for whom, where, dates and times, costs, how
//! to take part, contacts, organiser, last update. And the lines that other pages show of it.

use askama::Template;
use shared::model::{Activity, ActivityId, Audience};
use shared::time::{Calendar, Date, Occurrence, OccurrenceStatus, occurrence, words};

use super::frame::{Entry, Frame, titled};
use super::page::{Badge, Block, LinkTo, Page, PageTemplate, Section};
use super::words::{
    access_words, contact_links, language_names, network_link, phone_link, place_link, sources_section,
};
use super::{Context, Rendered, freshness, json_ld};

/// Days ahead in which the page of an activity lists dates.
const DAYS_AHEAD: i32 = 120;
/// Most dates that a page lists.
const DATES: usize = 12;
/// Most activities that the page of a place lists.
const ACTIVITIES: usize = 20;

/// The page, or nothing when there is no such activity.
///
/// # Errors
/// When the template cannot be written, which is a fault of the server.
#[must_use]
pub fn activity(context: &Context<'_>, id: &ActivityId) -> Option<Rendered> {
    let activity = context.data.activity(id)?;
    let mut frame = Frame::new(
        context,
        Entry::Other,
        &titled(&activity.title),
        &description(context, activity),
    );
    frame.samples = activity.sample;
    frame.json_ld = Some(json_ld::activity(context, activity));
    let first = [
        what(activity),
        for_whom(activity),
        where_it_is(context, activity),
        dates(context, activity),
        costs(activity),
        taking_part(activity),
    ];
    let second = [
        contacts(context, activity),
        organiser(activity),
        sources_section(&activity.sources),
    ];
    let sample = activity.sample.then(|| {
        "Questa è un’attività di esempio: serve a mostrare come funziona, non è un appuntamento vero.".to_owned()
    });
    let place = activity.place.as_ref().and_then(|id| context.data.place(id));
    let page = Page {
        test_id: "activity-page",
        id: activity.id.to_string(),
        kind_class: "kind-activity",
        kind: activity.category.name().to_owned(),
        beside: context.data.network(&activity.network).map(network_link),
        title: activity.title.clone(),
        lead: String::new(),
        state: None,
        badges: badges(context, activity),
        notices: sample.into_iter().collect(),
        call: place
            .and_then(|place| place.phone.first())
            .map(|phone| phone_link(phone, "Chiama\u{a0}")),
        jump: true,
        first: first.into_iter().flatten().collect(),
        second: second.into_iter().flatten().collect(),
    };
    Some(PageTemplate { frame, page }.render())
}

fn description(context: &Context<'_>, activity: &Activity) -> String {
    if !activity.description.is_empty() {
        return activity.description.clone();
    }
    let network = context
        .data
        .network(&activity.network)
        .map_or("", |network| network.name.as_str());
    format!(
        "{}, rete {network}: per chi è, dove, date e orari, costi, come si partecipa.",
        activity.category.name()
    )
}

fn badges(context: &Context<'_>, activity: &Activity) -> Vec<Badge> {
    let sample = activity.sample.then(Badge::sample);
    let free = (activity.access.free == Some(true)).then(|| Badge::plain("Gratis"));
    let ages = ages_in_words(&activity.audience).map(Badge::plain);
    let confirmed = activity
        .verified
        .as_ref()
        .map(|verified| freshness::of_verification(verified, context.now.date));
    sample.into_iter().chain(free).chain(ages).chain(confirmed).collect()
}

fn what(activity: &Activity) -> Option<Section> {
    let mut blocks = Vec::new();
    blocks.extend(paragraphs(&activity.description));
    if !activity.topics.is_empty() {
        blocks.push(Block::Tags(activity.topics.iter().map(|topic| topic.name()).collect()));
    }
    if !activity.staff_roles.is_empty() {
        blocks.push(Block::Heading("Chi c’è".to_owned()));
        blocks.push(Block::List(activity.staff_roles.clone()));
    }
    if !activity.languages.is_empty() {
        blocks.push(Block::Heading("Lingue parlate".to_owned()));
        blocks.push(Block::Text(language_names(&activity.languages)));
    }
    Section::unless_empty("cosa", "icon-info", "Cos’è", blocks)
}

fn paragraphs(text: &str) -> impl Iterator<Item = Block> + '_ {
    let paragraphs = text
        .split("\n\n")
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty());
    paragraphs.map(|paragraph| Block::Text(paragraph.to_owned()))
}

fn for_whom(activity: &Activity) -> Option<Section> {
    let ages = ages_in_words(&activity.audience);
    let mut list: Vec<String> = ages.into_iter().collect();
    list.extend(activity.audience.groups.iter().cloned());
    if list.is_empty() {
        list.push("Non è indicato: chiedi prima.".to_owned());
    }
    Section::unless_empty(
        "chi-partecipa",
        "icon-people",
        "A chi è rivolto",
        vec![Block::List(list)],
    )
}

/// Ages in months below two years, else in years; none where no bound is given.
pub(super) fn ages_in_words(audience: &Audience) -> Option<String> {
    let years = |months: u16| months / 12;
    Some(match (audience.min_months, audience.max_months) {
        (None, None) => return None,
        (Some(min), Some(max)) if max < 24 => format!("da {min} a {max} mesi"),
        (Some(min), Some(max)) => format!("da {} a {} anni", years(min), years(max)),
        (Some(min), None) => format!("da {} anni", years(min)),
        (None, Some(max)) => format!("fino a {} anni", years(max)),
    })
}

fn dates(context: &Context<'_>, activity: &Activity) -> Option<Section> {
    let calendar = Calendar::of_activity(context.data, activity);
    let today = context.now.date;
    let dates = occurrence::occurrences(activity, &calendar, today, today.add_days(DAYS_AHEAD));
    let links: Vec<LinkTo> = dates.iter().take(DATES).map(date_line).collect();
    let block = match links.is_empty() {
        true => Block::Text("Le prossime date non sono note: chiama per saperle.".to_owned()),
        false => Block::Dates(links),
    };
    Section::unless_empty("date", "icon-calendar", "Date e orari", vec![block])
}

/// One date as a line; one that does not take place is struck, with its reason.
fn date_line(date: &Occurrence) -> LinkTo {
    let reason = match (date.status, date.reason.as_str()) {
        (OccurrenceStatus::Cancelled, "") => "annullato".to_owned(),
        (OccurrenceStatus::Cancelled, reason) => format!("annullato: {reason}"),
        (OccurrenceStatus::Suspended, "") => "sospeso".to_owned(),
        (OccurrenceStatus::Suspended, reason) => format!("sospeso: {reason}"),
        (OccurrenceStatus::Moved, "") => "spostato".to_owned(),
        (OccurrenceStatus::Moved, reason) => format!("spostato: {reason}"),
        (OccurrenceStatus::Scheduled, reason) => reason.to_owned(),
    };
    let moved = date
        .moved_to
        .map(|to| format!(", spostato a {}", words::moment(to)))
        .unwrap_or_default();
    let holiday = match (&date.holiday, date.status.takes_place()) {
        (Some(holiday), true) => format!(" ({holiday}: chiedi conferma)"),
        _ => String::new(),
    };
    LinkTo {
        text: when_in_words(date),
        after: format!("{reason}{moved}{holiday}"),
        struck: !date.status.takes_place(),
        ..LinkTo::default()
    }
}

/// `martedì 24 novembre, 16:30–18:00`; a missing time is told as such.
pub(super) fn when_in_words(date: &Occurrence) -> String {
    let day = words::day(date.start.date);
    match (date.start.time, date.end) {
        _ if date.all_day && date.last_day() > date.start.date => {
            format!("da {day} a {}", words::day(date.last_day()))
        }
        _ if date.all_day => format!("{day}, tutto il giorno"),
        (None, _) => format!("{day}, orario da confermare"),
        (Some(from), Some(end)) if end.date == date.start.date => format!("{day}, {}", words::span(from, end.time)),
        (Some(from), _) => format!("{day}, {from}"),
    }
}

fn costs(activity: &Activity) -> Option<Section> {
    let words = match activity.access.free {
        Some(true) => "Gratis",
        Some(false) => "A pagamento",
        None => "Il costo non è noto: chiedi prima.",
    };
    Section::unless_empty("costi", "icon-info", "Costi", vec![Block::Text(words.to_owned())])
}

fn taking_part(activity: &Activity) -> Option<Section> {
    let mut list = access_words(&activity.access);
    list.retain(|words| words != "Gratis" && words != "A pagamento");
    if activity.access.entry.is_none() {
        list.push("Non sappiamo se serve prenotare: chiedi prima.".to_owned());
    }
    Section::unless_empty(
        "partecipare",
        "icon-people",
        "Come si partecipa",
        vec![Block::List(list)],
    )
}

fn where_it_is(context: &Context<'_>, activity: &Activity) -> Option<Section> {
    let place = activity.place.as_ref().and_then(|id| context.data.place(id));
    let blocks = match place {
        None => vec![Block::Text("Il luogo non è noto: chiama per saperlo.".to_owned())],
        Some(place) => {
            let lines = super::place::address_lines(context, place).into_iter().map(Block::Text);
            std::iter::once(Block::Links(vec![place_link(context, place)]))
                .chain(lines)
                .collect()
        }
    };
    Section::unless_empty("dove", "icon-near", "Dove", blocks)
}

fn contacts(context: &Context<'_>, activity: &Activity) -> Option<Section> {
    let place = activity.place.as_ref().and_then(|id| context.data.place(id));
    let of_place = place.map(|place| contact_links(place.phone.iter(), &place.email, place.website.as_ref()));
    let links = of_place.filter(|links| !links.is_empty()).or_else(|| {
        let network = context.data.network(&activity.network)?;
        Some(contact_links(
            network.phone.iter(),
            &network.email,
            network.website.as_ref(),
        ))
    });
    let blocks = links.filter(|links| !links.is_empty()).map(Block::Links);
    Section::unless_empty("contatti", "icon-phone", "Contatti", blocks.into_iter().collect())
}

fn organiser(activity: &Activity) -> Option<Section> {
    let organiser = activity.organiser.clone().map(Block::Text);
    Section::unless_empty(
        "organizza",
        "icon-people",
        "Chi organizza",
        organiser.into_iter().collect(),
    )
}

/// The next date of each of these activities, soonest first; those without a date come last.
pub(super) fn next_dates<'a>(context: &Context<'_>, activities: impl Iterator<Item = &'a Activity>) -> Vec<LinkTo> {
    let mut dated: Vec<(Option<(Date, i64)>, LinkTo)> = activities
        .map(|activity| {
            let calendar = Calendar::of_activity(context.data, activity);
            let next = occurrence::next(activity, &calendar, context.now);
            let when = next.as_ref().map(|date| {
                let minutes = date.start.time.map_or(0, |time| i64::from(time.minutes()));
                (date.start.date, minutes)
            });
            let line = LinkTo {
                href: format!("/attivita/{}", activity.id),
                text: activity.title.clone(),
                after: next
                    .as_ref()
                    .map_or_else(|| "date non note: chiama".to_owned(), when_in_words),
                sample: activity.sample,
                ..LinkTo::default()
            };
            (when, line)
        })
        .collect();
    dated.sort_by_key(|(when, _)| (when.is_none(), *when));
    dated.into_iter().take(ACTIVITIES).map(|(_, line)| line).collect()
}
