//! The page of a network: what it is, its places, the comuni it serves, how to reach it, who stands behind it.

use shared::model::NetworkId;

use super::frame::{Entry, Frame, titled};
use super::page::{Action, Badge, Block, Page, PageTemplate, Section};
use super::words::{contact_links, organisations_section, phone_link, place_link, sources_section};
use super::{Context, Rendered, json_ld, written};

/// The page, or nothing when there is no such network.
///
/// # Errors
/// When the template cannot be written, which is a fault of the server.
#[must_use]
pub fn network(context: &Context<'_>, id: &NetworkId) -> Option<Rendered> {
    let network = context.data.network(id)?;
    let mut places: Vec<_> = context
        .data
        .places
        .iter()
        .filter(|place| place.network == *id)
        .collect();
    places.sort_by_key(|place| place.kind);
    let incomplete = context.data.missing_places(network).map(|missing| {
        let (expected, listed) = (missing.expected, missing.listed);
        format!("La rete dice di avere {expected} sedi: qui ce ne sono {listed}.")
    });
    let comuni: Vec<&str> = network
        .comuni
        .iter()
        .filter_map(|code| Some(context.data.comune(code)?.name.as_str()))
        .collect();
    let mut served: Vec<Block> = network.territory.clone().map(Block::Text).into_iter().collect();
    if !comuni.is_empty() {
        served.push(Block::Heading("Comuni serviti".to_owned()));
        served.push(Block::Text(comuni.join(", ")));
    }
    let links = contact_links(network.phone.iter(), &network.email, network.website.as_ref());
    let contacts = if links.is_empty() {
        vec![]
    } else {
        vec![Block::Links(links)]
    };
    let links: Vec<_> = places.iter().map(|place| place_link(context, place)).collect();
    let listed = if links.is_empty() {
        vec![]
    } else {
        vec![Block::Links(links)]
    };
    let second = [
        Section::unless_empty("territorio", "icon-map", "Territorio", served),
        Section::unless_empty("contatti", "icon-phone", "Contatti", contacts),
        organisations_section(&network.organisations),
        sources_section(&network.sources),
    ];
    let description = match network.description.is_empty() {
        true => format!("La rete {}: le sue sedi, i comuni che serve, i contatti.", network.name),
        false => network.description.clone(),
    };
    let mut frame = Frame::new(context, Entry::Other, &titled(&network.name), &description);
    frame.json_ld = Some(json_ld::network(network));
    let call = network
        .phone
        .first()
        .map(|phone| Action::Call(phone_link(phone, "Chiama ")));
    let page = Page {
        test_id: "network-page",
        id: network.id.to_string(),
        kind_class: "kind-hub",
        kind: "Rete".to_owned(),
        beside: None,
        title: network.name.clone(),
        lead: network.description.clone(),
        state: None,
        badges: network.sample.then(Badge::sample).into_iter().collect(),
        notices: incomplete.into_iter().collect(),
        actions: call.into_iter().chain([Action::Share]).collect(),
        first: Section::unless_empty("sedi", "icon-near", "Sedi", listed)
            .into_iter()
            .collect(),
        second: second.into_iter().flatten().collect(),
    };
    Some(written(&PageTemplate { frame, page }))
}
