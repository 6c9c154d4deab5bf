//! Where an activity is: at its venue where it has one of its own, else at the place that holds it.

use crate::filter::quarters;
use crate::i18n::Word;
use crate::model::{Activity, Address, Place, Venue};
use crate::reach;

use super::Context;
use super::links::{comune_of, place_link};
use super::page::{Block, Section};
use super::place_page::lines_of;

/// The place that holds it.
#[must_use]
pub fn place<'a>(context: &Context<'a>, activity: &Activity) -> Option<&'a Place> {
    context.data.place(activity.place.as_ref()?)
}

/// Its address: that of its venue, else that of its place.
#[must_use]
pub fn address<'a>(context: &Context<'a>, activity: &'a Activity) -> Option<&'a Address> {
    match &activity.venue {
        Some(venue) => venue.address.as_ref(),
        None => place(context, activity)?.address.as_ref(),
    }
}

/// In one line: "Parco 2 Giugno, Bari"; `None` where nobody has told.
#[must_use]
pub fn line(context: &Context<'_>, activity: &Activity) -> Option<String> {
    let place = place(context, activity);
    let name = match &activity.venue {
        Some(venue) => venue.name.as_ref().or(venue.address.as_ref()?.street.as_ref()),
        None => place.map(|place| &place.name),
    };
    let town = comune_of(context, address(context, activity));
    let parts = [name.map(String::as_str), town.as_deref()];
    let parts: Vec<&str> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// That nobody has told where; to call only where there is a number.
#[must_use]
pub fn not_known(context: &Context<'_>, activity: &Activity) -> &'static str {
    context.text(match reach::can_call_about(context.data, activity) {
        true => Word::PlaceToldLater,
        false => Word::PlaceNotKnown,
    })
}

/// The comune with the parts of it that families know by name: "Bari, Municipio IV, Carbonara".
#[must_use]
pub fn town(context: &Context<'_>, address: Option<&Address>) -> Option<String> {
    let mut town = comune_of(context, address)?;
    for (_, name) in address.into_iter().flat_map(quarters) {
        town.push_str(", ");
        town.push_str(name);
    }
    Some(town)
}

/// Name and address of a venue, a line each.
#[must_use]
pub fn venue_lines(context: &Context<'_>, venue: &Venue) -> Vec<String> {
    let mut lines: Vec<String> = venue.name.iter().cloned().collect();
    lines.extend(lines_of(context, venue.address.as_ref()));
    lines
}

/// The section of its page. A venue of its own stands first, and that it is not at the place.
#[must_use]
pub fn section(context: &Context<'_>, activity: &Activity) -> Option<Section> {
    let place = place(context, activity);
    let link = place.map(|place| Block::Links(vec![place_link(context, place)]));
    let mut blocks = Vec::new();
    match (&activity.venue, place) {
        (Some(venue), place) => {
            blocks.extend(venue_lines(context, venue).into_iter().map(Block::text_of_record));
            let note = venue.address.as_ref().and_then(|address| address.note.clone());
            blocks.extend(note.map(Block::remark_of_record));
            let elsewhere = place.map(|place| context.words.filled(Word::NotAtPlace, &[&place.name]));
            blocks.extend(elsewhere.map(Block::Remark));
            blocks.extend(link);
        }
        (None, Some(place)) => {
            blocks.extend(link);
            blocks.extend(
                lines_of(context, place.address.as_ref())
                    .into_iter()
                    .map(Block::text_of_record),
            );
        }
        (None, None) => blocks.push(Block::Text(not_known(context, activity).to_owned())),
    }
    Section::unless_empty("dove", "icon-near", context.words.text(Word::Where), blocks)
}
