//! Filters and their counts are what a brute force over the records gives.

use proptest::prelude::*;
use shared::filter::{FacetName, Filter};
use shared::household::{Household, Only, Verdict};
use shared::model::Dataset;
use shared::query::Query;
use shared::search::{Context, Index, Part};

fn context() -> Context<'static> {
    Context {
        now: "2026-11-24T16:30".parse().expect("a time"),
        gazetteer: None,
        position: None,
        household: None,
    }
}

/// A small region with every attribute at hand.
fn region(seed: u64) -> Dataset {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut pick = move |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    let mut places = Vec::new();
    for at in 0..12 {
        let kind = ["hub", "spoke", "desk", "clinic"][pick(4) as usize];
        let topics = [r#"["scuola"]"#, r#"["neo-papa","salute"]"#, "[]"][pick(3) as usize];
        let access = [
            r#"{"free":true,"entry":"walk_in"}"#,
            r#"{"free":false}"#,
            r#"{"entry":"booking"}"#,
            "{}",
        ][pick(4) as usize];
        let wheelchair = ["yes", "no", "unknown"][pick(3) as usize];
        let languages = [r#"["it","ar"]"#, r#"["uk"]"#, "[]"][pick(3) as usize];
        let network = ["n1", "n2"][pick(2) as usize];
        let comune = ["015206", "015009"][pick(2) as usize];
        let roles = [r#"["Psicologo"]"#, r#"["Educatori","Ostetrica"]"#, "[]"][pick(3) as usize];
        let status = ["active", "planned"][pick(2) as usize];
        let modes = [r#"["on_site","home"]"#, r#"["phone"]"#, "[]"][pick(3) as usize];
        let baby = [
            r#","baby":{"changing_table":true,"pram":false}"#,
            r#","baby":{"pram":false}"#,
            "",
        ][pick(3) as usize];
        let quarter = [
            r#","municipio":"Municipio IV","locality":"Carbonara""#,
            r#","locality":"Carbonara""#,
            "",
        ][pick(3) as usize];
        places.push(format!(
            r#"{{"id":"p{at:02}","network":"{network}","kind":"{kind}","name":"Sede {at}","topics":{topics},"access":{access},
            "accessibility":{{"wheelchair":"{wheelchair}"}},"languages":{languages},"address":{{"comune":"{comune}"{quarter}}},"modes":{modes}{baby},
            "staff_roles":{roles},"status":"{status}"}}"#
        ));
    }
    let mut activities = Vec::new();
    for at in 0..30 {
        let place = pick(12);
        let audience = [
            r#"{"min_months":0,"max_months":36,"who":["new_fathers","couples"]}"#,
            r#"{"min_months":780,"who":["grandparents"]}"#,
            "{}",
        ][pick(3) as usize];
        let category = ["laboratorio", "neo-papa", "ascolto"][pick(3) as usize];
        let modes = [r#"["online"]"#, "[]"][pick(2) as usize];
        let settings = [r#"["group"]"#, r#"["individual","group"]"#, "[]"][pick(3) as usize];
        let venue = [
            r#","venue":{"name":"Parco","address":{"comune":"015206","locality":"Carbonara"}}"#,
            r#","venue":{"name":"Scuola"}"#,
            "",
            "",
        ][pick(4) as usize];
        activities.push(format!(
            r#"{{"id":"a{at:02}","place":"p{place:02}","network":"n1","title":"Gruppo {at}","category":"{category}","audience":{audience},"modes":{modes},"settings":{settings}{venue}}}"#
        ));
    }
    let text = format!(
        r#"{{"networks":[{{"id":"n1","name":"Uno"}},{{"id":"n2","name":"Due"}}],"places":[{}],"activities":[{}],
        "guides":[{{"id":"g1","title":"Affido","topic":"affido","comuni":["015206","015009"]}}],
        "comuni":[{{"code":"015009","name":"Arese","province":"MI","lat":45.55,"lon":9.07}},
                  {{"code":"015206","name":"Senago","province":"MI","lat":45.576,"lon":9.127}}]}}"#,
        places.join(","),
        activities.join(",")
    );
    let mut data: Dataset = serde_json::from_str(&text).expect("a data set");
    data.sort();
    data
}

/// What the rules at the fields of `Filter` say, in the plainest words.
fn passes(data: &Dataset, filter: &Filter, record: Record) -> bool {
    FacetName::ALL.iter().all(|&facet| {
        let chosen = filter.chosen(facet);
        chosen.is_empty()
            || codes(data, facet, record)
                .iter()
                .any(|code| chosen.contains(&code.as_str()))
    }) && filter.age_months.is_none_or(|age| match record {
        Record::Activity(at) => {
            let audience = &data.activities[at].audience;
            audience.min_months.is_none_or(|min| min <= age) && audience.max_months.is_none_or(|max| age <= max)
        }
        _ => codes(data, FacetName::Stage, record)
            .iter()
            .filter_map(|code| code.parse::<shared::taxonomy::LifeStage>().ok()?.months())
            .any(|(first, last)| (first..=last).contains(&age)),
    })
}

#[derive(Clone, Copy)]
enum Record {
    Place(usize),
    Activity(usize),
    Guide(usize),
}

fn records(data: &Dataset) -> Vec<Record> {
    (0..data.places.len())
        .map(Record::Place)
        .chain((0..data.activities.len()).map(Record::Activity))
        .chain((0..data.guides.len()).map(Record::Guide))
        .collect()
}

/// The codes that a record has in a facet.
fn codes(data: &Dataset, facet: FacetName, record: Record) -> Vec<String> {
    use shared::taxonomy::{LifeStage, Professional, Topic};
    let of_place = |at: usize| &data.places[at];
    let (place, activity) = match record {
        Record::Place(at) => (Some(of_place(at)), None),
        Record::Activity(at) => {
            let activity = &data.activities[at];
            (activity.place.as_ref().and_then(|id| data.place(id)), Some(activity))
        }
        Record::Guide(_) => (None, None),
    };
    let elsewhere = activity.is_some_and(|activity| activity.venue.is_some());
    let is_place = matches!(record, Record::Place(_));
    let guide = match record {
        Record::Guide(at) => Some(&data.guides[at]),
        _ => None,
    };
    let or_unknown = |list: Vec<String>| {
        if list.is_empty() {
            vec!["unknown".to_owned()]
        } else {
            list
        }
    };
    let own_access = match record {
        Record::Place(at) => Some(&data.places[at].access),
        Record::Activity(at) => Some(&data.activities[at].access),
        Record::Guide(_) => None,
    };
    match facet {
        FacetName::What => vec![
            match record {
                Record::Place(_) => "place",
                Record::Activity(_) => "activity",
                Record::Guide(_) => "guide",
            }
            .to_owned(),
        ],
        FacetName::Kind if is_place => place
            .into_iter()
            .flat_map(|place| place.acts_as.iter().chain([&place.kind]))
            .map(|kind| kind.code().to_owned())
            .collect(),
        FacetName::Kind => Vec::new(),
        FacetName::Network => match (activity, place) {
            (Some(activity), _) => vec![activity.network.to_string()],
            (None, Some(place)) => vec![place.network.to_string()],
            (None, None) => Vec::new(),
        },
        FacetName::Comune => activity
            .and_then(|activity| activity.venue.as_ref()?.address.as_ref()?.comune.as_ref())
            .or_else(|| place?.address.as_ref()?.comune.as_ref())
            .map(ToString::to_string)
            .into_iter()
            .chain(
                guide
                    .into_iter()
                    .flat_map(|guide| guide.comuni.iter().map(ToString::to_string)),
            )
            .collect(),
        FacetName::Topic => {
            let own: Vec<Topic> = match (activity, place, guide) {
                (Some(activity), ..) => activity.topics.clone(),
                (None, Some(place), _) => place.topics.clone(),
                (None, None, Some(guide)) => vec![guide.topic],
                (None, None, None) => Vec::new(),
            };
            own.iter()
                .flat_map(|topic| [topic.code().to_owned(), topic.root().code().to_owned()])
                .collect()
        }
        FacetName::Category => activity
            .map(|activity| activity.category.code().to_owned())
            .into_iter()
            .collect(),
        FacetName::Stage => {
            let of_topics = |record: Record| -> Vec<String> {
                codes(data, FacetName::Topic, record)
                    .iter()
                    .filter(|code| *code == "neo-papa" || *code == "nascita")
                    .flat_map(|_| ["attesa".to_owned(), "0-3".to_owned()])
                    .collect()
            };
            let of_activity = |at: usize| -> Vec<String> {
                let audience = &data.activities[at].audience;
                let mut stages = of_topics(Record::Activity(at));
                if audience.min_months.is_some() || audience.max_months.is_some() {
                    let (min, max) = (
                        audience.min_months.unwrap_or(0),
                        audience.max_months.unwrap_or(u16::MAX),
                    );
                    let stage = |stage: &LifeStage| stage.months().is_some_and(|(from, to)| min <= to && from <= max);
                    stages.extend(LifeStage::all().filter(stage).map(|stage| stage.code().to_owned()));
                }
                stages
            };
            or_unknown(match record {
                Record::Activity(at) => of_activity(at),
                Record::Guide(_) => of_topics(record),
                Record::Place(at) => (0..data.activities.len())
                    .filter(|&activity| data.activities[activity].place.as_ref() == Some(&data.places[at].id))
                    .flat_map(of_activity)
                    .chain(of_topics(record))
                    .collect(),
            })
        }
        FacetName::Language if guide.is_some() => Vec::new(),
        FacetName::Language => or_unknown(
            activity
                .map_or_else(
                    || place.expect("a place").languages.clone(),
                    |activity| activity.languages.clone(),
                )
                .iter()
                .map(ToString::to_string)
                .collect(),
        ),
        FacetName::Free => own_access
            .map(|access| {
                access
                    .free
                    .map_or_else(|| "unknown".to_owned(), |free| free.to_string())
            })
            .into_iter()
            .collect(),
        FacetName::Entry => own_access
            .map(|access| access.entry.map_or("unknown", shared::model::Entry::code).to_owned())
            .into_iter()
            .collect(),
        FacetName::Wheelchair if elsewhere => vec!["unknown".to_owned()],
        FacetName::Wheelchair => place
            .map(|place| place.accessibility.wheelchair.code().to_owned())
            .into_iter()
            .collect(),
        FacetName::Professional if guide.is_some() => Vec::new(),
        FacetName::Professional => or_unknown(
            activity
                .map_or_else(
                    || place.expect("a place").staff_roles.clone(),
                    |activity| activity.staff_roles.clone(),
                )
                .iter()
                .flat_map(|role| {
                    Professional::in_role(role)
                        .map(|one| one.code().to_owned())
                        .collect::<Vec<_>>()
                })
                .collect(),
        ),
        FacetName::Status => place.map(|place| place.status.code().to_owned()).into_iter().collect(),
        FacetName::Mode | FacetName::Setting | FacetName::Who | FacetName::Baby if guide.is_some() => Vec::new(),
        FacetName::Mode => {
            let modes = activity.map_or_else(|| &place.expect("a place").modes, |activity| &activity.modes);
            or_unknown(modes.iter().map(|mode| mode.code().to_owned()).collect())
        }
        FacetName::Setting | FacetName::Who if is_place => Vec::new(),
        FacetName::Setting => {
            let settings = &activity.expect("an activity").settings;
            or_unknown(settings.iter().map(|setting| setting.code().to_owned()).collect())
        }
        FacetName::Who => {
            let who = &activity.expect("an activity").audience.who;
            or_unknown(who.iter().map(|group| group.code().to_owned()).collect())
        }
        FacetName::Baby => match place.filter(|_| !elsewhere).and_then(|place| place.baby.as_ref()) {
            None => vec!["unknown".to_owned()],
            Some(baby) => [
                ("changing_table", baby.changing_table),
                ("pram", baby.pram),
                ("feeding_corner", baby.feeding_corner),
            ]
            .into_iter()
            .filter(|(_, there)| *there == Some(true))
            .map(|(code, _)| code.to_owned())
            .collect(),
        },
        FacetName::Quarter => {
            let venue = activity.and_then(|activity| activity.venue.as_ref());
            let address = match venue {
                Some(venue) => venue.address.as_ref(),
                None => place.and_then(|place| place.address.as_ref()),
            };
            let quarters = address.into_iter().flat_map(shared::filter::quarters);
            quarters.map(|(quarter, _)| quarter.as_str().to_owned()).collect()
        }
    }
}

fn choices() -> impl Strategy<Value = Vec<(FacetName, &'static str)>> {
    let choice = prop::sample::select(vec![
        (FacetName::What, "place"),
        (FacetName::What, "activity"),
        (FacetName::Kind, "hub"),
        (FacetName::Kind, "clinic"),
        (FacetName::Network, "n1"),
        (FacetName::Comune, "015206"),
        (FacetName::Topic, "nascita"),
        (FacetName::Topic, "salute"),
        (FacetName::Topic, "scuola"),
        (FacetName::Category, "neo-papa"),
        (FacetName::Stage, "0-3"),
        (FacetName::Stage, "unknown"),
        (FacetName::Language, "ar"),
        (FacetName::Language, "unknown"),
        (FacetName::Free, "true"),
        (FacetName::Free, "unknown"),
        (FacetName::Entry, "booking"),
        (FacetName::Entry, "unknown"),
        (FacetName::Wheelchair, "yes"),
        (FacetName::Wheelchair, "unknown"),
        (FacetName::Professional, "ostetrica"),
        (FacetName::Professional, "unknown"),
        (FacetName::Status, "active"),
        (FacetName::Mode, "home"),
        (FacetName::Mode, "unknown"),
        (FacetName::Setting, "group"),
        (FacetName::Who, "new_fathers"),
        (FacetName::Who, "unknown"),
        (FacetName::Baby, "changing_table"),
        (FacetName::Baby, "unknown"),
        (FacetName::Quarter, "015206-carbonara"),
        (FacetName::Quarter, "015009-municipio-iv"),
    ]);
    prop::collection::vec(choice, 0..4)
}

proptest! {
    #[test]
    fn filters_and_counts_are_what_brute_force_gives(
        seed in any::<u64>(),
        choices in choices(),
        age in prop::option::of(prop::sample::select(vec![0_u16, 24, 100, 800])),
    ) {
        let data = region(seed);
        let index = Index::build(&data);
        let mut query = Query { limit: 100, ..Query::default() };
        for (facet, code) in choices {
            query.filter.choose(facet, code).expect("a code of that facet");
        }
        query.filter.age_months = age;
        let outcome = index.search(&data, &query, &context());
        let all = records(&data);
        let expected = all.iter().filter(|&&record| passes(&data, &query.filter, record)).count();
        prop_assert_eq!(outcome.total as usize, expected);
        prop_assert_eq!(outcome.hits.len(), expected);
        for facet in &outcome.facets {
            let mut others = query.filter.clone();
            others.clear(facet.name);
            for option in &facet.options {
                let expected = all
                    .iter()
                    .filter(|&&record| {
                        passes(&data, &others, record)
                            && codes(&data, facet.name, record).iter().any(|code| **code == *option.code)
                    })
                    .count();
                prop_assert_eq!(option.count as usize, expected, "{} {}", facet.name.code(), option.code);
                prop_assert_eq!(option.chosen, query.filter.has(facet.name, &option.code));
            }
        }
    }
}

fn households() -> impl Strategy<Value = Household> {
    let line = prop::sample::select(vec![
        "child 2026-11",
        "child 2024-01",
        "child 2012-03",
        "expecting 2027-01",
        "over-65",
        "carer",
        "wheels",
        "language ar",
    ]);
    let only = prop::sample::select(vec![
        "only anyone",
        "only everyone",
        "only anyone untold",
        "only everyone untold",
        "",
    ]);
    (prop::collection::vec(line, 0..4), only)
        .prop_map(|(lines, only)| Household::parse(&[&lines.join("\n"), "\n", only].concat()))
}

/// Whether a record is for them, place by place and activity by activity.
fn for_them(data: &Dataset, household: &Household, record: Record) -> Verdict {
    let Some(only) = household.only.filter(|_| !household.is_empty()) else {
        return Verdict::Yes;
    };
    let today = context().now.date;
    let fit = match record {
        Record::Place(at) => {
            let mut fit = household.fit_place(&data.places[at], today);
            for activity in data
                .activities
                .iter()
                .filter(|one| one.place.as_ref() == Some(&data.places[at].id))
            {
                fit.gain(&household.fit_activity(data, activity, today));
            }
            fit
        }
        Record::Activity(at) => household.fit_activity(data, &data.activities[at], today),
        Record::Guide(at) => household.fit_guide(&data.guides[at], today),
    };
    fit.suits(only.whom)
}

proptest! {
    #[test]
    fn for_us_and_its_counts_are_what_brute_force_gives(
        seed in any::<u64>(),
        choices in choices(),
        households in prop::collection::vec(households(), 1..4),
    ) {
        let data = region(seed);
        let index = Index::build(&data);
        let mut query = Query { limit: 100, ..Query::default() };
        for (facet, code) in choices {
            query.filter.choose(facet, code).expect("a code of that facet");
        }
        // One index for several households: what is remembered of one must not be told of the next.
        for household in households {
            let outcome = index.search(&data, &query, &Context { household: Some(&household), ..context() });
            let least = match household.only {
                Some(Only { untold: true, .. }) => Verdict::Unknown,
                _ => Verdict::Yes,
            };
            let all = records(&data);
            let suited: Vec<Record> = all.iter().copied().filter(|&record| for_them(&data, &household, record) >= least).collect();
            let passing = |filter: &Filter| suited.iter().filter(|&&record| passes(&data, filter, record)).count();
            prop_assert_eq!(outcome.total as usize, passing(&query.filter));
            for facet in &outcome.facets {
                let mut others = query.filter.clone();
                others.clear(facet.name);
                for option in &facet.options {
                    let has = |record: Record| codes(&data, facet.name, record).iter().any(|code| **code == *option.code);
                    let expected = suited.iter().filter(|&&record| has(record) && passes(&data, &others, record)).count();
                    prop_assert_eq!(option.count as usize, expected, "{} {}", facet.name.code(), option.code);
                }
            }
            let others = all.iter().filter(|&&record| passes(&data, &query.filter, record));
            let (mut untold, mut unsuited) = (0, 0);
            for &record in others {
                let verdict = for_them(&data, &household, record);
                untold += u32::from(least == Verdict::Yes && verdict == Verdict::Unknown);
                unsuited += u32::from(verdict < least);
            }
            prop_assert_eq!(outcome.untold, untold);
            if outcome.total == 0 {
                let offered = outcome.loosen.iter().find(|loosen| loosen.part == Part::Household);
                prop_assert_eq!(offered.map_or(0, |loosen| loosen.total), unsuited);
            }
        }
    }
}
