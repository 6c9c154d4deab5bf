//! What is missing where: places that are open late by comune and need, comuni far from a hub, languages by time of the
//! week. For those who plan a network; every figure follows from the records alone, and says how.

use std::collections::{BTreeMap, BTreeSet};

use shared::geo::Point;
use shared::model::{Comune, ComuneCode, Dataset, Place, PlaceKind, Status};
use shared::taxonomy::Topic;
use shared::time::day_hours::{HoursSpan, day_hours};
use shared::time::opening::HoursKind;
use shared::time::{Calendar, Date, Door};

use crate::store::gazetteer;

/// From when on a place is open late: 16:30, in minutes since midnight.
pub const LATE: u16 = 16 * 60 + 30;
/// From when on it is afternoon.
const AFTERNOON: u16 = 13 * 60;
/// How much longer a way is than the straight line, in hundredths.
pub const DETOUR: u32 = 130;
/// How fast one is on it, in kilometres an hour.
pub const SPEED: u32 = 40;
/// Minutes that a hub may be away, unless it is said in kilometres.
pub const MINUTES: u32 = 20;

/// What is known of something being open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Open {
    /// It is closed.
    #[default]
    No,
    /// Nobody has told.
    Unknown,
    /// It is open, or by appointment.
    Yes,
}

/// A comune and a need of which no place is known to be open late.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoneLate {
    /// Code and name.
    pub comune: (ComuneCode, String),
    /// The need, a topic of the first level.
    pub topic: Topic,
    /// Active places in the comune that help with it.
    pub places: usize,
    /// How many of these have hours that nobody has told.
    pub unknown: usize,
}

/// A comune that is far from every hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FarFromHub {
    /// Code and name.
    pub comune: (ComuneCode, String),
    /// The nearest hub, by name, if there is one at all.
    pub hub: Option<String>,
    /// Metres to it in a straight line.
    pub metres: Option<u32>,
    /// Minutes that are reckoned for the way.
    pub minutes: Option<u32>,
}

/// How many places speak a language, and when they are open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageTimes {
    /// Its code.
    pub code: String,
    /// Active places where it is spoken.
    pub places: usize,
    /// Open on some weekday before 13:00.
    pub mornings: usize,
    /// Open on some weekday between 13:00 and 16:30.
    pub afternoons: usize,
    /// Open on some weekday after 16:30.
    pub late: usize,
    /// Open on a Saturday or Sunday.
    pub weekend: usize,
}

/// What is missing where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Territory {
    /// Comuni and needs of which nothing is known to be open late.
    pub none_late: Vec<NoneLate>,
    /// Comuni that are far from every hub.
    pub far: Vec<FarFromHub>,
    /// Languages by time.
    pub languages: Vec<LanguageTimes>,
    /// Comuni that were looked at.
    pub comuni: usize,
}

/// Metres in a straight line that take so many minutes.
#[must_use]
pub const fn metres_in(minutes: u32) -> u32 {
    SPEED * 1_000 * minutes / 60 * 100 / DETOUR
}

const fn minutes_for(metres: u32) -> u32 {
    // Begun minutes count: 20.1 is not within 20.
    (metres as u64 * DETOUR as u64 * 60).div_ceil(SPEED as u64 * 1_000 * 100) as u32
}

/// Works it out for the seven days from `today` on. A hub may be `reach_m` metres away in a straight line.
#[must_use]
pub fn territory(data: &Dataset, today: Date, reach_m: u32) -> Territory {
    let active: Vec<&Place> = data
        .places
        .iter()
        .filter(|place| place.status == Status::Active && !place.sample)
        .collect();
    let week: Vec<(&Place, Week)> = active
        .iter()
        .map(|place| (*place, Week::of(data, place, today)))
        .collect();
    let comuni = comuni(data, &active);
    Territory {
        none_late: none_late(&week),
        far: far(&comuni, &active, reach_m),
        languages: languages(&week),
        comuni: comuni.len(),
    }
}

/// When a place is open in a week, whichever of its doors it is.
#[derive(Clone, Copy, Debug, Default)]
struct Week {
    mornings: Open,
    afternoons: Open,
    late: Open,
    weekend: Open,
}

