//! Closed now? What to do instead, as a section of the place's page.

use crate::model::{Phone, Place, Precision};
use crate::time::next_step::{Call, next_step};
use crate::time::{Calendar, State, open_state};

use super::links::{phone_link, place_link, shown_phone};
use super::page::{Block, LinkTo, Section};
use super::{Context, distance, open};
use crate::i18n::Word;

/// The section; none while the place is open.
#[must_use]
pub fn section(context: &Context<'_>, place: &Place) -> Option<Section> {
    let calendar = Calendar::of_place(context.data, place);
    if open_state(place, &calendar, context.now).state == State::Open {
        return None;
    }
    let step = next_step(context.data, place, None, context.now);
    let mut blocks = Vec::new();
    if let Some(instead) = step.open {
        let mut link = place_link(context, instead.place);
        let mut state = open::in_words(&instead.state, instead.place, context);
        if let Some(desk) = instead.desk {
            state = [desk.name.as_str(), ": ", &state].concat();
        }
        // A distance is as exact as the less exact of the two points.
        let precise = |place: &Place| place.position.map(|position| position.precision);
        let coarse = [precise(place), precise(instead.place)].contains(&Some(Precision::Comune));
        let precision = if coarse { Precision::Comune } else { Precision::Address };
        let far = instead
            .metres
            .map(|metres| distance::spoken(context, metres, precision));
        link.after = [Some(link.after), far, Some(state)]
            .into_iter()
            .flatten()
            .filter(|words| !words.is_empty())
            .collect::<Vec<_>>()
            .join(", ");
        blocks.push(Block::Heading(context.words.text(Word::OpenInstead).to_owned()));
        blocks.push(Block::Links(vec![link]));
    }
    if let Some(opens) = step.state.opens {
        blocks.push(Block::Heading(context.words.text(Word::NextOpening).to_owned()));
        blocks.push(Block::Text(open::moment(context, opens)));
    }
    let (phones, name): (&[Phone], &str) = match step.call {
        Some(Call::Place(other)) => (&other.phone, &other.name),
        Some(Call::Network(network)) => (&network.phone, &network.name),
        None => (&[], ""),
    };
    if let Some(phone) = phones.first() {
        blocks.push(Block::Heading(context.words.text(Word::CallInstead).to_owned()));
        blocks.push(Block::Links(vec![LinkTo {
            after: name.to_owned(),
            ..phone_link(phone, shown_phone(phone))
        }]));
    }
    Section::unless_empty("intanto", "icon-clock", context.words.text(Word::NextStepTitle), blocks)
}
