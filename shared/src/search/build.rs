//! Building the index in slices, so that a page stays alive while it grows.

use super::document::{Attributes, Languages, NONE_16, Quarters, TopicTable, UNKNOWN_16};
use super::index::{Index, Postings};
use super::vocabulary::{Interner, Vocabulary};
use super::weights::Field;
use crate::model::{Activity, Comune, Dataset, Guide, Network, NetworkId, Place};
use crate::text::{fold_into, words};

/// How many records a page reads into its index before others get their turn.
pub const SLICE: usize = 1_500;

/// An index that grows. Feed it the same data set in steps, then [`Builder::finish`] it.
///
/// ```
/// # use shared::{model::Dataset, search::Builder};
/// # let data = Dataset::default();
/// let mut builder = Builder::new(&data);
/// while !builder.step(&data, 500) {
///     // Let the page breathe; `builder.so_far(&data)` already answers for what was read.
/// }
/// let index = builder.finish(&data);
/// ```
pub struct Builder {
    words: Interner,
    /// For each record its words in order of first mention: number << 8 | bits of the fields it stands in.
    mentions: Vec<u32>,
    /// Where the mentions of each record begin.
    starts: Vec<u32>,
    /// For each word where it was mentioned last, + 1, and how often.
    last_mention: Vec<(u32, u32)>,
    /// What is made of the mentions once all are read.
    filing: Option<Filing>,
    attributes: Vec<Attributes>,
    languages: Languages,
    quarters: Quarters,
    topics: TopicTable,
    /// Mentions of each network's name and territory, shared by all its records.
    networks: Vec<Vec<u32>>,
    /// Comuni of guides that name several.
    comune_sets: Vec<Vec<u16>>,
    /// Room for folding.
    folded: String,
}

impl Builder {
    /// Begins an index of a data set: networks are read at once, they are few.
    #[must_use]
    pub fn new(data: &Dataset) -> Self {
        let records = data.places.len() + data.activities.len() + data.guides.len();
        let mut builder = Self {
            words: Interner::default(),
            mentions: Vec::with_capacity(records * 24),
            starts: Vec::with_capacity(records + 1),
            last_mention: Vec::new(),
            filing: None,
            attributes: Vec::with_capacity(records),
            languages: Languages::default(),
            quarters: Quarters::default(),
            topics: TopicTable::new(),
            networks: Vec::with_capacity(data.networks.len()),
            comune_sets: Vec::new(),
            folded: String::new(),
        };
        for network in &data.networks {
            builder.add_network(network);
        }
        builder
    }

    /// Reads up to that many further records: places first, then activities, then guides; then files the words of all
    /// of them, several records for one. `true` when only [`Builder::finish`] is left.
    pub fn step(&mut self, data: &Dataset, records: usize) -> bool {
        /// Filing a record takes about that part of the time of reading it.
        const FILED_FOR_ONE_READ: usize = 6;
        let all = data.places.len() + data.activities.len() + data.guides.len();
        let reading = records.min(all - self.attributes.len());
        for _ in 0..reading {
            self.read_next(data);
        }
        let left = records - reading;
        if left == 0 {
            return false;
        }
        let mut filing = self.filing.take().unwrap_or_else(|| Filing::new(self));
        let done = filing.step(self, left.saturating_mul(FILED_FOR_ONE_READ));
        self.filing = Some(filing);
        done
    }

    fn read_next(&mut self, data: &Dataset) {
        let at = self.attributes.len();
        let activity = at.checked_sub(data.places.len());
        let guide = activity.and_then(|at| at.checked_sub(data.activities.len()));
        if let Some(place) = data.places.get(at) {
            self.add_place(data, place);
        } else if let Some(activity) = activity.and_then(|at| data.activities.get(at)) {
            self.add_activity(data, activity);
        } else if let Some(guide) = guide.and_then(|at| data.guides.get(at)) {
            self.add_guide(data, guide);
        }
    }

    /// How many records have been read.
    #[must_use]
    pub fn read(&self) -> usize {
        self.attributes.len()
    }

    /// An index of what has been read: it answers as if the data set ended there.
    #[must_use]
    pub fn so_far(&self, data: &Dataset) -> Index {
        let mut filing = Filing::new(self);
        filing.step(self, usize::MAX);
        index(
            data,
            filing,
            self.attributes.clone(),
            (&self.languages, &self.quarters),
            self.comune_sets.clone(),
        )
    }

    /// The index. What has not been read yet is not in it.
    #[must_use]
    pub fn finish(mut self, data: &Dataset) -> Index {
        let mut filing = self.filing.take().unwrap_or_else(|| Filing::new(&self));
        filing.step(&self, usize::MAX);
        index(
            data,
            filing,
            self.attributes,
            (&self.languages, &self.quarters),
            self.comune_sets,
        )
    }

    /// Adds the words of a text to the record that is being read.
    fn mention(&mut self, text: &str, field: Field) {
        let Some(&start) = self.starts.last() else { return };
        self.folded.clear();
        fold_into(text, &mut self.folded);
        for word in words(&self.folded) {
            let number = self.words.number(word);
            mention(&mut self.mentions, &mut self.last_mention, start, number, field as u8);
        }
    }

