//! `cargo xtask seed`: turns `shared/data/facts.json` and `guides.json` into the data set `shared/data/seed.json`.
//!
//! The facts say what public pages say, in their words: roles, comuni by name, hours by day, partial dates. This step
//! gives them the codes and forms of `family-hub/1`, and nothing that the facts do not hold. Guides are written in that
//! form already. Same facts, same bytes.

mod activity;
mod facts;
mod hours;
mod network;
mod place;
mod source;
mod topics;

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, anyhow, bail};
use serde::Serialize;
use shared::gazetteer::{Gazetteer, ITALY};
use shared::model::{Comune, Dataset, check};

use facts::Facts;

/// Reads the facts and writes the seed data set.
pub(crate) fn run() -> Result<()> {
    let data = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../shared/data");
    let facts = data.join("facts.json");
    let text = fs::read_to_string(&facts).with_context(|| format!("cannot read {}", facts.display()))?;
    let guides = data.join("guides.json");
    let guides = fs::read_to_string(&guides).with_context(|| format!("cannot read {}", guides.display()))?;
    let derived = derive(&text, &guides)?;
    let seed = data.join("seed.json");
    fs::write(&seed, &derived.text).with_context(|| format!("cannot write {}", seed.display()))?;
    println!(
        "{}: {} networks, {} places, {} activities, {} guides, {} bytes",
        seed.display(),
        derived.data.networks.len(),
        derived.data.places.len(),
        derived.data.activities.len(),
        derived.data.guides.len(),
        derived.text.len()
    );
    Ok(())
}

/// The seed data set as records and as the text of its file.
struct Derived {
    data: Dataset,
    text: String,
}

fn derive(facts: &str, guides: &str) -> Result<Derived> {
    let guides: Dataset = serde_json::from_str(guides).context("guides.json")?;
    let facts: Facts = serde_json::from_str(facts).context("facts.json")?;
    if facts.format != "family-hub-facts/1" {
        bail!("facts.json has the unknown format {:?}", facts.format);
    }
    let gazetteer = Gazetteer::parse(ITALY);
    let mut data = Dataset {
        guides: guides.guides,
        ..Dataset::default()
    };
    for network in &facts.networks {
        let seats = facts.places.iter().filter(|place| place.network == network.id);
        data.networks.push(
            network::network(network, seats, &facts.sources, &gazetteer)
                .with_context(|| format!("network {}", network.id))?,
        );
        for place in facts.places.iter().filter(|place| place.network == network.id) {
            data.places.push(
                place::place(place, network, &facts.sources, &gazetteer)
                    .with_context(|| format!("place {}", place.id))?,
            );
        }
    }
    for activity in &facts.activities {
        data.activities.push(
            activity::activity(activity, &facts.sources, &gazetteer)
                .with_context(|| format!("activity {}", activity.id))?,
        );
    }
    data.sort();
    if let Some(bad) = check(&data).first() {
        bail!("{} {}: {}: {}", bad.kind.code(), bad.id, bad.field, bad.refusal);
    }
    let text = write(&data)?;
    Ok(Derived { data, text })
}

/// The file: one record a line, so that a change of one fact is a change of one line.
fn write(data: &Dataset) -> Result<String> {
    let mut text = String::from("{ \"format\": \"family-hub/1\"");
    list(&mut text, "networks", &data.networks)?;
    list(&mut text, "places", &data.places)?;
    list(&mut text, "activities", &data.activities)?;
    list(&mut text, "guides", &data.guides)?;
    text.push_str(" }\n");
    Ok(text)
}

fn list<T: Serialize>(text: &mut String, name: &str, records: &[T]) -> Result<()> {
    text.push_str(&format!(",\n\"{name}\": ["));
    for (at, record) in records.iter().enumerate() {
        text.push_str(if at == 0 { "\n" } else { ",\n" });
        text.push_str(&serde_json::to_string(record)?);
    }
    text.push(']');
    Ok(())
}

/// The comune of that name; a name nobody knows is a slip in the facts.
fn comune<'a>(gazetteer: &'a Gazetteer, name: &str) -> Result<&'a Comune> {
    gazetteer
        .find(name)
        .ok_or_else(|| anyhow!("no comune is called {name:?}"))
}

/// Parses a checked text of the model, naming what was refused.
fn parse<T: core::str::FromStr<Err = shared::problem::Refusal>>(text: &str) -> Result<T> {
    text.parse().map_err(|refusal| anyhow!("{text:?}: {refusal}"))
}

/// The same for texts that may be missing.
fn parse_option<T: core::str::FromStr<Err = shared::problem::Refusal>>(text: Option<&str>) -> Result<Option<T>> {
    text.map(parse).transpose()
}

