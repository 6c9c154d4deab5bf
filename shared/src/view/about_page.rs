//! The page about the finder: its prose comes from a text file of each language, the networks from the data.
//!
//! The file is paragraphs and lists as in a guide; a line `## id Title` begins a section.

use super::Context;
use super::guide_page::body_blocks;
use super::page::{Block, LinkTo, Page, Section};
use crate::i18n::Word;
use crate::route::Route;

/// The page.
#[must_use]
pub fn about_page(context: &Context<'_>, prose: &str) -> Page {
    let mut parts = prose.split("\n## ");
    let lead = parts.next().unwrap_or_default().trim().to_owned();
    let mut sections: Vec<Section> = networks(context).into_iter().collect();
    sections.push(order(context));
    let second_column = sections.len() + 2;
    for part in parts {
        let (head, body) = part.split_once('\n').unwrap_or((part, ""));
        let (id, title) = head.split_once(' ').unwrap_or((head, head));
        sections.push(Section {
            id: id.to_owned(),
            icon: "",
            title: title.to_owned(),
            blocks: body_blocks(body),
        });
    }
    Page {
        test_id: "about-page",
        title: context.words.text(Word::FooterAbout).to_owned(),
        lead,
        second_column: second_column.min(sections.len()),
        sections,
        ..Page::default()
    }
}

/// How the order of results comes about.
fn order(context: &Context<'_>) -> Section {
    let lines = [
        Word::RankedDanger,
        Word::RankedWords,
        Word::RankedNear,
        Word::RankedTime,
        Word::RankedReal,
        Word::RankedNobody,
    ];
    let body: Vec<String> = lines.iter().map(|&word| ["- ", context.text(word)].concat()).collect();
    Section {
        id: "ordine".to_owned(),
        icon: "",
        title: context.text(Word::RankedTitle).to_owned(),
        blocks: body_blocks(&body.join("\n")),
    }
}

fn networks(context: &Context<'_>) -> Option<Section> {
    let networks = context.data.networks.iter().map(|network| LinkTo {
        href: context.href(&Route::Network(network.id.clone())),
        text: network.name.clone(),
        of_record: true,
        after: network.territory.clone().unwrap_or_default(),
        sample: network.sample,
        ..LinkTo::default()
    });
    let blocks = vec![Block::Links(networks.collect())];
    Section::unless_empty("reti", "icon-people", context.words.text(Word::Networks), blocks)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::tests::Fixture;

    #[test]
    fn both_languages_have_the_same_sections_and_those_the_footer_leads_to() {
        let page = Fixture::new("{}");
        let context = page.at("2026-11-24T10:00");
        let ids = |prose| -> Vec<String> {
            let page = about_page(&context, prose);
            assert!(!page.lead.is_empty());
            assert!(page.sections.iter().all(|section| !section.blocks.is_empty()));
            page.sections.into_iter().map(|section| section.id).collect()
        };
        let italian = ids(include_str!("../../../frontend/i18n/about.it.txt"));
        assert_eq!(italian, ids(include_str!("../../../frontend/i18n/about.en.txt")));
        for id in ["privacy", "accessibilita"] {
            assert!(italian.iter().any(|other| other == id));
        }
    }
}
