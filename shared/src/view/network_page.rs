//! The page of a network: what it is, its places, the comuni it serves, how to reach it, who stands behind it.

use crate::model::{Network, NetworkId};
use crate::order::sort_by_key;

use super::Context;
use super::behind::{hours_page, not_counted, organisations_section};
use super::links::place_link;
use super::page::{Action, Block, LinkTo, Page, Section};
use super::place_page::{call, contact_links, sample_badge, sources};
use crate::i18n::Word;

/// The page, or nothing when there is no such network.
#[must_use]
pub fn network_page(context: &Context<'_>, id: &NetworkId) -> Option<Page> {
    let network = context.data.network(id)?;
    let mut hubs_first: Vec<_> = context
        .data
        .places
        .iter()
        .filter(|place| place.network == *id)
        .collect();
    sort_by_key(&mut hubs_first, |place| place.kind);
    let mut notices = Vec::new();
    if let Some(missing) = context.data.missing_places(network) {
        notices.push(context.words.filled(
            Word::ListIncomplete,
            &[&missing.expected.to_string(), &missing.listed.to_string()],
        ));
    }
    let links = hubs_first.iter().map(|place| {
        let mut link = place_link(context, place);
        if let Some(besides) = not_counted(context, place) {
            link.after = match link.after.is_empty() {
                true => besides,
                false => context.words.filled(Word::ListComma, &[&link.after, &besides]),
            };
        }
        link
    });
    let links = links.collect();
    let comuni: Vec<String> = network
        .comuni
        .iter()
        .filter_map(|code| Some(context.data.comune(code)?.name.clone()))
        .collect();
    let mut served = Vec::new();
    served.extend(network.territory.clone().map(Block::text_of_record));
    if !comuni.is_empty() {
        served.push(Block::Heading(context.words.text(Word::ServedComuni).to_owned()));
        served.push(Block::text_of_record(comuni.join(", ")));
    }
    let contacts = contact_links(&network.phone, &[], &network.email, network.website.as_ref());
    let mut contacts = match contacts.is_empty() {
        true => Vec::new(),
        false => vec![Block::Links(contacts)],
    };
    contacts.extend(network.hours_page.as_ref().map(|page| hours_page(context, page)));
    let first = Section::unless_empty(
        "sedi",
        "icon-near",
        context.words.text(Word::PlacesOfNetwork),
        vec![Block::Links(links)],
    );
    let second = [
        Section::unless_empty("territorio", "icon-map", context.words.text(Word::Territory), served),
        Section::unless_empty("contatti", "icon-phone", context.words.text(Word::Contacts), contacts),
        organisations_section(context, &network.organisations),
        acts(context, network),
        sources(context, &network.sources),
    ];
    let call = network.phone.first().map(|phone| call(context, phone));
    Some(Page {
        test_id: "network-page",
        id: network.id.to_string(),
        kind: Some(("kind-hub", context.words.text(Word::Network).to_owned())),
        title: network.name.clone(),
        lead: network.description.clone(),
        title_of_record: true,
        lead_of_record: true,
        badges: network.sample.then(|| sample_badge(context)).into_iter().collect(),
        notices,
        actions: call.into_iter().chain([Action::Share]).collect(),
        second_column: 1,
        sections: first.into_iter().chain(second.into_iter().flatten()).collect(),
        ..Page::default()
    })
}

/// The acts behind it, as the sources cite them, with what each does.
fn acts(context: &Context<'_>, network: &Network) -> Option<Section> {
    let links: Vec<LinkTo> = network
        .acts
        .iter()
        .map(|act| LinkTo {
            href: act.url.as_ref().map(ToString::to_string).unwrap_or_default(),
            text: act.name.clone(),
            of_record: true,
            after: act.note.clone().unwrap_or_default(),
            ..LinkTo::default()
        })
        .collect();
    let blocks = match links.is_empty() {
        true => Vec::new(),
        false => vec![Block::Links(links)],
    };
    Section::unless_empty("atti", "icon-info", context.text(Word::Acts), blocks)
}
