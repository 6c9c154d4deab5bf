//! Worlds to make pages from: the records of the seed, and everything else that a context holds, as values of its own.

use std::sync::LazyLock;

use shared::agenda::Links;
use shared::filter::FacetName;
use shared::household::Household;
use shared::i18n::{KioskWords, Language, Words};
use shared::kiosk::{Aids, Screen, Setup, Shows, State};
use shared::model::Dataset;
use shared::query::{Near, Query, View};
use shared::route::Route;
use shared::search::{self, Index, Outcome};
use shared::time::LocalDateTime;
use shared::view::Context;
use shared::view::by_place::ByPlace;
use shared::view::context::{DRAWN, Device, Kept, MapStage, MapState};
use shared::view::msg::Dialog;
use shared::view::{Brand, agenda_page, msg};

/// What a kiosk shows in that state.
pub(crate) fn screen(state: State) -> Screen {
    Screen {
        place: SEED.data.places[0].id.clone(),
        state,
        seconds: 20,
        can_go_back: true,
        is_dim: false,
        setup: Setup::default(),
        aids: Aids::default(),
        shows: Shows::Page,
    }
}

/// Records and what is worked out from them.
pub(crate) struct Records {
    pub(crate) data: Dataset,
    pub(crate) by_place: ByPlace,
    pub(crate) links: Links,
    pub(crate) index: Index,
}

impl Records {
    fn of(mut data: Dataset) -> Self {
        data.sort();
        Self {
            by_place: ByPlace::new(&data),
            links: Links::build(&data),
            index: Index::build(&data),
            data,
        }
    }
}

/// The seed with its examples.
pub(crate) static SEED: LazyLock<Records> =
    LazyLock::new(|| Records::of(shared::seed::load().expect("the seed is good")));

/// The seed without every third record.
pub(crate) static FEWER: LazyLock<Records> = LazyLock::new(|| {
    let mut data = SEED.data.clone();
    let mut at = 0;
    let mut third = || {
        at += 1;
        at % 3 != 0
    };
    data.places.retain(|_| third());
    data.activities.retain(|activity| third() && !activity.sample);
    data.guides.retain(|_| third());
    Records::of(data)
});

/// No records at all.
pub(crate) static NONE: LazyLock<Records> = LazyLock::new(|| Records::of(Dataset::default()));

/// Everything that a context holds.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) records: &'static Records,
    pub(crate) language: Language,
    pub(crate) route: Route,
    pub(crate) loaded: bool,
    pub(crate) now: LocalDateTime,
    pub(crate) household: Household,
    pub(crate) query: Query,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) kept: Kept,
    pub(crate) prose: String,
    pub(crate) device: Device,
    pub(crate) brand: Brand,
    pub(crate) drawn: usize,
}

pub(crate) fn moment(text: &str) -> LocalDateTime {
    text.parse().expect("a moment")
}

impl World {
    /// A page as a server knows it.
    pub(crate) fn new(route: Route, language: Language) -> Self {
        let mut world = Self {
            records: &SEED,
            language,
            route,
            loaded: true,
            now: moment("2026-11-24T10:00"),
            household: Household::default(),
            query: Query::default(),
            outcome: None,
            kept: Kept::default(),
            prose: "Che cos’è.\n\n## privacy Privacy\nNiente.\n\n## accessibilita Accessibilità\n- Uno\n- due"
                .to_owned(),
            brand: Brand::default(),
            device: Device::default(),
            drawn: DRAWN,
        };
        world.ask();
        world
    }

    /// Answers what the page asks for.
    pub(crate) fn ask(&mut self) {
        let search = |query: &Query| {
            let context = search::Context {
                now: self.now,
                gazetteer: None,
                position: None,
                household: Some(&self.household),
            };
            self.records.index.search(&self.records.data, query, &context)
        };
        self.outcome = matches!(self.route, Route::Finder | Route::Agenda).then(|| search(&self.query));
        let asked = agenda_page::question(&self.query, &self.household);
        let kept = asked.map(|asked| agenda_page::kept(&search(&asked), self.records.data.activities.len()));
        self.kept = kept.unwrap_or_default();
    }

    pub(crate) fn context(&self) -> Context<'_> {
        Context {
            words: Words::of(self.language),
            kiosk: Some(KioskWords::of(self.language)),
            kiosk_italian: Some(KioskWords::of(Language::Italian)),
            route: &self.route,
            data: &self.records.data,
            loaded: self.loaded,
            by_place: &self.records.by_place,
            links: &self.records.links,
            now: self.now,
            household: &self.household,
            query: &self.query,
            view: self.query.view,
            outcome: self.outcome.as_ref(),
            kept: &self.kept,
            prose: &self.prose,
            brand: &self.brand,
            device: &self.device,
            drawn: self.drawn,
        }
    }
}

