//! What one record is, packed: the bits that filters and concepts test, fifty-six bytes a record.

use crate::filter::{BabyFact, FacetName, Free, Quarter, What, quarters};
use crate::model::{
    Access, Activity, Address, Baby, Entry, Guide, Language, Mode, Place, PlaceKind, Status, Verification, Wheelchair,
};
use crate::taxonomy::{Category, LifeStage, Professional, Topic};
use crate::time::occurrence::last_start;

/// Bit of "not known" among life stages and professionals.
pub(super) const UNKNOWN_16: u16 = 1 << 15;
/// Bit of "not known" among languages.
pub(super) const UNKNOWN_32: u32 = 1 << 31;
/// Bit of "not known" among entries.
pub(super) const UNKNOWN_ENTRY: u8 = 1 << 3;
/// No place, no network, no comune.
pub(super) const NONE_16: u16 = u16::MAX;
/// No place.
pub(super) const NONE_32: u32 = u32::MAX;

/// What a record is. A set of bits that is empty means that the question does not apply to such a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Attributes {
    pub(super) topics: u64,
    pub(super) categories: u32,
    pub(super) languages: u32,
    /// Index of the place, its own or the one it is held at.
    pub(super) place: u32,
    pub(super) network: u16,
    /// Index among the index's comuni, or beyond them among its sets of comuni.
    pub(super) comune: u16,
    /// Ages in months, both included; none when the first is above the last.
    pub(super) ages: (u16, u16),
    pub(super) stages: u16,
    pub(super) who: u16,
    /// Indices of Municipio and quarter among the index's quarters.
    pub(super) quarters: (u16, u16),
    pub(super) professionals: u16,
    pub(super) what: u8,
    pub(super) kinds: u8,
    pub(super) free: u8,
    pub(super) entry: u8,
    pub(super) wheelchair: u8,
    pub(super) status: u8,
    pub(super) modes: u8,
    pub(super) settings: u8,
    pub(super) baby: u8,
    /// It is an activity that is elsewhere than at its place.
    pub(super) at_venue: bool,
    /// An example, counted apart and told after what is real.
    pub(super) sample: bool,
    /// Words of the title, small ones not counted; at most 255.
    pub(super) title_words: u8,
    /// When it was confirmed last, in days since 1970; 0 is never.
    pub(super) confirmed: u16,
    /// The last day its schedule can have a date on, in days since 1970; [`NONE_16`] is no end.
    pub(super) runs_out: u16,
}

/// The bit of "not known" among modes, settings and what is there for babies.
pub(super) const UNKNOWN_8: u8 = 1 << 7;

/// The bits of some codes by their place in their list; where there are none, that it is not known.
fn known_bits(codes: impl Iterator<Item = usize>, unknown: u16) -> u16 {
    match codes.fold(0, |bits, at| bits | 1 << at) {
        0 => unknown,
        bits => bits,
    }
}

fn modes(modes: &[Mode]) -> u8 {
    known_bits(modes.iter().map(|&mode| mode as usize), UNKNOWN_8.into()) as u8
}

/// What is told not to be there is known: neither a choice of those nor "not known".
fn baby(baby: Option<&Baby>) -> u8 {
    let facts = baby.map_or([None; 3], |baby| [baby.changing_table, baby.pram, baby.feeding_corner]);
    if facts.iter().all(Option::is_none) {
        return UNKNOWN_8;
    }
    let told = BabyFact::ALL.iter().zip(facts);
    told.fold(0, |bits, (&fact, there)| {
        bits | u8::from(there == Some(true)) << fact as u8
    })
}

/// The bit of a topic.
pub(super) const fn topic_bit(topic: Topic) -> u64 {
    1 << topic.index()
}

pub(super) fn what_bit(what: What) -> u8 {
    1 << what as u8
}

pub(super) fn kind_bit(kind: PlaceKind) -> u8 {
    1 << kind as u8
}

pub(super) fn free_bit(free: Free) -> u8 {
    1 << free as u8
}

