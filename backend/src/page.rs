//! From an address to the document of its page: what a [`Context`] holds on a server.

use shared::household::Household;
use shared::i18n::{KioskWords, Language, Words};
use shared::query::Query;
use shared::route::Route;
use shared::search::{Context as SearchContext, Outcome};
use shared::time::{Date, Instant, LocalDateTime, rome};
use shared::view::agenda_page;
use shared::view::context::{Device, Kept, Records};
use shared::view::filter_dialog::WRITTEN;
use shared::view::finder::limit;
use shared::view::{Brand, Context};

use crate::head::{Holds, Shell, document};
use crate::published::Current;
use crate::store::gazetteer;

/// The prose of the page about the finder, for languages that have their own; Italian stands for the others.
const PROSE: [(Language, &str); 2] = [
    (Language::Italian, include_str!("../../frontend/i18n/about.it.txt")),
    (Language::English, include_str!("../../frontend/i18n/about.en.txt")),
];

/// An address of a page.
#[derive(Clone, Debug)]
pub struct Address {
    /// The language it is in.
    pub language: Language,
    /// The page.
    pub route: Route,
    /// What is searched there; the default for pages that show no search.
    pub query: Query,
}

impl Address {
    /// The address with that path and query string, read on that day. What cannot be understood in it is left out.
    #[must_use]
    pub fn new(path: &str, query: &str, today: Date) -> Self {
        let (language, route) = Route::parse_in(path);
        let query = match route {
            Route::Finder | Route::Agenda => Query::parse_leniently(query, today).0,
            _ => Query::default(),
        };
        Self { language, route, query }
    }

    /// The same for all addresses that mean the same.
    #[must_use]
    pub fn normal(&self) -> String {
        let path = self.route.path_in(self.language);
        match self.query.to_query_string() {
            query if query.is_empty() => path,
            query => [&path, "?", &query].concat(),
        }
    }
}

/// Whether there is such a page among the records.
#[must_use]
pub fn exists(current: &Current, route: &Route) -> bool {
    let data = &current.published.data;
    match route {
        Route::Place(id) | Route::Board(id) | Route::Kiosk(id) => data.place(id).is_some(),
        Route::Activity(id) => data.activity(id).is_some(),
        Route::Network(id) => data.network(id).is_some(),
        Route::Guide(id) => data.guide(id).is_some(),
        Route::NotFound => false,
        Route::Finder
        | Route::Agenda
        | Route::Saved
        | Route::Household
        | Route::About
        | Route::Orientation
        | Route::Packed
        | Route::KioskSetup
        | Route::Desk => true,
    }
}

/// Writes the document of a page; `offer` is a language that it is offered in.
#[must_use]
pub fn render(current: &Current, shell: &Shell, address: &Address, now: Instant, offer: Option<Language>) -> String {
    with_context(current, shell.brand(), address, now, |context| {
        document(context, shell, Holds::Page, offer)
    })
}

/// What `make` makes of a page's context: what is searched there is found, and nothing of a device is known.
pub fn with_context<T>(
    current: &Current,
    brand: &Brand,
    address: &Address,
    now: Instant,
    make: impl FnOnce(&Context<'_>) -> T,
) -> T {
    let local = |at: Instant| -> LocalDateTime { rome::local(at) };
    let search = |query: &Query| -> Outcome {
        let context = SearchContext {
            now: local(now),
            gazetteer: Some(gazetteer()),
            position: None,
            household: None,
        };
        current.index.search(&current.published.data, query, &context)
    };
    let nobody = Household::default();
    let outcome = (address.route == Route::Finder).then(|| {
        search(&Query {
            limit: limit(address.query.limit),
            ..address.query.clone()
        })
    });
    let kept = match address.route {
        Route::Agenda => agenda_page::question(&address.query, &nobody)
            .map(|question| agenda_page::kept(&search(&question), current.published.data.activities.len())),
        _ => None,
    };
    let device = Device {
        typed: address.query.words.clone(),
        checked: Some(local(Instant(current.published.at).min(now))),
        ..Device::default()
    };
    let prose = PROSE.iter().find(|(language, _)| *language == address.language);
    let context = Context {
        words: Words::of(address.language),
        kiosk: Some(KioskWords::of(address.language)),
        kiosk_italian: Some(KioskWords::of(Language::Italian)),
        route: &address.route,
        data: &current.published.data,
        loaded: true,
        by_place: &current.by_place,
        links: &current.links,
        now: local(now),
        household: &nobody,
        query: &address.query,
        view: address.query.view,
        outcome: outcome.as_ref(),
        kept: &kept.unwrap_or_default(),
        prose: prose.map_or(PROSE[0].1, |(_, prose)| prose),
        brand,
        device: &device,
        drawn: WRITTEN,
    };
    make(&context)
}

/// Writes the frame without content, which a service worker keeps for every page. It outlives the data: what they are
/// like is told by the app.
#[must_use]
pub fn frame(shell: &Shell) -> String {
    let (records, nobody) = (Records::none(), Household::default());
    let context = Context {
        words: Words::italian(),
        kiosk: None,
        kiosk_italian: None,
        route: &Route::NotFound,
        data: records.data,
        loaded: false,
        by_place: records.by_place,
        links: records.links,
        now: rome::local(Instant(0)),
        household: &nobody,
        query: &Query::default(),
        view: Query::default().view,
        outcome: None,
        kept: &Kept::default(),
        prose: "",
        brand: shell.brand(),
        device: &Device::default(),
        drawn: WRITTEN,
    };
    document(&context, shell, Holds::Frame, None)
}