/// A page of every kind, of records that differ in what is known of them.
pub(crate) fn routes() -> Vec<Route> {
    let data = &SEED.data;
    let mut routes = vec![
        Route::Finder,
        Route::Agenda,
        Route::Saved,
        Route::Household,
        Route::About,
        Route::Orientation,
        Route::Packed,
        Route::Board(data.places[0].id.clone()),
        Route::Kiosk(data.places[0].id.clone()),
        Route::KioskSetup,
        Route::Desk,
        Route::NotFound,
    ];
    let mut kinds = Vec::new();
    for place in &data.places {
        let known = (place.kind, place.opening_hours.is_some(), place.phone.is_empty());
        if !kinds.contains(&known) {
            kinds.push(known);
            routes.push(Route::Place(place.id.clone()));
        }
    }
    let mut known = Vec::new();
    for activity in &data.activities {
        let this = (
            activity.schedule.is_some(),
            activity.place.is_some(),
            activity.sample,
            activity.access.free,
        );
        if !known.contains(&this) {
            known.push(this);
            routes.push(Route::Activity(activity.id.clone()));
        }
    }
    routes.extend(data.guides.iter().take(2).map(|guide| Route::Guide(guide.id.clone())));
    routes.extend(data.networks.iter().map(|network| Route::Network(network.id.clone())));
    routes.push(Route::Place("gone".parse().expect("an id")));
    routes
}

pub(crate) fn family() -> Household {
    Household::parse("child 2023-05 Luca\nchild 2012-02\nexpecting 2026-10\nlanguage ar\nwheels\ncarer\n")
}

pub(crate) fn searched() -> Query {
    let mut query = Query {
        words: "gioco <b>&".to_owned(),
        near: Some(Near::Name("Senago".to_owned())),
        radius_km: Some(25),
        ..Query::default()
    };
    query.filter.topics = vec!["prima-infanzia".parse().expect("a topic")];
    let chosen = query.filter.toggle(FacetName::Language, "ar");
    chosen.expect("a code of a language");
    query
}

pub(crate) fn keys() -> Vec<String> {
    let data = &SEED.data;
    let places = data
        .places
        .iter()
        .take(3)
        .map(|place| ["place:", place.id.as_str()].concat());
    let activities = data.activities.iter().step_by(20);
    let activities = activities.map(|activity| ["activity:", activity.id.as_str()].concat());
    places.chain(activities).chain(["place:gone".to_owned()]).collect()
}

/// What was told of the things saved, when one of them was still there.
pub(crate) fn told() -> Vec<String> {
    let before = moment("2026-11-10T10:00");
    let known = keys();
    let lines = known
        .iter()
        .filter_map(|key| shared::plan::seen::line(&SEED.data, key, before));
    lines.map(|line| line.replacen("esempio", "sparita", 1)).collect()
}

pub(crate) fn with_map(device: &mut Device) {
    device.map = MapState {
        stage: MapStage::Here,
        no_ground: true,
        at_nearest: true,
        at_farthest: false,
        credit: "OpenStreetMap".to_owned(),
    };
    device.chosen = SEED.data.places.first().map(|place| place.id.to_string());
}

pub(crate) fn with_suggestions(device: &mut Device) {
    device.typed = "prim".to_owned();
    device.reached = Some(1);
    device.suggestions = vec![
        search::Suggestion {
            target: search::Target::Topic("prima-infanzia".parse().expect("a topic")),
            text: "Prima infanzia".to_owned(),
        },
        search::Suggestion {
            target: search::Target::Place(0),
            text: "Una sede".to_owned(),
        },
    ];
    device.recent = vec!["nido".to_owned()];
}

/// A change of a world.
pub(crate) type Change = fn(&mut World);

/// States in which a page can be, by name.
pub(crate) const STATES: [(&str, Change); 12] = [
    ("as a server knows it", |_| {}),
    ("on a kiosk", |world| {
        world.device.screen = Some(screen(State::Visit));
        world.device.desk = Some(0);
        world.device.setup = Some(Setup::default());
    }),
    ("on a kiosk that warns", |world| {
        world.device.screen = Some(screen(State::Warning));
    }),
    ("on a kiosk that shows a code", |world| {
        let address = "tel:112".to_owned();
        world.device.screen = Some(Screen {
            shows: Shows::Address(address),
            ..screen(State::Begin)
        });
    }),
    ("with a household", |world| world.household = family()),
    ("searched", |world| {
        world.query = searched();
        world.device.typed.clone_from(&world.query.words);
    }),
    ("day by day", |world| {
        world.query.view = View::Day;
        world.now = moment("2026-12-25T09:00");
    }),
    ("on the map", |world| {
        world.query.view = View::Map;
        with_map(&mut world.device);
    }),
    ("with things saved", |world| {
        world.device.saved = keys();
        world.device.seen = told();
        world.device.dialog = Some(Dialog::Calendar);
        world.device.origin = "https://example.org".to_owned();
    }),
    ("with much to tell", |world| {
        with_suggestions(&mut world.device);
        world.device.offline = true;
        world.device.new_version = true;
        world.device.toast = "Indirizzo copiato.".to_owned();
        world.device.checked = Some(moment("2026-11-20T18:00"));
        world.device.dialog = Some(msg::Dialog::Share);
        world.device.address = "https://example.org/?q=a&b".to_owned();
        world.device.erased = family();
    }),
    ("a past day, nothing found", |world| {
        world.query.words = "zzzz qqqq".to_owned();
        world.now = moment("2027-08-15T23:30");
    }),
    ("without records", |world| {
        world.records = &NONE;
        world.loaded = false;
    }),
];
