//! Life stages (fasi della vita): the ages a family thinks in, from waiting for a child to over 65.

/// A stage of life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LifeStage(u8);

/// Code, Italian name, first and last month of age, both included. Waiting for a child has no age of its own.
const STAGES: [(&str, &str, u16, u16); 8] = [
    ("attesa", "In attesa e nascita", 1, 0),
    ("0-3", "0-3 anni", 0, 35),
    ("3-6", "3-6 anni", 36, 71),
    ("6-11", "6-11 anni", 72, 131),
    ("11-14", "11-14 anni", 132, 167),
    ("14-19", "14-19 anni", 168, 239),
    ("adulti", "Adulti", 216, 779),
    ("over-65", "Over 65", 780, 1439),
];

impl LifeStage {
    /// Waiting for a child, and birth.
    pub const EXPECTING: Self = Self(0);
    /// How many stages there are, for tables indexed by stage.
    pub const COUNT: usize = STAGES.len();

    /// All stages, in the order of life.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..STAGES.len() as u8).map(Self)
    }

    /// The code in data sets and URLs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        STAGES[self.0 as usize].0
    }

    /// The Italian name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        STAGES[self.0 as usize].1
    }

    /// First and last age in completed months, both included; `None` for the stage before birth.
    #[must_use]
    pub fn months(self) -> Option<(u16, u16)> {
        let (_, _, first, last) = STAGES[self.0 as usize];
        (first <= last).then_some((first, last))
    }

    /// Position in the order of life, for tables indexed by stage.
    #[must_use]
    pub const fn index(self) -> usize {
        self.0 as usize
    }
}

crate::taxonomy::code_serde!(LifeStage, "unknown-stage", STAGES);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_age_has_a_stage_and_zero_is_an_age() {
        for age in 0..=1200_u16 {
            assert!(
                LifeStage::all().any(|stage| stage
                    .months()
                    .is_some_and(|(first, last)| (first..=last).contains(&age))),
                "{age}"
            );
        }
        assert_eq!(LifeStage::EXPECTING.months(), None);
        assert_eq!("0-3".parse::<LifeStage>().map(LifeStage::months), Ok(Some((0, 35))));
    }
}
