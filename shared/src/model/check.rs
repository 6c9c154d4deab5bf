//! What one record cannot know of itself: ids used twice, references that lead nowhere, days in the wrong order.

use super::{Closure, Dataset, PlaceId, RecordKind, Suspension, bounds};
use crate::problem::Refusal;
use crate::time::{Date, coherence};

/// A record that cannot be taken: which, which field, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRecord {
    /// Its kind.
    pub kind: RecordKind,
    /// Its id, as far as it could be read.
    pub id: String,
    /// The field at fault, as a path such as `closures[0].to`.
    pub field: String,
    /// Why.
    pub refusal: Refusal,
}

/// Checks a sorted data set as a whole. Empty means that it can be stored.
///
/// Refused are: an id used twice, a `network`, `parent` or `place` that no record has, a place that is its own
/// parent, periods that end before they begin, schedules that contradict themselves, and what lies outside its bounds:
/// dates before 1900 or after 2100, lists of thousands.
#[must_use]
pub fn check(data: &Dataset) -> Vec<BadRecord> {
    let mut bad = Vec::new();
    duplicates(
        &mut bad,
        RecordKind::Network,
        data.networks.iter().map(|network| network.id.as_str()),
    );
    duplicates(
        &mut bad,
        RecordKind::Place,
        data.places.iter().map(|place| place.id.as_str()),
    );
    duplicates(
        &mut bad,
        RecordKind::Activity,
        data.activities.iter().map(|activity| activity.id.as_str()),
    );
    duplicates(
        &mut bad,
        RecordKind::Guide,
        data.guides.iter().map(|guide| guide.id.as_str()),
    );
    for network in &data.networks {
        let mut report = Report {
            bad: &mut bad,
            kind: RecordKind::Network,
            id: network.id.as_str(),
        };
        report.suspensions(&network.suspensions);
        report.periods(
            "school_holidays",
            network.school_holidays.iter().map(|holiday| (holiday.from, holiday.to)),
        );
        for (field, refusal) in bounds::of_network(network) {
            report.refuse(&field, refusal);
        }
    }
    let former = data.places.iter().flat_map(|place| &place.former_ids);
    let mut former: Vec<&PlaceId> = former.collect();
    former.sort_unstable();
    for place in &data.places {
        let mut report = Report {
            bad: &mut bad,
            kind: RecordKind::Place,
            id: place.id.as_str(),
        };
        if data.network(&place.network).is_none() {
            report.add(
                "network",
                "unknown-network",
                ["no network has the id \"", place.network.as_str(), "\""].concat(),
            );
        }
        if former.binary_search(&&place.id).is_ok() {
            report.add(
                "id",
                "merged-id",
                "the record with this id was merged into another one".to_owned(),
            );
        }
        if let Some(parent) = &place.parent {
            if *parent == place.id {
                report.add("parent", "own-parent", "a place cannot be its own hub".to_owned());
            } else if data.place(parent).is_none() {
                report.add(
                    "parent",
                    "unknown-place",
                    ["no place has the id \"", parent.as_str(), "\""].concat(),
                );
            }
        }
        report.closures(&place.closures);
        report.suspensions(&place.suspensions);
        for (field, refusal) in bounds::of_place(place) {
            report.refuse(&field, refusal);
        }
    }
    for activity in &data.activities {
        let mut report = Report {
            bad: &mut bad,
            kind: RecordKind::Activity,
            id: activity.id.as_str(),
        };
        if data.network(&activity.network).is_none() {
            report.add(
                "network",
                "unknown-network",
                ["no network has the id \"", activity.network.as_str(), "\""].concat(),
            );
        }
        if let Some(place) = activity.place.as_ref().filter(|place| data.place(place).is_none()) {
            report.add(
                "place",
                "unknown-place",
                ["no place has the id \"", place.as_str(), "\""].concat(),
            );
        }
        if let (Some(min), Some(max)) = (activity.audience.min_months, activity.audience.max_months)
            && min > max
        {
            report.add(
                "audience.max_months",
                "bad-ages",
                "the oldest age is below the youngest".to_owned(),
            );
        }
        report.suspensions(&activity.suspensions);
        for (field, refusal) in activity.schedule.as_ref().map(coherence::faults).unwrap_or_default() {
            report.refuse(&field, refusal);
        }
        for (field, refusal) in bounds::of_activity(activity) {
            report.refuse(&field, refusal);
        }
    }
    for guide in &data.guides {
        let mut report = Report {
            bad: &mut bad,
            kind: RecordKind::Guide,
            id: guide.id.as_str(),
        };
        for (field, refusal) in bounds::of_guide(guide) {
            report.refuse(&field, refusal);
        }
    }
    bad
}

fn duplicates<'a>(bad: &mut Vec<BadRecord>, kind: RecordKind, ids: impl Iterator<Item = &'a str>) {
    let mut previous = "";
    for id in ids {
        if id == previous {
            Report { bad, kind, id }.add("id", "duplicate-id", ["the id \"", id, "\" is used twice"].concat());
        }
        previous = id;
    }
}

struct Report<'a> {
    bad: &'a mut Vec<BadRecord>,
    kind: RecordKind,
    id: &'a str,
}

impl Report<'_> {
    fn add(&mut self, field: &str, code: &'static str, reason: String) {
        self.refuse(field, Refusal::new(code, reason));
    }

    fn refuse(&mut self, field: &str, refusal: Refusal) {
        self.bad.push(BadRecord {
            kind: self.kind,
            id: self.id.to_owned(),
            field: field.to_owned(),
            refusal,
        });
    }

    fn periods(&mut self, list: &str, periods: impl Iterator<Item = (Date, Option<Date>)>) {
        for (index, (from, to)) in periods.enumerate() {
            if let Some(to) = to.filter(|to| *to < from) {
                self.add(
                    &[list, "[", &index.to_string(), "].to"].concat(),
                    "period-ends-before-it-begins",
                    ["a period from ", &from.to_string(), " ends on ", &to.to_string()].concat(),
                );
            }
        }
    }

    fn closures(&mut self, closures: &[Closure]) {
        self.periods("closures", closures.iter().map(|closure| (closure.from, closure.to)));
    }

    fn suspensions(&mut self, suspensions: &[Suspension]) {
        self.periods("suspensions", suspensions.iter().map(|pause| (pause.from, pause.to)));
    }
}
