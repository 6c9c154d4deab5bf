//! The page of a guide: plain words in paragraphs and lists, then where to read on.

use shared::model::GuideId;

use super::frame::{Entry, Frame, titled};
use super::page::{Action, Badge, Block, LinkTo, Page, PageTemplate, Section};
use super::words::sources_section;
use super::{Context, Rendered, freshness, json_ld, written};

/// The page, or nothing when there is no such guide.
///
/// # Errors
/// When the template cannot be written, which is a fault of the server.
#[must_use]
pub fn guide(context: &Context<'_>, id: &GuideId) -> Option<Rendered> {
    let guide = context.data.guide(id)?;
    let links: Vec<LinkTo> = guide
        .links
        .iter()
        .map(|link| LinkTo {
            icon: "icon-web",
            href: link.url.to_string(),
            text: link.title.clone(),
            ..LinkTo::default()
        })
        .collect();
    let links = if links.is_empty() {
        vec![]
    } else {
        vec![Block::Links(links)]
    };
    let confirmed = guide
        .verified
        .as_ref()
        .map(|verified| freshness::of_verification(verified, context.now.date));
    let second = [
        Section::unless_empty("link", "icon-web", "Per saperne di più", links),
        sources_section(&guide.sources),
    ];
    let description = match guide.body.is_empty() {
        true => format!("{}: una scheda in parole semplici.", guide.title),
        false => guide.body.split_whitespace().collect::<Vec<_>>().join(" "),
    };
    let mut frame = Frame::new(context, Entry::Other, &titled(&guide.title), &description);
    frame.json_ld = Some(json_ld::guide(guide));
    let text = Section::unless_empty("testo", "icon-info", guide.topic.name(), body_blocks(&guide.body));
    let page = Page {
        test_id: "guide-page",
        id: guide.id.to_string(),
        kind_class: "kind-activity",
        kind: "Scheda".to_owned(),
        beside: None,
        title: guide.title.clone(),
        lead: String::new(),
        state: None,
        badges: guide.sample.then(Badge::sample).into_iter().chain(confirmed).collect(),
        notices: vec![],
        actions: vec![Action::Share],
        first: text.into_iter().collect(),
        second: second.into_iter().flatten().collect(),
    };
    Some(written(&PageTemplate { frame, page }))
}

/// Paragraphs apart by an empty line; lines that begin with `- ` are a list.
pub(super) fn body_blocks(body: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    for paragraph in body.split("\n\n") {
        let lines = paragraph.lines().map(str::trim).filter(|line| !line.is_empty());
        let (items, words): (Vec<&str>, Vec<&str>) = lines.partition(|line| line.starts_with("- "));
        if !words.is_empty() {
            blocks.push(Block::Text(words.join(" ")));
        }
        if !items.is_empty() {
            blocks.push(Block::List(items.iter().map(|item| item[2..].to_owned()).collect()));
        }
    }
    blocks
}
