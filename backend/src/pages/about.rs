//! What the finder is, where its data come from, privacy, accessibility, licences: the prose that the app shows too.

use super::frame::{Entry, Frame, titled};
use super::guide::body_blocks;
use super::page::{Block, LinkTo, Page, PageTemplate, Section};
use super::{Context, Rendered, written};

/// Paragraphs and lists as in a guide; a line `## id Title` begins a section.
const PROSE: &str = include_str!("../../../frontend/i18n/about.it.txt");
/// How many sections of prose stand in the first column, below the networks.
const IN_FIRST_COLUMN: usize = 2;

/// The page.
///
/// # Errors
/// When the template cannot be written, which is a fault of the server.
pub fn about(context: &Context<'_>) -> Rendered {
    let description = "Che cos’è Family Hub, da dove vengono i dati, che cosa resta sul tuo dispositivo, accessibilità, \
                       licenze.";
    let mut parts = PROSE.split("\n## ");
    let lead = parts.next().unwrap_or_default().trim().to_owned();
    let mut first: Vec<Section> = networks(context).into_iter().collect();
    first.extend(parts.by_ref().take(IN_FIRST_COLUMN).map(section));
    let page = Page {
        test_id: "about-page",
        id: String::new(),
        kind_class: "",
        kind: String::new(),
        beside: None,
        title: "Come funziona".to_owned(),
        lead,
        state: None,
        badges: vec![],
        notices: vec![],
        actions: vec![],
        first,
        second: parts.map(section).collect(),
    };
    let frame = Frame::new(context, Entry::About, &titled("Come funziona"), description);
    written(&PageTemplate { frame, page })
}

fn section(part: &'static str) -> Section {
    let (head, body) = part.split_once('\n').unwrap_or((part, ""));
    let (id, title) = head.split_once(' ').unwrap_or((head, head));
    Section {
        id,
        icon: "",
        title,
        blocks: body_blocks(body),
    }
}

fn networks(context: &Context<'_>) -> Option<Section> {
    let networks = context.data.networks.iter().map(|network| LinkTo {
        href: format!("/rete/{}", network.id),
        text: network.name.clone(),
        after: network.territory.clone().unwrap_or_default(),
        sample: network.sample,
        ..LinkTo::default()
    });
    Section::unless_empty("reti", "icon-people", "Le reti", vec![Block::Links(networks.collect())])
}
