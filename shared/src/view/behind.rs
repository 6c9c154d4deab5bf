//! What stands behind a place or a network, and what happened to it: bodies with their roles, whom the network counts,
//! where the hours are published.

use crate::i18n::Word;
use crate::model::{HoursPage, Organisation, Place};

use super::Context;
use super::page::{Block, LinkTo, Section};

/// That its network does not count it among the places it says it has.
#[must_use]
pub fn not_counted(context: &Context<'_>, place: &Place) -> Option<String> {
    let expected = context.data.network(&place.network)?.places_expected?;
    (place.counted == Some(false)).then(|| context.words.filled(Word::NotCounted, &[&expected.to_string()]))
}

/// What happened to the place, each with what is known of its day.
#[must_use]
pub fn history(context: &Context<'_>, place: &Place) -> Option<Section> {
    let mut items = Vec::new();
    for event in &place.events {
        let mut line = context.words.event(event.kind).to_owned();
        if let Some(on) = event.on {
            line = context.words.with_reason(&line, &context.words.partial_date(on));
        }
        if let Some(note) = &event.note {
            line = context.words.filled(Word::InBrackets, &[&line, note]);
        }
        items.push(line);
    }
    let blocks = match items.is_empty() {
        true => Vec::new(),
        false => vec![Block::List(items)],
    };
    Section::unless_empty("storia", "icon-info", context.text(Word::History), blocks)
}

/// That hours stand on a page of somebody else: linked, or named where its address is not known.
#[must_use]
pub fn hours_page(context: &Context<'_>, page: &HoursPage) -> Block {
    match &page.url {
        Some(url) => Block::Links(vec![LinkTo {
            icon: "icon-web",
            href: url.to_string(),
            text: context.words.filled(Word::HoursPageNamed, &[&page.title]),
            ..LinkTo::default()
        }]),
        None => Block::Remark(context.words.filled(Word::HoursPageUnknown, &[&page.title])),
    }
}

/// Who stands behind it, each with its role, the part it does and what else the source says of it.
#[must_use]
pub fn organisations_section(context: &Context<'_>, organisations: &[Organisation]) -> Option<Section> {
    let told = |organisation: &Organisation| {
        let more = [&organisation.part, &organisation.note];
        let mut role = context.words.role(organisation.role).to_owned();
        for words in more.into_iter().flatten() {
            role = context.words.filled(Word::ListComma, &[&role, words]);
        }
        context.words.filled(Word::InBrackets, &[&organisation.name, &role])
    };
    // Most bodies have no page that is known; those that have one are links.
    let (linked, plain): (Vec<_>, Vec<_>) = organisations.iter().partition(|body| body.url.is_some());
    let mut blocks = Vec::new();
    if !plain.is_empty() {
        blocks.push(Block::List(plain.into_iter().map(told).collect()));
    }
    if !linked.is_empty() {
        let link = |body: &Organisation| LinkTo {
            href: body.url.as_ref().map(ToString::to_string).unwrap_or_default(),
            text: told(body),
            ..LinkTo::default()
        };
        blocks.push(Block::Links(linked.into_iter().map(link).collect()));
    }
    Section::unless_empty("chi", "icon-people", context.words.text(Word::WhoRuns), blocks)
}

#[cfg(test)]
mod tests {
    use crate::i18n::{Language, Words};
    use crate::view::network_page::network_page;
    use crate::view::place_page::place_page;
    use crate::view::tests::{Fixture, section};

    const RECORDS: &str = r#"{
        "networks": [{"id": "n", "name": "Rete", "places_expected": 8,
          "hours_page": {"title": "Orari | ATS"},
          "organisations": [
            {"name": "Ente", "role": "approver", "note": "nel 2022"},
            {"name": "Koinè", "role": "manager", "part": "spazio 0-3", "url": "https://example.org/k"}]}],
        "places": [
          {"id": "p", "network": "n", "kind": "hub", "name": "Centro", "counted": true, "events": [
            {"kind": "announced", "on": "2020"}, {"kind": "opened", "on": "2021-12-01"},
            {"kind": "manager_announced", "on": "2021-06", "note": "Con un bando."}, {"kind": "new_manager"}]},
          {"id": "q", "network": "n", "kind": "desk", "name": "Sportello", "parent": "p", "counted": false}]}"#;

    #[test]
    fn what_happened_is_told_with_its_day_as_exactly_as_it_is_known() {
        let fixture = Fixture::new(RECORDS);
        let context = fixture.at("2026-11-24T10:00");
        let page = place_page(&context, &"p".parse().expect("an id")).expect("it is there");
        let told = section(&page, "storia");
        for line in [
            "Annunciata: 2020",
            "Apertura: 1º dicembre 2021",
            "Nuova gestione annunciata: giugno 2021 (Con un bando.)",
            "\"Nuova gestione\"",
        ] {
            assert!(told.contains(line), "{line} in {told}");
        }
        assert!(section(&page, "orari").contains("“Orari | ATS”: non ne conosciamo l’indirizzo"));
        assert!(!section(&page, "collegate").contains("oltre alle"));
    }

    #[test]
    fn bodies_are_told_with_part_and_note_and_what_is_not_counted_as_such() {
        let fixture = Fixture::new(RECORDS);
        let context = fixture.at("2026-11-24T10:00");
        let desk = place_page(&context, &"q".parse().expect("an id")).expect("it is there");
        assert!(section(&desk, "collegate").contains("oltre alle 8 sedi che la rete dice di avere"));
        assert_eq!(section(&desk, "storia"), "");
        let network = network_page(&context, &"n".parse().expect("an id")).expect("it is there");
        let bodies = section(&network, "chi");
        assert!(bodies.contains("Ente (ha approvato il progetto, nel 2022)"), "{bodies}");
        assert!(bodies.contains("href: \"https://example.org/k\""), "{bodies}");
        assert!(bodies.contains("Koinè (gestore, spazio 0-3)"), "{bodies}");
        let places = section(&network, "sedi");
        assert_eq!(places.matches("oltre alle 8 sedi").count(), 1, "{places}");
        assert!(section(&network, "contatti").contains("“Orari | ATS”"));
    }

    #[test]
    fn holidays_have_the_name_of_the_reader() {
        let fixture = Fixture::new(
            r#"{"networks": [{"id": "n", "name": "N"}], "places": [
              {"id": "off", "network": "n", "kind": "hub", "name": "A", "opening_hours": "Mo-Fr 09:00-18:00; PH off"},
              {"id": "on", "network": "n", "kind": "hub", "name": "B", "opening_hours": "Mo-Fr 09:00-18:00"}]}"#,
        );
        let mut context = fixture.at("2026-12-08T10:00");
        context.words = Words::of(Language::English);
        for place in &fixture.data.places {
            let said = crate::view::open::state_now(&context, place).words;
            let week = format!("{:?}", crate::view::open::week(&context, place, None));
            assert!(said.contains("Immaculate Conception"), "{said}");
            assert!(
                !said.contains("Immacolata") && !week.contains("Immacolata"),
                "{said} {week}"
            );
        }
    }
}
