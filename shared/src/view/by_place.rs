//! Which activities each place has: looked up for every card, so worked out once for a data set.

use crate::model::{Activity, Dataset, Place, PlaceId};
use crate::order::sort_by;

/// Indexes of activities by place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ByPlace {
    /// Index of the place, index of the activity; ordered.
    pairs: Vec<(u32, u32)>,
}

impl ByPlace {
    /// Of a data set whose lists are ordered.
    #[must_use]
    pub fn new(data: &Dataset) -> Self {
        let mut pairs: Vec<(u32, u32)> = Vec::with_capacity(data.activities.len());
        for (at, activity) in data.activities.iter().enumerate() {
            if let Some(place) = activity.place.as_ref().and_then(|id| index_of(data, id)) {
                pairs.push((place, at as u32));
            }
        }
        sort_by(&mut pairs, Ord::cmp);
        Self { pairs }
    }

    /// The activities at a place.
    pub fn activities<'a>(&'a self, data: &'a Dataset, place: &Place) -> impl Iterator<Item = &'a Activity> {
        let at = index_of(data, &place.id).unwrap_or(u32::MAX);
        let from = self.pairs.partition_point(|&(place, _)| place < at);
        let of_place = self.pairs[from..].iter().take_while(move |&&(place, _)| place == at);
        of_place.map(|&(_, activity)| &data.activities[activity as usize])
    }
}

fn index_of(data: &Dataset, id: &PlaceId) -> Option<u32> {
    let at = data.places.binary_search_by(|place| place.id.cmp(id)).ok()?;
    Some(at as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_finds_its_own_activities() {
        let json = r#"{"networks": [{"id": "n", "name": "N"}],
            "places": [{"id": "a", "network": "n", "kind": "hub", "name": "A"}, {"id": "b", "network": "n", "kind": "hub", "name": "B"}],
            "activities": [
                {"id": "1", "network": "n", "place": "b", "title": "Uno", "category": "ascolto"},
                {"id": "2", "network": "n", "title": "Due", "category": "ascolto"},
                {"id": "3", "network": "n", "place": "a", "title": "Tre", "category": "ascolto"},
                {"id": "4", "network": "n", "place": "b", "title": "Quattro", "category": "ascolto"}]}"#;
        let data: Dataset = serde_json::from_str(json).expect("the test's data set is sound");
        let by_place = ByPlace::new(&data);
        let titles = |at: usize| -> Vec<&str> {
            let found = by_place.activities(&data, &data.places[at]);
            found.map(|activity| activity.title.as_str()).collect()
        };
        assert_eq!(titles(0), ["Tre"]);
        assert_eq!(titles(1), ["Uno", "Quattro"]);
    }
}
