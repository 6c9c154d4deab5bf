//! Closed now? What to do instead, as a section of the place's page.

use shared::model::{Phone, Place, Precision};
use shared::time::next_step::{Call, next_step};
use shared::time::{Calendar, State, open_state};

use super::page::{Block, LinkTo, Section};
use super::words::{phone_link, place_link};
use super::{Context, distance, hours};

/// The section; none while the place is open.
pub(super) fn section(context: &Context<'_>, place: &Place) -> Option<Section> {
    let calendar = Calendar::of_place(context.data, place);
    if open_state(place, &calendar, context.now).state == State::Open {
        return None;
    }
    let step = next_step(context.data, place, None, context.now);
    let mut blocks = Vec::new();
    if let Some(instead) = step.open {
        // A distance is as exact as the less exact of the two points.
        let precise = |place: &Place| place.position.map(|position| position.precision);
        let coarse = [precise(place), precise(instead.place)].contains(&Some(Precision::Comune));
        let precision = if coarse { Precision::Comune } else { Precision::Address };
        let far = instead.metres.map(|metres| distance::spoken(metres, precision));
        let mut link = place_link(context, instead.place);
        let state = hours::in_words(&instead.state, instead.place, context.now);
        let after = [Some(link.after), far, Some(state)].into_iter().flatten();
        link.after = after.filter(|words| !words.is_empty()).collect::<Vec<_>>().join(", ");
        blocks.push(Block::Heading("Aperto adesso, nella stessa rete".to_owned()));
        blocks.push(Block::Links(vec![link]));
    }
    if let Some(opens) = step.state.opens {
        blocks.push(Block::Heading("Riapre".to_owned()));
        blocks.push(Block::Text(hours::moment(opens, context.now)));
    }
    let (phones, name): (&[Phone], &str) = match step.call {
        Some(Call::Place(other)) => (&other.phone, &other.name),
        Some(Call::Network(network)) => (&network.phone, &network.name),
        None => (&[], ""),
    };
    if let Some(phone) = phones.first() {
        blocks.push(Block::Heading("Puoi chiamare".to_owned()));
        blocks.push(Block::Links(vec![LinkTo {
            after: name.to_owned(),
            ..phone_link(phone, "")
        }]));
    }
    Section::unless_empty("intanto", "icon-clock", "Se adesso non è aperto", blocks)
}