    fn mention_all<'a>(&mut self, texts: impl IntoIterator<Item = &'a String>, field: Field) {
        for text in texts {
            self.mention(text, field);
        }
    }

    /// Mentions again, for this record, what stands in those fields of another one.
    fn inherit(&mut self, from: u32, fields: &[(Field, Field)]) {
        let Some(&start) = self.starts.last() else { return };
        let end = self.starts.get(from as usize + 1).copied().unwrap_or(start);
        for at in self.starts[from as usize]..end {
            let mentioned = self.mentions[at as usize];
            let bits = fields.iter().fold(0, |bits, &(theirs, ours)| {
                if mentioned & theirs as u32 != 0 {
                    bits | ours as u8
                } else {
                    bits
                }
            });
            if bits != 0 {
                mention(&mut self.mentions, &mut self.last_mention, start, mentioned >> 8, bits);
            }
        }
    }

    /// Ends a record: what it is, and how many words its title has.
    fn end(&mut self, mut attributes: Attributes) {
        let start = self.starts.last().map_or(0, |&start| start as usize);
        let title = self.mentions[start..]
            .iter()
            .filter(|&&mention| mention & Field::Title as u32 != 0)
            .count();
        attributes.title_words = u8::try_from(title).unwrap_or(u8::MAX);
        self.attributes.push(attributes);
    }

    fn begin(&mut self) {
        self.starts.push(self.mentions.len() as u32);
    }

    fn add_network(&mut self, network: &Network) {
        self.begin();
        self.mention(&network.name, Field::Network);
        self.mention_all(&network.territory, Field::Network);
        for organisation in &network.organisations {
            self.mention(&organisation.name, Field::Host);
        }
        self.networks.push(core::mem::take(&mut self.mentions));
        self.starts.clear();
        self.last_mention.fill((0, 0));
    }

    /// Mentions for this record its network's name and territory; for a place (`fields`) also the organisations.
    fn network(&mut self, data: &Dataset, id: &NetworkId, fields: u8) -> u16 {
        let Ok(at) = data.networks.binary_search_by(|network| network.id.cmp(id)) else {
            return NONE_16;
        };
        if let Some(&start) = self.starts.last() {
            for &mentioned in &self.networks[at] {
                let fields = mentioned as u8 & fields;
                if fields != 0 {
                    mention(
                        &mut self.mentions,
                        &mut self.last_mention,
                        start,
                        mentioned >> 8,
                        fields,
                    );
                }
            }
        }
        u16::try_from(at).unwrap_or(NONE_16)
    }

    fn comune(&mut self, comune: &Comune) {
        self.mention(&comune.name, Field::Comune);
        self.mention(&comune.province, Field::Comune);
    }

    fn add_place(&mut self, data: &Dataset, place: &Place) {
        self.begin();
        self.mention(&place.name, Field::Title);
        let mut comune = NONE_16;
        if let Some(address) = &place.address {
            if let Some(at) = address.comune.as_ref().and_then(|code| comune_at(data, code.as_str())) {
                comune = at;
                self.comune(&data.comuni[usize::from(at)]);
            }
            self.mention_all(&address.locality, Field::Comune);
            self.mention_all(&address.municipio, Field::Comune);
            if let Some(code) = &address.postal_code {
                self.mention(code.as_str(), Field::Comune);
            }
            self.mention_all(&address.street, Field::Street);
            self.mention_all(&address.note, Field::Text);
        }
        self.mention_all(&place.services, Field::Services);
        self.mention_all(&place.staff_roles, Field::Services);
        for desk in &place.desks {
            self.mention(&desk.name, Field::Services);
            self.mention_all(&desk.staff_roles, Field::Services);
            self.mention_all(&desk.note, Field::Text);
        }
        let network = self.network(data, &place.network, Field::Network as u8 | Field::Host as u8);
        self.mention_all(&place.host, Field::Host);
        for organisation in &place.organisations {
            self.mention(&organisation.name, Field::Host);
        }
        self.mention(&place.description, Field::Text);
        self.mention_all(&place.hours_note, Field::Text);
        let at = self.attributes.len() as u32;
        let mut attributes = Attributes::of_place(place, (at, network, comune), &self.topics, &mut self.languages);
        attributes.quarters = self.quarters.of(place.address.as_ref());
        self.end(attributes);
    }

    fn add_activity(&mut self, data: &Dataset, activity: &Activity) {
        self.begin();
        self.mention(&activity.title, Field::Title);
        let place = activity
            .place
            .as_ref()
            .and_then(|id| data.places.binary_search_by(|place| place.id.cmp(id)).ok());
        self.mention_all(&activity.audience.groups, Field::Audience);
        self.mention_all(&activity.staff_roles, Field::Services);
        self.mention_all(&activity.organiser, Field::Host);
        let network = self.network(data, &activity.network, Field::Network as u8);
        if let Some(at) = place {
            self.inherit(
                at as u32,
                &[(Field::Comune, Field::Comune), (Field::Title, Field::Host)],
            );
        }
        self.mention(&activity.description, Field::Text);
        let place = place.map(|at| (at as u32, self.attributes[at]));
        let mut attributes = Attributes::of_activity(
            activity,
            place.as_ref().map(|(at, place)| (*at, place)),
            network,
            &self.topics,
            &mut self.languages,
        );
        if let Some(venue) = &activity.venue {
            self.mention_all(&venue.name, Field::Street);
            if let Some(address) = &venue.address {
                self.mention_all(&address.street, Field::Street);
                self.mention_all(&address.locality, Field::Comune);
                if let Some(at) = address.comune.as_ref().and_then(|code| comune_at(data, code.as_str())) {
                    attributes.comune = at;
                    self.comune(&data.comuni[usize::from(at)]);
                }
                attributes.quarters = self.quarters.of(Some(address));
            }
        }
        self.end(attributes);
    }

    fn add_guide(&mut self, data: &Dataset, guide: &Guide) {
        self.begin();
        self.mention(&guide.title, Field::Title);
        let comuni: Vec<u16> = guide
            .comuni
            .iter()
            .filter_map(|code| comune_at(data, code.as_str()))
            .collect();
        for &at in &comuni {
            self.comune(&data.comuni[usize::from(at)]);
        }
        self.mention(&guide.body, Field::Text);
        for link in &guide.links {
            self.mention(&link.title, Field::Text);
        }
        let comune = match comuni[..] {
            [] => NONE_16,
            [only] => only,
            _ => {
                self.comune_sets.push(comuni);
                u16::try_from(data.comuni.len() + self.comune_sets.len() - 1).unwrap_or(NONE_16)
            }
        };
        self.end(Attributes::of_guide(guide, comune, &self.topics));
    }
}

