//! What each page says of itself to search engines and in previews of links, in the words of the page.

use super::Context;
use super::links::comune_name;
use super::title::is_example;
use crate::i18n::{KioskWord, Word};
use crate::model::{Activity, Network, NetworkId, Place, PlaceKind};
use crate::order::sort_by_key;
use crate::route::Route;
use crate::taxonomy::Category;

/// So long a description is shown whole, in characters.
const MOST: usize = 155;
/// How many kinds of activity the agenda names.
const CATEGORIES: usize = 6;

const KINDS: [PlaceKind; 5] = [
    PlaceKind::Hub,
    PlaceKind::Spoke,
    PlaceKind::Desk,
    PlaceKind::Clinic,
    PlaceKind::ThemedHouse,
];

/// The description of the page: at most 155 characters, cut at a word.
#[must_use]
pub fn description(context: &Context<'_>) -> String {
    let whole = match is_example(context.data, context.route) {
        true => [context.text(Word::SampleNotice), " ", &whole(context)].concat(),
        false => whole(context),
    };
    shortened(&whole, MOST)
}

/// The text on one line, cut at a word's end, at most that many characters.
#[must_use]
pub fn shortened(text: &str, most: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.chars().count() <= most {
        return text;
    }
    let cut: String = text.chars().take(most - 1).collect();
    let end = cut.rfind(' ').unwrap_or(cut.len());
    let cut = cut[..end].trim_end_matches([',', '.', ';', ':', '·', ' ']);
    [cut, "…"].concat()
}

fn whole(context: &Context<'_>) -> String {
    let (data, text) = (context.data, |word| context.text(word));
    match context.route {
        Route::Finder => finder(context),
        Route::Agenda => agenda(context),
        Route::Saved => [text(Word::SavedNone), " ", text(Word::SavedOnlyHere)].concat(),
        Route::Household => [text(Word::HouseholdLead), " ", text(Word::HouseholdStays)].concat(),
        Route::About => match context.prose.split("\n\n").next().map(str::trim) {
            None | Some("") => text(Word::SiteTitle).to_owned(),
            Some(lead) => lead.to_owned(),
        },
        Route::Orientation => of_kiosk(context, KioskWord::OrientationTitle),
        Route::Packed => of_kiosk(context, KioskWord::PackedOffline),
        Route::NotFound => text(Word::NotFoundText).to_owned(),
        Route::Desk => of_kiosk(context, KioskWord::DeskLead),
        Route::KioskSetup => of_kiosk(context, KioskWord::SetupTitle),
        Route::Place(id) | Route::Board(id) | Route::Kiosk(id) => {
            data.place(id).map(|place| of_place(context, place)).unwrap_or_default()
        }
        Route::Activity(id) => data
            .activity(id)
            .map(|activity| of_activity(context, activity))
            .unwrap_or_default(),
        Route::Network(id) => data
            .network(id)
            .map(|network| of_network(context, network))
            .unwrap_or_default(),
        Route::Guide(id) => data
            .guide(id)
            .map(|guide| match guide.body.trim() {
                "" => [guide.title.as_str(), ": ", context.words.topic(guide.topic)].concat(),
                body => body.to_owned(),
            })
            .unwrap_or_default(),
    }
}

fn of_kiosk(context: &Context<'_>, word: KioskWord) -> String {
    context
        .kiosk
        .map_or_else(String::new, |kiosk| kiosk.text(word).to_owned())
}

/// "Chi ti può aiutare, qui vicino? Centro per le famiglie, Sede vicina, Sportello… · Sedi: 123 · Attività: 45".
fn finder(context: &Context<'_>) -> String {
    let kinds: Vec<&str> = KINDS.iter().map(|kind| context.words.kind(*kind)).collect();
    let count = |word, number: usize| [" · ", context.text(word), ": ", &number.to_string()].concat();
    [
        context.text(Word::FinderTitle),
        " ",
        &kinds.join(", "),
        &count(Word::WhatPlace, context.data.places.len()),
        &count(Word::WhatActivity, context.data.activities.len()),
    ]
    .concat()
}

