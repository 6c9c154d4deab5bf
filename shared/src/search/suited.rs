//! Whom of the household each record suits: worked out once a day for all records, and remembered.

use super::index::Index;
use crate::filter::What;
use crate::household::{Fit, Household, Verdict, Whom};
use crate::model::Dataset;
use crate::time::Date;

/// What is remembered of one household on one day.
#[derive(Default)]
pub(super) struct Suited {
    asked: Option<(Household, Date)>,
    /// Verdicts of each record: for one of us, for all of us.
    verdicts: Vec<[Verdict; 2]>,
    /// How well each record works for what we need, 0 to 3; empty where nothing is put in that order.
    ranks: Vec<u8>,
}

impl Suited {
    /// Turns to a household; what was worked out for another one, or on another day, is forgotten.
    // Of no use to somebody who has told of no household: the browser has it in the second file of its app.
    #[inline(never)]
    pub(super) fn begin(&mut self, index: &Index, data: &Dataset, household: &Household, today: Date) {
        // What the results are narrowed to changes nobody's verdict.
        let household = Household {
            only: None,
            ..household.clone()
        };
        if self.verdicts.len() == index.len()
            && self
                .asked
                .as_ref()
                .is_some_and(|asked| asked.0 == household && asked.1 == today)
        {
            return;
        }
        let fit = |record: usize| -> Option<Fit> {
            let (what, at) = index.record(record);
            let at = at as usize;
            Some(match what {
                What::Place => household.fit_place(data.places.get(at)?, today),
                What::Activity => household.fit_activity(data, data.activities.get(at)?, today),
                What::Guide => household.fit_guide(data.guides.get(at)?, today),
            })
        };
        let mut places: Vec<Option<Fit>> = (0..index.places).map(fit).collect();
        let mut others = Vec::with_capacity(index.len() - index.places);
        for record in index.places..index.len() {
            let fit = fit(record);
            let place = places.get_mut(index.attributes[record].place as usize);
            if let (Some(Some(place)), Some(fit)) = (place, &fit) {
                place.gain(fit);
            }
            others.push(verdicts(&fit));
        }
        self.verdicts = places.iter().map(verdicts).collect();
        self.verdicts.append(&mut others);
        self.ranks.clear();
        if household.puts_fitting_first() {
            /// Of what has no place: as one of which nobody has told.
            const NOWHERE: u8 = 1;
            let ranks = data.places.iter().map(|place| household.fit_access(place).rank());
            self.ranks.extend(ranks);
            for record in index.places..index.len() {
                let place = index.attributes[record].place as usize;
                let rank = self.ranks[..index.places].get(place).copied();
                self.ranks.push(rank.unwrap_or(NOWHERE));
            }
        }
        self.asked = Some((household, today));
    }

    /// How well a record works for what we need: the greater, the earlier.
    pub(super) fn rank(&self, record: usize) -> u32 {
        self.ranks.get(record).copied().map_or(0, u32::from)
    }

    /// Whether a record is for them.
    pub(super) fn verdict(&self, record: usize, whom: Whom) -> Verdict {
        let verdicts = self.verdicts.get(record);
        verdicts.map_or(Verdict::Unknown, |verdicts| verdicts[whom as usize])
    }
}

fn verdicts(fit: &Option<Fit>) -> [Verdict; 2] {
    let suits = |whom| fit.as_ref().map_or(Verdict::Unknown, |fit| fit.suits(whom));
    [suits(Whom::Anyone), suits(Whom::Everyone)]
}
