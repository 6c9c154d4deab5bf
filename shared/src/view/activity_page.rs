//! The page of an activity, in the order Italian public sites use: what, for whom, where, when, cost, how, contacts,
//! who organises it, last update.

use crate::model::{Activity, ActivityId, Audience, Entry, Place, TranslatedField, Translation};

use super::freshness;
use super::page::{Action, Badge, Block, DateRow, LinkTo, Page, Section};
use super::place_page::{call_and_jump, sample_badge, sources};
use super::translated::{translated, trust};
use super::{Context, contacts, dates, taking_part, whereabouts};
use crate::i18n::Word;
use crate::reach;
use crate::route::Route;

/// How many dates the page shows.
const DATES_SHOWN: usize = 8;

/// The page, or nothing when there is no such activity.
#[must_use]
pub fn activity_page(context: &Context<'_>, id: &ActivityId) -> Option<Page> {
    let activity = context.data.activity(id)?;
    let place = activity.place.as_ref().and_then(|id| context.data.place(id));
    let network = context.data.network(&activity.network);
    let first = [
        what(context, activity),
        for_whom(context, activity),
        whereabouts::section(context, activity),
        when(context, activity),
    ];
    let second = [
        costs(context, activity),
        how(context, activity),
        contacts::of_activity(context, activity),
        organiser(context, activity, place),
        last_update(context, activity),
        sources(context, &activity.sources),
    ];
    let mut sections: Vec<Section> = first.into_iter().flatten().collect();
    let second_column = sections.len();
    sections.extend(second.into_iter().flatten());
    let (mut badges, mut notices) = (Vec::new(), Vec::new());
    if activity.sample {
        badges.push(sample_badge(context));
        notices.push(context.words.text(Word::SampleNotice).to_owned());
    }
    if activity.access.free == Some(true) {
        badges.push(Badge {
            class: "",
            text: context.words.text(Word::Free).to_owned(),
        });
    }
    badges.extend(described(context, activity).and_then(|one| trust(context, one)));
    let reach = reach::of_activity(context.data, activity);
    let phone = reach.phones.as_ref().and_then(|(_, phones)| phones.first().copied());
    let mut actions = call_and_jump(context, phone);
    actions.push(Action::Save);
    if activity.schedule.is_some() {
        actions.push(Action::Calendar);
    }
    actions.push(Action::Share);
    Some(Page {
        test_id: "activity-page",
        id: activity.id.to_string(),
        kind: Some(("kind-activity", context.words.category(activity.category).to_owned())),
        beside: network.map(|network| LinkTo {
            href: context.href(&Route::Network(network.id.clone())),
            text: network.name.clone(),
            ..LinkTo::default()
        }),
        title: activity.title.clone(),
        title_of_record: true,
        lead: next_line(context, activity),
        badges,
        notices,
        actions,
        sections,
        second_column,
        ..Page::default()
    })
}

fn next_line(context: &Context<'_>, activity: &Activity) -> String {
    match dates::next(context, activity) {
        Some(occurrence) => dates::line(context, &occurrence),
        None => String::new(),
    }
}

/// What happens there, in the reader's language where there is such a text.
fn described<'a>(context: &Context<'_>, activity: &'a Activity) -> Option<&'a Translation> {
    let field = TranslatedField::Description;
    translated(context, &activity.translations, field, &activity.description)
}

fn what(context: &Context<'_>, activity: &Activity) -> Option<Section> {
    let mut blocks = Vec::new();
    let own = described(context, activity).map(|one| one.text.as_str());
    let paragraphs = own.unwrap_or(&activity.description).split("\n\n").map(str::trim);
    for paragraph in paragraphs.filter(|paragraph| !paragraph.is_empty()) {
        blocks.push(match own {
            Some(_) => Block::Text(paragraph.to_owned()),
            None => Block::text_of_record(paragraph),
        });
    }
    if !activity.topics.is_empty() {
        blocks.push(Block::Tags(
            activity.topics.iter().map(|&code| context.words.topic(code)).collect(),
        ));
    }
    Section::unless_empty("cosa", "icon-info", context.words.text(Word::WhatItIs), blocks)
}

fn for_whom(context: &Context<'_>, activity: &Activity) -> Option<Section> {
    let mut blocks = vec![Block::Text(ages(context, &activity.audience))];
    blocks.extend(super::household::of_activity(context, activity).map(Block::Suits));
    if bounded(&activity.audience) && !activity.audience.groups.is_empty() {
        blocks.push(Block::list_of_record(activity.audience.groups.clone()));
    }
    if !activity.audience.who.is_empty() {
        blocks.push(Block::Heading(context.text(Word::FacetWho).to_owned()));
        blocks.push(Block::Text(who(context, &activity.audience)));
    }
    if !activity.languages.is_empty() {
        blocks.push(Block::Heading(context.words.text(Word::LanguagesSpoken).to_owned()));
        blocks.push(Block::Text(context.words.language_names(&activity.languages)));
    }
    Section::unless_empty("per-chi", "icon-people", context.words.text(Word::ForWhom), blocks)
}

/// The groups that it names as those it is for, in words.
#[must_use]
pub fn who(context: &Context<'_>, audience: &Audience) -> String {
    let names: Vec<&str> = audience.who.iter().map(|&group| context.words.group(group)).collect();
    names.join(", ")
}