impl Week {
    fn of(data: &Dataset, place: &Place, today: Date) -> Self {
        let calendar = Calendar::of_place(data, place);
        let mut week = Self::default();
        for date in today.days_on(7) {
            let weekend = date.weekday().index() > 4;
            for door in Door::all(place) {
                let hours = day_hours(door, &calendar, date);
                let Some(spans) = hours.spans else {
                    for part in [
                        &mut week.mornings,
                        &mut week.afternoons,
                        &mut week.late,
                        &mut week.weekend,
                    ] {
                        *part = (*part).max(Open::Unknown);
                    }
                    continue;
                };
                for span in &spans {
                    week.take(span, weekend);
                }
            }
        }
        week
    }

    fn take(&mut self, span: &HoursSpan, weekend: bool) {
        let open = match span.kind {
            kind if kind.opens() => Open::Yes,
            HoursKind::Unknown => Open::Unknown,
            _ => return,
        };
        let meets = |part: &mut Open, from: u16, to: u16| {
            if span.from < to && span.to > from {
                *part = (*part).max(open);
            }
        };
        if weekend {
            meets(&mut self.weekend, 0, 1_440);
        } else {
            meets(&mut self.mornings, 0, AFTERNOON);
            meets(&mut self.afternoons, AFTERNOON, LATE);
            meets(&mut self.late, LATE, 1_440);
        }
    }
}

fn comune_of(place: &Place) -> Option<&ComuneCode> {
    place.address.as_ref()?.comune.as_ref()
}

fn named(code: &ComuneCode) -> (ComuneCode, String) {
    let name = gazetteer().by_code(code).map_or(code.as_str(), |comune| &comune.name);
    (code.clone(), name.to_owned())
}

/// The comuni that networks say they serve, and those with a place.
fn comuni(data: &Dataset, active: &[&Place]) -> BTreeSet<ComuneCode> {
    let served = data
        .networks
        .iter()
        .filter(|network| !network.sample)
        .flat_map(|network| &network.comuni);
    served
        .chain(active.iter().filter_map(|place| comune_of(place)))
        .cloned()
        .collect()
}

fn none_late(week: &[(&Place, Week)]) -> Vec<NoneLate> {
    let mut by_need: BTreeMap<(ComuneCode, Topic), Vec<Open>> = BTreeMap::new();
    for (place, week) in week {
        let Some(comune) = comune_of(place) else { continue };
        let roots: BTreeSet<Topic> = place.topics.iter().map(|topic| topic.root()).collect();
        for topic in roots {
            by_need.entry((comune.clone(), topic)).or_default().push(week.late);
        }
    }
    let none = by_need.into_iter().filter(|(_, open)| !open.contains(&Open::Yes));
    let mut rows: Vec<NoneLate> = none
        .map(|((comune, topic), open)| NoneLate {
            comune: named(&comune),
            topic,
            places: open.len(),
            unknown: open.iter().filter(|open| **open == Open::Unknown).count(),
        })
        .collect();
    rows.sort_by(|a, b| (&a.comune.1, a.topic).cmp(&(&b.comune.1, b.topic)));
    rows
}

fn point_of(place: &Place) -> Option<Point> {
    let own = place.position.map(|position| position.point());
    own.or_else(|| centre(comune_of(place)?))
}

fn centre(code: &ComuneCode) -> Option<Point> {
    gazetteer().by_code(code).map(Comune::point)
}

fn far(comuni: &BTreeSet<ComuneCode>, active: &[&Place], reach_m: u32) -> Vec<FarFromHub> {
    let is_hub = |place: &&&Place| place.kind == PlaceKind::Hub || place.acts_as.contains(&PlaceKind::Hub);
    let hubs: Vec<(&Place, Point)> = active
        .iter()
        .filter(is_hub)
        .filter_map(|place| Some((*place, point_of(place)?)))
        .collect();
    let mut rows = Vec::new();
    for code in comuni {
        let Some(here) = centre(code) else { continue };
        // A hub in the comune itself is near, wherever its middle lies.
        let own = hubs.iter().any(|(place, _)| comune_of(place) == Some(code));
        let nearest = hubs.iter().map(|(place, point)| (point.metres_to(here), *place));
        let nearest = nearest.min_by_key(|(metres, place)| (*metres, &place.id));
        if own || nearest.is_some_and(|(metres, _)| metres <= reach_m) {
            continue;
        }
        rows.push(FarFromHub {
            comune: named(code),
            hub: nearest.map(|(_, place)| place.name.clone()),
            metres: nearest.map(|(metres, _)| metres),
            minutes: nearest.map(|(metres, _)| minutes_for(metres)),
        });
    }
    rows.sort_by(|a, b| b.metres.cmp(&a.metres).then_with(|| a.comune.1.cmp(&b.comune.1)));
    rows
}

