//! The finder: the first results of whatever its address asks for, with links and a form that work without scripts.

use askama::Template;
use shared::filter::FacetName;
use shared::query::{Order, Query};
use shared::search::{Context as SearchContext, Outcome};
use shared::taxonomy::Topic;

use super::card::{Card, card};
use super::frame::{Entry, Frame};
use super::{Context, Rendered, json_ld, written};
use crate::query_string::decode;
use crate::store::gazetteer;

/// Results in the first HTML.
const RESULTS: u32 = 20;
/// Topics offered under the search box.
const TOPICS: usize = 8;

/// A topic to narrow by.
struct TopicChip {
    href: String,
    name: &'static str,
    count: u32,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "finder.html")]
struct FinderTemplate<'a> {
    frame: Frame<'a>,
    words: String,
    /// What the form keeps of the address beside the words: name and value.
    kept: Vec<(String, String)>,
    topics: Vec<TopicChip>,
    count: String,
    /// The orders one can choose, and which of them it is.
    orders: Vec<(&'static str, bool)>,
    cards: Vec<Card>,
    suggestion: Option<(String, String)>,
    /// Address of the next results and how many there are.
    more: Option<(String, u32)>,
}

/// The page for a query string (without `?`). What cannot be understood in it is left out.
///
/// # Errors
/// When the template cannot be written, which is a fault of the server.
pub fn finder(context: &Context<'_>, query_string: &str) -> Rendered {
    let (mut query, _left_out) = Query::parse_leniently(query_string, context.now.date);
    query.limit = RESULTS;
    let outcome = context.index.search(
        context.data,
        &query,
        &SearchContext {
            now: context.now,
            gazetteer: Some(gazetteer()),
            position: None,
            household: None,
        },
    );
    let cards: Vec<Card> = outcome.hits.iter().filter_map(|hit| card(context, hit)).collect();
    let title = match query.words.trim() {
        "" => "Family Hub: trova chi ti aiuta vicino a te".to_owned(),
        words => super::frame::titled(words),
    };
    let description = format!(
        "{} sedi e {} attività per le famiglie: centri, sportelli, consultori e case tematiche, con orari, contatti e \
         distanza. Funziona anche senza rete.",
        context.data.places.len(),
        context.data.activities.len()
    );
    let mut frame = Frame::new(context, Entry::Finder, &title, &description);
    frame.json_ld = Some(json_ld::finder(&cards));
    let template = FinderTemplate {
        frame,
        kept: kept(&query),
        topics: topics(&query, &outcome),
        orders: orders(&query),
        count: match outcome.total {
            0 => "Nessun risultato".to_owned(),
            1 => "1 risultato".to_owned(),
            many => format!("{many} risultati"),
        },
        suggestion: outcome.suggestion.map(|words| {
            let mut put_right = query.clone();
            put_right.words.clone_from(&words);
            (address(&put_right), words)
        }),
        more: more(&query, outcome.total),
        words: query.words,
        cards,
    };
    written(&template)
}

/// The address of a search, with the page's own limit left out.
fn address(query: &Query) -> String {
    let query = Query {
        limit: Query::default().limit,
        ..query.clone()
    };
    match query.to_query_string() {
        empty if empty.is_empty() => "/".to_owned(),
        query => format!("/?{query}"),
    }
}

/// By name, as the app offers them; nearest first only where there is something to be near to.
fn orders(query: &Query) -> Vec<(&'static str, bool)> {
    let all = [
        (Order::Best, "Più adatti"),
        (Order::Near, "Più vicini"),
        (Order::Soon, "Prima data"),
        (Order::Name, "Nome"),
    ];
    let offered = all
        .iter()
        .filter(|(order, _)| query.near.is_some() || *order != Order::Near);
    offered.map(|(order, name)| (*name, *order == query.order)).collect()
}

fn more(query: &Query, total: u32) -> Option<(String, u32)> {
    let shown = query.offset.saturating_add(RESULTS);
    let left = total.saturating_sub(shown);
    let next = Query {
        offset: shown,
        ..query.clone()
    };
    (left > 0).then(|| (address(&next), left.min(RESULTS)))
}

/// Everything in the address but words and offset, as hidden fields, so that searching again keeps it.
fn kept(query: &Query) -> Vec<(String, String)> {
    let rest = Query {
        words: String::new(),
        limit: Query::default().limit,
        offset: 0,
        ..query.clone()
    };
    let rest = rest.to_query_string();
    let pairs = rest.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .filter_map(|(name, value)| Some((name.to_owned(), decode(value)?)))
        .collect()
}

/// The topics that are chosen, each leading back; where none is, those of the first level that would give results, in the
/// order of the taxonomy.
fn topics(query: &Query, outcome: &Outcome) -> Vec<TopicChip> {
    let Some(facet) = outcome.facets.iter().find(|facet| facet.name == FacetName::Topic) else {
        return Vec::new();
    };
    let chosen = facet.options.iter().any(|option| option.chosen);
    let chips = facet.options.iter().filter_map(|option| {
        let topic: Topic = option.code.parse().ok()?;
        let offered = match chosen {
            true => option.chosen,
            false => option.count > 0 && topic.parent().is_none(),
        };
        let mut toggled = query.clone();
        toggled.offset = 0;
        toggled.filter.toggle(FacetName::Topic, &option.code).ok()?;
        offered.then(|| TopicChip {
            href: address(&toggled),
            name: topic.name(),
            count: option.count,
            chosen: option.chosen,
        })
    });
    chips.take(TOPICS).collect()
}
