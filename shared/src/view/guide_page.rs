//! The page of a guide: plain words in paragraphs and lists, then where to read on.

use crate::model::{GuideId, TranslatedField};

use super::Context;
use super::freshness;
use super::page::{Action, Block, LinkTo, Page, Section};
use super::place_page::{sample_badge, sources};
use super::translated::{translated, trust};
use crate::i18n::Word;

/// The page, or nothing when there is no such guide.
#[must_use]
pub fn guide_page(context: &Context<'_>, id: &GuideId) -> Option<Page> {
    let guide = context.data.guide(id)?;
    let easy = context.words.easy_guide(guide.id.as_str(), &guide.body);
    let own = translated(context, &guide.translations, TranslatedField::Body, &guide.body);
    let links: Vec<LinkTo> = guide
        .links
        .iter()
        .map(|link| LinkTo {
            icon: "icon-web",
            href: link.url.to_string(),
            text: link.title.clone(),
            of_record: true,
            ..LinkTo::default()
        })
        .collect();
    let links = if links.is_empty() {
        Vec::new()
    } else {
        vec![Block::Links(links)]
    };
    let verified = guide.verified.as_ref();
    let confirmed = verified.map(|verified| freshness::of_verification(context, verified, false).badge());
    let sections = [
        Section::unless_empty(
            "testo",
            "icon-info",
            context.words.topic(guide.topic),
            match own {
                Some(own) => body_blocks(&own.text),
                None => body_blocks(easy.unwrap_or(&guide.body))
                    .into_iter()
                    .map(|block| Block::OfRecord(Box::new(block)))
                    .collect(),
            },
        ),
        Section::unless_empty("link", "icon-web", context.words.text(Word::ReadOn), links),
        sources(context, &guide.sources),
    ];
    let sections: Vec<Section> = sections.into_iter().flatten().collect();
    Some(Page {
        test_id: "guide-page",
        id: guide.id.to_string(),
        kind: Some(("kind-activity", context.words.text(Word::Guide).to_owned())),
        title: guide.title.clone(),
        title_of_record: true,
        badges: guide
            .sample
            .then(|| sample_badge(context))
            .into_iter()
            .chain(confirmed)
            .chain(own.and_then(|own| trust(context, own)))
            .collect(),
        actions: vec![Action::Share],
        second_column: 1,
        sections,
        ..Page::default()
    })
}

/// Paragraphs apart by an empty line; lines that begin with `- ` are a list.
pub(super) fn body_blocks(body: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    for paragraph in body.split("\n\n") {
        let mut words: Vec<&str> = Vec::new();
        let mut items: Vec<String> = Vec::new();
        for line in paragraph.lines().map(str::trim).filter(|line| !line.is_empty()) {
            match line.strip_prefix("- ") {
                Some(item) => items.push(item.to_owned()),
                None => words.push(line),
            }
        }
        if !words.is_empty() {
            blocks.push(Block::Text(words.join(" ")));
        }
        if !items.is_empty() {
            blocks.push(Block::List(items));
        }
    }
    blocks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_becomes_paragraphs_and_lists() {
        let blocks = body_blocks("Uno\ndue.\n\nServe:\n- questo\n- quello\n\n");
        let list = Block::List(vec!["questo".to_owned(), "quello".to_owned()]);
        assert_eq!(
            blocks,
            [
                Block::Text("Uno due.".to_owned()),
                Block::Text("Serve:".to_owned()),
                list
            ]
        );
    }
}
