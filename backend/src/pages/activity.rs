//! The page of an activity, in the order Italian public sites use: what, for whom, where, dates and times, costs, how
//! to take part, contacts, who organises it, last update.

use shared::model::{Activity, ActivityId, Audience, Place};

use super::frame::{Entry, Frame, titled};
use super::page::{Action, Badge, Block, DateRow, Page, PageTemplate, Section};
use super::place::address_lines;
use super::words::{
    actions_at, contact_links, entry_words, full_day, language_names, network_link, place_link, sources_section,
};
use super::{Context, Rendered, dates, freshness, json_ld, written};

/// How many dates the page shows.
const DATES: usize = 8;

/// The page, or nothing when there is no such activity.
///
/// # Errors
/// When the template cannot be written, which is a fault of the server.
#[must_use]
pub fn activity(context: &Context<'_>, id: &ActivityId) -> Option<Rendered> {
    let activity = context.data.activity(id)?;
    let place = activity.place.as_ref().and_then(|id| context.data.place(id));
    let mut frame = Frame::new(
        context,
        Entry::Other,
        &titled(&activity.title),
        &description(context, activity),
    );
    frame.json_ld = Some(json_ld::activity(context, activity));
    let first = [
        what(activity),
        for_whom(activity),
        where_it_is(context, place),
        when(context, activity),
    ];
    let second = [
        costs(activity),
        how(activity),
        contacts(context, activity, place),
        organiser(activity, place),
        last_update(context, activity),
        sources_section(&activity.sources),
    ];
    let sample = activity.sample.then(|| {
        "Questa è un’attività di esempio: serve a mostrare come funziona, non è un appuntamento vero.".to_owned()
    });
    let free = (activity.access.free == Some(true)).then(|| Badge::plain("Gratis"));
    let page = Page {
        test_id: "activity-page",
        id: activity.id.to_string(),
        kind_class: "kind-activity",
        kind: activity.category.name().to_owned(),
        beside: context.data.network(&activity.network).map(network_link),
        title: activity.title.clone(),
        lead: dates::next(context, activity)
            .map(|next| dates::line(context, &next))
            .unwrap_or_default(),
        state: None,
        badges: activity.sample.then(Badge::sample).into_iter().chain(free).collect(),
        notices: sample.into_iter().collect(),
        actions: actions_at(
            place.and_then(|place| place.phone.first()),
            activity.schedule.is_some().then_some(Action::Calendar),
        ),
        first: first.into_iter().flatten().collect(),
        second: second.into_iter().flatten().collect(),
    };
    Some(written(&PageTemplate { frame, page }))
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

fn what(activity: &Activity) -> Option<Section> {
    let paragraphs = activity
        .description
        .split("\n\n")
        .map(str::trim)
        .filter(|paragraph| !paragraph.is_empty());
    let mut blocks: Vec<Block> = paragraphs.map(|paragraph| Block::Text(paragraph.to_owned())).collect();
    if !activity.topics.is_empty() {
        blocks.push(Block::Tags(activity.topics.iter().map(|topic| topic.name()).collect()));
    }
    Section::unless_empty("cosa", "icon-info", "Cos’è", blocks)
}

fn for_whom(activity: &Activity) -> Option<Section> {
    let mut blocks = vec![Block::Text(ages_in_words(&activity.audience))];
    let bounded = activity.audience.min_months.is_some() || activity.audience.max_months.is_some();
    if bounded && !activity.audience.groups.is_empty() {
        blocks.push(Block::List(activity.audience.groups.clone()));
    }
    if !activity.languages.is_empty() {
        blocks.push(Block::Heading("Lingue parlate".to_owned()));
        blocks.push(Block::Text(language_names(&activity.languages)));
    }
    Section::unless_empty("per-chi", "icon-people", "A chi è rivolto", blocks)
}

/// "da 0 a 3 anni"; in months where years would be too coarse. Without ages the groups, and without those the plain truth.
pub(super) fn ages_in_words(audience: &Audience) -> String {
    // The last month of an age belongs to it: 0 to 35 months is "0 to 3 years", as it is to 36.
    let years = |months: u16| (months + 1) / 12;
    match (audience.min_months, audience.max_months) {
        (None, None) if audience.groups.is_empty() => "Non è scritto per chi".to_owned(),
        (None, None) => audience.groups.join(", "),
        (Some(min), None) if min % 12 == 0 => format!("da {} anni", min / 12),
        (Some(min), None) => format!("da {min} mesi"),
        (min, Some(max)) if max < 24 => format!("da {} a {max} mesi", min.unwrap_or(0)),
        (None, Some(max)) => format!("fino a {} anni", years(max)),
        (Some(min), Some(max)) => format!("da {} a {} anni", min / 12, years(max)),
    }
}

fn where_it_is(context: &Context<'_>, place: Option<&Place>) -> Option<Section> {
    let blocks = match place {
        None => vec![Block::Text("Il luogo non è noto: chiama per saperlo.".to_owned())],
        Some(place) => {
            let lines = address_lines(context, place).into_iter().map(Block::Text);
            std::iter::once(Block::Links(vec![place_link(context, place)]))
                .chain(lines)
                .collect()
        }
    };
    Section::unless_empty("dove", "icon-near", "Dove", blocks)
}

fn when(context: &Context<'_>, activity: &Activity) -> Option<Section> {
    let coming = dates::coming(context, activity, DATES);
    let rows: Vec<DateRow> = coming
        .iter()
        .map(|occurrence| DateRow {
            status: occurrence.status.code(),
            struck: !occurrence.status.takes_place(),
            when: dates::line(context, occurrence),
            remark: occurrence.reason.clone(),
        })
        .collect();
    let mut blocks = match rows.is_empty() {
        true => vec![Block::Text("Le date non sono note: chiama per saperle.".to_owned())],
        false => vec![Block::Occurrences(rows)],
    };
    let last = activity
        .schedule
        .as_ref()
        .and_then(|schedule| schedule.rrule.as_ref()?.last_day());
    blocks.extend(last.map(|day| Block::Remark(format!("fino al {}", full_day(day)))));
    Section::unless_empty("quando", "icon-calendar", "Date e orari", blocks)
}

fn costs(activity: &Activity) -> Option<Section> {
    let words = match activity.access.free {
        Some(true) => "Gratis",
        Some(false) => "A pagamento",
        None => "Il costo non è noto: chiedi prima.",
    };
    Section::unless_empty("costi", "", "Costi", vec![Block::Text(words.to_owned())])
}

fn how(activity: &Activity) -> Option<Section> {
    let words = activity
        .access
        .entry
        .map_or("Non sappiamo se serve prenotare: chiedi prima.", entry_words);
    let mut blocks = vec![Block::Text(words.to_owned())];
    blocks.extend(activity.access.contact.clone().map(Block::Text));
    blocks.extend(activity.access.note.clone().map(Block::Remark));
    Section::unless_empty("come", "icon-check", "Come si partecipa", blocks)
}

fn contacts(context: &Context<'_>, activity: &Activity, place: Option<&Place>) -> Option<Section> {
    let of_place = place.map(|place| contact_links(place.phone.iter(), &place.email, place.website.as_ref()));
    let links = of_place.filter(|links| !links.is_empty()).or_else(|| {
        let network = context.data.network(&activity.network)?;
        Some(contact_links(
            network.phone.iter(),
            &network.email,
            network.website.as_ref(),
        ))
    });
    let block = match links.filter(|links| !links.is_empty()) {
        None => Block::Text("Di questa attività non abbiamo contatti.".to_owned()),
        Some(links) => Block::Links(links),
    };
    Section::unless_empty("contatti", "icon-phone", "Contatti", vec![block])
}

fn organiser(activity: &Activity, place: Option<&Place>) -> Option<Section> {
    let organiser = activity.organiser.clone().or_else(|| Some(place?.name.clone()));
    Section::unless_empty(
        "chi",
        "",
        "Chi organizza",
        organiser.map(Block::Text).into_iter().collect(),
    )
}

fn last_update(context: &Context<'_>, activity: &Activity) -> Option<Section> {
    let badge = freshness::of_verification(activity.verified.as_ref()?, context.now.date);
    Section::unless_empty(
        "aggiornamento",
        "",
        "Ultimo aggiornamento",
        vec![Block::Text(badge.text)],
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_said_as_parents_say_them() {
        for (min_months, max_months, said) in [
            (None, None, "Non è scritto per chi"),
            (Some(0), Some(36), "da 0 a 3 anni"),
            (Some(0), Some(35), "da 0 a 3 anni"),
            (Some(0), Some(12), "da 0 a 12 mesi"),
            (Some(780), None, "da 65 anni"),
            (Some(6), None, "da 6 mesi"),
            (None, Some(216), "fino a 18 anni"),
        ] {
            let audience = Audience {
                min_months,
                max_months,
                ..Audience::default()
            };
            assert_eq!(ages_in_words(&audience), said);
        }
    }
}