pub(super) fn entry_bit(entry: Entry) -> u8 {
    1 << entry as u8
}

pub(super) fn wheelchair_bit(wheelchair: Wheelchair) -> u8 {
    1 << wheelchair as u8
}

pub(super) fn status_bit(status: Status) -> u8 {
    1 << status as u8
}

/// The stages of life that some topics speak of, whatever the ages.
const SPEAKING: [(&str, &[&str]); 14] = [
    ("nascita", &["attesa", "0-3"]),
    ("gravidanza", &["attesa"]),
    ("dopo-parto", &["attesa", "0-3"]),
    ("allattamento", &["attesa", "0-3"]),
    ("neo-papa", &["attesa", "0-3"]),
    ("prima-infanzia", &["0-3", "3-6"]),
    ("gioco-0-3", &["0-3"]),
    ("sostegno-allo-studio", &["6-11", "11-14", "14-19"]),
    ("orientamento-scolastico", &["11-14", "14-19"]),
    ("adolescenza", &["11-14", "14-19"]),
    ("ascolto-adolescenti", &["11-14", "14-19"]),
    ("ritiro-sociale", &["11-14", "14-19"]),
    ("anziani", &["over-65"]),
    ("memoria", &["over-65"]),
];

/// The stages of life that a topic speaks of.
pub(crate) fn stages_of_topic(topic: Topic) -> u16 {
    let spoken = SPEAKING.iter().filter(|(code, _)| *code == topic.code());
    spoken.flat_map(|(_, stages)| *stages).fold(0, |bits, code| {
        let stage = LifeStage::all().find(|stage| stage.code() == *code);
        stage.map_or(bits, |stage| bits | 1 << stage.index())
    })
}

/// What each topic brings with it, looked up once instead of by code for every record.
pub(super) struct TopicTable {
    /// Its bit and that of the topic above it.
    bits: [u64; Topic::COUNT],
    /// The stages it speaks of.
    stages: [u16; Topic::COUNT],
}

impl TopicTable {
    pub(super) fn new() -> Self {
        let mut table = Self {
            bits: [0; Topic::COUNT],
            stages: [0; Topic::COUNT],
        };
        for topic in Topic::all() {
            table.bits[topic.index()] = topic_bit(topic) | topic_bit(topic.root());
            table.stages[topic.index()] = stages_of_topic(topic);
        }
        table
    }

    /// The bits of topics and of those above them, and the stages they speak of.
    fn of<'a>(&self, topics: impl IntoIterator<Item = &'a Topic>) -> (u64, u16) {
        topics.into_iter().fold((0, 0), |(bits, stages), topic| {
            (bits | self.bits[topic.index()], stages | self.stages[topic.index()])
        })
    }
}

/// The stages that share a month with these ages.
pub(crate) fn stages_of_ages(first: u16, last: u16) -> u16 {
    LifeStage::all()
        .filter(|stage| stage.months().is_some_and(|(from, to)| first <= to && from <= last))
        .fold(0, |bits, stage| bits | 1 << stage.index())
}

fn free(access: &Access) -> u8 {
    free_bit(match access.free {
        Some(true) => Free::Yes,
        Some(false) => Free::No,
        None => Free::Unknown,
    })
}

fn entry(access: &Access) -> u8 {
    access.entry.map_or(UNKNOWN_ENTRY, entry_bit)
}

fn confirmed(verified: Option<&Verification>) -> u16 {
    verified
        .and_then(|verified| u16::try_from(verified.on.days()).ok())
        .unwrap_or(0)
}

fn runs_out(activity: &Activity) -> u16 {
    let last = activity.schedule.as_ref().and_then(last_start);
    last.and_then(|day| u16::try_from(day.days()).ok()).unwrap_or(NONE_16)
}

