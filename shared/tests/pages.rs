//! Every page in every state and language: what a server writes is read back as the very tree that a browser draws, and
//! no part that is drawn by itself depends on more than it says.
#![cfg(feature = "data")]

mod page_world;

use std::collections::BTreeSet;

use page_world::{
    Change, FEWER, STATES, World, family, keys, moment, routes, screen, searched, told, with_map, with_suggestions,
};
use scraper::{ElementRef, Node};
use shared::filter::FacetName;
use shared::i18n::Language;
use shared::kiosk::State;
use shared::query::View;
use shared::route::Route;
use shared::view::context::{Context, Kept};
use shared::view::html::{self, Property};
use shared::view::msg::Dialog;
use shared::view::slot::{Reads, Slot};
use shared::view::write::write;
use shared::view::{Html, describe, fill};

/// A page as lines: a tag with its attributes, its end, or a text.
#[derive(Default)]
struct Lines(Vec<String>);

impl Lines {
    fn open(&mut self, tag: &str, mut attributes: Vec<(String, String)>) {
        attributes.sort();
        let attributes = attributes.iter().map(|(name, value)| format!(" {name}={value:?}"));
        self.0.push(format!("<{tag}{}>", attributes.collect::<String>()));
    }

    fn text(&mut self, text: &str) {
        match self.0.last_mut() {
            Some(before) if before.starts_with('"') => before.push_str(text),
            _ if text.is_empty() => {}
            _ => self.0.push(["\"", text].concat()),
        }
    }

