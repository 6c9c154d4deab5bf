//! Filters: what a family may ask for besides words, each as a list of choices of which any may hold.
//!
//! Between lists all must hold. An empty list asks for nothing. "Not known" ([`Known::Unknown`]) is a choice of its
//! own and never part of "no". What each choice means for places, activities and guides stands at the fields.

mod quarter;
mod when;

pub use quarter::{Quarter, quarters};
pub use when::{OpenAt, Weekdays, When};

use core::str::FromStr;

use crate::model::codes::codes;
use crate::model::{ComuneCode, Entry, Group, Language, Mode, NetworkId, PlaceKind, Setting, Status, Wheelchair};
use crate::problem::Refusal;
use crate::taxonomy::{Category, LifeStage, Professional, Topic};

codes! {
    /// What a result is.
    What, "unknown-what" {
        /// A place (sede).
        Place = "place",
        /// An activity (attività).
        Activity = "activity",
        /// A guide (scheda).
        Guide = "guide",
    }
}

codes! {
    /// Whether something costs money.
    Free, "unknown-free" {
        /// Free of charge.
        Yes = "true",
        /// Not free of charge.
        No = "false",
        /// Nobody has told yet.
        Unknown = "unknown",
    }
}

codes! {
    /// What who comes with a baby asks for, where a place says that it has it.
    BabyFact, "unknown-baby-fact" {
        /// A changing table.
        ChangingTable = "changing_table",
        /// One gets in with a pram.
        Pram = "pram",
        /// A corner to feed.
        FeedingCorner = "feeding_corner",
    }
}

codes! {
    /// The filters that are lists of choices. The code is the URL parameter.
    FacetName, "unknown-facet" {
        /// Places, activities, guides.
        What = "what",
        /// Kind of place.
        Kind = "kind",
        /// Network.
        Network = "network",
        /// Comune of the place.
        Comune = "comune",
        /// Topic, both levels.
        Topic = "topic",
        /// Category of activity.
        Category = "category",
        /// Life stage.
        Stage = "stage",
        /// Language spoken there.
        Language = "language",
        /// Free of charge.
        Free = "free",
        /// Way in.
        Entry = "entry",
        /// Wheelchair access.
        Wheelchair = "wheelchair",
        /// Professional present.
        Professional = "professional",
        /// Where a place is in its life.
        Status = "status",
        /// Where or how it takes place.
        Mode = "mode",
        /// Alone or with others.
        Setting = "setting",
        /// For whom in particular.
        Who = "who",
        /// What is there for babies.
        Baby = "baby",
        /// Quarter or Municipio.
        Quarter = "quarter",
    }
}

/// A choice among known values, or the choice of what is not known. Written as the value's code, or `unknown`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Known<T> {
    /// Known to be this.
    Is(T),
    /// Not known.
    Unknown,
}

/// The code of "not known" wherever it can be chosen.
pub const UNKNOWN: &str = "unknown";

impl<T: FromStr<Err = Refusal>> FromStr for Known<T> {
    type Err = Refusal;

    fn from_str(text: &str) -> Result<Self, Refusal> {
        match text {
            UNKNOWN => Ok(Self::Unknown),
            _ => text.parse().map(Self::Is),
        }
    }
}

/// Everything one can ask for besides words and nearness.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Places, activities, guides.
    pub what: Vec<What>,
    /// Kind of a place, or what it also acts as. Places only.
    pub kinds: Vec<PlaceKind>,
    /// Network of a place or an activity.
    pub networks: Vec<NetworkId>,
    /// Comune of a place, of an activity's place, or one that a guide names.
    pub comuni: Vec<ComuneCode>,
    /// Topics of a place (its desks' too), an activity or a guide; a first-level topic holds those below it.
    pub topics: Vec<Topic>,
    /// Category of an activity. Activities only.
    pub categories: Vec<Category>,
    /// An age in completed months; 0 is an age. An activity passes when its ages hold it (a bound that is not given
    /// is no bound), a place or a guide when one of its life stages does.
    pub age_months: Option<u16>,
    /// Life stages: of an activity by the ages it gives and its topics, of a place by its topics and its activities,
    /// of a guide by its topic.
    pub stages: Vec<Known<LifeStage>>,
    /// Languages spoken at a place (its desks' too) or an activity.
    pub languages: Vec<Known<Language>>,
    /// Whether a place or an activity is free of charge.
    pub free: Vec<Free>,
    /// Way in to a place or an activity.
    pub entry: Vec<Known<Entry>>,
    /// Wheelchair access to a place, also for its activities.
    pub wheelchair: Vec<Wheelchair>,
    /// Professionals at a place (its desks' too) or an activity.
    pub professionals: Vec<Known<Professional>>,
    /// Status of a place, also for its activities.
    pub status: Vec<Status>,
    /// Where or how a place works or an activity takes place.
    pub modes: Vec<Known<Mode>>,
    /// Alone or with others. Activities only.
    pub settings: Vec<Known<Setting>>,
    /// Groups that an activity names as those it is for. Activities only.
    pub who: Vec<Known<Group>>,
    /// What a place has for babies, also for the activities that take place in it.
    pub baby: Vec<Known<BabyFact>>,
    /// Quarter or Municipio of a place, or of where an activity takes place.
    pub quarters: Vec<Quarter>,
    /// When.
    pub when: When,
}