fn professionals<'a>(roles: impl Iterator<Item = &'a String>) -> u16 {
    let mut some = false;
    let bits = roles.fold(0, |bits, role| {
        some = true;
        Professional::in_role(role).fold(bits, |bits, one| bits | 1 << one.index())
    });
    // A role that is none of the list says that somebody is there, not who.
    if bits == 0 { UNKNOWN_16 } else { bits }
}

/// Languages met so far, at most 31; the bit of each is its position.
#[derive(Default)]
pub(super) struct Languages(pub(super) Vec<Language>);

impl Languages {
    fn bits<'a>(&mut self, languages: impl Iterator<Item = &'a Language>) -> u32 {
        let bits = languages.fold(0, |bits, language| {
            let at = self.0.iter().position(|known| known == language).or_else(|| {
                (self.0.len() < 31).then(|| {
                    self.0.push(language.clone());
                    self.0.len() - 1
                })
            });
            at.map_or(bits, |at| bits | 1 << at)
        });
        if bits == 0 { UNKNOWN_32 } else { bits }
    }
}

/// Quarters met so far, ordered, each with its number.
#[derive(Clone, Default)]
pub(super) struct Quarters(pub(super) Vec<(Quarter, u16)>);

impl Quarters {
    /// The numbers of Municipio and quarter of an address.
    pub(super) fn of(&mut self, address: Option<&Address>) -> (u16, u16) {
        let mut numbers = [NONE_16; 2];
        for ((quarter, _), number) in address.into_iter().flat_map(quarters).zip(&mut numbers) {
            let next = u16::try_from(self.0.len()).unwrap_or(NONE_16);
            *number = match self.0.binary_search_by(|(known, _)| known.cmp(&quarter)) {
                Ok(at) => self.0[at].1,
                Err(at) => {
                    self.0.insert(at, (quarter, next));
                    next
                }
            };
        }
        (numbers[0], numbers[1])
    }
}

impl Attributes {
    /// Of a place; what its activities add comes later.
    pub(super) fn of_place(
        place: &Place,
        (at, network, comune): (u32, u16, u16),
        table: &TopicTable,
        languages: &mut Languages,
    ) -> Self {
        let desks = &place.desks;
        let (topics, stages) = table.of(place.topics.iter().chain(desks.iter().flat_map(|desk| &desk.topics)));
        Self {
            topics,
            categories: 0,
            languages: languages.bits(
                place
                    .languages
                    .iter()
                    .chain(desks.iter().flat_map(|desk| &desk.languages)),
            ),
            place: at,
            network,
            comune,
            ages: (1, 0),
            stages,
            professionals: professionals(
                place
                    .staff_roles
                    .iter()
                    .chain(desks.iter().flat_map(|desk| &desk.staff_roles)),
            ),
            what: what_bit(What::Place),
            kinds: place
                .acts_as
                .iter()
                .fold(kind_bit(place.kind), |bits, &kind| bits | kind_bit(kind)),
            free: free(&place.access),
            entry: entry(&place.access),
            wheelchair: wheelchair_bit(place.accessibility.wheelchair),
            status: status_bit(place.status),
            who: 0,
            quarters: (NONE_16, NONE_16),
            modes: modes(&place.modes),
            settings: 0,
            baby: baby(place.baby.as_ref()),
            at_venue: false,
            sample: place.sample,
            title_words: 0,
            confirmed: confirmed(place.verified.as_ref()),
            runs_out: NONE_16,
        }
    }