fn bounded(audience: &Audience) -> bool {
    audience.min_months.is_some() || audience.max_months.is_some()
}

/// "da 0 a 3 anni"; in months where years would be too coarse. Without ages the groups, and without those the plain truth.
#[must_use]
pub fn ages(context: &Context<'_>, audience: &Audience) -> String {
    // The last month of an age belongs to it: 0 to 35 months is "0 to 3 years", as it is to 36.
    let years = |months: u16| usize::from((months + 1) / 12);
    let words = context.words;
    let to = |from: u16, to: usize, word| words.counted_with(to, word, &[&from.to_string(), &to.to_string()]);
    match (audience.min_months, audience.max_months) {
        (None, None) if audience.groups.is_empty() => words.text(Word::SuitsUntold).to_owned(),
        (None, None) => audience.groups.join(", "),
        (Some(min), None) if min % 12 == 0 => words.counted(usize::from(min / 12), Word::AgesFrom),
        (Some(min), None) => words.counted(usize::from(min), Word::AgesFromMonths),
        (min, Some(max)) if max < 24 => to(min.unwrap_or(0), usize::from(max), Word::AgesFromToMonths),
        (None, Some(max)) => words.counted(years(max), Word::AgesUpTo),
        (Some(min), Some(max)) => to(min / 12, years(max), Word::AgesFromTo),
    }
}

fn when(context: &Context<'_>, activity: &Activity) -> Option<Section> {
    let mut blocks = Vec::new();
    let coming = dates::coming(context, activity, DATES_SHOWN);
    if coming.is_empty() {
        blocks.push(Block::Text(dates::none_to_come(context, activity)));
    } else {
        let rows = coming.iter().map(|occurrence| DateRow {
            status: occurrence.status.code(),
            struck: !occurrence.status.takes_place(),
            when: dates::line(context, occurrence),
            on_paper: dates::line_on_paper(context, occurrence),
            remark: occurrence.reason.clone(),
        });
        blocks.push(Block::Occurrences(rows.collect()));
    }
    let until = activity
        .schedule
        .as_ref()
        .and_then(|schedule| schedule.rrule.as_ref()?.last_day())
        .filter(|day| *day >= context.now.date);
    blocks
        .extend(until.map(|day| Block::Remark(context.words.filled(Word::UntilDay, &[&context.words.full_day(day)]))));
    Section::unless_empty(
        "quando",
        "icon-calendar",
        context.words.text(Word::DatesAndTimes),
        blocks,
    )
}

fn costs(context: &Context<'_>, activity: &Activity) -> Option<Section> {
    let words = match activity.access.free {
        Some(true) => Word::Free,
        Some(false) => Word::NotFree,
        None => Word::CostUnknown,
    };
    Section::unless_empty(
        "costi",
        "",
        context.words.text(Word::Costs),
        vec![Block::Text(context.words.text(words).to_owned())],
    )
}

fn how(context: &Context<'_>, activity: &Activity) -> Option<Section> {
    let words = match activity.access.entry {
        Some(Entry::WalkIn) => Word::EntryWalkIn,
        Some(Entry::Booking) => Word::EntryBooking,
        Some(Entry::Referral) => Word::EntryReferral,
        None => Word::EntryUnknown,
    };
    let mut blocks = vec![Block::Text(context.words.text(words).to_owned())];
    blocks.extend(taking_part::booking(context, &activity.access));
    blocks.extend(activity.access.contact.clone().map(Block::text_of_record));
    blocks.extend(activity.access.note.clone().map(Block::remark_of_record));
    blocks.extend(taking_part::of_activity(context, activity));
    Section::unless_empty("come", "icon-check", context.words.text(Word::HowToTakePart), blocks)
}

fn organiser(context: &Context<'_>, activity: &Activity, place: Option<&Place>) -> Option<Section> {
    let host = place.map(|place| place.name.clone());
    let blocks: Vec<Block> = activity
        .organiser
        .clone()
        .or(host)
        .into_iter()
        .map(Block::text_of_record)
        .collect();
    Section::unless_empty("chi", "", context.words.text(Word::Organiser), blocks)
}

fn last_update(context: &Context<'_>, activity: &Activity) -> Option<Section> {
    let verified = activity.verified.as_ref()?;
    let words = freshness::of_verification(context, verified, reach::can_call_about(context.data, activity)).words;
    Section::unless_empty(
        "aggiornamento",
        "",
        context.words.text(Word::LastUpdate),
        vec![Block::Text(words)],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::tests::Fixture;

    #[test]
    fn ages_are_said_as_parents_say_them() {
        let page = Fixture::new("{}");
        let context = page.at("2026-11-24T10:00");
        for (min, max, said) in [
            (None, None, "Non è scritto per chi"),
            (Some(0), Some(36), "da 0 a 3 anni"),
            (Some(0), Some(35), "da 0 a 3 anni"),
            (Some(0), Some(12), "da 0 a 12 mesi"),
            (Some(36), Some(71), "da 3 a 6 anni"),
            (Some(780), None, "da 65 anni"),
            (Some(6), None, "da 6 mesi"),
            (None, Some(216), "fino a 18 anni"),
        ] {
            let audience = Audience {
                min_months: min,
                max_months: max,
                ..Audience::default()
            };
            assert_eq!(ages(&context, &audience), said);
        }
    }
}
