//! What is told of how one gets into a place, for formats that hold such facts by name: only what somebody has told.

use crate::model::{Place, Wheelchair};

/// A fact that is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccessFact {
    /// Its name in English, as data name it.
    pub name: &'static str,
    /// What it says, in Italian.
    pub words: &'static str,
    /// Whether it is so.
    pub holds: bool,
}

/// The facts of a place, in the order of its page.
#[must_use]
pub fn told(place: &Place) -> Vec<AccessFact> {
    let access = &place.accessibility;
    let baby = place.baby.as_ref();
    let wheelchair = match access.wheelchair {
        Wheelchair::Yes => Some(true),
        Wheelchair::No => Some(false),
        Wheelchair::Limited | Wheelchair::Unknown => None,
    };
    let all = [
        (
            "wheelchair",
            wheelchair,
            ["accessibile in sedia a rotelle", "non accessibile in sedia a rotelle"],
        ),
        (
            "step at the entrance",
            access.step,
            ["c’è un gradino all’ingresso", "senza gradini all’ingresso"],
        ),
        ("ramp", access.ramp, ["c’è una rampa", "non c’è una rampa"]),
        ("lift", access.lift, ["c’è un ascensore", "non c’è un ascensore"]),
        (
            "accessible toilet",
            access.toilet,
            ["bagno accessibile", "bagno non accessibile"],
        ),
        (
            "reserved parking",
            access.parking,
            ["parcheggio riservato", "senza parcheggio riservato"],
        ),
        (
            "hearing loop",
            access.hearing_loop,
            [
                "impianto per apparecchi acustici",
                "senza impianto per apparecchi acustici",
            ],
        ),
        (
            "quiet room",
            access.quiet_room,
            ["stanza tranquilla", "senza stanza tranquilla"],
        ),
        (
            "changing table",
            baby.and_then(|baby| baby.changing_table),
            ["fasciatoio", "senza fasciatoio"],
        ),
        (
            "pram access",
            baby.and_then(|baby| baby.pram),
            ["si passa con il passeggino", "non si passa con il passeggino"],
        ),
        (
            "feeding corner",
            baby.and_then(|baby| baby.feeding_corner),
            ["angolo per allattare", "senza angolo per allattare"],
        ),
    ];
    let told = all.into_iter().filter_map(|(name, holds, [yes, no])| {
        let holds = holds?;
        let words = if holds { yes } else { no };
        Some(AccessFact { name, words, holds })
    });
    told.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_told_is_no_fact() {
        let mut place: Place = serde_json::from_value(serde_json::json!({
            "id": "p", "network": "n", "kind": "hub", "name": "P",
            "accessibility": {"wheelchair": "limited", "step": true, "lift": false}, "baby": {"changing_table": true},
        }))
        .expect("a place");
        let names =
            |place: &Place| -> Vec<(&str, bool)> { told(place).iter().map(|fact| (fact.name, fact.holds)).collect() };
        assert_eq!(
            names(&place),
            [
                ("step at the entrance", true),
                ("lift", false),
                ("changing table", true)
            ]
        );
        place.accessibility = Default::default();
        place.baby = None;
        assert_eq!(names(&place), []);
    }
}