/// A value of one of the lists of a [`Filter`], as it is written in a URL.
pub(crate) trait Choice: FromStr<Err = Refusal> + PartialEq {
    /// Its code.
    fn code(&self) -> &str;
}

macro_rules! choices {
    ($($code:ident: $($name:ty),+;)+) => {
        $($(impl Choice for $name {
            fn code(&self) -> &str {
                <$name>::$code(self)
            }
        })+)+
    };
}

macro_rules! choices_by_value {
    ($($name:ty),+) => {
        $(impl Choice for $name {
            fn code(&self) -> &str {
                <$name>::code(*self)
            }
        })+
    };
}

choices! { as_str: NetworkId, ComuneCode, Language, Quarter; }
choices_by_value!(
    What,
    Free,
    PlaceKind,
    Entry,
    Wheelchair,
    Status,
    Topic,
    Category,
    LifeStage,
    Professional,
    Mode,
    Setting,
    Group,
    BabyFact
);

impl<T: Choice> Choice for Known<T> {
    fn code(&self) -> &str {
        match self {
            Self::Is(value) => value.code(),
            Self::Unknown => UNKNOWN,
        }
    }
}

/// Runs `$body` with `$list` being the list of that facet.
macro_rules! on_list {
    ([$($reference:tt)+] $filter:expr, $facet:expr, |$list:ident| $body:expr) => {
        match $facet {
            FacetName::What => { let $list = $($reference)+ $filter.what; $body }
            FacetName::Kind => { let $list = $($reference)+ $filter.kinds; $body }
            FacetName::Network => { let $list = $($reference)+ $filter.networks; $body }
            FacetName::Comune => { let $list = $($reference)+ $filter.comuni; $body }
            FacetName::Topic => { let $list = $($reference)+ $filter.topics; $body }
            FacetName::Category => { let $list = $($reference)+ $filter.categories; $body }
            FacetName::Stage => { let $list = $($reference)+ $filter.stages; $body }
            FacetName::Language => { let $list = $($reference)+ $filter.languages; $body }
            FacetName::Free => { let $list = $($reference)+ $filter.free; $body }
            FacetName::Entry => { let $list = $($reference)+ $filter.entry; $body }
            FacetName::Wheelchair => { let $list = $($reference)+ $filter.wheelchair; $body }
            FacetName::Professional => { let $list = $($reference)+ $filter.professionals; $body }
            FacetName::Status => { let $list = $($reference)+ $filter.status; $body }
            FacetName::Mode => { let $list = $($reference)+ $filter.modes; $body }
            FacetName::Setting => { let $list = $($reference)+ $filter.settings; $body }
            FacetName::Who => { let $list = $($reference)+ $filter.who; $body }
            FacetName::Baby => { let $list = $($reference)+ $filter.baby; $body }
            FacetName::Quarter => { let $list = $($reference)+ $filter.quarters; $body }
        }
    };
}

impl Filter {
    /// Whether it asks for nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.active() == 0
    }

    /// How many of its parts ask for something: lists, age, and when as one.
    #[must_use]
    pub fn active(&self) -> usize {
        FacetName::ALL
            .iter()
            .filter(|&&facet| !self.chosen(facet).is_empty())
            .count()
            + usize::from(self.age_months.is_some())
            + usize::from(!self.when.is_empty())
    }

    /// The codes that are chosen in a facet.
    #[must_use]
    pub fn chosen(&self, facet: FacetName) -> Vec<&str> {
        on_list!([&] self, facet, |list| codes_of(list))
    }

    /// Whether a code is chosen in a facet.
    #[must_use]
    pub fn has(&self, facet: FacetName, code: &str) -> bool {
        on_list!([&] self, facet, |list| list.iter().any(|choice| choice.code() == code))
    }

    /// Chooses a code in a facet, or takes the choice back.
    ///
    /// # Errors
    /// Refuses a code that the facet cannot have.
    pub fn toggle(&mut self, facet: FacetName, code: &str) -> Result<(), Refusal> {
        on_list!([&mut] self, facet, |list| match list.iter().position(|choice| choice.code() == code) {
            Some(at) => {
                list.remove(at);
                Ok(())
            }
            None => choose(list, code),
        })
    }

    /// Chooses a code in a facet; a code that is chosen already stays so.
    ///
    /// # Errors
    /// Refuses a code that the facet cannot have.
    pub fn choose(&mut self, facet: FacetName, code: &str) -> Result<(), Refusal> {
        on_list!([&mut] self, facet, |list| choose(list, code))
    }

    /// Takes back every choice of a facet.
    pub fn clear(&mut self, facet: FacetName) {
        on_list!([&mut] self, facet, |list| list.clear());
    }
}

fn codes_of<T: Choice>(list: &[T]) -> Vec<&str> {
    list.iter().map(Choice::code).collect()
}

fn choose<T: Choice>(list: &mut Vec<T>, code: &str) -> Result<(), Refusal> {
    let choice: T = code.parse()?;
    if !list.contains(&choice) {
        list.push(choice);
    }
    Ok(())
}
