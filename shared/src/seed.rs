//! The data that the server carries, as the texts of their files: seed data set, example set and their schema.

use crate::gazetteer::{Gazetteer, ITALY};
use crate::model::{BadRecord, Dataset, check};

/// The seed data set (`family-hub/1`): real networks, places, activities and guides, made by `cargo xtask seed`.
#[must_use]
pub const fn seed() -> &'static str {
    include_str!("../data/seed.json")
}

/// The example set (`family-hub/1`): activities with `sample: true` at the places of the seed data set.
#[must_use]
pub const fn examples() -> &'static str {
    include_str!("../data/examples.json")
}

/// The JSON Schema (draft 2020-12) of `family-hub/1`.
#[must_use]
pub const fn schema() -> &'static str {
    include_str!("../data/schema.json")
}

/// Why the data that the server carries cannot be used. A test keeps it from happening.
#[derive(Debug)]
pub enum SeedError {
    /// A text is no data set.
    Json(serde_json::Error),
    /// Records do not fit together.
    Bad(Vec<BadRecord>),
}

/// Seed and examples as one checked data set, with the comuni they name.
///
/// # Errors
///
/// [`SeedError`] where a file cannot be read or its records do not fit together.
pub fn load() -> Result<Dataset, SeedError> {
    let mut data: Dataset = serde_json::from_str(seed()).map_err(SeedError::Json)?;
    let examples: Dataset = serde_json::from_str(examples()).map_err(SeedError::Json)?;
    data.networks.extend(examples.networks);
    data.places.extend(examples.places);
    data.activities.extend(examples.activities);
    data.guides.extend(examples.guides);
    data.sort();
    match check(&data) {
        bad if bad.is_empty() => {
            Gazetteer::parse(ITALY).fill(&mut data);
            Ok(data)
        }
        bad => Err(SeedError::Bad(bad)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::model::{Activity, Entry};
    use crate::taxonomy::Category;
    use crate::time::Date;
    use crate::time::occurrence::{Calendar, occurrences};

    fn loaded() -> Dataset {
        load().expect("seed and examples fit together")
    }

    fn examples_of(data: &Dataset) -> impl Iterator<Item = &Activity> {
        data.activities.iter().filter(|activity| activity.sample)
    }

    #[test]
    fn examples_are_marked_and_apart_from_the_seed() {
        let seed: Dataset = serde_json::from_str(seed()).expect("the seed is a data set");
        let examples: Dataset = serde_json::from_str(examples()).expect("the examples are a data set");
        assert!(seed.places.iter().all(|place| !place.sample));
        assert!(seed.activities.iter().all(|activity| !activity.sample));
        assert!(examples.networks.is_empty() && examples.places.is_empty());
        for activity in &examples.activities {
            assert!(
                activity.sample && activity.id.as_str().starts_with("esempio-"),
                "{}",
                activity.id
            );
            assert!(
                activity.verified.is_none() && activity.sources.is_empty(),
                "{}",
                activity.id
            );
        }
        assert!(examples.guides.is_empty() && seed.guides.iter().all(|guide| !guide.sample));
    }

    /// A guide is a fact: it says who may ask, where to go first and where it holds, and each page it rests on is
    /// named with its address and the day it was read.
    #[test]
    fn every_guide_says_where_it_comes_from() {
        let data = loaded();
        assert!(data.guides.len() >= 16);
        for guide in &data.guides {
            assert!(guide.who.is_some() && guide.first_step.is_some(), "{}", guide.id);
            assert!(guide.territory.is_some() && !guide.sources.is_empty(), "{}", guide.id);
            for source in &guide.sources {
                assert!(!source.title.is_empty() && !source.supports.is_empty(), "{}", guide.id);
                assert!(
                    source.url.is_some() && source.seen.is_some(),
                    "{}: {}",
                    guide.id,
                    source.title
                );
            }
            let lines = guide
                .sources
                .iter()
                .any(|source| source.supports.iter().any(|field| field == "lines"));
            assert_eq!(
                lines,
                !guide.lines.is_empty(),
                "{}: a number needs its source",
                guide.id
            );
            assert!(
                !guide.body.contains('€') && !guide.body.contains(" euro"),
                "{}: sums go stale",
                guide.id
            );
        }
    }

    #[test]
    fn danger_grief_and_the_consultorio_have_guides() {
        let data = loaded();
        let numbers = |id: &str| -> Vec<String> {
            let guide = data.guides.iter().find(|guide| guide.id.as_str() == id);
            let lines = guide.map(|guide| &guide.lines[..]).unwrap_or_default();
            lines.iter().map(|line| line.phone.dial()).collect()
        };
        assert_eq!(numbers("aiuto-subito"), ["112", "1522", "114", "19696", "116117"]);
        for id in ["lutto", "consultorio", "familiarizzare-temi"] {
            assert!(data.guides.iter().any(|guide| guide.id.as_str() == id), "{id}");
        }
    }

    #[test]
    fn every_comune_that_a_record_names_is_known() {
        let data = loaded();
        assert_eq!(data.comuni.len(), data.comune_codes().len());
    }

    #[test]
    fn the_examples_are_many_and_of_every_kind() {
        let data = loaded();
        assert!(examples_of(&data).filter(|activity| repeats(activity)).count() >= 60);
        assert!(data.guides.len() >= 10);
        for category in Category::all() {
            let one = examples_of(&data).any(|activity| activity.category == category);
            assert!(one, "{}", category.code());
        }
        let networks: BTreeSet<&str> = examples_of(&data).map(|activity| activity.network.as_str()).collect();
        assert_eq!(networks.len(), 6);
        for (years, months) in [0_u16, 2, 4, 8, 12, 16, 30, 70].map(|years| (years, years * 12)) {
            let for_them = |activity: &&Activity| {
                let audience = &activity.audience;
                audience.min_months.is_some_and(|min| min <= months)
                    && audience.max_months.is_none_or(|max| months <= max)
            };
            assert!(examples_of(&data).filter(for_them).count() >= 3, "{years}");
        }
        for entry in Entry::ALL {
            assert!(
                examples_of(&data).any(|activity| activity.access.entry == Some(*entry)),
                "{}",
                entry.code()
            );
        }
    }

    fn repeats(activity: &Activity) -> bool {
        activity
            .schedule
            .as_ref()
            .is_some_and(|schedule| schedule.rrule.is_some())
    }

    #[test]
    fn the_agenda_lives_until_the_summer() {
        let data = loaded();
        let day = |month, day| Date::new(2027, month, day).expect("a day of 2027");
        let mut alive = 0;
        for activity in examples_of(&data).filter(|activity| repeats(activity)) {
            let calendar = Calendar::of_activity(&data, activity);
            let june = occurrences(activity, &calendar, day(6, 1), day(6, 30));
            alive += usize::from(june.iter().any(|date| date.status.takes_place()));
            let start = activity.schedule.as_ref().expect("it repeats").start.date;
            let first = occurrences(activity, &calendar, start, start);
            assert_eq!(first.len(), 1, "{} does not take place on its first day", activity.id);
            let holidays = occurrences(activity, &calendar, Date::new(2026, 12, 24).expect("a day"), day(1, 6));
            assert!(
                holidays.iter().all(|date| !date.status.takes_place()),
                "{}",
                activity.id
            );
        }
        assert!(alive >= 60, "{alive}");
    }

    #[test]
    fn a_date_that_is_called_off_is_a_date_of_its_activity() {
        let data = loaded();
        for activity in examples_of(&data) {
            let schedule = activity.schedule.as_ref().expect("every example has dates");
            let calendar = Calendar::default();
            for cancelled in &schedule.cancelled {
                let day = occurrences(activity, &calendar, cancelled.date, cancelled.date);
                assert_eq!(day.len(), 1, "{} on {}", activity.id, cancelled.date);
                assert!(!cancelled.reason.is_empty(), "{}", activity.id);
            }
        }
    }
}