    fn tree(&mut self, context: &Context<'_>, html: &Html) {
        match html {
            html::Html::Nothing => {}
            html::Html::Keep(tag) => panic!("a server keeps nothing: {tag}"),
            html::Html::Text(text) => self.text(text),
            html::Html::Slot(slot) => self.tree(context, &fill(context, *slot)),
            html::Html::Element(element) => {
                let owned = |(name, value): &(&'static str, html::Text)| ((*name).to_owned(), value.to_string());
                let mut attributes: Vec<_> = element.attributes().iter().map(owned).collect();
                for (name, value) in element.properties() {
                    match value {
                        Property::Text(value) => attributes.push(((*name).to_owned(), value.clone())),
                        Property::Flag(true) => attributes.push(((*name).to_owned(), String::new())),
                        Property::Flag(false) => {}
                    }
                }
                self.open(element.tag(), attributes);
                for child in element.child_nodes() {
                    self.tree(context, child);
                }
                self.0.push(["</", element.tag(), ">"].concat());
            }
        }
    }

    fn parsed(&mut self, inside: ElementRef<'_>) {
        for node in inside.children() {
            match (node.value(), ElementRef::wrap(node)) {
                (Node::Text(text), _) => self.text(&text.text),
                (Node::Element(element), Some(inside)) => {
                    let attributes = element.attrs().map(|(name, value)| (name.to_owned(), value.to_owned()));
                    self.open(element.name(), attributes.collect());
                    self.parsed(inside);
                    self.0.push(["</", element.name(), ">"].concat());
                }
                (other, _) => panic!("no page has {other:?}"),
            }
        }
    }
}

fn written(context: &Context<'_>) -> String {
    let mut out = String::new();
    write(&fill(context, Slot::Frame), &|slot| fill(context, slot), &mut out);
    out
}

/// Writes the page, reads it back, and looks at what every page must keep to.
fn check(world: &World, name: &str) {
    let context = world.context();
    let text = written(&context);
    let document = scraper::Html::parse_fragment(&text);
    let (mut drawn, mut read) = (Lines::default(), Lines::default());
    drawn.tree(&context, &fill(&context, Slot::Frame));
    read.parsed(document.root_element());
    for (drawn, read) in drawn.0.iter().zip(&read.0) {
        assert_eq!(drawn, read, "{name}");
    }
    assert_eq!(drawn.0.len(), read.0.len(), "{name}");

    let elements = || {
        document
            .root_element()
            .descendants()
            .filter_map(|node| node.value().as_element())
    };
    assert_eq!(
        elements().filter(|element| element.name() == "main").count(),
        1,
        "{name}: one main"
    );
    // Without records there is nothing to head.
    let headings = elements().filter(|element| element.name() == "h1").count();
    assert!(headings == 1 || headings == 0 && !world.loaded, "{name}: {headings} h1");
    let mut ids = BTreeSet::new();
    for id in elements().filter_map(|element| element.attr("id")) {
        assert!(ids.insert(id), "{name}: the id {id} twice");
    }
    for element in elements() {
        for attribute in ["aria-labelledby", "aria-controls", "aria-activedescendant", "for"] {
            if let Some(id) = element.attr(attribute) {
                assert!(ids.contains(id), "{name}: nothing has the id {id} of {attribute}");
            }
        }
        // Inner links stay in the language, but for those to the page in another one.
        let prefix = match world.language {
            Language::Italian => "/".to_owned(),
            language => format!("/{}", language.tag()),
        };
        let address = element.attr("href").or(element.attr("action"));
        // The page of reports is the server's own, and speaks the language of the page that one comes from.
        let is_report = |address: &str| address.split('?').next() == Some("/segnala");
        if let Some(address) = address.filter(|address| address.starts_with('/') && !is_report(address))
            && element.attr("hreflang").is_none()
        {
            let path = address.split(['?', '#']).next().unwrap_or_default();
            let stays = path == prefix || path.starts_with(&format!("{}/", prefix.trim_end_matches('/')));
            assert!(stays, "{name}: {address} leaves the language");
            // The form for reports and the declaration of accessibility are the server's alone.
            let is_page = Route::is_ours(path) || path.ends_with("/segnala") || path.ends_with("/accessibilita");
            assert!(is_page, "{name}: {address} is no page");
        }
        assert_ne!(element.attr("href"), Some(""), "{name}: a link to nowhere");
    }
    for gap in ["{0}", "{1}", "{n}"] {
        assert!(!text.contains(gap), "{name}: {gap} is not filled");
    }
    let description = describe::description(&context);
    assert!(description.chars().count() <= 155, "{name}: {description}");
}

#[test]
fn every_page_in_every_language_is_read_as_it_is_drawn() {
    for language in Language::all() {
        for route in routes() {
            let name = format!("{route:?} in {}", language.tag());
            check(&World::new(route, language), &name);
        }
    }
}

#[test]
fn every_page_in_every_state_is_read_as_it_is_drawn() {
    for (state, change) in STATES {
        for route in routes() {
            let name = format!("{route:?}, {state}");
            let mut world = World::new(route, Language::Italian);
            change(&mut world);
            world.ask();
            check(&world, &name);
        }
    }
}

#[test]
fn markup_in_records_and_searches_stays_text() {
    let evil = "</p><script>alert(1)</script>\" onclick=\"x\" & &amp; <b";
    let mut world = World::new(Route::Finder, Language::Italian);
    world.query.words = evil.to_owned();
    world.device.typed = evil.to_owned();
    world.device.toast = evil.to_owned();
    world.household.children.push(shared::household::Child {
        name: evil.to_owned(),
        born: None,
    });
    for route in [Route::Finder, Route::Agenda, Route::Household] {
        world.route = route;
        world.ask();
        check(&world, "markup");
        let text = written(&world.context());
        assert!(!text.contains("<script") && !text.contains("\" onclick"), "{text}");
    }
}

/// Every part that is drawn by itself.
const SLOTS: [Slot; 41] = [
    Slot::Frame,
    Slot::Navigation,
    Slot::Languages,
    Slot::Offline,
    Slot::NewVersion,
    Slot::Changes,
    Slot::Samples,
    Slot::Toast,
    Slot::Page,
    Slot::DataAge,
    Slot::ShareDialog,
    Slot::SearchField,
    Slot::SearchKept,
    Slot::Suggestions,
    Slot::FilterCount,
    Slot::Chips,
    Slot::Count,
    Slot::ShowCount,
    Slot::Order,
    Slot::Help,
    Slot::Cards,
    Slot::More,
    Slot::Apart,
    Slot::ResultsMap,
    Slot::MapFrame,
    Slot::MapPreview,
    Slot::ViewSwitch,
    Slot::FilterDialog,
    Slot::ForUs,
    Slot::Age,
    Slot::Radius,
    Slot::Facet(FacetName::Topic),
    Slot::WhenDialog,
    Slot::WhenControl,
    Slot::Save,
    Slot::PlaceMap,
    Slot::AgendaStrip,
    Slot::AgendaCount,
    Slot::AgendaViews,
    Slot::AgendaDays,
    Slot::Kiosk,
];

/// What can be read, each with a change of nothing else. The route is left out: another page makes all slots anew.
const CHANGES: [(&str, Reads, Change); 17] = [
    ("records", Reads::RECORDS, |world| world.records = &FEWER),
    ("clock", Reads::CLOCK, |world| world.now = moment("2026-12-25T18:30")),
    ("household", Reads::HOUSEHOLD, |world| world.household = family()),
    ("query", Reads::QUERY, |world| world.query = searched()),
    ("view", Reads::VIEW, |world| world.query.view = View::Map),
    ("outcome", Reads::OUTCOME, |world| {
        let kept = world.kept.clone();
        let query = world.query.clone();
        world.query = searched();
        world.ask();
        (world.kept, world.query) = (kept, query);
    }),
    ("suggestions", Reads::SUGGESTIONS, |world| {
        with_suggestions(&mut world.device)
    }),
    ("saved", Reads::SAVED, |world| {
        world.device.saved = keys();
        world.device.seen = told();
    }),
    ("network", Reads::NETWORK, |world| {
        world.device.offline = true;
        world.device.checked = Some(moment("2026-11-20T18:00"));
    }),
    ("notices", Reads::NOTICES, |world| {
        world.device.new_version = true;
        world.device.toast = "Copiato.".to_owned();
    }),
    ("drawn", Reads::DRAWN, |world| world.drawn = 0),
    ("map", Reads::MAP, |world| with_map(&mut world.device)),
    ("dialog", Reads::DIALOG, |world| {
        world.device.dialog = Some(Dialog::Share)
    }),
    ("agenda", Reads::AGENDA, |world| {
        world.kept = Kept {
            activities: Some(vec![false; world.records.data.activities.len()]),
            near: "Senago".to_owned(),
        };
    }),
    ("prose", Reads::PROSE, |world| world.prose = "Altro.".to_owned()),
    ("guided", Reads::GUIDED, |world| {
        world.device.fragment = "AAAA".to_owned();
        world.device.in_danger = true;
    }),
    ("screen", Reads::SCREEN, |world| {
        world.device.screen = Some(screen(State::Visit));
        world.device.desk = Some(3);
    }),
];

#[test]
fn a_part_depends_on_nothing_that_it_does_not_say() {
    let (mut wrong, mut unread) = (BTreeSet::new(), CHANGES.map(|(name, ..)| name).to_vec());
    for route in routes() {
        let before = World::new(route.clone(), Language::Italian);
        let context = before.context();
        for (name, part, change) in CHANGES {
            let mut after = before.clone();
            change(&mut after);
            let changed = after.context();
            for slot in SLOTS {
                let reads = slot.reads(&route);
                // List or map is a part of what is searched.
                let reads_it = reads.has(part) || part == Reads::VIEW && reads.has(Reads::QUERY);
                if fill(&context, slot) == fill(&changed, slot) {
                    continue;
                }
                unread.retain(|other| *other != name);
                if !reads_it {
                    wrong.insert(format!("{slot:?} reads {name} on {:.12}", format!("{route:?}")));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(unread.is_empty(), "these changes change nothing: {unread:?}");
}