    /// Of an activity, at a place or at none that is known. What is told of the building does not hold at another venue.
    pub(super) fn of_activity(
        activity: &Activity,
        at: Option<(u32, &Self)>,
        network: u16,
        table: &TopicTable,
        languages: &mut Languages,
    ) -> Self {
        let (topics, stages) = table.of(&activity.topics);
        let inside = at.filter(|_| activity.venue.is_none());
        let audience = &activity.audience;
        let ages = (
            audience.min_months.unwrap_or(0),
            audience.max_months.unwrap_or(u16::MAX),
        );
        let bounded = audience.min_months.is_some() || audience.max_months.is_some();
        let stages = stages | if bounded { stages_of_ages(ages.0, ages.1) } else { 0 };
        Self {
            topics,
            categories: category_bit(activity.category),
            languages: languages.bits(activity.languages.iter()),
            place: at.map_or(NONE_32, |(place, _)| place),
            network,
            comune: at.map_or(NONE_16, |(_, place)| place.comune),
            ages,
            stages: if stages == 0 { UNKNOWN_16 } else { stages },
            professionals: professionals(activity.staff_roles.iter()),
            what: what_bit(What::Activity),
            kinds: 0,
            free: free(&activity.access),
            entry: entry(&activity.access),
            wheelchair: inside.map_or(wheelchair_bit(Wheelchair::Unknown), |(_, place)| place.wheelchair),
            status: at.map_or(status_bit(Status::Active), |(_, place)| place.status),
            who: known_bits(audience.who.iter().map(|&group| group as usize), UNKNOWN_16),
            quarters: inside.map_or((NONE_16, NONE_16), |(_, place)| place.quarters),
            modes: modes(&activity.modes),
            settings: known_bits(activity.settings.iter().map(|&one| one as usize), UNKNOWN_8.into()) as u8,
            baby: inside.map_or(UNKNOWN_8, |(_, place)| place.baby),
            at_venue: activity.venue.is_some(),
            sample: activity.sample,
            title_words: 0,
            confirmed: confirmed(activity.verified.as_ref()),
            runs_out: runs_out(activity),
        }
    }

    /// Of a guide.
    pub(super) fn of_guide(guide: &Guide, comune: u16, table: &TopicTable) -> Self {
        let (topics, stages) = table.of([&guide.topic]);
        Self {
            topics,
            categories: 0,
            languages: 0,
            place: NONE_32,
            network: NONE_16,
            comune,
            ages: (1, 0),
            stages: if stages == 0 { UNKNOWN_16 } else { stages },
            professionals: 0,
            what: what_bit(What::Guide),
            kinds: 0,
            free: 0,
            entry: 0,
            wheelchair: 0,
            status: 0,
            who: 0,
            quarters: (NONE_16, NONE_16),
            modes: 0,
            settings: 0,
            baby: 0,
            at_venue: false,
            sample: guide.sample,
            title_words: 0,
            confirmed: confirmed(guide.verified.as_ref()),
            runs_out: NONE_16,
        }
    }

    /// Whether it is for one of these ages in months: an activity by its ages, the others by their life stages.
    pub(super) fn has_age(&self, first: u16, last: u16) -> bool {
        match self.what == what_bit(What::Activity) {
            true => self.ages.0 <= last && first <= self.ages.1,
            false => self.stages & stages_of_ages(first, last) != 0,
        }
    }

    /// Whether it is a place that does not say for whom it is.
    pub(super) fn is_for_anybody(&self) -> bool {
        self.what == what_bit(What::Place) && self.stages == UNKNOWN_16
    }

    /// The bits of a facet that is a small set; 0 for networks, comuni and quarters, which are numbers.
    pub(super) fn bits(&self, facet: FacetName) -> u64 {
        match facet {
            FacetName::What => self.what.into(),
            FacetName::Kind => self.kinds.into(),
            FacetName::Network | FacetName::Comune | FacetName::Quarter => 0,
            FacetName::Topic => self.topics,
            FacetName::Category => self.categories.into(),
            FacetName::Stage => self.stages.into(),
            FacetName::Language => self.languages.into(),
            FacetName::Free => self.free.into(),
            FacetName::Entry => self.entry.into(),
            FacetName::Wheelchair => self.wheelchair.into(),
            FacetName::Professional => self.professionals.into(),
            FacetName::Status => self.status.into(),
            FacetName::Mode => self.modes.into(),
            FacetName::Setting => self.settings.into(),
            FacetName::Who => self.who.into(),
            FacetName::Baby => self.baby.into(),
        }
    }
}

/// The bit of a category.
pub(super) const fn category_bit(category: Category) -> u32 {
    1 << category.index()
}