fn languages(week: &[(&Place, Week)]) -> Vec<LanguageTimes> {
    let mut by_code: BTreeMap<String, LanguageTimes> = BTreeMap::new();
    for (place, week) in week {
        for language in &place.languages {
            let code = language.as_str().to_owned();
            let row = by_code.entry(code.clone()).or_insert(LanguageTimes {
                code,
                places: 0,
                mornings: 0,
                afternoons: 0,
                late: 0,
                weekend: 0,
            });
            let is = |open: Open| usize::from(open == Open::Yes);
            row.places += 1;
            row.mornings += is(week.mornings);
            row.afternoons += is(week.afternoons);
            row.late += is(week.late);
            row.weekend += is(week.weekend);
        }
    }
    by_code.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three comuni of one network around Milan, and one far away: Senago has a hub that is open late for school, Bollate
    /// has a desk that closes at 16:30 and one whose hours nobody has told, Limbiate has nothing, Cremona is 80 km away.
    const WORLD: &str = r#"{
      "networks": [{ "id": "n", "name": "N", "comuni": ["015206", "015027", "108027", "019036"], "organisations": [] }],
      "places": [
        { "id": "hub", "network": "n", "kind": "hub", "name": "Hub", "address": { "comune": "015206" }, "topics": ["scuola"],
          "opening_hours": "Mo-Fr 09:00-12:00; We 16:00-18:30", "languages": ["ar", "it"] },
        { "id": "presto", "network": "n", "kind": "desk", "name": "Presto", "address": { "comune": "015027" },
          "topics": ["scuola", "lavoro"], "opening_hours": "Mo-Fr 09:00-16:30; Sa 09:00-12:00", "languages": ["ar"] },
        { "id": "muto", "network": "n", "kind": "desk", "name": "Muto", "address": { "comune": "015027" }, "topics": ["lavoro"] },
        { "id": "chiusa", "network": "n", "kind": "hub", "name": "Chiusa", "address": { "comune": "019036" }, "status": "closed" },
        { "id": "prova", "network": "n", "kind": "hub", "name": "Prova", "address": { "comune": "019036" }, "sample": true }
      ], "activities": [], "guides": [], "comuni": [] }"#;

    fn world() -> Dataset {
        let mut data: Dataset = serde_json::from_str(WORLD).expect("a data set");
        data.sort();
        data
    }

    #[test]
    fn exactly_the_holes_that_are_there_are_found() {
        let today: Date = "2026-11-23".parse().expect("a day");
        let found = territory(&world(), today, metres_in(MINUTES));
        let late: Vec<(&str, &str, usize, usize)> = found
            .none_late
            .iter()
            .map(|row| (&*row.comune.1, row.topic.code(), row.places, row.unknown))
            .collect();
        assert_eq!(late, [("Bollate", "scuola", 1, 0), ("Bollate", "lavoro", 2, 1)]);
        let far: Vec<&str> = found.far.iter().map(|row| &*row.comune.1).collect();
        assert_eq!(far, ["Cremona"]);
        assert!(
            found.far[0]
                .metres
                .is_some_and(|metres| (70_000..90_000).contains(&metres))
        );
        assert!(found.far[0].minutes.is_some_and(|minutes| minutes > 100));
        assert_eq!(found.comuni, 4);
        let arabic = found
            .languages
            .iter()
            .find(|row| row.code == "ar")
            .expect("it is spoken");
        assert_eq!(
            (
                arabic.places,
                arabic.mornings,
                arabic.afternoons,
                arabic.late,
                arabic.weekend
            ),
            (2, 2, 2, 1, 1)
        );
    }

    #[test]
    fn a_hole_that_is_filled_is_none() {
        let mut data = world();
        let place = data
            .places
            .iter_mut()
            .find(|place| place.id.as_str() == "presto")
            .expect("it is there");
        place.opening_hours = "Mo-Fr 09:00-17:00".parse().ok();
        let today: Date = "2026-11-23".parse().expect("a day");
        assert_eq!(territory(&data, today, metres_in(MINUTES)).none_late, []);
        assert!(
            territory(&data, today, 1_000).far.len() > 2,
            "with a short reach more comuni are far"
        );
        assert!(territory(&data, today, 200_000).far.is_empty());
    }

    #[test]
    fn twenty_minutes_are_a_distance() {
        assert_eq!(metres_in(MINUTES), 10_256);
        assert_eq!((minutes_for(10_256), minutes_for(10_400)), (20, 21));
    }
}
