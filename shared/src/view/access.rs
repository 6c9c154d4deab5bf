//! What a place says about what somebody needs, in sentences: what works, what is missing, what nobody has told. For
//! needs told on the device (`/noi`), and for everybody as far as something is told.

use super::Context;
use super::page::{Block, Section};
use crate::household::AccessFact;
use crate::i18n::Word;
use crate::model::Place;

/// The section for us; none where no need was told.
#[must_use]
pub fn for_us(context: &Context<'_>, place: &Place) -> Option<Section> {
    if context.household.needs.is_empty() {
        return None;
    }
    let fit = context.household.fit_access(place);
    let mut blocks = Vec::new();
    for (facts, word) in [
        (&fit.works, Word::NeedsFit),
        (&fit.missing, Word::NeedsNoFit),
        (&fit.untold, Word::NeedsUntold),
    ] {
        if !facts.is_empty() {
            blocks.push(Block::Text(context.words.filled(word, &[&names(context, facts)])));
        }
    }
    if fit.works.contains(&AccessFact::BusStop) {
        blocks.extend(place.accessibility.bus_stop.as_ref().map(Block::text_of_record));
    }
    Section::unless_empty("per-te", "icon-wheelchair", context.text(Word::NeedsForYou), blocks)
}

/// "rampa, ascensore".
fn names(context: &Context<'_>, facts: &[AccessFact]) -> String {
    let names: Vec<String> = facts
        .iter()
        .map(|&fact| context.words.access_fact(fact).to_owned())
        .collect();
    context.words.list(&names)
}

/// What is told to everybody: a line for each fact that somebody has told of.
#[must_use]
pub fn told(context: &Context<'_>, place: &Place) -> Vec<String> {
    let access = &place.accessibility;
    let level = access.step.map(|step| !step);
    let mut lines = Vec::new();
    for (fact, told) in [
        (AccessFact::Level, level),
        (AccessFact::Ramp, access.ramp),
        (AccessFact::Lift, access.lift),
        (AccessFact::Toilet, access.toilet),
        (AccessFact::Parking, access.parking),
        (AccessFact::HearingLoop, access.hearing_loop),
        (AccessFact::QuietRoom, access.quiet_room),
    ] {
        let name = context.words.access_fact(fact);
        match told {
            Some(true) => lines.push(capitalised(name)),
            Some(false) => lines.push(capitalised(&context.words.filled(Word::ToldNo, &[name]))),
            None => {}
        }
    }
    lines
}

fn capitalised(name: &str) -> String {
    let mut name = name.to_owned();
    if let Some(first) = name.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::household::{Household, Need};
    use crate::view::tests::Fixture;

    const RECORDS: &str = r#"{"networks":[{"id":"n","name":"N"}],"places":[{"id":"p","network":"n","kind":"hub","name":"P",
        "accessibility":{"wheelchair":"yes","lift":false,"toilet":true,"bus_stop":"Linea 12, a 200 metri"}}]}"#;

    #[test]
    fn a_place_says_in_sentences_what_works_and_what_nobody_told() {
        let page = Fixture::new(RECORDS);
        let household = Household {
            needs: vec![Need::Wheelchair, Need::WalksLittle],
            ..Household::default()
        };
        let context = Context {
            household: &household,
            ..page.at("2026-11-24T10:00")
        };
        let place = &context.data.places[0];
        let section = for_us(&context, place).expect("there is something to say");
        assert_eq!(
            section.blocks,
            [
                Block::Text(
                    "Va bene: ingresso in carrozzina, bagno per chi è in carrozzina, fermata vicina.".to_owned()
                ),
                Block::Text("Non va bene, manca: ascensore.".to_owned()),
                Block::Text("Non indicato, chiedi prima: ingresso senza gradini, parcheggio riservato.".to_owned()),
                Block::text_of_record("Linea 12, a 200 metri"),
            ]
        );
        let nobody = page.at("2026-11-24T10:00");
        assert_eq!(for_us(&nobody, place), None);
        assert_eq!(told(&nobody, place), ["Ascensore: no", "Bagno per chi è in carrozzina"]);
    }
}
