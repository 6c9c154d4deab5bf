//! The lines under the search box, and "forse cercavi".

use super::index::Index;
use super::outcome::{Context, Suggestion, Target};
use super::thesaurus::{Concept, Thesaurus};
use super::understand::{Question, Slot};
use crate::filter::What;
use crate::model::{Comune, Dataset};
use crate::query::Query;
use crate::taxonomy::{Category, Topic};
use crate::text::{fold, words};

/// At most so many lines.
pub const SUGGESTIONS_MAX: usize = 8;
const TOPICS_MAX: usize = 2;
const CATEGORIES_MAX: usize = 1;
const COMUNI_MAX: usize = 2;
const PLACES_MAX: usize = 3;

impl Index {
    /// What could be meant by what has been typed so far: topics, comuni, places and activities, at most eight.
    #[must_use]
    pub fn suggest(&self, data: &Dataset, typed: &str, context: &Context<'_>) -> Vec<Suggestion> {
        let folded = fold(typed);
        if folded.is_empty() {
            return Vec::new();
        }
        let mut lines = self.suggest_meanings(data, typed, context);
        let name = folded
            .rsplit_once(" a ")
            .or_else(|| folded.rsplit_once(" in "))
            .map_or(&*folded, |(_, name)| name);
        let of_data = data.comuni.iter().filter(|comune| fold(&comune.name).starts_with(name));
        let mut comuni: Vec<&Comune> = of_data.take(COMUNI_MAX).collect();
        let all = context
            .gazetteer
            .map_or_else(Vec::new, |gazetteer| gazetteer.complete(name, COMUNI_MAX));
        for comune in all {
            if comuni.len() < COMUNI_MAX && !comuni.iter().any(|known| known.code == comune.code) {
                comuni.push(comune);
            }
        }
        lines.extend(
            comuni
                .into_iter()
                .map(|comune| line(Target::Comune(comune.code.clone()), &comune.name)),
        );
        let query = Query {
            words: typed.to_owned(),
            limit: 40,
            ..Query::default()
        };
        let mut places = 0;
        for hit in self.search(data, &query, context).hits {
            if lines.len() == SUGGESTIONS_MAX {
                break;
            }
            let found = match hit.what {
                What::Place if places < PLACES_MAX => {
                    places += 1;
                    data.places
                        .get(hit.at as usize)
                        .map(|place| line(Target::Place(hit.at), &place.name))
                }
                What::Activity => data
                    .activities
                    .get(hit.at as usize)
                    .map(|activity| line(Target::Activity(hit.at), &activity.title)),
                What::Place | What::Guide => None,
            };
            // Twenty groups may bear one title.
            lines.extend(found.filter(|found| !lines.iter().any(|line| line.text == found.text)));
        }
        lines
    }

    /// The topics and categories that the words mean and that some record has.
    fn suggest_meanings(&self, data: &Dataset, typed: &str, context: &Context<'_>) -> Vec<Suggestion> {
        let mut room = Vec::new();
        let question = Question::read(self, data, typed, None, context, &mut room);
        let (mut topics, mut categories) = (0_u64, 0_u32);
        for meant in &question.meant {
            if let Concept::About(is, _) = &Thesaurus::get().concepts[usize::from(meant.concept)] {
                topics |= is.topics;
                categories |= is.categories;
            }
        }
        let (has_topics, has_categories) = self.alike.groups.iter().fold((0, 0), |(topics, categories), record| {
            (topics | record.topics, categories | record.categories)
        });
        let topics = Topic::all()
            .filter(|topic| topics & has_topics & 1 << topic.index() != 0)
            .take(TOPICS_MAX);
        let categories = Category::all()
            .filter(|one| categories & has_categories & 1 << one.index() != 0)
            .take(CATEGORIES_MAX);
        let mut lines: Vec<Suggestion> = topics.map(|topic| line(Target::Topic(topic), topic.name())).collect();
        for category in categories {
            // A topic and a category may bear one name; the topic finds more.
            if !lines.iter().any(|line| line.text == category.name()) {
                lines.push(line(Target::Category(category), category.name()));
            }
        }
        lines
    }

    /// The question with its slips put right, when some word is known only with a slip forgiven.
    pub(super) fn suggestion(&self, data: &Dataset, question: &Question<'_>) -> Option<String> {
        match question.units.is_empty() {
            true => None,
            false => self.put_right(data, question),
        }
    }

    #[inline(never)]
    fn put_right(&self, data: &Dataset, question: &Question<'_>) -> Option<String> {
        let mut changed = false;
        let corrected: Vec<String> = question
            .units
            .iter()
            .map(|unit| {
                if unit.known || unit.split.is_some() || unit.slot != Slot::Word {
                    return unit.text.to_owned();
                }
                let most_used = unit
                    .literal
                    .iter()
                    .max_by_key(|answer| (answer.quality, self.postings.of(answer.word as usize).len()));
                match most_used {
                    Some(answer) => {
                        changed = true;
                        self.as_written(data, answer.word as usize)
                    }
                    None => unit.text.to_owned(),
                }
            })
            .collect();
        changed.then(|| corrected.join(" "))
    }

    /// A word as some record writes it, with its accents.
    fn as_written(&self, data: &Dataset, at: usize) -> String {
        let wanted = self.vocabulary.word(at);
        let record = self
            .postings
            .of(at)
            .first()
            .map_or(usize::MAX, |entry| (entry >> 8) as usize);
        let mut found = None;
        self.each_writing(data, record, wanted, &mut |written| {
            found.get_or_insert_with(|| small(written));
        });
        found.unwrap_or_else(|| wanted.to_owned())
    }

    /// Whether a record writes a word with a small letter.
    pub(super) fn writes_small(&self, data: &Dataset, record: usize, word: &str) -> bool {
        let mut found = false;
        self.each_writing(data, record, word, &mut |written| {
            found |= !written.starts_with(|letter: char| letter.is_ascii_uppercase());
        });
        found
    }

    /// Every way a record writes a word.
    fn each_writing(&self, data: &Dataset, record: usize, wanted: &str, take: &mut dyn FnMut(&str)) {
        let (what, index) = self.record(record.min(self.len()));
        let index = index as usize;
        let mut texts: Vec<&str> = Vec::new();
        match what {
            What::Place => {
                if let Some(place) = data.places.get(index) {
                    texts.extend([place.name.as_str(), &place.description]);
                    texts.extend(
                        place
                            .services
                            .iter()
                            .chain(&place.staff_roles)
                            .chain(&place.host)
                            .map(String::as_str),
                    );
                }
            }
            What::Activity => {
                if let Some(activity) = data.activities.get(index) {
                    texts.extend([activity.title.as_str(), &activity.description]);
                    texts.extend(activity.audience.groups.iter().map(String::as_str));
                }
            }
            What::Guide => {
                if let Some(guide) = data.guides.get(index) {
                    texts.extend([guide.title.as_str(), &guide.body]);
                }
            }
        }
        // Letters beyond ASCII count as letters: the tables that know better cost the browser 2 KB.
        let apart = |letter: char| letter.is_ascii() && !letter.is_ascii_alphanumeric();
        let words_of = texts.iter().flat_map(|text| text.split(apart));
        for written in words_of.filter(|written| words(&fold(written)).eq([wanted])) {
            take(written);
        }
    }
}

fn small(written: &str) -> String {
    written.chars().map(|letter| letter.to_ascii_lowercase()).collect()
}

fn line(target: Target, text: &str) -> Suggestion {
    Suggestion {
        target,
        text: text.to_owned(),
    }
}