fn comune_at(data: &Dataset, code: &str) -> Option<u16> {
    let at = data
        .comuni
        .binary_search_by(|comune| comune.code.as_str().cmp(code))
        .ok()?;
    u16::try_from(at).ok()
}

/// Notes that a word stands in some fields of the record whose mentions begin at `start`.
fn mention(mentions: &mut Vec<u32>, last_mention: &mut Vec<(u32, u32)>, start: u32, number: u32, fields: u8) {
    if number as usize >= last_mention.len() {
        last_mention.resize((number as usize + 1).next_power_of_two(), (0, 0));
    }
    let (last, often) = &mut last_mention[number as usize];
    if *last > start {
        mentions[*last as usize - 1] |= u32::from(fields);
    } else {
        mentions.push(number << 8 | u32::from(fields));
        *last = mentions.len() as u32;
        *often += 1;
    }
}

/// The words in order, and by each word the records it stands in.
struct Filing {
    vocabulary: Vocabulary,
    /// For each word by number where it stands in the vocabulary.
    place: Vec<u32>,
    postings: Postings,
    /// How many records are filed.
    records: usize,
}

impl Filing {
    fn new(builder: &Builder) -> Self {
        let (vocabulary, place) = builder.words.sort();
        let mut counts = vec![0; vocabulary.len()];
        for (&(_, often), &place) in builder.last_mention.iter().zip(&place) {
            counts[place as usize] = often;
        }
        Self {
            vocabulary,
            place,
            postings: Postings::with_counts(counts),
            records: 0,
        }
    }

    /// Files up to that many records; `true` when all that were read are filed.
    fn step(&mut self, builder: &Builder, records: usize) -> bool {
        let end = self.records.saturating_add(records).min(builder.starts.len());
        for record in self.records..end {
            let to = builder
                .starts
                .get(record + 1)
                .map_or(builder.mentions.len(), |&to| to as usize);
            for mention in &builder.mentions[builder.starts[record] as usize..to] {
                let word = self.place[(mention >> 8) as usize];
                self.postings.push(word, (record as u32) << 8 | (mention & 0xFF));
            }
        }
        self.records = end;
        end == builder.starts.len()
    }
}

/// Puts an index together. Places get the stages of life of what is held there.
fn index(
    data: &Dataset,
    filing: Filing,
    mut attributes: Vec<Attributes>,
    (languages, quarters): (&Languages, &Quarters),
    comune_sets: Vec<Vec<u16>>,
) -> Index {
    let places = attributes.len().min(data.places.len());
    for at in places..attributes.len() {
        let Attributes { stages, place, .. } = attributes[at];
        if let Some(place) = attributes[..places].get_mut(place as usize) {
            place.stages |= stages & !UNKNOWN_16;
        }
    }
    for place in attributes[..places].iter_mut().filter(|place| place.stages == 0) {
        place.stages = UNKNOWN_16;
    }
    Index::new(
        data,
        filing.vocabulary,
        filing.postings,
        attributes,
        &languages.0,
        &quarters.0,
        comune_sets,
    )
}

impl Index {
    /// The index of a whole data set at once.
    #[must_use]
    pub fn build(data: &Dataset) -> Self {
        let mut builder = Builder::new(data);
        builder.step(data, usize::MAX);
        builder.finish(data)
    }
}