/// The same for lists.
fn parse_list<T: core::str::FromStr<Err = shared::problem::Refusal>>(texts: &[String]) -> Result<Vec<T>> {
    texts.iter().map(|text| parse(text)).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use shared::model::{PlaceKind, Precision, Status};

    use super::*;

    const FACTS: &str = include_str!("../../../shared/data/facts.json");
    const GUIDES: &str = include_str!("../../../shared/data/guides.json");

    fn derived() -> Derived {
        derive(FACTS, GUIDES).expect("the facts of the repository can be turned into a data set")
    }

    #[test]
    fn the_seed_is_what_this_step_makes_of_the_facts() {
        assert_eq!(
            derived().text,
            shared::seed::seed(),
            "run `cargo xtask seed` and commit seed.json"
        );
    }

    #[test]
    fn six_networks_and_forty_six_places() {
        let data = derived().data;
        assert_eq!(data.networks.len(), 6);
        assert_eq!(data.places.len(), 46);
        let of = |id: &str| data.places.iter().filter(|place| place.network.as_str() == id).count();
        assert_eq!(
            [
                "family-hub-garbagnate",
                "familiarizzare",
                "hug-cremona",
                "porto-famiglie",
                "ats-insubria",
                "bari-csf"
            ]
            .map(of),
            [7, 3, 2, 6, 18, 10]
        );
        assert!(
            data.places
                .iter()
                .all(|place| !place.sample && place.verified.is_none())
        );
    }

    #[test]
    fn two_lists_are_known_to_be_incomplete() {
        let data = derived().data;
        let missing = |network| {
            data.missing_places(network)
                .map(|missing| (missing.listed, missing.expected))
        };
        let incomplete: Vec<_> = data
            .networks
            .iter()
            .filter_map(|network| Some((network.id.as_str(), missing(network)?)))
            .collect();
        assert_eq!(incomplete, [("ats-insubria", (6, 7)), ("bari-csf", (7, 8))]);
    }

    #[test]
    fn no_point_is_more_exact_than_the_facts() {
        let data = derived().data;
        for place in &data.places {
            let comune = place.address.as_ref().and_then(|address| address.comune.as_ref());
            assert_eq!(comune.is_some(), place.position.is_some(), "{}", place.id);
            assert!(
                place
                    .position
                    .is_none_or(|position| position.precision == Precision::Comune),
                "{}",
                place.id
            );
        }
        assert_eq!(data.places.iter().filter(|place| place.position.is_none()).count(), 5);
    }

    #[test]
    fn spokes_belong_to_a_hub_of_their_network() {
        let data = derived().data;
        for place in &data.places {
            let parent = place.parent.as_ref().and_then(|id| data.place(id));
            assert!(place.kind != PlaceKind::Spoke || parent.is_some(), "{}", place.id);
            if let Some(parent) = parent {
                assert_eq!(parent.network, place.network, "{}", place.id);
                assert!(
                    parent.kind == PlaceKind::Hub || parent.acts_as.contains(&PlaceKind::Hub),
                    "{}",
                    place.id
                );
            }
        }
    }

    #[test]
    fn every_record_says_where_it_comes_from() {
        let data = derived().data;
        let sources = data
            .networks
            .iter()
            .map(|network| (network.id.as_str(), &network.sources));
        let sources = sources.chain(data.places.iter().map(|place| (place.id.as_str(), &place.sources)));
        let sources = sources.chain(
            data.activities
                .iter()
                .map(|activity| (activity.id.as_str(), &activity.sources)),
        );
        for (id, sources) in sources {
            assert!(!sources.is_empty(), "{id}");
            assert!(
                sources
                    .iter()
                    .all(|source| !source.title.is_empty() && !source.supports.is_empty()),
                "{id}"
            );
        }
    }

    #[test]
    fn what_was_only_announced_is_planned() {
        let data = derived().data;
        let planned: BTreeSet<&str> = data
            .places
            .iter()
            .filter(|place| place.status == Status::Planned)
            .map(|place| place.id.as_str())
            .collect();
        let announced = [
            "hug-spoke-hack-montalcini",
            "pf-spoke-cittanova",
            "pf-spoke-ninnananna",
            "pf-spoke-rsa-castelverde",
            "pf-spoke-rsa-la-pace",
            "pf-spoke-sansebasket",
        ];
        assert_eq!(planned, BTreeSet::from(announced));
    }

    #[test]
    fn every_place_has_topics_or_nothing_is_known_of_its_services() {
        for place in derived().data.places {
            assert_eq!(place.topics.is_empty(), place.services.is_empty(), "{}", place.id);
            assert!(!place.description.is_empty(), "{}", place.id);
        }
    }

    #[test]
    fn a_past_date_never_comes_back() {
        for activity in derived().data.activities {
            let Some(schedule) = activity.schedule else { continue };
            assert!(schedule.rrule.is_none(), "{}", activity.id);
            let last = schedule
                .dates
                .iter()
                .chain([&schedule.start])
                .map(|start| start.date)
                .max();
            assert!(last < shared::time::Date::new(2026, 11, 21), "{}", activity.id);
        }
    }
}
