//! Pages one can put on a leaflet: what there is about a topic, or in and around a comune. Short, lasting, without the
//! app, in every language.

use shared::i18n::{Language, Word, Words};
use shared::model::{Comune, ComuneCode, Dataset};
use shared::query::{Near, Order, Query};
use shared::route::Route;
use shared::taxonomy::Topic;
use shared::text::fold;
use shared::time::Instant;
use shared::view::write::{escape, write, write_attribute};
use shared::view::{fill, finder};

use crate::head::Shell;
use crate::head::plain::{Plain, plain};
use crate::page::{Address, with_context};
use crate::published::Current;
use crate::store::gazetteer;

/// Most results of a page; the link below leads to all of them.
const MOST: u32 = 60;
/// So far around a comune one is told of what there is, in kilometres.
const AROUND_KM: u16 = 10;

/// What a page is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum About {
    /// A topic.
    Topic(Topic),
    /// A comune.
    Comune(ComuneCode),
}

impl About {
    /// The address of the page in that language.
    #[must_use]
    pub fn path(&self, language: Language) -> String {
        let home = Route::Finder.path_in(language);
        let home = home.trim_end_matches('/');
        match self {
            Self::Topic(topic) => [home, "/tema/", topic.code()].concat(),
            Self::Comune(code) => {
                let comune = gazetteer().by_code(code);
                [home, "/comune/", &comune.map_or_else(|| code.as_str().to_owned(), slug)].concat()
            }
        }
    }

    fn query(&self) -> Query {
        match self {
            Self::Topic(topic) => {
                let mut query = Query::default();
                query.filter.topics.push(*topic);
                query
            }
            Self::Comune(code) => Query {
                near: Some(Near::Comune(code.clone())),
                radius_km: Some(AROUND_KM),
                order: Order::Near,
                ..Query::default()
            },
        }
    }
}

/// The comune of an address: its name with hyphens, with the letters of its province where it is not the largest of
/// that name, or its ISTAT code.
#[must_use]
pub fn comune_of(name: &str) -> Option<&'static Comune> {
    match name.parse() {
        Ok(code) => gazetteer().by_code(&code),
        Err(_) => gazetteer().find(&name.replace('-', " ")),
    }
}

/// `garbagnate-milanese`; `livo-tn` where a larger comune has the name.
#[must_use]
pub fn slug(comune: &Comune) -> String {
    let first = comune.name.split('/').next().unwrap_or_default();
    let name = fold(first).replace(' ', "-");
    match gazetteer().find(first).is_some_and(|found| found.code == comune.code) {
        true => name,
        false => [&name, "-", &fold(&comune.province)].concat(),
    }
}

/// The pages that have something on them: first-level topics that records name, and comuni with a place.
#[must_use]
pub fn all(data: &Dataset) -> Vec<About> {
    let of_places = data
        .places
        .iter()
        .filter(|place| !place.sample)
        .flat_map(|place| &place.topics);
    let of_activities = data
        .activities
        .iter()
        .filter(|one| !one.sample)
        .flat_map(|one| &one.topics);
    let of_guides = data
        .guides
        .iter()
        .filter(|guide| !guide.sample)
        .map(|guide| &guide.topic);
    let mut topics: Vec<Topic> = of_places
        .chain(of_activities)
        .chain(of_guides)
        .map(|topic| topic.root())
        .collect();
    topics.sort_unstable();
    topics.dedup();
    let seats = data.places.iter().filter(|place| !place.sample);
    let mut comuni: Vec<ComuneCode> = seats
        .filter_map(|place| place.address.as_ref()?.comune.clone())
        .collect();
    comuni.sort_unstable();
    comuni.dedup();
    topics
        .into_iter()
        .map(About::Topic)
        .chain(comuni.into_iter().map(About::Comune))
        .collect()
}

/// Writes the page.
#[must_use]
pub fn render(current: &Current, shell: &Shell, language: Language, about: &About, now: Instant) -> String {
    let words = Words::of(language);
    let title = match about {
        About::Topic(topic) => words.topic(*topic).to_owned(),
        About::Comune(code) => gazetteer()
            .by_code(code)
            .map_or_else(String::new, |comune| comune.name.clone()),
    };
    let query = about.query();
    let address = Address {
        language,
        route: Route::Finder,
        query: Query {
            limit: MOST,
            ..query.clone()
        },
    };
    let mut content = String::from("<h1>");
    escape(&title, &mut content);
    content.push_str("</h1>");
    with_context(current, shell.brand(), &address, now, |context| {
        content.push_str("<h2 class=\"result-count\">");
        escape(&finder::count_words(context), &mut content);
        content.push_str("</h2>");
        write(&finder::cards(context), &|slot| fill(context, slot), &mut content);
    });
    content.push_str("<p><a class=\"btn btn-primary\"");
    let whole = Address {
        language,
        route: Route::Finder,
        query,
    };
    write_attribute("href", &whole.normal(), &mut content);
    content.push('>');
    escape(words.text(Word::Find), &mut content);
    content.push_str("</a></p>");
    let alternates: Vec<(Language, String)> = Language::all().map(|other| (other, about.path(other))).collect();
    let description = [&*title, ": ", words.text(Word::SiteTitle)].concat();
    plain(
        shell,
        &Plain {
            language,
            title: &title,
            description: &description,
            path: &about.path(language),
            alternates: &alternates,
            content: &content,
            script: "",
        },
    )
}
