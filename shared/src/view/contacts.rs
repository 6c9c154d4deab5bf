//! Whom to call or write to, and whose number, address or page it is. Where there is none, that it is not known, and who
//! stands behind it.

use crate::i18n::Word;
use crate::model::{Activity, Email, Phone, Place};
use crate::reach::{self, Reach, Whose};

use super::Context;
use super::links::{phone_link, shown_address, shown_phone};
use super::page::{Block, LinkTo, Section};

/// Of a place: its own, those of its desks, and what its hub or its network has beside.
#[must_use]
pub fn of_place(context: &Context<'_>, place: &Place) -> Option<Section> {
    let mut links = Vec::new();
    for desk in &place.desks {
        links.extend(desk.phone.iter().map(|phone| number(phone, &desk.name)));
    }
    let reach = reach::of_place(context.data, place);
    section(context, &reach, links, Word::NoContacts)
}

/// Of an activity: its own, those of its place, its hub or its network.
#[must_use]
pub fn of_activity(context: &Context<'_>, activity: &Activity) -> Option<Section> {
    let reach = reach::of_activity(context.data, activity);
    section(context, &reach, Vec::new(), Word::NoContactsOfActivity)
}

fn section(context: &Context<'_>, reach: &Reach<'_>, of_desks: Vec<LinkTo>, none: Word) -> Option<Section> {
    let mut links = Vec::new();
    if let Some((whose, phones)) = &reach.phones {
        links.extend(phones.iter().map(|phone| number(phone, owner(*whose))));
    }
    links.extend(of_desks);
    if let Some((whose, emails)) = &reach.emails {
        links.extend(emails.iter().map(|email| mail(email, owner(*whose))));
    }
    if let Some((whose, url)) = &reach.page {
        links.push(LinkTo {
            icon: "icon-web",
            href: url.to_string(),
            text: shown_address(url.as_str()),
            after: owner(*whose).to_owned(),
            ..LinkTo::default()
        });
    }
    let mut blocks = Vec::new();
    if links.is_empty() {
        blocks.push(Block::Text(context.words.text(none).to_owned()));
        let lead = reach.lead.map(|lead| {
            let role = context.words.role(lead.role);
            context.words.in_brackets(&lead.name, role)
        });
        blocks.extend(lead.map(Block::Text));
    } else {
        blocks.push(Block::Links(links));
    }
    Section::unless_empty("contatti", "icon-phone", context.words.text(Word::Contacts), blocks)
}

/// Whose it is, where that is not the place or the activity of the page itself.
fn owner(whose: Whose<'_>) -> &str {
    match whose {
        Whose::Activity | Whose::Place(_) => "",
        Whose::Hub(hub) => &hub.name,
        Whose::Network(network) => &network.name,
    }
}

fn number(phone: &Phone, whose: &str) -> LinkTo {
    LinkTo {
        after: whose.to_owned(),
        ..phone_link(phone, shown_phone(phone))
    }
}

fn mail(email: &Email, whose: &str) -> LinkTo {
    LinkTo {
        icon: "icon-mail",
        href: ["mailto:", email.as_str()].concat(),
        text: email.to_string(),
        after: whose.to_owned(),
        ..LinkTo::default()
    }
}