/// "Agenda dei prossimi giorni: Spazio 0-3 anni, Laboratorio…", what there is most of first.
fn agenda(context: &Context<'_>) -> String {
    let mut counts: Vec<(usize, Category)> = Vec::new();
    for activity in &context.data.activities {
        match counts.iter_mut().find(|(_, category)| *category == activity.category) {
            Some((count, _)) => *count += 1,
            None => counts.push((1, activity.category)),
        }
    }
    sort_by_key(&mut counts, |(count, category)| (usize::MAX - count, category.index()));
    let names: Vec<&str> = counts
        .iter()
        .take(CATEGORIES)
        .map(|(_, category)| context.words.category(*category))
        .collect();
    match names.is_empty() {
        true => context.text(Word::AgendaTitle).to_owned(),
        false => [context.text(Word::AgendaTitle), ": ", &names.join(", ")].concat(),
    }
}

fn of_place(context: &Context<'_>, place: &Place) -> String {
    if !place.description.is_empty() {
        return place.description.clone();
    }
    let comune = comune_name(context, place);
    let told = [
        Word::Where,
        Word::Hours,
        Word::Contacts,
        Word::WhatYouFind,
        Word::NextActivities,
    ];
    let named = [
        Some(place.name.as_str()),
        Some(context.words.kind(place.kind)),
        comune.as_deref(),
    ];
    sentence(context, &named, Some(&place.network), &told)
}

fn of_activity(context: &Context<'_>, activity: &Activity) -> String {
    if !activity.description.is_empty() {
        return activity.description.clone();
    }
    let told = [
        Word::ForWhom,
        Word::Where,
        Word::DatesAndTimes,
        Word::Costs,
        Word::HowToTakePart,
    ];
    let named = [
        Some(activity.title.as_str()),
        Some(context.words.category(activity.category)),
    ];
    sentence(context, &named, Some(&activity.network), &told)
}

fn of_network(context: &Context<'_>, network: &Network) -> String {
    if !network.description.is_empty() {
        return network.description.clone();
    }
    let told = [Word::PlacesOfNetwork, Word::ServedComuni, Word::Contacts];
    let named = [Some(context.text(Word::Network)), Some(network.name.as_str())];
    sentence(context, &named, None, &told)
}

/// "Spoke di Senago, Sede vicina, Senago, della rete Cremona: Dove · Orari · Contatti".
fn sentence(context: &Context<'_>, named: &[Option<&str>], network: Option<&NetworkId>, told: &[Word]) -> String {
    let mut parts: Vec<String> = named.iter().flatten().map(|name| (*name).to_owned()).collect();
    let network = network.and_then(|id| context.data.network(id));
    parts.extend(network.map(|network| [context.text(Word::OfNetwork), " ", &network.name].concat()));
    let told: Vec<&str> = told.iter().map(|word| context.text(*word)).collect();
    [&parts.join(", "), ": ", &told.join(" · ")].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::tests::Fixture;

    #[test]
    fn descriptions_are_cut_at_a_word() {
        assert_eq!(shortened("Uno, due e tre.", 6), "Uno…");
        assert_eq!(shortened("Uno\n\n due", 20), "Uno due");
        assert_eq!(shortened(&"è".repeat(20), 10).chars().count(), 10);
    }

    #[test]
    fn what_does_not_describe_itself_is_described() {
        let mut page = Fixture::new(
            r#"{"networks":[{"id":"n","name":"Rete Nord"}],
            "places":[{"id":"p","network":"n","kind":"spoke","name":"Spazio Uno"},
                {"id":"q","network":"n","kind":"hub","name":"Q","description":"Un luogo\nper tutti."}]}"#,
        );
        for (path, said) in [
            (
                "/sede/p",
                "Spazio Uno, Sede vicina, della rete Rete Nord: Dove · Orari · Contatti · Cosa trovi qui · Prossime attività",
            ),
            ("/sede/q", "Un luogo per tutti."),
            ("/rete/n", "Rete, Rete Nord: Sedi · Comuni serviti · Contatti"),
        ] {
            page.route = Route::parse(path);
            assert_eq!(description(&page.at("2026-11-24T10:00")), said);
        }
    }
}
